// An effect's file: in memory with all its sides, missing, found, exchanged while playing.
import { devices } from '@tonmeister/devices'
import { clickIn } from '@tonmeister/devices/render.ts'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import type { Rec } from '@tonmeister/project'
import { expect, test } from 'vitest'
import { compile, type Plan, Renderer, renderOffline } from './index.ts'
import { asset, audio, clips, device, type Media, noise, open, records, strip, track } from './testing.node.ts'

const FRAMES = 6000
const falling = (seed: number) => noise(FRAMES, seed).map((v, i) => 0.05 * v * 10 ** ((-3 * i) / FRAMES))
const tone = Float32Array.from({ length: 96_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 220 * i) / 48_000))
const click = Float32Array.of(1, ...new Float32Array(99))
const media: Media = {
  click,
  tone: [tone, tone],
  room: [falling(1), falling(2), falling(3), falling(4)],
  hall: [falling(5), falling(6)],
}
const zone = (file: string): Rec => ({
  id: 'zone',
  type: 'zone',
  device: 'reverb',
  asset: file,
  keyLow: 0,
  keyHigh: 127,
  velocityLow: 1,
  velocityHigh: 127,
  root: 60,
  tune: 0,
  gain: 0,
  loop: 'off',
  loopStart: 0,
  loopEnd: FRAMES,
})
/** A clip through a convolution that has a file. */
function planOf(clip: string, file?: string, settings: Record<string, number> = { 'p.mix': 100, 'p.match': 0 }): Plan {
  const length = clip === 'click' ? 100 : tone.length
  const list = [
    asset(clip, length),
    { ...asset('room', FRAMES), channels: 4 },
    { ...asset('hall', FRAMES), channels: 2 },
    strip('one'),
    track('one'),
    audio('one', clip, 0, length),
    device('one', 'convolution', { id: 'reverb', ...settings }),
    ...(file ? [zone(file)] : []),
  ]
  return compile(records(...list), { devices, clips })
}
const kernels = () => new Kernels(kernelsModule())
function rendered(plan: Plan, from: Media = media): Float32Array[] {
  const out = [new Float32Array(12_000), new Float32Array(12_000)]
  let done = 0
  for (const { audio: block, frames } of renderOffline(plan, { kernels: kernels(), openSource: open(from), to: 12_000 })) {
    for (const c of [0, 1]) out[c]!.set(block[c]!.subarray(0, frames), done)
    done += frames
  }
  return out
}
const errorDb = (x: Float32Array, wanted: (i: number) => number) => {
  let [error, all] = [0, 0]
  x.forEach((v, i) => {
    error += (v - wanted(i)) ** 2
    all += wanted(i) ** 2
  })
  return 10 * Math.log10(error / all)
}

test('four sides reach the kernel as they are: an impulse on both sides gives the sum of two of them, from its own frame on', () => {
  const y = rendered(planOf('click', 'room'))
  const sides = media.room as Float32Array[]
  for (const c of [0, 1]) {
    expect(errorDb(y[c]!, (i) => (i < FRAMES ? sides[c]![i]! + sides[2 + c]![i]! : 0))).toBeLessThan(-120)
    expect(y[c]!.subarray(FRAMES + 100).every((v) => v === 0)).toBe(true)
  }
})
test('the tail is as long as the file', () => {
  expect(planOf('click', 'room').tail / 48_000).toBeCloseTo(FRAMES / 48_000 + 0.4, 2)
})
test('a file that is missing leaves the sound dry; one that the project does not know is a problem, too', () => {
  const dry = (y: Float32Array[]) => y.every((x) => x.every((v, i) => v === (i ? 0 : 1)))
  expect(dry(rendered(planOf('click', 'room'), { ...media, room: undefined } as never))).toBe(true)
  const unknown = planOf('click', 'nowhere')
  expect(unknown.problems.map((p) => p.code)).toEqual(['missing-asset'])
  expect(dry(rendered(unknown))).toBe(true)
})
test('files are put in, exchanged, lost, found and taken away while playing, without a click, and the last one sounds', () => {
  const settings = { 'p.mix': 100, 'p.match': 0, 'p.response': 0 }
  const from: { [id: string]: Media[string] | undefined } = { ...media }
  const renderer = new Renderer(planOf('tone', undefined, settings), {
    kernels: kernels(),
    openSource: (a) => open(from as Media)(a),
    chunk: 128,
  })
  const out = [new Float32Array(96_000), new Float32Array(96_000)]
  renderer.play()
  const steps: (() => void)[] = [
    () => renderer.swap(planOf('tone', 'room', settings)),
    () => renderer.swap(planOf('tone', 'hall', settings)),
    () => {
      from.room = undefined
      renderer.swap(planOf('tone', 'room', settings))
    },
    () => {
      from.room = media.room
      renderer.swap(planOf('tone', 'room', settings))
    },
  ]
  for (let at = 0; at < 96_000; at += 128) {
    if (at % 16_000 < 128 && at > 0) steps.shift()?.()
    renderer.render(
      out.map((o) => o.subarray(at, at + 128)),
      128,
    )
  }
  renderer.close()
  expect(renderer.faults).toEqual([])
  for (const y of out) expect(clickIn(y)).toBeLessThan(-60)
  // Once it has settled the tone is what the four sides make of it.
  const [left] = media.room as Float32Array[]
  const want = (i: number) => {
    let sum = 0
    const right = (media.room as Float32Array[])[2]!
    for (let n = 0; n < FRAMES; n++) sum += (left![n]! + right[n]!) * tone[i - n]!
    return sum
  }
  for (const at of [95_000, 95_500, 95_999]) expect(out[0]![at]).toBeCloseTo(want(at), 5)
})
