// Volume units, IEC 60268-17. 0 VU is a sine of −18 dBFS, the alignment level of EBU R 68. The scale is linear in voltage, as on the dial.
import { gainOfDb } from '@tonmeister/dsp'
import { decibels, defineMeter } from '../kind.ts'

const ZERO = -18
/** Share of the dial at a VU: 100 % of modulation at 0, +3 at its end. */
const dial = (vu: number): readonly [number, number] => [ZERO + vu, Math.round(gainOfDb(vu - 3) * 1000) / 1000]

export default defineMeter({
  id: 'vu',
  name: 'VU',
  law: { kernel: 'meter_vu', constants: (rate) => [11.1 / rate] },
  scale: [[ZERO - 40, 0], ...[-20, -10, -7, -5, -3, -2, -1, 0, 1, 2, 3].map(dial)],
  marks: decibels(ZERO, -20, -10, -7, -5, -3, 0, 3),
  warn: ZERO - 1,
  hot: ZERO,
  figure: { zero: ZERO, unit: 'VU' },
})
