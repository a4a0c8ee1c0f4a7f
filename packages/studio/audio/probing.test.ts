// Probes of the page: places are shared, given back, and told again to another engine.
import { PROBES, type ProbePlace, Readings } from '@tonmeister/engine'
import { expect, test } from 'vitest'
import { Probing } from './probing.ts'

/** An engine that has one frame of each of 1, 2, 3 … for every probe. */
function engine() {
  const readings = new Readings()
  const places: (ProbePlace | null)[] = []
  const probing = new Probing((index, place) => (places[index] = place))
  probing.follow(readings.probes)
  const write = (index: number, ...values: readonly number[]) =>
    readings.probes[index]!.write(Float32Array.from(values.flatMap((v) => [v, -v, 0, 0])), 0, values.length)
  return { probing, places, write }
}
const [left, right] = [new Float32Array(3), new Float32Array(3)]

test('a probe says how much is new since the last look, and begins with nothing', () => {
  const { probing, write } = engine()
  const probe = probing.open({ id: 'a', side: 'in' })
  write(0, 9, 9, 9)
  expect(probe.read(left, right)).toBe(0)
  write(0, 1, 2, 3, 4)
  expect(probe.read(left, right)).toBe(4)
  expect([[...left], [...right]]).toEqual([
    [2, 3, 4],
    [-2, -3, -4],
  ])
  expect(probe.read(left, right)).toBe(0)
})
test('two views of one place share a probe; it is given back when both are closed', () => {
  const { probing, places } = engine()
  const [a, b] = [probing.open({ id: 'a', side: 'in' }), probing.open({ id: 'a', side: 'in' })]
  const c = probing.open({ id: 'a', side: 'out' })
  for (const probe of [a, b, c]) probe.read(left, right)
  expect(places).toEqual([
    { id: 'a', side: 'in' },
    { id: 'a', side: 'out' },
  ])
  a.close()
  a.close()
  expect(places[0]).not.toBe(null)
  b.close()
  expect(places[0]).toBe(null)
  expect(a.read(left, right)).toBe(0)
})
test('when all are in use another waits for one to be closed', () => {
  const { probing, places, write } = engine()
  const all = Array.from({ length: PROBES }, (_, i) => probing.open({ id: `${i}`, side: 'in' }))
  for (const probe of all) probe.read(left, right)
  const late = probing.open({ id: 'late', side: 'in' })
  expect(late.read(left, right)).toBe(0)
  expect(places.some((p) => p?.id === 'late')).toBe(false)
  all[5]!.close()
  expect(late.read(left, right)).toBe(0)
  expect(places[5]?.id).toBe('late')
  write(5, 1)
  expect(late.read(left, right)).toBe(1)
})
test('another engine is told of all places, and reading goes on in its memory', () => {
  const { probing, places } = engine()
  const probe = probing.open({ id: 'a', side: 'in' })
  probe.read(left, right)
  places.length = 0
  const next = new Readings()
  probing.follow(next.probes)
  expect(places).toEqual([{ id: 'a', side: 'in' }])
  next.probes[0]!.write(new Float32Array(400), 0, 100)
  expect(probe.read(left, right)).toBe(0)
  next.probes[0]!.write(new Float32Array(400), 0, 100)
  expect(probe.read(left, right)).toBe(100)
})
