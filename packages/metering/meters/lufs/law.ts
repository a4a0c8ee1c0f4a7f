// Constants of the live loudness meters.
import { log10 } from '@tonmeister/dsp'
import type { MeterLaw } from '../../kind.ts'
import { kWeighting } from '../loudness/weighting.ts'

/** @param seconds  of the window, at most 3 */
export const window = (seconds: number): MeterLaw => ({
  kernel: 'meter_lufs',
  constants: (rate) => {
    const { b0, b1, b2, a1, a2, c1, c2 } = kWeighting(rate)
    return [Math.round(rate / 100), Math.round(seconds * 100), b0, b1, b2, a1, a2, c1, c2]
  },
})
/** Loudness of two channels whose weighted powers have these roots, LUFS. */
export const loudnessOf = (left: number, right: number): number => -0.691 + 10 * log10(left * left + right * right)
