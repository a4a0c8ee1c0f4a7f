// Saturator: five curves, driven and biased, at about 400 kHz; colour decides which part of the spectrum is bent most.
import { choice, db, defineDevice, percent, toggle } from '@tonmeister/project'
import { shapingLatency } from '../shaping.ts'

export default defineDevice({
  id: 'saturator',
  version: 1,
  name: 'Saturator',
  kind: 'effect',
  category: 'distortion',
  params: {
    curve: choice({ name: 'Curve', choices: ['Soft', 'Firm', 'Hard', 'Tube', 'Diode'], default: 0 }),
    drive: db({ name: 'Drive', min: -12, max: 48, default: 9 }),
    asymmetry: percent({ name: 'Asymmetry', min: 0, max: 100, default: 0 }),
    colour: db({ name: 'Colour', min: -12, max: 12, default: 0 }),
    tone: db({ name: 'Tone', min: -12, max: 12, default: 0 }),
    level: toggle({ name: 'Same level', default: true }),
    output: db({ name: 'Output', min: -24, max: 12, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
  },
  readings: { input: { name: 'Input', unit: '%', min: 0, max: 100 } },
  latency: shapingLatency,
  // The blocker of direct current: 45 time constants of 5 Hz.
  tail: () => 1.5,
  panel: [
    ['curve', 'drive', 'asymmetry', 'colour'],
    ['tone', 'level', 'output', 'mix'],
  ],
  presets: [
    { name: 'Mix bus: a little body', tags: ['bus', 'master'], params: { curve: 0, drive: 3, asymmetry: 15, mix: 60 } },
    { name: 'Vocal: closer', tags: ['vocal'], params: { curve: 3, drive: 8, colour: 2, mix: 70 } },
    { name: 'Vocal: air from harmonics', tags: ['vocal'], params: { curve: 0, drive: 14, colour: 9, tone: 1, mix: 30 } },
    { name: 'Bass: heard on small speakers', tags: ['bass'], params: { curve: 3, drive: 16, asymmetry: 20, colour: -4, mix: 55 } },
    { name: 'Bass: growl', tags: ['bass'], params: { curve: 4, drive: 24, asymmetry: 30, colour: 3, tone: -2 } },
    { name: 'Drum bus: dense', tags: ['drums', 'bus'], params: { curve: 1, drive: 10, asymmetry: 10, mix: 65 } },
    { name: 'Drums: shave the peaks', tags: ['drums'], params: { curve: 2, drive: 6, level: 0, output: -6 } },
    { name: 'Snare: crack', tags: ['drums'], params: { curve: 1, drive: 15, colour: 5, mix: 60 } },
    { name: 'Kick: rounder', tags: ['drums'], params: { curve: 0, drive: 9, colour: -6 } },
    { name: 'Keys: electric piano at the edge', tags: ['keys'], params: { curve: 3, drive: 14, asymmetry: 25, tone: -1 } },
    { name: 'Synth: fat', tags: ['synth'], params: { curve: 4, drive: 15, asymmetry: 15, colour: -3 } },
    { name: 'Parallel: burnt', tags: ['drums', 'bus'], params: { curve: 2, drive: 30, colour: 4, tone: -3, mix: 25 } },
  ],
})
