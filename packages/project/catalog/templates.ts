// Written by scripts/catalog.ts: edit the folders it lists instead.
import demo from '../templates/demo.ts'
import empty from '../templates/empty.ts'
import film from '../templates/film.ts'
import podcast from '../templates/podcast.ts'
import song from '../templates/song.ts'

export const templates = {
  'demo': demo,
  'empty': empty,
  'film': film,
  'podcast': podcast,
  'song': song,
} as const
