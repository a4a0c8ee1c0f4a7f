// Every template: opens as it is, can be carried out whole, is named so that people find their way, and does not clip.
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { compile, renderOffline } from '@tonmeister/engine'
import { measure, specs } from '@tonmeister/metering'
import { describe, expect, test } from 'vitest'
import type { Rec } from '../records.ts'
import { dangling, findCycle, repair, validate } from '../schema.ts'
import { templates, templatesInOrder } from '../template.ts'
import beat from './beat.ts'
import { BAR } from './parts/play.ts'

const RATE = 48_000
/** Seconds of a template that are rendered. */
const HEARD = 18
const byId = (records: readonly Rec[]) => new Map(records.map((r) => [r.id, r]))
function render(records: readonly Rec[], seconds: number) {
  const plan = compile(byId(records), { devices, clips } as never)
  const out = [new Float32Array(seconds * RATE), new Float32Array(seconds * RATE)]
  let at = 0
  for (const block of renderOffline(plan, { kernels: new Kernels(kernelsModule()), openSource: () => undefined, to: seconds * RATE })) {
    for (const c of [0, 1]) out[c]!.set(block.audio[c]!.subarray(0, block.frames), at)
    at += block.frames
  }
  return measure(audioFromArrays(RATE, out))
}

test('people are offered: Empty, Beat, Band, Singer with backing, Podcast, Film at 24 and 25, and the demo', () => {
  expect(templatesInOrder().map((t) => t.name)).toEqual([
    'Empty',
    'Beat',
    'Band',
    'Singer with backing',
    'Podcast',
    'Film, 24 frames',
    'Film, 25 frames',
    'Harbour Lights',
  ])
  expect(new Set(templatesInOrder().map((t) => t.order)).size).toBe(Object.keys(templates).length)
})

describe.each(Object.values(templates).map((t) => [t.id, t] as const))('%s', (_, template) => {
  const records = template.records()
  const of = (type: string) => records.filter((r) => r.type === type)
  test('opens without repair, each record once, the same each time', () => {
    expect(byId(records).size).toBe(records.length)
    const { records: after, repaired } = repair(records)
    expect(repaired).toEqual([])
    expect([...after.values()].flatMap(validate)).toEqual([])
    expect(dangling(after)).toEqual([])
    expect(findCycle(after)).toBeUndefined()
    expect(template.records()).toEqual(records)
  })
  test('compiles without a problem; every device and parameter is there and in range', () => {
    expect(compile(byId(records), { devices, clips } as never).problems).toEqual([])
    for (const record of of('device')) {
      const device = devices[record.device as string]!
      expect(record.version).toBe(device.version)
      for (const [field, value] of Object.entries(record))
        if (field.startsWith('p.')) {
          const param = device.params[field.slice(2)]
          expect(param, `${record.id} ${field}`).toBeDefined()
          expect(value, `${record.id} ${field}`).toBeGreaterThanOrEqual(param!.min)
          expect(value, `${record.id} ${field}`).toBeLessThanOrEqual(param!.max)
        }
    }
  })
  test('has names that are plain and differ: of the template, of its strips, of its tracks', () => {
    for (const text of [template.name, template.summary]) expect(text).toMatch(/^[^{}<>'\s][^{}<>']*$/)
    expect(template.name.length).toBeLessThan(30)
    expect(template.summary).toMatch(/\.$/)
    for (const type of ['strip', 'track']) {
      const names = of(type).map((r) => r.name)
      expect(new Set(names).size).toBe(names.length)
    }
  })
  test('is judged by a spec there is, at 48 kHz; every strip has one of eight colours; every return is fed and every sum ends in a limiter', () => {
    const [project] = of('project')
    expect(project!.sampleRate).toBe(48_000)
    if (project!.spec !== undefined) expect(Object.keys(specs)).toContain(project!.spec)
    for (const r of [...of('strip'), ...of('track'), ...of('section')]) expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(r.color)
    const fed = new Set([...of('send').map((r) => r.target), ...of('strip').map((r) => r.output)])
    expect(of('strip').filter((r) => r.kind === 'bus' && !fed.has(r.id))).toEqual([])
    if (of('track').length) expect(of('device').some((r) => r.strip === 'main' && r.device === 'limiter')).toBe(true)
  })
  test.runIf(of('clip').length)('plays without clipping', () => {
    const report = render(records, HEARD)
    expect(report.truePeakDbtp).toBeLessThan(-1)
    expect(report.integratedLufs).toBeGreaterThan(-30)
  })
})

describe('beat', () => {
  const records = beat.records()
  test('is eight bars that go round, at −14 ±1.5 LUFS, 8 to 14 dB below its peaks', () => {
    const project = records.find((r) => r.id === 'project')!
    const ends = records.filter((r) => r.type === 'clip').map((r) => (r.at as number) + (r.length as number))
    expect(beat.loops).toBe(true)
    expect(project.loopStart).toBe(0)
    expect(project.loopEnd).toBe(Math.max(...ends))
    const report = render(records, 16)
    expect(Math.abs(report.integratedLufs + 14)).toBeLessThan(1.5)
    expect(report.truePeakDbtp - report.integratedLufs).toBeGreaterThan(8)
    expect(report.truePeakDbtp - report.integratedLufs).toBeLessThan(14)
  })
  test('stands in D minor; C sharp and G sharp only lead: in the A7 of the last bar, and in the bass on the way to the next chord', () => {
    const at = new Map(records.filter((r) => r.type === 'clip').map((r) => [r.id, r]))
    const pitched = records.filter((r) => r.type === 'note' && !/^(kick|drums)-/.test(r.id))
    const scale = [0, 2, 4, 5, 7, 9, 10]
    const strange = pitched.filter((n) => !scale.includes((n.key as number) % 12))
    const bars = strange.map((n) => Math.floor(((at.get(n.clip as string)!.at as number) + (n.at as number)) / BAR) + 1)
    expect(strange.every((n) => [1, 8].includes((n.key as number) % 12))).toBe(true)
    expect([...new Set(bars)].sort()).toEqual([4, 6, 7, 8])
  })
})
