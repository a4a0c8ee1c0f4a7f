// Delay compensation: paths that differ in nothing but their delays are one sound, offline and live, while plans change under them.
import { devices as real } from '@tonmeister/devices'
import type { Rec } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, Renderer } from './index.ts'
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
  peakDb,
  play,
  records,
  render,
  send,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const FRAMES = 9_000
const media = { n: noise(FRAMES, 9) }
/** The same noise with the opposite sign: what is added to it must vanish. */
const inverted = { ...media, minus: media.n.map((x) => -x) }
const catalog = { devices: { ...real, ...devices }, clips }
const kernels = new TestKernels()
const offline = (...list: Rec[]) => {
  kernels.release()
  return render(records(...list), inverted, { catalog, kernels })
}
const late = (on: string, frames: number, more: object = {}) =>
  device(on, 'late', { id: `late ${on} ${frames}`, 'p.frames': frames, ...more })
const source = (id: string, what: string, more: object = {}) => [strip(id, more), track(id), audio(id, what, 0, FRAMES)]
const assets = [asset('n', FRAMES), asset('minus', FRAMES)]

/** A random net of busses and sends for one sign, with delays of its own everywhere. Every path goes through once, so that its gain is known. */
function net(sign: string, random: (n: number) => number): Rec[] {
  const id = (name: string) => `${sign} ${name}`
  const layers = 1 + random(4)
  const list: Rec[] = [...source(id('0'), sign, { output: id('1') })]
  for (let i = 1; i <= layers; i++) {
    list.push(strip(id(`${i}`), { kind: 'bus', output: i < layers ? id(`${i + 1}`) : null }))
    // Past the next bus as well, before or after the fader.
    if (i > 1) list.push(send(id(`${i - 2}`), id(`${i}`), { gain: 0, pre: random(2) === 1 }))
    if (random(3)) list.push(late(id(`${i}`), 1 + random(999)))
    if (random(3) === 0) list.push(late(id(`${i}`), 1 + random(999), { enabled: false }))
  }
  if (random(2)) list.push(late(id('0'), 1 + random(999)))
  return list
}

describe('offline', () => {
  test('any two nets of busses and sends with the same connections null, whatever each delays (seeds 1 to 60)', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const shape = 1 + chance(seed)(1 << 20)
      // The same random numbers decide the connections of both; the delays are then set apart.
      const plus = net('n', chance(shape))
      const other = chance(seed + 1000)
      const minus = net('minus', chance(shape)).map((r) => (r.device === 'late' ? { ...r, 'p.frames': 1 + other(999) } : r))
      const { audio: out, plan } = offline(...assets, ...plus, ...minus)
      expect(plan.latency, `seed ${seed}`).toBeLessThan(FRAMES)
      expect(peakDb(out[0]!), `seed ${seed}`).toBeLessThan(-120)
      expect(peakDb(offline(...assets, ...plus).audio[0]!)).toBeGreaterThan(-20)
    }
  })
  test('a real limiter at rest delays and nothing more: beside it the opposite sign nulls below −120 dB', () => {
    // 12 dB below its ceiling.
    const quiet = { gain: -30 }
    const { audio: out, plan } = offline(
      ...assets,
      ...source('a', 'n', { output: 'bus' }),
      ...source('b', 'minus', { output: 'bus' }),
      strip('bus', { kind: 'bus', ...quiet }),
      device('a', 'gain', { 'p.gain': -30 }),
      device('a', 'limiter', { id: 'lim' }),
      device('b', 'gain', { 'p.gain': -30 }),
    )
    expect(plan.latency).toBeGreaterThan(50)
    expect(peakDb(out[0]!)).toBeLessThan(-120)
  })
  test.each([true, false])(
    'a key that is later than the signal holds it back (%s: key late), and what is keyed stays aligned with the rest',
    (keyLate) => {
      const { audio: out } = offline(
        ...assets,
        ...source('a', 'n', { output: 'bus' }),
        // Its own signal minus its key: nothing, when they arrive together.
        ...source('b', 'n', { output: 'bus' }),
        ...source('c', 'minus', { output: 'bus' }),
        strip('bus', { kind: 'bus' }),
        late(keyLate ? 'a' : 'b', 600, { order: 'a' }),
        device('b', 'keyed', { sidechain: 'a', order: 'b' }),
        late('b', 77, { order: 'c' }),
        late('c', 20),
      )
      expect(peakDb(out[0]!)).toBeLessThan(-120)
    },
  )
  test('bypassing a late device keeps everything aligned, and takes its delay off the plan', () => {
    const list = (enabled: boolean) => [...assets, ...source('a', 'n'), ...source('b', 'n'), late('a', 333, { enabled }), late('b', 50)]
    const on = offline(...list(true))
    const off = offline(...list(false))
    expect([on.plan.latency, off.plan.latency]).toEqual([333, 50])
    expectSameBits(on.audio, off.audio)
  })
  test('what passes beside a late device, as its mix says, is as late', () => {
    for (const mix of [0, 25, 50, 100])
      expectSameBits(offline(...assets, ...source('a', 'n'), late('a', 333, { mix })).audio, [media.n, media.n])
    const half = offline(...assets, ...source('a', 'n'), device('a', 'level', { 'p.gain': -6.020599913279624, mix: 50 }))
    expect(peakDb(half.audio[0]!.map((x, i) => x - 0.75 * media.n[i]!))).toBeLessThan(-120)
  })
  test('a muted path does not shift the others', () => {
    const list = (mute: boolean) => [
      ...assets,
      ...source('a', 'n'),
      ...source('b', 'n'),
      ...source('c', 'minus', { mute }),
      late('c', 900),
      late('a', 10),
    ]
    expectSameBits(offline(...list(true)).audio, [media.n.map((x) => x + x), media.n.map((x) => x + x)])
    expectSameBits(offline(...list(false)).audio, [media.n.map((x) => x + x - x), media.n.map((x) => x + x - x)])
  })
  test('a device that fails goes on delaying: the paths beside it stay aligned', () => {
    class Failing extends TestKernels {
      private calls = 0
      override get(name: string) {
        const found = super.get(name)
        // The second device of its kind gives NaN from its third call on.
        return name !== 'late_process'
          ? found
          : (...a: number[]) => {
              const result = found(...a)
              if (++this.calls > 2) this.f32.fill(Number.NaN, a[2]! >> 2, (a[2]! >> 2) + a[3]! * 4)
              return result
            }
      }
    }
    const { audio: out, renderer } = render(records(...assets, ...source('a', 'n'), ...source('b', 'minus'), late('a', 400)), inverted, {
      kernels: new Failing(),
    })
    expect(renderer.faults).toHaveLength(1)
    // After the chunk of the fault and until its own delay line has filled.
    expect(peakDb(out[0]!.subarray(4_000))).toBeLessThan(-120)
  })
})

