// Written by scripts/catalog.ts: edit the folders it lists instead.
import tonmeister from '../keymaps/tonmeister.ts'

export const keymaps = {
  'tonmeister': tonmeister,
} as const
