// Pictures that devices of the dynamics share: level out for level in, and what was taken away in the last seconds.
import { format, type Param } from '@tonmeister/project'
import { type ReactNode, useRef } from 'react'
import type { DeviceViewProps } from './device-view.ts'
import { color } from './frame.ts'
import { Course, curve, mark, Picture, Point, rule } from './picture.tsx'
import { t } from './words.ts'

/** Levels from −`range` to 0 dBFS as shares: from the left for what goes in, from the top for what comes out. */
export const levelLeft = (db: number, range: number): number => (db + range) / range
export const levelTop = (db: number, range: number): number => -db / range

/** Lines every `step` dB, numbers at those that `every` dB divides, and the diagonal on which nothing is changed. */
export function levelGrid(
  g: CanvasRenderingContext2D,
  w: number,
  h: number,
  range: number,
  step: number,
  every: number,
  param: Param,
): void {
  for (let db = step - range; db < 0; db += step) {
    const x = Math.round(levelLeft(db, range) * w) + 0.5
    const y = Math.round(levelTop(db, range) * h) + 0.5
    rule(g, x, 0, x, h)
    rule(g, 0, y, w, y)
    if (db % every === 0) mark(g, format(param, db).replace(/\.0 dB$/, ''), 4, y - 8)
  }
  rule(g, 0, h, w, 0, '--hair')
}

/** dB that a compressor's picture shows. */
export const COMPRESSOR_RANGE = 60
/** A compressor's curve with its threshold and knee, which are dragged and wheeled. @param outputAt  dB out for dB in */
export function CompressorCurve({
  outputAt,
  children,
  ...props
}: DeviceViewProps & { readonly outputAt: (values: DeviceViewProps['values'], level: number) => number; readonly children?: ReactNode }) {
  const { values, device } = props
  const threshold = values('threshold')
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    levelGrid(g, w, h, COMPRESSOR_RANGE, 12, 24, device.params.threshold!)
    const x = Math.round(levelLeft(threshold, COMPRESSOR_RANGE) * w) + 0.5
    g.setLineDash([3, 4])
    rule(g, x, 0, x, h, '--quiet')
    g.setLineDash([])
    const points: [number, number][] = []
    for (let i = 0; i <= w; i++) {
      const out = outputAt(values, (i / w) * COMPRESSOR_RANGE - COMPRESSOR_RANGE)
      points.push([i, Math.max(-2, levelTop(out, COMPRESSOR_RANGE) * h)])
    }
    curve(g, points, '--accent', h)
  }
  return (
    <Picture
      className="square"
      label={t('Level out for level in, from −60 to 0 dB')}
      draw={draw}
      deps={Object.keys(device.params).map(values)}
    >
      <Point
        {...props}
        label={t('Threshold and knee')}
        text={`${format(device.params.threshold!, threshold)}, ${format(device.params.knee!, values('knee'))}`}
        left={levelLeft(threshold, COMPRESSOR_RANGE)}
        top={levelTop(outputAt(values, threshold), COMPRESSOR_RANGE)}
        x={{ name: 'threshold', move: (from, share) => from + share * COMPRESSOR_RANGE }}
        wheel={{ name: 'knee' }}
      />
      {children}
    </Picture>
  )
}

/** The course of the device's reading 'reduction', from the top. @param range  dB to the bottom @param step  dB between lines */
export function ReductionCourse({
  label,
  range,
  step,
  reading,
  isPlaying,
}: Pick<DeviceViewProps, 'reading' | 'isPlaying'> & { readonly label: string; readonly range: number; readonly step: number }) {
  const course = useRef(new Course())
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let db = step; db < range; db += step) {
      const y = Math.round((db / range) * h) + 0.5
      rule(g, 0, y, w, y)
      mark(g, `−${db}`, 4, y)
    }
    course.current.draw(g, w, (db) => Math.min(1, db / range) * h, '--warn')
    g.fillStyle = color('--hair')
    g.fillRect(0, 0, w, 1)
  }
  return (
    <Picture className="grow" label={label} draw={draw} deps={[]} live={() => course.current.take(reading('reduction'), isPlaying())} />
  )
}
