import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'spotify',
  name: 'Spotify',
  source: 'https://support.spotify.com/artists/article/loudness-normalization/',
  edition: 'read 2026-11',
  checked: '2026-11-24',
  // Louder masters are turned down to it in playback, quieter ones up as far as their peaks allow. ±1 LU is ours.
  integrated: lufs({ target: -14, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
  // The peaks of louder masters survive the lossy coding less well.
  truePeakWhenLouder: dbtp({ max: -2 }),
})
