// The bus compressor as a picture: what comes out for what goes in, and how much it has taken away of late.
import { format } from '@tonmeister/project'
import { Course, color, curve, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'
import { useRef } from 'react'
import { outputAt, reductionAt } from './curve.ts'

/** dB from the lowest to the highest level that is shown; 0 dBFS is at the right and the top. */
const RANGE = 60
const HISTORY = 12

function View(props: DeviceViewProps) {
  const { values, reading, isPlaying, device } = props
  const course = useRef(new Course())
  const params = ['threshold', 'ratio', 'knee', 'makeup', 'mix'].map(values)
  const left = (db: number) => (db + RANGE) / RANGE
  const top = (db: number) => -db / RANGE
  const drawCurve = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let db = -48; db < 0; db += 12) {
      const x = Math.round(left(db) * w) + 0.5
      const y = Math.round(top(db) * h) + 0.5
      rule(g, x, 0, x, h)
      rule(g, 0, y, w, y)
      if (db % 24 === 0) mark(g, format(device.params.threshold!, db).replace(/\.0 dB$/, ''), 4, y - 8)
    }
    rule(g, 0, h, w, 0, '--hair')
    const x = Math.round(left(values('threshold')) * w) + 0.5
    g.setLineDash([3, 4])
    rule(g, x, 0, x, h, '--quiet')
    g.setLineDash([])
    const points: [number, number][] = []
    for (let i = 0; i <= w; i++) points.push([i, Math.max(-2, top(outputAt(values, (i / w) * RANGE - RANGE)) * h)])
    curve(g, points, '--accent', h)
  }
  const drawCourse = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let db = 3; db < HISTORY; db += 3) {
      const y = Math.round((db / HISTORY) * h) + 0.5
      rule(g, 0, y, w, y)
      mark(g, `−${db}`, 4, y)
    }
    course.current.draw(g, w, (db) => Math.min(1, db / HISTORY) * h, '--warn')
    g.fillStyle = color('--hair')
    g.fillRect(0, 0, w, 1)
  }
  const threshold = values('threshold')
  return (
    <div className="dynamics-view">
      <Picture className="square" label={t('Level out for level in, from −60 to 0 dB')} draw={drawCurve} deps={params}>
        <Point
          {...props}
          label={t('Threshold and knee')}
          text={`${format(device.params.threshold!, threshold)}, ${format(device.params.knee!, values('knee'))}`}
          left={left(threshold)}
          top={top(outputAt(values, threshold))}
          x={{ name: 'threshold', move: (from, share) => from + share * RANGE }}
          wheel={{ name: 'knee' }}
        />
      </Picture>
      <Picture
        className="grow"
        label={t('Gain reduction of the last seconds; at 0 dB in it is {reduction}', {
          reduction: format(device.params.threshold!, reductionAt(values, 0)),
        })}
        draw={drawCourse}
        deps={[]}
        live={() => course.current.take(reading('reduction'), isPlaying())}
      />
    </div>
  )
}
export default { width: 400, view: View } satisfies DeviceView
