// Mixer: the strips, those in sight whole, their meters moved once a frame.
import { devices as catalog } from '@tonmeister/devices'
import { devicesOf, sendsOf, vcasOf } from '@tonmeister/project'
import { onFrame, t } from '@tonmeister/ui'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { arrangementOf } from '../app/arrangement.ts'
import { automatedParams } from '../app/automate.ts'
import { consoleOf, PIXELS } from '../app/console.ts'
import type { Panel } from '../app/kinds.ts'
import { type Session, useSession } from '../app/session.ts'
import { Meters } from '../views/meters.ts'
import { Strip, showReduction } from '../views/strip.tsx'
import { VcaStrip } from '../views/vca-strip.tsx'

/** Milliseconds between two readings of the meters as words. */
const SAY = 500
/** Rows of slots and sends in a strip. */
const ROWS_MIN = 3
const ROWS_MAX = 6
/** Strips that are whole to the left and right of those in sight. */
const OVER = 3

export default { id: 'mixer', title: 'Mixer', place: 'dock', order: 1, view: Keyed } satisfies Panel

/** Another project's mixer is another mixer. */
function Keyed() {
  return <Mixer key={useSession((s) => s.key).key} />
}
const Mixer = memo(function Mixer() {
  const s = useSession((s) => `${s.mixerVersion} ${s.selectedStrip}`)
  const view = consoleOf(s)
  const { look } = view
  const strips = s.strips()
  const vcas = vcasOf(s.document)
  const kindOf = (id: string) => (id === s.mainStrip ? look.mainMeter : look.meter)
  const meters = (useRef<Meters>(undefined).current ??= new Meters(kindOf))
  const box = useRef<HTMLDivElement>(null)
  // Strips out of sight are empty places of their width: a hundred whole ones cost the browser more than the lanes.
  const [range, setRange] = useState<readonly [number, number]>([0, 24])
  const board = useRef<HTMLCanvasElement>(null)
  const widths = strips.map((x) => PIXELS[view.widthOf(x.id)] + 1)
  const lefts = useRef<readonly number[]>([])
  let left = 0
  lefts.current = widths.map((width) => (left += width) - width)
  const follow = useCallback(() => {
    const x = box.current
    if (!x) return
    const all = lefts.current
    const first = all.findLastIndex((at) => at <= x.scrollLeft)
    const beyond = all.findIndex((at) => at >= x.scrollLeft + x.clientWidth)
    const from = first - OVER
    const to = (beyond < 0 ? all.length : beyond) + OVER
    setRange((was) => (was[0] === from && was[1] === to ? was : [from, to]))
  }, [])
  const reach = (OVER + 1) * Math.max(...widths)
  useEffect(() => {
    const size = new ResizeObserver(() => {
      follow()
      meters.lay(board.current!, box.current!, reach)
    })
    size.observe(box.current!)
    return () => size.disconnect()
  }, [follow, meters, reach])
  useEffect(() => s.host.showMeters(look.meter, look.mainMeter), [s, look.meter, look.mainMeter])
  useEffect(() => {
    const readings = new Float32Array(6)
    let next = 0
    return onFrame((now) => {
      const saying = now >= next
      if (saying) next = now + SAY
      for (const [id, state] of meters.states) {
        s.host.meter(id, readings)
        state.update(readings, now)
        const drawn = meters.drawn.get(id)
        if (!drawn) continue
        meters.paint(id, drawn)
        if (saying) meters.say(id, drawn)
        for (const [device, bar] of drawn.reductions) showReduction(bar, s.host.playing ? s.host.reading(device, 'reduction') : 0)
      }
    })
  }, [s, meters])
  useEffect(() => meters.follow(strips, kindOf))
  // Every strip leaves the same room, so that faders stand at one height.
  const rows = strips.reduce((most, x) => Math.max(most, rowsOf(s, x.id)), ROWS_MIN)
  const room = Math.min(ROWS_MAX, rows)
  const current = strips.some((x) => x.id === s.selectedStrip) ? s.selectedStrip : strips[0]?.id
  const chosen = new Set(s.selectedStrip === null ? [] : arrangementOf(s).strips())
  // A fader that moves changes no place: asking for them has the page laid out.
  const places = `${range} ${room} ${current} ${widths} ${look.hidden} ${strips.map((x) => x.id)}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the places of the meters depend on
  useLayoutEffect(() => {
    follow()
    meters.lay(board.current!, box.current!, reach)
  }, [meters, places])
  const whole = (id: string) => ({
    devices: devicesOf(s.document, id),
    sends: sendsOf(s.document, id),
    names: nameList(s, id),
    automated: automatedParams(s, id),
    room,
    hidden: look.hidden,
    meter: kindOf(id),
  })
  return (
    <div
      className={strips.some((x) => view.widthOf(x.id) === 'narrow') ? 'strips low' : 'strips'}
      role="grid"
      aria-multiselectable="true"
      aria-label={t('Mixer')}
      ref={box}
      style={{ '--rows': room, '--above': `${above(s, room)}px` } as React.CSSProperties}
      onKeyDownCapture={(e) =>
        stripKeys(
          e,
          (i) => flushSync(() => setRange([i - OVER, i + OVER])),
          (id) => view.choose(id, 'range'),
        )
      }
      onScroll={follow}
    >
      {strips.map((strip, i) => [
        strip.kind === 'main' &&
          vcas.map((vca) => (
            <VcaStrip
              key={vca.id}
              s={s}
              vca={vca}
              under={[...strips, ...vcas]
                .filter((x) => x.vca === vca.id)
                .map((x) => x.name)
                .join('\n')}
              isAutomated={automatedParams(s, vca.id).includes('gain')}
            />
          )),
        // Main always is in sight, and the focus may be in the current one. A strip keeps its element, whole or not: it may be about to get the focus.
        <Strip
          key={strip.id}
          s={s}
          strip={strip}
          isChosen={chosen.has(strip.id)}
          tab={strip.id === current ? 0 : -1}
          width={view.widthOf(strip.id)}
          meters={meters}
          {...((i >= range[0] && i < range[1]) || strip.id === current || strip.kind === 'main' ? whole(strip.id) : {})}
        />,
      ])}
      <canvas ref={board} className="board" aria-hidden="true" />
    </div>
  )
})
/** Rows that a strip fills of what is shown. */
function rowsOf(s: Session, strip: string): number {
  const { isShown } = consoleOf(s)
  const effects = isShown('inserts') ? devicesOf(s.document, strip).filter((d) => catalog[d.device]?.kind !== 'instrument').length : 0
  return effects + (isShown('sends') ? sendsOf(s.document, strip).length : 0)
}
/** Pixels of what stands above the panner of a strip with sound, with the gaps below. */
function above(s: Session, room: number): number {
  const { isShown } = consoleOf(s)
  const heights = [isShown('eq') ? 39 : 0, isShown('reduction') ? 11 : 0, isShown('inserts') || isShown('sends') ? room * 23 + 2 : 0]
  return heights.reduce((sum, x) => sum + x, 0)
}
const nameList = (s: Session, strip: string) =>
  sendsOf(s.document, strip)
    .map((x) => String(s.document.get(x.target)?.name ?? ''))
    .join('|')
/** Kinds of controls that every strip has. */
const KINDS = ['.tog.m', '.tog.s', '.knob', '.fader']
/** Left and Right go from strip to strip, to the same control; Up and Down through the controls, or change a value. Tab stays in one strip. @param show  makes a strip whole @param choose  adds all up to one to the choice */
function stripKeys(e: React.KeyboardEvent, show: (index: number) => void, choose: (strip: string) => void): void {
  const target = e.target as HTMLElement
  const strip = target.closest<HTMLElement>('.strip')
  if (!strip || e.altKey || e.ctrlKey || e.metaKey || target.matches('input')) return
  // With Shift the choice grows and shrinks; sliders have a use of their own for it.
  if (e.shiftKey && (target !== strip || !strip.dataset.strip)) return
  const slider = target.matches('[role=slider]')
  const controls = (x: Element) => [...x.querySelectorAll<HTMLElement>('button, [role=slider]')]
  let next: HTMLElement | undefined
  if (e.key === 'ArrowLeft' || e.key === 'ArrowRight' || (!slider && (e.key === 'Home' || e.key === 'End'))) {
    const all = [...strip.parentElement!.querySelectorAll<HTMLElement>('.strip')]
    const by = e.key === 'ArrowLeft' ? -1 : e.key === 'ArrowRight' ? 1 : e.key === 'Home' ? -all.length : all.length
    const index = Math.min(all.length - 1, Math.max(0, all.indexOf(strip) + by))
    const there = all[index]!
    if (!there.querySelector('.fm')) show(index)
    if (e.shiftKey && there.dataset.strip) choose(there.dataset.strip)
    const kind = KINDS.find((x) => target.matches(x))
    const slots = [...there.querySelectorAll<HTMLElement>('button.slot, .send')]
    const slot = [...strip.querySelectorAll('button.slot, .send')].indexOf(target)
    next = (kind ? there.querySelector<HTMLElement>(kind) : slot < 0 ? undefined : slots[Math.min(slot, slots.length - 1)]) ?? there
  } else if (!slider && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
    const all = [strip, ...controls(strip)]
    next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(target) + (e.key === 'ArrowDown' ? 1 : -1)))]
  } else return
  e.preventDefault()
  e.stopPropagation()
  next?.focus()
}
