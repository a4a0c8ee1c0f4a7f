// Changing the plan while it plays: whatever changes, nobody hears a click, and afterwards it sounds as if it had always been so.
import { devices as real } from '@tonmeister/devices'
import { type Rec, TICKS_PER_QUARTER } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, Renderer } from './index.ts'
import { clickDb } from './testing.clicks.node.ts'
import {
  asset,
  audio,
  chance,
  clips,
  device,
  devices,
  differenceDb,
  expectSameBits,
  FLICKS_PER_FRAME,
  joined,
  notes,
  open,
  peakDb,
  play,
  point,
  RATE,
  records,
  send,
  sineWave,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const catalog = { devices: { ...real, ...devices }, clips }
const LENGTH = 960_000
// Whole periods every 800 frames: steady wherever it is cut out of.
const media = { low: sineWave(LENGTH, 180).map((x) => x * 0.6), high: sineWave(LENGTH, 300).map((x) => x * 0.4) }
const plan = (list: Map<string, Rec>) => compile(list, catalog)
const start = (list: Map<string, Rec>, block = 128) => {
  const renderer = new Renderer(plan(list), { kernels: new TestKernels(), openSource: open(media), declick: true, chunk: block })
  renderer.play()
  return renderer
}

const NO_CLICK_DB = -52

test('the measure of a click: a step of 1 % of full scale is told from a steady tone and from a ramp of 128 frames', () => {
  const tone = sineWave(4800, 180)
  expect(clickDb(tone)).toBeLessThan(-75)
  expect(clickDb(tone.map((x, i) => x * Math.min(1, Math.max(0, (i - 2000) / 128))))).toBeLessThan(NO_CLICK_DB - 4)
  expect(clickDb(tone.map((x, i) => x + (i > 2000 ? 0.01 : 0)))).toBeGreaterThan(NO_CLICK_DB)
})

const clip = (on: string, what: string, at = 0, length = LENGTH, more: object = {}) =>
  audio(on, what, at, length, { id: `clip ${on} ${what} ${at}`, order: `${at}`, ...more })
/** Two tracks with devices, a bus with a send, a bus in between, a synthesiser that holds a chord. */
const base: readonly Rec[] = [
  strip('a', { gain: -3 }),
  strip('b', { gain: -9, pan: -30, output: 'group' }),
  strip('group', { kind: 'bus' }),
  strip('hall', { kind: 'bus', gain: -6 }),
  strip('synth', { gain: -12 }),
  track('a'),
  track('b'),
  track('synth'),
  asset('low', LENGTH),
  asset('high', LENGTH),
  clip('a', 'low'),
  clip('b', 'high'),
  send('a', 'hall', { gain: -6 }),
  device('a', 'level', { id: 'a level', 'p.gain': -1, order: 'a' }),
  device('b', 'eq', { id: 'b eq', order: 'a' }),
  device('hall', 'level', { id: 'hall level', order: 'a' }),
  device('synth', 'synth', { id: 'synth synth', order: 'a' }),
  ...notes(
    'synth',
    [
      [0, 4000 * TICKS_PER_QUARTER, 45, 100],
      [0, 4000 * TICKS_PER_QUARTER, 52, 100],
    ],
    { id: 'chord' },
  ).map((r, i) => (i ? { ...r, id: `chord ${i}`, clip: 'chord' } : r)),
]
const without = (...ids: string[]) => records(...base.filter((r) => !ids.includes(r.id)))
const withMore = (...more: Rec[]) => records(...base, ...more)
const changed = (id: string, fields: object) => withMore({ ...base.find((r) => r.id === id)!, ...fields } as Rec)
/** The same, on top of this change. */
const late = device('b', 'late', { id: 'late', 'p.frames': 700, order: 'c' })

const changes: readonly (readonly [string, () => Map<string, Rec>, (() => Map<string, Rec>)?])[] = [
  ['nothing', () => withMore()],
  ['a fader', () => changed('a', { gain: -30 })],
  ['a fader to silence', () => changed('a', { gain: null })],
  ['a pan', () => changed('b', { pan: 100 })],
  ['a mute', () => changed('a', { mute: true })],
  ['a mute of a bus', () => changed('group', { mute: true })],
  ['a solo', () => changed('b', { solo: true })],
  ['a solo of a bus', () => changed('hall', { solo: true })],
  ['a send level', () => changed('a>hall', { gain: -40 })],
  ['a new send', () => withMore(send('b', 'hall', { gain: 0 }))],
  ['a new send before the fader', () => withMore(send('b', 'hall', { gain: 0, pre: true }))],
  ['a send that goes', () => without('a>hall')],
  ['a send taken before the fader', () => changed('a>hall', { pre: true })],
  ['a new strip', () => withMore(strip('c'), track('c'), clip('c', 'low'))],
  ['a strip that goes', () => without('b', 'track b', 'clip b high 0', 'b eq')],
  ['an output', () => changed('b', { output: null })],
  ['an output to another bus', () => changed('b', { output: 'hall' })],
  [
    'an output by way of a late bus',
    () =>
      withMore(strip('late bus', { kind: 'bus' }), device('late bus', 'late', { id: 'lb', 'p.frames': 300 }), {
        ...base[1]!,
        output: 'late bus',
      } as Rec),
  ],
  ['a device that comes', () => withMore(device('a', 'level', { id: 'new', 'p.gain': -20, order: 'b' }))],
  ['a device that goes', () => without('a level')],
  ['a device that is switched off', () => changed('b eq', { enabled: false })],
  [
    'another order of devices',
    () =>
      withMore(device('a', 'eq', { id: 'first', order: 'A', 'p.b3gain': 6 }), {
        ...base.find((r) => r.id === 'a level')!,
        'p.gain': -20,
      } as Rec),
  ],
  ['a parameter', () => changed('a level', { 'p.gain': -30 })],
  ['a mix', () => changed('a level', { mix: 30, 'p.gain': -30 }), () => changed('a level', { 'p.gain': -30 })],
  ['a mix of a late device', () => withMore({ ...late, mix: 40 } as Rec), () => withMore(late)],
  ['a mix of a late device that changes', () => withMore({ ...late, mix: 40 } as Rec), () => withMore({ ...late, mix: 90 } as Rec)],
  ['a latency that comes', () => withMore(late)],
  ['a latency that changes', () => withMore({ ...late, 'p.frames': 20 } as Rec), () => withMore(late)],
  [
    'a latency that goes while another path has a longer one',
    () => withMore(device('a', 'late', { id: 'longer', 'p.frames': 900 })),
    () => withMore(late, device('a', 'late', { id: 'longer', 'p.frames': 900 })),
  ],
  [
    'a latency in front of a device whose key is later still',
    () =>
      withMore(device('b', 'late', { id: 'late key', 'p.frames': 500 }), device('a', 'keyed', { id: 'keyed', order: 'c', sidechain: 'b' })),
    () =>
      withMore(
        device('b', 'late', { id: 'late key', 'p.frames': 500 }),
        device('a', 'late', { id: 'early', 'p.frames': 100, order: 'b' }),
        device('a', 'keyed', { id: 'keyed', order: 'c', sidechain: 'b' }),
      ),
  ],
  [
    'a key',
    () => withMore(device('a', 'compressor', { id: 'comp', order: 'c', sidechain: 'b' })),
    () => withMore(device('a', 'compressor', { id: 'comp', order: 'c' })),
  ],
  ['a clip that goes', () => without('clip a low 0')],
  ['a clip that comes', () => withMore(clip('a', 'high', 1000))],
  ['a clip that is muted', () => changed('clip a low 0', { muted: true })],
  ['a clip that moves', () => changed('clip a low 0', { from: 77 * FLICKS_PER_FRAME })],
  ["a clip's gain", () => changed('clip a low 0', { gain: -24 })],
  ["a clip's direction", () => changed('clip a low 0', { reverse: true })],
  ['a clip of another file', () => changed('clip a low 0', { asset: 'high' })],
  ["a clip's fade over the play head", () => changed('clip a low 0', { fadeIn: 70_000 * FLICKS_PER_FRAME })],
  ['an instrument that goes', () => without('synth synth')],
  ['an instrument that is switched off', () => changed('synth synth', { enabled: false })],
  ['another instrument', () => withMore(device('synth', 'drums', { id: 'synth synth', order: 'a' }))],
  ['a strip with an instrument that goes', () => without('synth', 'track synth', 'chord', 'synth synth')],
  ['a tempo', () => withMore({ id: 'tempo', type: 'tempo', at: 0, bpm: 61.3, curve: 'jump' })],
  [
    'a tempo under musical clips',
    () =>
      withMore({ id: 'tempo', type: 'tempo', at: 0, bpm: 61.3, curve: 'jump' }, {
        ...clip('a', 'low'),
        anchor: 'ticks',
        at: 0,
        length: 4000 * TICKS_PER_QUARTER,
        from: 0,
      } as Rec),
    () => withMore({ ...clip('a', 'low'), anchor: 'ticks', at: 30, length: 4000 * TICKS_PER_QUARTER, from: 0 } as Rec),
  ],
  ['automation of a fader', () => withMore(point('a', 'gain', 0, -20), point('a', 'gain', 40 * TICKS_PER_QUARTER, 0))],
  ['automation of a pan', () => withMore(point('b', 'pan', 0, 90, 'hold'))],
  ['automation of a send', () => withMore(point('a>hall', 'gain', 0, -30, 'hold'))],
  ['automation of a parameter', () => withMore(point('a level', 'gain', 0, -30), point('a level', 'gain', 40 * TICKS_PER_QUARTER, 0))],
]
/** Kinds of change after which the phase of a synthesiser or a file differs from a rendering that was always so: only clicks are looked at. */
const STATEFUL = /^a key|instrument|a solo of a bus|strip with an instrument|tempo$/

test.each(changes.map(([name, next, before = withMore]) => [name, next, before] as const))(
  '%s, taken and given back: no click',
  (name, next, before) => {
    const renderer = start(before())
    play(renderer, 24_000)
    const parts: Float32Array[] = []
    const settle = 9_000
    // Twice: the second time at a place that is no multiple of anything.
    for (const rest of [1_777, 2_041]) {
      parts.push(play(renderer, rest))
      renderer.swap(plan(next()))
      parts.push(play(renderer, settle))
      renderer.swap(plan(before()))
      parts.push(play(renderer, settle))
    }
    const all = joined(parts)
    expect(clickDb(all)).toBeLessThan(NO_CLICK_DB)
    expect(renderer.faults).toEqual([])
    if (STATEFUL.test(name)) return
    const reference = start(before())
    play(reference, 24_000 + all.length - 4_000)
    expect(differenceDb(all.slice(-4_000), play(reference, 4_000))).toBeLessThan(-90)
  },
)

describe('quick successions', () => {
  test('any two changes within any few blocks of each other: no click (seeds 1 to 25)', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = chance(seed)
      const renderer = start(withMore())
      play(renderer, 24_000)
      const parts = [play(renderer, 1_000 + random(500))]
      const told: string[] = []
      for (let i = 0; i < 4; i++) {
        const [name, next, before] = changes[random(changes.length)]!
        told.push(name)
        renderer.swap(plan(random(3) ? next() : (before ?? next)()))
        parts.push(play(renderer, 1 + random(900)))
      }
      parts.push(play(renderer, 4_000))
      expect(clickDb(joined(parts)), `seed ${seed}: ${told}`).toBeLessThan(NO_CLICK_DB)
    }
  })
})

