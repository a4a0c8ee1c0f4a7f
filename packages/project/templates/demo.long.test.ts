// The whole demo, as it is heard: delivery, loudness of its sections, what the limiter does, beginning and end.
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { compile, renderOffline } from '@tonmeister/engine'
import { judge, measure, specs } from '@tonmeister/metering'
import { beforeAll, expect, test } from 'vitest'
import type { Rec } from '../records.ts'
import demo from './demo.ts'

const RATE = 48_000
const SECONDS_PER_BAR = 2.5
function render(change: (record: Rec) => Rec = (r) => r): [Float32Array, Float32Array] {
  const records = new Map(demo.records().map((r) => [r.id, change(r)]))
  const plan = compile(records, { devices, clips } as never)
  expect(plan.problems).toEqual([])
  const frames = Math.round(52 * SECONDS_PER_BAR * RATE)
  const out: [Float32Array, Float32Array] = [new Float32Array(frames), new Float32Array(frames)]
  let at = 0
  for (const block of renderOffline(plan, { kernels: new Kernels(kernelsModule()), openSource: () => undefined, to: frames })) {
    for (const c of [0, 1] as const) out[c].set(block.audio[c]!.subarray(0, block.frames), at)
    at += block.frames
  }
  return out
}
const limiter = demo.records().find((r) => r.id === 'main-limiter')!
let song: [Float32Array, Float32Array]
beforeAll(() => {
  song = render()
})
const bars = (x: readonly Float32Array[], from: number, to: number) =>
  x.map((l) => l.subarray(Math.round(from * SECONDS_PER_BAR * RATE), Math.round(to * SECONDS_PER_BAR * RATE)))
const report = (x: readonly Float32Array[]) => measure(audioFromArrays(RATE, x))

test('passes as a delivery for Spotify: −14 ±1 LUFS, true peak at most −1 dBTP, or −2 when louder', () => {
  const findings = judge(report(song), specs.spotify)
  expect(findings.filter((f) => !f.pass)).toEqual([])
  expect(findings.length).toBeGreaterThanOrEqual(2)
})
test('peak to loudness lies between 8 and 12.5', () => {
  const { truePeakDbtp, integratedLufs } = report(song)
  expect(truePeakDbtp - integratedLufs).toBeGreaterThan(8)
  expect(truePeakDbtp - integratedLufs).toBeLessThan(12.5)
})
test('rises: intro below verse, each chorus 1.5 to 4 LU above the verses, the last one at least as loud as the first', () => {
  const loud = (from: number, to: number) => report(bars(song, from, to)).integratedLufs
  const [intro, verse1, chorus1, chorus2, verse2, chorus3] = [
    loud(0, 4),
    loud(4, 16),
    loud(16, 24),
    loud(24, 32),
    loud(32, 40),
    loud(40, 48),
  ]
  expect(intro).toBeLessThan(verse1 - 2)
  for (const chorus of [chorus1, chorus2, chorus3])
    for (const verse of [verse1, verse2]) {
      expect(chorus - verse).toBeGreaterThan(1.5)
      expect(chorus - verse).toBeLessThan(4)
    }
  expect(chorus3).toBeGreaterThan(chorus1 - 0.3)
})
test('the limiter takes less than 4 dB, and less than 1 dB for nine tenths of the time', () => {
  const free = render((r) => (r.id === limiter.id ? { ...r, enabled: false } : r))
  const input = 10 ** ((limiter['p.input'] as number) / 20)
  const reductions: number[] = []
  const HOP = 240
  for (let at = 0; at + HOP <= song[0].length; at += HOP) {
    let [most, side, where] = [0, 0, 0]
    for (const c of [0, 1] as const)
      for (let i = at; i < at + HOP; i++) if (Math.abs(free[c][i]!) > most) [most, side, where] = [Math.abs(free[c][i]!), c, i]
    if (most > 0.01) reductions.push(20 * Math.log10((most * input) / Math.abs(song[side]![where]!)))
  }
  reductions.sort((a, b) => a - b)
  expect(reductions.length).toBeGreaterThan(10_000)
  expect(reductions.at(-1)).toBeLessThan(4)
  expect(reductions[Math.floor(reductions.length * 0.9)]).toBeLessThan(1)
})
test('left and right never cancel: correlation above 0 in every stretch of 400 ms', () => {
  const n = 0.4 * RATE
  for (let at = 0; at + n < 50 * SECONDS_PER_BAR * RATE; at += n) {
    let [lr, ll, rr] = [0, 0, 0]
    for (let i = at; i < at + n; i++) {
      lr += song[0][i]! * song[1][i]!
      ll += song[0][i]! ** 2
      rr += song[1][i]! ** 2
    }
    expect(lr / Math.sqrt(ll * rr + 1e-20), `${at / RATE} s`).toBeGreaterThan(0)
  }
})
test('comes out of silence and goes back into it: the first quarter of a second below −30 dBFS, the last below −40', () => {
  const peak = (x: readonly Float32Array[]) => Math.max(...x.map((l) => l.reduce((m, v) => Math.max(m, Math.abs(v)), 0)))
  expect(20 * Math.log10(peak(bars(song, 0, 0.1)))).toBeLessThan(-30)
  expect(20 * Math.log10(peak(bars(song, 51.9, 52)))).toBeLessThan(-40)
  expect(20 * Math.log10(peak(bars(song, 48.5, 49)))).toBeGreaterThan(-30)
})
