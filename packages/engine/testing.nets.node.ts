// Random nets of groups, sends before and after the fader, and keys, with random latencies, and where an impulse through them must arrive.
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
  open,
  play,
  records,
  render,
  send,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const FRAMES = 2_000
const AT = 700
const media = { one: Float32Array.from({ length: FRAMES }, (_, i) => (i === AT ? 1 : 0)) }
const catalog = { devices, clips }
const kernels = new TestKernels()

export interface Net {
  readonly list: readonly Rec[]
  /** What must arrive at main: the sum over all paths; whole numbers, so that it is exact. */
  readonly sum: number
  readonly keys: number
  readonly sends: number
}
/** Strips feed later ones only, in an order that the records do not tell. */
export function net(seed: number): Net {
  const random = chance(seed)
  const count = 4 + random(9)
  const list: Rec[] = [asset('one', FRAMES)]
  const pre = new Array<number>(count + 1).fill(0)
  const post = new Array<number>(count + 1).fill(0)
  const id = (i: number) => (i === count ? 'main' : `s${(i * 7) % 13} ${i}`)
  let keys = 0
  let sends = 0
  for (let i = 0; i <= count; i++) {
    const name = id(i)
    if (i < count && (i === 0 || random(2))) {
      list.push(track(name), audio(name, 'one', 0, FRAMES))
      pre[i]! += 1
    }
    for (let d = random(3); d > 0; d--) {
      if (i > 0 && random(2)) {
        const from = random(i)
        const sidechainPre = random(2) === 1
        list.push(device(name, 'keyed', { sidechain: id(from), sidechainPre }))
        pre[i]! -= (sidechainPre ? pre : post)[from]!
        keys++
      } else list.push(device(name, 'late', { 'p.frames': 1 + random(400), enabled: random(5) > 0 }))
    }
    if (i === count) break
    const mute = random(6) === 0
    post[i] = mute ? 0 : pre[i]!
    const to = i + 1 + random(count - i)
    list.push(strip(name, { kind: random(2) ? 'bus' : 'track', mute, output: to === count ? null : id(to) }))
    pre[to]! += post[i]!
    for (let s = random(3); s > 0; s--) {
      const target = i + 1 + random(count - i)
      const before = random(2) === 1
      list.push(send(name, id(target), { id: `${name}>${target} ${s}`, pre: before }))
      pre[target]! += (before ? pre : post)[i]!
      sends++
    }
  }
  return { list, sum: pre[count]!, keys, sends }
}
/** Where the sound is not what it should be, in words. */
function wrong(heard: Float32Array, at: number, sum: number): string | undefined {
  for (let i = 0; i < heard.length; i++)
    if (heard[i] !== (i === at ? sum : 0)) return `frame ${i} (the impulse belongs at ${at}) holds ${heard[i]}, of ${sum}`
  return undefined
}
/** What is wrong with where an impulse through a net arrives offline; undefined = nothing. */
export function wrongOffline({ list, sum }: Net): string | undefined {
  kernels.release()
  const { audio: out, plan } = render(records(...list), media, { catalog, kernels })
  return plan.problems[0]?.message ?? wrong(out[0]!, AT, sum)
}
/** The same live: later by the latency of the plan. */
export function wrongLive({ list, sum }: Net): string | undefined {
  kernels.release()
  const plan = compile(records(...list), catalog)
  const renderer = new Renderer(plan, { kernels, openSource: open(media), chunk: 64 })
  renderer.play()
  return wrong(play(renderer, AT + plan.latency + 128, 64), AT + plan.latency, sum)
}
/** The law of nets, for as many of them. */
export function describeNets(count: number): void {
  describe(`an impulse through ${count} random nets`, () => {
    const nets = Array.from({ length: count }, (_, i) => net(i + 1))
    test('has many keys and sends, and something to hear', () => {
      expect(nets.reduce((n, x) => n + x.keys, 0)).toBeGreaterThan(1.5 * count)
      expect(nets.reduce((n, x) => n + x.sends, 0)).toBeGreaterThan(5 * count)
      expect(nets.filter((x) => x.sum !== 0).length).toBeGreaterThan(0.75 * count)
    })
    test('arrives on one sample offline', () => {
      nets.forEach((x, i) => {
        expect(wrongOffline(x), `seed ${i + 1}`).toBeUndefined()
      })
    })
    test('and live, later by the latency of the plan', () => {
      nets.forEach((x, i) => {
        expect(wrongLive(x), `seed ${i + 1}`).toBeUndefined()
      })
    })
  })
}
