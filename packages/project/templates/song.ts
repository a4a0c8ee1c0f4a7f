import type { Rec } from '../records.ts'
import { base, bus, device, track } from './empty.ts'

export default {
  id: 'song',
  name: 'Song',
  summary: 'Drums, bass, keys, a lead and a vocal track, with reverb and delay returns.',
  records: (): Rec[] => [
    ...base({ name: 'Song', bpm: 110, spec: 'spotify' }),
    ...track('drums', 'a1', 'Drums', 5, { note: 'Drum machine', gain: -4 }),
    device('strip-drums', 'drums', 'a'),
    ...track('bass', 'a2', 'Bass', 4, { note: 'Analog poly', gain: -6 }),
    device('strip-bass', 'synth', 'a'),
    device('strip-bass', 'compressor', 'b'),
    ...track('keys', 'a3', 'Keys', 1, { note: 'Analog poly', gain: -9 }),
    device('strip-keys', 'synth', 'a'),
    device('strip-keys', 'eq', 'b'),
    ...track('lead', 'a4', 'Lead', 7, { note: 'Analog poly', gain: -9 }),
    device('strip-lead', 'synth', 'a'),
    ...track('vocal', 'a5', 'Vocal', 8, { note: 'Drop or record audio', gain: -3 }),
    device('strip-vocal', 'eq', 'a'),
    device('strip-vocal', 'compressor', 'b'),
    bus('reverb', 'm1', 'Reverb', 6, -6),
    device('reverb', 'reverb', 'a', { mix: 100 }),
    bus('echo', 'm2', 'Delay', 3, -10),
    device('echo', 'delay', 'a', { mix: 100 }),
    { id: 'send-keys', type: 'send', strip: 'strip-keys', target: 'reverb', order: 'a', gain: -14, pre: false },
    { id: 'send-lead', type: 'send', strip: 'strip-lead', target: 'echo', order: 'a', gain: -14, pre: false },
    { id: 'send-vocal', type: 'send', strip: 'strip-vocal', target: 'reverb', order: 'a', gain: -12, pre: false },
    device('main', 'limiter', 'z'),
  ],
}
