// Devices that follow the tempo: values by the tempo of each moment, and swings that are on the beat however one comes to a place.
import { devices } from '@tonmeister/devices'
import {
  FLICKS_PER_SECOND,
  noteIndex,
  type Param,
  type Rec,
  seconds,
  type TempoRecord,
  TICKS_PER_QUARTER,
  tempoMap,
} from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { valueAt } from './curve.ts'
import { compile, Renderer } from './index.ts'
import type { Curve } from './plan.ts'
import { syncedCurves } from './synced.ts'
import {
  asset,
  audio,
  chance,
  clips,
  device,
  expectSameBits,
  open,
  play,
  RATE,
  records,
  render,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const tempo = (beat: number, bpm: number, curve: 'jump' | 'ramp' = 'jump'): TempoRecord =>
  ({ id: `tempo ${beat}`, type: 'tempo', at: beat * TICKS_PER_QUARTER, bpm, curve }) as never
/** Through jumps and ramps, up and down. */
const CHANGES = [tempo(0, 120), tempo(7, 93.7, 'ramp'), tempo(16, 171, 'ramp'), tempo(20, 60), tempo(21.3, 140)]
const map = tempoMap(CHANGES)
const flicksAt = (frame: number) => (frame * FLICKS_PER_SECOND) / RATE
const TIME = seconds({ name: 'Time', min: 0.001, max: 4, default: 0.3 })
const RATE_OF = (devices.tremolo as unknown as { params: Record<string, Param> }).params.rate!
const steps = (at: number[], value: number[]): Curve => ({
  at: Float64Array.from(at),
  value: Float64Array.from(value),
  linear: new Uint8Array(at.length),
  bend: new Float64Array(at.length),
})

describe('curves', () => {
  test('are the note at the tempo of the moment, in seconds or hertz, and how much of it has passed', () => {
    for (const [name, quarters] of [
      ['1/8 D', 0.75],
      ['1/4 T', 2 / 3],
      ['2/1', 8],
    ] as const) {
      const time = syncedCurves(noteIndex(name), TIME, 0.3, map, RATE)!
      const rate = syncedCurves(noteIndex(name), RATE_OF, 5, map, RATE)!
      const random = chance(3)
      for (let i = 0; i < 300; i++) {
        const frame = random(20 * RATE)
        const ticks = map.ticks(flicksAt(frame) as never)
        const bpm = map.bpm(ticks as never)
        expect(Math.abs(valueAt(time.value, frame) / Math.min(4, (60 * quarters) / bpm) - 1)).toBeLessThan(2e-6)
        expect(Math.abs(valueAt(rate.value, frame) / (bpm / 60 / quarters) - 1)).toBeLessThan(2e-6)
        const off = valueAt(rate.turn, frame) - ticks / TICKS_PER_QUARTER / quarters
        expect(Math.abs(off - Math.round(off))).toBeLessThan(3e-5)
      }
    }
  })
  test('stay in range, where the turn stands still', () => {
    const { value, turn } = syncedCurves(noteIndex('1/64'), RATE_OF, 5, map, RATE)!
    expect(valueAt(value, 1000)).toBe(RATE_OF.max)
    expect(valueAt(turn, 5000)).toBe(valueAt(turn, 1000))
  })
  test('are there only while a note is on: where it is off, the parameter follows its own lane', () => {
    expect(syncedCurves(0, TIME, 0.3, map, RATE)).toBeNull()
    const note = steps([0, 1000, 3000], [0, noteIndex('1/4'), 0])
    const own = { ...steps([500, 3500], [0.2, 0.4]), linear: Uint8Array.of(1, 1) }
    const { value } = syncedCurves(note, TIME, own, map, RATE)!
    for (const frame of [0, 500, 800, 3000, 3200, 9000]) expect(valueAt(value, frame)).toBeCloseTo(valueAt(own, frame), 12)
    for (const frame of [1000, 2999]) expect(valueAt(value, frame)).toBe(0.5)
  })
})
describe('a tremolo in quarters', () => {
  const LENGTH = 6 * RATE
  const media = { one: new Float32Array(LENGTH).fill(1) }
  const list = (...more: Rec[]) => records(asset('one', LENGTH), strip('a'), track('a'), audio('a', 'one', 0, LENGTH), ...more)
  const tremolo = device('a', 'tremolo', { 'p.sync': noteIndex('1/4'), 'p.depth': 100 })
  const changes = [tempo(0, 120), tempo(4, 97, 'ramp'), tempo(8, 150)]
  const all = list(tremolo, ...changes)
  const beats = tempoMap(changes)
  const catalog = { devices, clips }
  /** Loudest on every beat from `from` on, silent between two. */
  const expectBeats = (audio: Float32Array, from = 0, at = 0) => {
    let seen = 0
    for (let beat = 0; beat < 14; beat += 0.5) {
      const frame = Math.round((beats.flicks((beat * TICKS_PER_QUARTER) as never) * RATE) / FLICKS_PER_SECOND)
      if (frame < from || frame - at >= audio.length || frame - at < 0) continue
      expect(Math.abs(audio[frame - at]! - (beat % 1 ? 0 : 1)), `beat ${beat}`).toBeLessThan(2e-3)
      seen++
    }
    expect(seen).toBeGreaterThan(3)
  }
  const rendererOf = (chunk = 128) => {
    const renderer = new Renderer(compile(all, catalog), { kernels: new TestKernels(), openSource: open(media), chunk })
    renderer.play()
    return renderer
  }
  test('is loudest on every beat through tempo changes, offline, live at any block size with the same bits, and after a jump', () => {
    const offline = render(all, media, { catalog }).audio[0]!
    expectBeats(offline)
    for (const [chunk, block] of [
      [32, 37],
      [512, 500],
    ] as const)
      expectSameBits([play(rendererOf(chunk), 3 * RATE, block)], [offline.slice(0, 3 * RATE)])
    const renderer = rendererOf()
    play(renderer, 1000)
    const at = Math.round(2.3 * RATE)
    renderer.locate(at)
    const { ahead } = renderer
    // What is left of the way glides for a third of a second.
    expectBeats(play(renderer, 3 * RATE).slice(ahead), at + RATE / 3, at)
  })
})