describe('live', () => {
  const long = { n: noise(240_000, 9), minus: noise(240_000, 9).map((x) => -x) }
  const plan = (list: readonly Rec[]) => compile(records(...list), catalog)
  const base = (a: Rec[], b: Rec[]): Rec[] => [
    asset('n', 240_000),
    asset('minus', 240_000),
    strip('a', { output: 'bus' }),
    track('a'),
    audio('a', 'n', 0, 240_000),
    strip('b'),
    track('b'),
    audio('b', 'minus', 0, 240_000),
    strip('bus', { kind: 'bus' }),
    strip('side', { kind: 'bus', mute: true }),
    send('b', 'side', { pre: true }),
    ...a,
    ...b,
  ]
  const states: readonly (readonly [string, () => Rec[]])[] = [
    ['no delay', () => base([], [])],
    ['one', () => base([late('a', 700)], [])],
    ['on the bus', () => base([late('bus', 123)], [])],
    ['on both', () => base([late('a', 5), late('bus', 900)], [late('b', 333)])],
    ['one of them switched off', () => base([late('a', 5), late('bus', 900, { enabled: false })], [late('b', 333)])],
    ['on a muted return', () => base([], [late('side', 800)])],
    [
      'a limiter',
      () =>
        base(
          [device('a', 'gain', { id: 'ga', 'p.gain': -40 }), device('a', 'limiter', { id: 'la' })],
          [device('b', 'gain', { id: 'gb', 'p.gain': -40 })],
        ),
    ],
  ]
  test.each([32, 128])('opposite signs null below −120 dB through every change of delays, in chunks of %i', (chunk) => {
    const random = chance(chunk)
    const renderer = new Renderer(plan(states[0]![1]()), { kernels: new TestKernels(), openSource: open(long), declick: true, chunk })
    renderer.play()
    let before = states[0]![0]
    for (let i = 0; i < 24; i++) {
      const [name, list] = states[i < states.length ? i : random(states.length)]!
      renderer.swap(plan(list()))
      // The fade out, the delays filling up, the fade in.
      const change = play(renderer, 4_000, chunk)
      const limited = before === 'a limiter' || name === 'a limiter'
      // A device of another level comes or goes within the same fades; nothing else is heard at any moment.
      if (!limited) expect(peakDb(change), `${before} → ${name}`).toBeLessThan(-120)
      expect(peakDb(play(renderer, 4_000, chunk)), `after ${name}`).toBeLessThan(-120)
      before = name
    }
    expect(renderer.faults).toEqual([])
  })
  test('what is heard is the file, delayed by the latency of the plan', () => {
    const list = base([late('a', 700)], []).filter((r) => r.track !== 'track b')
    const renderer = new Renderer(plan(list), { kernels: new TestKernels(), openSource: open(long) })
    expect(renderer.plan.latency).toBe(700)
    renderer.play()
    expectSameBits([play(renderer, 5_000).slice(700)], [long.n.slice(0, 4_300)])
  })
})
