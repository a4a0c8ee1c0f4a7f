// A strip of the mixer: equaliser picture, inserts, sends, pan, fader and meter, as far as this person shows them.
import { devices as catalog } from '@tonmeister/devices'
import { eqCurve } from '@tonmeister/devices/eq/response.ts'
import type { MeterKind } from '@tonmeister/metering'
import {
  type DeviceRecord,
  formatDb,
  formatNumber,
  pan as panParam,
  removeSend,
  type SendRecord,
  type StripRecord,
  setGain,
  setPan,
  toggleDevice,
  toggleMute,
  toggleSolo,
} from '@tonmeister/project'
import { color, Fader, fitCanvas, Knob, named, sizeOf, t, travelOn, word } from '@tonmeister/ui'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { driven } from '../app/automate.ts'
import { chosenWith, consoleOf, type Section, type Width } from '../app/console.ts'
import { DEVICE_TYPE, droppedDevice, insertDevice } from '../app/insert.ts'
import type { Session } from '../app/session.ts'
import { ModeButton } from './automation-mode.tsx'
import { decibels } from './channel.tsx'
import { dragDevice } from './device-drag.ts'
import type { Meters } from './meters.ts'
import { dragStrips } from './strip-drag.ts'
import { addItems, stripItems } from './strip-menu.ts'

const PAN = panParam({ name: word('Pan'), min: -100, max: 100, default: 0 })
/** Decibels of gain reduction that fill its bar. */
const REDUCTION = 18

export interface StripProps {
  readonly s: Session
  readonly strip: StripRecord
  /** Of the strips that edits are for. */
  readonly isChosen: boolean
  /** Tab comes to this strip's controls. */
  readonly tab: 0 | -1
  readonly width: Width
  readonly meters: Meters
  /** What follows is given to whole strips, not to those out of sight. */
  readonly devices?: readonly DeviceRecord[]
  readonly sends?: readonly SendRecord[]
  /** Of the sends' targets, one after the other with '|' between. */
  readonly names?: string
  /** Of the strip itself, as 'gain pan'. */
  readonly automated?: string
  /** Slots and sends there is room for. */
  readonly room?: number
  readonly hidden?: readonly Section[]
  readonly meter?: MeterKind
}
type WholeProps = Required<StripProps>
const isWhole = (props: StripProps): props is WholeProps => props.devices !== undefined
const onControl = (e: React.MouseEvent) => (e.target as HTMLElement).closest('button, input, [role=slider], [role=meter]') !== null
const sameList = (a: readonly unknown[], b: readonly unknown[]) => a.length === b.length && a.every((x, i) => x === b[i])

