// Written by scripts/catalog.ts: edit the folders it lists instead.
import audio from '../audio/clip.ts'
import notes from '../notes/clip.ts'

export const clips = {
  'audio': audio,
  'notes': notes,
} as const
