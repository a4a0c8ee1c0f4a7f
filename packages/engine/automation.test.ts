// Automation is a pure function of time: a lane gives the same bits however one comes to a place, and moves without steps.
import { devices } from '@tonmeister/devices'
import { bowed, type Rec, TICKS_PER_QUARTER } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, type Plan, QUANTUM, Renderer } from './index.ts'
import {
  asset,
  audio,
  chance,
  clips,
  device,
  expectSameBits,
  open,
  play,
  point,
  RATE,
  records,
  render,
  send,
  sineWave,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const FRAMES = 12_000
/** Frames in which values come to where a lane is, after a jump of the play head. */
const ARRIVING = 2 * QUANTUM
const catalog = { devices, clips }
/** At 120 beats per minute. */
const ticksOf = (frames: number) => (frames / RATE) * 2 * TICKS_PER_QUARTER
/** Ones: what comes out is what the lanes say, frame by frame. */
const media = { one: new Float32Array(FRAMES).fill(1) }

/** Four strips with lanes on whatever a lane can be on, of all shapes. */
function lanes(seed: number): Plan {
  const random = chance(seed)
  const lane = (target: string, param: string, value: () => number) =>
    Array.from({ length: 3 + random(12) }, () =>
      point(
        target,
        param,
        random(ticksOf(FRAMES)),
        value(),
        random(3) ? 'linear' : 'hold',
        random(2) ? { bend: random(197) / 100 - 0.98 } : {},
      ),
    )
  const list = ['a', 'b', 'c', 'd'].flatMap((id) => [
    strip(id),
    track(id),
    audio(id, 'one', 0, FRAMES),
    device(id, 'gain', { id: `${id} level` }),
    send(id, 'bus'),
    ...lane(id, 'gain', () => -random(60)),
    ...lane(id, 'pan', () => random(201) - 100),
    ...lane(id, 'mute', () => random(2)),
    ...lane(id, 'trim', () => random(25) - 12),
    ...lane(id, 'width', () => random(201)),
    ...lane(`${id}>bus`, 'gain', () => -random(60)),
    ...lane(`${id}>bus`, 'pan', () => random(201) - 100),
    ...lane(`${id}>bus`, 'mute', () => random(2)),
    ...lane(`${id} level`, 'gain', () => -random(60)),
  ])
  return compile(records(asset('one', FRAMES), strip('bus', { kind: 'bus' }), ...lane('bus', 'gain', () => -random(20)), ...list), catalog)
}
const rendererOf = (plan: Plan, chunk = 128) => {
  const renderer = new Renderer(plan, { kernels: new TestKernels(), openSource: open(media), chunk })
  renderer.play()
  return renderer
}

describe('a random set of lanes gives the same bits', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = chance(seed * 77)
    const plan = lanes(seed)
    const reference = play(rendererOf(plan), FRAMES)
    test(`at every size of chunk and block (seed ${seed})`, () => {
      for (const [chunk, block] of [
        [32, 32],
        [64, 37],
        [512, 128],
        [4096, 4096],
      ] as const)
        expectSameBits([play(rendererOf(plan, chunk), FRAMES, block)], [reference])
    })
    test(`from any place on, but for the step in which values arrive (seed ${seed})`, () => {
      for (let i = 0; i < 8; i++) {
        const at = random(FRAMES - 1000)
        const renderer = rendererOf(plan, [32, 128, 512][i % 3])
        renderer.locate(at)
        expectSameBits([play(renderer, 900, [37, 128, 500][i % 3]).slice(ARRIVING)], [reference.slice(at + ARRIVING, at + 900)])
      }
    })
    test(`after a jump while playing (seed ${seed})`, () => {
      const renderer = rendererOf(plan)
      for (let i = 0; i < 8; i++) {
        play(renderer, random(700))
        const at = random(FRAMES - 2000)
        renderer.locate(at)
        const { ahead } = renderer
        expectSameBits([play(renderer, 900).slice(ahead + ARRIVING)], [reference.slice(at + ARRIVING, at + 900 - ahead)])
      }
    })
    test(`in every round of a loop (seed ${seed})`, () => {
      const start = random(4000)
      const length = 1000 + random(3000)
      const renderer = rendererOf(plan, [32, 128, 1024][seed % 3])
      renderer.setLoop(true, start, start + length)
      const out = play(renderer, start + 4 * length, 100 + random(100))
      // The last step before the end of a loop is cut where it ends.
      for (let round = 0; round < 4; round++)
        expectSameBits(
          [out.slice(start + round * length + ARRIVING, start + (round + 1) * length - QUANTUM)],
          [reference.slice(start + ARRIVING, start + length - QUANTUM)],
        )
    })
  }
})

