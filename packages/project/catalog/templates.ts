// Written by scripts/catalog.ts: edit the folders it lists instead.
import band from '../templates/band.ts'
import beat from '../templates/beat.ts'
import demo from '../templates/demo.ts'
import empty from '../templates/empty.ts'
import film24 from '../templates/film-24.ts'
import film25 from '../templates/film-25.ts'
import podcast from '../templates/podcast.ts'
import singer from '../templates/singer.ts'

export const templates = {
  'band': band,
  'beat': beat,
  'demo': demo,
  'empty': empty,
  'film-24': film24,
  'film-25': film25,
  'podcast': podcast,
  'singer': singer,
} as const
