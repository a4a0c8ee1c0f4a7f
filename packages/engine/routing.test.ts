// Who is heard and how loud: solo, mute, sends, busses, pan.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rec } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, lawLeft, panLeft, Renderer } from './index.ts'
import { soloOf } from './route.ts'
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
  play,
  point,
  records,
  render,
  send,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const kernels = new TestKernels()
const FRAMES = 640
/** Each source is a constant that is a power of two: the sum tells who is in it, and how often. */
const LEVELS = { a: 1, b: 16, c: 256 } as const
const media = Object.fromEntries(Object.entries(LEVELS).map(([id, level]) => [`m${id}`, new Float32Array(FRAMES).fill(level)]))
const source = (id: keyof typeof LEVELS, more: object = {}): Rec[] => [
  strip(id, more),
  track(id),
  asset(`m${id}`, FRAMES),
  audio(id, `m${id}`, 0, FRAMES),
]
const bus = (id: string, more: object = {}) => strip(id, { kind: 'bus', ...more })
const level = (...list: Rec[]) => {
  kernels.release()
  return render(records(...list), media, { kernels }).audio[0]![300]
}
const { a: A, b: B, c: C } = LEVELS

describe('mute and solo', () => {
  const net = (more: Record<string, object> = {}) => [
    ...source('a', { output: 'group', ...more.a }),
    ...source('b', { output: 'group', ...more.b }),
    ...source('c', { ...more.c }),
    bus('group', more.group),
    bus('hall', more.hall),
    send('a', 'hall', { gain: 0, ...more.send }),
    send('c', 'hall', { gain: 0 }),
  ]
  const mute = { mute: true }
  const solo = { solo: true }
  test.each<[string, Record<string, object>, number]>([
    ['nobody', {}, A + B + C + A + C],
    ['a muted: nor its send', { a: mute }, B + C + C],
    ['a muted, its send before the fader: that is still heard', { a: mute, send: { pre: true } }, B + C + C + A],
    ['the group muted: the sends of its members are heard', { group: mute }, C + A + C],
    ['the return muted', { hall: mute }, A + B + C],
    ['a soloed: with its reverb, by way of its group', { a: solo }, A + A],
    ['b soloed', { b: solo }, B],
    ['c soloed: the reverb of c alone', { c: solo }, C + C],
    ['a and c soloed', { a: solo, c: solo }, A + A + C + C],
    ['the group soloed: its members with their sends', { group: solo }, A + B + A],
    ['the return soloed: the reverb alone', { hall: solo }, A + C],
    ['the return and b soloed', { hall: solo, b: solo }, A + C + B],
    ['a soloed and muted: silence', { a: { ...solo, ...mute } }, 0],
    ['a soloed, c sends before its fader: that is not heard', { a: solo, c: { gain: null } }, A + A],
    ['a soloed, its group muted: the reverb', { a: solo, group: mute }, A],
    ['b soloed, the reverb safe: nobody sends to it', { b: solo, hall: { soloSafe: true } }, B],
    ['b soloed, c safe: c with its reverb', { b: solo, c: { soloSafe: true } }, B + C + C],
    ['nobody soloed, c safe', { c: { soloSafe: true } }, A + B + C + A + C],
    ['a soloed, c safe and muted', { a: solo, c: { soloSafe: true, ...mute } }, A + A],
    ['the send of a muted', { send: mute }, A + B + C + C],
    ['the send of a muted, before the fader', { send: { ...mute, pre: true } }, A + B + C + C],
  ])('%s', (_, more, expected) => expect(level(...net(more))).toBe(expected))
  test('soloing c: what another sends before its fader does not come through the return', () => {
    expect(level(...net({ c: { solo: true }, send: { pre: true } }))).toBe(C + C)
  })
  test('in any net: soloing all strips is soloing none, and a soloed strip hears exactly the paths through it (seeds 1 to 200)', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = chance(seed)
      const count = 3 + random(8)
      // The last one is main; everybody flows to someone later.
      const outputs = Array.from({ length: count - 1 }, (_, from) => ({ from, to: from + 1 + random(count - 1 - from) }))
      const sends = Array.from({ length: random(6) }, () => {
        const from = random(count - 1)
        return { from, to: from + 1 + random(count - 1 - from) }
      })
      const everybody = soloOf(
        count,
        Array.from({ length: count }, (_, i) => i),
        outputs,
        sends,
      )
      expect(everybody.heard.every(Boolean) && [...outputs, ...sends].every((e) => everybody.isOpen(e))).toBe(true)
      const one = random(count)
      const { heard, isOpen } = soloOf(count, [one], outputs, sends)
      expect(heard[one] && heard[count - 1]).toBe(true)
      // Open connections join strips that are heard; each strip that is heard is soloed or on an open connection.
      for (const e of [...outputs, ...sends]) if (isOpen(e)) expect(heard[e.from] && heard[e.to], `seed ${seed}`).toBe(true)
      heard.forEach((h, i) => {
        if (h && i !== one)
          expect(
            [...outputs, ...sends].some((e) => isOpen(e) && (e.from === i || e.to === i)),
            `seed ${seed}`,
          ).toBe(true)
      })
    }
  })
})

