// Look-ahead as a parameter, and the latency it makes: dsp/assembly/lookahead.ts and limit.ts in the document's terms.
import { type Param, seconds } from '@tonmeister/project'

export const lookahead = (max: number): Param => ({ ...seconds({ name: 'Look-ahead', min: 0, max, default: 0 }), curve: 'linear' })
/** Frames of a look-ahead in seconds, counted in single precision as the kernel does. */
export const lookaheadFrames = (values: { readonly lookahead: number }, sampleRate: number): number =>
  Math.floor(Math.fround(Math.fround(Math.fround(values.lookahead) * sampleRate) + 0.5))
/** Frames by which dsp/assembly/limit.ts is late: twice half the look-ahead, a power of two of 2.1 to 4.3 ms (2.7 at 48 kHz), and its interpolator. */
export function limitLatency(sampleRate: number): number {
  let half = 16
  while (half * 15_000 <= sampleRate * 23) half *= 2
  return 2 * half + 22
}
