// The delay as a picture: the sound and its echoes over time, left above the line, right below it.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'
import { format } from '@tonmeister/project'
import { color, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'
import { useRef } from 'react'

const SPANS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40]
/** dB from the middle to either edge. */
const RANGE = 48
const ECHOES = 64

interface Tap {
  readonly seconds: number
  readonly side: -1 | 1
  /** dB. */
  readonly level: number
}
/** The echoes of one click in the middle. */
function taps(values: (name: string) => number): Tap[] {
  const offset = values('offset') / 100
  const [left, right] = [values('time') * (1 + Math.max(0, -offset)), values('time') * (1 + Math.max(0, offset))]
  const mix = Math.sqrt(values('mix') / 100)
  const feedback = values('feedback') / 100
  const out: Tap[] = []
  let level = mix
  if (values('pingpong') >= 0.5) {
    let at = left
    for (let i = 0; i < ECHOES && level > 0.004; i++, level *= feedback) {
      out.push({ seconds: at, side: i % 2 ? 1 : -1, level: dbOfGain(level) })
      at += i % 2 ? left : right
    }
  } else
    for (let i = 1; i <= ECHOES && level > 0.004; i++, level *= feedback) {
      out.push({ seconds: left * i, side: -1, level: dbOfGain(level) })
      out.push({ seconds: right * i, side: 1, level: dbOfGain(level) })
    }
  return out
}
function View(props: DeviceViewProps) {
  const { values, device } = props
  const span = useRef(0)
  const time = values('time')
  // The scale stays while it does, so that nothing jumps under the pointer.
  if (time * 2.5 > span.current || time * 14 < span.current) span.current = SPANS.find((s) => s >= time * 5) ?? 40
  const seconds = span.current
  const all = taps(values)
  const y = (db: number, side: number) => 0.5 + side * 0.5 * Math.min(1, Math.max(0, (db + RANGE) / RANGE))
  const later = all.filter((tap) => tap.seconds > time * 1.0001)
  const second = later.find((tap) => tap.level < (all[0]?.level ?? 0)) ?? { seconds: 2 * time, side: -1, level: -RANGE }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let i = 1; i < 5; i++) {
      const x = Math.round((i / 5) * w) + 0.5
      rule(g, x, 0, x, h)
      mark(g, format(device.params.time!, (i / 5) * seconds), x + 4, h - 8)
    }
    rule(g, 0, Math.round(h / 2) + 0.5, w, Math.round(h / 2) + 0.5, '--hair')
    mark(g, t('Left'), 8, 10)
    mark(g, t('Right'), 8, h - 8)
    const bar = (x: number, level: number, side: number, token: string) => {
      g.fillStyle = color(token)
      const at = y(level, side) * h
      g.fillRect(Math.round(x) - 1, Math.min(at, h / 2), 3, Math.abs(at - h / 2))
    }
    const dry = dbOfGain(Math.sqrt(1 - values('mix') / 100))
    for (const side of [-1, 1]) bar(2, dry, side, '--dim')
    for (const tap of all) if (tap.seconds < seconds) bar((tap.seconds / seconds) * w, tap.level, tap.side, '--accent')
  }
  return (
    <Picture
      className="grow"
      label={t('Echoes over {time}', { time: format(device.params.time!, seconds) })}
      draw={draw}
      deps={[seconds, ...['time', 'feedback', 'pingpong', 'offset', 'mix'].map(values)]}
    >
      <Point
        {...props}
        label={t('Time')}
        text={format(device.params.time!, time)}
        left={time / seconds}
        top={0.5}
        x={{ name: 'time', move: (from, share) => from + share * seconds }}
        wheel={{ name: 'mix' }}
      />
      <Point
        {...props}
        label={t('Feedback')}
        text={format(device.params.feedback!, values('feedback'))}
        left={second.seconds / seconds}
        top={y(second.level, second.side)}
        y={{ name: 'feedback', move: (from, share) => Math.max(1, from) * gainOfDb(-second.side * share * 2 * RANGE) }}
      />
    </Picture>
  )
}
export default { width: 340, view: View } satisfies DeviceView
