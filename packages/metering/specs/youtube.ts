import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'youtube',
  name: 'YouTube',
  source: 'https://support.google.com/youtube/answer/14106294',
  edition: 'no official figures; read through secondary sources',
  checked: '2026-11-24',
  // It turns down what is louder and leaves what is quieter. ±1 LU is ours.
  integrated: lufs({ target: -14, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
  note: 'YouTube publishes no limits and refuses nothing for its loudness: these are measured figures.',
})
