// Gated statistics against the definition, with every block kept and sorted.
import { describe, expect, test } from 'vitest'
import { noise } from '../../signals.ts'
import { GatedBlocks, lufsOfPower } from './gate.ts'

const power = (lufs: number) => 10 ** ((lufs + 0.691) / 10)
const filled = (lufs: readonly number[]) => {
  const blocks = new GatedBlocks()
  for (const l of lufs) blocks.add(power(l))
  return blocks
}
const mean = (powers: readonly number[]) => powers.reduce((a, b) => a + b, 0) / powers.length

describe('gates', () => {
  test('a block at -70 LUFS or below does not count, one just above does', () => {
    expect(filled([-70.001, -80, -Infinity]).integrated()).toBe(-Infinity)
    expect(filled([-69.999]).integrated()).toBeCloseTo(-69.999, 6)
  })
  test('blocks more than 10 LU below the mean of all are left out, those less far count', () => {
    // Mean of -20 and a block at -33: -22.8; the gate lies at -32.8.
    expect(filled([-20, -33]).integrated()).toBeCloseTo(-20, 6)
    expect(filled([-20, -32]).integrated()).toBeCloseTo(lufsOfPower(mean([power(-20), power(-32)])), 6)
  })
  test('NaN and infinite powers are no blocks; an enormous one is counted at its power', () => {
    const blocks = new GatedBlocks()
    blocks.add(Number.NaN)
    expect(blocks.integrated()).toBe(-Infinity)
    blocks.add(power(200))
    expect(blocks.integrated()).toBeCloseTo(200, 6)
  })
  test('without a block there is no loudness, and no range', () => {
    expect(new GatedBlocks().integrated()).toBe(-Infinity)
    expect(new GatedBlocks().range()).toBe(0)
  })
  test('clear forgets every block', () => {
    const blocks = filled([-20, -30])
    blocks.clear()
    blocks.add(power(-40))
    expect(blocks.integrated()).toBeCloseTo(-40, 6)
    expect(blocks.range()).toBe(0)
  })
})

describe('the law under random blocks', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'seed %i: within 0.001 LU of the mean and 0.01 LU of the range of every block kept',
    (seed) => {
      const [spread, centre] = noise(2, seed).map(Math.abs) as unknown as [number, number]
      const lufs = Array.from(noise(500 + seed * 37, seed + 100), (x) => -10 - 50 * centre + 40 * spread * x)
      const loud = lufs.map(power).filter((p) => lufsOfPower(p) > -70)
      const above = (below: number) => loud.filter((p) => lufsOfPower(p) > lufsOfPower(mean(loud)) - below)
      const sorted = above(20).sort((a, b) => a - b)
      const at = (p: number) => lufsOfPower(sorted[Math.round((sorted.length - 1) * p)]!)
      const blocks = filled(lufs)
      expect(Math.abs(blocks.integrated() - lufsOfPower(mean(above(10)))), `seed ${seed}`).toBeLessThan(0.001)
      expect(Math.abs(blocks.range() - (at(0.95) - at(0.1))), `seed ${seed}`).toBeLessThan(0.01)
    },
  )
  test('the order of blocks does not matter for the range, and not within rounding for the mean', () => {
    const lufs = Array.from(noise(1000, 5), (x) => -30 + 15 * x)
    const [forwards, backwards] = [filled(lufs), filled(lufs.toReversed())]
    expect(backwards.range()).toBeCloseTo(forwards.range(), 9)
    expect(backwards.integrated()).toBeCloseTo(forwards.integrated(), 9)
  })
})
