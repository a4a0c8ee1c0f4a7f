// Peaks against the samples themselves.
import { audioFromArrays } from '@tonmeister/dsp'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildPeaks, PEAK_FRAMES, Peaks } from './peaks.ts'

const STEP = 1 / 32_767
function noise(frames: number, seed: number): Float32Array {
  let s = Math.imul(seed, 2_654_435_761) | 1
  return Float32Array.from({ length: frames }, () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
    return s / 2 ** 31
  })
}
/** Least, greatest and rms of a stretch. */
function truth(x: Float32Array, from: number, to: number): [number, number, number] {
  const part = x.subarray(Math.max(0, from), to)
  return [
    part.reduce((m, v) => Math.min(m, v), Infinity),
    part.reduce((m, v) => Math.max(m, v), -Infinity),
    Math.sqrt(part.reduce((s, v) => s + v * v, 0) / part.length),
  ]
}

test('columns of whole buckets show least, greatest and rms of their samples, to a step of 16 bits, at every zoom', () => {
  const audio = [noise(40_000, 1), noise(40_000, 2).map((v, i) => v * (i / 40_000))]
  const peaks = buildPeaks(audioFromArrays(48_000, audio))
  for (const per of [1, 2, 4, 7, 16, 64]) {
    const columns = Math.floor(40_000 / (per * PEAK_FRAMES))
    // Buckets of higher levels do not lie on these columns unless they are a power of four: then a column may see a neighbour's.
    if (![1, 4, 16, 64].includes(per)) continue
    for (const c of [0, 1]) {
      const { min, max, rms } = peaks.query(c, 0, columns * per * PEAK_FRAMES, columns)
      for (let x = 0; x < columns; x++) {
        const [low, high, level] = truth(audio[c]!, x * per * PEAK_FRAMES, (x + 1) * per * PEAK_FRAMES)
        expect(Math.abs(min[x]! - low)).toBeLessThan(STEP)
        expect(Math.abs(max[x]! - high)).toBeLessThan(STEP)
        expect(Math.abs(rms[x]! - level)).toBeLessThan(4 * STEP)
      }
    }
  }
})
test('wherever a view begins and ends, no sample in a column is hidden, and none from further than a bucket away is shown', () => {
  const x = noise(20_000, 3).map((v, i) => (i % 997 === 0 ? v : v * 0.1))
  const peaks = buildPeaks(audioFromArrays(44_100, [x]))
  fc.assert(
    fc.property(
      fc.integer({ min: -3000, max: 22_000 }),
      fc.integer({ min: PEAK_FRAMES, max: 3000 }),
      fc.integer({ min: 1, max: 20 }),
      (from, per, columns) => {
        const { min, max } = peaks.query(0, from, from + per * columns, columns)
        // The level that is used: the coarsest whose buckets fit a column.
        const bucket = per >= 4 * PEAK_FRAMES ? 4 * PEAK_FRAMES : PEAK_FRAMES
        for (let i = 0; i < columns; i++) {
          const first = from + i * per
          const last = first + per
          if (last <= 0 || first >= x.length) {
            expect([min[i], max[i]]).toEqual([0, 0])
            continue
          }
          const [low, high] = truth(x, first, last)
          expect(min[i]!).toBeLessThanOrEqual(low + STEP)
          expect(max[i]!).toBeGreaterThanOrEqual(high - STEP)
          const [lowAround, highAround] = truth(x, first - bucket, last + bucket)
          expect(min[i]!).toBeGreaterThanOrEqual(lowAround - STEP)
          expect(max[i]!).toBeLessThanOrEqual(highAround + STEP)
        }
      },
    ),
  )
})
test('levels above full scale are drawn at full scale, and a channel that is not there as the last one', () => {
  const peaks = buildPeaks(audioFromArrays(48_000, [new Float32Array(512).fill(-3)]))
  const { min, max, rms } = peaks.query(5, 0, 512, 2)
  expect(min[0]).toBeCloseTo(-1, 4)
  expect(max[1]).toBeCloseTo(-1, 4)
  // The level itself holds up to +6 dB.
  expect(rms[0]).toBeCloseTo(2, 3)
})
test('a file of no frames has peaks with nothing in them', () => {
  const peaks = buildPeaks(audioFromArrays(48_000, [new Float32Array()]))
  expect([...peaks.query(0, 0, 1000, 3).max]).toEqual([0, 0, 0])
  expect(Peaks.fromBytes(peaks.toBytes())?.frames).toBe(0)
})
test('written and read they are the same', () => {
  const peaks = buildPeaks(audioFromArrays(96_000, [noise(70_001, 4), noise(70_001, 5)]))
  const bytes = peaks.toBytes()
  const back = Peaks.fromBytes(bytes)!
  expect([back.sampleRate, back.frames, back.channels]).toEqual([96_000, 70_001, 2])
  expect(Buffer.from(back.toBytes()).equals(Buffer.from(bytes))).toBe(true)
  for (const per of [256, 1000, 5000])
    expect(back.query(1, 0, 70_000, Math.floor(70_000 / per))).toEqual(peaks.query(1, 0, 70_000, Math.floor(70_000 / per)))
})
test('bytes that are no peaks, cut anywhere or with any header, are refused or harmless: never an exception, never much memory', () => {
  const bytes = buildPeaks(audioFromArrays(48_000, [noise(3000, 6)])).toBytes()
  for (let n = 0; n < bytes.length; n++) expect(Peaks.fromBytes(bytes.subarray(0, n))).toBeUndefined()
  fc.assert(
    fc.property(fc.nat(31), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const wrong = bytes.slice()
      wrong[at] = value
      const peaks = Peaks.fromBytes(wrong)
      if (peaks) expect(peaks.query(0, 0, 3000, 10).max.every(Number.isFinite)).toBe(true)
    }),
    { numRuns: 2000 },
  )
  for (const frames of [Number.NaN, -1, 0.5, Infinity, 1e300]) {
    const wrong = bytes.slice()
    new DataView(wrong.buffer).setFloat64(16, frames, true)
    expect(Peaks.fromBytes(wrong)).toBeUndefined()
  }
})
test('progress goes up to the whole and is told at least once', () => {
  const seen: number[] = []
  buildPeaks(audioFromArrays(48_000, [new Float32Array(50_000)]), (done, total) => seen.push(done / total))
  expect(seen.at(-1)).toBe(1)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
})
