// Positions as people type them: seconds, timecode, or bars.
import { ProjectError } from './error.ts'
import { parseBars, type SignatureMap } from './signature.ts'
import type { TempoMap } from './tempo.ts'
import { type Flicks, flicksOfSeconds } from './time.ts'
import { flicksOfTimecodeFrames, framesOfTimecode, parseTimecode, type TimecodeRate } from './timecode.ts'

export interface PositionContext {
  readonly tempo: TempoMap
  readonly signatures: SignatureMap
  readonly rate: TimecodeRate
  /** Timecode of the project's start, absolute time. */
  readonly timecodeStart: Flicks
}
/**
 * '20' and '1.5' are seconds, '01:00:10:00' is timecode, '17|1' is bars.
 * @returns absolute time from the project's start
 * @throws ProjectError 'position'
 */
export function parsePosition(text: string, context: PositionContext): Flicks {
  const { tempo, signatures, rate, timecodeStart } = context
  let flicks: number
  if (text.includes('|')) flicks = Math.round(tempo.flicks(signatures.ticks(parseBars(text))))
  else if (/[:;]/.test(text)) {
    flicks = flicksOfTimecodeFrames(framesOfTimecode(parseTimecode(text, rate), rate), rate) - timecodeStart
    if (flicks < 0)
      throw new ProjectError('position', `'${text}' lies before the project's start.`, {
        hint: 'The start of the project has a timecode of its own: see `tonmeister info`.',
      })
  } else {
    if (!/^\s*\d{1,9}(\.\d{1,9})?\s*(s|sec)?\s*$/.test(text))
      throw new ProjectError('position', `'${text}' is no position.`, {
        hint: 'Write seconds (1.5), timecode (01:00:10:00) or bars (17|1).',
      })
    flicks = flicksOfSeconds(Number.parseFloat(text))
  }
  if (flicks < 0) throw new ProjectError('position', `'${text}' lies before the project's start.`, { hint: 'The first bar is 1|1.' })
  return flicks
}
