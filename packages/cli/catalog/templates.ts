// Written by scripts/catalog.ts: edit the folders it lists instead.
import demo from '@tonmeister/project/templates/demo.ts'

export const templates = {
  'demo': demo,
} as const
