import { expect, test } from 'vitest'
import { clickOf, everywhere, firstDifference, Group, inDb, magnitude, noises, peak, RATE, type Settings, vowel } from '../render.ts'
import device from './device.ts'

const group = (settings: Settings) => new Group(device as never).set(settings)

test('formants move by the ratio that was set, and the pitch stays', () => {
  const x = vowel(RATE, 110)
  const formantNear = (y: Float32Array, hz: number) => {
    // The loudest harmonics around it, weighed: where a formant lies between two, their levels say so.
    let [sum, weighed] = [0, 0]
    for (let n = Math.round((0.75 * hz) / 110); n <= Math.round((1.25 * hz) / 110); n++) {
      const power = 10 ** (magnitude(y, n * 110) / 10)
      sum += power
      weighed += power * n * 110
    }
    return weighed / sum
  }
  for (const shift of [-5, 4, 7]) {
    const s = 2 ** (shift / 12)
    const y = group({ shift })
      .run(everywhere(x), 1024)[0]!
      .subarray(RATE / 3, RATE / 3 + 21_818)
    for (const hz of [700, 1150, 2600])
      expect(
        Math.abs(formantNear(y, hz * s) / formantNear(vowel(RATE, 110, s).subarray(RATE / 3, RATE / 3 + 21_818), hz * s) - 1),
        `${shift} ${hz}`,
      ).toBeLessThan(0.035)
    // Between harmonics there is nothing.
    for (const n of [3.5, 6.5, 10.5]) expect(magnitude(y, n * 110) - magnitude(y, Math.round(n) * 110)).toBeLessThan(-25)
  }
})
test('at 0 it is the input within −90 dB, at mix 0 bit for bit', () => {
  const x = noises(12_000, 0.5)
  const y = group({ shift: 0 }).run(x)
  expect(inDb(peak(y[0]!.map((v, i) => v - x[0]![i]!)))).toBeLessThan(-90)
  expect(firstDifference(group({ shift: 5, mix: 0 }).run(x), x)).toBe(-1)
})
test('a jump of a parameter leaves no click above −60 dB', () => {
  for (const [a, b] of [
    [
      { shift: 0, mix: 0 },
      { shift: 0, mix: 100 },
    ],
    [
      { shift: -3, mix: 50 },
      { shift: 2, mix: 50 },
    ],
    [
      { shift: 2, mix: 100 },
      { shift: -3, mix: 100 },
    ],
  ] as const)
    expect(clickOf(device as never, a, b)).toBeLessThan(-60)
})
