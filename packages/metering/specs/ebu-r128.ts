import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'ebu-r128',
  name: 'EBU R 128',
  source: 'https://tech.ebu.ch/publications/r128',
  edition: 'v5.0, 2023',
  checked: '2026-11-24',
  // Programmes that can be worked on; what is beyond control, as live ones are, is judged by ebu-r128-live.
  integrated: lufs({ target: -23, tolerance: 0.2 }),
  truePeak: dbtp({ max: -1 }),
})
