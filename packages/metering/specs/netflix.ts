import { dbtp, defineSpec, lu, lufs } from '../spec.ts'

export default defineSpec({
  id: 'netflix',
  name: 'Netflix, near-field 2.0 and 5.1',
  source: 'https://partnerhelp.netflixstudios.com/hc/en-us/articles/360001794307',
  edition: 'Sound mix specifications v1.6',
  checked: '2026-11-24',
  // −27 ±2 LKFS is measured at the dialogue; with less than 15 % of it the programme counts: −24 ±2.
  integrated: lufs({ min: -29, max: -22 }),
  truePeak: dbtp({ max: -2 }),
  range: lu({ min: 4, max: 18, advice: true }),
  sampleRates: [48_000],
  note: 'Netflix measures −27 ±2 at the dialogue (or −24 ±2 over all where there is little); without a dialogue detector the whole programme is judged against both together.',
})
