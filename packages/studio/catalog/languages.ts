// Written by scripts/catalog.ts: edit the folders it lists instead.
import de from '../languages/de.ts'
import en from '../languages/en.ts'

export const languages = {
  'de': de,
  'en': en,
} as const
