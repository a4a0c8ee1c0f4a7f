// Repair: whatever is damaged, the result is good; what is good stays as it is.
import { describe, expect, test } from 'vitest'
import { parse, serialise } from './file.ts'
import { EDITS, seeded, session, worldOf } from './random-edits.ts'
import type { Id, Json, Rec } from './records.ts'
import { dangling, findCycle, repair, validate } from './schema.ts'
import { templates } from './template.ts'

const map = (records: readonly Rec[]) => new Map(records.map((r) => [r.id, r]))
const mend = (...records: Rec[]) => repair(records)
const faults = (records: ReadonlyMap<Id, Rec>) => [...records.values()].flatMap(validate)
const change = (id: Id, fields: { readonly [field: string]: Json | undefined }): Rec[] =>
  session().map((r) => (r.id === id ? ({ ...r, ...fields } as Rec) : r))
/** JSON of every kind, and numbers that JSON has not. */
const ANY: readonly (Json | undefined)[] = [
  undefined,
  null,
  true,
  false,
  '',
  'text',
  'V',
  0,
  -0,
  -1,
  0.5,
  1e300,
  -1e300,
  Number.NaN,
  Infinity,
  -Infinity,
  [],
  [1],
  {},
  { a: 1 },
  'main',
  'project',
  '__proto__',
  'constructor',
]

