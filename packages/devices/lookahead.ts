// Look-ahead as a parameter, and the latency it makes: dsp/assembly/lookahead.ts in the document's terms.
import { type Param, seconds } from '@tonmeister/project'

export const lookahead = (max: number): Param => ({ ...seconds({ name: 'Look-ahead', min: 0, max, default: 0 }), curve: 'linear' })
/** Frames of a look-ahead in seconds, counted in single precision as the kernel does. */
export const lookaheadFrames = (values: { readonly lookahead: number }, sampleRate: number): number =>
  Math.floor(Math.fround(Math.fround(Math.fround(values.lookahead) * sampleRate) + 0.5))
