import { cents, db, defineDevice, hertz, number, percent, seconds, semitones } from '@tonmeister/project'

const time = (name: string, min: number, value: number) => seconds({ name, min, max: 20, default: value })

export default defineDevice({
  id: 'sampler',
  version: 1,
  name: 'Sampler',
  kind: 'instrument',
  category: 'sampler',
  zones: true,
  voices: 32,
  params: {
    transpose: semitones({ name: 'Transpose', min: -36, max: 36, default: 0 }),
    fine: cents({ name: 'Fine', min: -100, max: 100, default: 0 }),
    start: percent({ name: 'Start', min: 0, max: 99, default: 0 }),
    attack: time('Attack', 0.0005, 0.001),
    decay: time('Decay', 0.003, 1),
    sustain: percent({ name: 'Sustain', min: 0, max: 100, default: 100 }),
    release: time('Release', 0.003, 0.08),
    cutoff: hertz({ name: 'Cutoff', min: 20, max: 20_000, default: 20_000 }),
    resonance: number({ name: 'Resonance', min: 0.5, max: 12, default: 0.71, curve: 'log' }),
    keyTrack: percent({ name: 'Key tracking', min: 0, max: 100, default: 0 }),
    velocityFilter: semitones({ name: 'Velocity to filter', min: 0, max: 60, default: 0, step: 0 }),
    velocity: percent({ name: 'Velocity', min: 0, max: 100, default: 80 }),
    level: db({ name: 'Level', min: -36, max: 12, default: 0 }),
    bend: semitones({ name: 'Bend', min: -48, max: 48, default: 0, hidden: true, step: 0 }),
    modulation: number({ name: 'Modulation', min: 0, max: 1, default: 0, hidden: true }),
  },
  tail: (p) => p.release + 0.01,
  panel: [
    ['transpose', 'fine', 'start', 'velocity', 'level'],
    ['attack', 'decay', 'sustain', 'release'],
    ['cutoff', 'resonance', 'keyTrack', 'velocityFilter'],
  ],
  presets: [
    { name: 'As recorded', tags: ['start'], params: {} },
    { name: 'One-shot', tags: ['drums'], params: { release: 4, attack: 0.0005 } },
    { name: 'Tight', tags: ['drums', 'dry'], params: { decay: 0.25, sustain: 0, release: 0.05 } },
    {
      name: 'Soft keys',
      tags: ['keys'],
      params: { attack: 0.004, decay: 6, sustain: 0, release: 0.5, cutoff: 4500, velocityFilter: 24, velocity: 95 },
    },
    { name: 'Plucked', tags: ['pluck'], params: { decay: 0.9, sustain: 0, release: 0.3, cutoff: 6000, velocityFilter: 18 } },
    { name: 'Slow pad', tags: ['pad'], params: { attack: 0.9, sustain: 100, release: 2.2, cutoff: 5200, velocity: 40 } },
    { name: 'Dark bed', tags: ['ambience'], params: { attack: 1.6, release: 3.5, cutoff: 1200, velocity: 30 } },
    { name: 'Telephone', tags: ['effects'], params: { cutoff: 2600, resonance: 3.2, release: 0.1 } },
  ],
})
