import { expect, test } from 'vitest'
import { clickOverHarmonics, everywhere, firstDifference, Group, rms, type Settings, sine, spectrum } from '../render.ts'
import device from './device.ts'

const group = (settings: Settings) => new Group(device as never).set(settings)
const N = 16_384
const toneAt = (bin: number, settings: Settings, level = 1) =>
  spectrum(
    group(settings)
      .run(everywhere(sine(N + 2048, (bin * 48_000) / N, level)))[0]!
      .subarray(2048),
    false,
  )
const db = (power: number) => 10 * Math.log10(Math.max(1e-30, power))

test('the noise of 6, 8 and 12 bits lies 6.02 dB a bit and 1.76 dB below a full sine, within 0.5 dB', () => {
  for (const bits of [6, 8, 12]) {
    const power = toneAt(997, { bits })
    const noise = power.reduce((s, p, b) => s + (b === 997 ? 0 : p), 0)
    expect(Math.abs(db(power[997]! / noise) - (6.02 * bits + 1.76)), `${bits}`).toBeLessThan(0.5)
  }
})
test('at 24 bits and the full rate the signal is only one frame late', () => {
  const x = sine(4000, 700, 0.9)
  const y = group({ bits: 24 }).run(everywhere(x))[0]!
  for (let i = 1; i < 4000; i++) expect(Math.abs(y[i]! - x[i - 1]!)).toBeLessThan(2e-7)
})
test('towards zero, what does not reach one step is silence; rounded, what does not reach half of one', () => {
  const loud = (rounding: number, level: number) => rms(group({ bits: 4, rounding }).run(everywhere(sine(4000, 500, level)))[0]!)
  expect(loud(1, 0.124)).toBe(0)
  expect(loud(1, 0.126)).toBeGreaterThan(0)
  expect(loud(0, 0.062)).toBe(0)
  expect(loud(0, 0.063)).toBeGreaterThan(0)
})
test('a rate that does not divide the studio’s holds without jitter: what below 10 kHz is no image of the tone lies 50 dB below it', () => {
  // 1000 Hz at 7001 Hz: in bins, so that every image falls on one.
  const [bin, hold] = [341, 2390]
  const power = toneAt(bin, { bits: 24, rate: (hold * 48_000) / N }, 0.5)
  const images = new Set<number>()
  for (let k = -12; k <= 12; k++) images.add(Math.abs(k * hold + bin))
  let most = 0
  power.forEach((p, b) => {
    if (!images.has(b) && b > 3 && b < (N * 10) / 48) most = Math.max(most, p)
  })
  expect(db(most / power[bin]!)).toBeLessThan(-50)
  // The hold's own law: images fall with the sine over its argument.
  expect(db(power[hold - bin]! / power[bin]!)).toBeCloseTo(20 * Math.log10(bin / (hold - bin)), 0)
})
test('the filter before keeps what lies above half the rate from folding; the one after takes the images away', () => {
  const rate = (4096 * 48_000) / N
  // 8 kHz at a rate of 12 kHz folds to 4 kHz.
  const folded = (filter: number) => db(toneAt(2731, { bits: 24, rate, filter })[4096 - 2731]!)
  expect(folded(0)).toBeGreaterThan(-6)
  expect(folded(1)).toBeLessThan(-24)
  expect(folded(1) - folded(0)).toBeLessThan(-22)
  const image = (filter: number) => db(toneAt(683, { bits: 24, rate, filter })[4096 - 683]!)
  expect(image(2) - image(1)).toBeLessThan(-40)
})
test('at mix 0 every bit is that of the input, one frame late', () => {
  const x = sine(4000, 700, 0.9)
  const y = group({ mix: 0, rate: 3000, bits: 3 }).run(everywhere(x))[0]!
  expect(firstDifference([y.subarray(1)], [x.subarray(0, 3999)])).toBe(-1)
})
test('a jump of a parameter leaves no click above −70 dB beside the steps', () => {
  const from = { input: -6, bits: 8, rounding: 0, rate: 24_000, filter: 0, output: 0, mix: 100 }
  const to = { input: 6, bits: 12, rounding: 1, rate: 8000, filter: 2, output: -24, mix: 0 }
  for (const name of Object.keys(to) as (keyof typeof to)[]) {
    // Another rate sweeps the images over to where they then are: a sound, no click.
    if (name === 'rate') continue
    expect(clickOverHarmonics(device as never, from, { ...from, [name]: to[name] }), name).toBeLessThan(-70)
  }
})