export const Strip = memo(
  function Strip(props: StripProps) {
    const { s, strip, isChosen, tab, width } = props
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: arrows choose strips, see the mixer's keys and the commands
      <div
        className={`strip ${strip.kind} ${width}${isChosen ? ' sel' : ''}`}
        role="row"
        tabIndex={tab}
        aria-label={strip.name}
        aria-selected={isChosen}
        data-strip={strip.id}
        onMouseDown={(e) => {
          // The click decides what is chosen; the focus would have chosen this one alone before.
          if ((e.shiftKey || e.ctrlKey || e.metaKey) && !onControl(e)) e.preventDefault()
        }}
        onClick={(e) => {
          // A control of one of several chosen strips is for all of them.
          const isControl = onControl(e)
          if (isControl && chosenWith(s, strip.id).length) return
          consoleOf(s).choose(strip.id, isControl ? 'only' : e.shiftKey ? 'range' : e.ctrlKey || e.metaKey ? 'add' : 'only')
        }}
        onFocus={() => consoleOf(s).keepOrChoose(strip.id)}
        onContextMenu={(e) => {
          e.preventDefault()
          consoleOf(s).keepOrChoose(strip.id)
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
    a.isChosen === b.isChosen &&
    a.tab === b.tab &&
    a.width === b.width &&
    a.names === b.names &&
    a.automated === b.automated &&
    a.room === b.room &&
    a.hidden === b.hidden &&
    a.meter === b.meter &&
    sameList(a.devices ?? [], b.devices ?? []) &&
    sameList(a.sends ?? [], b.sends ?? []) &&
    a.s === b.s,
)

/** What stands in a strip. */
function Controls({ s, strip, tab, devices, sends, names, automated, room, hidden, meter, width, meters }: WholeProps) {
  // Main stays where it is while the others scroll under it.
  const Place = strip.kind === 'main' ? 'canvas' : 'div'
  const [typing, setTyping] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const place = useRef<HTMLElement>(null)
  const isShown = (section: Section) => !hidden.includes(section)
  // biome-ignore lint/correctness/useExhaustiveDependencies: bars and places come and go with what is drawn
  useLayoutEffect(() => {
    const { current: at } = place
    const all = [...(root.current?.parentElement?.querySelectorAll<HTMLElement>('[data-reduces]') ?? [])]
    if (at) meters.drawn.set(strip.id, { place: at, reductions: all.map((bar) => [bar.dataset.reduces!, bar] as const) })
    return () => void meters.drawn.delete(strip.id)
  }, [meters, strip.id, devices, room, hidden])
  const gain = typeof strip.gain === 'number' ? strip.gain : -Infinity
  const eq = devices.find((d) => d.device === 'eq')
  const targets = names.split('|')
  const effects = isShown('inserts') ? devices.filter((d) => catalog[d.device]?.kind !== 'instrument') : []
  const shownSends = isShown('sends') ? sends : []
  // What does not fit is counted on the last row; sends keep at least one.
  const isFull = effects.length + shownSends.length > room
  const shown = isFull ? Math.min(effects.length, room - 1 - Math.min(shownSends.length, 1)) : effects.length
  const visibleSends = isFull ? shownSends.slice(0, room - 1 - shown) : shownSends
  const more = effects.length + shownSends.length - shown - visibleSends.length
  const hasScales = isShown('scales') && width !== 'narrow'
  const level = t('Level {strip}', { strip: strip.name })
  const setLevel = (db: number) => setGain(s.document, strip.id, db, chosenWith(s, strip.id))
  return (
    <>
      {isShown('eq') && (
        <div className="eq" title={eq ? t('Equaliser') : t('No equaliser')}>
          {eq && <Curve eq={eq} />}
        </div>
      )}
      {isShown('reduction') && <Reductions devices={devices} />}
      {(isShown('inserts') || isShown('sends')) && (
        <div className="slots" role="gridcell" ref={root}>
          {effects.slice(0, shown).map((d) => (
            <Insert key={d.id} s={s} device={d} tab={tab} />
          ))}
          {visibleSends.map((send, i) => (
            <SendSlot key={send.id} s={s} send={send} name={targets[i] ?? ''} tab={tab} />
          ))}
          {more > 0 && <span className="slot more">{t('{n} more', { n: more })}</span>}
          {effects.length + shownSends.length < room && (
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
      )}
      {isShown('pan') && (
        <div className="panms" role="gridcell">
          <button
            type="button"
            className="tog m"
            tabIndex={tab}
            aria-pressed={strip.mute}
            aria-label={t('Mute {strip}', { strip: strip.name })}
            onClick={() => s.edit(t('Mute'), () => toggleMute(s.document, strip.id, chosenWith(s, strip.id)))}
          >
            M
          </button>
          <Knob
            param={PAN}
            value={strip.pan}
            size={24}
            isAutomated={automated.includes('pan')}
            driven={driven(s, strip.id, 'pan', automated)}
            label={t('Pan {strip}', { strip: strip.name })}
            tab={tab}
            onBegin={() => s.gesture(t('Pan'))}
            onChange={(v) => setPan(s.document, strip.id, Math.round(v), chosenWith(s, strip.id))}
          />
          <button
            type="button"
            className="tog s"
            tabIndex={tab}
            aria-pressed={strip.solo}
            aria-label={t('Solo {strip}', { strip: strip.name })}
            onClick={(e) => s.edit(t('Solo'), () => toggleSolo(s.document, strip.id, e.altKey, chosenWith(s, strip.id)))}
          >
            S
          </button>
        </div>
      )}
      <div className={hasScales ? 'fm scaled' : 'fm'} role="gridcell" ref={isShown('inserts') || isShown('sends') ? undefined : root}>
        <Fader
          label={level}
          db={gain}
          isAutomated={automated.includes('gain')}
          driven={driven(s, strip.id, 'gain', automated)}
          hasScale={hasScales}
          tab={tab}
          onBegin={() => s.gesture(level)}
          onChange={setLevel}
          onType={() => setTyping(true)}
        />
        {isShown('meters') && (
          <Place
            ref={place as React.Ref<never>}
            className="met"
            role="meter"
            aria-label={t('Meter {strip}', { strip: strip.name })}
            aria-valuemin={-60}
            aria-valuemax={10}
            aria-valuenow={-60}
            aria-valuetext={t('silent')}
            onClick={() => meters.state(strip.id).clear()}
          />
        )}
        {isShown('meters') && hasScales && <Marks kind={meter} />}
      </div>
      <div className="level" role="gridcell">
        <ModeButton s={s} strip={strip.id} mode={strip.automation ?? 'read'} name={strip.name} tab={tab} isShort={width === 'narrow'} />
        <Level
          gain={gain}
          label={level}
          isTyping={typing}
          onType={setTyping}
          onTake={(db) => s.edit(level, () => setLevel(db))}
          focusBack={() => place.current?.parentElement?.querySelector<HTMLElement>('.fader')?.focus()}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: by keyboard strips are moved with Alt and arrows */}
      <div
        className="nm"
        style={{ '--c': `var(--t${strip.color})` } as React.CSSProperties}
        title={strip.name}
        onPointerDown={(e) => dragStrips(e, s, strip)}
      >
        {strip.name}
      </div>
    </>
  )
}
/** What the dynamics of a strip take away: one bar each. */
function Reductions({ devices }: { devices: readonly DeviceRecord[] }) {
  const reducers = devices.filter((d) => catalog[d.device]?.readings?.reduction)
  return (
    <div className="gr" title={reducers.map((d) => t('Gain reduction: {device}', { device: named(catalog[d.device]!.name) })).join('\n')}>
      {reducers.slice(0, 3).map((d) => (
        <i key={d.id} data-reduces={d.id} />
      ))}
    </div>
  )
}
/** Moves a bar of gain reduction. @param db  what is taken away, of either sign */
export function showReduction(bar: HTMLElement, db: number): void {
  const transform = `scaleX(${Math.min(1, Math.abs(db) / REDUCTION).toFixed(3)})`
  if (bar.style.transform !== transform) bar.style.transform = transform
}
/** Share of the height that a line of writing takes where there is little room. */
const LINE = 0.095
/** What is written beside a meter. Where there is little room, marks that would touch the one above are left out. */
const Marks = memo(function Marks({ kind }: { kind: MeterKind }) {
  let free = Infinity
  return (
    <span className="marks" aria-hidden="true">
      {kind.marks.toReversed().map(([at, text]) => {
        const travel = travelOn(kind.scale, at)
        const isFine = travel > free
        if (!isFine) free = travel - LINE
        return (
          <i key={at} className={isFine ? 'fine' : undefined} style={{ bottom: `calc((100% - 6px) * ${travel.toFixed(4)})` }}>
            {text}
          </i>
        )
      })}
    </span>
  )
})
/** The fader's level as a number that can be typed. */
function Level({
  gain,
  label,
  isTyping,
  onType,
  onTake,
  focusBack,
}: {
  readonly gain: number
  readonly label: string
  readonly isTyping: boolean
  readonly onType: (on: boolean) => void
  readonly onTake: (db: number) => void
  readonly focusBack: () => void
}) {
  if (!isTyping)
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard it is Enter on the fader
      <div className="db num" title={t('Double-click to type a level')} onDoubleClick={() => onType(true)}>
        {gain === -Infinity ? '−∞' : formatNumber(gain, 1)}
      </div>
    )
  const end = () => {
    onType(false)
    focusBack()
  }
  return (
    <input
      className="db num"
      defaultValue={formatDb(gain)}
      aria-label={label}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
      autoFocus
      onFocus={(e) => e.target.select()}
      onBlur={() => onType(false)}
      onKeyDown={(e) => {
        e.stopPropagation()
        if (e.key === 'Escape') return end()
        if (e.key !== 'Enter') return
        const db = decibels(e.currentTarget.value)
        if (db !== undefined) onTake(db <= -60 ? -Infinity : Math.min(10, db))
        end()
      }}
    />
  )
}
function Insert({ s, device, tab }: { s: Session; device: DeviceRecord; tab: 0 | -1 }) {
  const name = named(catalog[device.device]?.name ?? device.device)
  const isOn = device.enabled !== false
  return (
    <button
      type="button"
      className={isOn ? 'slot on' : 'slot'}
      tabIndex={tab}
      aria-pressed={isOn}
      data-insert={device.id}
      title={t('{device}: click to bypass, double-click to open, drag to move', { device: name })}
      onPointerDown={(e) => dragDevice(e, s, device.id, name)}
      onClick={() => s.edit(isOn ? t('Bypass') : t('Switch on'), () => toggleDevice(s.document, device.id))}
      onDoubleClick={() => {
        s.select(device.strip)
        s.layout.show('devices')
        s.changed()
      }}
    >
      <span>{name}</span>
    </button>
  )
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
