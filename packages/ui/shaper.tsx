// Pictures that devices which bend the signal share: what comes out for what goes in, and which harmonics that makes.
import { type ReactNode, useRef } from 'react'
import type { DeviceViewProps } from './device-view.ts'
import { color } from './frame.ts'
import { curve, mark, Picture, rule } from './picture.tsx'
import { t } from './words.ts'

/** Amplitude that pictures stand for while nothing plays: −12 dBFS. */
const RESTING = 0.25
/** The loudest input of late: falls by a tenth per frame, so that a picture can be read. Its `take` says whether it is another than before. */
class Swing {
  amplitude = RESTING
  /** @param percent  of full scale */
  take(percent: number, isPlaying: boolean): boolean {
    const now = isPlaying ? Math.max(percent / 100, this.amplitude * 0.9) : RESTING
    const moves = Math.abs(now - this.amplitude) > 1e-3
    this.amplitude = now
    return moves
  }
}
interface Shown extends Pick<DeviceViewProps, 'reading' | 'isPlaying'> {
  /** What comes out for what goes in, 1 = full scale. */
  readonly output: (x: number) => number
  /** What the output depends on. */
  readonly deps: readonly unknown[]
}
/** The curve from −1 to 1; the part that the device's reading 'input' reaches stands out. */
export function TransferCurve({ output, deps, reading, isPlaying, children }: Shown & { readonly children?: ReactNode }) {
  const swing = useRef(new Swing())
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (const part of [0.25, 0.5, 0.75]) {
      rule(g, Math.round(part * w) + 0.5, 0, Math.round(part * w) + 0.5, h, part === 0.5 ? '--hair' : undefined)
      rule(g, 0, Math.round(part * h) + 0.5, w, Math.round(part * h) + 0.5, part === 0.5 ? '--hair' : undefined)
    }
    rule(g, 0, h, w, 0, '--hair')
    const line = (from: number, to: number): [number, number][] =>
      Array.from({ length: w + 1 }, (_, i) => {
        const x = from + ((to - from) * i) / w
        return [((x + 1) / 2) * w, Math.min(h + 2, Math.max(-2, ((1 - output(x)) / 2) * h))]
      })
    curve(g, line(-1, 1), '--accent')
    const reach = Math.min(1, swing.current.amplitude)
    g.globalAlpha = 0.35
    g.lineWidth = 5
    g.strokeStyle = color('--warn')
    g.beginPath()
    for (const [x, y] of line(-reach, reach)) g.lineTo(x, y)
    g.stroke()
    g.globalAlpha = 1
  }
  return (
    <Picture
      className="square"
      label={t('Output for input, from −1 to 1')}
      draw={draw}
      deps={deps}
      live={() => swing.current.take(reading('input'), isPlaying())}
    >
      {children}
    </Picture>
  )
}
/** dB that the picture of harmonics goes down to. */
const HARMONICS_RANGE = 80
const HARMONICS = 10
/** Bars of the harmonics of a sine as loud as the device's reading 'input'. @param levels  dB against the fundamental of harmonics 1 to `count` */
export function Harmonics({
  output,
  deps,
  reading,
  isPlaying,
  levels,
}: Shown & { readonly levels: (output: (x: number) => number, amplitude: number, count: number) => readonly number[] }) {
  const swing = useRef(new Swing())
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const top = (db: number) => Math.min(1, Math.max(0, -db / HARMONICS_RANGE)) * (h - 18)
    for (let db = -20; db >= -HARMONICS_RANGE; db -= 20) {
      const y = Math.round(top(db)) + 0.5
      rule(g, 0, y, w, y)
      if (db > -HARMONICS_RANGE) mark(g, `−${-db}`, 4, y - 7)
    }
    const from = 34
    const step = (w - from) / HARMONICS
    levels(output, swing.current.amplitude, HARMONICS).forEach((db, i) => {
      const x = from + i * step
      g.fillStyle = color(i % 2 ? '--accent' : '--dim')
      g.fillRect(x + step * 0.2, top(db), step * 0.6, h - 18 - top(db))
      mark(g, `${i + 1}`, x + step / 2, h - 8, 'center')
    })
  }
  return (
    <Picture
      className="grow"
      label={t('Harmonics 1 to {count} of a sine', { count: HARMONICS })}
      draw={draw}
      deps={deps}
      live={() => swing.current.take(reading('input'), isPlaying())}
    />
  )
}
