// Written by scripts/catalog.ts: edit the folders it lists instead.
import midi from '../midi/format.ts'

export const formats = {
  'midi': midi,
} as const
