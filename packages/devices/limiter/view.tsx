// The limiter as a picture: what it has taken away of late, and the ceiling that nothing passes.
import { format } from '@tonmeister/project'
import { Course, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'
import { useRef } from 'react'

/** dB from the top to the bottom. */
const RANGE = 24

function View(props: DeviceViewProps) {
  const { values, reading, isPlaying, device } = props
  const course = useRef(new Course())
  const ceiling = values('ceiling')
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let db = -6; db > -RANGE; db -= 6) {
      const y = Math.round((-db / RANGE) * h) + 0.5
      rule(g, 0, y, w, y)
      mark(g, `−${-db}`, 4, y)
    }
    // From the ceiling down: what was above it.
    const from = (-ceiling / RANGE) * h
    course.current.draw(g, w, (db) => from + Math.min(1, db / RANGE) * h, '--warn')
    const y = Math.round(from) + 0.5
    g.lineWidth = 1
    rule(g, 0, y, w, y, '--accent')
    mark(g, format(device.params.ceiling!, ceiling), w - 24, y + 10, 'right')
  }
  return (
    <Picture
      className="grow"
      label={t('Gain reduction of the last seconds below the ceiling')}
      draw={draw}
      deps={[ceiling]}
      live={() => course.current.take(reading('reduction'), isPlaying())}
    >
      <Point
        {...props}
        label={t('Ceiling and input')}
        text={`${format(device.params.ceiling!, ceiling)}, ${format(device.params.input!, values('input'))}`}
        left={1}
        top={-ceiling / RANGE}
        y={{ name: 'ceiling', move: (from, share) => from + share * RANGE }}
        wheel={{ name: 'input' }}
      />
    </Picture>
  )
}
export default { width: 340, view: View } satisfies DeviceView
