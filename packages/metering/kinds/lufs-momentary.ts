// Momentary loudness of EBU Tech 3341: the last 400 ms. Scale EBU +18 about −23 LUFS, in absolute figures.
import { decibels, defineMeter } from '../kind.ts'
import { window } from '../meters/lufs/law.ts'

export default defineMeter({
  id: 'lufs-momentary',
  name: 'LUFS, momentary',
  law: window(0.4),
  loudness: true,
  scale: [
    [-59, 0],
    [-41, 0.3],
    [-5, 1],
  ],
  marks: decibels(0, -54, -41, -35, -29, -23, -18, -14, -9),
  warn: -22,
  hot: -14,
  figure: { zero: 0, unit: 'LUFS' },
})