describe('what stays, stays', () => {
  test.each<[string, () => Map<string, Rec>, () => Map<string, Rec>]>([
    ['a new strip', () => withMore(strip('c'), track('c')), withMore],
    ['a new send from elsewhere', () => withMore(strip('d', { kind: 'bus' }), send('d', 'hall')), withMore],
    ['a strip that is silent and goes', () => withMore(), () => withMore(strip('c'), track('c'))],
  ])('%s changes no bit of the others', (_, next, before) => {
    const renderer = start(before())
    const parts = [play(renderer, 10_000)]
    renderer.swap(plan(next()))
    parts.push(play(renderer, 10_000))
    expectSameBits([joined(parts)], [play(start(withMore()), 20_000)])
  })
  test('splitting a clip under the play head changes no bit', () => {
    const renderer = start(withMore())
    const parts = [play(renderer, 10_000)]
    renderer.swap(plan(withMore(clip('a', 'low', 0, 10_077), clip('a', 'low', 10_077, LENGTH - 10_077))))
    parts.push(play(renderer, 10_000))
    expectSameBits([joined(parts)], [play(start(withMore()), 20_000)])
  })
  test.each([
    [128, 480],
    [1024, 512],
    [1024, 1024],
  ])('in chunks of %i frames a loop of %i, whose jumps fade all the time, does not put a plan off for ever', (chunk, length) => {
    for (const from of [1_000, 1_100, 1_250]) {
      const renderer = start(withMore(), chunk)
      renderer.locate(from)
      renderer.setLoop(true, from, from + length)
      play(renderer, 8_192)
      const next = plan(changed('a', { gain: -30 }))
      renderer.swap(next)
      play(renderer, 8_192)
      expect(renderer.plan).toBe(next)
    }
  })
  test('a plan for another rate is refused', () => {
    const renderer = start(withMore())
    expect(() => renderer.swap(compile(withMore(), catalog, { sampleRate: 44_100 }))).toThrow('another sample rate')
  })
  test('a swap that is never heard out is forgotten for the next', () => {
    const renderer = start(withMore())
    play(renderer, 10_000)
    renderer.swap(plan(without('a', 'track a', 'clip a low 0')))
    renderer.swap(plan(withMore()))
    play(renderer, 24_000)
    const reference = start(withMore())
    play(reference, 34_000)
    expect(peakDb(play(renderer, 4_000))).toBeCloseTo(peakDb(play(reference, 4_000)), 2)
  })
})
