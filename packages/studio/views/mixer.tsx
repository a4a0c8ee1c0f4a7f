// Mixer: strips with curve, inserts, sends, pan, fader and meters.

import { devices as catalog } from '@tonmeister/devices'
import {
  addDevice,
  addSend,
  type DeviceRecord,
  devicesOf,
  formatDb,
  formatNumber,
  pan as panParam,
  type SendRecord,
  type StripRecord,
  sendsOf,
  setGain,
  setPan,
  toggleDevice,
  toggleMute,
  toggleSolo,
} from '@tonmeister/project'
import { color, Fader, fitCanvas, Knob, MeterState, onFrame } from '@tonmeister/ui'
import { memo, useEffect, useRef } from 'react'
import { type Session, useSession } from '../app/session.ts'
import { eqCurve } from './curve.ts'

const PAN = panParam({ name: 'Pan', min: -100, max: 100, default: 0 })

export function Mixer() {
  const s = useSession()
  const strips = s.strips()
  const meters = useRef(
    new Map<string, { state: MeterState; canvas: HTMLCanvasElement; reduction: HTMLElement | null; readout: HTMLElement | null }>(),
  )
  useEffect(() => {
    const levels = new Float32Array(4)
    return onFrame((now) => {
      s.host.look()
      for (const [id, m] of meters.current) {
        s.host.meter(id, levels)
        m.state.update(levels[0]!, levels[1]!, now)
        fitCanvas(m.canvas)
        const g = m.canvas.getContext('2d')
        if (g) m.state.draw(g, m.canvas.clientWidth, m.canvas.clientHeight)
        if (m.reduction) {
          const device = m.reduction.dataset.device
          const db = device && s.host.playing ? Math.max(0, Math.abs(s.host.reading(device, 'reduction'))) : 0
          m.reduction.style.width = `${Math.min(100, (db / 18) * 100).toFixed(1)}%`
        }
      }
    })
  }, [s])
  return (
    <div className="strips" role="group" aria-label="Mixer">
      {strips.map((strip) => (
        <Strip
          key={strip.id}
          s={s}
          strip={strip}
          selected={s.selectedStrip === strip.id}
          devices={devicesOf(s.document, strip.id)}
          sends={sendsOf(s.document, strip.id)}
          names={nameList(s, strip.id)}
          meters={meters.current}
        />
      ))}
    </div>
  )
}
const nameList = (s: Session, strip: string) =>
  sendsOf(s.document, strip)
    .map((x) => String(s.document.get(x.target)?.name ?? ''))
    .join('|')

interface StripProps {
  readonly s: Session
  readonly strip: StripRecord
  readonly selected: boolean
  readonly devices: readonly DeviceRecord[]
  readonly sends: readonly SendRecord[]
  readonly names: string
  readonly meters: Map<string, { state: MeterState; canvas: HTMLCanvasElement; reduction: HTMLElement | null; readout: HTMLElement | null }>
}
const sameList = (a: readonly unknown[], b: readonly unknown[]) => a.length === b.length && a.every((x, i) => x === b[i])

