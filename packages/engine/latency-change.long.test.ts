// Latencies that change while playing: whatever they become, nobody hears a click, and the paths are together again.
import { expect, test } from 'vitest'
import { compile, Renderer } from './index.ts'
import { clickDb } from './testing.clicks.node.ts'
import {
  asset,
  audio,
  chance,
  clips,
  device,
  devices,
  differenceDb,
  joined,
  open,
  play,
  records,
  send,
  sineWave,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const catalog = { devices, clips }
const LENGTH = 4_000_000
// Whole periods every 800 frames: what is heard does not depend on where in the file it is.
const media = { low: sineWave(LENGTH, 180).map((x) => x * 0.4), high: sineWave(LENGTH, 300).map((x) => x * 0.3) }
/** Two tracks, a group, a send to a bus, a key: each device as late as is asked. */
const net = (frames: readonly number[]) =>
  records(
    strip('a'),
    strip('b', { output: 'group' }),
    strip('group', { kind: 'bus' }),
    strip('hall', { kind: 'bus', gain: -6 }),
    track('a'),
    track('b'),
    asset('low', LENGTH),
    asset('high', LENGTH),
    audio('a', 'low', 0, LENGTH),
    audio('b', 'high', 0, LENGTH),
    send('a', 'hall', { gain: -6 }),
    send('group', 'hall', { gain: -12, pre: true }),
    ...['a', 'b', 'group', 'hall', 'main'].map((on, i) =>
      device(on, 'late', { id: `late ${on}`, 'p.frames': frames[i]!, enabled: frames[i]! > 0 }),
    ),
  )

test('1,000 random changes leave no click above −60 dB, and afterwards it sounds as if it had always been so', () => {
  const random = chance(7)
  const some = () => Array.from({ length: 5 }, () => (random(3) ? random(1_000) : 0))
  let frames = some()
  const start = () => {
    const renderer = new Renderer(compile(net(frames), catalog), {
      kernels: new TestKernels(),
      openSource: open(media),
      declick: true,
      chunk: 128,
    })
    renderer.play()
    return renderer
  }
  const renderer = start()
  play(renderer, 24_000)
  const parts: Float32Array[] = []
  for (let i = 0; i < 1_000; i++) {
    frames = random(4) ? frames.map((x) => (random(3) ? x : random(1_000))) : some()
    renderer.swap(compile(net(frames), catalog))
    parts.push(play(renderer, 1 + random(3_000)))
  }
  parts.push(play(renderer, 16_000))
  const all = joined(parts)
  expect(clickDb(all)).toBeLessThan(-60)
  expect(renderer.faults).toEqual([])
  // At the same place of the periods: what the new latency moves is the latency of the plan alone.
  const reference = start()
  const behind = (24_000 + all.length - 4_000) % 800
  play(reference, 16_000 + behind)
  expect(differenceDb(all.slice(-4_000), play(reference, 4_000))).toBeLessThan(-90)
})
