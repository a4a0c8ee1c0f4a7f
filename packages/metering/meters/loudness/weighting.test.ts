// K-weighting against the table of ITU-R BS.1770-5, against independently computed responses, and at every rate against 48 kHz.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { kWeighting, kWeightingGain } from './weighting.ts'

const ORACLE = fileURLToPath(new URL('../../../../../shared/corpus/dsp/k_weighting.json', import.meta.url))
const db = (sampleRate: number, hz: number) => 20 * Math.log10(kWeightingGain(kWeighting(sampleRate), hz, sampleRate))

test('at 48 kHz the coefficients are those of BS.1770-5, tables 1 and 2', () => {
  const k = kWeighting(48_000)
  const printed = {
    b0: 1.53512485958697,
    b1: -2.69169618940638,
    b2: 1.19839281085285,
    a1: -1.69065929318241,
    a2: 0.73248077421585,
    c1: -1.99004745483398,
    c2: 0.99007225036621,
  }
  for (const [name, value] of Object.entries(printed)) expect(Math.abs(k[name as keyof typeof k] - value), name).toBeLessThan(1e-12)
})
test.each([
  [10, -23.786],
  [25, -10.393],
  [38, -6.003],
  [50, -3.934],
  [100, -1.133],
  [250, -0.153],
  [500, 0.042],
  [997, 0.691],
  [2000, 3.071],
  [4000, 3.968],
  [8000, 4.039],
  [15_000, 4.043],
])('at 48 kHz the gain at %i Hz is %f dB', (hz, gain) => expect(Math.abs(db(48_000, hz) - gain)).toBeLessThan(0.001))

describe('other rates', () => {
  const octaves = Array.from({ length: 200 }, (_, i) => 20 * 800 ** (i / 199))
  test.each([44_056, 44_100, 47_952, 48_048, 88_200, 96_000, 176_400, 192_000, 352_800, 384_000])(
    'at %i Hz the response is within 0.005 dB of the one at 48 kHz, 20 Hz to 16 kHz',
    (rate) => {
      for (const hz of octaves) expect(Math.abs(db(rate, hz) - db(48_000, hz)), `${hz} Hz`).toBeLessThan(0.005)
    },
  )
  test.each([
    [8000, 0.2],
    [11_025, 0.1],
    [16_000, 0.05],
    [22_050, 0.02],
    [32_000, 0.01],
  ])('at %i Hz it is within %f dB up to a third of the rate', (rate, tolerance) => {
    for (const hz of octaves.filter((hz) => hz < rate / 3))
      expect(Math.abs(db(rate, hz) - db(48_000, hz)), `${hz} Hz`).toBeLessThan(tolerance)
  })
  test('every rate has +0.691 dB at 997 Hz, the frequency of calibration', () => {
    for (const rate of [8000, 44_100, 96_000, 192_000, 3_072_000]) expect(Math.abs(db(rate, 997) - db(48_000, 997))).toBeLessThan(1e-9)
  })
})

describe.skipIf(!existsSync(ORACLE))(
  `independently computed responses${existsSync(ORACLE) ? '' : ' (skipped: no ../shared/corpus)'}`,
  () => {
    type Row = { fs: number; stage1: { b: number[]; a: number[] }; stage2: { a: number[] }; freqs: number[]; db: number[] }
    const rows: Row[] = existsSync(ORACLE) ? JSON.parse(readFileSync(ORACLE, 'utf8')) : []
    test.each(rows.map((row) => [row.fs, row] as const))(
      'at %i Hz, but for the level and the slope that the plain bilinear transform gets wrong',
      (rate, { stage1, stage2, freqs, db: wanted }) => {
        const offset = wanted[freqs.indexOf(997)]! - 0.691014095
        const tolerance = rate === 48_000 ? 1e-6 : 0.015
        freqs.forEach((hz, i) => expect(Math.abs(db(rate, hz) - (wanted[i]! - offset)), `${hz} Hz`).toBeLessThan(tolerance))
        if (rate !== 48_000) return
        const [b0, b1, b2] = stage1.b
        const theirs = { b0, b1, b2, a1: stage1.a[1], a2: stage1.a[2], c1: stage2.a[1], c2: stage2.a[2] }
        const k = kWeighting(rate)
        for (const [name, value] of Object.entries(theirs)) expect(Math.abs(k[name as keyof typeof k] - value!), name).toBeLessThan(1e-12)
      },
    )
  },
)