const Strip = memo(
  function Strip({ s, strip, selected, devices, sends, names, meters }: StripProps) {
    const canvas = useRef<HTMLCanvasElement>(null)
    const reduction = useRef<HTMLElement>(null)
    useEffect(() => {
      if (canvas.current)
        meters.set(strip.id, {
          state: meters.get(strip.id)?.state ?? new MeterState(),
          canvas: canvas.current,
          reduction: reduction.current,
          readout: null,
        })
      return () => void meters.delete(strip.id)
    }, [meters, strip.id])
    const gain = typeof strip.gain === 'number' ? strip.gain : -Infinity
    const eq = devices.find((d) => d.device === 'eq')
    const reducer = devices.find((d) => catalog[d.device]?.readings?.reduction)
    const targets = names.split('|')
    const effects = devices.filter((d) => catalog[d.device]?.kind !== 'instrument')
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: arrows choose strips, see the commands
      <div
        className={`strip ${strip.kind}${selected ? ' sel' : ''}`}
        role="group"
        aria-label={strip.name}
        onClick={() => s.select(strip.id)}
      >
        <div className="eq" title={eq ? 'Equaliser' : 'No equaliser'}>
          {eq && <Curve eq={eq} />}
        </div>
        <div className="gr" title="Gain reduction">
          <i ref={reduction} data-device={reducer?.id ?? ''} />
        </div>
        <div className="slots">
          {effects.slice(0, 4).map((d) => (
            <button
              type="button"
              key={d.id}
              className={d.enabled === false ? 'slot' : 'slot on'}
              aria-pressed={d.enabled !== false}
              title={`${catalog[d.device]?.name ?? d.device}: click to bypass, double-click to open`}
              onClick={() => s.edit(d.enabled === false ? 'Switch on' : 'Bypass', () => toggleDevice(s.document, d.id))}
              onDoubleClick={() => {
                s.select(strip.id)
                s.dock = 'devices'
                s.changed()
              }}
            >
              <span>{catalog[d.device]?.name ?? d.device}</span>
            </button>
          ))}
          {effects.length > 4 && <span className="slot more">{effects.length - 4} more</span>}
          {effects.length < 4 && (
            <select
              className="slot add"
              value=""
              aria-label={`Add an effect to ${strip.name}`}
              onChange={(e) => {
                const device = catalog[e.target.value]
                if (device) s.edit(`Add ${device.name}`, () => addDevice(s.document, s.newId, strip.id, device))
              }}
            >
              <option value="">+</option>
              {Object.values(catalog)
                .filter((d) => d.kind === 'effect')
                .map((d) => (
                  <option key={d.id} value={d.id}>
                    {d.name}
                  </option>
                ))}
            </select>
          )}
        </div>
        <div className="sends">
          {sends.slice(0, 2).map((send, i) => (
            <SendSlot key={send.id} s={s} send={send} name={targets[i] ?? ''} />
          ))}
          {sends.length < 2 && strip.kind === 'track' && (
            <select
              className="slot add"
              value=""
              aria-label={`Add a send to ${strip.name}`}
              onChange={(e) => {
                const id = e.target.value
                const made = s.edit('Add send', () => addSend(s.document, s.newId, strip.id, id))
                if (!made) s.notify('That send would go in a circle: nothing was changed.', true)
              }}
            >
              <option value="">Send +</option>
              {s
                .strips()
                .filter((x) => x.kind === 'bus')
                .map((x) => (
                  <option key={x.id} value={x.id}>
                    {x.name}
                  </option>
                ))}
            </select>
          )}
        </div>
        <div className="panms">
          <button
            type="button"
            className="tog m"
            aria-pressed={strip.mute}
            aria-label={`Mute ${strip.name}`}
            onClick={() => s.edit('Mute', () => toggleMute(s.document, strip.id))}
          >
            M
          </button>
          <Knob
            param={PAN}
            value={strip.pan}
            size={24}
            label={`Pan ${strip.name}`}
            onBegin={() => s.gesture('Pan')}
            onChange={(v) => setPan(s.document, strip.id, Math.round(v))}
          />
          <button
            type="button"
            className="tog s"
            aria-pressed={strip.solo}
            aria-label={`Solo ${strip.name}`}
            onClick={(e) => s.edit('Solo', () => toggleSolo(s.document, strip.id, e.altKey))}
          >
            S
          </button>
        </div>
        <div className="fm">
          <Fader
            label={`Level ${strip.name}`}
            db={gain}
            onBegin={() => s.gesture(`Level ${strip.name}`)}
            onChange={(db) => setGain(s.document, strip.id, db)}
          />
          <canvas
            ref={canvas}
            className="met"
            role="meter"
            aria-label={`Meter ${strip.name}`}
            aria-valuemin={-60}
            aria-valuemax={10}
            aria-valuenow={0}
            title="Click to clear the over mark"
            onClick={() => {
              const m = meters.get(strip.id)
              if (m) {
                m.state.over = false
                m.state.most = -Infinity
              }
            }}
          />
        </div>
        <div className="db num">{gain === -Infinity ? '−∞' : formatNumber(gain, 1)}</div>
        <div className="nm" style={{ background: `var(--t${strip.color})` }} title={strip.name}>
          {strip.name}
        </div>
      </div>
    )
  },
  (a, b) =>
    a.strip === b.strip &&
    a.selected === b.selected &&
    a.names === b.names &&
    sameList(a.devices, b.devices) &&
    sameList(a.sends, b.sends) &&
    a.s === b.s,
)

const SendSlot = memo(function SendSlot({ s, send, name }: { s: Session; send: SendRecord; name: string }) {
  const gain = typeof send.gain === 'number' ? send.gain : -Infinity
  const nudge = (by: number) =>
    s.edit(`Send to ${name}`, () => setGain(s.document, send.id, Math.max(-60, Math.min(6, (Number.isFinite(gain) ? gain : -60) + by))))
  return (
    <div
      className="slot send"
      role="slider"
      tabIndex={0}
      aria-label={`Send to ${name}`}
      aria-valuemin={-60}
      aria-valuemax={6}
      aria-valuenow={Number.isFinite(gain) ? gain : -60}
      aria-valuetext={formatDb(gain)}
      title={`Send to ${name}: wheel or arrows change it`}
      onWheel={(e) => nudge(e.deltaY < 0 ? 0.5 : -0.5)}
      onKeyDown={(e) => {
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
      <span className="num">{gain === -Infinity ? 'off' : formatNumber(gain, 0)}</span>
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
      const w = canvas.clientWidth
      const h = canvas.clientHeight
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
