// Constants of the averages, and what the meters of the K-System share.
import { even, type MeterKind, type MeterLaw, decibels as marksOf } from '../../kind.ts'

/** Two equal poles have let in 98 % of the power, 99 % of the amplitude, after so many of their time constants. */
const SETTLED = 5.834

/** @param seconds  until 99 % of a steady tone are shown @param scale  of the mean square: 2 = a sine reads its amplitude */
export const meanSquare = (seconds: number, scale: 1 | 2): MeterLaw => ({
  kernel: 'meter_rms',
  constants: (rate) => [SETTLED / (seconds * rate), scale],
})
/** @param headroom  dB from its 0 to full scale. Green below 0, amber to +4, red above. */
export const kSystem = (headroom: 12 | 14 | 20): Omit<MeterKind, 'id' | 'name'> => ({
  law: meanSquare(0.6, 2),
  peakLine: true,
  scale: even(-headroom - 30, 0),
  marks: marksOf(-headroom, -24, -18, -12, -8, -4, 0, 4, 8, ...(headroom > 12 ? [12] : []), ...(headroom > 14 ? [16] : [])),
  warn: -headroom,
  hot: -headroom + 4,
  figure: { zero: -headroom, unit: 'dB' },
})
