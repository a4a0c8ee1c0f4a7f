// Reading a place on the timeline that somebody typed: bars, time, timecode, samples.
import { parsePosition } from '@tonmeister/project'
import type { Session } from './session.ts'

/** In ticks; what cannot be read is told, and undefined. */
export function placeIn(s: Session, text: string): number | undefined {
  try {
    const flicks = parsePosition(text, {
      tempo: s.tempo,
      signatures: s.signatures,
      rate: s.rate,
      timecodeStart: s.project.timecodeStart,
    })
    return Math.max(0, Math.round(s.tempo.ticks(flicks)))
  } catch (error) {
    s.notify(`${(error as Error).message} ${(error as { hint?: string }).hint ?? ''}`.trim(), true)
    return undefined
  }
}
