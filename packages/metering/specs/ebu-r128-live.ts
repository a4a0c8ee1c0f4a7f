import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'ebu-r128-live',
  name: 'EBU R 128, live',
  source: 'https://tech.ebu.ch/publications/r128',
  edition: 'v5.0, 2023',
  checked: '2026-11-24',
  // Where the level cannot be known beforehand, ±1 LU.
  integrated: lufs({ target: -23, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
})
