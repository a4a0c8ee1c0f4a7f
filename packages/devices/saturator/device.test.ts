import { describe, expect, test } from 'vitest'
import {
  aliasOf,
  clickOverHarmonics,
  everywhere,
  Group,
  inDb,
  level,
  magnitude,
  rms,
  type Settings,
  silence,
  sine,
  tonesThrough,
} from '../render.ts'
import { harmonicsOf } from '../shaping.ts'
import { CURVES, outputOf } from './curves.ts'
import device from './device.ts'

const group = (settings: Settings, rate?: number) => new Group(device as never, rate).set(settings)
const latency = device.latency!({} as never, 48_000)
const values = (s: Settings) => (name: string) => s[name] ?? device.params[name as keyof typeof device.params].default

describe.each(CURVES.map((_, curve) => [device.params.curve.choices![curve]!, curve] as const))('%s', (_, curve) => {
  test('aliases of 1 to 10 kHz at full scale and the highest drive lie below −80 dB of the tone', () => {
    // 1, 2.5, 5 and 10 kHz and, for the other side, 1.2, 3.1, 7 and 9 kHz.
    for (const [asymmetry, bins] of [
      [0, [171, 427, 853, 1707]],
      [100, [205, 531, 1193, 1535]],
    ] as const)
      tonesThrough(group({ curve, asymmetry, drive: device.params.drive.max }), bins, 1, 20_000).forEach((power, i) =>
        expect(aliasOf(power, bins[i]!), `${bins[i]}`).toBeLessThan(-80),
      )
  })
  test('harmonics are those of the curve', () => {
    const settings = { curve, asymmetry: 40, drive: 12 }
    // 94 Hz: so low that the filters there and back do nothing to ten harmonics.
    const bins = [16, 16, 16, 16]
    const power = tonesThrough(group(settings), bins, 0.5, 20_000)[0]!
    harmonicsOf(outputOf(values(settings)), 0.5, 9).forEach((db, h) => {
      if (db > -60) expect(Math.abs(10 * Math.log10(power[16 * (h + 1)]! / power[16]!) - db), `${h + 1}`).toBeLessThan(0.25)
    })
  })
  test('a sine of −12 dBFS keeps its level at any drive', () => {
    const g = group({})
    const drives = [-6, 6, 18, 36]
    drives.forEach((drive, lane) => g.set({ curve, drive, asymmetry: 50 }, [lane]))
    g.run(everywhere(sine(20_400, 200, level(-12)))).forEach((y, lane) =>
      expect(Math.abs(inDb(rms(y.subarray(15_600)) * Math.SQRT2) + 12), `${drives[lane]}`).toBeLessThan(0.2),
    )
  })
})
test('what is quiet passes flat within 0.03 dB from 100 Hz to 8 kHz and 0.16 dB to 20 kHz, with any colour and any part of the dry signal', () => {
  for (const [colour, mix] of [
    [0, 100],
    [12, 100],
    [-12, 50],
  ] as const) {
    const x = silence(16_384).map((l) => l.fill(1e-4, 0, 1))
    const y = group({ colour, mix, drive: 0, level: 0 }).run(x)[0]!
    for (const hz of [100, 300, 800, 3000, 8000, 20_000])
      expect(Math.abs(magnitude(y, hz) + 80), `${hz}`).toBeLessThan(hz > 8000 ? 0.16 : 0.03)
  }
})
test('the dry signal is as late as the other: at mix 0 every bit is that of the input', () => {
  const x = sine(4000, 700, 0.9)
  const y = group({ mix: 0 }).run(everywhere(x))[0]!
  expect(y.subarray(latency)).toEqual(x.subarray(0, 4000 - latency))
})
test('an asymmetric curve leaves no direct current', () => {
  const y = group({ curve: 3, asymmetry: 100, drive: 24 })
    .run(everywhere(sine(43_200, 100, 0.8)))[0]!
    .subarray(24_000)
  expect(inDb(Math.abs(y.reduce((a, b) => a + b, 0) / y.length))).toBeLessThan(-80)
})
test('a jump of a parameter leaves no click above −80 dB beside the harmonics', () => {
  const from = { curve: 0, drive: 0, asymmetry: 0, colour: 0, tone: -6, level: 1, output: 0, mix: 100 }
  const to = { curve: 2, drive: 30, asymmetry: 100, colour: 12, tone: 6, level: 0, output: -24, mix: 0 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    expect(clickOverHarmonics(device as never, from, { ...from, [name]: to[name] }), name).toBeLessThan(-80)
})
