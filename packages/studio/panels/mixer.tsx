// Mixer: strips with curve, inserts, sends, pan, fader and meters.

import { devices as catalog } from '@tonmeister/devices'
import { eqCurve } from '@tonmeister/devices/eq/response.ts'
import {
  addBus,
  addSend,
  type DeviceRecord,
  devicesOf,
  formatDb,
  formatNumber,
  pan as panParam,
  removeSend,
  removeStrip,
  type SendRecord,
  type StripRecord,
  sendsOf,
  setGain,
  setPan,
  toggleDevice,
  toggleMute,
  toggleSolo,
  vcasOf,
} from '@tonmeister/project'
import { color, Fader, fitCanvas, Knob, MeterState, named, onFrame, sizeOf, t, word } from '@tonmeister/ui'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { automatedParams } from '../app/automate.ts'
import { DEVICE_TYPE, droppedDevice, insertDevice } from '../app/insert.ts'
import type { Panel } from '../app/kinds.ts'
import { type MenuItem, type Session, useSession } from '../app/session.ts'
import { effectItems } from '../views/devices.tsx'
import { VcaStrip } from '../views/vca-strip.tsx'

/** Milliseconds between two readings of the meters as words. */
const SAY = 500
/** Width of a strip, pixels; as in the style sheet. */
const STRIP = 91
/** Width of a meter, pixels; as in the style sheet. */
const METER = 13
/** Rows of slots and sends in a strip. */
const ROWS_MIN = 3
const ROWS_MAX = 6
const PAN = panParam({ name: word('Pan'), min: -100, max: 100, default: 0 })

/** Strips that are whole to the left and right of those in sight. */
const OVER = 3

interface StripMeter {
  /** Its place in the strip: a canvas of its own, or a part of the board. */
  readonly place: HTMLElement
  readonly reduction: HTMLElement | null
}
/** What is shown of all strips; lives as long as the panel. */
class Meters {
  /** Of every strip, in sight or not: marks of overs and held peaks are true when it comes into sight. */
  readonly states = new Map<string, MeterState>()
  /** Of the strips that are whole. */
  readonly drawn = new Map<string, StripMeter>()
  /**
   * The meters of all whole strips but Main's are on one canvas that lies over them and scrolls with them: each on its own would be a layer of
   * its own for the browser, and cost more than all else in the window. Of what is on it: pixels from its left.
   */
  private readonly at = new Map<string, number>()
  private board: CanvasRenderingContext2D | null = null
  private height = 0
  state(strip: string): MeterState {
    let state = this.states.get(strip)
    if (!state) this.states.set(strip, (state = new MeterState()))
    return state
  }
  /** Lays the board over the places of the meters in a box that scrolls, after these have come, gone or moved. */
  lay(canvas: HTMLCanvasElement, box: HTMLElement): void {
    const here = box.getBoundingClientRect()
    const reach = OVER * (STRIP + 1) + STRIP
    const places: [string, DOMRect][] = []
    for (const [id, { place }] of this.drawn) {
      if (place instanceof HTMLCanvasElement) continue
      const rect = place.getBoundingClientRect()
      if (rect.right > here.left - reach && rect.left < here.right + reach) places.push([id, rect])
    }
    this.at.clear()
    this.board = null
    canvas.hidden = !places.length
    if (!places.length) return
    const left = Math.min(...places.map(([, x]) => x.left))
    const width = Math.max(...places.map(([, x]) => x.right)) - left
    const { top, height } = places[0]![1]
    const ratio = devicePixelRatio || 1
    Object.assign(canvas.style, {
      left: `${left - here.left + box.scrollLeft}px`,
      top: `${top - here.top}px`,
      width: `${width}px`,
      height: `${height}px`,
    })
    canvas.width = Math.max(1, Math.round(width * ratio))
    canvas.height = Math.max(1, Math.round(height * ratio))
    this.height = height
    this.board = canvas.getContext('2d')
    this.board?.setTransform(ratio, 0, 0, ratio, 0, 0)
    for (const [id, rect] of places) {
      this.at.set(id, rect.left - left)
      this.draw(id)
    }
  }
  /** Draws a meter where something of it has changed. */
  paint(id: string, { place }: StripMeter): void {
    if (place instanceof HTMLCanvasElement) this.state(id).paint(place)
    else if (this.at.has(id) && this.state(id).isNew(this.height)) this.draw(id)
  }
  private draw(id: string): void {
    const g = this.board
    if (!g) return
    const x = this.at.get(id)!
    g.translate(x, 0)
    this.state(id).draw(g, METER, this.height)
    g.translate(-x, 0)
  }
}

