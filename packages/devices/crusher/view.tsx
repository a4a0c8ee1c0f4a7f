// The crusher as a picture: a turn of a sine as it is sampled and rounded.
import { format } from '@tonmeister/project'
import { curve, type DeviceView, type DeviceViewProps, Picture, Point, rule, t } from '@tonmeister/ui'

/** Hz of the sine in the picture. */
const SHOWN_HZ = 400

function View(props: DeviceViewProps) {
  const { values, device } = props
  const levels = 2 ** (values('bits') - 1)
  const samples = values('rate') / SHOWN_HZ
  const gain = 10 ** (values('input') / 20)
  const rounded = (x: number) => {
    const scaled = Math.min(1, Math.max(-1, x)) * levels
    return (values('rounding') ? Math.trunc(scaled) : Math.round(scaled)) / levels
  }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const y = (v: number) => ((1 - v * 0.9) / 2) * h
    rule(g, 0, Math.round(h / 2) + 0.5, w, Math.round(h / 2) + 0.5, '--hair')
    const sine = (share: number) => 0.8 * gain * Math.sin(2 * Math.PI * share)
    curve(
      g,
      Array.from({ length: w + 1 }, (_, i) => [i, y(sine(i / w))] as const),
      '--dim',
    )
    const steps: [number, number][] = []
    for (let i = 0; i <= w; i++) {
      const share = Math.floor((i / w) * samples + 1e-9) / samples
      steps.push([i, y(rounded(sine(share)))])
    }
    curve(g, steps, '--accent')
  }
  return (
    <Picture
      className="grow"
      label={t('A sine of {hz} at {bits} bits and {rate}', {
        hz: format(device.params.rate!, SHOWN_HZ),
        bits: format(device.params.bits!, values('bits')),
        rate: format(device.params.rate!, values('rate')),
      })}
      draw={draw}
      deps={['input', 'bits', 'rounding', 'rate'].map(values)}
    >
      <Point
        {...props}
        label={t('Sample rate and bits')}
        text={`${format(device.params.rate!, values('rate'))}, ${format(device.params.bits!, values('bits'))}`}
        left={0.25}
        top={(1 - 0.9 * rounded(0.8 * gain)) / 2}
        x={{ name: 'rate' }}
        y={{ name: 'bits' }}
        wheel={{ name: 'mix' }}
      />
    </Picture>
  )
}
export default { width: 320, view: View } satisfies DeviceView
