// The same project gives the same bits: at any chunk and block size, with any number of threads; with every device there is.
import { Worker } from 'node:worker_threads'
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import type { Device, Rec } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, joinTeam, type Plan, Renderer, renderOffline, TEAM_BYTES } from './index.ts'
import {
  asset,
  audio,
  chance,
  device,
  expectSameBits,
  type Media,
  noise,
  notes,
  open,
  peakDb,
  point,
  records,
  send,
  strip,
  track,
} from './testing.node.ts'
import type { ThreadSetup } from './testing.thread.node.ts'

const FRAMES = 20_000
const LENGTH = 15_000
const media: Media = {
  left: noise(LENGTH, 3).map((x) => x * 0.3),
  wide: [noise(LENGTH, 4).map((x) => x * 0.3), noise(LENGTH, 5).map((x) => x * 0.3)],
}

/** A value anywhere in a parameter's range. */
function anywhere(param: Device['params'][string], random: (n: number) => number): number {
  const t = random(1000) / 999
  const v = param.curve === 'log' && param.min > 0 ? param.min * (param.max / param.min) ** t : param.min + (param.max - param.min) * t
  return param.step ? Math.round(v) : v
}
const paramsOf = (d: Device) => Object.entries(d.params)
/** Every device twice, once at rest and once with everything automated; buses, sends, keys, pans, several clips; a limiter on main. */
function everything(seed: number): Map<string, Rec> {
  const random = chance(seed)
  const list: Rec[] = [
    { ...asset('left', LENGTH) },
    { ...asset('wide', LENGTH), channels: 2 },
    strip('group', { kind: 'bus', pan: 12 }),
    strip('hall', { kind: 'bus', gain: -12 }),
    device('main', 'limiter'),
    device('hall', 'compressor', { sidechain: 'dry', sidechainPre: true }),
    strip('dry', { gain: -20 }),
    track('dry'),
    audio('dry', 'left', 500, 14_000),
  ]
  for (const d of Object.values(devices))
    for (const moving of [false, true]) {
      const id = `${d.id} ${moving ? 'moving' : 'still'}`
      const shape = [{}, { width: 40, trim: 2 }, { mono: true, polarity: 'left' }, { panMode: 'dual', panLeft: -20, panRight: 70 }][
        random(4)
      ]
      list.push(strip(id, { gain: -18 - random(6), pan: random(201) - 100, output: random(2) ? 'group' : null, ...shape }), track(id))
      if (d.kind === 'instrument')
        list.push(
          ...notes(
            id,
            Array.from({ length: 24 }, () => [random(18_000), 1 + random(9_000), 30 + random(60), 1 + random(127)] as const),
          ),
        )
      else
        list.push(
          audio(id, 'wide', random(5_000), 9_000 + random(4_000), { gain: -random(6), fadeIn: random(2) * 14_700 * 2_000 }),
          audio(id, 'left', 9_000, 6_000),
        )
      const name = `${id} device`
      const values = Object.fromEntries(paramsOf(d).map(([p, param]) => [`p.${p}`, anywhere(param, random)]))
      list.push(device(id, d.id, { id: name, ...(moving ? values : {}), ...(d.sidechain && moving ? { sidechain: 'dry' } : {}) }))
      if (d.zones)
        list.push({
          id: `${id} zone`,
          type: 'zone',
          device: name,
          asset: 'wide',
          keyLow: 0,
          keyHigh: 127,
          velocityLow: 0,
          velocityHigh: 127,
          root: 60,
          tune: 0,
          gain: 0,
          loop: 'forward',
          loopStart: 100,
          loopEnd: 10_000,
        })
      list.push(send(id, 'hall', { gain: -random(20), pre: random(2) === 1 }))
      if (!moving) continue
      for (const [p, param] of paramsOf(d))
        for (let i = 0; i < 4; i++) list.push(point(name, p, random(18_000), anywhere(param, random), random(2) ? 'hold' : 'linear'))
      for (let i = 0; i < 4; i++)
        list.push(
          point(id, 'gain', random(18_000), -random(40)),
          point(id, 'pan', random(18_000), random(201) - 100, random(2) ? 'hold' : 'linear'),
          point(`${id}>hall`, 'gain', random(18_000), -random(40)),
        )
    }
  return records(...list)
}
const planOf = (seed: number): Plan => {
  const plan = compile(everything(seed), { devices, clips })
  expect(plan.problems).toEqual([])
  return plan
}
/** The first frames in chunks of the renderer and blocks of the host. */
function live(plan: Plan, chunk: number, block: number): Float32Array[] {
  const renderer = new Renderer(plan, { kernels: new Kernels(kernelsModule()), openSource: open(media), chunk, stems: true })
  renderer.play()
  const out = Array.from({ length: 2 + renderer.stems.length * 2 }, () => new Float32Array(FRAMES))
  for (let at = 0; at < FRAMES; at += block) {
    const n = Math.min(block, FRAMES - at)
    renderer.render(
      out.map((o) => o.subarray(at, at + n)),
      n,
    )
  }
  expect(renderer.faults).toEqual([])
  return out
}
function drain(blocks: ReturnType<typeof renderOffline>): Float32Array[] {
  const out: Float32Array[] = []
  for (const { audio: a, frames, done, total } of {
    [Symbol.iterator]: () => blocks as Iterator<{ audio: readonly Float32Array[]; frames: number; done: number; total: number }>,
  })
    a.forEach((channel, c) => {
      out[c] ??= new Float32Array(total)
      out[c]!.set(channel.subarray(0, frames), done - frames)
    })
  return out
}
const thread = new URL('./testing.thread.node.ts', import.meta.url).href
async function together(plan: Plan, size: number): Promise<Float32Array[]> {
  const kernels = new Kernels(kernelsModule())
  const shared = new SharedArrayBuffer(TEAM_BYTES)
  const helpers = await Promise.all(
    Array.from({ length: size - 1 }, (_, i) => {
      const setup: ThreadSetup = { plan, media, memory: kernels.memory, shared, index: i + 1, size, stems: true, to: FRAMES }
      const worker = new Worker(`import('tsx/esm/api').then((tsx) => (tsx.register(), import('${thread}')))`, {
        eval: true,
        workerData: setup,
      })
      return new Promise<Worker>((ready, failed) => worker.once('message', () => ready(worker)).once('error', failed))
    }),
  )
  try {
    return drain(renderOffline(plan, { kernels, openSource: open(media), team: joinTeam(shared, 0, size), stems: true, to: FRAMES }))
  } finally {
    await Promise.all(helpers.map((w) => w.terminate()))
  }
}

