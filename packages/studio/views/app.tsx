// The window: header, browser, arrangement over dock, monitor, footer. The places are landmarks; F6 goes from one to the next.
import { color, forgetColors, onFrame } from '@tonmeister/ui'
import { useEffect, useRef, useState } from 'react'
import { onKey } from '../app/commands.ts'
import { useSession } from '../app/session.ts'
import { setSettings, settings } from '../app/settings.ts'
import { Arrange } from './arrange/arrange.tsx'
import { Side } from './browser.tsx'
import { Devices } from './devices.tsx'
import { Dialogs } from './dialogs.tsx'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { Inspector } from './inspector.tsx'
import { PopupMenu } from './menu.tsx'
import { Mixer } from './mixer.tsx'
import { Monitor } from './monitor.tsx'
import { Tabs } from './tabs.tsx'
import { Toasts } from './toasts.tsx'

const REGIONS = ['header', '#browser', '#arrangement', '#dock', '#panel', 'footer']
/** Milliseconds between looks at the meters while the window is hidden and draws no frames: the ring holds 2.7 s. */
const HIDDEN_LOOK = 500

export function App() {
  const s = useSession()
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      if (e.key === 'F6') {
        e.preventDefault()
        const places = REGIONS.map((r) => document.querySelector<HTMLElement>(r))
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
    const stop = onFrame(() => s.host.look())
    const hidden = setInterval(() => document.hidden && s.host.playing && s.host.look(), HIDDEN_LOOK)
    const leave = (e: BeforeUnloadEvent) => {
      if (!s.isUnsaved) return
      void s.saveNow()
      e.preventDefault()
    }
    addEventListener('beforeunload', leave)
    // A file dropped beside its place must not replace the studio.
    const drop = (e: DragEvent) => e.preventDefault()
    addEventListener('dragover', drop)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('keydown', keys)
      removeEventListener('beforeunload', leave)
      removeEventListener('dragover', drop)
      removeEventListener('drop', drop)
      clearInterval(hidden)
      stop()
    }
  }, [s])
  return (
    <>
      <Header />
      <main>
        <Side />
        <Centre />
        <aside id="panel" className="r" aria-label="Monitor and inspector" tabIndex={-1}>
          <Tabs
            label="Right panel"
            value={s.panel}
            tabs={[
              { id: 'monitor', name: 'Monitor' },
              { id: 'inspector', name: 'Inspector' },
            ]}
            onChange={(panel) => {
              s.panel = panel
              s.changed()
            }}
          />
          {s.panel === 'monitor' ? <Monitor /> : <Inspector />}
        </aside>
      </main>
      <Footer />
      <Toasts />
      <PopupMenu />
      <Dialogs />
    </>
  )
}

/** Arrangement over dock with a divider between them. */
function Centre() {
  const s = useSession()
  const box = useRef<HTMLElement>(null)
  const [share, setShare] = useState(settings().dockShare)
  const set = (next: number) => {
    const clamped = Math.min(0.75, Math.max(0.2, next))
    setShare(clamped)
    setSettings({ dockShare: clamped })
  }
  return (
    <section className="centre" ref={box} style={{ gridTemplateRows: `minmax(140px, ${1 - share}fr) 1px minmax(120px, ${share}fr)` }}>
      <Arrange />
      <div
        className="divider"
        role="separator"
        tabIndex={0}
        aria-orientation="horizontal"
        aria-label="Height of the dock"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={20}
        aria-valuemax={75}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId)
        }}
        onPointerMove={(e) => {
          if (!e.currentTarget.hasPointerCapture(e.pointerId) || !box.current) return
          const { top, height } = box.current.getBoundingClientRect()
          set(1 - (e.clientY - top) / height)
        }}
        onDoubleClick={() => set(0.435)}
        onKeyDown={(e) => {
          const by = e.key === 'ArrowUp' ? 0.02 : e.key === 'ArrowDown' ? -0.02 : 0
          if (!by) return
          e.preventDefault()
          e.stopPropagation()
          set(share + by)
        }}
      />
      <div className="dock" id="dock" tabIndex={-1}>
        <Tabs
          label="Dock"
          value={s.dock}
          tabs={[
            { id: 'mixer', name: 'Mixer' },
            { id: 'devices', name: 'Devices' },
          ]}
          onChange={(dock) => {
            s.dock = dock
            s.changed()
          }}
        />
        {s.dock === 'mixer' ? <Mixer key={s.key} /> : <Devices />}
      </div>
    </section>
  )
}

/** Follows the system's choice of dark or light unless a person has chosen; tells the canvases. */
export function applyTheme(): void {
  const { theme } = settings()
  const light = theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
  forgetColors()
  color('--bg')
  dispatchEvent(new Event('themechange'))
}
