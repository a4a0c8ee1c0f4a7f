import { expect, test } from 'vitest'
import { bpmOfTaps } from './tap.ts'

test('taps half a second apart are 120 beats per minute, uneven ones their mean, one is none', () => {
  expect(bpmOfTaps([0, 500, 1000])).toBe(120)
  expect(bpmOfTaps([1000, 1490, 2000, 2500])).toBe(120)
  expect(bpmOfTaps([7])).toBeUndefined()
  expect(bpmOfTaps([7, 7])).toBeUndefined()
})
