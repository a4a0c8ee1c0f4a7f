// A clip split anywhere into any number of adjoining clips plays the very samples of the whole: by the edit that people use, through compile and render.
import { clips } from '@tonmeister/clips'
import { type AudioReader, audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { resampled } from '@tonmeister/media'
import { Document, FLICKS_PER_SECOND, type Rec, splitClip, type TempoRecord, TICKS_PER_QUARTER, tempoMap } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { chance, expectSameBits, records, render, strip, track } from './testing.node.ts'

const kernels = new Kernels(kernelsModule())
const catalog = { devices: {}, clips }
const sine = (frames: number, rate: number) =>
  Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 997 * i) / rate))

interface Setting {
  readonly projectRate: number
  readonly fileRate: number
  readonly anchor: 'ticks' | 'flicks'
  readonly clip?: object
  readonly tempo?: readonly TempoRecord[]
  /** The content lies halfway between two frames. */
  readonly halfway?: boolean
  readonly cuts: number
  readonly seed: number
}
const FILE_SECONDS = 0.25
/** The clip whole, and as the parts that splitting at random places leaves. */
function both({ projectRate, fileRate, anchor, clip = {}, tempo = [], halfway = false, cuts, seed }: Setting) {
  const random = chance(seed)
  const frames = Math.round(fileRate * FILE_SECONDS)
  const data = sine(frames, fileRate)
  const map = tempoMap(tempo)
  const musical = anchor === 'ticks'
  const at = musical ? 1 + random(4000) : Math.round(((1 + random(4000)) * FLICKS_PER_SECOND) / projectRate)
  const length = musical ? Math.floor(map.ticks(map.flicks(at) + FILE_SECONDS * FLICKS_PER_SECOND)) - at : FILE_SECONDS * FLICKS_PER_SECOND
  const reverse = (clip as { reverse?: boolean }).reverse === true
  const pin = reverse ? map.flicks(at + length) : map.flicks(at)
  const perFrame = FLICKS_PER_SECOND / projectRate
  const offset = Math.round((Math.floor(pin / perFrame) + 0.5) * perFrame - pin)
  const from = halfway ? (reverse ? offset : -offset) + 100 * perFrame : random(3) * 7_777
  const whole: Rec[] = [
    strip('a'),
    track('a'),
    { id: 'f', type: 'asset', name: 'f', file: 'media/f.wav', hash: 'f', sampleRate: fileRate, channels: 1, frames },
    {
      id: 'c',
      type: 'clip',
      kind: 'audio',
      track: 'track a',
      order: 'V',
      anchor,
      at,
      length,
      name: '',
      asset: 'f',
      from,
      gain: 0,
      fadeIn: 0,
      fadeOut: 0,
      fadeInShape: 'linear',
      fadeOutShape: 'linear',
      reverse: false,
      ...clip,
    },
    ...tempo,
  ]
  const list = records(...whole)
  list.set('project', { ...list.get('project')!, sampleRate: projectRate })
  const document = new Document(list.values())
  let serial = 0
  const per = musical ? 1 : FLICKS_PER_SECOND / projectRate
  for (let i = 0; i < cuts; i++) {
    const parts = document.byType('clip')
    const part = parts[random(parts.length)]!
    // At a frame of the project, or at any tick: that of the first and the last, too.
    const inside = Math.floor((part.length as number) / per)
    const place = (part.at as number) + [1, inside - 1, random(inside)][random(6) < 1 ? random(2) : 2]! * per
    splitClip(document, () => `part ${serial++}`, part.id, Math.round(place), map)
  }
  const openSource = (): AudioReader => resampled(audioFromArrays(fileRate, [data]), projectRate)
  const options = { catalog, kernels, openSource, block: 4096 }
  kernels.release()
  const one = render(list, {}, options).audio
  kernels.release()
  return { parts: document.byType('clip').length, data, one, split: render(document.all(), {}, options).audio }
}
const check = (setting: Setting) => {
  const { one, split, parts } = both(setting)
  expect(one[0]!.some((x) => Math.abs(x) > 0.01)).toBe(true)
  try {
    expectSameBits(split, one)
  } catch (error) {
    throw new Error(`${JSON.stringify(setting)}, ${parts} parts: ${(error as Error).message}`)
  }
  return parts
}
const tempo = (id: string, at: number, bpm: number, curve: 'jump' | 'ramp' = 'jump'): TempoRecord => ({
  id: `tempo ${id}`,
  type: 'tempo',
  at,
  bpm,
  curve,
})
const changing = [tempo('a', 0, 93.7, 'ramp'), tempo('b', TICKS_PER_QUARTER / 8, 141), tempo('c', TICKS_PER_QUARTER / 4, 61.31)]
const RATES = [
  [48_000, 48_000],
  [44_100, 44_100],
  [48_000, 44_100],
  [44_100, 48_000],
  [96_000, 44_100],
] as const

