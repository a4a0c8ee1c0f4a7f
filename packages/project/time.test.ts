// The units of time divide what they promise to divide.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLICKS_PER_SECOND, flicksOfFrames, flicksOfSeconds, framesOfFlicks, secondsOfFlicks, TICKS_PER_QUARTER } from './time.ts'
import { TIMECODE_RATES } from './timecode.ts'

/** Rates whose frame is a whole number of flicks. */
const EXACT = [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000, 352_800]
/** Frames of 24 hours. */
const day = (rate: number) => rate * 86_400

test('a quarter note divides into 96, 480, 960 and 3840 parts, into 128ths, and into 3, 5 and 7', () => {
  for (const parts of [96, 480, 960, 3840, 32, 3, 5, 7, 15, 21, 35]) expect(TICKS_PER_QUARTER % parts, `${parts}`).toBe(0)
})
test('flicks hold a sample of every usual rate and a frame of every timecode rate exactly', () => {
  for (const rate of EXACT) expect(FLICKS_PER_SECOND % rate, `${rate} Hz`).toBe(0)
  for (const rate of Object.values(TIMECODE_RATES)) expect(Number.isInteger(rate.frameFlicks), rate.id).toBe(true)
})
test.each(EXACT)('at %i Hz every frame of 24 hours is a whole flick and comes back, all through the day', (rate) => {
  fc.assert(
    fc.property(fc.integer({ min: -day(rate), max: day(rate) }), (frames) => {
      const flicks = flicksOfFrames(frames, rate)
      expect(BigInt(flicks)).toBe((BigInt(frames) * BigInt(FLICKS_PER_SECOND)) / BigInt(rate))
      expect(framesOfFlicks(flicks, rate)).toBe(frames)
    }),
    { numRuns: 500 },
  )
})
test('at rates that do not divide, a frame comes back and a flick is off by less than half a frame', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400_000 }), fc.integer({ min: 0, max: 2 ** 32 }), (rate, frames) => {
      const flicks = flicksOfFrames(frames, rate)
      fc.pre(flicks < 2 ** 52)
      expect(framesOfFlicks(flicks, rate)).toBe(frames)
      expect(Math.abs((flicks * rate) / FLICKS_PER_SECOND - frames)).toBeLessThanOrEqual(0.5)
    }),
    { numRuns: 1000 },
  )
})
test('seconds are for display: to the nearest flick', () => {
  expect([1, 1.5, 1 / 48_000].map(flicksOfSeconds)).toEqual([705_600_000, 1_058_400_000, 14_700])
  expect(secondsOfFlicks(FLICKS_PER_SECOND / 4)).toBe(0.25)
})