export default { id: 'mixer', title: 'Mixer', place: 'dock', order: 1, view: Keyed } satisfies Panel

/** Another project's mixer is another mixer. */
function Keyed() {
  return <Mixer key={useSession((s) => s.key).key} />
}
const Mixer = memo(function Mixer() {
  const s = useSession((s) => `${s.mixerVersion} ${s.selectedStrip}`)
  const strips = s.strips()
  const vcas = vcasOf(s.document)
  const meters = useRef(new Meters()).current
  const box = useRef<HTMLDivElement>(null)
  // Strips out of sight are empty places of their width: a hundred whole ones cost the browser more than the lanes.
  const [range, setRange] = useState<readonly [number, number]>([0, 24])
  const board = useRef<HTMLCanvasElement>(null)
  const look = useCallback(() => {
    const x = box.current
    if (!x) return
    const from = Math.floor(x.scrollLeft / (STRIP + 1)) - OVER
    const to = Math.ceil((x.scrollLeft + x.clientWidth) / (STRIP + 1)) + OVER
    setRange((was) => (was[0] === from && was[1] === to ? was : [from, to]))
  }, [])
  useEffect(() => {
    const size = new ResizeObserver(() => {
      look()
      meters.lay(board.current!, box.current!)
    })
    size.observe(box.current!)
    return () => size.disconnect()
  }, [look, meters])
  useEffect(() => {
    const levels = new Float32Array(4)
    let next = 0
    return onFrame((now) => {
      const saying = now >= next
      if (saying) next = now + SAY
      for (const [id, state] of meters.states) {
        s.host.meter(id, levels)
        state.update(levels[0]!, levels[1]!, now)
        const drawn = meters.drawn.get(id)
        if (!drawn) continue
        meters.paint(id, drawn)
        if (saying) say(drawn.place, levels)
        if (!drawn.reduction) continue
        const device = drawn.reduction.dataset.device
        const db = device && s.host.playing ? Math.max(0, Math.abs(s.host.reading(device, 'reduction'))) : 0
        const transform = `scaleX(${Math.min(1, db / 18).toFixed(3)})`
        if (drawn.reduction.style.transform !== transform) drawn.reduction.style.transform = transform
      }
    })
  }, [s, meters])
  useEffect(() => {
    const there = new Set(strips.map((x) => x.id))
    for (const id of there) meters.state(id)
    for (const id of meters.states.keys()) if (!there.has(id)) meters.states.delete(id)
  })
  // Every strip leaves the same room, so that faders stand at one height.
  const rows = strips.reduce((most, x) => Math.max(most, effectsOf(s, x.id).length + sendsOf(s.document, x.id).length), ROWS_MIN)
  const room = Math.min(ROWS_MAX, rows)
  const current = strips.some((x) => x.id === s.selectedStrip) ? s.selectedStrip : strips[0]?.id
  // A fader that moves changes no place: asking for them has the page laid out.
  const places = `${range} ${room} ${current} ${strips.map((x) => x.id)}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the places of the meters depend on
  useLayoutEffect(() => meters.lay(board.current!, box.current!), [meters, places])
  return (
    <div
      className="strips"
      role="grid"
      aria-label={t('Mixer')}
      ref={box}
      style={{ '--rows': room } as React.CSSProperties}
      onKeyDownCapture={(e) => stripKeys(e, (i) => flushSync(() => setRange([i - OVER, i + OVER])))}
      onScroll={look}
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
        (i >= range[0] && i < range[1]) || strip.id === current || strip.kind === 'main' ? (
          <Strip
            key={strip.id}
            s={s}
            strip={strip}
            selected={s.selectedStrip === strip.id}
            tab={strip.id === current ? 0 : -1}
            devices={devicesOf(s.document, strip.id)}
            sends={sendsOf(s.document, strip.id)}
            names={nameList(s, strip.id)}
            automated={automatedParams(s, strip.id)}
            room={room}
            meters={meters}
          />
        ) : (
          <Strip key={strip.id} s={s} strip={strip} selected={false} tab={-1} meters={meters} />
        ),
      ])}
      <canvas ref={board} className="board" aria-hidden="true" />
    </div>
  )
})
/** Kinds of controls that every strip has. */
const KINDS = ['.tog.m', '.tog.s', '.knob', '.fader']
/** Left and Right go from strip to strip, to the same control; Up and Down through the controls, or change a value. Tab stays in one strip. @param show  makes a strip whole */
function stripKeys(e: React.KeyboardEvent, show: (index: number) => void): void {
  const target = e.target as HTMLElement
  const strip = target.closest<HTMLElement>('.strip')
  if (!strip || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || target.matches('input')) return
  const slider = target.matches('[role=slider]')
  const controls = (x: Element) => [...x.querySelectorAll<HTMLElement>('button, [role=slider]')]
  let next: HTMLElement | undefined
  if (e.key === 'ArrowLeft' || e.key === 'ArrowRight' || (!slider && (e.key === 'Home' || e.key === 'End'))) {
    const all = [...strip.parentElement!.querySelectorAll<HTMLElement>('.strip')]
    const by = e.key === 'ArrowLeft' ? -1 : e.key === 'ArrowRight' ? 1 : e.key === 'Home' ? -all.length : all.length
    const index = Math.min(all.length - 1, Math.max(0, all.indexOf(strip) + by))
    const there = all[index]!
    if (!there.querySelector('.fm')) show(index)
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
/** The level as a number and in words, for who asks for it; it is no live region. */
function say(meter: HTMLElement, levels: Float32Array): void {
  const level = Math.max(levels[0]!, levels[1]!)
  const db = level > 0.001 ? Math.round(20 * Math.log10(level)) : -60
  if (meter.getAttribute('aria-valuenow') === String(db)) return
  meter.setAttribute('aria-valuenow', String(Math.min(10, db)))
  meter.setAttribute('aria-valuetext', db === -60 ? t('silent') : formatDb(db))
}
const effectsOf = (s: Session, strip: string) => devicesOf(s.document, strip).filter((d) => catalog[d.device]?.kind !== 'instrument')
const nameList = (s: Session, strip: string) =>
  sendsOf(s.document, strip)
    .map((x) => String(s.document.get(x.target)?.name ?? ''))
    .join('|')

interface StripProps {
  readonly s: Session
  readonly strip: StripRecord
  readonly selected: boolean
  /** Tab comes to this strip's controls. */
  readonly tab: 0 | -1
  readonly meters: Meters
  /** What follows is given to whole strips, not to those out of sight. */
  readonly devices?: readonly DeviceRecord[]
  readonly sends?: readonly SendRecord[]
  readonly names?: string
  /** Of the strip itself, as 'gain pan'. */
  readonly automated?: string
  /** Slots and sends there is room for. */
  readonly room?: number
}
type WholeProps = Required<StripProps>
const isWhole = (props: StripProps): props is WholeProps => props.devices !== undefined
const sameList = (a: readonly unknown[], b: readonly unknown[]) => a.length === b.length && a.every((x, i) => x === b[i])

const Strip = memo(
  function Strip(props: StripProps) {
    const { s, strip, selected, tab } = props
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: arrows choose strips, see the commands
      <div
        className={`strip ${strip.kind}${selected ? ' sel' : ''}`}
        role="row"
        tabIndex={tab}
        aria-label={strip.name}
        aria-selected={selected}
        data-strip={strip.id}
        onClick={() => s.select(strip.id)}
        onFocus={() => selected || s.select(strip.id)}
        onContextMenu={(e) => {
          e.preventDefault()
          s.openMenu(e, strip.name, stripItems(s, strip))
        }}
        onDragOver={(e) => {
          if (e.dataTransfer.types.includes(DEVICE_TYPE)) e.preventDefault()
        }}
        onDrop={(e) => {
          const dropped = droppedDevice(e.dataTransfer)
          if (!dropped || dropped.device.kind === 'instrument') return
          e.preventDefault()
          e.stopPropagation()
          insertDevice(s, dropped.device, dropped.preset, strip.id)
        }}
      >
        {isWhole(props) ? <Controls {...props} /> : <span role="gridcell" aria-label={strip.name} />}
      </div>
    )
  },
  (a, b) =>
    isWhole(a) === isWhole(b) &&
    a.strip === b.strip &&
    a.selected === b.selected &&
    a.tab === b.tab &&
    a.names === b.names &&
    a.automated === b.automated &&
    a.room === b.room &&
    sameList(a.devices ?? [], b.devices ?? []) &&
    sameList(a.sends ?? [], b.sends ?? []) &&
    a.s === b.s,
)

/** What stands in a strip. */
function Controls({ s, strip, tab, devices, sends, names, automated, room, meters }: WholeProps) {
  // Main stays where it is while the others scroll under it.
  const Place = strip.kind === 'main' ? 'canvas' : 'div'
  const place = useRef<HTMLElement>(null)
  const reduction = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    if (place.current) meters.drawn.set(strip.id, { place: place.current, reduction: reduction.current })
    return () => void meters.drawn.delete(strip.id)
  }, [meters, strip.id])
  const gain = typeof strip.gain === 'number' ? strip.gain : -Infinity
  const eq = devices.find((d) => d.device === 'eq')
  const reducer = devices.find((d) => catalog[d.device]?.readings?.reduction)
  const targets = names.split('|')
  const effects = devices.filter((d) => catalog[d.device]?.kind !== 'instrument')
  // What does not fit is counted on the last row; sends keep at least one.
  const isFull = effects.length + sends.length > room
  const shown = isFull ? Math.min(effects.length, room - 1 - Math.min(sends.length, 1)) : effects.length
  const visibleSends = isFull ? sends.slice(0, room - 1 - shown) : sends
  const hidden = effects.length + sends.length - shown - visibleSends.length
  return (
    <>
      <div className="eq" title={eq ? t('Equaliser') : t('No equaliser')}>
        {eq && <Curve eq={eq} />}
      </div>
      <div className="gr" title={t('Gain reduction')}>
        <i ref={reduction} data-device={reducer?.id ?? ''} />
      </div>
      <div className="slots" role="gridcell">
        {effects.slice(0, shown).map((d) => (
          <button
            type="button"
            key={d.id}
            className={d.enabled === false ? 'slot' : 'slot on'}
            tabIndex={tab}
            aria-pressed={d.enabled !== false}
            title={t('{device}: click to bypass, double-click to open', { device: named(catalog[d.device]?.name ?? d.device) })}
            onClick={() => s.edit(d.enabled === false ? t('Switch on') : t('Bypass'), () => toggleDevice(s.document, d.id))}
            onDoubleClick={() => {
              s.select(strip.id)
              s.layout.show('devices')
              s.changed()
            }}
          >
            <span>{named(catalog[d.device]?.name ?? d.device)}</span>
          </button>
        ))}
        {visibleSends.map((send, i) => (
          <SendSlot key={send.id} s={s} send={send} name={targets[i] ?? ''} tab={tab} />
        ))}
        {hidden > 0 && <span className="slot more">{t('{n} more', { n: hidden })}</span>}
        {effects.length + sends.length < room && (
          <button
            type="button"
            className="slot add"
            tabIndex={tab}
            aria-label={t('Add an effect or a send to {strip}', { strip: strip.name })}
            title={t('Add an effect or a send')}
            onClick={(e) => {
              e.stopPropagation()
              s.openMenu(e, t('Add to {strip}', { strip: strip.name }), addItems(s, strip))
            }}
          >
            +
          </button>
        )}
      </div>
      <div className="panms" role="gridcell">
        <button
          type="button"
          className="tog m"
          tabIndex={tab}
          aria-pressed={strip.mute}
          aria-label={t('Mute {strip}', { strip: strip.name })}
          onClick={() => s.edit(t('Mute'), () => toggleMute(s.document, strip.id))}
        >
          M
        </button>
        <Knob
          param={PAN}
          value={strip.pan}
          size={24}
          isAutomated={automated.includes('pan')}
          label={t('Pan {strip}', { strip: strip.name })}
          tab={tab}
          onBegin={() => s.gesture(t('Pan'))}
          onChange={(v) => setPan(s.document, strip.id, Math.round(v))}
        />
        <button
          type="button"
          className="tog s"
          tabIndex={tab}
          aria-pressed={strip.solo}
          aria-label={t('Solo {strip}', { strip: strip.name })}
          onClick={(e) => s.edit(t('Solo'), () => toggleSolo(s.document, strip.id, e.altKey))}
        >
          S
        </button>
      </div>
      <div className="fm" role="gridcell">
        <Fader
          label={t('Level {strip}', { strip: strip.name })}
          db={gain}
          isAutomated={automated.includes('gain')}
          tab={tab}
          onBegin={() => s.gesture(t('Level {strip}', { strip: strip.name }))}
          onChange={(db) => setGain(s.document, strip.id, db)}
        />
        <Place
          ref={place as React.Ref<never>}
          className="met"
          role="meter"
          aria-label={t('Meter {strip}', { strip: strip.name })}
          aria-valuemin={-60}
          aria-valuemax={10}
          aria-valuenow={-60}
          aria-valuetext={t('silent')}
          title={t('Click to clear the over mark')}
          onClick={() => {
            const state = meters.state(strip.id)
            state.over = false
            state.most = -Infinity
          }}
        />
      </div>
      <div className="db num">{gain === -Infinity ? '−∞' : formatNumber(gain, 1)}</div>
      <div className="nm" style={{ '--c': `var(--t${strip.color})` } as React.CSSProperties} title={strip.name}>
        {strip.name}
      </div>
    </>
  )
}

function sendItems(s: Session, strip: string): MenuItem[] {
  const taken = new Set(sendsOf(s.document, strip).map((x) => x.target))
  const buses = s.strips().filter((x) => x.kind === 'bus' && x.id !== strip && !taken.has(x.id))
  return [
    ...buses.map((bus) => ({
      title: t('Send to {bus}', { bus: bus.name }),
      run: () => {
        if (!s.edit(t('Send to {bus}', { bus: bus.name }), () => addSend(s.document, s.newId, strip, bus.id)))
          s.notify(t('That send would go in a circle: nothing was changed.'), true)
      },
    })),
    {
      title: t('Send to a new bus'),
      run: () =>
        s.edit(t('Send to a new bus'), () =>
          s.document.transact(() => {
            const bus = addBus(s.document, s.newId, t('Bus {n}', { n: s.strips().filter((x) => x.kind === 'bus').length + 1 }))
            addSend(s.document, s.newId, strip, bus)
          }),
        ),
    },
  ]
}
const addItems = (s: Session, strip: StripRecord): MenuItem[] => [
  ...effectItems(s, strip.id),
  ...(strip.kind === 'main' ? [] : [null, ...sendItems(s, strip.id)]),
]
/** What a right click on a strip offers. */
function stripItems(s: Session, strip: StripRecord): MenuItem[] {
  return [
    {
      title: t('Show its devices'),
      run: () => {
        s.layout.show('devices')
        s.select(strip.id)
        s.changed()
      },
    },
    {
      title: t('Name, colour, output'),
      run: () => {
        s.layout.show('inspector')
        s.select(strip.id)
        s.changed()
      },
    },
    { title: strip.mute ? t('Unmute') : t('Mute'), keys: 'M', run: () => s.edit(t('Mute'), () => toggleMute(s.document, strip.id)) },
    { title: t('Solo alone'), run: () => s.edit(t('Solo'), () => toggleSolo(s.document, strip.id, true)) },
    { title: t('Level to 0 dB'), run: () => s.edit(t('Level to 0 dB'), () => setGain(s.document, strip.id, 0)) },
    ...(strip.kind === 'bus'
      ? [
          null,
          {
            title: t('Remove this bus'),
            run: () => {
              s.edit(t('Remove {name}', { name: strip.name }), () => removeStrip(s.document, strip.id))
              s.notify(t('{name} removed.', { name: strip.name }), false, true)
            },
          },
        ]
      : []),
  ]
}

const SendSlot = memo(function SendSlot({ s, send, name, tab }: { s: Session; send: SendRecord; name: string; tab: 0 | -1 }) {
  const gain = typeof send.gain === 'number' ? send.gain : -Infinity
  const nudge = (by: number) =>
    s.edit(t('Send to {bus}', { bus: name }), () =>
      setGain(s.document, send.id, Math.max(-60, Math.min(6, (Number.isFinite(gain) ? gain : -60) + by))),
    )
  return (
    <div
      className="slot send"
      role="slider"
      tabIndex={tab}
      aria-label={t('Send to {bus}', { bus: name })}
      aria-valuemin={-60}
      aria-valuemax={6}
      aria-valuenow={Number.isFinite(gain) ? gain : -60}
      aria-valuetext={formatDb(gain)}
      title={t('Send to {bus}: wheel or arrows change it, Delete removes it', { bus: name })}
      onWheel={(e) => nudge(e.deltaY < 0 ? 0.5 : -0.5)}
      onKeyDown={(e) => {
        if (e.key === 'Delete' || e.key === 'Backspace') {
          e.preventDefault()
          e.stopPropagation()
          s.edit(t('Remove the send to {bus}', { bus: name }), () => removeSend(s.document, send.id))
          s.notify(t('Send to {bus} removed.', { bus: name }), false, true)
          return
        }
        const by =
          e.key === 'ArrowUp' || e.key === 'ArrowRight'
            ? 0.5
            : e.key === 'ArrowDown' || e.key === 'ArrowLeft'
              ? -0.5
              : e.key === 'PageUp'
                ? 5
                : e.key === 'PageDown'
                  ? -5
                  : 0
        if (!by) return
        e.preventDefault()
        e.stopPropagation()
        nudge(by)
      }}
    >
      <span>{name}</span>
      <span className="num">{gain === -Infinity ? t('off') : formatNumber(gain, 0)}</span>
    </div>
  )
})

/** The equaliser's response, drawn once per change. */
const Curve = memo(function Curve({ eq }: { eq: DeviceRecord }) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const draw = () => {
      const canvas = ref.current
      if (!canvas) return
      fitCanvas(canvas)
      const g = canvas.getContext('2d')!
      const { width: w, height: h } = sizeOf(canvas)
      g.clearRect(0, 0, w, h)
      const db = eqCurve((name) => Number(eq[`p.${name}`] ?? catalog.eq?.params[name]?.default ?? 0), w)
      const y = (i: number) => h / 2 - (db[i]! / 15) * (h / 2 - 3)
      g.globalAlpha = eq.enabled === false ? 0.35 : 1
      g.beginPath()
      g.moveTo(0, h)
      for (let i = 0; i < w; i++) g.lineTo(i, y(i))
      g.lineTo(w, h)
      g.fillStyle = color('--accent')
      g.globalAlpha *= 0.16
      g.fill()
      g.globalAlpha = eq.enabled === false ? 0.35 : 1
      g.beginPath()
      for (let i = 0; i < w; i++) i ? g.lineTo(i, y(i)) : g.moveTo(0, y(0))
      g.strokeStyle = color('--accent')
      g.lineWidth = 1.3
      g.stroke()
    }
    draw()
    addEventListener('themechange', draw)
    return () => removeEventListener('themechange', draw)
  }, [eq])
  return <canvas ref={ref} style={{ width: '100%', height: 34 }} aria-hidden="true" />
})
