import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'free-tv-op59',
  name: 'Free TV Australia OP-59',
  source: 'https://www.freetv.com.au/',
  edition: 'OP-59, in force since 2013, read through secondary sources',
  checked: '2026-11-24',
  integrated: lufs({ target: -24, tolerance: 1 }),
  truePeak: dbtp({ max: -2 }),
})
