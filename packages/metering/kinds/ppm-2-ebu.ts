// Peak programme meter type IIb of IEC 60268-10, the EBU's scale: −12 to +12 dB about TEST, which is −18 dBFS; permitted up to +9.
import { decibels, defineMeter, even } from '../kind.ts'
import { quasiPeak, TYPE_II } from '../meters/ppm/law.ts'

const ZERO = -18
export default defineMeter({
  id: 'ppm-2-ebu',
  name: 'PPM IIb (EBU)',
  law: quasiPeak(TYPE_II),
  scale: even(ZERO - 14, ZERO + 14),
  marks: [...decibels(ZERO, -12, -8, -4), [ZERO, 'T'], ...decibels(ZERO, 4, 8, 12)],
  warn: ZERO + 4,
  hot: ZERO + 9,
  figure: { zero: ZERO, unit: 'dB' },
})
