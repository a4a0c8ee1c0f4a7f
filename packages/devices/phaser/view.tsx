// The phaser as a picture: what it lets through in the middle of its sweep and, faint, at either end.
import { format, formatNumber } from '@tonmeister/project'
import { curve, type DeviceView, type DeviceViewProps, frequencyGrid, hzLeft, leftHz, mark, Picture, Point, rule, t } from '@tonmeister/ui'
import { OCTAVES } from './device.ts'
import { phaserDb } from './response.ts'

const TOP = 15
const BOTTOM = -33

function View(props: DeviceViewProps) {
  const { values, device, sampleRate } = props
  const [center, depth] = [values('center'), values('depth')]
  const ends = [-1, 1].map((side) => center * 2 ** ((side * OCTAVES * depth) / 100))
  const top = (db: number) => (TOP - Math.max(BOTTOM, Math.min(TOP, db))) / (TOP - BOTTOM)
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    frequencyGrid(g, w, h)
    for (const db of [0, -12, -24]) {
      const y = Math.round(top(db) * h) + 0.5
      rule(g, 0, y, w, y, db ? '--grid-bar' : '--hair')
      mark(g, formatNumber(db, 0), 4, y - 8)
    }
    const response = (corner: number, token: string) => {
      const points: [number, number][] = []
      for (let x = 0; x <= w; x += 0.5) points.push([x, top(phaserDb(values, leftHz(x / w), corner, sampleRate)) * h])
      curve(g, points, token)
    }
    g.globalAlpha = 0.35
    if (depth) for (const end of ends) response(end, '--dim')
    g.globalAlpha = 1
    response(center, '--accent')
  }
  return (
    <Picture
      className="grow"
      label={t('Notches sweep around {center}, from {least} to {most}', {
        center: format(device.params.center!, center),
        least: format(device.params.center!, ends[0]!),
        most: format(device.params.center!, ends[1]!),
      })}
      draw={draw}
      deps={[center, depth, values('stages'), values('feedback'), values('mix'), sampleRate]}
    >
      <Point
        {...props}
        label={t('Centre')}
        text={`${format(device.params.center!, center)}, ${format(device.params.depth!, depth)}`}
        left={hzLeft(center)}
        top={0.75 - depth / 200}
        x={{ name: 'center', move: (from, share) => leftHz(hzLeft(from) + share) }}
        y={{ name: 'depth', move: (from, share) => from + share * 200 }}
        wheel={{ name: 'feedback' }}
      />
    </Picture>
  )
}
export default { width: 360, view: View } satisfies DeviceView