describe('good records', () => {
  test.each<[string, Rec[]]>([
    ['the random session', session()],
    ...Object.values(templates).map((t) => [`the template ${t.id}`, t.records()] as [string, Rec[]]),
  ])('%s comes back as it is, the same objects', (_, records) => {
    const { records: after, repaired } = repair(records)
    expect(repaired).toEqual([])
    expect([...after.values()]).toEqual([...map(records).values()])
    const originals = new Set(records)
    expect([...after.values()].every((record) => originals.has(record))).toBe(true)
    expect(faults(after)).toEqual([])
    expect(dangling(after)).toEqual([])
    expect(findCycle(after)).toBeUndefined()
  })
  test('stay so whatever edits do: after 30 seeds of 40 there is nothing to repair', () => {
    const { removeWithPoints: _, removeClipRecords: __, ...whole } = EDITS
    const edits = Object.values(whole)
    for (let seed = 1; seed <= 30; seed++) {
      const world = worldOf(session(), 'a', seed)
      for (let i = 0; i < 40; i++) edits[Math.floor(world.random() * edits.length)]!(world)
      // The edits are asked for outputs that are not there, too: that is somebody else's strip, gone meanwhile.
      const { repaired } = repair(world.document.all().values())
      expect(
        repaired.filter((r) => !r.what.includes('went to a strip that is gone')),
        `seed ${seed}`,
      ).toEqual([])
    }
  })
  test('of types and fields that nobody knows pass', () => {
    const odd: Rec = { id: 'x', type: 'constructor', p: { deep: [1] } }
    const proto: Rec = { id: 'y', type: '__proto__', order: '~' }
    const { records, repaired } = mend(...session(), odd, proto, {
      id: 'z',
      type: 'clip',
      kind: 'pattern',
      track: 'track-drums',
      order: 'V',
      anchor: 'ticks',
      at: 0,
      length: 1,
      name: '',
      gain: { left: 1 },
    })
    expect([records.get('x'), records.get('y'), repaired]).toEqual([odd, proto, []])
    expect(records.get('z')!.gain).toEqual({ left: 1 })
  })
})
describe('damage', () => {
  test('of any field to two other values is put right or the record left out, said in a sentence, and once is enough', () => {
    let turn = 0
    const before = new Set(session().map((r) => JSON.stringify(r)))
    for (const original of session())
      for (const field of Object.keys(original)) {
        if (field === 'id') continue
        for (let i = 0; i < 2; i++) {
          const value = ANY[turn++ % ANY.length]
          if (field === 'type' && typeof value !== 'string') continue
          const { records, repaired } = repair(change(original.id, { [field]: value }))
          const at = `${field} of ${original.id} is ${String(JSON.stringify(value))}`
          expect(faults(records), at).toEqual([])
          for (const { what } of repaired) expect(what).toMatch(/^\S.*\.$/)
          const again = repair(records.values())
          expect(again.repaired, at).toEqual([])
          expect(serialise(again.records.values())).toBe(serialise(records.values()))
          // What was not touched is the same.
          if (field === 'type') continue
          const others = [...records.values()].filter(
            (r) => r.id !== original.id && !['strip', 'track', 'project', 'clip'].includes(r.type),
          )
          expect(
            others.filter((r) => !before.has(JSON.stringify(r))),
            at,
          ).toEqual([])
        }
      }
  })
  test('of many fields at once, records gone and ids mixed up: 150 seeds never throw and always validate', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed)
      const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
      const records = session()
        .filter(() => random() > 0.1)
        .map((record) => {
          let out: Rec = record
          while (random() < 0.5) out = { ...out, [pick(Object.keys(record))]: pick(ANY) } as Rec
          return { ...out, id: random() < 0.1 ? pick(session()).id : record.id, type: typeof out.type === 'string' ? out.type : 'note' }
        })
      const once = repair(records)
      expect(faults(once.records), `seed ${seed}`).toEqual([])
      const again = repair(once.records.values())
      expect(again.repaired, `seed ${seed}`).toEqual([])
      expect([...once.records.values()].filter((r) => r.type === 'project').map((r) => r.id)).toEqual(['project'])
      expect([...once.records.values()].filter((r) => r.type === 'strip' && r.kind === 'main')).toHaveLength(1)
      for (const track of once.records.values()) if (track.type === 'track') expect(once.records.get(track.strip as Id)?.type).toBe('strip')
      // What is repaired is what a file holds.
      expect(serialise(parse(serialise(once.records.values())).records)).toBe(serialise(once.records.values()))
      dangling(once.records)
      findCycle(once.records)
    }
  })
  test('is said in words that name the thing', () => {
    const said = (records: readonly Rec[]) => repair(records).repaired.map((r) => r.what)
    expect(said(change('strip-bass', { gain: 'loud' }))).toEqual(['gain of \'Bass\' was "loud" and is now 0.'])
    expect(said(change('strip-bass', { output: 'nowhere' }))).toEqual(["'Bass' went to a strip that is gone; it now goes to main."])
    expect(said(change('track-bass', { strip: 'nowhere' }))).toEqual(["'Bass' had no strip and got one."])
    expect(said(change('clip-2', { track: undefined }))).toEqual(['A clip without track was left out.'])
    expect(said(change('clip-2', { length: 0 }))).toEqual(['A clip without length was left out.'])
    expect(said(change('bus-hall', { kind: 'main', order: 'zz' }))).toEqual(["There was a second main strip; 'Hall' is now a bus."])
    expect(said(change('main-limiter', { 'p.ceiling': 'low' }))).toEqual([
      'p.ceiling of device \'main-limiter\' was "low" and is now gone.',
    ])
    expect(said(session().filter((r) => r.id !== 'project'))).toEqual(['The project record was missing.'])
    expect(said(session().filter((r) => r.id !== 'main'))).toEqual(['The main strip was missing.'])
    expect(
      said([...session(), { id: 'p2', type: 'project', name: 'Two', sampleRate: 48_000, timecodeRate: '25', timecodeStart: 0 }]),
    ).toEqual(["There was a second project record, 'Two'; it was left out."])
  })
  test('keeps a record whose id stands where another belongs', () => {
    const { records } = mend(
      ...session().filter((r) => r.id !== 'project' && r.id !== 'main'),
      { id: 'project', type: 'marker', at: 0, name: 'Odd' },
      { id: 'main', type: 'marker', at: 0, name: 'Main' },
      { id: 'strip of t', type: 'marker', at: 0, name: 'S' },
      { id: 't', type: 'track', order: 'V', name: 'T', color: 1, strip: 'gone' },
    )
    expect(
      [...records.values()]
        .filter((r) => r.type === 'marker')
        .map((r) => r.name)
        .sort(),
    ).toEqual(['Main', 'Odd', 'S', 'Start'])
    expect(records.get('project')!.type).toBe('project')
    expect(records.get(records.get('t')!.strip as Id)!.type).toBe('strip')
  })
  test('of an order gives one near it, so that things stay in order', () => {
    const { records } = mend(
      ...session(),
      ...['a-1', 'a-2', 'b0', '~'].map((order, i) => ({ ...session().find((r) => r.id === 'bus-hall')!, id: `s${i}`, order })),
    )
    const orders = [0, 1, 2, 3].map((i) => records.get(`s${i}`)!.order as string)
    expect([...orders].sort()).toEqual(orders)
  })
})
test('dangling lists references that lead nowhere or to the wrong kind of record', () => {
  const broken = map([
    ...change('clip-1', { asset: 'gone' }),
    { id: 'note-9', type: 'note', clip: 'track-bass', at: 0, length: 1, key: 1, velocity: 1 },
  ])
  expect(dangling(broken)).toEqual([
    { id: 'clip-1', what: "'Loop' refers to an asset that is not there ('gone')." },
    { id: 'note-9', what: "note 'note-9' refers to a clip that is not there ('track-bass')." },
  ])
})
describe('findCycle', () => {
  test('names the strips of a circle of outputs, sends and keys, first = last', () => {
    expect(findCycle(map(change('bus-band', { output: 'strip-bass' })))).toEqual(['Bass', 'Band', 'Bass'])
    expect(findCycle(map([...session(), { id: 's', type: 'send', strip: 'bus-hall', target: 'strip-bass' }]))).toEqual([
      'Bass',
      'Hall',
      'Bass',
    ])
    expect(findCycle(map(change('strip-drums', { output: 'strip-drums' })))).toEqual(['Drums', 'Drums'])
    const keyed = change('strip-drums-gain', { sidechain: 'bus-band' })
    expect(findCycle(map(keyed))).toEqual(['Band', 'Drums', 'Band'])
    expect(findCycle(map(keyed.map((r) => (r.id === 'strip-drums-gain' ? { ...r, enabled: false } : r))))).toBeUndefined()
  })
  test('agrees with a plain search on 200 random graphs, and a chain of 20,000 strips does not overflow it', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed)
      const strips = Array.from(
        { length: 7 },
        (_, i): Rec => ({
          id: `${i}`,
          type: 'strip',
          kind: 'bus',
          name: `${i}`,
          output: random() < 0.7 ? `${Math.floor(random() * 7)}` : null,
        }),
      )
      const reaches = (from: string, to: string, left = 8): boolean => {
        const next = strips[Number(from)]!.output as string | null
        return left > 0 && next !== null && (next === to || reaches(next, to, left - 1))
      }
      const cycle = findCycle(map(strips))
      expect(!!cycle, `seed ${seed}`).toBe(strips.some((s) => reaches(s.id, s.id)))
      if (cycle) for (let i = 1; i < cycle.length; i++) expect(strips[Number(cycle[i - 1])]!.output).toBe(cycle[i])
    }
    const chain = Array.from(
      { length: 20_000 },
      (_, i): Rec => ({ id: `${i}`, type: 'strip', kind: 'bus', name: `${i}`, output: i ? `${i - 1}` : null }),
    )
    expect(findCycle(map(chain))).toBeUndefined()
    chain[0] = { ...chain[0]!, output: '19999' }
    expect(findCycle(map(chain))).toHaveLength(20_001)
  })
})
