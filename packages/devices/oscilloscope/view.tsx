// The screen of the oscilloscope: ten divisions of time, one trace or two, the trigger as a point.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'
import { format } from '@tonmeister/project'
import { color, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t, valueText } from '@tonmeister/ui'
import { useMemo, useRef, useState } from 'react'
import { levelText, Readouts, useProbe } from '../live.view.tsx'
import device from './device.ts'
import { extremes, Latest, triggerAt } from './sweep.ts'

/** Frames that are read at a time at most. */
const CHUNK = 8192
const DIVISIONS = 10
/** Where the trigger stands, as a share from the left. */
const TRIGGER_LEFT = 0.1
/** Seconds that are kept: the longest sweep, and room to look for a trigger in. */
const KEPT = device.params.time.max + 0.2
const [OVERLAID, MID, SIDE] = [1, 2, 3]

interface Trace {
  readonly x: Float32Array
  readonly token: string
  readonly name: string
  /** Share of the picture's height from the top. */
  readonly middle: number
}
function View(props: DeviceViewProps) {
  const { values, sampleRate } = props
  const [isFrozen, setFrozen] = useState(false)
  const read = useProbe(props, 'in', !isFrozen)
  const sound = useMemo(() => new Latest(Math.ceil(KEPT * sampleRate)), [sampleRate])
  const mix = useMemo(() => new Float32Array(sound.frames), [sound])
  const chunk = useMemo(() => [new Float32Array(CHUNK), new Float32Array(CHUNK)] as const, [])
  const columns = useRef({ low: new Float32Array(), high: new Float32Array() })
  const held = useRef({ start: 0, isTriggered: false, peaks: [0, 0] })
  const length = values('time') * sampleRate
  const show = Math.round(values('show'))
  const gain = gainOfDb(values('zoom'))
  const way = [0, 1, -1][Math.round(values('trigger'))] as 0 | 1 | -1
  const isSplit = show === 0
  const traces: Trace[] =
    show === MID || show === SIDE
      ? [{ x: mix, token: '--accent', name: show === MID ? t('Mid') : t('Side'), middle: 0.5 }]
      : [
          { x: sound.left, token: '--accent', name: t('L'), middle: isSplit ? 0.25 : 0.5 },
          { x: sound.right, token: '--blue', name: t('R'), middle: isSplit ? 0.75 : 0.5 },
        ]
  /** Share of the height that full scale takes, up or down. */
  const half = isSplit ? 0.25 : 0.5
  const live = () => {
    const fresh = read(...chunk)
    if (!fresh) return false
    sound.push(...chunk, fresh)
    if (show === MID || show === SIDE)
      for (let i = 0; i < mix.length; i++) mix[i] = 0.5 * (sound.left[i]! + (show === MID ? sound.right[i]! : -sound.right[i]!))
    const end = sound.frames - length * (1 - TRIGGER_LEFT)
    const from = Math.max(0, Math.ceil(length * TRIGGER_LEFT), Math.floor(end - Math.max(length, 0.1 * sampleRate)))
    const at = way ? triggerAt(traces[0]!.x, values('level') / 100, way, from, Math.floor(end)) : -1
    held.current.isTriggered = at >= 0
    if (at < 0 && way && values('wait') >= 0.5) return false
    held.current.start = at < 0 ? sound.frames - length : at - length * TRIGGER_LEFT
    for (let c = 0; c < 2; c++) {
      const x = c ? sound.right : sound.left
      let most = 0
      for (let i = Math.max(0, Math.floor(held.current.start)); i < held.current.start + length && i < x.length; i++)
        most = Math.max(most, Math.abs(x[i]!))
      held.current.peaks[c] = most
    }
    return true
  }
  const trace = (g: CanvasRenderingContext2D, w: number, h: number, { x, token, middle }: Trace) => {
    const y = (v: number) => (middle - Math.min(1, Math.max(-1, v * gain)) * half) * h
    g.strokeStyle = color(token)
    g.fillStyle = color(token)
    g.lineWidth = 1.4
    g.lineJoin = 'round'
    const { start } = held.current
    if (length < 2 * w) {
      g.beginPath()
      for (let i = Math.max(0, Math.floor(start)); i <= start + length + 1 && i < x.length; i++)
        g.lineTo(((i - start) / length) * w, y(x[i]!))
      g.stroke()
      return
    }
    if (columns.current.low.length !== w) columns.current = { low: new Float32Array(w), high: new Float32Array(w) }
    const { low, high } = columns.current
    extremes(x, start, length, low, high)
    for (let c = 0; c < w; c++) {
      const top = y(high[c]!)
      g.fillRect(c, top - 0.5, 1, Math.max(1, y(low[c]!) - top + 1))
    }
  }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let d = 1; d < DIVISIONS; d++) {
      const x = Math.round((d / DIVISIONS) * w) + 0.5
      rule(g, x, 0, x, h)
    }
    for (const { middle, name, token } of isSplit ? traces : traces.slice(0, 1)) {
      for (const v of [-0.5, 0, 0.5]) {
        const y = Math.round((middle - v * half) * h) + 0.5
        rule(g, 0, y, w, y, v ? '--grid-bar' : '--hair')
        if (v > 0) mark(g, format(device.params.zoom, -values('zoom') - 6.0206), w - 4, y - 8, 'right')
      }
      if (show !== OVERLAID) {
        g.globalAlpha = 0.9
        mark(g, name, 6, (middle - half) * h + 10)
        g.fillStyle = color(token)
        g.fillRect(18, (middle - half) * h + 9, 8, 2)
        g.globalAlpha = 1
      }
    }
    // What lies above was drawn first: right over left, as on a screen with two beams.
    for (const one of traces) trace(g, w, h, one)
  }
  const level = values('level') / 100
  return (
    <div className="analysis-view">
      <Picture
        className="grow"
        label={t('Sound over time, {time} from left to right', { time: format(device.params.time, values('time')) })}
        draw={draw}
        deps={[...['time', 'zoom', 'show', 'trigger', 'level', 'wait'].map(values), sampleRate, isFrozen]}
        live={live}
      >
        <div className="picture-tools right">
          <button type="button" className={isFrozen ? 'b sm on' : 'b sm'} aria-pressed={isFrozen} onClick={() => setFrozen(!isFrozen)}>
            {t('Freeze')}
          </button>
        </div>
        {way !== 0 && (
          <Point
            {...props}
            label={t('Trigger level')}
            text={`${format(device.params.level, values('level'))}, ${valueText(device.params.trigger, values('trigger'))}`}
            left={TRIGGER_LEFT}
            top={traces[0]!.middle - Math.min(1, Math.max(-1, level * gain)) * half}
            y={{ name: 'level', move: (from, share) => from + (share * 100) / half / gain }}
            wheel={{ name: 'zoom' }}
          />
        )}
      </Picture>
      <Readouts
        names={[t('Peak left'), t('Peak right'), t('Division'), t('Trigger')]}
        texts={() => [
          ...held.current.peaks.map((p) => levelText(dbOfGain(p))),
          format(device.params.time, values('time') / DIVISIONS),
          isFrozen ? t('frozen') : !way ? t('free') : held.current.isTriggered ? t('found') : t('waiting'),
        ]}
      />
    </div>
  )
}
export default { width: 520, view: View } satisfies DeviceView
