// The demo's mix, measured on four bars of a verse and of a chorus: levels of the parts, balance of the octaves, width. The whole is in demo.long.test.ts.
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { compile, renderOffline } from '@tonmeister/engine'
import { Loudness, measure } from '@tonmeister/metering'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Rec } from '../records.ts'
import demo, { BAR } from './demo.ts'

const RATE = 48_000
const kernels = new Kernels(kernelsModule())
type Stereo = readonly [Float32Array, Float32Array]
/** The song's records with only the clips of some bars, moved to the beginning. */
function excerpt(from: number, bars: number): Map<string, Rec> {
  const all = demo.records()
  const kept = new Set(
    all.filter((r) => r.type === 'clip' && (r.at as number) >= from * BAR && (r.at as number) < (from + bars) * BAR).map((r) => r.id),
  )
  const moved = all.flatMap((r): Rec[] => {
    if (r.type === 'clip') return kept.has(r.id) ? [{ ...r, at: (r.at as number) - from * BAR }] : []
    if (r.type === 'note') return kept.has(r.clip as string) ? [r] : []
    return [r.type === 'point' ? { ...r, at: (r.at as number) - from * BAR } : r]
  })
  return new Map(moved.map((r) => [r.id, r]))
}
/** Main and what flows into it, by name. */
function render(from: number, bars: number): Map<string, Stereo> {
  const plan = compile(excerpt(from, 8), { devices, clips } as never)
  expect(plan.problems).toEqual([])
  const frames = bars * 2.5 * RATE
  const names = ['Main', ...plan.strips.at(-1)!.inputs.map((i) => plan.strips[i.source]!.name)]
  const out = new Map(names.map((name): [string, Stereo] => [name, [new Float32Array(frames), new Float32Array(frames)]]))
  let at = 0
  for (const block of renderOffline(plan, {
    kernels: new Kernels(kernelsModule()),
    openSource: () => undefined,
    stems: true,
    to: frames,
  })) {
    names.forEach((name, n) => {
      for (const c of [0, 1] as const) out.get(name)![c].set(block.audio[2 * n + c]!.subarray(0, block.frames), at)
    })
    at += block.frames
  }
  return out
}
function loudness(x: Stereo): number {
  const meter = new Loudness(RATE, 2, { kernels })
  meter.push(x)
  return meter.integrated()
}
function power(x: Float32Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!
  return sum / x.length
}
/** Two band-passes of an octave in a row. */
function band(v: Float32Array, hz: number): Float32Array {
  const w = (2 * Math.PI * hz) / RATE
  const a = Math.sin(w) / 2 / 1.41
  const [gain, back1, back2] = [a / (1 + a), (2 * Math.cos(w)) / (1 + a), (1 - a) / (1 + a)]
  let x = v
  for (let pass = 0; pass < 2; pass++) {
    const out = new Float32Array(x.length)
    let x1 = 0
    let x2 = 0
    let y1 = 0
    let y2 = 0
    for (let i = 0; i < x.length; i++) {
      const s = x[i]!
      const y = gain * (s - x2) + back1 * y1 - back2 * y2
      x2 = x1
      x1 = s
      y2 = y1
      y1 = y
      out[i] = y
    }
    x = out
  }
  return x
}
/** Mean power in an octave, in dB. */
const octave = (x: Stereo, hz: number) => 10 * Math.log10((power(band(x[0], hz)) + power(band(x[1], hz))) / 2)
function correlation([l, r]: Stereo): number {
  let sum = 0
  for (let i = 0; i < l.length; i++) sum += l[i]! * r[i]!
  return sum / l.length / Math.sqrt(power(l) * power(r))
}

let verse: Map<string, Stereo>
let chorus: Map<string, Stereo>
let levels: Map<string, number>
beforeAll(() => {
  verse = render(32, 4)
  chorus = render(16, 4)
  levels = new Map(['Main', 'Drums', 'Lead', 'Music', 'Reverb', 'Echo'].map((name) => [name, loudness(chorus.get(name)!)]))
})
const over = (name: string, other: string) => levels.get(name)! - levels.get(other)!

describe('the chorus', () => {
  test('is 1.5 to 4 LU louder than the verse', () => {
    const louder = levels.get('Main')! - loudness(verse.get('Main')!)
    expect(louder).toBeGreaterThan(1.5)
    expect(louder).toBeLessThan(4)
  })
  test('has the tune in front: the lead at most 4 LU below the drums and above the chords', () => {
    expect(over('Lead', 'Drums')).toBeGreaterThan(-4)
    expect(over('Lead', 'Music')).toBeGreaterThan(-1)
    // And where a voice is understood, 1 to 4 kHz, it is the loudest of the pitched parts.
    const presence = (name: string) => octave(chorus.get(name)!, 2000)
    expect(presence('Lead')).toBeGreaterThan(presence('Music') - 1)
    expect(presence('Lead')).toBeGreaterThan(presence('Bass') + 10)
  })
  test('has a room that is heard and not in the way: reverb 6 to 14 LU below the lead, echo 10 to 20', () => {
    expect(over('Reverb', 'Lead')).toBeGreaterThan(-14)
    expect(over('Reverb', 'Lead')).toBeLessThan(-6)
    expect(over('Echo', 'Lead')).toBeGreaterThan(-20)
    expect(over('Echo', 'Lead')).toBeLessThan(-10)
  })
  test('falls like music from 63 Hz to 16 kHz: each octave within 4.5 dB of −1.5 dB per octave (−4.5 dB per octave in density)', () => {
    const bands = [63, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000].map((hz) => octave(chorus.get('Main')!, hz))
    const tilt = bands.map((b, i) => b + 1.5 * i)
    const middle = tilt.reduce((s, v) => s + v, 0) / tilt.length
    for (const v of tilt) expect(Math.abs(v - middle)).toBeLessThan(4.5)
  })
  test('is not muddy: the octave around 250 Hz does not stand above the line of its neighbours by more than 3 dB', () => {
    for (const x of [chorus, verse]) {
      const [below, mud, above] = [125, 250, 500].map((hz) => octave(x.get('Main')!, hz))
      expect(mud! - (below! + above!) / 2).toBeLessThan(3)
    }
  })
  test('is wide above and firm below: correlation 0.5 to 0.95, of the bass above 0.99', () => {
    expect(correlation(chorus.get('Main')!)).toBeGreaterThan(0.5)
    expect(correlation(chorus.get('Main')!)).toBeLessThan(0.95)
    expect(correlation(chorus.get('Bass')!)).toBeGreaterThan(0.99)
  })
  test('breathes: peak to loudness 8 to 13', () => {
    const report = measure(audioFromArrays(RATE, chorus.get('Main')!))
    expect(report.truePeakDbtp - report.integratedLufs).toBeGreaterThan(8)
    expect(report.truePeakDbtp - report.integratedLufs).toBeLessThan(13)
    expect(report.truePeakDbtp).toBeLessThan(-2)
  })
})
