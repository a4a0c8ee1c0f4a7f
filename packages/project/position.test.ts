// Positions as people type them.
import { describe, expect, test } from 'vitest'
import { ProjectError } from './error.ts'
import { type PositionContext, parsePosition } from './position.ts'
import { signatureMap } from './signature.ts'
import { tempoMap } from './tempo.ts'
import { FLICKS_PER_SECOND as SECOND } from './time.ts'
import { flicksOfTimecodeFrames, framesOfTimecode, parseTimecode, timecodeRate } from './timecode.ts'

/** 120 beats per minute, 4/4, unless said otherwise. */
function context(rate = '25', start = '00:00:00:00', signatures: readonly [number, number, number][] = []): PositionContext {
  const r = timecodeRate(rate)
  return {
    tempo: tempoMap([]),
    signatures: signatureMap(
      signatures.map(([at, numerator, denominator], i) => ({ id: `s${i}`, type: 'signature', at, numerator, denominator })),
    ),
    rate: r,
    timecodeStart: flicksOfTimecodeFrames(framesOfTimecode(parseTimecode(start, r), r), r),
  }
}
const failure = (text: string, where: PositionContext): ProjectError => {
  try {
    parsePosition(text, where)
  } catch (error) {
    return error as ProjectError
  }
  throw new Error(`'${text}' was understood`)
}

test.each<[string, number, PositionContext]>([
  ['20', 20, context()],
  ['1.5', 1.5, context()],
  [' 1.5 s ', 1.5, context()],
  ['3 sec', 3, context()],
  ['0', 0, context()],
  ['17|1', 32, context()],
  ['1|2', 0.5, context()],
  ['1|1|13440', 0.25, context()],
  ['3|1', 3, context('25', '00:00:00:00', [[0, 3, 4]])],
  ['01:00:10:00', 3610, context()],
  ['01:00:10:00', 10, context('25', '01:00:00:00')],
  ['01:00:00:12', 0.48, context('25', '01:00:00:00')],
  ['01:00:00;02', 2 * 1.001 * (1 / 30), context('29.97df', '01:00:00;00')],
  ['10:00:00:00', 36_036, context('23.976')],
  // A show that starts late goes on past midnight.
  ['00:00:10:00', 70, context('25', '23:59:00:00')],
  ['23:59:30:00', 30, context('25', '23:59:00:00')],
])('%s is second %d', (text, seconds, where) => {
  expect(parsePosition(text, where)).toBe(Math.round(seconds * SECOND))
})
describe('what is refused is refused in words', () => {
  test.each<[string, string, PositionContext]>([
    ['', "'' is no position.", context()],
    ['soon', "'soon' is no position.", context()],
    ['-3', "'-3' is no position.", context()],
    ['1e3', "'1e3' is no position.", context()],
    ['0|1', "'0|1' lies before the project's start.", context()],
    ['-4|1', "'-4|1' lies before the project's start.", context()],
    ['17|5', "'17|5': bar 17 has 4 beats.", context()],
    ['1|2', "'1|2': bar 1 has 1 beat.", context('25', '00:00:00:00', [[0, 1, 4]])],
    ['1|1|26880', "'1|1|26880': a beat of bar 1 has 26880 ticks, from 0 on.", context()],
    ['17|', "'17|' is no place in bars.", context()],
    ['00:59:59:24', "'00:59:59:24' lies before the project's start.", context('25', '01:00:00:00')],
    ['-00:00:01:00', "'-00:00:01:00' lies before the project's start.", context()],
    ['1:30', "'1:30' is no timecode at 25 frames per second.", context()],
    ['00:01:00;00', 'Drop frame has no label 00:01:00;00.', context('29.97df')],
    ['999999999', "'999999999' lies beyond what a project can hold.", context()],
  ])('%j', (text, message, where) => {
    const error = failure(text, where)
    expect(error).toBeInstanceOf(ProjectError)
    expect([error.code, error.message]).toEqual(['position', message])
    expect(error.hint).not.toBe('')
  })
})
