// Columns of spectra: where a frequency stands, what a column reads, how it follows in time.
import { expect, test } from 'vitest'
import { hzLeft, leftHz } from './frequency.ts'
import { SPECTRUM_SILENT, SpectrumColumns } from './spectrum.ts'

const RATE = 48_000
const BINS = 2049
const PLAIN = { slope: 0, average: 0, smooth: 0 }
/** Power of lines at bins, in dB. */
const lines = (...list: readonly (readonly [bin: number, db: number])[]) => {
  const power = new Float32Array(BINS)
  for (const [bin, db] of list) power[bin] = 10 ** (db / 10)
  return power
}
const hzOf = (bin: number) => (bin * RATE) / 2 / (BINS - 1)

test('the axis goes from 20 Hz to 20 kHz, the same way for each octave', () => {
  expect([leftHz(0), leftHz(1)]).toEqual([20, 20_000])
  expect(hzLeft(2000) - hzLeft(1000)).toBeCloseTo(hzLeft(80) - hzLeft(40), 12)
  expect(hzLeft(leftHz(0.37))).toBeCloseTo(0.37, 12)
})
test('a column reads its loudest line, as loud as it is; silence elsewhere', () => {
  const columns = new SpectrumColumns(280)
  expect(columns.take(lines([400, -12], [401, -30], [850, -3]), RATE, 0.02, PLAIN)).toBe(true)
  expect(columns.levelAt(hzOf(400))).toBeCloseTo(-12, 3)
  expect(columns.levelAt(hzOf(850))).toBeCloseTo(-3, 3)
  expect(columns.levelAt(7000)).toBe(SPECTRUM_SILENT)
  expect(new SpectrumColumns(280).take(lines(), RATE, 0.02, PLAIN)).toBe(false)
})
test('every line is seen, however many columns there are', () => {
  for (const count of [90, 280, 600])
    for (let bin = 40; bin < 1700; bin += 7) {
      const columns = new SpectrumColumns(count)
      columns.take(lines([bin, -6]), RATE, 0.02, PLAIN)
      expect(Math.max(...columns.levels), `${bin} of ${count}`).toBeCloseTo(-6, 3)
    }
})
test('a slope turns the picture around 1 kHz', () => {
  const columns = new SpectrumColumns(280)
  columns.take(new Float32Array(BINS).fill(1e-3), RATE, 0.02, { ...PLAIN, slope: 4.5 })
  const at = (hz: number) => columns.levelAt(hz)
  expect(Math.abs(at(1000) + 30)).toBeLessThan(0.1)
  expect(Math.abs(at(8000) + 16.5)).toBeLessThan(0.1)
  expect(Math.abs(at(125) + 43.5)).toBeLessThan(0.1)
})
test('the mean of the power follows by its time constant, whatever the frame rate', () => {
  for (const frames of [5, 30]) {
    const columns = new SpectrumColumns(280)
    for (let i = 0; i < frames; i++) columns.take(lines([400, 0]), RATE, 0.25 / frames, { ...PLAIN, average: 0.25 })
    expect(columns.levelAt(hzOf(400))).toBeCloseTo(10 * Math.log10(1 - Math.exp(-1)), 3)
  }
})
test('peaks stay until they are forgotten', () => {
  const columns = new SpectrumColumns(280)
  columns.take(lines([400, -10]), RATE, 0.02, PLAIN)
  columns.take(lines(), RATE, 0.02, PLAIN)
  expect(Math.max(...columns.levels)).toBe(SPECTRUM_SILENT)
  expect(Math.max(...columns.peaks)).toBeCloseTo(-10, 3)
  columns.forgetPeaks()
  expect(Math.max(...columns.peaks)).toBe(SPECTRUM_SILENT)
})
test('smoothing keeps the level of what is flat', () => {
  const columns = new SpectrumColumns(280)
  columns.take(new Float32Array(BINS).fill(0.01), RATE, 0.02, { ...PLAIN, smooth: 1 / 3 })
  for (const level of columns.levels) expect(level).toBeCloseTo(-20, 3)
})
