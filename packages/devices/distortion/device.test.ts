import { describe, expect, test } from 'vitest'
import {
  aliasOf,
  clickOverHarmonics,
  everywhere,
  firstDifference,
  Group,
  inDb,
  magnitude,
  rms,
  type Settings,
  silence,
  sine,
  tonesThrough,
} from '../render.ts'
import { harmonicsOf } from '../shaping.ts'
import { outputOf, PEDALS, responseOf } from './curves.ts'
import device from './device.ts'

const group = (settings: Settings, rate?: number) => new Group(device as never, rate).set(settings)
const values = (s: Settings) => (name: string) => s[name] ?? device.params[name as keyof typeof device.params].default

describe.each(PEDALS.map((_, pedal) => [device.params.pedal.choices![pedal]!, pedal] as const))('%s', (_, pedal) => {
  test('aliases of 0.6 to 5 kHz at full scale and the highest drive lie below −80 dB of the tone', () => {
    for (const bins of [
      [101, 171, 257, 345],
      [427, 531, 683, 853],
    ])
      tonesThrough(group({ pedal, drive: 100 }), bins, 1, 16_000).forEach((power, i) =>
        expect(aliasOf(power, bins[i]!), `${bins[i]}`).toBeLessThan(-80),
      )
  })
})
test('what is quiet has the response that is drawn, within 0.3 dB to 2 kHz and 1 dB to 8 kHz', () => {
  // The overdrive's, too, but for what goes past its curve.
  for (const pedal of [1, 2])
    for (const [tight, tone] of [
      [50, 50],
      [90, 20],
      [10, 100],
    ] as const) {
      const settings = { pedal, drive: 0, tight, tone, level: 0 }
      const h = group(settings).run(silence(16_384).map((l) => l.fill(1e-4, 0, 1)))[0]!
      const drawn = responseOf(values(settings))
      for (const hz of [60, 200, 700, 2000, 5000, 8000])
        expect(Math.abs(magnitude(h, hz) - magnitude(h, 1000) - drawn(hz) + drawn(1000)), `${tone}: ${hz}`).toBeLessThan(
          hz > 2000 ? 1 : 0.3,
        )
    }
})
test('past the diodes of the overdrive the input keeps its bass, whatever the tightness', () => {
  const loudness = (tight: number) =>
    rms(
      group({ drive: 0, level: 0, tight })
        .run(everywhere(sine(12_000, 50, 0.01)))[0]!
        .subarray(6000),
    )
  expect(inDb(loudness(100) / 0.01) + 3).toBeGreaterThan(-0.5)
  expect(inDb(loudness(100) / loudness(80))).toBeGreaterThan(-0.5)
})
test('the distortion makes mostly odd harmonics, the fuzz even ones, as their curves do', () => {
  for (const pedal of [1, 2]) {
    const settings = { pedal, drive: 20, tight: 0, tone: 0 }
    const bin = 85
    const power = tonesThrough(group(settings), [bin, bin, bin, bin], 0.02, 16_000)[0]!
    const response = responseOf(values(settings))
    const hz = (bin * 48_000) / 8192
    harmonicsOf(outputOf(values(settings)), 0.02, 5).forEach((db, i) => {
      const found = 10 * Math.log10(power[(i + 1) * bin]! / power[bin]!) - response((i + 1) * hz) + response(hz)
      if (db > -70) expect(Math.abs(found - db), `${pedal} ${i + 1}`).toBeLessThan(0.2)
    })
  }
})
test('at mix 0 every bit is that of the input, as late as the rest', () => {
  const x = sine(4000, 700, 0.9)
  const y = group({ mix: 0 }).run(everywhere(x))[0]!
  const late = device.latency!({} as never, 48_000)
  expect(firstDifference([y.subarray(late)], [x.subarray(0, 4000 - late)])).toBe(-1)
})
test('a jump of a parameter leaves no click above −90 dB beside the harmonics', () => {
  const from = { pedal: 0, drive: 0, tight: 0, tone: 0, level: 1, output: 0, mix: 100 }
  const to = { pedal: 2, drive: 100, tight: 100, tone: 100, level: 0, output: -24, mix: 0 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    expect(clickOverHarmonics(device as never, from, { ...from, [name]: to[name] }), name).toBeLessThan(-90)
})
