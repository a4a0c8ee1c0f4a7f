// Who is heard and how loud: solo, mute, sends, busses, pan.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rec } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { panLeft } from './index.ts'
import { soloOf } from './route.ts'
import { asset, audio, chance, records, render, send, strip, TestKernels, track } from './testing.node.ts'

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
