// Functions of the control path in double precision, made of + − × ÷ and square root only: the same bits in every JavaScript engine.
// Sources: range reduction and Taylor/atanh series, long enough for the stated error.

const LN2 = Math.LN2
const PI = Math.PI

/** 2^x. Relative error < 4e-16 for |x| ≤ 1000. */
export function exp2(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 1023) return Infinity
  if (x < -1070) return 0
  const n = Math.round(x)
  const t = (x - n) * LN2
  let term = 1
  let sum = 1
  for (let i = 1; i <= 18; i++) {
    term = (term * t) / i
    sum += term
  }
  let scale = 1
  let base = n < 0 ? 0.5 : 2
  for (let k = Math.abs(n); k > 0; k >>= 1) {
    if (k & 1) scale *= base
    base *= base
  }
  return sum * scale
}
/** e^x. */
export const exp = (x: number): number => exp2(x / LN2)

/** Natural logarithm of x > 0. Relative error < 1e-15. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN
  if (x === Infinity) return x
  let e = 0
  while (x >= Math.SQRT2) {
    x /= 2
    e++
  }
  while (x < Math.SQRT1_2) {
    x *= 2
    e--
  }
  const y = (x - 1) / (x + 1)
  const y2 = y * y
  let power = y
  let sum = 0
  for (let k = 1; k <= 45; k += 2) {
    sum += power / k
    power *= y2
  }
  return 2 * sum + e * LN2
}
export const log2 = (x: number): number => log(x) / LN2
export const log10 = (x: number): number => log(x) / Math.LN10

/** Sine of x radians, |x| < 1e6. Absolute error < 1e-15 near 0, < 1e-10 at the ends. */
export function sin(x: number): number {
  const k = Math.round(x / (PI / 2))
  const t = x - k * 1.5707963267948966 - k * 6.123233995736766e-17
  const q = ((k % 4) + 4) % 4
  const s = q % 2 === 0 ? sinSeries(t) : cosSeries(t)
  return q < 2 ? s : -s
}
export const cos = (x: number): number => {
  const k = Math.round(x / (PI / 2))
  const t = x - k * 1.5707963267948966 - k * 6.123233995736766e-17
  const q = ((k % 4) + 4) % 4
  const c = q % 2 === 0 ? cosSeries(t) : sinSeries(t)
  return q === 0 || q === 3 ? c : -c
}
export const tan = (x: number): number => sin(x) / cos(x)
function sinSeries(t: number): number {
  const t2 = t * t
  let term = t
  let sum = t
  for (let i = 1; i <= 9; i++) {
    term = (-term * t2) / (2 * i * (2 * i + 1))
    sum += term
  }
  return sum
}
function cosSeries(t: number): number {
  const t2 = t * t
  let term = 1
  let sum = 1
  for (let i = 1; i <= 9; i++) {
    term = (-term * t2) / ((2 * i - 1) * (2 * i))
    sum += term
  }
  return sum
}
/** x^y for x > 0. */
export const pow = (x: number, y: number): number => (x === 0 ? 0 : exp2(y * log2(x)))
/** Amplitude ratio of decibels. Exactly 1 at 0 dB; 0 at -Infinity. */
export const gainOfDb = (db: number): number => (db === 0 ? 1 : db === -Infinity ? 0 : exp2(db * 0.16609640474436813))
/** Decibels of an amplitude ratio; -Infinity at 0. */
export const dbOfGain = (gain: number): number => (gain <= 0 ? -Infinity : 20 * log10(gain))
