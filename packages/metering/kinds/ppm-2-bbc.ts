// Peak programme meter type IIa of IEC 60268-10, as the BBC has it: marks 1 to 7 of 4 dB each, 4 is −18 dBFS; from 6 on it is too loud.
import { defineMeter, even } from '../kind.ts'
import { quasiPeak, TYPE_II } from '../meters/ppm/law.ts'

const FOUR = -18
export default defineMeter({
  id: 'ppm-2-bbc',
  name: 'PPM IIa (BBC)',
  law: quasiPeak(TYPE_II),
  scale: even(FOUR - 16, FOUR + 14),
  marks: [1, 2, 3, 4, 5, 6, 7].map((n) => [FOUR + (n - 4) * 4, `${n}`]),
  warn: FOUR + 4,
  hot: FOUR + 8,
  figure: { zero: FOUR, at: 4, per: 4, unit: 'PPM' },
})
