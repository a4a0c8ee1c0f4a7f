// Probes: what is looked at is what passes there, and nothing that is rendered knows of it.
import { devices as real } from '@tonmeister/devices'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import type { Rec } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, PROBES, Readings, Renderer } from './index.ts'
import { asset, audio, clips, device, devices, expectSameBits, noise, open, records, strip, TestKernels, track } from './testing.node.ts'

const FRAMES = 48_000
const media = { ma: noise(FRAMES, 1), mb: noise(FRAMES, 2) }
const source = (id: 'a' | 'b', more: object = {}): Rec[] => [
  strip(id, more),
  track(id),
  asset(`m${id}`, FRAMES),
  audio(id, `m${id}`, 0, FRAMES),
]
const level = device('a', 'level', { id: 'fx', 'p.gain': -6 })
const start = (list: readonly Rec[]) => {
  const readings = new Readings()
  const catalog = { devices, clips }
  const renderer = new Renderer(compile(records(...list), catalog), { kernels: new TestKernels(), openSource: open(media), readings })
  renderer.play()
  return { renderer, readings, swap: (next: readonly Rec[]) => renderer.swap(compile(records(...next), catalog)) }
}
const run = (renderer: Renderer, frames: number, look?: () => void): Float32Array[] => {
  const out = [new Float32Array(frames), new Float32Array(frames)]
  for (let at = 0; at < frames; at += 128) {
    look?.()
    renderer.render(
      out.map((x) => x.subarray(at, at + 128)),
      128,
    )
  }
  return out
}
const latest = (readings: Readings, index: number, frames: number) => {
  const out = [new Float32Array(frames), new Float32Array(frames)] as const
  const written = readings.probes[index]!.latest(...out)
  return { out: [...out], written }
}

describe('a probe', () => {
  test('gives what goes into a device, what comes out of it, what flows into a strip and what leaves its fader', () => {
    const { renderer, readings } = start([...source('a', { gain: -12 }), level])
    const places = [
      ['fx', 'in'],
      ['fx', 'out'],
      ['a', 'in'],
      ['a', 'out'],
    ] as const
    places.forEach(([id, side], i) => {
      renderer.probe(i, { id, side })
      latest(readings, i, 0)
    })
    const main = run(renderer, 1024)
    const dry = media.ma.subarray(0, 1024)
    const gain = Math.fround(10 ** (-6 / 20))
    const half = dry.map((x) => x * gain)
    expectSameBits(latest(readings, 0, 1024).out, [dry, dry])
    expectSameBits(latest(readings, 1, 1024).out, [half, half])
    expectSameBits(latest(readings, 2, 1024).out, [dry, dry])
    expectSameBits(latest(readings, 3, 1024).out, main)
  })
  test('that nobody looks at is not written, and falls asleep half a second after the last look', () => {
    const { renderer, readings } = start([...source('a'), level])
    renderer.probe(0, { id: 'fx', side: 'out' })
    const ring = readings.probes[0]!
    run(renderer, 1024)
    expect(ring.written).toBe(0)
    expect(latest(readings, 0, 16).written).toBe(0)
    run(renderer, FRAMES)
    expect(ring.written).toBe(24_064)
    run(renderer, 1024)
    expect(ring.written).toBe(24_064)
  })
  test('stays with its device when the plan changes and it moves to another place, ends with it, and is back with it', () => {
    const { renderer, readings, swap } = start([...source('a'), level])
    renderer.probe(0, { id: 'fx', side: 'in' })
    const look = () => void latest(readings, 0, 1)
    const moved = [...source('a'), ...source('b'), { ...level, strip: 'b' }]
    swap(moved)
    run(renderer, 4096, look)
    expectSameBits(latest(readings, 0, 256).out, [media.mb.subarray(4096 - 256, 4096), media.mb.subarray(4096 - 256, 4096)])
    swap(source('a'))
    run(renderer, 4096, look)
    const { written } = latest(readings, 0, 1)
    run(renderer, 1024, look)
    expect(latest(readings, 0, 1).written).toBe(written)
    swap(moved)
    run(renderer, 4096, look)
    expect(latest(readings, 0, 1).written).toBeGreaterThan(written)
    renderer.probe(0, null)
    const ended = latest(readings, 0, 1).written
    run(renderer, 1024, look)
    expect(latest(readings, 0, 1).written).toBe(ended)
  })
})
test('a render has the same bits with every probe in use, also where devices of two groups run at once', () => {
  const list = records(
    ...(['a', 'b'] as const).flatMap((id) => [asset(`m${id}`, FRAMES)]),
    ...Array.from({ length: 6 }, (_, i) => {
      const id = `s${i}`
      return [
        strip(id, { pan: i * 10 - 25 }),
        track(id),
        audio(id, i % 2 ? 'ma' : 'mb', 0, FRAMES),
        device(id, 'eq', { id: `${id} eq`, 'p.b3gain': 6 }),
        device(id, 'compressor', { id: `${id} comp`, ...(i === 5 ? { sidechain: 's0' } : {}) }),
      ]
    }).flat(),
  )
  const render = (isProbed: boolean) => {
    const readings = new Readings()
    const renderer = new Renderer(compile(list, { devices: real, clips }), {
      kernels: new Kernels(kernelsModule()),
      openSource: open(media),
      readings,
    })
    for (let i = 0; isProbed && i < PROBES; i++) {
      const id = `s${Math.floor(i / 3)}${['', ' eq', ' comp'][i % 3]}`
      renderer.probe(i, { id, side: i % 2 ? 'in' : 'out' })
    }
    renderer.play()
    const out = run(renderer, 12_800, () => readings.probes.forEach((_, i) => latest(readings, i, 1)))
    return { out, written: readings.probes.map((_, i) => latest(readings, i, 1).written) }
  }
  const probed = render(true)
  expect(probed.written).toEqual(Array.from({ length: PROBES }, () => 12_800))
  const plain = render(false)
  expect(plain.written).toEqual(Array.from({ length: PROBES }, () => 0))
  expectSameBits(probed.out, plain.out)
})
