// The reverb as a picture: pre-delay, reflections and how each part of the sound dies away.
import { dbOfGain } from '@tonmeister/dsp'
import { format } from '@tonmeister/project'
import { color, curve, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'
import { useRef } from 'react'

const SPANS = [0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5, 8, 10, 15, 20, 30, 40]
/** dB from the top to the bottom: what decay time means. */
const RANGE = 60
/** Seconds at size 100 %, and gains, of the reflections: as in kernel.ts. */
const REFLECTIONS = [
  [0.0079, 0.5317],
  [0.0127, 0.4654],
  [0.0211, 0.4121],
  [0.0281, 0.3457],
  [0.0409, 0.2926],
  [0.0491, 0.2394],
  [0.0641, 0.1995],
  [0.0769, 0.1595],
] as const
const SMALLEST = 0.14

function View(props: DeviceViewProps) {
  const { values, device } = props
  const span = useRef(0)
  const decay = values('decay')
  const predelay = values('predelay')
  const low = (decay * values('lowdecay')) / 100
  const high = (decay * values('highdecay')) / 100
  const longest = predelay + Math.max(decay, low)
  if (longest > span.current || longest * 4 < span.current) span.current = SPANS.find((s) => s >= longest * 1.2) ?? 60
  const seconds = span.current
  const top = (db: number) => -db / RANGE
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let i = 1; i < 5; i++) {
      const x = Math.round((i / 5) * w) + 0.5
      rule(g, x, 0, x, h)
      mark(g, format(device.params.decay!, (i / 5) * seconds), x + 4, h - 8)
    }
    for (const db of [-20, -40]) {
      const y = Math.round(top(db) * h) + 0.5
      rule(g, 0, y, w, y)
      mark(g, `−${-db}`, w - 4, y - 8, 'right')
    }
    const start = (predelay / seconds) * w
    const tail = (rt: number, token: string, fills: boolean) => {
      const points = [
        [start, 0],
        [start + (rt / seconds) * w, h],
      ] as const
      curve(g, points, token, fills ? h : undefined)
    }
    tail(low, '--t6', false)
    tail(high, '--t4', false)
    tail(decay, '--accent', true)
    const early = values('early') / 100
    const size = SMALLEST + ((1 - SMALLEST) * values('size')) / 100
    g.fillStyle = color('--text')
    if (early > 0)
      for (const [at, gain] of REFLECTIONS) {
        const y = Math.min(1, top(dbOfGain(gain * early))) * h
        g.fillRect(Math.round(start + ((at * size) / seconds) * w), y, 1.5, h - y)
      }
  }
  // Each point sits on its line: low a third down, high two thirds.
  const on = (rt: number, db: number) => (predelay + (rt * -db) / RANGE) / seconds
  const part = (name: string, rt: number, db: number, title: string) => (
    <Point
      {...props}
      label={title}
      text={format(device.params[name]!, values(name))}
      left={on(rt, db)}
      top={top(db)}
      x={{ name, move: (from, share) => from + (share * seconds * RANGE * 100) / (decay * -db) }}
    />
  )
  return (
    <Picture
      className="grow"
      label={t('Decay of low, middle and high sounds over {time}', { time: format(device.params.decay!, seconds) })}
      draw={draw}
      deps={[seconds, ...['decay', 'size', 'predelay', 'early', 'highdecay', 'lowdecay'].map(values)]}
    >
      <Point
        {...props}
        label={t('Pre-delay')}
        text={format(device.params.predelay!, predelay)}
        left={predelay / seconds}
        top={0}
        x={{ name: 'predelay', move: (from, share) => from + share * seconds }}
      />
      {part('lowdecay', low, -20, t('Low decay'))}
      {part('highdecay', high, -40, t('High decay'))}
      <Point
        {...props}
        label={t('Decay')}
        text={format(device.params.decay!, decay)}
        left={(predelay + decay) / seconds}
        top={1}
        x={{ name: 'decay', move: (from, share) => from + share * seconds }}
        wheel={{ name: 'size' }}
      />
    </Picture>
  )
}
export default { width: 340, view: View } satisfies DeviceView
