import { dbtp, defineSpec, lufs } from '../spec.ts'

// Put the limits of the document here, each with its unit, and name the document so that a reader can look them up.
export default defineSpec({
  id: 'template-name',
  name: 'Template Name',
  source: 'https://example.org/delivery.pdf',
  edition: 'version 1.0, 2026-01',
  checked: 'TODAY',
  integrated: lufs({ target: -16, tolerance: 1 }),
  truePeak: dbtp({ max: -1 }),
})
