import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'ebu-r128-s1',
  name: 'EBU R 128 s1, advertisements and promos',
  source: 'https://tech.ebu.ch/publications/r128s1',
  edition: 'R 128 s1, as stated in Tech 3343 of 2023',
  checked: '2026-11-24',
  // The limit on momentary loudness of 2014 was dropped in 2016.
  integrated: lufs({ target: -23, tolerance: 0.2 }),
  truePeak: dbtp({ max: -1 }),
  shortTerm: lufs({ max: -18 }),
})
