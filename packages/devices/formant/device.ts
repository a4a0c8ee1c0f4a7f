// Formant shifter: moves what makes a voice large or small, and leaves its pitch.
import { defineDevice, percent, semitones } from '@tonmeister/project'

export default defineDevice({
  id: 'formant',
  version: 1,
  name: 'Formant shifter',
  kind: 'effect',
  category: 'modulation',
  params: {
    shift: semitones({ name: 'Formants', min: -12, max: 12, default: 0, step: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
  },
  // Until the envelope has left its window, and what rings in it has died away.
  tail: () => 0.6,
  panel: [['shift', 'mix']],
  presets: [
    { name: 'Vocal: a little larger', tags: ['vocal'], params: { shift: -1.5 } },
    { name: 'Vocal: a little smaller', tags: ['vocal'], params: { shift: 1.5 } },
    { name: 'Vocal: chest', tags: ['vocal'], params: { shift: -3 } },
    { name: 'Vocal: younger', tags: ['vocal'], params: { shift: 3.5 } },
    { name: 'Backing vocals: another singer', tags: ['vocal'], params: { shift: -2.2 } },
    { name: 'Character: giant', tags: ['vocal', 'effect'], params: { shift: -8 } },
    { name: 'Character: gnome', tags: ['vocal', 'effect'], params: { shift: 8 } },
    { name: 'Guitar: bigger body', tags: ['guitar'], params: { shift: -2.5, mix: 80 } },
    { name: 'Snare: smaller shell', tags: ['drums'], params: { shift: 2 } },
    { name: 'Synth: vowels from below', tags: ['synth'], params: { shift: -5, mix: 70 } },
  ],
})
