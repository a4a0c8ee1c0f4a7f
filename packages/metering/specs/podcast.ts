import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'podcast',
  name: 'Podcast',
  source: 'https://podcasters.apple.com/support/893-audio-requirements',
  edition: 'read 2026-11',
  checked: '2026-11-24',
  integrated: lufs({ target: -16, tolerance: 1 }),
  integratedMono: lufs({ target: -19, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
})
