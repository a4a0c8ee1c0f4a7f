// Fade shapes, as tables: the gain of a fade-in at 0…1 of its length. A fade-out is the same, backwards.
import { cos, sin } from '@tonmeister/dsp'

const POINTS = 1024
const HALF_PI = 1.5707963267948966

const table = (shape: (x: number) => number): Float32Array => {
  const t = new Float32Array(POINTS + 2)
  for (let i = 0; i <= POINTS; i++) t[i] = shape(i / POINTS)
  t[POINTS + 1] = t[POINTS]!
  return t
}
const SHAPES: { readonly [shape: string]: Float32Array } = {
  linear: table((x) => x),
  // Two of these keep the power of unrelated material constant.
  'equal-power': table((x) => (x === 1 ? 1 : sin(x * HALF_PI))),
  's-curve': table((x) => (x === 1 ? 1 : 0.5 - 0.5 * cos(x * 2 * HALF_PI))),
  // Rises at once and settles; and the opposite.
  fast: table((x) => 1 - (1 - x) * (1 - x) * (1 - x)),
  slow: table((x) => x * x * x),
}
const LINEAR = SHAPES.linear!

/** Table of a shape; an unknown one is linear. */
export const fadeTable = (shape: string): Float32Array => SHAPES[shape] ?? LINEAR

/** Gain at `x` (0…1) of a fade-in. */
export function fadeGain(t: Float32Array, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const p = x * POINTS
  const i = Math.floor(p)
  const a = t[i]!
  return a + (t[i + 1]! - a) * (p - i)
}
