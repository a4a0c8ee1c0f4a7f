import type { Rec } from '../records.ts'
import { base, bus, device, sections, send, track } from './empty.ts'
import { ECHO, MIX_GLUE, PLATE, VOICE_EQ, VOICE_STEADY } from './parts/sounds.ts'

const BPM = 100

export default {
  id: 'singer',
  order: 4,
  name: 'Singer with backing',
  summary: 'A backing track that makes room for lead, double and harmonies.',
  records: (): Rec[] => [
    ...base({ name: 'Singer with backing', bpm: BPM, spec: 'spotify' }),
    ...sections(['Intro', 4, 5], ['Verse', 8, 3], ['Chorus', 8, 1], ['Verse', 8, 3], ['Chorus', 8, 1], ['Out', 4, 5]),
    ...track('playback', 'a1', 'Backing', 5, { note: 'Stereo mix', gain: -6 }),
    // Where a voice is understood the backing gives way, and a little as a whole while she sings.
    device('strip-playback', 'eq', 'a', { b4freq: 2800, b4gain: -1.5, b4q: 0.7 }),
    device(
      'strip-playback',
      'compressor',
      'b',
      { threshold: -30, ratio: 1.3, knee: 12, attack: 0.03, release: 0.35, detector: 1, lowcut: 150 },
      'strip-lead',
    ),
    ...track('lead', 'a2', 'Lead vocal', 1, { output: 'voices' }),
    device('strip-lead', 'eq', 'a', VOICE_EQ),
    device('strip-lead', 'compressor', 'b', VOICE_STEADY),
    send('strip-lead', 'plate', -15),
    send('strip-lead', 'echo', -18),
    ...track('double', 'a3', 'Double', 8, { note: 'The same line again', output: 'voices', gain: -8 }),
    device('strip-double', 'eq', 'a', { ...VOICE_EQ, b1freq: 140 }),
    device('strip-double', 'compressor', 'b', VOICE_STEADY),
    ...['high', 'low'].flatMap((part, i) => [
      ...track(`harmony-${part}`, `a${4 + i}`, `Harmony ${part}`, 7, { output: 'voices', gain: -7, pan: i ? 45 : -45 }),
      device(`strip-harmony-${part}`, 'eq', 'a', { ...VOICE_EQ, b1freq: 150, b4gain: 1 }),
      device(`strip-harmony-${part}`, 'compressor', 'b', VOICE_STEADY),
      send(`strip-harmony-${part}`, 'plate', -11),
    ]),
    bus('voices', 'm1', 'Vocals', 1),
    device('voices', 'limiter', 'a', { ceiling: -3, release: 0.1 }),
    bus('plate', 'm2', 'Plate', 6),
    device('plate', 'reverb', 'a', PLATE),
    bus('echo', 'm3', 'Echo', 6),
    device('echo', 'delay', 'a', ECHO(60 / BPM)),
    device('main', 'compressor', 'a', MIX_GLUE),
    device('main', 'limiter', 'z', { ceiling: -1, release: 0.12 }),
  ],
}
