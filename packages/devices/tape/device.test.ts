import { describe, expect, test } from 'vitest'
import {
  aliasOf,
  clickOverHarmonics,
  everywhere,
  firstDifference,
  Group,
  inDb,
  level,
  magnitude,
  rms,
  type Settings,
  silence,
  sine,
  spectrum,
  tonesThrough,
} from '../render.ts'
import { harmonicsOf } from '../shaping.ts'
import { outputOf, responseOf } from './curves.ts'
import device from './device.ts'

const group = (settings: Settings, rate?: number) => new Group(device as never, rate).set(settings)
const values = (s: Settings) => (name: string) => s[name] ?? device.params[name as keyof typeof device.params].default
const STILL = { wow: 0, flutter: 0 }

test('aliases of 1 to 10 kHz at full scale and the highest level lie below −80 dB of the tone, at any bias', () => {
  for (const bias of [-100, 0, 100])
    for (const bins of [
      [171, 427, 853, 1707],
      [205, 531, 1193, 1535],
    ])
      tonesThrough(group({ ...STILL, bias, drive: device.params.drive.max }), bins, 1, 20_000).forEach((power, i) =>
        expect(aliasOf(power, bins[i]!), `${bins[i]}`).toBeLessThan(-80),
      )
})
test('harmonics are those of the curve, and odd', () => {
  for (const bias of [-100, 0, 60]) {
    const settings = { ...STILL, bias, drive: 14, bump: 0 }
    // So low that neither equalisation nor loss does anything to seven harmonics.
    const power = tonesThrough(group(settings), [16, 16, 16, 16], 0.5, 20_000)[0]!
    const found = (h: number) => 10 * Math.log10(power[16 * h]! / power[16]!)
    harmonicsOf(outputOf(values(settings)), 0.5, 7).forEach((db, i) => {
      if (i % 2) expect(found(i + 1)).toBeLessThan(-90)
      else if (db > -60) expect(Math.abs(found(i + 1) - db), `${bias} ${i + 1}`).toBeLessThan(0.4)
    })
  }
})
test('treble saturates before the middle', () => {
  const loudness = (hz: number) => {
    const y = group({ ...STILL, drive: 12, loss: 0 })
      .run(everywhere(sine(40_000, hz, level(-6))))[0]!
      .subarray(20_000)
    return rms(y)
  }
  expect(inDb(loudness(7000) / loudness(500))).toBeLessThan(-2)
})
test('what is quiet has the response that is drawn, within 0.6 dB to 16 kHz, at every speed', () => {
  for (const speed of [0, 1, 2]) {
    const settings = { ...STILL, speed, bias: 50, bump: 150, drive: 0, level: 0 }
    const y = group(settings).run(silence(32_768).map((l) => l.fill(1e-4, 0, 1)))[0]!
    const gain = magnitude(y, 1000)
    const drawn = responseOf(values(settings), 48_000)
    for (const hz of [40, 60, 120, 250, 4000, 8000, 16_000])
      expect(Math.abs(magnitude(y, hz) - gain - drawn(hz) + drawn(1000)), `${speed}: ${hz}`).toBeLessThan(0.6)
  }
})
describe('speed', () => {
  test('wow and flutter of 100 % move a tone by 0.5 and 0.3 % at most', () => {
    for (const [settings, most] of [
      [{ wow: 100, flutter: 0 }, 0.005],
      [{ wow: 0, flutter: 100 }, 0.003],
    ] as const) {
      const y = group({ ...settings, drive: -12, level: 0 }).run(everywhere(sine(200_000, 3000, 0.3)), 1024)[0]!
      // Frequency from the phase of the tone, taken against a fixed one in windows of 10 ms.
      const phases: number[] = []
      for (let from = 20_000; from + 480 < y.length; from += 480) {
        let [re, im] = [0, 0]
        for (let i = from; i < from + 480; i++) {
          re += y[i]! * Math.cos((2 * Math.PI * 3000 * i) / 48_000)
          im += y[i]! * Math.sin((2 * Math.PI * 3000 * i) / 48_000)
        }
        phases.push(Math.atan2(re, im))
      }
      const swings = phases.slice(1).map((p, i) => {
        const turn = p - phases[i]!
        return Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI))) / (2 * Math.PI * 3000 * 0.01)
      })
      const found = Math.max(...swings)
      expect(found).toBeGreaterThan(0.7 * most)
      expect(found).toBeLessThan(1.02 * most)
    }
  })
  test('what is not the swing of a tone lies below −80 dB', () => {
    const y = group({ wow: 50, flutter: 50, drive: -12, level: 0 })
      .run(everywhere(sine(85_536, 4000, 0.1)), 1024)[0]!
      .subarray(20_000)
    const power = spectrum(y)
    const tone = Math.max(...power)
    const bin = (hz: number) => Math.round((hz * y.length) / 48_000)
    const most = Math.max(...power.subarray(bin(100), bin(3600)), ...power.subarray(bin(4400), bin(11_500)))
    expect(10 * Math.log10(most / tone)).toBeLessThan(-80)
  })
  test('at a steady speed the two sides and the dry signal are late alike', () => {
    const x = sine(6000, 700, 0.9)
    const y = group({ ...STILL, mix: 0 }).run(everywhere(x))[0]!
    const late = device.latency!(values({}) as never, 48_000)
    expect(firstDifference([y.subarray(late)], [x.subarray(0, 6000 - late)])).toBe(-1)
  })
})
test('a jump of a parameter leaves no click above −100 dB beside the harmonics', () => {
  const from = { speed: 0, drive: 0, bias: -100, bump: 0, loss: 0, wow: 0, flutter: 0, level: 1, output: 0, mix: 100 }
  const to = { speed: 2, drive: 20, bias: 100, bump: 200, loss: 100, wow: 100, flutter: 100, level: 0, output: -24, mix: 0 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    expect(clickOverHarmonics(device as never, from, { ...from, [name]: to[name] }), name).toBeLessThan(-100)
})
