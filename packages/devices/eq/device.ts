// Equaliser: six bands, each of any type.
import { gainOfDb } from '@tonmeister/dsp'
import { choice, db, defineDevice, hertz, number, toggle } from '@tonmeister/project'
import { hasGain, OFFERED, partsOf, TYPES, WHERE } from './types.ts'

const BELL = 0
const HIGH_PASS_12 = 3
const HIGH_PASS_24 = 4
const LOW_SHELF = 1
const HIGH_SHELF = 2
const LOW_PASS_12 = 5
const LOW_PASS_24 = 6
const NOTCH = 7
const TILT = 8
const HIGH_PASS_48 = 13
const SIDE = 4
const MID = 3

const on = (band: number, isOn: boolean) => toggle({ name: `${band} on`, default: isOn })
const type = (band: number, kind: number) =>
  choice({ name: `${band} type`, choices: TYPES.map((x) => x.name), offered: OFFERED, default: kind })
const freq = (band: number, at: number) => hertz({ name: `${band} frequency`, min: 20, max: 20_000, default: at })
const gain = (band: number) => db({ name: `${band} gain`, min: -24, max: 24, default: 0 })
const where = (band: number) => choice({ name: `${band} works on`, choices: WHERE, default: 0 })
const q = (band: number, width: number) => number({ name: `${band} Q`, min: 0.1, max: 40, default: width, curve: 'log' })

