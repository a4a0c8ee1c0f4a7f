import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'ebu-r128-s2',
  name: 'EBU R 128 s2, streaming',
  source: 'https://tech.ebu.ch/publications/r128s2',
  edition: 'R 128 s2, as stated in Tech 3343 of 2023',
  checked: '2026-11-24',
  // The programme of broadcasting as it is, or raised as far as −18 with its peaks under control.
  integrated: lufs({ min: -23.2, max: -18 }),
  truePeak: dbtp({ max: -1 }),
})
