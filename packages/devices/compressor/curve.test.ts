// The drawn curve is where the kernel comes to rest.
import { expect, test } from 'vitest'
import { everywhere, Group, inDb } from '../render.ts'
import { outputAt, reductionAt } from './curve.ts'
import device from './device.ts'

test('a level that lasts is reduced as the curve says, within 0.01 dB, for any threshold, ratio, knee, make-up and mix', () => {
  for (const settings of [
    { threshold: -30, ratio: 4, knee: 0 },
    { threshold: -18, ratio: 2.5, knee: 12, makeup: 5 },
    { threshold: -24, ratio: 50, knee: 6, mix: 40 },
    { threshold: -40, ratio: 1.5, knee: 30, makeup: -3, mix: 75 },
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
