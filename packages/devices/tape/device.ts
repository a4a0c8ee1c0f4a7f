// Tape: three speeds, recorded through the curve that the bias leaves, with head bump, loss of treble, wow and flutter. No noise: silence stays silence.
import { choice, db, defineDevice, percent, toggle } from '@tonmeister/project'
import { shapingLatency } from '../shaping.ts'

/** Frames that wow and flutter have to either side. The kernel computes the same. */
const wander = (sampleRate: number): number => Math.floor((sampleRate * 2) / 1000) + 8

export default defineDevice({
  id: 'tape',
  version: 1,
  name: 'Tape',
  kind: 'effect',
  category: 'distortion',
  params: {
    speed: choice({ name: 'Tape speed', choices: ['7.5 ips', '15 ips', '30 ips'], default: 1 }),
    drive: db({ name: 'Record level', min: -12, max: 30, default: 6 }),
    bias: percent({ name: 'Bias', min: -100, max: 100, default: 0 }),
    bump: percent({ name: 'Head bump', min: 0, max: 200, default: 100 }),
    loss: percent({ name: 'Treble loss', min: 0, max: 100, default: 50 }),
    wow: percent({ name: 'Wow', min: 0, max: 100, default: 5 }),
    flutter: percent({ name: 'Flutter', min: 0, max: 100, default: 10 }),
    level: toggle({ name: 'Same level', default: true }),
    output: db({ name: 'Output', min: -24, max: 12, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
  },
  readings: { input: { name: 'Input', unit: '%', min: 0, max: 100 } },
  latency: (v, sampleRate) => shapingLatency(v, sampleRate) + wander(sampleRate),
  // The blocker of direct current: 45 time constants of 5 Hz; and the head bump.
  tail: () => 1.7,
  panel: [
    ['speed', 'drive', 'bias', 'bump', 'loss'],
    ['wow', 'flutter', 'level', 'output', 'mix'],
  ],
  presets: [
    { name: 'Master: 30 ips, clean', tags: ['master'], params: { speed: 2, drive: 3, bump: 70, loss: 30, wow: 0, flutter: 3 } },
    { name: 'Master: 15 ips, warm', tags: ['master', 'bus'], params: { speed: 1, drive: 7, bump: 100, loss: 50, wow: 2, flutter: 5 } },
    { name: 'Drum bus: hot', tags: ['drums', 'bus'], params: { speed: 1, drive: 15, bias: 20, bump: 120, loss: 55, wow: 0, flutter: 4 } },
    { name: 'Kick and bass: 30 ips bump', tags: ['drums', 'bass'], params: { speed: 2, drive: 9, bump: 160, wow: 0, flutter: 0 } },
    { name: 'Vocal: smooth top', tags: ['vocal'], params: { speed: 1, drive: 8, bias: 50, bump: 60, loss: 60, wow: 3 } },
    { name: 'Guitar: pushed', tags: ['guitar'], params: { speed: 0, drive: 18, bump: 80, loss: 50, wow: 6, flutter: 14 } },
    { name: 'Keys: old recorder', tags: ['keys'], params: { speed: 0, drive: 12, bias: -30, loss: 75, wow: 30, flutter: 35 } },
    {
      name: 'Lo-fi: worn cassette',
      tags: ['synth', 'keys'],
      params: { speed: 0, drive: 14, bias: -60, bump: 60, loss: 100, wow: 55, flutter: 60 },
    },
    {
      name: 'Underbiased: grit',
      tags: ['drums', 'synth'],
      params: { speed: 1, drive: 16, bias: -100, bump: 80, loss: 40, wow: 0, flutter: 6 },
    },
    { name: 'Flange with the dry signal', tags: ['guitar', 'wide'], params: { speed: 0, drive: 4, wow: 80, flutter: 10, mix: 50 } },
  ],
})
