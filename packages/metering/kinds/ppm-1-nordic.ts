// Peak programme meter type I of IEC 60268-10 with the Nordic scale (N9): TEST, 0 dB, is −18 dBFS.
import { decibels, defineMeter, even } from '../kind.ts'
import { quasiPeak, TYPE_I } from '../meters/ppm/law.ts'

const ZERO = -18
export default defineMeter({
  id: 'ppm-1-nordic',
  name: 'PPM I (Nordic)',
  law: quasiPeak(TYPE_I),
  scale: even(ZERO - 42, ZERO + 12),
  marks: [...decibels(ZERO, -36, -30, -24, -18, -12, -6), [ZERO, 'T'], ...decibels(ZERO, 6, 9, 12)],
  warn: ZERO + 6,
  hot: ZERO + 9,
  figure: { zero: ZERO, unit: 'dB' },
})
