// Where a rendering ends, and what it holds on the way.
import { devices as real } from '@tonmeister/devices'
import { describe, expect, test } from 'vitest'
import { compile, renderOffline } from './index.ts'
import { asset, audio, clips, device, expectSameBits, noise, open, records, send, strip, TestKernels, track } from './testing.node.ts'

const MEDIA = { burst: noise(2_000) }
/** A burst, a pause, a burst, and a reverb on a bus. */
const song = (decay: number, more: object = {}) =>
  records(
    strip('main', { kind: 'main', output: null }),
    strip('hall', { kind: 'bus', order: 'b' }),
    device('hall', 'reverb', { device: 'reverb', 'p.decay': decay, 'p.mix': 100, 'p.predelay': 0, ...more }),
    strip('a'),
    track('a'),
    asset('burst', 2_000),
    audio('a', 'burst', 0, 2_000),
    audio('a', 'burst', 30_000, 2_000),
    send('a', 'hall', { gain: -6 }),
  )
function render(list: ReturnType<typeof song>, options: { to?: number; block?: number; stems?: boolean } = {}) {
  const plan = compile(list, { devices: real, clips })
  const blocks = renderOffline(plan, { kernels: new TestKernels(), openSource: open(MEDIA), ...options })
  const parts: Float32Array[][] = []
  let done = 0
  for (let next = blocks.next(); !next.done; next = blocks.next()) {
    parts.push(next.value.audio.map((a) => a.slice(0, next.value.frames)))
    done += next.value.frames
    expect(next.value.done).toBe(done)
    expect(done).toBeLessThanOrEqual(next.value.total)
  }
  const whole = parts[0]!.map((_, c) => {
    const out = new Float32Array(done)
    let at = 0
    for (const part of parts) {
      out.set(part[c]!, at)
      at += part[c]!.length
    }
    return out
  })
  return { plan, whole, frames: done }
}

describe('without an end', () => {
  test('it ends with the last frame that sounds, and all before it are those of the whole with its tail', () => {
    const { plan, whole, frames } = render(song(0.3))
    const full = render(song(0.3), { to: plan.length + plan.tail })
    expect(full.frames).toBe(plan.length + plan.tail)
    expect(frames).toBeLessThan(full.frames)
    expect(frames).toBeGreaterThan(plan.length)
    expectSameBits(
      whole,
      full.whole.map((a) => a.subarray(0, frames)),
    )
    expect(full.whole.every((a) => a.subarray(frames).every((x) => x === 0))).toBe(true)
    expect(whole.some((a) => a.at(-1) !== 0)).toBe(true)
  })
  test.each([1, 32, 500, 4096])('the same at blocks of %i frames', (block) => {
    const a = render(song(0.12))
    const b = render(song(0.12), { block })
    expect(b.frames).toBe(a.frames)
    expectSameBits(a.whole, b.whole)
  })
  test('the pause between clips stays, and a project that is silent lasts as long as its clips', () => {
    const silent = render(song(0.3, {}).set('a', { ...song(0.3).get('a')!, mute: true }))
    expect(silent.frames).toBe(silent.plan.length)
  })
  test('stems end together with the mix, by the one that sounds longest', () => {
    const { whole, frames } = render(song(0.3), { stems: true })
    expect(whole.length).toBeGreaterThan(4)
    expect(whole.every((a) => a.length === frames)).toBe(true)
    expect(render(song(0.3)).frames).toBe(frames)
  })
})