describe('a gain that moves', () => {
  /** RMS of what a lane adds to a sine beside its ideal movement, dB re the sine as it should be. */
  function zipper(from: number, to: number, seconds: number, bend = 0): number {
    const frames = Math.round(seconds * RATE)
    const sine = sineWave(frames + 64)
    const { audio: out } = render(
      records(
        strip('a'),
        track('a'),
        asset('sine', frames + 64),
        audio('a', 'sine', 0, frames + 64),
        point('a', 'gain', 0, from, 'linear', { bend }),
        point('a', 'gain', ticksOf(frames), to),
      ),
      { sine },
    )
    let wanted = 0
    let wrong = 0
    for (let i = 1; i <= frames; i++) {
      // A frame's gain is that at its end.
      const gain = 10 ** ((from + (to - from) * bowed(i / frames, bend)) / 20)
      const ideal = sine[i - 1]! * gain
      wanted += ideal ** 2
      wrong += (out[0]![i - 1]! - ideal) ** 2
    }
    return 10 * Math.log10(wrong / wanted)
  }
  test.each([
    [0, -12, 0.5],
    [-60, 0, 1],
    [6, -40, 0.5],
    [-12, 0, 0.1],
  ])('from %i to %i dB in %f s makes no zipper noise above -100 dB', (from, to, seconds) => {
    expect(zipper(from, to, seconds)).toBeLessThan(-100)
  })
  test('nor does one that bows', () => expect(zipper(-24, 0, 1, 0.6)).toBeLessThan(-100))
})

describe('a hand on a parameter', () => {
  const moving = (list: Rec[]) =>
    compile(records(asset('one', FRAMES), strip('a'), track('a'), audio('a', 'one', 0, FRAMES), ...list), catalog)
  const written = [point('a', 'gain', 0, -40), point('a', 'gain', ticksOf(FRAMES), -20)]
  const gain = (db: number) => Math.fround(10 ** (db / 20))
  const held = (value: number, trims = false) => ({ value, trims, min: -60, max: 10 })
  /** Frames until a hand counts. */
  const SOON = 512
  test('is what is heard, until it lets go: then the lane is, to the bit', () => {
    const plan = moving(written)
    const reference = play(rendererOf(plan), FRAMES)
    const renderer = rendererOf(plan)
    play(renderer, 1024)
    renderer.touch('a', 'gain', held(-6))
    expect(play(renderer, 1024)[SOON]).toBeCloseTo(gain(-6), 6)
    renderer.touch('a', 'gain', held(-12))
    expect(play(renderer, 1024)[SOON]).toBeCloseTo(gain(-12), 6)
    renderer.release('a', 'gain')
    expectSameBits([play(renderer, 2048).slice(SOON)], [reference.slice(3072 + SOON, 5120)])
  })
  test('stays when another plan comes, which it obeys from there on', () => {
    const renderer = rendererOf(moving(written))
    renderer.touch('a', 'gain', held(-6))
    play(renderer, 1024)
    renderer.swap(moving([point('a', 'gain', 0, 0)]))
    expect(play(renderer, 1024)[SOON]).toBeCloseTo(gain(-6), 6)
    renderer.release('a', 'gain')
    expect(play(renderer, 1024)[SOON]).toBe(1)
  })
  test('that trims moves the lane as a whole, within the range', () => {
    const plan = moving(written)
    const reference = play(rendererOf(plan), FRAMES)
    const renderer = rendererOf(plan)
    renderer.touch('a', 'gain', held(3, true))
    play(renderer, 1024)
    expect(play(renderer, 1024)[1000]! / reference[2024]!).toBeCloseTo(gain(3), 5)
    renderer.touch('a', 'gain', held(100, true))
    expect(play(renderer, 1024)[1000]).toBeCloseTo(gain(10), 5)
  })
  test('holds parameters of devices and sends too', () => {
    const list = [device('a', 'gain', { id: 'lv' }), strip('bus', { kind: 'bus' }), send('a', 'bus', { gain: 0 })]
    const renderer = rendererOf(moving([...list, point('lv', 'gain', 0, -20), point('a>bus', 'mute', 0, 0)]))
    renderer.touch('lv', 'gain', held(0))
    play(renderer, 1024)
    expect(play(renderer, 1024)[SOON]).toBeCloseTo(2, 5)
    renderer.touch('a>bus', 'mute', { value: 1, min: 0, max: 1 })
    play(renderer, 1024)
    expect(play(renderer, 1024)[SOON]).toBeCloseTo(1, 5)
  })
  test('of a strip whose automation is off: its lanes count for nothing', () => {
    const off = compile(
      records(asset('one', FRAMES), strip('a', { automation: 'off', gain: -6 }), track('a'), audio('a', 'one', 0, FRAMES), ...written),
      catalog,
    )
    expect(play(rendererOf(off), 1024)[500]).toBeCloseTo(gain(-6), 6)
  })
})
test('a mute that is written falls silent and comes back in its place, within a step', () => {
  const mutes = [point('a', 'mute', ticksOf(1000), 1, 'hold'), point('a', 'mute', ticksOf(2000), 0, 'hold')]
  const out = play(
    rendererOf(
      compile(
        records(asset('one', FRAMES), strip('a'), track('a'), audio('a', 'one', 0, FRAMES), point('a', 'mute', 0, 0, 'hold'), ...mutes),
        catalog,
      ),
    ),
    3000,
  )
  expect([out[999], out[1000 + QUANTUM], out[1999], out[2000 + QUANTUM]]).toEqual([1, 0, 0, 1])
})
