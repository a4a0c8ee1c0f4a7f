import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'amazon-music',
  name: 'Amazon Music',
  source: 'https://music.amazon.com/',
  edition: 'read 2026-11, read through secondary sources',
  checked: '2026-11-24',
  // ±1 LU is ours.
  integrated: lufs({ target: -14, tolerance: 1 }),
  truePeak: dbtp({ max: -2 }),
})
