// Migrations, up and down: of the format with a fixture of the first one, of devices and kinds of clip by their own versions.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineClip } from './clip.ts'
import { defineDevice } from './device.ts'
import { ProjectError } from './error.ts'
import { parse, serialise } from './file.ts'
import { FORMAT, MIGRATIONS, migrate, migrateMember, migrateMembers } from './migrate.ts'
import { db, percent } from './param.ts'
import { session } from './random-edits.ts'
import type { Rec } from './records.ts'
import { repair, validate } from './schema.ts'

/** As format 1 wrote it: gains of strips and sends are factors, 0 is silence; those of clips are decibels. */
const FORMAT_1 = `{"format":"tonmeister","version":1,"records":[
{"id":"clip","type":"clip","gain":-6,"kind":"audio"},
{"id":"hologram","type":"hologram","gain":0.5},
{"id":"loud","type":"strip","gain":2,"kind":"bus","name":"Loud"},
{"id":"main","type":"strip","gain":1,"kind":"main","name":"Main"},
{"id":"none","type":"strip","kind":"bus","name":"None"},
{"id":"off","type":"send","gain":0,"strip":"loud","target":"main"},
{"id":"quiet","type":"send","gain":0.5,"strip":"loud","target":"main"}
]}
`
describe('the format', () => {
  test('rises by one, each step with its reason', () => {
    expect(MIGRATIONS.map((m) => m.to)).toEqual(MIGRATIONS.map((_, i) => i + 2))
    expect(FORMAT).toBe(MIGRATIONS.length + 1)
    for (const m of MIGRATIONS) expect(m.why).toMatch(/\.$/)
  })
  test('1 opens: factors become decibels, silence is null, everything else stays', () => {
    const { records, version, lost } = parse(FORMAT_1)
    expect([version, lost]).toEqual([1, []])
    const gain = Object.fromEntries(records.map((r) => [r.id, r.gain]))
    expect(gain).toEqual({ clip: -6, hologram: 0.5, loud: 6.02059991328, main: 0, none: undefined, off: null, quiet: -6.02059991328 })
  })
  test('1 comes back down to the same bytes', () => {
    const { records } = parse(FORMAT_1)
    const down = migrate(records, FORMAT, 1)
    expect(serialise(down).replace(`"version":${FORMAT}`, '"version":1')).toBe(FORMAT_1)
  })
  test('a gain up and down, and down and up, is the same to eleven digits, and to the bit from then on', () => {
    const strip = (gain: number): Rec => ({ id: 's', type: 'strip', gain })
    fc.assert(
      fc.property(fc.double({ min: -140, max: 40, noNaN: true }), (gain) => {
        const there = migrate([strip(gain)], 2, 1)
        const back = migrate(there, 1, 2)[0]!.gain as number
        expect(Math.abs(back - gain)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(gain)))
        const again = migrate(migrate([strip(back)], 2, 1), 1, 2)[0]!.gain as number
        expect(Math.abs(again - back)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(gain)))
      }),
    )
  })
  test('takes damaged values without throwing; repair then puts them right', () => {
    for (const gain of [-1, 1e308, 'loud', true, null, [], {}] as const) {
      const [record] = migrate([{ id: 's', type: 'strip', gain }], 1)
      const fixed = repair([record!]).records.get('s')!
      expect(validate(fixed), JSON.stringify(gain)).toEqual([])
    }
  })
  test('newer than this program is refused, and nowhere to go leaves records as they are', () => {
    expect(() => migrate([], FORMAT + 1)).toThrow(ProjectError)
    const records = session()
    expect(migrate(records, FORMAT)).toEqual(records)
  })
})

/** Version 2 split `drive` (%) into gain; version 3 turned gain into half-decibels. */
const fuzz = defineDevice({
  id: 'fuzz',
  version: 3,
  name: 'Fuzz',
  kind: 'effect',
  category: 'distortion',
  params: { gain: db({ name: 'Gain', min: 0, max: 48, default: 0 }), mix: percent({ name: 'Mix', min: 0, max: 100, default: 100 }) },
  tail: () => 0,
  panel: [['gain', 'mix']],
  presets: [],
  migrations: [
    { to: 3, up: ({ gain = 0, ...rest }) => ({ ...rest, gain: gain * 2 }), down: ({ gain = 0, ...rest }) => ({ ...rest, gain: gain / 2 }) },
    {
      to: 2,
      up: ({ drive = 0, ...rest }) => ({ ...rest, gain: drive / 5 }),
      down: ({ gain = 0, ...rest }) => ({ ...rest, drive: gain * 5 }),
    },
  ],
})
const pattern = defineClip({
  id: 'pattern',
  version: 2,
  name: 'Pattern',
  fields: { steps: 16 },
  play: () => undefined,
  migrations: [
    { to: 2, up: (clip) => ({ ...clip, steps: Number(clip.bars) * 16 }), down: (clip) => ({ ...clip, bars: Number(clip.steps) / 16 }) },
  ],
})
const members = { devices: { fuzz }, clips: { pattern } }
const old: Rec = {
  id: 'd',
  type: 'device',
  strip: 'main',
  order: 'V',
  device: 'fuzz',
  version: 1,
  enabled: true,
  'p.drive': 50,
  'p.mix': 30,
  x: [1],
}

describe('devices and clips', () => {
  test('saved by an older version are brought up step by step, in order; what is no parameter stays', () => {
    const { records, newer } = migrateMembers([old], members)
    expect(records).toEqual([
      { id: 'd', type: 'device', strip: 'main', order: 'V', device: 'fuzz', version: 3, enabled: true, 'p.gain': 20, 'p.mix': 30, x: [1] },
    ])
    expect(newer).toEqual([])
  })
  test('go down and up again to the same', () => {
    const [up] = migrateMembers([old], members).records as [Rec]
    const down = migrateMember(up, fuzz, 3, 1)
    expect(down).toEqual(old)
    expect(migrateMember(migrateMember(up, fuzz, 3, 2), fuzz, 2, 3)).toEqual(up)
  })
  test('of a kind of clip too', () => {
    const clip: Rec = { id: 'c', type: 'clip', kind: 'pattern', bars: 2 }
    const [up] = migrateMembers([clip], members).records as [Rec]
    expect(up).toMatchObject({ steps: 32, version: 2 })
    expect(migrateMember(up, pattern, 2, 1)).toMatchObject({ bars: 2, version: 1 })
  })
  test('up to date, unknown, or saved by a newer version stay the same objects; the newer ones are named once', () => {
    const records: Rec[] = [
      { ...old, version: 3 },
      { ...old, id: 'e', version: 4 },
      { ...old, id: 'f', version: 4 },
      { ...old, id: 'g', device: 'constructor' },
      { id: 'n', type: 'note', device: 'fuzz', version: 1 },
      { id: 'h', type: 'clip', kind: 'audio' },
    ]
    const result = migrateMembers(records, members)
    result.records.forEach((r, i) => {
      expect(r).toBe(records[i])
    })
    expect(result.newer).toEqual(['Fuzz was saved by a newer version (4; this program has 3) and may sound different.'])
    expect(migrateMembers(records, {}).records).toEqual(records)
  })
})
