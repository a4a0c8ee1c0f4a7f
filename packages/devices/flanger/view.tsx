// The flanger as a picture: what the comb lets through in the middle of its sweep and, faint, at either end.
import { dbOfGain } from '@tonmeister/dsp'
import { format } from '@tonmeister/project'
import { color, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'

/** Hz at the right edge; the axis is linear, as a comb is. */
const HIGH = 8000
const TOP = 12
const BOTTOM = -36
/** Delays from the left edge to the right one, in seconds, for the point. */
const SPAN = 0.01

function View(props: DeviceViewProps) {
  const { values, device } = props
  const [manual, depth, feedback, mix] = [values('manual'), values('depth'), values('feedback') / 100, values('mix') / 100]
  const isThrough = values('zero') >= 0.5
  const sign = values('invert') >= 0.5 ? -1 : 1
  /** The kernel never comes nearer than 6 frames unless it goes through zero. */
  const least = 6 / props.sampleRate
  const levelAt = (hz: number, seconds: number) => {
    const late = isThrough ? seconds : Math.max(least, seconds)
    const loop = isThrough ? Math.max(least, Math.abs(seconds)) : late
    const [a, b] = [2 * Math.PI * hz * late, 2 * Math.PI * hz * loop]
    // dry + wet · e^(−ia) / (1 − feedback · e^(−ib))
    const [re, im] = [1 - feedback * Math.cos(b), feedback * Math.sin(b)]
    const size = (sign * Math.sqrt(mix)) / (re * re + im * im)
    const x = Math.sqrt(1 - mix) + size * (Math.cos(a) * re - Math.sin(a) * im)
    const y = -size * (Math.sin(a) * re + Math.cos(a) * im)
    return dbOfGain(Math.hypot(x, y))
  }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const place = (db: number) => ((TOP - Math.max(BOTTOM, db)) / (TOP - BOTTOM)) * h
    for (const hz of [2000, 4000, 6000]) {
      const x = Math.round((w * hz) / HIGH) + 0.5
      rule(g, x, 0, x, h)
      mark(g, format(device.params.rate!, hz), x + 4, h - 8)
    }
    rule(g, 0, Math.round(place(0)) + 0.5, w, Math.round(place(0)) + 0.5, '--hair')
    const curve = (seconds: number, token: string, width: number) => {
      g.strokeStyle = color(token)
      g.lineWidth = width
      g.beginPath()
      for (let x = 0; x <= w; x += 0.5) {
        const y = place(levelAt((HIGH * x) / w, seconds))
        if (x) g.lineTo(x, y)
        else g.moveTo(x, y)
      }
      g.stroke()
    }
    if (depth) for (const end of [manual + depth, manual - depth]) curve(end, '--hair', 1)
    curve(manual, '--accent', 1.5)
  }
  return (
    <Picture
      className="grow"
      label={t('Comb from {least} to {most}', {
        least: format(device.params.manual!, manual - depth),
        most: format(device.params.manual!, manual + depth),
      })}
      draw={draw}
      deps={[manual, depth, feedback, mix, sign, isThrough]}
    >
      <Point
        {...props}
        label={t('Manual')}
        text={format(device.params.manual!, manual)}
        left={manual / SPAN}
        top={0.5 - depth / SPAN}
        x={{ name: 'manual', move: (from, share) => from + share * SPAN }}
        y={{ name: 'depth', move: (from, share) => from - share * SPAN }}
        wheel={{ name: 'feedback' }}
      />
    </Picture>
  )
}
export default { width: 320, view: View } satisfies DeviceView
