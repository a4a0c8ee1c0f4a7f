import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'spotify',
  name: 'Spotify',
  source: 'https://support.spotify.com/artists/article/loudness-normalization/',
  edition: 'read 2026-11',
  checked: '2026-11-24',
  integrated: lufs({ target: -14, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
  // Louder masters are turned down, and their peaks survive the lossy coding less well.
  truePeakWhenLouder: dbtp({ max: -2 }),
})
