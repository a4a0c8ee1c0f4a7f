import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'amazon-studios',
  name: 'Amazon Studios, near-field 2.0 and 5.1',
  source: 'https://portal.amazonstudios.com/hc/en-us/articles/15986851525147-Delivery-QC',
  edition: 'Delivery and QC, read through secondary sources',
  checked: '2026-11-24',
  // −27 ±2 LKFS holds for the dialogue alone: the loudness of the whole is advice.
  integrated: lufs({ target: -27, tolerance: 2, advice: true }),
  truePeak: dbtp({ max: -2 }),
  sampleRates: [48_000],
  note: 'Amazon judges −27 ±2 LKFS at the dialogue, with a detector that is not built in here: have it measured before delivery.',
})
