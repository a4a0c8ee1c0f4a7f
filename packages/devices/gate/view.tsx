// The gate as a picture: what comes out for what goes in, opening and closing, where the key stands, and what it has taken away of late.
import { dbOfGain } from '@tonmeister/dsp'
import { format } from '@tonmeister/project'
import {
  curve,
  type DeviceView,
  type DeviceViewProps,
  levelGrid,
  levelLeft,
  levelTop,
  Picture,
  Point,
  ReductionCourse,
  rule,
  t,
} from '@tonmeister/ui'
import { useRef } from 'react'
import { reductionAt } from './curve.ts'

/** dB from the lowest to the highest level that is shown; 0 dBFS is at the right and the top. */
const RANGE = 80

function View(props: DeviceViewProps) {
  const { values, reading, isPlaying, device } = props
  const key = useRef(-100)
  const left = (db: number) => levelLeft(db, RANGE)
  const top = (db: number) => levelTop(db, RANGE)
  const threshold = values('threshold')
  const drawCurve = (g: CanvasRenderingContext2D, w: number, h: number) => {
    levelGrid(g, w, h, RANGE, 20, 20, device.params.threshold!)
    const line = (isOpen: boolean): [number, number][] =>
      Array.from({ length: w + 1 }, (_, i) => {
        const db = (i / w) * RANGE - RANGE
        return [i, Math.min(h + 4, top(db - reductionAt(values, db, isOpen)) * h)]
      })
    // From above it goes another way than from below: between the two lies the hysteresis.
    g.setLineDash([3, 4])
    const closing = line(true)
    for (let i = 1; i < closing.length; i++) rule(g, closing[i - 1]![0], closing[i - 1]![1], closing[i]![0], closing[i]![1], '--quiet')
    g.setLineDash([])
    curve(g, line(false), '--accent', h)
    if (key.current > -RANGE) {
      const x = Math.round(left(Math.min(0, key.current)) * w) + 0.5
      rule(g, x, 0, x, h, '--warn')
    }
  }
  return (
    <div className="dynamics-view">
      <Picture
        className="square"
        label={t('Level out for level in, from −80 to 0 dB; dashed: while it closes')}
        draw={drawCurve}
        deps={['mode', 'threshold', 'hysteresis', 'ratio', 'range'].map(values)}
        live={() => {
          const now = isPlaying() ? Math.max(-100, dbOfGain(reading('level') / 100)) : -100
          if (Math.abs(now - key.current) < 0.25) return false
          key.current = now
          return true
        }}
      >
        <Point
          {...props}
          label={t('Threshold and hysteresis')}
          text={`${format(device.params.threshold!, threshold)}, ${format(device.params.hysteresis!, values('hysteresis'))}`}
          left={left(threshold)}
          top={top(threshold)}
          x={{ name: 'threshold', move: (from, share) => from + share * RANGE }}
          wheel={{ name: 'hysteresis' }}
        />
        <Point
          {...props}
          label={t('Range')}
          text={format(device.params.range!, values('range'))}
          left={left(values('mode') >= 0.5 ? threshold / 2 : Math.max(-RANGE, threshold - 12))}
          top={Math.min(1, top((values('mode') >= 0.5 ? threshold / 2 : Math.max(-RANGE, threshold - 12)) - values('range')))}
          // Down is more.
          y={{ name: 'range', move: (from, share) => from - share * RANGE }}
          wheel={{ name: 'ratio' }}
        />
      </Picture>
      <ReductionCourse {...props} label={t('Gain reduction of the last seconds')} range={60} step={20} />
    </div>
  )
}
export default { width: 400, view: View } satisfies DeviceView
