// Written by scripts/catalog.ts: edit the folders it lists instead.
import aesTd1008Music from '../specs/aes-td1008-music.ts'
import aesTd1008Speech from '../specs/aes-td1008-speech.ts'
import amazonMusic from '../specs/amazon-music.ts'
import amazonStudios from '../specs/amazon-studios.ts'
import appleMusic from '../specs/apple-music.ts'
import aribTrB32 from '../specs/arib-tr-b32.ts'
import atscA85 from '../specs/atsc-a85.ts'
import deezer from '../specs/deezer.ts'
import ebuR128 from '../specs/ebu-r128.ts'
import ebuR128Live from '../specs/ebu-r128-live.ts'
import ebuR128S1 from '../specs/ebu-r128-s1.ts'
import ebuR128S2 from '../specs/ebu-r128-s2.ts'
import freeTvOp59 from '../specs/free-tv-op59.ts'
import netflix from '../specs/netflix.ts'
import podcast from '../specs/podcast.ts'
import spotify from '../specs/spotify.ts'
import tidal from '../specs/tidal.ts'
import ukDpp from '../specs/uk-dpp.ts'
import youtube from '../specs/youtube.ts'

export const specs = {
  'aes-td1008-music': aesTd1008Music,
  'aes-td1008-speech': aesTd1008Speech,
  'amazon-music': amazonMusic,
  'amazon-studios': amazonStudios,
  'apple-music': appleMusic,
  'arib-tr-b32': aribTrB32,
  'atsc-a85': atscA85,
  'deezer': deezer,
  'ebu-r128': ebuR128,
  'ebu-r128-live': ebuR128Live,
  'ebu-r128-s1': ebuR128S1,
  'ebu-r128-s2': ebuR128S2,
  'free-tv-op59': freeTvOp59,
  'netflix': netflix,
  'podcast': podcast,
  'spotify': spotify,
  'tidal': tidal,
  'uk-dpp': ukDpp,
  'youtube': youtube,
} as const
