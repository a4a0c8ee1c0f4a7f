import { dbtp, defineSpec, lufs } from '../spec.ts'

export default defineSpec({
  id: 'aes-td1008-music',
  name: 'AES TD1008, music by track',
  source: 'https://www.aes.org/technical/documents/AESTD1008.pdf',
  edition: 'TD1008, 2021, read through secondary sources',
  checked: '2026-11-24',
  // ±2 LU for contributions; what is distributed is held to ±0.2. Of an album, the loudest track may have −14.
  integrated: lufs({ target: -16, tolerance: 2 }),
  truePeak: dbtp({ max: -1 }),
})