test('the whole clip is the file, sample for sample', () => {
  const { one, data } = both({ projectRate: 48_000, fileRate: 48_000, anchor: 'flicks', clip: { at: 0, from: 0 }, cuts: 0, seed: 1 })
  expectSameBits(one, [data, data])
})
describe.each(RATES)('project at %i Hz, file at %i Hz', (projectRate, fileRate) => {
  test.each([
    ['flicks', {}],
    ['ticks', {}],
    ['ticks', { tempo: changing }],
    ['flicks', { clip: { reverse: true } }],
    ['ticks', { clip: { reverse: true }, tempo: changing }],
    ['flicks', { clip: { gain: -7.3 } }],
    ['ticks', { clip: { gain: 3.1, reverse: true } }],
  ] as const)('a clip that hangs on %s, %j: any cuts change no bit', (anchor, more) => {
    for (let seed = 1; seed <= 4; seed++) check({ projectRate, fileRate, anchor, ...more, cuts: [1, 2, 7, 25][seed - 1]!, seed })
  })
})
describe('a looped clip', () => {
  const loops: readonly [string, 'ticks' | 'flicks', object, readonly TempoRecord[]][] = [
    ['in absolute time', 'flicks', { loop: 0.0613 * FLICKS_PER_SECOND }, []],
    ['in musical time, over changing tempo', 'ticks', { loop: TICKS_PER_QUARTER / 16 }, changing],
    ['reversed', 'flicks', { loop: 0.05 * FLICKS_PER_SECOND, reverse: true, fadeIn: 0.1 * FLICKS_PER_SECOND }, []],
    ['reversed in musical time', 'ticks', { loop: TICKS_PER_QUARTER / 20, reverse: true }, changing],
    ['of cycles shorter than the crossfade', 'ticks', { loop: 420 }, [tempo('f', 0, 900)]],
    ['that begins within a cycle', 'flicks', { loop: 0.04 * FLICKS_PER_SECOND, phase: 0.03 * FLICKS_PER_SECOND }, []],
    ['that begins in a seam', 'flicks', { loop: 0.04 * FLICKS_PER_SECOND, phase: 0.042 * FLICKS_PER_SECOND }, []],
  ]
  test.each(loops)('%s: any cuts change no bit', (_, anchor, clip, tempos) => {
    // A fade that reaches over the cut ends at it: those are left out here.
    for (let seed = 1; seed <= 8; seed++)
      check({
        projectRate: 48_000,
        fileRate: 48_000,
        anchor,
        clip: { ...clip, fadeIn: 0 },
        tempo: tempos,
        cuts: [1, 2, 7, 25][seed % 4]!,
        seed,
      })
  })
  test('plays its content again from the start of each cycle, and fades over 5 ms from one to the next', () => {
    const loop = 2400
    const flicks = (frames: number) => (frames * FLICKS_PER_SECOND) / 48_000
    for (const reverse of [false, true]) {
      const { one, data } = both({
        projectRate: 48_000,
        fileRate: 48_000,
        anchor: 'flicks',
        clip: { at: 0, from: flicks(700), length: flicks(7000), loop: flicks(loop), reverse },
        cuts: 0,
        seed: 1,
      })
      const content = (frame: number) => data[reverse ? 700 + loop - 1 - frame : 700 + frame]!
      for (let i = 0; i < 7000; i++) {
        const within = i % loop
        if (i < loop || within >= 240) expect(one[0]![i], `frame ${i}`).toBe(content(within))
        else {
          const [a, b] = [content(within), content(loop + within)]
          const [rise, fall] = [Math.sin((within / 240) * (Math.PI / 2)), Math.cos((within / 240) * (Math.PI / 2))]
          expect(Math.abs(one[0]![i]! - (a * rise + b * fall)), `frame ${i}`).toBeLessThan(1e-4)
        }
      }
      expect(one[0]!.subarray(7000).every((x) => x === 0)).toBe(true)
    }
  })
})
test('a thousand cuts change no bit', () => {
  expect(check({ projectRate: 48_000, fileRate: 48_000, anchor: 'flicks', cuts: 1000, seed: 5 })).toBeGreaterThan(400)
  expect(check({ projectRate: 48_000, fileRate: 48_000, anchor: 'ticks', tempo: changing, cuts: 1000, seed: 6 })).toBeGreaterThan(400)
})
test('any tempo: content that lies between two frames does not slip at a cut (seeds 1 to 100)', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = chance(seed)
    // Halves of a frame come from whole tempos, anything else from others.
    const bpm = seed % 2 ? 40 + random(160) : 40 + random(160_000) / 1000
    check({
      projectRate: 48_000,
      fileRate: 48_000,
      anchor: 'ticks',
      tempo: [tempo('a', 0, bpm)],
      clip: { reverse: seed % 3 === 0 },
      halfway: seed % 4 < 2,
      cuts: 40,
      seed,
    })
  }
})
