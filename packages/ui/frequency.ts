// The axis of frequency that pictures of devices share: 20 Hz to 20 kHz, evenly by octave.
import { mark, rule } from './picture.tsx'

const LOWEST = 20
const RATIO = 1000
const LINES = [50, 100, 200, 500, 1000, 2000, 5000, 10_000]
const NAMED = new Map([
  [100, '100'],
  [1000, '1k'],
  [10_000, '10k'],
])
/** Share from the left of a frequency in Hz, kept within the picture. */
export const hzLeft = (hz: number): number => Math.min(1, Math.max(0, Math.log(hz / LOWEST) / Math.log(RATIO)))
/** Hz at a share from the left. */
export const leftHz = (share: number): number => LOWEST * RATIO ** share
/** Its lines, with numbers at the decades. */
export function frequencyGrid(g: CanvasRenderingContext2D, w: number, h: number): void {
  for (const hz of LINES) {
    const x = Math.round(hzLeft(hz) * w) + 0.5
    rule(g, x, 0, x, h, NAMED.has(hz) ? '--hair' : '--grid-bar')
    const name = NAMED.get(hz)
    if (name) mark(g, name, x + 4, h - 8)
  }
}
