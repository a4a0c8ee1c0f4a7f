// The window: header, browser, arrangement over dock, monitor, footer. The places are landmarks; F6 goes from one to the next.
import { color, forgetColors, onFrame, t } from '@tonmeister/ui'
import { Fragment, useEffect, useState } from 'react'
import { onKey, placeOf } from '../app/commands.ts'
import { keepFocus, nextRegion, watchFocus } from '../app/focus.ts'
import { PANELS } from '../app/panels.ts'
import { useSession } from '../app/session.ts'
import { settings } from '../app/settings.ts'
import { Dialogs } from './dialogs.tsx'
import { Footer } from './footer.tsx'
import { Guard } from './guard.tsx'
import { Header } from './header.tsx'
import { PopupMenu } from './menu.tsx'
import { RecoveryCard } from './recovery.tsx'
import { SecondWindow } from './second.tsx'
import { Toasts } from './toasts.tsx'
import { TypingBadge } from './typing.tsx'
import { Work } from './work.tsx'

/** Milliseconds between looks at the meters while the window is hidden and draws no frames: the ring holds 2.7 s. */
const HIDDEN_LOOK = 500

export function App() {
  const s = useSession()
  // Another language is another window: every word is said anew.
  const [spoken, speak] = useState(0)
  useEffect(() => {
    const again = () => speak((n) => n + 1)
    addEventListener('languagechange', again)
    return () => removeEventListener('languagechange', again)
  }, [])
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      if (e.key === 'F6') {
        e.preventDefault()
        // A dialog or a menu keeps the focus until it is closed.
        if (!(e.target as HTMLElement).closest?.('[role=dialog], [role=menu]')) nextRegion(e.shiftKey ? -1 : 1)
        return
      }
      onKey(e, s)
    }
    addEventListener('keydown', keys)
    const used = (e: Event) => {
      s.where = placeOf(e.target, s)
    }
    addEventListener('focusin', used)
    addEventListener('pointerdown', used, true)
    s.layout.know(PANELS)
    const stop = onFrame(() => {
      s.host.look()
      keepFocus()
    })
    const unwatch = watchFocus()
    const hidden = setInterval(() => document.hidden && s.host.playing && s.host.look(), HIDDEN_LOOK)
    const leave = (e: BeforeUnloadEvent) => {
      if (!s.keeping.isUnsaved) return
      void s.keeping.saveNow()
      e.preventDefault()
    }
    addEventListener('beforeunload', leave)
    // A file dropped beside its place must not replace the studio.
    const drop = (e: DragEvent) => e.preventDefault()
    addEventListener('dragover', drop)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('keydown', keys)
      removeEventListener('focusin', used)
      removeEventListener('pointerdown', used, true)
      removeEventListener('beforeunload', leave)
      removeEventListener('dragover', drop)
      removeEventListener('drop', drop)
      clearInterval(hidden)
      unwatch()
      stop()
    }
  }, [s])
  return (
    <Fragment key={spoken}>
      <Guard name={t('Header')} as="header">
        <Header />
      </Guard>
      <Guard name={t('Work area')} as="main">
        <Work />
      </Guard>
      <Guard name={t('Footer')} as="footer">
        <Footer />
      </Guard>
      <Guard name={t('Recovery')}>
        <RecoveryCard />
      </Guard>
      <Guard name={t('Messages')}>
        <Toasts />
        <TypingBadge />
      </Guard>
      <Guard name={t('Menu')} onCrash={s.closeMenu}>
        <PopupMenu />
      </Guard>
      <Guard name={t('Dialog')} onCrash={() => s.show(null)}>
        <Dialogs />
      </Guard>
      <SecondWindow />
    </Fragment>
  )
}

/** Follows the system's choice of theme and motion unless a person has chosen; tells the canvases. */
export function applyTheme(): void {
  const { theme, motion } = settings()
  const has = (query: string) => matchMedia(query).matches
  const contrast = theme === 'contrast' || (theme === 'system' && has('(prefers-contrast: more)'))
  const light = theme === 'light' || (theme === 'system' && has('(prefers-color-scheme: light)'))
  document.documentElement.dataset.theme = contrast ? 'contrast' : light ? 'light' : 'dark'
  document.documentElement.classList.toggle('still', motion === 'reduced' || has('(prefers-reduced-motion: reduce)'))
  forgetColors()
  color('--bg')
  dispatchEvent(new Event('themechange'))
}
