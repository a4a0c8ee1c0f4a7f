import { expect, test } from 'vitest'
import { everywhere, firstDifference, Group, inDb, jump, level, noises, peak, sine, toneIn } from '../render.ts'
import device from './device.ts'

const group = (rate = 48_000) => new Group(device as never, rate)
/** dB added over time to a constant that jumps from one level to another. */
function change(settings: Record<string, number>, from: number, to: number, at: number, frames: number, rate = 48_000): number[] {
  const x = jump(from, to, at, frames)
  const y = group(rate)
    .set({ guard: 0, ...settings })
    .run(everywhere(x))[0]!
  return Array.from(y, (v, i) => inDb(v / x[i]!))
}

test('a rise is lifted by its own height, 15 dB at most, dying away with the attack length within 1 %, the same at every level', () => {
  for (const rate of [44_100, 96_000])
    for (const [from, to, height] of [
      [-50, -40, 10],
      [-20, -10, 10],
      [-80, -10, 15],
    ] as const) {
      const length = 0.02
      const c = change({ attack: 100, attacktime: length }, from, to, 9600, 9600 + Math.ceil(4 * length * rate), rate)
      expect(Math.max(...c.slice(9600))).toBeGreaterThan(height * 0.88)
      expect(Math.max(...c.slice(9600))).toBeLessThan(height)
      // Behind the smoothing of 0.5 ms, two points a length apart.
      const early = 9600 + Math.round(0.01 * rate)
      expect(Math.abs(Math.log(c[early]! / c[early + Math.round(length * rate)]!) - 1)).toBeLessThan(0.01)
    }
})
test('negative attack takes the same away', () => {
  const up = change({ attack: 60 }, -40, -20, 4800, 7200)
  const down = change({ attack: -60 }, -40, -20, 4800, 7200)
  for (const i of [4810, 5000, 6000]) expect(up[i]! + down[i]!).toBeCloseTo(0, 3)
})
test('what falls is held up by the fall, dying away with the sustain length within 1 %', () => {
  const c = change({ sustain: 100, sustaintime: 0.1 }, -10, -26, 4800, 19_200)
  const early = 4800 + 3000
  expect(c[early]!).toBeGreaterThan(5)
  expect(Math.abs(Math.log(c[early]! / c[early + 4800]!) - 1)).toBeLessThan(0.01)
})
test('a steady tone passes unchanged, at all levels, from 50 Hz', () => {
  for (const hz of [50, 1000])
    for (const db of [-60, -6]) {
      const y = group()
        .set({ attack: 100, sustain: 100 })
        .run(everywhere(sine(96_000, hz, level(db))))[0]!
      const tone = toneIn(y.subarray(81_600), hz)
      expect(Math.abs(inDb(tone.amplitude) - db)).toBeLessThan(0.01)
      expect(tone.restDb).toBeLessThan(-80)
    }
})
test('with both at 0 not one bit differs', () => {
  const x = noises(3000, 0.9)
  expect(firstDifference(group().run(x), x)).toBe(-1)
})
test('the clip guard keeps every sample within full scale, and only those that the shaper lifts', () => {
  const x = sine(9600, 500, 0.7).fill(0, 0, 4800)
  expect(peak(group().set({ attack: 100, guard: 0 }).run(everywhere(x))[0]!)).toBeGreaterThan(1.5)
  expect(peak(group().set({ attack: 100 }).run(everywhere(x))[0]!)).toBeLessThan(1.000001)
  const loud = sine(4800, 500, 2)
  expect(firstDifference(group().run(everywhere(loud)), everywhere(loud))).toBe(-1)
})
test('both channels of a pair move alike', () => {
  const loud = new Float32Array(4800).fill(0.5).fill(0.01, 0, 2400)
  const quiet = new Float32Array(4800).fill(0.001)
  const y = group().set({ attack: 100, guard: 0 }).run([loud, quiet, quiet, quiet])
  expect(y[1]![2600]! / quiet[0]!).toBeCloseTo(y[0]![2600]! / loud[2600]!, 4)
  expect(y[2]![4799]! / quiet[0]!).toBeCloseTo(1, 2)
})
