// Tremolo and auto-pan: a gain that swings, on both sides together or against each other.
import { defineDevice, hertz, note, noteIndex, number, percent } from '@tonmeister/project'

export default defineDevice({
  id: 'tremolo',
  version: 1,
  name: 'Tremolo',
  kind: 'effect',
  category: 'modulation',
  params: {
    rate: hertz({ name: 'Rate', min: 0.02, max: 20, default: 5 }),
    sync: note({ name: 'Sync', sets: 'rate', turn: 'turn' }),
    depth: percent({ name: 'Depth', min: 0, max: 100, default: 50 }),
    shape: percent({ name: 'Shape', min: 0, max: 100, default: 0 }),
    spread: percent({ name: 'Stereo phase', min: 0, max: 100, default: 0 }),
    turn: number({ name: 'Turn', min: 0, max: 1, default: 0, hidden: true }),
  },
  tail: () => 0,
  panel: [
    ['rate', 'sync', 'depth'],
    ['shape', 'spread'],
  ],
  presets: [
    { name: 'Guitar: amplifier', tags: ['guitar'], params: { rate: 5.2, depth: 55 } },
    { name: 'Guitar: surf', tags: ['guitar'], params: { rate: 7.5, depth: 80, shape: 10 } },
    { name: 'Guitar: slow swell', tags: ['guitar'], params: { rate: 0.8, depth: 70 } },
    { name: 'Keys: suitcase', tags: ['keys', 'wide'], params: { rate: 4.6, depth: 60, shape: 25, spread: 100 } },
    { name: 'Keys: gentle auto-pan', tags: ['keys', 'wide'], params: { rate: 0.5, depth: 40, spread: 100 } },
    { name: 'Synth: eighths at 120, chopped', tags: ['synth', 'rhythm'], params: { rate: 4, depth: 100, shape: 90 } },
    {
      name: 'Synth: sixteenths at 120, side to side',
      tags: ['synth', 'rhythm', 'wide'],
      params: { rate: 8, depth: 100, shape: 70, spread: 100 },
    },
    { name: 'Strings: shimmer', tags: ['strings', 'wide'], params: { rate: 6, depth: 25, spread: 50 } },
    { name: 'Percussion: wide, restless', tags: ['drums', 'wide'], params: { rate: 1.5, depth: 60, spread: 100 } },
    { name: 'Sync: eighths, chopped', tags: ['rhythm', 'sync'], params: { sync: noteIndex('1/8'), depth: 100, shape: 90 } },
    { name: 'Sync: triplets, soft', tags: ['rhythm', 'sync'], params: { sync: noteIndex('1/8 T'), depth: 60 } },
    { name: 'Sync: from side to side in a bar', tags: ['sync', 'wide'], params: { sync: noteIndex('1/1'), depth: 70, spread: 100 } },
  ],
})
