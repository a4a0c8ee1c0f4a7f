// The work area: side, arrangement over dock, right; or one of them at a time where there is little room.
import { named, t } from '@tonmeister/ui'
import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { Place } from '../app/kinds.ts'
import { LIMITS } from '../app/layout.ts'
import { panelsAt } from '../app/panels.ts'
import { useSession } from '../app/session.ts'
import { Arrange } from './arrange/arrange.tsx'
import { FirstSteps } from './first-steps.tsx'
import { Guard } from './guard.tsx'
import { Tabs } from './tabs.tsx'

/** No room for three columns: the browser's panels stand with those of the right. */
const NARROW = matchMedia('(max-width: 1180px)')
/** No room for two: one place at a time, chosen at the bottom. A page zoomed to 200 % is one as well. */
const SMALL = matchMedia('(max-width: 899px), (max-height: 519px)')
function useMedia(query: MediaQueryList): boolean {
  const follow = useCallback(
    (changed: () => void) => {
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    [query],
  )
  return useSyncExternalStore(follow, () => query.matches)
}
/** The work area: side, centre and right, with dividers that drag and that arrows move. */
export function Work() {
  const s = useSession()
  const { layout } = s
  const { sizes } = layout.state
  const narrow = useMedia(NARROW)
  const small = useMedia(SMALL)
  const side = !narrow && !layout.isHidden('side')
  const right = !layout.isHidden('right')
  const dock = !layout.isHidden('dock')
  const centre = useRef<HTMLElement>(null)
  const share = (y: number) => {
    const { top, height } = centre.current!.getBoundingClientRect()
    return 1 - (y - top) / height
  }
  if (small) return <Small />
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
            <FirstSteps />
          </aside>
          <Divider place="side" label={t('Width of the browser')} at={(x) => x} step={8} />
        </>
      )}
      <section
        className="centre"
        ref={centre}
        style={{ gridTemplateRows: dock ? `minmax(140px, ${1 - sizes.dock}fr) 0 minmax(120px, ${sizes.dock}fr)` : 'minmax(0, 1fr)' }}
      >
        <Guard name={t('Arrangement')} as="section" id="arrangement">
          <Arrange />
        </Guard>
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
            <Tabbed place="right" more={narrow ? 'side' : undefined} label={t('Right panel')} />
          </aside>
        </>
      )}
    </main>
  )
}
/** One place at a time, for phones and for pages that are zoomed. */
function Small() {
  const { layout } = useSession()
  const places = (['centre', 'dock', 'side', 'right'] as const).map((place) => ({
    place,
    name: place === 'centre' ? t('Arrangement') : named(layout.front(panelsAt(place))!.title),
  }))
  return (
    <main className="small">
      {layout.near === 'centre' ? (
        <section className="centre">
          <Guard name={t('Arrangement')} as="section" id="arrangement">
            <Arrange />
          </Guard>
        </section>
      ) : layout.near === 'dock' ? (
        <div className="dock" id="dock" tabIndex={-1}>
          <Tabbed place="dock" label={t('Dock')} />
        </div>
      ) : (
        <aside
          id={layout.near === 'side' ? 'browser' : 'panel'}
          aria-label={layout.near === 'side' ? t('Browser') : t('Right panel')}
          tabIndex={-1}
        >
          <Tabbed place={layout.near} label={layout.near === 'side' ? t('Browser') : t('Right panel')} />
        </aside>
      )}
      <nav className="places" aria-label={t('Places')}>
        {places.map(({ place, name }) => (
          <button
            type="button"
            key={place}
            title={name}
            aria-current={place === layout.near ? 'page' : undefined}
            onClick={() => layout.goNear(place)}
          >
            {name}
          </button>
        ))}
      </nav>
    </main>
  )
}
/** The panels of a place, one of them in front. */
function Tabbed({ place, more, label }: { place: Place; more?: Place | undefined; label: string }) {
  const s = useSession()
  // What stands in the second window is not here as well.
  const panels = [...panelsAt(place), ...(more ? panelsAt(more) : [])].filter((p) => p.id !== s.second?.panel)
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
      <div className="tabbed" data-panel={front.id} data-where={WHERE[front.id]}>
        <Guard name={named(front.title)} key={front.id}>
          <View />
        </Guard>
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