describe('levels', () => {
  test.each([
    [0, 1],
    [-6, 0.5011872336272722],
    [6, 1.9952623149688795],
    [-60, 0.001],
    [null, 0],
  ])('a fader, a bus and a send at %s dB', (gain, factor) => {
    expect(level(...source('a', { gain }))).toBeCloseTo(factor, 5)
    expect(level(...source('a', { output: 'x' }), bus('x', { gain }))).toBeCloseTo(factor, 5)
    expect(level(...source('a'), bus('x'), send('a', 'x', { gain }))).toBeCloseTo(1 + factor, 5)
    // After the fader and before it.
    expect(level(...source('a', { gain }), bus('x'), send('a', 'x'))).toBeCloseTo(2 * factor, 5)
    expect(level(...source('a', { gain }), bus('x'), send('a', 'x', { pre: true }))).toBeCloseTo(1 + factor, 5)
  })
})

describe('pan', () => {
  const path = join(import.meta.dirname, '../../../shared/corpus/dsp/pan_laws.json')
  const laws: { readonly pan: number; readonly sin_cos_3db: readonly [number, number] }[] = existsSync(path)
    ? JSON.parse(readFileSync(path, 'utf8'))
    : []
  const heard = (pan: number) => {
    kernels.release()
    const { audio: out } = render(records(...source('a', { pan })), media, { kernels })
    return [out[0]![300]!, out[1]![300]!] as const
  }
  test.skipIf(!laws.length)('is the sine-cosine law of independent programs, raised by 3 dB so that the middle changes no bit', () => {
    expect(laws.length).toBeGreaterThan(4)
    for (const { pan, sin_cos_3db } of laws) {
      const [l, r] = heard(pan * 100)
      expect(l).toBeCloseTo(sin_cos_3db[0] * Math.SQRT2, 6)
      expect(r).toBeCloseTo(sin_cos_3db[1] * Math.SQRT2, 6)
    }
  })
  test('keeps the power of the sum at every place, is symmetric, and exact in the middle and at the ends', () => {
    for (let pan = -100; pan <= 100; pan++) {
      expect(panLeft(pan) ** 2 + panLeft(-pan) ** 2).toBeCloseTo(2, 12)
      const [l, r] = heard(pan)
      const [r2, l2] = heard(-pan)
      expect([l, r]).toEqual([l2, r2])
    }
    expect(heard(0)).toEqual([1, 1])
    expect(heard(100)[0]).toBe(0)
    expect(heard(-100)[1]).toBe(0)
  })
})

