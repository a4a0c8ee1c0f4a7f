import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'tidal',
  name: 'Tidal',
  source: 'https://support.tidal.com/',
  edition: 'read 2026-11, read through secondary sources',
  checked: '2026-11-24',
  // Normalised by album. ±1 LU is ours.
  integrated: lufs({ target: -14, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
})
