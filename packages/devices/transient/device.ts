// Transient shaper: more or less of how sounds begin and of how they end, whatever their level.
import { db, defineDevice, percent, seconds, toggle } from '@tonmeister/project'

export default defineDevice({
  id: 'transient',
  version: 1,
  name: 'Transient shaper',
  kind: 'effect',
  category: 'dynamics',
  params: {
    attack: percent({ name: 'Attack', min: -100, max: 100, default: 0 }),
    sustain: percent({ name: 'Sustain', min: -100, max: 100, default: 0 }),
    attacktime: seconds({ name: 'Attack length', min: 0.002, max: 0.1, default: 0.015 }),
    sustaintime: seconds({ name: 'Sustain length', min: 0.03, max: 1.5, default: 0.25 }),
    output: db({ name: 'Output', min: -24, max: 12, default: 0 }),
    guard: toggle({ name: 'Clip guard', default: true }),
  },
  readings: { boost: { name: 'Change', unit: 'dB', min: -24, max: 24 } },
  tail: () => 0,
  panel: [
    ['attack', 'sustain'],
    ['attacktime', 'sustaintime'],
    ['output', 'guard'],
  ],
  presets: [
    { name: 'Kick: more beater', tags: ['drums'], params: { attack: 45, sustain: -10, attacktime: 0.01 } },
    { name: 'Kick: short and dry', tags: ['drums'], params: { attack: 20, sustain: -60, sustaintime: 0.15 } },
    { name: 'Snare: crack', tags: ['drums'], params: { attack: 55, attacktime: 0.006, output: -2 } },
    { name: 'Snare: longer body', tags: ['drums'], params: { attack: -10, sustain: 35, sustaintime: 0.2 } },
    { name: 'Drum bus: closer microphones', tags: ['drums', 'bus'], params: { attack: 25, sustain: -40, sustaintime: 0.3 } },
    { name: 'Room: bigger', tags: ['drums'], params: { attack: -30, sustain: 45, sustaintime: 0.5, output: -2 } },
    { name: 'Loop: take the click away', tags: ['drums'], params: { attack: -45, attacktime: 0.008 } },
    { name: 'Acoustic guitar: softer pick', tags: ['guitar'], params: { attack: -35, attacktime: 0.01, sustain: 10 } },
    { name: 'Bass: finger forward', tags: ['bass'], params: { attack: 35, attacktime: 0.03 } },
    { name: 'Piano: nearer', tags: ['keys'], params: { attack: 15, sustain: -20, attacktime: 0.025, sustaintime: 0.6 } },
  ],
})