interface Law {
  readonly pan: number
  readonly sin_cos_3db: readonly [number, number]
  readonly linear_6db: readonly [number, number]
  readonly sqrt_4_5db: readonly [number, number]
  readonly balance_0db: readonly [number, number]
}
describe('channel strips', () => {
  const path = join(import.meta.dirname, '../../../shared/corpus/dsp/pan_laws.json')
  const laws: readonly Law[] = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
  const NAMES = [
    [0, 'balance_0db'],
    [-3, 'sin_cos_3db'],
    [-4.5, 'sqrt_4_5db'],
    [-6, 'linear_6db'],
  ] as const
  const stereo = { ms: [new Float32Array(FRAMES).fill(0.75), new Float32Array(FRAMES).fill(0.25)] }
  /** Left and right of a strip that plays 0.75 and 0.25. */
  const heard = (more: object, panLaw?: number, ...others: Rec[]): readonly [number, number] => {
    kernels.release()
    const list = records(strip('s', more), track('s'), asset('ms', FRAMES), audio('s', 'ms', 0, FRAMES), ...others)
    if (panLaw !== undefined) list.set('project', { ...list.get('project')!, panLaw })
    const { audio: out } = render(list, stereo, { kernels })
    return [out[0]![300]!, out[1]![300]!]
  }
  const near = (is: readonly number[], wanted: readonly number[]) =>
    is.forEach((x, i) => {
      expect(Math.abs(x - wanted[i]!)).toBeLessThan(1e-6)
    })
  test.skipIf(!laws.length)('a mono strip is panned by the four laws as independent programs have them, to 1e-6', () => {
    expect(laws.length).toBeGreaterThan(4)
    for (const [law, name] of NAMES)
      for (const entry of laws) {
        const pan = entry.pan * 100
        near([lawLeft(pan, law), lawLeft(-pan, law)], entry[name])
        near(
          heard({ mono: true, pan }, law),
          entry[name].map((x) => x * 0.5),
        )
      }
  })
  test('the middle has what the law says, and the formulas hold everywhere, to 1e-12', () => {
    for (const [law] of NAMES) expect(20 * Math.log10(lawLeft(0, law))).toBeCloseTo(law, 1)
    for (let pan = -100; pan <= 100; pan++) {
      const x = (pan / 100 + 1) / 2
      expect(lawLeft(pan, 0)).toBeCloseTo(Math.min(1, 2 - 2 * x), 12)
      expect(lawLeft(pan, -3)).toBeCloseTo(Math.cos((x * Math.PI) / 2), 12)
      expect(lawLeft(pan, -6)).toBeCloseTo(1 - x, 12)
      expect(lawLeft(pan, -4.5)).toBeCloseTo(Math.sqrt((1 - x) * Math.cos((x * Math.PI) / 2)), 12)
    }
  })
  test('the balance of a stereo strip is the law raised to unity in the middle, where no law changes a bit', () => {
    for (const [law] of NAMES) {
      expect(heard({ pan: 0 }, law)).toEqual([0.75, 0.25])
      for (const pan of [-100, -63, 20, 100]) {
        const middle = lawLeft(0, law)
        near(heard({ pan }, law), [(0.75 * lawLeft(pan, law)) / middle, (0.25 * lawLeft(-pan, law)) / middle])
      }
    }
    // Without a law, as ever.
    for (const pan of [-100, -63, 20, 100]) expect(heard({ pan })).toEqual(heard({ pan }, -3))
  })
  test('dual pan places each side, width goes from mono by unity to the side alone', () => {
    expect(heard({ panMode: 'dual' })).toEqual([0.75, 0.25])
    expect(heard({ panMode: 'dual', panLeft: 100, panRight: -100 })).toEqual([0.25, 0.75])
    near(heard({ panMode: 'dual', panLeft: 0, panRight: 0 }), [Math.SQRT1_2, Math.SQRT1_2])
    near(heard({ panMode: 'dual', panLeft: -50, panRight: 80 }, -6), [0.75 * 0.75 + 0.25 * 0.1, 0.75 * 0.25 + 0.25 * 0.9])
    expect(heard({ width: 0 })).toEqual([0.5, 0.5])
    expect(heard({ width: 100 })).toEqual([0.75, 0.25])
    expect(heard({ width: 200 })).toEqual([1, 0])
    near(heard({ width: 50, pan: 40 }), [0.625 * panLeft(40), 0.375 * panLeft(-40)])
  })
  test('trim, polarity and mono of the input come before the devices', () => {
    near(heard({ trim: 6 }), [0.75 * 1.9952623149688795, 0.25 * 1.9952623149688795])
    expect(heard({ polarity: 'both' })).toEqual([-0.75, -0.25])
    expect(heard({ polarity: 'left' })).toEqual([-0.75, 0.25])
    expect(heard({ polarity: 'right' })).toEqual([0.75, -0.25])
    expect(heard({ polarity: 'right', mono: true, pan: -100 })).toEqual([0.25, 0])
    // A strip that listens to what this one sends before its fader gets trim, not pan.
    near(heard({ trim: -6, pan: 100, gain: null }, -3, strip('x', { kind: 'bus' }), send('s', 'x', { pre: true })), [
      0.75 * 0.5011872336272722,
      0.25 * 0.5011872336272722,
    ])
  })
  test('a send has a pan of its own, by the same law', () => {
    for (const [law] of NAMES)
      near(heard({ gain: 0, mute: true }, law, strip('x', { kind: 'bus' }), send('s', 'x', { pre: true, gain: -6, pan: 30 })), [
        0.75 * 0.5011872336272722 * panLeft(30, law),
        0.25 * 0.5011872336272722 * panLeft(-30, law),
      ])
  })
  test('a key before the fader is there when its strip is down; after it, it is not', () => {
    const keyed = (sidechainPre: boolean) => {
      kernels.release()
      const list = records(...source('a', { gain: null }), ...source('b'), device('b', 'keyed', { sidechain: 'a', sidechainPre }))
      return render(list, media, { kernels }).audio[0]![300]
    }
    expect([keyed(true), keyed(false)]).toEqual([B - A, B])
  })
  test('all of it moves under automation and plans, the same bits in any chunk and block; what goes back to plain is plain to the bit', () => {
    const long = { n: [noise(9_000, 3), noise(9_000, 4)] as const }
    const list = (more: object, sendMore: object = {}) =>
      records(
        strip('s', more),
        track('s'),
        asset('n', 9_000),
        audio('s', 'n', 0, 9_000),
        strip('x', { kind: 'bus' }),
        send('s', 'x', { pan: -20, ...sendMore }),
        point('s', 'pan', 0, -100),
        point('s', 'pan', 2_000, 80),
        point('s>x', 'pan', 500, 100),
        point('s>x', 'pan', 3_000, -100),
      )
    const shaped = { width: 40, trim: 3, mono: false, polarity: 'left' }
    const renders = [1024, 96, 7].map((block) => {
      kernels.release()
      return render(list(shaped), long, { kernels, block }).audio
    })
    expectSameBits(renders[1]!, renders[0]!)
    expectSameBits(renders[2]!, renders[0]!)
    const catalog = { devices, clips }
    const plain = records(strip('s'), track('s'), asset('n', 9_000), audio('s', 'n', 0, 9_000))
    const wide = records(strip('s', { ...shaped, mono: true, pan: 30 }), track('s'), asset('n', 9_000), audio('s', 'n', 0, 9_000))
    const renderer = new Renderer(compile(plain, catalog), { kernels: new TestKernels(), openSource: open(long) })
    renderer.play()
    expectSameBits([play(renderer, 1_024)], [long.n[0].slice(0, 1_024)])
    renderer.swap(compile(wide, catalog))
    play(renderer, 1_024)
    renderer.swap(compile(plain, catalog))
    play(renderer, 1_024)
    expectSameBits([play(renderer, 1_024)], [long.n[0].slice(3_072, 4_096)])
  })
})

