// The de-esser as a picture: what it does to which frequencies now and at most, and how far sibilants stand out against the threshold.
import { dbOfGain } from '@tonmeister/dsp'
import { format } from '@tonmeister/project'
import {
  betweenCurves,
  Course,
  curve,
  type DeviceView,
  type DeviceViewProps,
  drawColumns,
  frequencyGrid,
  hzLeft,
  leftHz,
  mark,
  Picture,
  Point,
  rule,
  t,
} from '@tonmeister/ui'
import { useRef } from 'react'
import { spectrumTop, useSpectrum } from '../live.view.tsx'
import { responseDb } from './curve.ts'

/** Hz at the left. */
const FROM = 500
/** dB above and below no change. */
const ABOVE = 3
const BELOW = 24
/** dB of levels that are shown. */
const LEVELS = 60
const top = (db: number) => (ABOVE - db) / (ABOVE + BELOW)

function Response(props: DeviceViewProps) {
  const { values, reading, isPlaying, device, sampleRate } = props
  const heard = useSpectrum(props, 'in', { size: 4096, columns: 130, from: FROM })
  const reduction = useRef(0)
  const frequency = values('frequency')
  const range = values('range')
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    frequencyGrid(g, w, h, FROM)
    for (let db = 0; db > -BELOW; db -= 6) {
      const y = Math.round(top(db) * h) + 0.5
      rule(g, 0, y, w, y, db ? '--grid-bar' : '--hair')
      if (db) mark(g, `−${-db}`, 4, y)
    }
    const y = (most: number) => (hz: number) => top(responseDb(values, most, hz, sampleRate)) * h
    g.globalAlpha = 0.5
    betweenCurves(g, w, () => top(0) * h, y(reduction.current), '--warn', FROM)
    g.globalAlpha = 1
    const points = Array.from({ length: w + 1 }, (_, x) => [x, y(range)(leftHz(x / w, FROM))] as const)
    curve(g, points, '--accent')
  }
  return (
    <Picture
      className="grow"
      label={t('What is taken from which frequency, now and at most')}
      draw={draw}
      deps={[...['mode', 'shape', 'q'].map(values), frequency, range, sampleRate]}
      under={{
        deps: [],
        live: (now) => heard.look(now, { slope: 4.5, average: 0.1, smooth: 1 / 6 }),
        draw: (g, w, h) => {
          g.globalAlpha = 0.6
          drawColumns(g, heard.columns.levels, w, (db) => spectrumTop(db) * h, '--blue', h)
        },
      }}
      live={() => {
        const now = isPlaying() ? reading('reduction') : 0
        if (Math.abs(now - reduction.current) < 0.05) return false
        reduction.current = now
        return true
      }}
    >
      <Point
        {...props}
        label={t('Frequency and range')}
        text={`${format(device.params.frequency!, frequency)}, ${format(device.params.range!, range)}, Q ${format(device.params.q!, values('q'))}`}
        left={hzLeft(frequency, FROM)}
        top={top(-range)}
        x={{ name: 'frequency', move: (from, share) => leftHz(hzLeft(from, FROM) + share, FROM) }}
        // Down is more.
        y={{ name: 'range', move: (from, share) => from - share * (ABOVE + BELOW) }}
        wheel={{ name: 'q' }}
      />
    </Picture>
  )
}
function Levels(props: DeviceViewProps) {
  const { values, reading, isPlaying, device } = props
  const level = useRef(new Course())
  const reduction = useRef(new Course())
  const threshold = values('threshold')
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let db = 12; db < LEVELS; db += 12) {
      const y = Math.round((db / LEVELS) * h) + 0.5
      rule(g, 0, y, w, y)
      mark(g, `−${db}`, 4, y)
    }
    level.current.draw(g, w, (db) => (1 - Math.min(1, db / LEVELS)) * h, '--blue')
    reduction.current.draw(g, w, (db) => (db / LEVELS) * h, '--warn')
    const y = Math.round((-threshold / LEVELS) * h) + 0.5
    g.setLineDash([3, 4])
    rule(g, 0, y, w, y, '--accent')
    g.setLineDash([])
  }
  return (
    <Picture
      className="grow"
      label={t('Level of the sibilants against the threshold, and what was taken away, in the last seconds')}
      draw={draw}
      deps={[threshold]}
      live={() => {
        const shown = level.current.take(Math.max(0, LEVELS + dbOfGain(reading('level') / 100)), isPlaying())
        return reduction.current.take(reading('reduction'), isPlaying()) || shown
      }}
    >
      <Point
        {...props}
        label={t('Threshold and ratio')}
        text={`${format(device.params.threshold!, threshold)}, ${format(device.params.ratio!, values('ratio'))}`}
        left={1}
        top={-threshold / LEVELS}
        y={{ name: 'threshold', move: (from, share) => from + share * LEVELS }}
        wheel={{ name: 'ratio' }}
      />
    </Picture>
  )
}
const View = (props: DeviceViewProps) => (
  <div className="dynamics-view">
    <Response {...props} />
    <Levels {...props} />
  </div>
)
export default { width: 420, view: View } satisfies DeviceView
