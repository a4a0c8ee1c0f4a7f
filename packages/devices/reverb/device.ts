// Reverb: a feedback delay network of sixteen lines with early reflections, diffusion, damping at both ends and modulation.
import { defineDevice, hertz, percent, seconds } from '@tonmeister/project'

/** Decay times until the lines drop what comes round, at −180 dB: three, less what single samples lie below the level of the whole. */
const DECAYS = 2.8

export default defineDevice({
  id: 'reverb',
  version: 1,
  name: 'Reverb',
  kind: 'effect',
  category: 'reverb',
  params: {
    decay: seconds({ name: 'Decay', min: 0.1, max: 30, default: 1.8 }),
    size: percent({ name: 'Size', min: 0, max: 100, default: 55 }),
    predelay: seconds({ name: 'Pre-delay', min: 0, max: 0.5, default: 0.015, curve: 'linear' }),
    early: percent({ name: 'Early reflections', min: 0, max: 100, default: 35 }),
    diffusion: percent({ name: 'Diffusion', min: 0, max: 100, default: 85 }),
    highdecay: percent({ name: 'High decay', min: 10, max: 100, default: 50 }),
    highfreq: hertz({ name: 'High crossover', min: 1000, max: 16_000, default: 5000 }),
    lowdecay: percent({ name: 'Low decay', min: 20, max: 200, default: 110 }),
    lowfreq: hertz({ name: 'Low crossover', min: 50, max: 800, default: 200 }),
    moddepth: percent({ name: 'Modulation', min: 0, max: 100, default: 40 }),
    modrate: hertz({ name: 'Modulation rate', min: 0.05, max: 3, default: 0.7 }),
    lowcut: hertz({ name: 'Low cut', min: 20, max: 1000, default: 80 }),
    highcut: hertz({ name: 'High cut', min: 1000, max: 20_000, default: 14_000 }),
    width: percent({ name: 'Width', min: 0, max: 100, default: 100 }),
    mix: percent({ name: 'Mix', min: 0, max: 100, default: 25 }),
  },
  // The slowest part of the sound, after the longest diffuser has rung out; the rest is reflections and filters.
  tail: (v) => {
    const longest = Math.max(0.0128, 0.0223 * (0.14 + (0.86 * v.size) / 100))
    let rounds = 1
    for (let level = 1; level > 1e-9 && v.diffusion > 0; level *= (0.625 * v.diffusion) / 100) rounds++
    return v.predelay + v.decay * Math.max(1, v.lowdecay / 100) * DECAYS + rounds * longest + 0.15
  },
  panel: [
    ['decay', 'size', 'predelay'],
    ['early', 'diffusion', 'width', 'mix'],
    ['highdecay', 'highfreq', 'lowdecay', 'lowfreq'],
    ['lowcut', 'highcut', 'moddepth', 'modrate'],
  ],
  presets: [
    {
      name: 'Drums: tight room',
      tags: ['drums', 'room', 'short'],
      params: { decay: 0.45, size: 22, predelay: 0.002, early: 65, diffusion: 80, highdecay: 60, highfreq: 6000, lowcut: 140, mix: 16 },
    },
    {
      name: 'Snare: plate',
      tags: ['drums', 'plate'],
      params: {
        decay: 1.3,
        size: 30,
        predelay: 0.012,
        early: 0,
        diffusion: 100,
        highdecay: 70,
        highfreq: 7000,
        lowdecay: 70,
        lowcut: 260,
        mix: 22,
      },
    },
    {
      name: 'Snare: eighties, to be gated',
      tags: ['drums', 'hall'],
      params: { decay: 2.6, size: 60, predelay: 0.004, early: 90, diffusion: 95, highdecay: 75, highfreq: 8000, lowcut: 200, mix: 38 },
    },
    {
      name: 'Vocal: bright plate',
      tags: ['vocal', 'plate'],
      params: {
        decay: 1.7,
        size: 38,
        predelay: 0.03,
        early: 0,
        diffusion: 100,
        highdecay: 72,
        highfreq: 7500,
        lowdecay: 65,
        lowcut: 240,
        moddepth: 40,
        mix: 20,
      },
    },
    {
      name: 'Vocal: small chamber',
      tags: ['vocal', 'chamber'],
      params: { decay: 0.9, size: 33, predelay: 0.018, early: 40, diffusion: 90, highdecay: 55, highfreq: 4500, lowcut: 180, mix: 18 },
    },
    {
      name: 'Vocal: ballad hall',
      tags: ['vocal', 'hall'],
      params: { decay: 2.8, size: 70, predelay: 0.055, early: 15, diffusion: 90, highdecay: 42, highfreq: 4200, lowcut: 220, mix: 24 },
    },
    {
      name: 'Song: send hall',
      tags: ['send', 'hall'],
      params: { decay: 2.2, size: 62, predelay: 0.024, early: 20, lowcut: 200, mix: 100 },
    },
    {
      name: 'Song: send room',
      tags: ['send', 'room'],
      params: { decay: 0.7, size: 28, predelay: 0.006, early: 60, highdecay: 60, lowcut: 160, mix: 100 },
    },
    {
      name: 'Piano: recital hall',
      tags: ['keys', 'hall'],
      params: { decay: 1.9, size: 66, predelay: 0.022, early: 45, highdecay: 48, lowdecay: 115, lowcut: 70, moddepth: 12, mix: 22 },
    },
    {
      name: 'Strings: concert hall',
      tags: ['orchestra', 'hall'],
      params: { decay: 2.3, size: 84, predelay: 0.028, early: 50, highdecay: 45, highfreq: 4000, lowdecay: 125, lowcut: 45, mix: 30 },
    },
    {
      name: 'Choir: stone church',
      tags: ['choir', 'church'],
      params: {
        decay: 5.5,
        size: 96,
        predelay: 0.045,
        early: 25,
        diffusion: 75,
        highdecay: 35,
        highfreq: 3200,
        lowdecay: 120,
        lowcut: 60,
        mix: 34,
      },
    },
    {
      name: 'Guitar: dark spring-like',
      tags: ['guitar', 'short'],
      params: {
        decay: 1.5,
        size: 8,
        predelay: 0.02,
        early: 0,
        diffusion: 55,
        highdecay: 30,
        highfreq: 3000,
        lowdecay: 60,
        lowcut: 180,
        highcut: 5000,
        moddepth: 65,
        modrate: 1.6,
        mix: 24,
      },
    },
    {
      name: 'Dialogue: living room',
      tags: ['speech', 'film', 'room'],
      params: { decay: 0.38, size: 18, predelay: 0.001, early: 85, diffusion: 70, highdecay: 55, lowcut: 120, moddepth: 0, mix: 14 },
    },
    {
      name: 'Dialogue: stairwell',
      tags: ['speech', 'film'],
      params: { decay: 2.1, size: 40, predelay: 0.004, early: 80, diffusion: 60, highdecay: 65, lowdecay: 90, moddepth: 5, mix: 30 },
    },
    {
      name: 'Ambient: endless night',
      tags: ['ambient', 'long'],
      params: {
        decay: 14,
        size: 100,
        predelay: 0.08,
        early: 0,
        diffusion: 100,
        highdecay: 40,
        highfreq: 3500,
        lowdecay: 90,
        lowcut: 180,
        moddepth: 80,
        modrate: 0.35,
        mix: 45,
      },
    },
  ],
})
