// A film of any frame rate: dialogue, music, effects and ambience as stems, reverbs within their stem, from 01:00:00:00 on.

import type { Rec } from '../../records.ts'
import { FLICKS_PER_SECOND } from '../../time.ts'
import { base, bus, device, send, track } from '../empty.ts'
import { lowCut, ROOM, SPEECH_EQ, SPEECH_EVEN, UNDER_SPEECH } from './sounds.ts'

const HOUR = 3600 * FLICKS_PER_SECOND

export const film = (timecodeRate: string): Rec[] => [
  ...base({ name: 'Film', timecodeRate, timecodeStart: HOUR, spec: 'ebu-r128' }),

  ...track('dialogue-1', 'a1', 'Dialogue 1', 8, { note: 'Boom', output: 'dialogue' }),
  device('strip-dialogue-1', 'eq', 'a', SPEECH_EQ),
  ...track('dialogue-2', 'a2', 'Dialogue 2', 8, { note: 'Lavalier', output: 'dialogue' }),
  device('strip-dialogue-2', 'eq', 'a', SPEECH_EQ),
  ...track('adr', 'a3', 'ADR', 8, { note: 'In the room of the scene', output: 'dialogue' }),
  device('strip-adr', 'eq', 'a', SPEECH_EQ),
  send('strip-adr', 'dialogueRoom', -18),
  ...track('foley', 'a4', 'Foley', 1, { note: 'Footsteps, cloth, props', output: 'effects' }),
  send('strip-foley', 'effectsRoom', -16),
  ...track('effects-1', 'a5', 'Effects 1', 1, { note: 'Hard effects', output: 'effects' }),
  ...track('effects-2', 'a6', 'Effects 2', 1, { note: 'Design', output: 'effects' }),
  send('strip-effects-2', 'effectsRoom', -16),
  ...track('ambience-1', 'a7', 'Ambience 1', 2, { note: 'Beds', output: 'ambience', gain: -6 }),
  ...track('ambience-2', 'a8', 'Ambience 2', 2, { note: 'Details', output: 'ambience', gain: -6 }),
  ...track('score', 'a9', 'Score', 6, { note: 'Music out of the picture', output: 'music', gain: -6 }),
  ...track('source', 'b1', 'Source music', 6, { note: 'Music in the picture', output: 'music', gain: -6 }),

  bus('dialogue', 'm1', 'Dialogue', 8),
  device('dialogue', 'compressor', 'a', SPEECH_EVEN),
  bus('music', 'm2', 'Music', 6),
  // Switched off: most mixers ride the music by hand.
  { ...device('music', 'compressor', 'a', UNDER_SPEECH, 'dialogue'), enabled: false },
  bus('effects', 'm3', 'Effects', 1),
  bus('ambience', 'm4', 'Ambience', 2),
  // Each stem has its own room, so that the stems add up to the mix and foreign versions lose nothing.
  bus('dialogueRoom', 'm5', 'Dialogue room', 8, 0, 'dialogue'),
  device('dialogueRoom', 'reverb', 'a', {
    decay: 0.38,
    size: 18,
    predelay: 0.001,
    early: 85,
    diffusion: 70,
    highdecay: 55,
    lowcut: 120,
    moddepth: 0,
    mix: 100,
  }),
  bus('effectsRoom', 'm6', 'Effects room', 1, 0, 'effects'),
  device('effectsRoom', 'eq', 'a', lowCut(80)),
  device('effectsRoom', 'reverb', 'b', { ...ROOM, decay: 1.2, size: 45 }),
  device('main', 'limiter', 'z', { ceiling: -2, release: 0.3 }),
]
