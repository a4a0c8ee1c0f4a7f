// Compressor: stereo-linked, feed-forward or feedback, with soft knee, look-ahead, parallel mix and a key input.
import { choice, db, defineDevice, hertz, percent, ratio, seconds, toggle } from '@tonmeister/project'
import { lookahead, lookaheadFrames } from '../lookahead.ts'

export default defineDevice({
  id: 'compressor',
  version: 1,
  name: 'Compressor',
  kind: 'effect',
  category: 'dynamics',
  sidechain: true,
  params: {
    threshold: db({ name: 'Threshold', min: -60, max: 0, default: -18 }),
    ratio: ratio({ name: 'Ratio', min: 1, max: 50, default: 3 }),
    knee: db({ name: 'Knee', min: 0, max: 30, default: 6 }),
    attack: seconds({ name: 'Attack', min: 0.0001, max: 0.25, default: 0.01 }),
    release: seconds({ name: 'Release', min: 0.005, max: 3, default: 0.12 }),
    makeup: db({ name: 'Make-up', min: -12, max: 30, default: 0 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }),
    detector: choice({ name: 'Detector', choices: ['Peak', 'RMS'], default: 0 }),
    lowcut: hertz({ name: 'Key low cut', min: 20, max: 1000, default: 20 }),
    topology: choice({ name: 'Topology', choices: ['Feed-forward', 'Feedback'], default: 0 }),
    autorelease: toggle({ name: 'Auto release', default: false }),
    automakeup: toggle({ name: 'Auto make-up', default: false }),
    lookahead: lookahead(0.02),
  },
  readings: { reduction: { name: 'Reduction', unit: 'dB', min: 0, max: 24 } },
  latency: lookaheadFrames,
  tail: () => 0,
  panel: [
    ['threshold', 'ratio', 'knee', 'detector', 'lowcut'],
    ['attack', 'release', 'autorelease', 'lookahead', 'topology'],
    ['makeup', 'automakeup', 'mix'],
  ],
  presets: [
    {
      name: 'Vocal: steady',
      tags: ['vocal'],
      params: { threshold: -22, ratio: 3.5, knee: 8, attack: 0.006, release: 0.09, makeup: 4, lowcut: 90 },
    },
    {
      name: 'Vocal: in your face',
      tags: ['vocal'],
      params: { threshold: -28, ratio: 6, knee: 6, attack: 0.002, release: 0.06, makeup: 8, lowcut: 100 },
    },
    {
      name: 'Dialogue: even',
      tags: ['speech', 'film'],
      params: { threshold: -26, ratio: 2.5, knee: 12, attack: 0.008, release: 0.18, makeup: 4, detector: 1, lowcut: 80 },
    },
    {
      name: 'Drum bus: glue',
      tags: ['drums', 'bus'],
      params: { threshold: -16, ratio: 2, knee: 6, attack: 0.03, release: 0.1, makeup: 2, lowcut: 60 },
    },
    {
      name: 'Drums: parallel smash',
      tags: ['drums'],
      params: { threshold: -36, ratio: 12, knee: 3, attack: 0.0008, release: 0.08, makeup: 14, mix: 35 },
    },
    { name: 'Snare: punch', tags: ['drums'], params: { threshold: -18, ratio: 4, knee: 3, attack: 0.012, release: 0.07, makeup: 3 } },
    { name: 'Kick: tight', tags: ['drums'], params: { threshold: -15, ratio: 5, knee: 2, attack: 0.02, release: 0.06, makeup: 2.5 } },
    {
      name: 'Bass: level',
      tags: ['bass'],
      params: { threshold: -24, ratio: 4.5, knee: 6, attack: 0.015, release: 0.14, makeup: 5, detector: 1 },
    },
    {
      name: 'Acoustic guitar: gentle',
      tags: ['guitar'],
      params: { threshold: -20, ratio: 2.2, knee: 10, attack: 0.012, release: 0.15, makeup: 2 },
    },
    {
      name: 'Piano: keeps its touch',
      tags: ['keys'],
      params: { threshold: -20, ratio: 1.8, knee: 12, attack: 0.025, release: 0.25, makeup: 1.5, mix: 70 },
    },
    {
      name: 'Mix bus: two decibels',
      tags: ['bus', 'master'],
      params: { threshold: -14, ratio: 1.6, knee: 10, attack: 0.03, release: 0.2, makeup: 1, detector: 1, lowcut: 70 },
    },
    {
      name: 'Vocal: opto, feedback',
      tags: ['vocal'],
      params: {
        threshold: -28,
        ratio: 3,
        knee: 12,
        attack: 0.01,
        release: 0.06,
        detector: 1,
        lowcut: 80,
        topology: 1,
        autorelease: 1,
        automakeup: 1,
      },
    },
    {
      name: 'Drums: catches every hit',
      tags: ['drums'],
      params: { threshold: -14, ratio: 8, knee: 3, attack: 0.001, release: 0.05, autorelease: 1, lookahead: 0.002, makeup: 3 },
    },
    { name: 'Duck under the key', tags: ['key', 'pump'], params: { threshold: -30, ratio: 8, knee: 6, attack: 0.003, release: 0.18 } },
    {
      name: 'Music under speech',
      tags: ['key', 'film'],
      params: { threshold: -40, ratio: 3, knee: 12, attack: 0.04, release: 0.7, detector: 1, lowcut: 120 },
    },
  ],
})
