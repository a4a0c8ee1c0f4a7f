// Timecode against a table of rows made by others in exact arithmetic, and the counting rules of SMPTE ST 12-1.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProjectError } from './error.ts'
import { FLICKS_PER_SECOND, framesOfFlicks } from './time.ts'
import {
  flicksOfTimecodeFrames,
  formatTimecode,
  framesOfTimecode,
  framesPerDay,
  parseTimecode,
  TIMECODE_RATES,
  type TimecodeRate,
  timecodeFramesOfFlicks,
  timecodeOfFrames,
  timecodeRate,
  wrapAtMidnight,
} from './timecode.ts'

const TABLE = join(import.meta.dirname, '../../../shared/corpus/timecode/frame_table.json')
type Row = [frame: number, label: string, seconds: string, samples48k: number]
interface Rate {
  readonly nominal: number
  readonly fps: string
  readonly dropped_per_minute: number
  readonly frames_per_24h: number
  readonly rows_frame_tc_seconds_samples48k: Row[]
}
const RATES = Object.values(TIMECODE_RATES)
const DROPPING = RATES.filter((r) => r.dropFrame)
const label = (frames: number, r: TimecodeRate) => formatTimecode(timecodeOfFrames(frames, r), r)
const frame = (text: string, r: TimecodeRate) => framesOfTimecode(parseTimecode(text, r), r)
const failure = (run: () => unknown): ProjectError => {
  try {
    run()
  } catch (error) {
    return error as ProjectError
  }
  throw new Error('nothing was thrown')
}

describe.skipIf(!existsSync(TABLE))('the frame table (skipped where ../shared/corpus/timecode is missing)', () => {
  const table: Record<string, Rate> = existsSync(TABLE) ? JSON.parse(readFileSync(TABLE, 'utf8')) : {}
  test('has twelve rates', () => expect(Object.keys(table)).toHaveLength(12))
  test.each(Object.entries(table))('%s: every row agrees in frame, label, seconds and samples, both ways', (id, theirs) => {
    const r = timecodeRate(id)
    const [num, den] = theirs.fps.split('/').map(Number) as [number, number]
    expect([r.nominal, framesPerDay(r)]).toEqual([theirs.nominal, theirs.frames_per_24h])
    expect(BigInt(r.frameFlicks) * BigInt(num)).toBe(BigInt(FLICKS_PER_SECOND) * BigInt(den))
    expect(theirs.rows_frame_tc_seconds_samples48k.length).toBeGreaterThanOrEqual(100)
    for (const [frames, text, seconds, samples] of theirs.rows_frame_tc_seconds_samples48k) {
      expect(label(frames, r)).toBe(text)
      expect(frame(text, r)).toBe(frames)
      const [p, q = '1'] = seconds.split('/')
      const flicks = flicksOfTimecodeFrames(frames, r)
      expect(BigInt(flicks) * BigInt(q)).toBe(BigInt(p!) * BigInt(FLICKS_PER_SECOND))
      expect(timecodeFramesOfFlicks(flicks, r)).toBe(frames)
      expect(Math.abs(framesOfFlicks(flicks, 48_000) - samples)).toBeLessThanOrEqual(0.5)
    }
  })
})

describe('the counting rules of ST 12-1', () => {
  test.each<[string, number, number]>([
    // rate, frames of 24 h of labels, real length of 01:00:00:00 in 1/10 000 s
    ['23.976', 2_073_600, 36_036_000],
    ['24', 2_073_600, 36_000_000],
    ['25', 2_160_000, 36_000_000],
    ['29.97', 2_592_000, 36_036_000],
    ['29.97df', 2_589_408, 35_999_964],
    ['30', 2_592_000, 36_000_000],
    ['30df', 2_589_408, 35_964_000],
    ['47.95', 4_147_200, 36_036_000],
    ['48', 4_147_200, 36_000_000],
    ['50', 4_320_000, 36_000_000],
    ['59.94', 5_184_000, 36_036_000],
    ['59.94df', 5_178_816, 35_999_964],
    ['60', 5_184_000, 36_000_000],
  ])('%s counts %i frames in a day', (id, frames, hour) => {
    const r = timecodeRate(id)
    expect(framesPerDay(r)).toBe(frames)
    expect((flicksOfTimecodeFrames(frame('01:00:00:00', r), r) / FLICKS_PER_SECOND) * 10_000).toBeCloseTo(hour, 6)
  })
  test('all thirteen rates are in the list above', () => expect(RATES).toHaveLength(13))
  test.each(DROPPING.map((r) => [r.id, r] as const))(
    '%s leaves out labels at each minute that ten does not divide, and only there',
    (_, r) => {
      const drop = r.nominal / 15
      for (let minute = 0; minute < 1440; minute++) {
        const m = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
        for (let f = 0; f < drop + 2; f++) {
          const text = `${m}:00;${String(f).padStart(2, '0')}`
          if (f < drop && minute % 10) expect(failure(() => parseTimecode(text, r)).code).toBe('position')
          else expect(label(frame(text, r), r)).toBe(text)
        }
      }
    },
  )
  test.each(DROPPING.map((r) => [r.id, r] as const))(
    '%s: every frame around every minute of 24 hours, and every 97th, comes back',
    (_, r) => {
      const day = framesPerDay(r)
      const check = (n: number) => {
        const tc = timecodeOfFrames(n, r)
        if (framesOfTimecode(tc, r) !== n) throw new Error(`frame ${n} is ${formatTimecode(tc, r)}`)
      }
      for (let n = 0; n < day; n += 97) check(n)
      for (let minute = 0; minute < 1440; minute++) {
        const near = Math.round((minute * day) / 1440)
        for (let n = Math.max(0, near - 40); n < Math.min(day, near + 40); n++) check(n)
      }
    },
  )
  test.each(RATES.map((r) => [r.id, r] as const))('%s: labels of following frames follow; negative ones mirror', (_, r) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: framesPerDay(r) - 2 }), (n) => {
        expect(label(n, r) < label(n + 1, r)).toBe(true)
        expect(frame(label(-n, r), r)).toBe(n ? -n : 0)
      }),
      { numRuns: 300 },
    )
  })
})

