// Peak programme meter type I of IEC 60268-10 with the German scale (DIN 45406): 0 dB is −9 dBFS, the permitted maximum of EBU R 68.
import { decibels, defineMeter } from '../kind.ts'
import { quasiPeak, TYPE_I } from '../meters/ppm/law.ts'

const ZERO = -9
export default defineMeter({
  id: 'ppm-1',
  name: 'PPM I (DIN)',
  law: quasiPeak(TYPE_I),
  scale: [
    [ZERO - 50, 0],
    [ZERO - 40, 0.08],
    [ZERO - 30, 0.22],
    [ZERO - 20, 0.42],
    [ZERO - 10, 0.65],
    [ZERO, 0.88],
    [ZERO + 5, 1],
  ],
  marks: decibels(ZERO, -50, -40, -30, -20, -10, -5, 0, 5),
  warn: ZERO - 9,
  hot: ZERO,
  figure: { zero: ZERO, unit: 'dB' },
})
