// Time while playing: loops, jumps, stops, notes by hand; all on their frame.
import { TICKS_PER_QUARTER } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, QUANTUM, Renderer } from './index.ts'
import {
  asset,
  audio,
  chance,
  clips,
  device,
  devices,
  expectSameBits,
  noise,
  notes,
  open,
  play,
  records,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'
import { DECLICK, LOOP_MIN, Transport } from './transport.ts'

const FRAMES = 48_000
const media = { n: noise(FRAMES, 8) }
const catalog = { devices, clips }
const clip = [strip('a'), track('a'), asset('n', FRAMES), audio('a', 'n', 0, FRAMES)]
const start = (list: Parameters<typeof records>, options: object = {}) => {
  const renderer = new Renderer(compile(records(...list), catalog), { kernels: new TestKernels(), openSource: open(media), ...options })
  renderer.play()
  return renderer
}
/** Ticks to the frame at 120 beats per minute and 48 kHz: 28 ticks are 25 frames. */
const ticksOf = (frame: number) => (frame * TICKS_PER_QUARTER) / 24_000

describe('loops', () => {
  test.each([
    [32, 480],
    [128, 481],
    [128, 1_000],
    [1024, 777],
    [4096, 480],
  ])('in chunks of %i frames a loop of %i repeats its samples exactly', (chunk, length) => {
    const renderer = start(clip, { chunk })
    const from = 2_003
    renderer.setLoop(true, from, from + length)
    renderer.locate(from)
    const out = play(renderer, length * 9 + 13, 500)
    for (let i = 0; i < out.length; i++) if (out[i] !== media.n[from + (i % length)]) throw new Error(`frame ${i}`)
  })
  test('without end a loop never drifts, and one shorter than the least is none', () => {
    const transport = new Transport()
    transport.play()
    transport.setLoop(true, 1_000, 1_000 + LOOP_MIN)
    transport.locate(1_000)
    let frames = 0
    for (let i = 0; i < 5_000; i++) {
      transport.advance(128)
      for (let s = 0; s < transport.count; s++) {
        const segment = transport.segments[s]!
        expect(segment.position).toBe(1_000 + (frames % LOOP_MIN))
        frames += segment.length
      }
    }
    expect(frames).toBe(5_000 * 128)
    transport.setLoop(true, 1_000, 1_000 + LOOP_MIN - 1)
    expect(transport.loop).toBe(false)
  })
  test('places that are no whole frames, or no numbers, are put right', () => {
    const transport = new Transport()
    transport.play()
    for (const [at, is] of [
      [10.4, 10],
      [-5, 0],
      [Number.NaN, 0],
    ] as const) {
      transport.locate(at)
      expect(transport.position).toBe(is)
    }
    transport.setLoop(true, 10.4, 5_000.6)
    expect([transport.loop, transport.loopStart, transport.loopEnd]).toEqual([true, 10, 5_001])
    transport.setLoop(true, Number.NaN, Number.NaN)
    expect(transport.loop).toBe(false)
  })
  test.each([32, 128, 1024])(
    'in chunks of %i: a note that reaches over the end sounds to its last frame, and the next round begins on its first',
    (chunk) => {
      // Key 100 holds 0.1 while it sounds.
      const renderer = start([strip('a'), track('a'), device('a', 'click'), ...notes('a', [[ticksOf(2_500), ticksOf(5_000), 100, 127]])], {
        chunk,
      })
      renderer.setLoop(true, 2_000, 3_001)
      const out = play(renderer, 3_001 + 1_001 * 5)
      for (let i = 0; i < out.length; i++) {
        const position = i < 3_001 ? i : 2_000 + ((i - 3_001) % 1_001)
        const expected = position < 2_500 ? 0 : position === 2_500 ? 1 : Math.fround(0.1)
        if (out[i] !== expected) throw new Error(`frame ${i} (at ${position}): ${out[i]} instead of ${expected}`)
      }
    },
  )
})
describe('notes by hand', () => {
  const instrument = [strip('a'), track('a'), device('a', 'click'), ...notes('a', [[ticksOf(1_000), ticksOf(100), 50, 127]])]
  const held = Math.fround(0.1)
  test('a held key sounds on through loop, locate and stop, and ends when let go', () => {
    const renderer = start(instrument)
    renderer.note('a', 100, 1)
    expect(play(renderer, 512)[1]).toBe(held)
    renderer.setLoop(true, 5_000, 5_600)
    renderer.locate(5_500)
    expect(play(renderer, 1_024).every((x) => x === held)).toBe(true)
    renderer.stop()
    expect(play(renderer, 512).every((x) => x === held)).toBe(true)
    renderer.note('a', 100, 0)
    const { ahead } = renderer
    expect(ahead).toBeLessThan(QUANTUM)
    expect(
      play(renderer, 512)
        .slice(ahead)
        .every((x) => x === 0),
    ).toBe(true)
  })
  test('letting go ends the key that is held, not the note of the timeline', () => {
    const renderer = start([strip('a'), track('a'), device('a', 'click'), ...notes('a', [[0, ticksOf(20_000), 100, 127]])])
    play(renderer, 512)
    renderer.note('a', 100, 1)
    const both = play(renderer, 512)
    expect(both[300]).toBeCloseTo(0.2, 6)
    renderer.note('a', 100, 0)
    expect(play(renderer, 512)[300]).toBeCloseTo(0.1, 6)
    renderer.stop()
    expect(play(renderer, 512)[300]).toBe(0)
  })
  test('a key let go in the block in which a plan is taken does not hang', () => {
    const renderer = start(instrument)
    play(renderer, 2_048)
    renderer.note('a', 100, 1)
    play(renderer, 512)
    renderer.swap(compile(records(...instrument), catalog))
    renderer.note('a', 100, 0)
    expect(play(renderer, 512).every((x) => x === 0)).toBe(true)
  })
})
describe('jumps', () => {
  test('playing that begins inside a note starts it, and one that has ended is not heard', () => {
    const renderer = start([
      strip('a'),
      track('a'),
      device('a', 'click'),
      ...notes('a', [
        [ticksOf(1_000), ticksOf(5_000), 100, 127],
        [ticksOf(2_000), ticksOf(500), 50, 127],
      ]),
    ])
    renderer.locate(3_000)
    const out = play(renderer, 5_000)
    expect([out[0], out[1], out[2_999], out[3_000]]).toEqual([1, Math.fround(0.1), Math.fround(0.1), 0])
  })
  test('with clicks taken off: within 128 frames of any jump all is as written', () => {
    const random = chance(7)
    const renderer = start(clip, { declick: true })
    for (let i = 0; i < 40; i++) {
      play(renderer, 500 + random(500))
      const at = random(30_000)
      renderer.locate(at)
      // What was rendered ahead, to the end of its chunk, is heard first.
      const { ahead } = renderer
      expectSameBits([play(renderer, 2_000).slice(ahead + DECLICK, 2_000)], [media.n.slice(at + DECLICK, at + 2_000 - ahead)])
    }
  })
})