describe('midnight', () => {
  test.each(RATES.map((r) => [r.id, r] as const))('%s: the frame before midnight is the last label of the day', (_, r) => {
    const day = framesPerDay(r)
    const last = `23:59:59${r.dropFrame ? ';' : ':'}${r.nominal - 1}`
    expect(label(day - 1, r)).toBe(last)
    expect(label(day, r)).toBe(`24:00:00${r.dropFrame ? ';' : ':'}00`)
    expect(label(wrapAtMidnight(day, r), r)).toBe(`00:00:00${r.dropFrame ? ';' : ':'}00`)
    expect(label(wrapAtMidnight(-1, r), r)).toBe(last)
    expect([0, 5, day - 1, day + 7, 3 * day].map((n) => wrapAtMidnight(n, r))).toEqual([0, 5, day - 1, 7, 0])
  })
})

describe('what people write', () => {
  test('rates are found by their usual names', () => {
    expect(['23.98', '47.952', '29.97 DF', '29.97d', '59.94 fps', ' 25 '].map((t) => timecodeRate(t).id)).toEqual([
      '23.976',
      '47.95',
      '29.97df',
      '29.97df',
      '59.94',
      '25',
    ])
  })
  test.each(['', '26', 'film', 'constructor', '__proto__', 'toString', '25df'])(
    '%j is no rate, and the answer lists those there are',
    (id) => {
      const error = failure(() => timecodeRate(id))
      expect(error).toBeInstanceOf(ProjectError)
      expect([error.code, error.message]).toEqual(['position', `'${id}' is no timecode rate.`])
      expect(error.hint).toContain('29.97df')
    },
  )
  test('separators may be colons, semicolons or points, digits may be missing, signs may be typographic', () => {
    const r = timecodeRate('25')
    expect(['01:00:10:00', '1:0:10:0', '01;00;10;00', '01.00.10.00', ' 01:00:10:00 '].map((t) => frame(t, r))).toEqual(
      Array(5).fill(90_250),
    )
    expect([frame('-00:00:01:00', r), frame('−00:00:01:00', r)]).toEqual([-25, -25])
  })
  test.each([
    ['01:00:10', '25', "'01:00:10' is no timecode at 25 frames per second."],
    ['hello', '25', "'hello' is no timecode at 25 frames per second."],
    ['01:60:00:00', '25', "'01:60:00:00' is no timecode at 25 frames per second: minutes go to 59."],
    ['01:00:60:00', '25', "'01:00:60:00' is no timecode at 25 frames per second: seconds go to 59."],
    ['01:00:00:25', '25', "'01:00:00:25' is no timecode at 25 frames per second: frames go to 24."],
    ['00:01:00;01', '29.97df', 'Drop frame has no label 00:01:00;01.'],
    ['00:59:00;03', '59.94df', 'Drop frame has no label 00:59:00;03.'],
  ])('%s at %s is refused in words', (text, rate, message) => {
    const error = failure(() => parseTimecode(text, timecodeRate(rate)))
    expect([error.code, error.message]).toEqual(['position', message])
    expect(error.hint).toMatch(/\.$/)
  })
})
test('a moment belongs to the frame that it lies in', () => {
  const r = timecodeRate('29.97df')
  expect([0, r.frameFlicks - 1, r.frameFlicks, -1].map((t) => timecodeFramesOfFlicks(t, r))).toEqual([0, 0, 1, -1])
})
