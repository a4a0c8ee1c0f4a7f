// The interpolator and its bound, measured by what they do to simple signals.
import { describe, expect, test } from 'vitest'
import { noise } from '../../signals.ts'
import { GROUP, HALF, interpolatorFor, REACH, TAPS } from './interpolator.ts'

describe.each([48_000, 96_000])('at %i Hz', (rate) => {
  const { rows, lifts, overshoot } = interpolatorFor(rate)
  const phases = rows.length + 1
  /** The curve `p` places after frame `at` of a signal; p from −1 to `phases`. */
  const curve = (x: (n: number) => number, at: number, p: number): number => {
    if (p < 0) return curve(x, at - 1, phases - 1)
    if (p === 0) return x(at)
    if (p === phases) return x(at + 1)
    return rows[p - 1]!.reduce((sum, h, t) => sum + h * x(at + t - HALF + 1), 0)
  }
  const line = (x: (n: number) => number, at: number, p: number) => x(at) + (p / phases) * (x(at + 1) - x(at))

  test('a constant and a ramp come out as they are, the ramp within 4e-4 of its slope', () => {
    for (let p = 1; p < phases; p++) {
      expect(curve(() => 1, 0, p)).toBeCloseTo(1, 14)
      expect(Math.abs(curve((n) => n, 0, p) - p / phases)).toBeLessThan(4e-4)
    }
  })
  test('a sine of up to 0.45 of the rate is continued between its samples within 0.3 %', () => {
    for (let hz = 0.01; hz <= 0.45; hz += 0.01)
      for (let p = 1; p < phases; p++) {
        const at = (n: number) => Math.sin(2 * Math.PI * hz * n + 0.4)
        expect(Math.abs(curve(at, 0, p) - at(p / phases)), `${hz}, place ${p}`).toBeLessThan(0.003)
      }
  })
  test('a single bend of the signal lifts the curve and its summits no more than the bound says', () => {
    let nearest = Infinity
    for (let p = 0; p < phases; p++)
      for (let offset = 0; offset < GROUP; offset++) {
        const sums = new Float64Array(REACH)
        // Frame 0 is the `offset`th of its group; the window of second differences begins HALF frames before it.
        for (let s = 0; s < TAPS - 1; s++) {
          const centre = s - HALF + 1
          // Straight but for one second difference of 1, and flat on the side where frame 0 is.
          const kink = (n: number) => (centre <= 0 ? Math.max(0, centre - n) : Math.max(0, n - centre))
          const lift = Math.abs(curve(kink, 0, p) - line(kink, 0, p))
          const bend = Math.abs(curve(kink, 0, p - 1) - 2 * curve(kink, 0, p) + curve(kink, 0, p + 1))
          sums[Math.floor((offset + s) / GROUP)]! += lift + bend / 8
        }
        for (let j = 0; j < REACH; j++) {
          expect(sums[j]!, `place ${p}, frame ${offset}, group ${j}`).toBeLessThanOrEqual(lifts[j]! + 1e-9)
          nearest = Math.min(nearest, lifts[j]! - sums[j]!)
        }
      }
    // And no less: a bound that is never reached would compute too much.
    expect(nearest).toBeLessThan(1e-9)
  })
  test('no summit of random curves passes the bound of its group', () => {
    for (let seed = 1; seed <= 60; seed++) {
      // From rough to smooth.
      let [y, z] = [0, 0]
      const keep = (seed % 6) / 6
      const x = noise(TAPS + GROUP + 4, seed).map((v) => (z = keep * z + (1 - keep) * (y = keep * y + (1 - keep) * v)))
      const at = (n: number) => x[n + HALF]!
      const group = (g: number) => {
        let most = 0
        for (let k = 4 * g; k < 4 * g + 4; k++) most = Math.max(most, Math.abs(x[k]! - 2 * x[k + 1]! + x[k + 2]!))
        return most
      }
      let top = 0
      for (let n = 0; n <= GROUP; n++) top = Math.max(top, Math.abs(at(n)))
      const bound = lifts.reduce((sum, lift, j) => sum + lift * group(j), top)
      for (let n = 0; n < GROUP; n++)
        for (let p = 0; p < phases; p++) {
          const [left, here, right] = [curve(at, n, p - 1), curve(at, n, p), curve(at, n, p + 1)].map(
            (v, _, [, h]) => v * Math.sign(h!),
          ) as [number, number, number]
          if (here < left || here < right) continue
          const summit = here + (right - left) ** 2 / (8 * (2 * here - left - right) + 1e-30)
          expect(Math.min(summit, here * overshoot), `seed ${seed}, frame ${n}, place ${p}`).toBeLessThanOrEqual(bound * 1.0005)
        }
    }
  })
})
