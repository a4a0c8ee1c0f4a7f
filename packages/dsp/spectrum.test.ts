// Spectra of sines, noise and impulses that are known.
import { describe, expect, test } from 'vitest'
import { Spectrum, type WINDOWS } from './spectrum.ts'

const SIZES = [256, 2048, 8192]
const sine = (size: number, bin: number, amplitude = 1, turns = 0.1) =>
  Float32Array.from({ length: size }, (_, n) => {
    const u = (n * bin) / size + turns
    return amplitude * Math.sin(2 * Math.PI * (u - Math.floor(u)))
  })
/** Uniform noise in ±1, the same for the same seed. */
const noise = (frames: number, seed: number) => {
  let s = seed
  return Float32Array.from({ length: frames }, () => (s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31)
}
/** dB per bin; −200 for nothing. */
const levels = (spectrum: Spectrum, left: Float32Array, right = left) =>
  spectrum.analyse(left, right).map((p) => (p > 1e-20 ? 10 * Math.log10(p) : -200))
const loudest = (db: Float32Array) => db.indexOf(Math.max(...db))

describe.each(SIZES)('%i frames', (size) => {
  const spectrum = new Spectrum(size)
  test('there is a bin for every multiple of rate / size up to half the rate', () => expect(spectrum.power.length).toBe(size / 2 + 1))
  test('a sine in the middle of a bin reads its level there within 0.01 dB, wherever it begins', () => {
    for (const bin of [2, 10, size / 8, size / 4 + 1, size / 2 - 2])
      for (const [amplitude, turns] of [
        [1, 0],
        [0.5, 0.3],
        [0.001, 0.8],
      ] as const) {
        const x = sine(size, bin, amplitude, turns)
        const db = levels(spectrum, x)
        expect(loudest(db), `bin ${bin}`).toBe(bin)
        expect(Math.abs(db[bin]! - 20 * Math.log10(amplitude)), `bin ${bin}, amplitude ${amplitude}`).toBeLessThan(0.01)
      }
  })
  test('between two bins it reads at most 1.43 dB less: the scalloping of a Hann window', () => {
    const x = sine(size, 20.5)
    const db = levels(spectrum, x)
    expect(Math.abs(db[20]! + 1.42)).toBeLessThan(0.05)
    expect(Math.abs(db[21]! + 1.42)).toBeLessThan(0.05)
  })
  test('beside the main lobe of a sine there is nothing above −120 dB', () => {
    const x = sine(size, 30)
    const db = levels(spectrum, x)
    expect(Math.abs(db[29]! + 6.02)).toBeLessThan(0.05)
    expect(Math.abs(db[31]! + 6.02)).toBeLessThan(0.05)
    db.forEach((level, bin) => {
      if (Math.abs(bin - 30) > 1) expect(level, `bin ${bin}`).toBeLessThan(-120)
    })
  })
  test('left and right are averaged: opposite sides cancel, one side alone is 6 dB less', () => {
    const x = sine(size, 12)
    expect(
      Math.max(
        ...levels(
          spectrum,
          x,
          x.map((v) => -v),
        ),
      ),
    ).toBe(-200)
    expect(Math.abs(levels(spectrum, x, new Float32Array(size))[12]! + 6.02)).toBeLessThan(0.01)
  })
  test('silence reads −200 dB everywhere', () => {
    expect(new Set(levels(spectrum, new Float32Array(size)))).toEqual(new Set([-200]))
  })
  test('an impulse in the middle of the window is flat', () => {
    const x = new Float32Array(size)
    x[size / 2] = 1
    const db = levels(spectrum, x)
    for (const level of db) expect(Math.abs(level - 20 * Math.log10(4 / size))).toBeLessThan(1e-3)
  })
})
test('power is conserved: the lines of windowed noise sum up to its mean square (Parseval)', () => {
  const size = 4096
  const x = noise(size, 3)
  const db = levels(new Spectrum(size), x)
  let lines = 0
  // Each bin between stands for two of the whole transform; the first and the last for one.
  db.forEach((level, bin) => (lines += (bin === 0 || bin === size / 2 ? 1 : 2) * 10 ** (level / 10)))
  let windowed = 0
  x.forEach((v, n) => (windowed += (v * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size))) ** 2))
  expect((lines * size * size) / 16 / size / windowed).toBeCloseTo(1, 4)
})
test('it agrees with the definition of the Fourier transform, bin by bin', () => {
  const size = 128
  const [left, right] = [noise(size, 1), noise(size, 2)]
  const db = levels(new Spectrum(size), left, right)
  for (let bin = 0; bin <= size / 2; bin++) {
    let [re, im] = [0, 0]
    for (let n = 0; n < size; n++) {
      const v = ((left[n]! + right[n]!) / 2) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size))
      re += v * Math.cos((2 * Math.PI * n * bin) / size)
      im -= v * Math.sin((2 * Math.PI * n * bin) / size)
    }
    expect(Math.abs(db[bin]! - 20 * Math.log10((4 / size) * Math.hypot(re, im)))).toBeLessThan(1e-4)
  }
})
test.each<[keyof typeof WINDOWS, number, number, number]>([
  ['hann', 1.43, 2, -120],
  ['blackman-harris', 0.84, 4, -91],
  ['flat-top', 0.02, 5, -84],
])('%s: a sine reads at most %d dB low between bins, and %d bins beside one there is nothing above %d dB', (window, low, lobe, floor) => {
  const spectrum = new Spectrum(2048, window)
  for (const between of [0, 0.25, 0.5]) {
    const most = Math.max(...levels(spectrum, sine(2048, 200 + between)))
    expect(most).toBeGreaterThan(-low)
    expect(most).toBeLessThan(0.02)
  }
  levels(spectrum, sine(2048, 200)).forEach((level, bin) => {
    if (Math.abs(bin - 200) >= lobe) expect(level, `bin ${bin}`).toBeLessThan(floor)
  })
})
test('a NaN or an infinity counts as silence', () => {
  const spectrum = new Spectrum(1024)
  for (const broken of [Number.NaN, Infinity]) {
    const x = sine(1024, 100)
    x[3] = broken
    const db = levels(spectrum, x)
    expect(loudest(db)).toBe(100)
    expect(db.every(Number.isFinite)).toBe(true)
  }
})
test('a size that is no power of two is refused', () => {
  for (const size of [0, 1, 3, 1000, 2.5, Number.NaN]) expect(() => new Spectrum(size)).toThrow('power of two')
})
test('analysing does not change what comes in', () => {
  const x = sine(256, 9)
  const copy = x.slice()
  new Spectrum(256).analyse(x, x)
  expect(x).toEqual(copy)
})
