// Written by scripts/catalog.ts: edit the folders it lists instead.
import demo from '@tonmeister/project/templates/demo.ts'
import empty from '@tonmeister/project/templates/empty.ts'
import film from '@tonmeister/project/templates/film.ts'
import podcast from '@tonmeister/project/templates/podcast.ts'
import song from '@tonmeister/project/templates/song.ts'

export const templates = {
  'demo': demo,
  'empty': empty,
  'film': film,
  'podcast': podcast,
  'song': song,
} as const
