import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'uk-dpp',
  name: 'UK DPP, AS-11',
  source: 'https://www.thedpp.com/',
  edition: 'R 128 as the DPP adopted it, read through secondary sources',
  checked: '2026-11-24',
  integrated: lufs({ target: -23, tolerance: 0.5 }),
  truePeak: dbtp({ max: -3 }),
  note: 'Ask the broadcaster for its current document: R 128 itself has had ±0.2 LU and −1 dBTP since.',
})
