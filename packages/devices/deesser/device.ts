// De-esser: turns sibilants down, in their band or as a whole, by how they stand out of the voice.
import { choice, db, defineDevice, hertz, number, ratio, seconds } from '@tonmeister/project'
import { lookahead, lookaheadFrames } from '../lookahead.ts'

export default defineDevice({
  id: 'deesser',
  version: 1,
  name: 'De-esser',
  kind: 'effect',
  category: 'dynamics',
  params: {
    mode: choice({ name: 'Mode', choices: ['Split band', 'Wide band'], default: 0 }),
    shape: choice({ name: 'Shape', choices: ['High shelf', 'Bell'], default: 0 }),
    frequency: hertz({ name: 'Frequency', min: 1500, max: 16_000, default: 5500 }),
    q: number({ name: 'Q', min: 0.5, max: 8, default: 1.4, curve: 'log' }),
    detection: choice({ name: 'Detection', choices: ['Relative', 'Absolute'], default: 0 }),
    threshold: db({ name: 'Threshold', min: -60, max: 0, default: -12 }),
    ratio: ratio({ name: 'Ratio', min: 1, max: 20, default: 5 }),
    range: db({ name: 'Range', min: 0, max: 24, default: 8 }),
    attack: seconds({ name: 'Attack', min: 0.0002, max: 0.05, default: 0.001 }),
    release: seconds({ name: 'Release', min: 0.005, max: 0.5, default: 0.04 }),
    lookahead: lookahead(0.005),
    listen: choice({ name: 'Listen', choices: ['Off', 'Detected', 'Taken away'], default: 0 }),
  },
  readings: {
    reduction: { name: 'Reduction', unit: 'dB', min: 0, max: 24 },
    level: { name: 'Sibilance', unit: '%', min: 0, max: 100, hidden: true },
  },
  latency: lookaheadFrames,
  tail: () => 0.1,
  panel: [
    ['mode', 'shape', 'frequency', 'q', 'range', 'listen'],
    ['detection', 'threshold', 'ratio', 'attack', 'release', 'lookahead'],
  ],
  presets: [
    { name: 'Female vocal', tags: ['vocal'], params: { frequency: 6500, threshold: -11, range: 7, lookahead: 0.001 } },
    { name: 'Male vocal', tags: ['vocal'], params: { frequency: 4800, threshold: -12, range: 7, lookahead: 0.001 } },
    {
      name: 'Vocal: one sharp whistle',
      tags: ['vocal'],
      params: { shape: 1, frequency: 7200, q: 4, threshold: -14, ratio: 10, range: 10, attack: 0.0005, release: 0.03, lookahead: 0.001 },
    },
    {
      name: 'Vocal: natural, the whole voice steps back',
      tags: ['vocal'],
      params: { mode: 1, frequency: 5500, threshold: -10, ratio: 3, range: 6, attack: 0.002, release: 0.06, lookahead: 0.002 },
    },
    {
      name: 'Vocal: strong, before compression',
      tags: ['vocal'],
      params: { frequency: 5200, threshold: -16, ratio: 8, range: 14, attack: 0.0005, release: 0.05, lookahead: 0.002 },
    },
    {
      name: 'Vocal: air stays, sch and ch go',
      tags: ['vocal'],
      params: { shape: 1, frequency: 3600, q: 1.6, threshold: -9, ratio: 4, range: 6, release: 0.05, lookahead: 0.001 },
    },
    {
      name: 'Dialogue: unobtrusive',
      tags: ['speech', 'film'],
      params: { frequency: 5800, threshold: -10, ratio: 3, range: 5, attack: 0.001, release: 0.06, lookahead: 0.002 },
    },
    {
      name: 'Voice-over: close microphone',
      tags: ['speech'],
      params: { frequency: 5000, threshold: -13, ratio: 6, range: 9, attack: 0.0007, release: 0.04, lookahead: 0.001 },
    },
    {
      name: 'Reverb send: no hissing tails',
      tags: ['vocal', 'send'],
      params: { frequency: 4000, threshold: -18, ratio: 20, range: 24, attack: 0.0005, release: 0.08, lookahead: 0.002 },
    },
    {
      name: 'Hi-hat in the snare microphone',
      tags: ['drums'],
      params: { frequency: 7000, threshold: -9, ratio: 6, range: 10, attack: 0.0005, release: 0.03 },
    },
    {
      name: 'Acoustic guitar: finger squeaks',
      tags: ['guitar'],
      params: { shape: 1, frequency: 3200, q: 1.2, threshold: -10, ratio: 6, range: 9, attack: 0.001, release: 0.06, lookahead: 0.002 },
    },
    {
      name: 'Master: harsh top, fixed level',
      tags: ['master'],
      params: {
        shape: 1,
        frequency: 8500,
        q: 0.7,
        detection: 1,
        threshold: -26,
        ratio: 2,
        range: 3,
        attack: 0.002,
        release: 0.08,
        lookahead: 0.002,
      },
    },
  ],
})
