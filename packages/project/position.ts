// Positions as people type them: seconds, timecode, or bars.
import { ProjectError } from './error.ts'
import { parseBars, type SignatureMap } from './signature.ts'
import type { TempoMap } from './tempo.ts'
import { type Flicks, flicksOfSeconds } from './time.ts'
import { flicksOfTimecodeFrames, framesOfTimecode, framesPerDay, parseTimecode, type TimecodeRate } from './timecode.ts'

export interface PositionContext {
  readonly tempo: TempoMap
  readonly signatures: SignatureMap
  readonly rate: TimecodeRate
  /** Timecode of the project's start, absolute time. */
  readonly timecodeStart: Flicks
}
/** The latest moment of a project: the flicks that schema.ts lets a record say, 73 days. */
const LATEST: Flicks = 2 ** 52

/**
 * '20' and '1.5' are seconds, '01:00:10:00' is timecode, '17|1' is bars.
 * Timecode before the project's start is the next day's where that is less than half a day on: a show from 23:00:00:00 goes on past midnight.
 * @returns absolute time from the project's start
 * @throws ProjectError 'position'
 */
export function parsePosition(text: string, context: PositionContext): Flicks {
  const { tempo, signatures, rate, timecodeStart } = context
  let flicks: number
  if (text.includes('|')) {
    const place = parseBars(text)
    const meter = signatures.at(signatures.ticks({ bar: place.bar }))
    if (place.beat > meter.numerator)
      throw new ProjectError(
        'position',
        `'${text}': bar ${place.bar} has ${meter.numerator} ${meter.numerator === 1 ? 'beat' : 'beats'}.`,
        {
          hint: `The next bar is ${place.bar + 1}|1.`,
        },
      )
    if (place.ticks >= meter.beatTicks)
      throw new ProjectError('position', `'${text}': a beat of bar ${place.bar} has ${meter.beatTicks} ticks, from 0 on.`, {
        hint: 'Write BAR|BEAT|TICKS, for example 17|1|120.',
      })
    flicks = Math.round(tempo.flicks(signatures.ticks(place)))
  } else if (/[:;]/.test(text)) {
    const timecode = parseTimecode(text, rate)
    flicks = flicksOfTimecodeFrames(framesOfTimecode(timecode, rate), rate) - timecodeStart
    const day = flicksOfTimecodeFrames(framesPerDay(rate), rate)
    if (flicks < 0 && flicks + day < day / 2 && !timecode.negative) flicks += day
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
  if (flicks > LATEST)
    throw new ProjectError('position', `'${text}' lies beyond what a project can hold.`, { hint: 'A project can last 73 days.' })
  return flicks
}
