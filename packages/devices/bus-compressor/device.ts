// Bus compressor: a feedback compressor with few, stepped settings that holds a mix together.
import { choice, db, defineDevice, hertz, percent } from '@tonmeister/project'

export default defineDevice({
  id: 'bus-compressor',
  version: 1,
  name: 'Bus compressor',
  kind: 'effect',
  category: 'dynamics',
  sidechain: true,
  params: {
    threshold: db({ name: 'Threshold', min: -40, max: 0, default: -14 }),
    ratio: choice({ name: 'Ratio', choices: ['1.5:1', '2:1', '4:1', '10:1'], default: 1 }),
    knee: db({ name: 'Knee', min: 0, max: 12, default: 6 }),
    attack: choice({ name: 'Attack', choices: ['0.1 ms', '0.3 ms', '1 ms', '3 ms', '10 ms', '30 ms'], default: 4 }),
    release: choice({ name: 'Release', choices: ['0.1 s', '0.3 s', '0.6 s', '1.2 s', 'Auto'], default: 4 }),
    makeup: db({ name: 'Make-up', min: -6, max: 18, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
    lowcut: hertz({ name: 'Key low cut', min: 20, max: 500, default: 20 }),
  },
  readings: { reduction: { name: 'Reduction', unit: 'dB', min: 0, max: 24 } },
  tail: () => 0,
  panel: [
    ['threshold', 'ratio', 'knee'],
    ['attack', 'release'],
    ['makeup', 'mix', 'lowcut'],
  ],
  presets: [
    {
      name: 'Mix bus: glue',
      tags: ['bus', 'master'],
      params: { threshold: -16, ratio: 1, attack: 4, release: 4, makeup: 1.5, lowcut: 60 },
    },
    {
      name: 'Mix bus: punch',
      tags: ['bus', 'master'],
      params: { threshold: -14, ratio: 2, attack: 5, release: 0, knee: 4, makeup: 2, lowcut: 90 },
    },
    {
      name: 'Mix bus: barely there',
      tags: ['bus', 'master'],
      params: { threshold: -18, ratio: 0, attack: 5, release: 4, knee: 12, makeup: 1 },
    },
    {
      name: 'Mix bus: acoustic',
      tags: ['bus', 'master'],
      params: { threshold: -20, ratio: 0, attack: 5, release: 2, knee: 12, makeup: 1 },
    },
    {
      name: 'Drum bus: snap',
      tags: ['drums', 'bus'],
      params: { threshold: -18, ratio: 2, attack: 5, release: 0, knee: 3, makeup: 3, lowcut: 80 },
    },
    {
      name: 'Drum bus: pinned, in parallel',
      tags: ['drums', 'bus'],
      params: { threshold: -32, ratio: 3, attack: 0, release: 0, knee: 0, makeup: 12, mix: 40 },
    },
    {
      name: 'Vocal bus: together',
      tags: ['vocal', 'bus'],
      params: { threshold: -20, ratio: 1, attack: 3, release: 4, knee: 8, makeup: 2, lowcut: 100 },
    },
    { name: 'Guitar bus: level', tags: ['guitar', 'bus'], params: { threshold: -20, ratio: 1, attack: 4, release: 1, knee: 6, makeup: 2 } },
    {
      name: 'Strings: slow hand',
      tags: ['bus', 'film'],
      params: { threshold: -22, ratio: 0, attack: 5, release: 3, knee: 12, makeup: 1.5 },
    },
  ],
})
