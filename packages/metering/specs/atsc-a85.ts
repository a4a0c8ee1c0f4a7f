import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'atsc-a85',
  name: 'ATSC A/85',
  source: 'https://www.atsc.org/atsc-documents/a85-techniques-establishing-maintaining-audio-loudness-digital-television/',
  edition: '2013',
  checked: '2026-11-24',
  integrated: lufs({ target: -24, tolerance: 2 }),
  truePeak: dbtp({ max: -2 }),
  note: 'Long programmes are measured at their dialogue; this is the whole mix.',
})
