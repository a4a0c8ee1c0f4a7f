// The second window: one panel of the dock on another screen, of the same session. It closes with the first.
import { named, t } from '@tonmeister/ui'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { onKey, placeOf } from '../app/commands.ts'
import { PANELS } from '../app/panels.ts'
import { type Session, useSession } from '../app/session.ts'
import { Guard } from './guard.tsx'

const SIZE = { width: 1120, height: 620 }

/** Opens it, or brings it to the front. Must be called from a key or a click: browsers allow nothing else. */
export function openSecond(s: Session, panel: string): void {
  const opened = window.open('', 'tonmeister-second', `popup,width=${SIZE.width},height=${SIZE.height}`)
  if (!opened) {
    s.notify(t('The browser did not allow a second window. Nothing was changed. Allow pop-ups for this address, then try again.'), true)
    return
  }
  opened.focus()
  s.second = { panel, window: opened }
  s.changed()
}
export function SecondWindow() {
  const s = useSession()
  const { second } = s
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const opened = second?.window
  useEffect(() => {
    if (!opened) return setPlace(null)
    const { document: other } = opened
    other.head.replaceChildren(
      ...[...document.head.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet], link[rel=icon]')].map((link) => {
        const copy = other.createElement('link')
        copy.rel = link.rel
        copy.href = link.href
        return copy
      }),
    )
    const dress = () => {
      other.documentElement.lang = document.documentElement.lang
      other.documentElement.dataset.theme = document.documentElement.dataset.theme ?? 'dark'
      other.documentElement.className = document.documentElement.className
    }
    dress()
    const main = other.createElement('main')
    main.className = 'second dock'
    other.body.replaceChildren(main)
    setPlace(main)
    const keys = (e: KeyboardEvent) => onKey(e, s)
    const used = (e: Event) => {
      s.where = placeOf(e.target, s)
    }
    const gone = () => {
      s.second = null
      s.changed()
    }
    const close = () => opened.close()
    opened.addEventListener('keydown', keys)
    opened.addEventListener('focusin', used)
    opened.addEventListener('pointerdown', used, true)
    opened.addEventListener('pagehide', gone)
    addEventListener('pagehide', close)
    addEventListener('themechange', dress)
    return () => {
      opened.removeEventListener('keydown', keys)
      opened.removeEventListener('focusin', used)
      opened.removeEventListener('pointerdown', used, true)
      opened.removeEventListener('pagehide', gone)
      removeEventListener('pagehide', close)
      removeEventListener('themechange', dress)
      opened.close()
    }
  }, [opened, s])
  const panel = second && PANELS.find((p) => p.id === second.panel)
  if (!place || !panel || !opened) return null
  opened.document.title = `${named(panel.title)} – ${s.project.name} – Tonmeister`
  const View = panel.view
  return createPortal(
    <>
      <div className="tabs">
        <h1 className="second-title">{named(panel.title)}</h1>
        <button type="button" className="b" onClick={() => opened.close()}>
          {t('Back into the dock')}
        </button>
      </div>
      <div className="tabbed" data-where={panel.id}>
        <Guard name={named(panel.title)} key={panel.id}>
          <View />
        </Guard>
      </div>
    </>,
    place,
  )
}
