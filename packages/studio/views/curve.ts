// Response of the equaliser for drawing: the bilinear sections that its filters are (RBJ's formulas). For the eye only.

const BELL = 0
const LOW_SHELF = 1
const HIGH_SHELF = 2
const HIGH_PASS_12 = 3
const HIGH_PASS_24 = 4
const LOW_PASS_12 = 5
const LOW_PASS_24 = 6
const RATE = 48_000

type Section = readonly [b0: number, b1: number, b2: number, a0: number, a1: number, a2: number]
function section(type: number, f: number, gain: number, q: number): Section {
  const w = (2 * Math.PI * Math.min(f, 0.49 * RATE)) / RATE
  const c = Math.cos(w)
  const alpha = Math.sin(w) / (2 * q)
  const A = 10 ** (gain / 40)
  const r = 2 * Math.sqrt(A) * alpha
  if (type === BELL) return [1 + alpha * A, -2 * c, 1 - alpha * A, 1 + alpha / A, -2 * c, 1 - alpha / A]
  if (type === LOW_SHELF)
    return [
      A * (A + 1 - (A - 1) * c + r),
      2 * A * (A - 1 - (A + 1) * c),
      A * (A + 1 - (A - 1) * c - r),
      A + 1 + (A - 1) * c + r,
      -2 * (A - 1 + (A + 1) * c),
      A + 1 + (A - 1) * c - r,
    ]
  if (type === HIGH_SHELF)
    return [
      A * (A + 1 + (A - 1) * c + r),
      -2 * A * (A - 1 + (A + 1) * c),
      A * (A + 1 + (A - 1) * c - r),
      A + 1 - (A - 1) * c + r,
      2 * (A - 1 - (A + 1) * c),
      A + 1 - (A - 1) * c - r,
    ]
  if (type === HIGH_PASS_12 || type === HIGH_PASS_24) return [(1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha]
  if (type === LOW_PASS_12 || type === LOW_PASS_24) return [(1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha]
  return [1, -2 * c, 1, 1 + alpha, -2 * c, 1 - alpha]
}
const responseDb = (s: Section, w: number): number => {
  const power = (a: number, b: number, c: number) => a * a + b * b + c * c + 2 * (a * b + b * c) * Math.cos(w) + 2 * a * c * Math.cos(2 * w)
  return 10 * Math.log10(Math.max(1e-9, power(s[0], s[1], s[2]) / power(s[3], s[4], s[5])))
}
/** dB at `columns` places from 20 Hz to 20 kHz, evenly by octave. */
export function eqCurve(value: (name: string) => number, columns: number): Float32Array {
  const out = new Float32Array(columns).fill(value('output'))
  for (let band = 1; band <= 6; band++) {
    if (value(`b${band}on`) < 0.5) continue
    const type = Math.round(value(`b${band}type`))
    const [f, gain, q] = [value(`b${band}freq`), value(`b${band}gain`), value(`b${band}q`)]
    const steep = type === HIGH_PASS_24 || type === LOW_PASS_24
    const sections = steep
      ? [section(type, f, gain, (q * 0.5412) / Math.SQRT1_2), section(type, f, gain, (q * 1.3066) / Math.SQRT1_2)]
      : [section(type, f, gain, q)]
    for (let i = 0; i < columns; i++) {
      const w = (2 * Math.PI * 20 * 1000 ** (i / (columns - 1))) / RATE
      for (const s of sections) out[i] = out[i]! + responseDb(s, w)
    }
  }
  return out
}
