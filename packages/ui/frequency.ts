// The axis of frequency that pictures share: evenly by octave up to 20 kHz, with a grid.
import { color } from './frame.ts'
import { mark, rule } from './picture.tsx'

const GRID = [50, 100, 200, 500, 1000, 2000, 5000, 10_000]
const NAMED = new Map([
  [100, '100'],
  [1000, '1k'],
  [10_000, '10k'],
])
/** Hz at the left, usually. */
export const LOWEST_HZ = 20
const HIGHEST = 20_000

/** The share from the left of a frequency, 0…1. @param from  Hz at the left */
export const hzLeft = (hz: number, from = LOWEST_HZ): number => Math.min(1, Math.max(0, Math.log(hz / from) / Math.log(HIGHEST / from)))
/** Hz at a share from the left. */
export const leftHz = (share: number, from = LOWEST_HZ): number => from * (HIGHEST / from) ** share

export function frequencyGrid(g: CanvasRenderingContext2D, w: number, h: number, from = LOWEST_HZ): void {
  for (const hz of GRID) {
    if (hz <= from) continue
    const x = Math.round(hzLeft(hz, from) * w) + 0.5
    const name = NAMED.get(hz)
    rule(g, x, 0, x, h, name ? '--hair' : '--grid-bar')
    if (name) mark(g, name, x + 4, h - 8)
  }
}
/** Fills what lies between two curves: a filter's doing. @param a, b  pixels from the top at a frequency in Hz */
export function betweenCurves(
  g: CanvasRenderingContext2D,
  w: number,
  a: (hz: number) => number,
  b: (hz: number) => number,
  token: string,
  from = LOWEST_HZ,
): void {
  g.fillStyle = color(token)
  g.beginPath()
  for (let x = 0; x <= w; x += 2) g.lineTo(x, a(leftHz(x / w, from)))
  for (let x = w; x >= 0; x -= 2) g.lineTo(x, b(leftHz(x / w, from)))
  g.fill()
}
