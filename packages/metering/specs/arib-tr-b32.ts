import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'arib-tr-b32',
  name: 'ARIB TR-B32',
  source: 'https://www.arib.or.jp/english/std_tr/broadcasting/tr-b32.html',
  edition: 'TR-B32, read through secondary sources',
  checked: '2026-11-24',
  integrated: lufs({ target: -24, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
})
