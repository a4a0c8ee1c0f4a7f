// Notes of frequencies, for what is read: key 69 is A4.
import { exp2, log2 } from '@tonmeister/dsp'

export interface Note {
  /** MIDI key. */
  readonly key: number
  /** From that key: −50 to 50, to any of a list more. */
  readonly cents: number
}
/** @param reference  Hz of A4 */
export function noteOf(hz: number, reference = 440): Note {
  const at = 69 + 12 * log2(hz / reference)
  const key = Math.round(at)
  return { key, cents: (at - key) * 100 }
}
/** The nearest of some keys; all of them when there is none. */
export function nearest(hz: number, keys: readonly number[], reference = 440): Note {
  if (!keys.length) return noteOf(hz, reference)
  const at = 69 + 12 * log2(hz / reference)
  const key = keys.reduce((best, k) => (Math.abs(k - at) < Math.abs(best - at) ? k : best))
  return { key, cents: (at - key) * 100 }
}
export const hzOfKey = (key: number, reference = 440): number => reference * exp2((key - 69) / 12)
