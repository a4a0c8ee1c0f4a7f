// The window: header, browser, arrangement over dock, monitor, footer. The places are landmarks; F6 goes from one to the next.
import { color, forgetColors, named, onFrame, t } from '@tonmeister/ui'
import { Fragment, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { onKey, placeOf } from '../app/commands.ts'
import type { Place } from '../app/kinds.ts'
import { LIMITS } from '../app/layout.ts'
import { PANELS, panelsAt } from '../app/panels.ts'
import { useSession } from '../app/session.ts'
import { settings } from '../app/settings.ts'
import { Arrange } from './arrange/arrange.tsx'
import { Dialogs } from './dialogs.tsx'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { PopupMenu } from './menu.tsx'
import { RecoveryCard } from './recovery.tsx'
import { SecondWindow } from './second.tsx'
import { Tabs } from './tabs.tsx'
import { Toasts } from './toasts.tsx'

const REGIONS = ['header', '#browser', '#arrangement', '#dock', '#panel', 'footer']
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
        const places = REGIONS.map((r) => document.querySelector<HTMLElement>(r)).filter((p) => p !== null)
        const at = places.findIndex((p) => p?.contains(document.activeElement))
        const next = places[(at + (e.shiftKey ? -1 : 1) + places.length) % places.length]
        const first = next?.querySelector<HTMLElement>(
          'button:not(:disabled):not([tabindex="-1"]), [tabindex="0"], input, select, [role=slider]',
        )
        ;(first ?? next)?.focus()
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
    const stop = onFrame(() => s.host.look())
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
      stop()
    }
  }, [s])
  return (
    <Fragment key={spoken}>
      <Header />
      <Work />
      <Footer />
      <RecoveryCard />
      <Toasts />
      <PopupMenu />
      <Dialogs />
      <SecondWindow />
    </Fragment>
  )
}

const NARROW = matchMedia('(max-width: 1180px)')
const onNarrow = (changed: () => void) => {
  NARROW.addEventListener('change', changed)
  return () => NARROW.removeEventListener('change', changed)
}
/** The work area: side, centre and right, with dividers that drag and that arrows move. */
function Work() {
  const s = useSession()
  const { layout } = s
  const { sizes } = layout.state
  // Where there is no room for all, the browser goes first.
  const narrow = useSyncExternalStore(onNarrow, () => NARROW.matches)
  const side = !narrow && !layout.isHidden('side')
  const right = !layout.isHidden('right')
  const dock = !layout.isHidden('dock')
  const centre = useRef<HTMLElement>(null)
  const share = (y: number) => {
    const { top, height } = centre.current!.getBoundingClientRect()
    return 1 - (y - top) / height
  }
  return (
    <main
      style={{
        gridTemplateColumns: `${side ? `${sizes.side}px` : '0'} 0 minmax(0, 1fr) 0 ${right ? `${sizes.right}px` : '0'}`,
      }}
    >
      {side && (
        <>
          <aside id="browser" aria-label={t('Browser')} tabIndex={-1}>
            <Tabbed place="side" label={t('Browser')} />
          </aside>
          <Divider place="side" label={t('Width of the browser')} at={(x) => x} step={8} />
        </>
      )}
      <section
        className="centre"
        ref={centre}
        style={{ gridTemplateRows: dock ? `minmax(140px, ${1 - sizes.dock}fr) 0 minmax(120px, ${sizes.dock}fr)` : 'minmax(0, 1fr)' }}
      >
        <Arrange />
        {dock && (
          <>
            <Divider place="dock" label={t('Height of the dock')} at={(_, y) => share(y)} step={0.02} />
            <div className="dock" id="dock" tabIndex={-1}>
              <Tabbed place="dock" label={t('Dock')} />
            </div>
          </>
        )}
      </section>
      {right && (
        <>
          <Divider place="right" label={t('Width of the right panel')} at={(x) => innerWidth - x} step={8} />
          <aside id="panel" className="r" aria-label={t('Right panel')} tabIndex={-1}>
            <Tabbed place="right" label={t('Right panel')} />
          </aside>
        </>
      )}
    </main>
  )
}
/** The panels of a place, one of them in front. */
function Tabbed({ place, label }: { place: Place; label: string }) {
  const s = useSession()
  // What stands in the second window is not here as well.
  const panels = panelsAt(place).filter((p) => p.id !== s.second?.panel)
  const front = s.layout.front(panels)!
  const View = front.view
  return (
    <>
      <Tabs
        label={label}
        value={front.id}
        tabs={panels.map((p) => ({ id: p.id, name: named(p.title) }))}
        onChange={(id) => s.layout.show(id)}
      />
      <div className="tabbed" data-where={WHERE[front.id]}>
        <View />
      </div>
    </>
  )
}
/** Panels in which keys mean something of their own. */
const WHERE: Readonly<Record<string, string>> = { mixer: 'mixer', devices: 'devices', notes: 'notes', clip: 'clip' }

/** @param at  the size that a place of the pointer means */
function Divider({ place, label, at, step }: { place: Place; label: string; at: (x: number, y: number) => number; step: number }) {
  const { layout } = useSession()
  const [min, usual, max] = LIMITS[place]
  const size = layout.state.sizes[place]
  const percent = (x: number) => (place === 'dock' ? Math.round(x * 100) : Math.round(x))
  const grow = place === 'side' ? 'ArrowRight' : place === 'right' ? 'ArrowLeft' : 'ArrowUp'
  const shrink = place === 'side' ? 'ArrowLeft' : place === 'right' ? 'ArrowRight' : 'ArrowDown'
  return (
    <div
      className={`divider ${place === 'dock' ? 'flat' : 'upright'}`}
      role="separator"
      tabIndex={0}
      aria-orientation={place === 'dock' ? 'horizontal' : 'vertical'}
      aria-label={label}
      aria-valuenow={percent(size)}
      aria-valuemin={percent(min)}
      aria-valuemax={percent(max)}
      onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)}
      onPointerMove={(e) => {
        if (e.currentTarget.hasPointerCapture(e.pointerId)) layout.resize(place, at(e.clientX, e.clientY))
      }}
      onDoubleClick={() => layout.resize(place, usual)}
      onKeyDown={(e) => {
        const by = e.key === grow ? step : e.key === shrink ? -step : 0
        if (!by) return
        e.preventDefault()
        e.stopPropagation()
        layout.resize(place, size + by)
      }}
    />
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
