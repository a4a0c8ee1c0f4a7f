// Gate: expander, gate and ducker in one, with hysteresis, hold, look-ahead and a filtered key.
import { choice, db, defineDevice, hertz, ratio, seconds, toggle } from '@tonmeister/project'

/** Look-ahead in ms for each choice; the kernel has the same. */
const LOOKAHEAD = [0, 1, 3, 10]

export default defineDevice({
  id: 'gate',
  version: 1,
  name: 'Gate',
  kind: 'effect',
  category: 'dynamics',
  sidechain: true,
  params: {
    mode: choice({ name: 'Mode', choices: ['Gate', 'Ducker'], default: 0 }),
    threshold: db({ name: 'Threshold', min: -80, max: 0, default: -40 }),
    hysteresis: db({ name: 'Hysteresis', min: 0, max: 24, default: 4 }),
    ratio: ratio({ name: 'Ratio', min: 1, max: 100, default: 100 }),
    range: db({ name: 'Range', min: 0, max: 100, default: 60 }),
    attack: seconds({ name: 'Attack', min: 0.00005, max: 0.25, default: 0.001 }),
    hold: seconds({ name: 'Hold', min: 0.001, max: 2, default: 0.05 }),
    release: seconds({ name: 'Release', min: 0.005, max: 3, default: 0.12 }),
    lookahead: choice({ name: 'Look-ahead', choices: ['Off', '1 ms', '3 ms', '10 ms'], default: 0 }),
    lowcut: hertz({ name: 'Key low cut', min: 20, max: 4000, default: 20 }),
    highcut: hertz({ name: 'Key high cut', min: 200, max: 20_000, default: 20_000 }),
    listen: toggle({ name: 'Key listen', default: false }),
  },
  readings: {
    reduction: { name: 'Reduction', unit: 'dB', min: 0, max: 60 },
    level: { name: 'Key level', unit: '%', min: 0, max: 100 },
  },
  latency: (values, sampleRate) => Math.floor((LOOKAHEAD[Math.round(values.lookahead)]! * sampleRate + 500) / 1000),
  // Only the filters ring, and only while they are listened to.
  tail: (values) => (values.listen >= 0.5 ? 1 : 0),
  panel: [
    ['mode', 'lookahead'],
    ['threshold', 'hysteresis', 'ratio', 'range'],
    ['attack', 'hold', 'release'],
    ['lowcut', 'highcut', 'listen'],
  ],
  presets: [
    {
      name: 'Kick: only the kick',
      tags: ['drums'],
      params: { threshold: -28, hysteresis: 6, range: 40, attack: 0.0003, hold: 0.06, release: 0.12, lookahead: 1, highcut: 400 },
    },
    {
      name: 'Snare: without the hi-hat',
      tags: ['drums'],
      params: {
        threshold: -26,
        hysteresis: 6,
        range: 24,
        attack: 0.0002,
        hold: 0.08,
        release: 0.15,
        lookahead: 1,
        lowcut: 120,
        highcut: 2500,
      },
    },
    {
      name: 'Toms: let them ring',
      tags: ['drums'],
      params: { threshold: -30, hysteresis: 8, range: 30, attack: 0.0005, hold: 0.25, release: 0.4, lookahead: 1, highcut: 700 },
    },
    {
      name: 'Overheads: a little tighter',
      tags: ['drums'],
      params: { threshold: -34, hysteresis: 3, ratio: 1.5, range: 9, attack: 0.001, hold: 0.03, release: 0.2 },
    },
    {
      name: 'Vocal: breaths lower',
      tags: ['vocal'],
      params: { threshold: -42, hysteresis: 3, ratio: 2, range: 10, attack: 0.002, hold: 0.08, release: 0.2, lookahead: 2, lowcut: 100 },
    },
    {
      name: 'Dialogue: room lower',
      tags: ['speech', 'film'],
      params: {
        threshold: -46,
        hysteresis: 4,
        ratio: 1.8,
        range: 12,
        attack: 0.003,
        hold: 0.15,
        release: 0.35,
        lookahead: 3,
        lowcut: 90,
        highcut: 8000,
      },
    },
    {
      name: 'Guitar amplifier: hum away',
      tags: ['guitar'],
      params: { threshold: -52, hysteresis: 6, range: 50, attack: 0.001, hold: 0.12, release: 0.25, lowcut: 150 },
    },
    {
      name: 'Bass: quiet between notes',
      tags: ['bass'],
      params: { threshold: -45, hysteresis: 6, ratio: 3, range: 24, attack: 0.002, hold: 0.1, release: 0.2 },
    },
    {
      name: 'Chopped by the key',
      tags: ['key'],
      params: { threshold: -30, hysteresis: 2, range: 80, attack: 0.001, hold: 0.04, release: 0.05 },
    },
    {
      name: 'Music under speech, 12 dB',
      tags: ['key', 'film'],
      params: { mode: 1, threshold: -40, hysteresis: 6, range: 12, attack: 0.08, hold: 0.5, release: 0.8, lowcut: 120 },
    },
    {
      name: 'Duck by the kick',
      tags: ['key', 'pump'],
      params: { mode: 1, threshold: -26, hysteresis: 4, range: 8, attack: 0.002, hold: 0.05, release: 0.16, highcut: 400 },
    },
  ],
})
