// Needles over strips: what they read, that they move only while somebody looks, and that no bit of the sound knows of them.
import { expect, test } from 'vitest'
import { compile, type Laws, Readings, Renderer, STRIP_READINGS } from './index.ts'
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
  records,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const RATE = 48_000
const FRAMES = 96_000
const media = { t: Float32Array.from({ length: FRAMES }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 1000 * i) / RATE)), n: noise(FRAMES, 5) }
const VU = { kernel: 'meter_vu', constants: [11.1 / RATE] }
const PPM = { kernel: 'meter_ppm', constants: [450 / RATE, 1300 / RATE, 1 - 1.35 / RATE, 0.5108] }
const list = (...more: Parameters<typeof records>) =>
  records(
    ...[strip('a', { gain: -6 }), track('a'), asset('t', FRAMES), audio('a', 't', 0, FRAMES), device('a', 'level', { id: 'lv' })],
    ...[strip('b'), track('b'), asset('n', FRAMES), audio('b', 'n', 0, FRAMES)],
    ...more,
  )
const start = (laws: Laws | null, looks = true) => {
  const readings = new Readings()
  const plan = compile(list(), { devices, clips })
  const renderer = new Renderer(plan, { kernels: new TestKernels(), openSource: open(media), readings })
  if (laws) renderer.setLaws(laws)
  renderer.play()
  if (looks) readings.look()
  const needle = (id: string) => readings.strips[renderer.plan.strips.findIndex((s) => s.id === id) * STRIP_READINGS + 4]!
  return { readings, renderer, needle, plan }
}
/** The main output of so many frames, in blocks of chance length. */
const sound = (renderer: Renderer, frames: number, seed = 1): Float32Array[] => {
  const random = chance(seed)
  const out = [new Float32Array(frames), new Float32Array(frames)]
  for (let at = 0; at < frames; ) {
    const n = Math.min(frames - at, 1 + random(700))
    renderer.render(
      out.map((x) => x.subarray(at, at + n)),
      n,
    )
    at += n
  }
  return out
}
const db = (x: number) => 20 * Math.log10(x)

test('a sine reads its level behind the fader, main by a law of its own', () => {
  const { renderer, needle } = start({ strips: VU, main: PPM })
  sound(renderer, 20_000)
  expect(db(needle('a'))).toBeCloseTo(-12.04, 0)
  expect(needle('main')).toBeGreaterThan(needle('a'))
})
test('the needles are the same however many frames are asked for, and no bit of the sound knows of them', () => {
  const plain = sound(start(null, false).renderer, 9_000)
  const first = start({ strips: PPM, main: VU })
  const second = start({ strips: PPM, main: VU })
  expectSameBits(sound(first.renderer, 9_000, 2), plain)
  expectSameBits(sound(second.renderer, 9_000, 3), plain)
  expect(first.readings.strips).toEqual(second.readings.strips)
  expect(first.needle('b')).toBeGreaterThan(0)
})
test('nothing moves while nobody looks; who looks again sees nothing of before', () => {
  const { renderer, readings, needle } = start({ strips: VU, main: null }, false)
  sound(renderer, 6_000)
  expect(needle('a')).toBe(0)
  readings.look()
  sound(renderer, 2_048)
  // From rest it gets no further than this in so few frames; it would stand at 0.25.
  const isEarly = () => needle('a') > 0 && needle('a') < 0.04
  expect(isEarly()).toBe(true)
  // Half a second later nobody looks any more.
  sound(renderer, 40_000)
  readings.look()
  sound(renderer, 2_048)
  expect(isEarly()).toBe(true)
})
test('another plan leaves the needles of strips that stay, and another law takes theirs away', () => {
  const { renderer, readings, needle } = start({ strips: VU, main: null })
  sound(renderer, 20_000)
  const before = needle('a')
  renderer.swap(compile(list(device('b', 'level', { id: 'more' })), { devices, clips }))
  readings.look()
  sound(renderer, 4_096)
  expect(needle('b')).toBeGreaterThan(0)
  expect(before).toBeGreaterThan(0)
  renderer.setLaws({ strips: null, main: VU })
  sound(renderer, 2_048)
  expect(needle('a')).toBe(0)
  expect(needle('main')).toBeGreaterThan(0)
})