export default defineDevice({
  id: 'eq',
  version: 1,
  name: 'Equaliser',
  kind: 'effect',
  category: 'eq',
  params: {
    b1on: on(1, false),
    b1type: type(1, HIGH_PASS_12),
    b1freq: freq(1, 80),
    b1gain: gain(1),
    b1q: q(1, 0.71),
    b1where: where(1),
    b2on: on(2, true),
    b2type: type(2, LOW_SHELF),
    b2freq: freq(2, 120),
    b2gain: gain(2),
    b2q: q(2, 0.71),
    b2where: where(2),
    b3on: on(3, true),
    b3type: type(3, BELL),
    b3freq: freq(3, 400),
    b3gain: gain(3),
    b3q: q(3, 1),
    b3where: where(3),
    b4on: on(4, true),
    b4type: type(4, BELL),
    b4freq: freq(4, 2500),
    b4gain: gain(4),
    b4q: q(4, 1),
    b4where: where(4),
    b5on: on(5, true),
    b5type: type(5, HIGH_SHELF),
    b5freq: freq(5, 8000),
    b5gain: gain(5),
    b5q: q(5, 0.71),
    b5where: where(5),
    b6on: on(6, false),
    b6type: type(6, LOW_PASS_12),
    b6freq: freq(6, 16_000),
    b6gain: gain(6),
    b6q: q(6, 0.71),
    b6where: where(6),
    output: db({ name: 'Output', min: -24, max: 24, default: 0 }),
  },
  tail: (v) => {
    // A section of frequency f and quality Q loses e every Q / (π f) seconds; silence is below −300 dB, after 35 of them. Two real poles (Q < ½) are slower.
    let longest = 0
    const band = (isOn: number, type: number, f: number, width: number, g: number) => {
      const gains = hasGain(type)
      if (isOn < 0.5 || (gains && g === 0)) return
      // Shelves stretch their frequency by the fourth root of the gain, a tilt by the root, bells their Q by it, cutting or boosting.
      const boost = gains ? gainOfDb(Math.abs(g) / 2) : 1
      for (const { kind, q } of partsOf(type, width)) {
        const Q = kind === 'bell' ? Math.max(q * boost, boost / q) : Math.max(q, 1 / q)
        longest += (45 * Q * (kind === 'tilt' ? boost : gains && kind !== 'bell' ? Math.sqrt(boost) : 1)) / (Math.PI * f)
      }
    }
    band(v.b1on, v.b1type, v.b1freq, v.b1q, v.b1gain)
    band(v.b2on, v.b2type, v.b2freq, v.b2q, v.b2gain)
    band(v.b3on, v.b3type, v.b3freq, v.b3q, v.b3gain)
    band(v.b4on, v.b4type, v.b4freq, v.b4q, v.b4gain)
    band(v.b5on, v.b5type, v.b5freq, v.b5q, v.b5gain)
    band(v.b6on, v.b6type, v.b6freq, v.b6q, v.b6gain)
    return longest && longest + 0.05
  },
  panel: [
    ['b1on', 'b1type', 'b1freq', 'b1gain', 'b1q', 'b1where'],
    ['b2on', 'b2type', 'b2freq', 'b2gain', 'b2q', 'b2where'],
    ['b3on', 'b3type', 'b3freq', 'b3gain', 'b3q', 'b3where'],
    ['b4on', 'b4type', 'b4freq', 'b4gain', 'b4q', 'b4where'],
    ['b5on', 'b5type', 'b5freq', 'b5gain', 'b5q', 'b5where'],
    ['b6on', 'b6type', 'b6freq', 'b6gain', 'b6q', 'b6where'],
    ['output'],
  ],
  presets: [
    { name: 'Flat', tags: ['start'], params: {} },
    { name: 'Low cut 80 Hz', tags: ['clean-up'], params: { b1on: 1, b1type: HIGH_PASS_24, b1freq: 80 } },
    {
      name: 'Lead vocal: present and airy',
      tags: ['vocal'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_24,
        b1freq: 90,
        b2gain: -1.5,
        b2freq: 180,
        b3freq: 380,
        b3gain: -2.5,
        b3q: 1.2,
        b4freq: 3600,
        b4gain: 2,
        b4q: 0.8,
        b5freq: 11_000,
        b5gain: 2.5,
      },
    },
    {
      name: 'Dialogue: clear over music',
      tags: ['speech', 'film'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_24,
        b1freq: 75,
        b2gain: -2,
        b2freq: 160,
        b3freq: 320,
        b3gain: -2,
        b3q: 1.1,
        b4freq: 2800,
        b4gain: 2.5,
        b4q: 0.7,
        b5freq: 9000,
        b5gain: -1,
      },
    },
    {
      name: 'Kick: weight and click',
      tags: ['drums'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 28,
        b2type: BELL,
        b2freq: 58,
        b2gain: 3.5,
        b2q: 1.2,
        b3freq: 340,
        b3gain: -5,
        b3q: 1,
        b4freq: 3800,
        b4gain: 3.5,
        b4q: 1.2,
      },
    },
    {
      name: 'Snare: body and crack',
      tags: ['drums'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 90,
        b2type: BELL,
        b2freq: 200,
        b2gain: 2.5,
        b2q: 1.3,
        b3freq: 550,
        b3gain: -3,
        b3q: 1.4,
        b4freq: 4800,
        b4gain: 3,
        b4q: 0.9,
      },
    },
    {
      name: 'Overheads: cymbals only',
      tags: ['drums'],
      params: { b1on: 1, b1type: HIGH_PASS_12, b1freq: 300, b3freq: 800, b3gain: -2, b3q: 0.8, b5freq: 10_000, b5gain: 2 },
    },
    {
      name: 'Bass: round, readable on small speakers',
      tags: ['bass'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 32,
        b2freq: 95,
        b2gain: 1.5,
        b3freq: 260,
        b3gain: -3,
        b3q: 1,
        b4freq: 850,
        b4gain: 2.5,
        b4q: 0.9,
        b6on: 1,
        b6freq: 7000,
      },
    },
    {
      name: 'Acoustic guitar: out of the way',
      tags: ['guitar'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 110,
        b3freq: 220,
        b3gain: -3,
        b3q: 1.1,
        b4freq: 2000,
        b4gain: -1,
        b4q: 0.7,
        b5freq: 9000,
        b5gain: 2.5,
      },
    },
    {
      name: 'Electric guitar: tamed',
      tags: ['guitar'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 95,
        b3freq: 450,
        b3gain: -2,
        b3q: 1,
        b4freq: 3200,
        b4gain: 1.5,
        b4q: 1,
        b6on: 1,
        b6type: LOW_PASS_12,
        b6freq: 9500,
      },
    },
    {
      name: 'Piano: open',
      tags: ['keys'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 40,
        b3freq: 320,
        b3gain: -2,
        b3q: 0.9,
        b4freq: 3500,
        b4gain: 1.5,
        b4q: 0.7,
        b5freq: 10_000,
        b5gain: 2,
      },
    },
    {
      name: 'Mains hum 50 Hz',
      tags: ['clean-up'],
      params: {
        b1on: 1,
        b1type: NOTCH,
        b1freq: 50,
        b1q: 20,
        b2type: NOTCH,
        b2freq: 100,
        b2q: 20,
        b3type: NOTCH,
        b3freq: 150,
        b3q: 20,
        b4type: NOTCH,
        b4freq: 250,
        b4q: 25,
      },
    },
    {
      name: 'Mains hum 60 Hz',
      tags: ['clean-up'],
      params: {
        b1on: 1,
        b1type: NOTCH,
        b1freq: 60,
        b1q: 20,
        b2type: NOTCH,
        b2freq: 120,
        b2q: 20,
        b3type: NOTCH,
        b3freq: 180,
        b3q: 20,
        b4type: NOTCH,
        b4freq: 300,
        b4q: 25,
      },
    },
    {
      name: 'Telephone',
      tags: ['film', 'effect'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_24,
        b1freq: 400,
        b4freq: 1600,
        b4gain: 6,
        b4q: 1,
        b6on: 1,
        b6type: LOW_PASS_24,
        b6freq: 3200,
        output: -3,
      },
    },
    {
      name: 'Through the wall',
      tags: ['film', 'effect'],
      params: { b3freq: 250, b3gain: 3, b3q: 1.2, b6on: 1, b6type: LOW_PASS_24, b6freq: 420 },
    },
    {
      name: 'Master: gentle smile',
      tags: ['master'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 22,
        b2freq: 90,
        b2gain: 0.8,
        b3freq: 350,
        b3gain: -0.8,
        b3q: 0.7,
        b5freq: 12_000,
        b5gain: 1,
      },
    },
    {
      name: 'Tilt: a little darker',
      tags: ['mix', 'master'],
      params: { b3type: TILT, b3freq: 900, b3gain: -2.5 },
    },
    {
      name: 'Rumble filter: 48 dB an octave',
      tags: ['clean-up', 'film'],
      params: { b1on: 1, b1type: HIGH_PASS_48, b1freq: 50 },
    },
    {
      name: 'Master: centre firm, sides airy',
      tags: ['master', 'mid/side'],
      params: {
        b1on: 1,
        b1type: HIGH_PASS_12,
        b1freq: 110,
        b1where: SIDE,
        b4freq: 2800,
        b4gain: 1,
        b4q: 0.7,
        b4where: MID,
        b5freq: 11_000,
        b5gain: 2,
        b5where: SIDE,
      },
    },
  ],
})
