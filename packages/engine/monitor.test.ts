// PFL, AFL and the monitor section: what the room hears, and that main does not know of it.
import type { Rec } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, type Listening, type MonitorSettings, Renderer } from './index.ts'
import {
  asset,
  audio,
  chance,
  clips,
  device,
  devices,
  expectSameBits,
  noise,
  open,
  point,
  records,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const FRAMES = 60_000
const media = { ma: noise(FRAMES, 1), mb: [noise(FRAMES, 2), noise(FRAMES, 3)] as const }
const catalog = { devices, clips }
const source = (id: 'a' | 'b', more: object = {}): Rec[] => [
  strip(id, more),
  track(id),
  asset(`m${id}`, FRAMES),
  audio(id, `m${id}`, 0, FRAMES),
]
const PLAIN: MonitorSettings = { level: 1, mono: false, polarity: false, cutLeft: false, cutRight: false }
const NOBODY: Listening = { strips: [], where: 'pfl' }
const start = (list: readonly Rec[], monitor = true) => {
  const renderer = new Renderer(compile(records(...list), catalog), {
    kernels: new TestKernels(),
    openSource: open(media),

    monitor,
  })
  renderer.play()
  return renderer
}
/** Left and right of the room, then of main. */
function hear(renderer: Renderer, frames: number, channels = 4): Float32Array[] {
  const out = Array.from({ length: channels }, () => new Float32Array(frames))
  for (let at = 0; at < frames; at += 128)
    renderer.render(
      out.map((x) => x.subarray(at, at + 128)),
      128,
    )
  return out
}

describe('the room', () => {
  test('hears main to the bit while nobody listens and nothing is set', () => {
    const out = hear(start([...source('a', { pan: 30 }), ...source('b', { gain: -6 })]), 2_048)
    expectSameBits(out.slice(0, 2), out.slice(2))
  })
  test('hears a strip before its fader, even muted and down, or after it; several on one sample whatever they delay', () => {
    const list = [...source('a', { gain: null }), ...source('b', { mute: true }), device('a', 'late', { 'p.frames': 300 })]
    const renderer = start(list)
    renderer.listen({ strips: ['b'], where: 'pfl' })
    hear(renderer, 1_024)
    expectSameBits(
      hear(renderer, 512).slice(0, 2),
      media.mb.map((x) => x.slice(1_024, 1_536)),
    )
    renderer.listen({ strips: ['b', 'a'], where: 'pfl' })
    hear(renderer, 512)
    const sum = media.mb.map((x) => x.slice(2_048 - 300, 2_560 - 300).map((y, i) => Math.fround(y + media.ma[2_048 - 300 + i]!)))
    expectSameBits(hear(renderer, 512).slice(0, 2), sum)
    renderer.listen({ strips: ['a', 'b'], where: 'afl' })
    hear(renderer, 128)
    expect(hear(renderer, 512).every((x) => x.every((y) => y === 0))).toBe(true)
    renderer.listen(NOBODY)
    hear(renderer, 128)
    const out = hear(renderer, 512)
    expectSameBits(out.slice(0, 2), out.slice(2))
  })
  test('is made quieter, mono, turned over and cut, by formula', () => {
    const renderer = start(source('b'))
    const l = (i: number) => media.mb[0][i]!
    const r = (i: number) => media.mb[1][i]!
    let at = 0
    const check = (settings: Partial<MonitorSettings>, left: (i: number) => number, right: (i: number) => number) => {
      renderer.setMonitor({ ...PLAIN, ...settings })
      hear(renderer, 128)
      const out = hear(renderer, 128)
      at += 128
      for (let i = 0; i < 128; i++, at++) {
        expect(Math.abs(out[0]![i]! - left(at))).toBeLessThan(1e-6)
        expect(Math.abs(out[1]![i]! - right(at))).toBeLessThan(1e-6)
        expect([out[2]![i], out[3]![i]]).toEqual([l(at), r(at)])
      }
    }
    check(
      { level: 0.1 },
      (i) => 0.1 * l(i),
      (i) => 0.1 * r(i),
    )
    check(
      { mono: true },
      (i) => (l(i) + r(i)) / 2,
      (i) => (l(i) + r(i)) / 2,
    )
    check({ polarity: true }, l, (i) => -r(i))
    check(
      { polarity: true, mono: true },
      (i) => (l(i) - r(i)) / 2,
      (i) => (l(i) - r(i)) / 2,
    )
    check({ cutLeft: true }, () => 0, r)
    check(
      { cutRight: true, level: 0.5 },
      (i) => 0.5 * l(i),
      () => 0,
    )
    check({}, l, r)
  })
})
test('whatever is listened to and set, through new plans too, main has the bits that it has without a monitor', () => {
  const random = chance(7)
  const list = (late: boolean) => [
    ...source('a', { pan: -40 }),
    ...source('b'),
    device('b', 'level', { id: 'l', 'p.gain': -3 }),
    ...(late ? [device('a', 'late', { id: 'd', 'p.frames': 200 })] : []),
    point('a', 'gain', 0, -20),
    point('a', 'gain', 4_000, 0),
  ]
  const [with_, without] = [start(list(false)), start(list(false), false)]
  for (let i = 0; i < 60; i++) {
    with_.listen({ strips: ['a', 'b', 'main', 'gone'].filter(() => random(2)), where: random(2) ? 'pfl' : 'afl' })
    with_.setMonitor({
      level: random(9) / 8,
      mono: random(2) > 0,
      polarity: random(2) > 0,
      cutLeft: random(2) > 0,
      cutRight: random(2) > 0,
    })
    if (i % 12 === 5) for (const r of [with_, without]) r.swap(compile(records(...list(i % 24 === 5)), catalog))
    expectSameBits(hear(with_, 512).slice(2), hear(without, 512, 2))
  }
  expect(with_.faults).toEqual([])
})
