// Sample peak: rises at once, falls 20 dB in 1.7 s as a digital peak meter of IEC 60268-18. The scale goes to +6 dB: what is over can still be turned down.
import { decibels, defineMeter } from '../kind.ts'

export default defineMeter({
  id: 'peak',
  name: 'Sample peak',
  law: null,
  scale: [
    [-60, 0],
    [-48, 0.12],
    [-30, 0.28],
    [-18, 0.46],
    [-9, 0.66],
    [0, 0.9],
    [6, 1],
  ],
  marks: decibels(0, -48, -30, -18, -12, -6, -3, 0, 6),
  warn: -9,
  hot: -1,
  figure: { zero: 0, unit: 'dBFS' },
})
