// Written by scripts/catalog.ts: edit the folders it lists instead.
import appleMusic from '../specs/apple-music.ts'
import atscA85 from '../specs/atsc-a85.ts'
import ebuR128 from '../specs/ebu-r128.ts'
import netflix from '../specs/netflix.ts'
import podcast from '../specs/podcast.ts'
import spotify from '../specs/spotify.ts'

export const specs = {
  'apple-music': appleMusic,
  'atsc-a85': atscA85,
  'ebu-r128': ebuR128,
  'netflix': netflix,
  'podcast': podcast,
  'spotify': spotify,
} as const
