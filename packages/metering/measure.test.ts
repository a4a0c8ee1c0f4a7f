// A whole programme measured: what the report says, with and without kernels, in pieces and at once.
import { type AudioReader, audioFromArrays } from '@tonmeister/dsp/audio.ts'
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { expect, test } from 'vitest'
import { Measurement, measure } from './measure.ts'
import { noise, tones } from './signals.ts'

const RATE = 48_000
const kernels = new Kernels(kernelsModule())
const reader = ({ sampleRate, data }: { sampleRate: number; data: readonly Float32Array[] }) => audioFromArrays(sampleRate, data)

test('a stereo tone at -23 dBFS is reported with all its values, at their places', () => {
  const programme = tones(RATE, 2, [
    [10, -33],
    [5, -23],
    [10, -33],
  ])
  const report = measure(reader(programme), { kernels })
  expect(report).toMatchObject({ channels: 2, sampleRate: RATE, seconds: 25 })
  expect(report.maxMomentaryLufs).toBeCloseTo(-23, 1)
  expect(report.maxShortTermLufs).toBeCloseTo(-23, 1)
  expect(report.loudnessRangeLu).toBeCloseTo(10, 0)
  expect(report.truePeakDbtp).toBeCloseTo(-23, 1)
  expect(report.samplePeakDbfs).toBeCloseTo(-23, 1)
  expect(report.at.shortTerm).toBeGreaterThanOrEqual(10)
  expect(report.at.shortTerm).toBeLessThanOrEqual(12)
  expect(report.at.truePeak).toBeGreaterThanOrEqual(9.999)
  expect(report.at.truePeak).toBeLessThan(15)
})
test('silence has no loudness, no peak and no place for them', () => {
  const report = measure(reader(tones(RATE, 2, [[5, -Infinity]])), { kernels })
  expect(report).toEqual({
    integratedLufs: -Infinity,
    loudnessRangeLu: 0,
    maxMomentaryLufs: -Infinity,
    maxShortTermLufs: -Infinity,
    truePeakDbtp: -Infinity,
    samplePeakDbfs: -Infinity,
    channels: 2,
    sampleRate: RATE,
    seconds: 5,
    at: { momentary: Number.NaN, shortTerm: Number.NaN, truePeak: Number.NaN },
  })
})
test.each([
  [44_100, 1],
  [48_000, 2],
  [96_000, 6],
  [22_050, 32],
])('at %i Hz with %i channels: the same report with kernels and without, at once and in pieces', (sampleRate, channels) => {
  const data = Array.from({ length: channels }, (_, c) => noise(Math.round(0.7 * sampleRate) + 5, c + 1, 0.2))
  const plain = measure(audioFromArrays(sampleRate, data))
  expect(measure(audioFromArrays(sampleRate, data), { kernels })).toEqual(plain)
  const pieces = new Measurement({ sampleRate, channels })
  for (let at = 0; at < data[0]!.length; at += 777) pieces.push(data.map((x) => x.subarray(at, at + 777)))
  expect(pieces.report()).toEqual(plain)
  expect(plain.integratedLufs).toBeGreaterThan(-40)
})
test('measuring gives the memory of the kernels back, also when the reader fails', () => {
  const before = kernels.mark
  const programme = reader(tones(RATE, 2, [[1, -20]]))
  measure(programme, { kernels })
  expect(kernels.mark).toBe(before)
  const failing: AudioReader = {
    ...programme,
    read() {
      throw new Error('unreadable')
    },
  }
  expect(() => measure(failing, { kernels })).toThrow('unreadable')
  expect(kernels.mark).toBe(before)
})
test('many channels make the memory grow, and the report stays the same', () => {
  const small = new Kernels(kernelsModule())
  const data = Array.from({ length: 100 }, (_, c) => noise(20_000, c + 1, 0.1))
  expect(measure(audioFromArrays(RATE, data), { kernels: small })).toEqual(measure(audioFromArrays(RATE, data)))
})
test('progress rises to the end, and a reader that ends early ends the measurement', () => {
  const seen: number[] = []
  const programme = reader(tones(RATE, 1, [[2, -20]]))
  measure(programme, { onProgress: (done, total) => seen.push(done / total) })
  expect(seen.at(-1)).toBe(1)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  const short: AudioReader = { ...programme, read: (at, out, n = 0) => programme.read(at, out, Math.min(n, RATE - at)) }
  expect(measure(short).seconds).toBe(1)
})
test('a layout that is said decides the weights', () => {
  const programme = reader(tones(RATE, 6, [[1, [-Infinity, -Infinity, -Infinity, -20, -Infinity, -Infinity]]], 997))
  expect(measure(programme).integratedLufs).toBe(-Infinity)
  expect(measure(programme, { layout: ['L', 'C', 'R', 'Ls', 'Rs', 'LFE'] }).integratedLufs).toBeCloseTo(-23.01 + 1.49, 1)
})
