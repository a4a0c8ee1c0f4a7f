import { expect, test } from 'vitest'
import { constant, crossing, everywhere, firstDifference, Group, inDb, level, noises, reductionOf, sine, toneIn } from '../render.ts'
import { outputAt, reductionAt } from './curve.ts'
import device from './device.ts'

const group = (rate = 48_000) => new Group(device as never, rate)
const reduction = (settings: Record<string, number>, from: number, to: number, at: number, frames: number, rate = 48_000) =>
  reductionOf(device as never, settings, from, to, at, frames, rate)

test('a level that lasts comes to rest where the curve is drawn, within 0.01 dB; above the knee that is the ratio that is written', () => {
  for (const settings of [
    { threshold: -30, ratio: 2, knee: 0 },
    { threshold: -18, ratio: 1, knee: 12, makeup: 5 },
    { threshold: -24, ratio: 3, knee: 6, mix: 40 },
    { threshold: -40, ratio: 0, knee: 12, makeup: -3, mix: 75 },
  ] as Record<string, number>[]) {
    const value = (name: string) => settings[name] ?? (device.params as Record<string, { default: number }>)[name]!.default
    for (const db of [-50, -30, -20, -10, 0]) {
      const g = group().set({ ...settings, attack: 0, release: 0 })
      const y = g.run(everywhere(constant(4096, db)))[0]!
      expect(Math.abs(inDb(y.at(-1)!) - outputAt(value, db)), JSON.stringify([settings, db])).toBeLessThan(0.01)
      expect(Math.abs(g.reading('reduction') - reductionAt(value, db))).toBeLessThan(0.01)
    }
  }
  for (const [ratio, part] of [1.5, 2, 4, 10].entries())
    expect(reduction({ threshold: -40, ratio, knee: 0, attack: 0, release: 0 }, -50, -10, 10, 4096).at(-1)).toBeCloseTo(
      30 * (1 - 1 / part),
      2,
    )
})
test('attack and release are the time constants that are written, within 1 % or one frame, at every ratio', () => {
  const attacks = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03]
  for (const [rate, ratio] of [
    [44_100, 0],
    [48_000, 1],
    [96_000, 3],
  ] as const)
    for (const [attack, seconds] of attacks.entries()) {
      const r = reduction(
        { threshold: -40, knee: 0, ratio, attack, release: 1 },
        -60,
        -10,
        480,
        480 + Math.ceil(2 * seconds * rate) + 50,
        rate,
      )
      const end = 30 * (1 - 1 / [1.5, 2, 4, 10][ratio]!)
      const frames = crossing(r, 479, end * (1 - Math.exp(-1))) - 479
      expect(Math.abs(frames - seconds * rate), `${seconds} s at ${rate}: ${frames}`).toBeLessThan(Math.max(1, 0.01 * seconds * rate))
    }
  for (const [release, seconds] of [0.1, 0.3, 0.6, 1.2].entries()) {
    const r = reduction({ threshold: -40, knee: 0, ratio: 2, attack: 1, release }, -10, -70, 2400, 2400 + Math.ceil(1.2 * seconds * 48_000))
    const frames = crossing(r, 2399, r[2399]! * Math.exp(-1)) - 2399
    expect(Math.abs(frames / (seconds * 48_000) - 1), `${seconds}: ${frames}`).toBeLessThan(0.01)
  }
})
test('an automatic release lets a short peak go at once and a long passage slowly', () => {
  const settings = { threshold: -40, knee: 0, ratio: 2, attack: 2, release: 4 }
  const half = (loud: number) => {
    const r = reduction(settings, -10, -70, loud, loud + 72_000)
    return (crossing(r, loud - 1, r[loud - 1]! / 2) - loud) / 48_000
  }
  expect(half(960)).toBeLessThan(0.1)
  expect(half(144_000)).toBeGreaterThan(0.5)
})
test('below the knee not one bit differs', () => {
  const x = noises(4000, level(-25))
  expect(firstDifference(group().set({ threshold: -20, knee: 6, ratio: 3 }).run(x), x)).toBe(-1)
})
test('a key steers as a feedback compressor would: by its own level less the reduction; its low cut takes the bass away', () => {
  const settings = { threshold: -40, knee: 0, ratio: 2, attack: 2, release: 0 }
  const y = group()
    .set(settings)
    .run(everywhere(constant(9600, -50)), 128, everywhere(constant(9600, -10)))[0]!
  expect(inDb(y.at(-1)!)).toBeCloseTo(-50 - 22.5, 1)
  const bass = (lowcut: number) => {
    const g = group().set({ ...settings, lowcut })
    g.run(everywhere(sine(24_000, 50, level(-10))))
    return g.reading('reduction')
  }
  expect(bass(20) - bass(400)).toBeGreaterThan(15)
})
test('6 dB of a 1 kHz sine at 10 ms and 0.6 s, settled: distortion below 0.1 %', () => {
  const y = group()
    .set({ threshold: -22, ratio: 1, release: 2 })
    .run(everywhere(sine(96_000, 1000, level(-10))))[0]!
  expect(100 * level(toneIn(y.subarray(72_000), 1000).restDb)).toBeLessThan(0.1)
})
