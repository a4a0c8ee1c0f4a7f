import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'apple-music',
  name: 'Apple Music, Sound Check',
  source: 'https://www.apple.com/apple-music/apple-digital-masters/',
  edition: 'read 2026-11',
  checked: '2026-11-24',
  // ±1 LU is ours: Sound Check adjusts playback and refuses nothing.
  integrated: lufs({ target: -16, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
})
