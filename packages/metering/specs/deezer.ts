import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'deezer',
  name: 'Deezer',
  source: 'https://support.deezer.com/',
  edition: 'read 2026-11, read through secondary sources',
  checked: '2026-11-24',
  // ±1 LU is ours.
  integrated: lufs({ target: -15, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
})
