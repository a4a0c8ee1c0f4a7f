// Convolution reverb: the sound of computed or recorded rooms, true stereo, without delay.
import { choice, db, defineDevice, hertz, percent, seconds, toggle } from '@tonmeister/project'
import { ROOMS, secondsOf, steeper } from './rooms.ts'

/** The longest response, in seconds; the kernel has the same number. Of a file what lies behind it is left out. */
const LONGEST = 10
/** Until the low cut has rung out. */
const FILTERS = 0.4

export default defineDevice({
  id: 'convolution',
  version: 1,
  name: 'Convolution',
  kind: 'effect',
  category: 'reverb',
  zones: true,
  params: {
    response: choice({ name: 'Response', choices: ROOMS.map((room) => room.name), default: 3 }),
    predelay: seconds({ name: 'Pre-delay', min: 0, max: 0.25, default: 0, curve: 'linear' }),
    decay: percent({ name: 'Decay', min: 5, max: 100, default: 100 }),
    size: percent({ name: 'Size', min: 50, max: 150, default: 100 }),
    reverse: toggle({ name: 'Reverse', default: false }),
    match: toggle({ name: 'Match level', default: true }),
    lowcut: hertz({ name: 'Low cut', min: 20, max: 1000, default: 20 }),
    highcut: hertz({ name: 'High cut', min: 1000, max: 20_000, default: 20_000 }),
    width: percent({ name: 'Width', min: 0, max: 150, default: 100 }),
    level: db({ name: 'Level', min: -24, max: 24, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 25 }),
  },
  readings: {
    length: { name: 'Length', unit: 's', min: 0, max: LONGEST },
  },
  tail: (v, file) => {
    const whole = Math.min(LONGEST, (file ?? secondsOf(v.response)) * (v.size / 100))
    // It ends when the steeper fall has taken 100 dB off.
    const more = steeper(v.decay)
    return v.predelay + whole * Math.min(1, more > 0 && !v.reverse ? 100 / 60 / more : 1) + FILTERS
  },
  panel: [
    ['response', 'decay', 'size', 'predelay'],
    ['reverse', 'match', 'width', 'level'],
    ['lowcut', 'highcut', 'mix'],
  ],
  presets: [
    { name: 'Orchestra: concert hall', tags: ['hall', 'start'], params: { response: 5, predelay: 0.018, mix: 28 } },
    { name: 'Strings: recital hall', tags: ['hall', 'strings'], params: { response: 4, predelay: 0.01, lowcut: 80, mix: 26 } },
    { name: 'Choir: church', tags: ['hall', 'choir'], params: { response: 6, predelay: 0.03, lowcut: 120, highcut: 9000, mix: 30 } },
    { name: 'Organ: cathedral', tags: ['hall', 'long'], params: { response: 7, predelay: 0.04, highcut: 8000, mix: 35 } },
    { name: 'Vocal: chamber', tags: ['vocal', 'chamber'], params: { response: 3, predelay: 0.02, lowcut: 180, highcut: 9000, mix: 18 } },
    { name: 'Vocal: plate behind the voice', tags: ['vocal', 'plate'], params: { response: 9, predelay: 0.06, lowcut: 250, mix: 20 } },
    { name: 'Snare: short plate', tags: ['drums', 'plate'], params: { response: 9, decay: 45, lowcut: 300, mix: 24 } },
    { name: 'Drums: studio room', tags: ['drums', 'room'], params: { response: 0, lowcut: 60, width: 120, mix: 22 } },
    { name: 'Drums: stairwell', tags: ['drums', 'effect'], params: { response: 8, decay: 60, lowcut: 120, mix: 30 } },
    { name: 'Drums: turned round', tags: ['drums', 'effect'], params: { response: 4, decay: 60, reverse: 1, lowcut: 200, mix: 32 } },
    { name: 'Piano: wooden room', tags: ['keys', 'room'], params: { response: 1, predelay: 0.004, mix: 20 } },
    { name: 'Guitar: spring', tags: ['guitar', 'spring'], params: { response: 10, lowcut: 150, width: 60, mix: 26 } },
    { name: 'Percussion: tiles', tags: ['drums', 'room'], params: { response: 2, lowcut: 200, mix: 20 } },
    { name: 'Dialogue: closeness', tags: ['voice', 'film'], params: { response: 11, lowcut: 120, highcut: 10_000, mix: 14 } },
    {
      name: 'Ambient: larger than life',
      tags: ['ambient', 'long'],
      params: { response: 7, size: 130, predelay: 0.08, lowcut: 200, highcut: 6000, width: 140, mix: 50 },
    },
    { name: 'Send: hall alone', tags: ['send', 'hall'], params: { response: 5, predelay: 0.025, lowcut: 90, mix: 100 } },
  ],
})
