// The chorus as a picture: how late each voice is over time, left and right.
import { format } from '@tonmeister/project'
import { color, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'

/** Seconds from the top of the picture to its bottom. */
const SPAN = 0.05
const TURNS = 2

function View(props: DeviceViewProps) {
  const { values, device } = props
  const [delay, rate, voices] = [values('delay'), values('rate'), Math.round(values('voices'))]
  const depth = Math.min(values('depth'), delay)
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let i = 1; i < 5; i++) {
      const y = Math.round((i / 5) * h) + 0.5
      rule(g, 0, y, w, y)
      mark(g, format(device.params.delay!, (i / 5) * SPAN), 8, y - 8)
    }
    for (const side of [1, 0])
      for (let n = 0; n < voices; n++) {
        g.strokeStyle = color(side ? '--dim' : '--accent')
        g.lineWidth = 1.5
        g.beginPath()
        for (let x = 0; x <= w; x += 2) {
          const late = delay + depth * Math.sin(2 * Math.PI * ((TURNS * x) / w + (n + side / 2) / voices))
          const y = (late / SPAN) * h
          if (x) g.lineTo(x, y)
          else g.moveTo(x, y)
        }
        g.stroke()
      }
    mark(g, t('Left'), w - 104, h - 8)
    mark(g, t('Right'), w - 44, h - 8)
    g.fillStyle = color('--accent')
    g.fillRect(w - 114, h - 9, 6, 2)
    g.fillStyle = color('--dim')
    g.fillRect(w - 54, h - 9, 6, 2)
  }
  return (
    <Picture
      className="grow"
      label={t('Delays of {voices} voices over {time}', { voices, time: format(device.params.delay!, TURNS / rate) })}
      draw={draw}
      deps={[delay, depth, rate, voices]}
    >
      <Point
        {...props}
        label={t('Delay')}
        text={format(device.params.delay!, delay)}
        left={0.5}
        top={delay / SPAN}
        y={{ name: 'delay', move: (from, share) => from + share * SPAN }}
        wheel={{ name: 'mix' }}
      />
      <Point
        {...props}
        label={t('Depth')}
        text={format(device.params.depth!, depth)}
        left={1 / (4 * TURNS)}
        top={(delay + depth) / SPAN}
        y={{ name: 'depth', move: (from, share) => from + share * SPAN }}
        wheel={{ name: 'rate' }}
      />
    </Picture>
  )
}
export default { width: 320, view: View } satisfies DeviceView