describe('a project with every device, all of them also automated', () => {
  const plan = planOf(1)
  const reference = live(plan, 128, 128)
  test('is heard on every strip', () => {
    // By lot half of the strips flow into main themselves, and are stems.
    expect(reference.length).toBeGreaterThan(Object.keys(devices).length)
    // Neither silence nor nonsense, so that sameness means something.
    for (const [c, a] of reference.entries()) {
      expect(a.every(Number.isFinite), `channel ${c}`).toBe(true)
      if (c < 2) expect(peakDb(a)).toBeGreaterThan(-40)
    }
  })
  test.each([
    [32, 32],
    [512, 128],
    [4096, 4096],
    [160, 37],
  ])('chunks of %i frames, asked for %i at a time', (chunk, block) => expectSameBits(live(plan, chunk, block), reference))
  test.each([2, 3])('%i threads', async (size) => {
    const alone = drain(renderOffline(plan, { kernels: new Kernels(kernelsModule()), openSource: open(media), stems: true, to: FRAMES }))
    expectSameBits(await together(plan, size), alone)
  })
})
test('any project of these: chunks of 32 and of 1024 frames (seeds 2 and 3)', () => {
  for (let seed = 2; seed <= 3; seed++) {
    const plan = planOf(seed)
    expectSameBits(live(plan, 32, 500), live(plan, 1024, 1024))
  }
})
