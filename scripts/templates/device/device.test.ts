// What is special about it; what every device must satisfy is in ../contract.test.ts.
import type { Device } from '@tonmeister/project'
import { expect, test } from 'vitest'
import { everywhere, Group, magnitude, RATE } from '../render.ts'
import device from './device.ts'

const response = (cutoff: number) => {
  const impulse = new Float32Array(RATE / 4)
  impulse[0] = 1
  return new Group(device as unknown as Device).set({ cutoff }).run(everywhere(impulse))[0]!
}

test.each([100, 1000, 5000])('at a cutoff of %i Hz it is 3 dB down there', (cutoff) =>
  expect(magnitude(response(cutoff), cutoff)).toBeCloseTo(-3.01, 1),
)
test('it falls by 6 dB per octave', () => {
  const h = response(100)
  expect(magnitude(h, 2000) - magnitude(h, 1000)).toBeCloseTo(-6, 0)
})
