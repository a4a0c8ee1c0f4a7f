// The drawn curve is where the kernel comes to rest.
import { expect, test } from 'vitest'
import { constant, everywhere, Group, inDb } from '../render.ts'
import { outputAt, reductionAt } from './curve.ts'
import device from './device.ts'

test('a level that lasts is reduced as the curve says, within 0.01 dB, for any threshold, ratio, knee, make-up, mix and topology', () => {
  for (const settings of [
    { threshold: -30, ratio: 4, knee: 0 },
    { threshold: -18, ratio: 2.5, knee: 12, makeup: 5 },
    { threshold: -24, ratio: 50, knee: 6, mix: 40 },
    { threshold: -40, ratio: 1.5, knee: 30, makeup: -3, mix: 75 },
    { threshold: -30, ratio: 4, knee: 0, topology: 1 },
    { threshold: -14, ratio: 2.5, knee: 12, topology: 1, automakeup: 1 },
    { threshold: -30, ratio: 50, knee: 6, topology: 1, automakeup: 1, mix: 60 },
    { threshold: -20, ratio: 3, knee: 20, automakeup: 1, makeup: 2 },
  ] as Record<string, number>[]) {
    const value = (name: string) => settings[name] ?? (device.params as Record<string, { default: number }>)[name]!.default
    for (const level of [-50, -30, -24, -18, -10, 0]) {
      const group = new Group(device as never).set({ ...settings, attack: 0.0001, release: 0.005 })
      const x = 10 ** (level / 20)
      const out = group.run(everywhere(new Float32Array(4096).fill(x)))[0]!
      expect(Math.abs(inDb(out.at(-1)!) - outputAt(value, level)), JSON.stringify([settings, level])).toBeLessThan(0.01)
      expect(Math.abs(group.reading('reduction') - reductionAt(value, level))).toBeLessThan(0.01)
    }
  }
})
test('an automatic make-up leaves −12 dBFS as it is', () => {
  for (const topology of [0, 1]) {
    const settings = { threshold: -40, ratio: 5, automakeup: 1, attack: 0.001, release: 0.05, topology }
    const y = new Group(device as never).set(settings).run(everywhere(constant(9600, -12)))[0]!
    expect(Math.abs(inDb(y.at(-1)!) + 12)).toBeLessThan(0.01)
  }
})
