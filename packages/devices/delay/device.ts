// Delay: stereo or ping-pong, with filters, saturation and wow in the loop, and ducking of the echoes.
import { cents, choice, db, defineDevice, hertz, note, noteIndex, percent, seconds, toggle } from '@tonmeister/project'

const GLIDE = 1
/** The longest delay in seconds; the kernel has the same number. A stereo offset does not go beyond it. */
const LONGEST = 4
/** Echoes below −180 dB of full scale are dropped. */
const DROPPED = 1e-9
/** Above and below, the loop's filters are out of circuit. The kernel has the same numbers. */
const HIGHCUT_OUT = 19_500
const LOWCUT_OUT = 20.5
const turn = 2 * Math.PI

export default defineDevice({
  id: 'delay',
  version: 1,
  name: 'Delay',
  kind: 'effect',
  category: 'delay',
  params: {
    time: seconds({ name: 'Time', min: 0.001, max: LONGEST, default: 0.375 }),
    sync: note({ name: 'Sync', sets: 'time' }),
    feedback: percent({ name: 'Feedback', min: 0, max: 110, default: 35 }),
    pingpong: toggle({ name: 'Ping-pong', default: false }),
    offset: percent({ name: 'Stereo offset', min: -50, max: 50, default: 0 }),
    change: choice({ name: 'Time moves by', choices: ['Fade', 'Glide'], default: 0 }),
    lowcut: hertz({ name: 'Low cut', min: 20, max: 2000, default: 120 }),
    highcut: hertz({ name: 'High cut', min: 500, max: 20_000, default: 6500 }),
    drive: percent({ name: 'Saturation', min: 0, max: 100, default: 0 }),
    wow: cents({ name: 'Wow', min: 0, max: 50, default: 0, step: 0 }),
    wowrate: hertz({ name: 'Wow rate', min: 0.1, max: 8, default: 0.6 }),
    width: percent({ name: 'Width', min: 0, max: 100, default: 100 }),
    duck: db({ name: 'Ducking', min: 0, max: 24, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 25 }),
  },
  tail: (v) => {
    // The interpolator lets at most 0.04 dB too much pass.
    const gain = (v.feedback / 100) * (v.wow > 0 ? 1.004 : 1)
    if (gain >= 0.999) return Infinity
    const longest = Math.min(LONGEST, v.time * (1 + Math.abs(v.offset) / 100))
    // Rounds until the loop has fallen below what is dropped, from +18 dB of all echoes on top of each other.
    let rounds = 1
    for (let level = 8 / (1 - gain); level > DROPPED && gain > 0; level *= gain) rounds++
    // Wow and the high cut make a round longer; the low cut rings by itself.
    const wow = (2 ** (v.wow / 1200) - 1) / (turn * v.wowrate)
    const high = v.highcut < HIGHCUT_OUT ? 1 / (turn * v.highcut) : 0
    const low = v.lowcut > LOWCUT_OUT ? 1 / (turn * v.lowcut) : 0
    return rounds * (longest + wow + high) + 45 * (low + high) + 0.02
  },
  panel: [
    ['time', 'sync', 'pingpong', 'offset'],
    ['change', 'feedback', 'lowcut', 'highcut'],
    ['drive', 'wow', 'wowrate'],
    ['width', 'duck', 'mix'],
  ],
  presets: [
    {
      name: 'Vocal: slap',
      tags: ['vocal', 'short'],
      params: { time: 0.105, feedback: 8, lowcut: 180, highcut: 5200, drive: 15, mix: 22 },
    },
    {
      name: 'Vocal: quarter at 120, out of the way',
      tags: ['vocal'],
      params: { time: 0.5, feedback: 30, lowcut: 250, highcut: 4500, duck: 10, mix: 24 },
    },
    {
      name: 'Vocal: throw (for a send)',
      tags: ['vocal', 'send'],
      params: { time: 0.5, feedback: 55, lowcut: 400, highcut: 3200, drive: 20, wow: 4, mix: 100 },
    },
    {
      name: 'Vocal: doubler',
      tags: ['vocal', 'short', 'wide'],
      params: { time: 0.021, offset: 38, feedback: 0, lowcut: 150, highcut: 9000, wow: 7, wowrate: 0.4, mix: 30 },
    },
    {
      name: 'Guitar: dotted eighth at 120',
      tags: ['guitar', 'rhythm'],
      params: { time: 0.375, feedback: 32, lowcut: 130, highcut: 5200, mix: 30 },
    },
    {
      name: 'Guitar: rockabilly slap',
      tags: ['guitar', 'short', 'tape'],
      params: { time: 0.138, feedback: 12, lowcut: 100, highcut: 4200, drive: 30, wow: 3, wowrate: 1.1, mix: 32 },
    },
    {
      name: 'Keys: wide ping-pong',
      tags: ['keys', 'wide'],
      params: { time: 0.3125, feedback: 42, pingpong: 1, lowcut: 220, highcut: 6000, mix: 26 },
    },
    {
      name: 'Lead: three eighths at 96',
      tags: ['synth', 'send'],
      params: { time: 0.9375, feedback: 34, pingpong: 1, lowcut: 320, highcut: 4200, mix: 100 },
    },
    {
      name: 'Tape: worn',
      tags: ['tape', 'dark'],
      params: { time: 0.42, feedback: 48, change: GLIDE, lowcut: 160, highcut: 2600, drive: 45, wow: 9, wowrate: 0.7, mix: 30 },
    },
    {
      name: 'Dub: turns into itself',
      tags: ['dub', 'tape'],
      params: { time: 0.5625, feedback: 101, change: GLIDE, lowcut: 300, highcut: 2200, drive: 55, wow: 6, mix: 40 },
    },
    {
      name: 'Drums: room from nothing',
      tags: ['drums', 'short'],
      params: { time: 0.032, offset: 27, feedback: 24, lowcut: 200, highcut: 5000, width: 80, mix: 18 },
    },
    {
      name: 'Drums: sixteenth swing at 120',
      tags: ['drums', 'rhythm'],
      params: { time: 0.125, offset: 33, feedback: 20, pingpong: 1, lowcut: 350, highcut: 7000, mix: 20 },
    },
    {
      name: 'Ambient: long fog',
      tags: ['ambient', 'wide'],
      params: { time: 0.9, offset: 11, feedback: 68, lowcut: 260, highcut: 2400, wow: 12, wowrate: 0.25, drive: 10, mix: 45 },
    },
    {
      name: 'Haas: left to right in 14 ms',
      tags: ['wide', 'short'],
      params: { time: 0.0093, offset: 50, feedback: 0, lowcut: 20, highcut: 20_000, mix: 50 },
    },
    {
      name: 'Clean: repeats bit for bit',
      tags: ['start'],
      params: { time: 0.5, feedback: 50, lowcut: 20, highcut: 20_000, mix: 35 },
    },
    {
      name: 'Sync: dotted eighth',
      tags: ['rhythm', 'sync'],
      params: { sync: noteIndex('1/8 D'), feedback: 32, lowcut: 150, highcut: 5500, mix: 28 },
    },
    {
      name: 'Sync: eighths from side to side',
      tags: ['rhythm', 'sync', 'wide'],
      params: { sync: noteIndex('1/8'), pingpong: 1, feedback: 40, lowcut: 250, highcut: 6000, mix: 25 },
    },
    {
      name: 'Sync: triplets on tape',
      tags: ['rhythm', 'sync', 'tape'],
      params: { sync: noteIndex('1/4 T'), change: GLIDE, feedback: 45, drive: 35, wow: 6, lowcut: 180, highcut: 3200, mix: 30 },
    },
  ],
})
