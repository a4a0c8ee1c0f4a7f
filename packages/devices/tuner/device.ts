// Tuner: note, cents and frequency of what is played. It changes no bit unless it is muted.
import { choice, defineDevice, hertz, toggle } from '@tonmeister/project'

const [GUITAR, DROP_D, BASS, BASS_5, UKULELE, VIOLIN, CELLO] = [1, 2, 3, 4, 5, 6, 8]

export default defineDevice({
  id: 'tuner',
  version: 1,
  name: 'Tuner',
  kind: 'effect',
  category: 'analysis',
  params: {
    reference: hertz({ name: 'Reference A4', min: 390, max: 480, default: 440 }),
    tuning: choice({
      name: 'Tuning',
      choices: ['Every note', 'Guitar', 'Guitar, drop D', 'Bass', 'Bass, five strings', 'Ukulele', 'Violin', 'Viola', 'Cello'],
      default: 0,
    }),
    mute: toggle({ name: 'Mute', default: false }),
  },
  tail: () => 0,
  panel: [['reference', 'tuning', 'mute']],
  presets: [
    { name: 'Every note, 440 Hz', tags: ['start'], params: {} },
    { name: 'Orchestra, 442 Hz', tags: ['orchestra'], params: { reference: 442 } },
    { name: 'Orchestra, 443 Hz', tags: ['orchestra'], params: { reference: 443 } },
    { name: 'Baroque, 415 Hz', tags: ['orchestra'], params: { reference: 415 } },
    { name: 'Guitar', tags: ['guitar'], params: { tuning: GUITAR } },
    { name: 'Guitar, a semitone down', tags: ['guitar'], params: { tuning: GUITAR, reference: 415.3047 } },
    { name: 'Guitar, drop D', tags: ['guitar'], params: { tuning: DROP_D } },
    { name: 'Bass', tags: ['bass'], params: { tuning: BASS } },
    { name: 'Bass, five strings', tags: ['bass'], params: { tuning: BASS_5 } },
    { name: 'Ukulele', tags: ['guitar'], params: { tuning: UKULELE } },
    { name: 'Violin, 442 Hz', tags: ['orchestra'], params: { tuning: VIOLIN, reference: 442 } },
    { name: 'Cello, 442 Hz', tags: ['orchestra'], params: { tuning: CELLO, reference: 442 } },
  ],
})
