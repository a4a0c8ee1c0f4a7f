// Rendering allocates nothing: the heap does not grow with the blocks that are rendered, so that no collector ever stops the audio thread.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { clips } from '@tonmeister/clips'
import { devices as real } from '@tonmeister/devices'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { type Rec, TICKS_PER_QUARTER } from '@tonmeister/project'
import { expect, test } from 'vitest'
import { compile, Readings, Renderer } from './index.ts'
import { asset, audio, chance, device, noise, notes, point, records, send, strip, track } from './testing.node.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const FRAMES = 480_000
const media = { n: noise(FRAMES, 3).map((x) => x * 0.1) }
const random = chance(1)
/** Sixteen strips with everything that a chunk may have to do: clips with fades, automation, delays, keys, notes, sends, a loop, somebody who looks. */
const list: Rec[] = [
  asset('n', FRAMES),
  strip('bus', { kind: 'bus' }),
  device('bus', 'limiter'),
  device('main', 'limiter'),
  ...Array.from({ length: 12 }, (_, i) => {
    const id = `s${i}`
    return [
      strip(id, { output: i % 3 ? 'bus' : null, pan: i * 8 - 50 }),
      track(id),
      ...Array.from({ length: 40 }, (_, k) =>
        audio(id, 'n', k * 2_000, 2_100, { fadeIn: 14_700 * 200, fadeOut: 14_700 * 300, gain: -3, reverse: k % 5 === 0 }),
      ),
      device(id, 'eq', { id: `${id} eq` }),
      device(id, 'compressor', i % 4 ? {} : { sidechain: 's1' }),
      send(id, 'bus', { pre: i % 2 === 1, gain: -12 }),
      ...Array.from({ length: 20 }, (_, k) => point(id, 'gain', k * 3_000, -random(20))),
      ...Array.from({ length: 20 }, (_, k) => point(`${id} eq`, 'b3gain', k * 3_000, random(20) - 10)),
    ]
  }).flat(),
  ...Object.values(real)
    .filter((d) => d.kind === 'instrument')
    .flatMap((d) => [
      strip(d.id),
      track(d.id),
      device(d.id, d.id),
      ...notes(
        d.id,
        Array.from({ length: 300 }, (_, k) => [k * 300, 400, 36 + random(40), 100] as const),
      ),
    ]),
]
const BLOCKS = 1_000
/** Without views and copies of its own: those would be counted. */
const source = {
  sampleRate: 48_000,
  channels: 2,
  frames: FRAMES,
  close() {},
  read(at: number, into: readonly Float32Array[], n = 0): number {
    for (let i = 0; i < n; i++) into[0]![i] = into[1]![i] = media.n[at + i]!
    return n
  },
}
/** Bytes of heap a block of 128 frames, the least of three rounds. */
function bytesPerBlock(records: Map<string, Rec>): number {
  const readings = new Readings()
  let clock = 0
  const renderer = new Renderer(compile(records, { devices: real, clips }), {
    kernels: new Kernels(kernelsModule()),
    openSource: () => source,
    readings,
    declick: true,
    now: () => ++clock,
  })
  const out = [new Float32Array(128), new Float32Array(128)]
  ;['s0', 's0 eq', 's1 eq'].forEach((id, i) => renderer.probe(i, { id, side: 'out' }))
  const run = (blocks: number) => {
    for (let i = 0; i < blocks; i++) {
      if (i % 16 === 0) {
        readings.look()
        readings.probes[0]!.latest(out[0]!, out[1]!)
        readings.probes[1]!.latest(out[0]!, out[1]!)
      }
      renderer.render(out, 128)
    }
  }
  renderer.play()
  renderer.setLoop(true, 0, 3 * TICKS_PER_QUARTER)
  // The compiler settles first.
  run(BLOCKS * 2)
  let least = Infinity
  for (let round = 0; round < 3; round++) {
    collect()
    const before = process.memoryUsage().heapUsed
    run(BLOCKS)
    least = Math.min(least, process.memoryUsage().heapUsed - before)
  }
  expect(renderer.faults).toEqual([])
  return least / BLOCKS
}
test('a block takes no memory: clips, fades, delays, keys, notes, sends, a loop, somebody who looks', () => {
  // What remains are the numbers of a note's start. One object for each strip and block would be 400 bytes at the least.
  expect(bytesPerBlock(records(...list.filter((r) => r.type !== 'point')))).toBeLessThan(150)
})
test('with automation of faders and devices it takes less than three numbers for each fader and step of 32 frames', () => {
  expect(bytesPerBlock(records(...list))).toBeLessThan(12 * 4 * 3 * 16)
})