describe('VCAs', () => {
  const vca = (id: string, more: object = {}): Rec => ({
    id,
    type: 'vca',
    order: id,
    name: id,
    color: 1,
    gain: 0,
    mute: false,
    solo: false,
    ...more,
  })
  /** In dB, of a strip that plays 1. */
  const heard = (more: object, ...others: Rec[]) => 20 * Math.log10(level(...source('a', more), ...others)!)

  test('add their decibels, nested too; −∞ anywhere is silence; what goes in a circle counts once', () => {
    expect(heard({ gain: -2, vca: 'v' }, vca('v', { gain: -5 }))).toBeCloseTo(-7, 5)
    expect(heard({ gain: -2, vca: 'v' }, vca('v', { gain: 4, vca: 'w' }), vca('w', { gain: -12 }))).toBeCloseTo(-10, 5)
    expect(heard({ vca: 'v' }, vca('v', { gain: null, vca: 'w' }), vca('w', { gain: 6 }))).toBe(-Infinity)
    expect(heard({ vca: 'v' }, vca('v', { gain: -1, vca: 'w' }), vca('w', { gain: -2, vca: 'v' }))).toBeCloseTo(-3, 5)
    expect(heard({ vca: 'gone' })).toBe(0)
  })
  test('mute and solo what is under them, at any depth', () => {
    const net = (v: object, w: object) =>
      level(...source('a', { vca: 'v' }), ...source('b', { vca: 'w' }), ...source('c'), vca('v', { ...v, vca: 'w' }), vca('w', w))
    expect(net({ mute: true }, {})).toBe(B + C)
    expect(net({}, { mute: true })).toBe(C)
    expect(net({ solo: true }, {})).toBe(A)
    expect(net({}, { solo: true })).toBe(A + B)
  })
  test('leave sends before the fader alone, and move those behind it', () => {
    const hall = (pre: boolean) =>
      level(
        ...source('a', { vca: 'v', output: 'hall' }),
        vca('v', { gain: -6 }),
        bus('hall', { mute: true }),
        bus('x'),
        send('a', 'x', { gain: 0, pre }),
      )
    expect(hall(true)).toBe(A)
    expect(20 * Math.log10(hall(false)!)).toBeCloseTo(-6, 5)
  })
  test('follow their automation to the same bits as if it stood in the strip, in any chunk', () => {
    const moves = (target: string) => [point(target, 'gain', 0, 0), point(target, 'gain', 2_000, -30), point(target, 'gain', 4_000, -3)]
    const inVca = records(...source('a', { gain: 0, vca: 'v' }), vca('v'), ...moves('v'))
    const inStrip = records(...source('a', { gain: 0 }), ...moves('a'))
    kernels.release()
    const wanted = render(inStrip, media, { kernels }).audio
    expect(wanted[0]![FRAMES - 1]).not.toBe(wanted[0]![0])
    for (const block of [7, 128, 1024]) {
      kernels.release()
      expectSameBits(render(inVca, media, { kernels, block }).audio, wanted)
    }
  })
  test('moved by hand come to the level that a new plan has', () => {
    const at = (gain: number) => compile(records(...source('a', { vca: 'v' }), vca('v', { gain })), { devices, clips })
    kernels.release()
    const renderer = new Renderer(at(0), { kernels, openSource: open(media), chunk: 64 })
    renderer.play()
    play(renderer, 64, 64)
    renderer.set('v', 'gain', -9)
    play(renderer, 64, 64)
    expect(20 * Math.log10(play(renderer, 64, 64)[0]!)).toBeCloseTo(-9, 5)
  })
})
