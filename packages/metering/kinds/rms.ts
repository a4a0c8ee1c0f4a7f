// Root mean square: 99 % of a steady tone in 300 ms. A full-scale sine reads −3.01 dBFS; rms-aes17 is the same 3.01 dB higher.
import { decibels, defineMeter } from '../kind.ts'
import { meanSquare } from '../meters/rms/law.ts'

export default defineMeter({
  id: 'rms',
  name: 'RMS',
  law: meanSquare(0.3, 1),
  scale: [
    [-60, 0],
    [-40, 0.2],
    [-20, 0.6],
    [0, 1],
  ],
  marks: decibels(0, -50, -40, -30, -20, -15, -10, -5, 0),
  warn: -14,
  hot: -6,
  figure: { zero: 0, unit: 'dBFS' },
})
