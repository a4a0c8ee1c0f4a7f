// A project as text: the same bytes for the same records, nothing lost that can be read, and limits for what others send.
import { describe, expect, test } from 'vitest'
import { ProjectError } from './error.ts'
import { PROJECT_BYTES_MAX, parse, serialise } from './file.ts'
import { FORMAT } from './migrate.ts'
import { randomEdit, seeded, session, worldOf } from './random-edits.ts'
import type { Rec } from './records.ts'

const file = (records: string, version: number | string = FORMAT) =>
  `{"format":"tonmeister","version":${version},"records":[\n${records}\n]}\n`
const failure = (text: string): ProjectError => {
  try {
    parse(text)
  } catch (error) {
    expect(error).toBeInstanceOf(ProjectError)
    return error as ProjectError
  }
  throw new Error('it was read')
}
/** The lines of a project with the records a, b, c… */
const letters = (count = 6) =>
  serialise(Array.from({ length: count }, (_, i): Rec => ({ id: 'abcdefgh'[i]!, type: 'marker', at: i, name: `${i}` })))

describe('serialise', () => {
  test('writes one record a line in the order of ids, id and type first, then sorted fields', () => {
    expect(
      serialise([
        { id: 'b', type: 'x', z: 1, a: { d: [1, { y: 2, x: null }], c: 'ä' } },
        { type: 'x', id: 'a' },
      ]),
    ).toBe(
      `{"format":"tonmeister","version":${FORMAT},"records":[\n{"id":"a","type":"x"},\n{"id":"b","type":"x","a":{"c":"ä","d":[1,{"x":null,"y":2}]},"z":1}\n]}\n`,
    )
  })
  test('gives the same bytes for the same records in any order, and loading gives them back, byte for byte', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const world = worldOf(session(), 'a', seed)
      for (let i = 0; i < 20; i++) randomEdit(world)
      const records = [...world.document.all().values()]
      const text = serialise(records)
      expect(serialise([...records].reverse())).toBe(text)
      const parsed = parse(text)
      // A key __proto__, which random edits make too, is taken out.
      expect(serialise(parsed.records), `seed ${seed}`).toBe(text.replaceAll('{"__proto__":1}', '{}'))
      expect([parsed.lost, parsed.gaps, parsed.version]).toEqual([[], [], FORMAT])
    }
  })
  test('keeps types and fields that nobody knows, keys of any letters, and strings that are no Unicode', () => {
    const line = String.raw`{"id":"x-\ud800","type":"hologram","":0,"constructor":{"a":[]},"of":{"10":1,"9":{}},"toString":"\u0000\"\\","ü":-0.5,"🎹":1e+21}`
    expect(serialise(parse(file(line)).records)).toBe(file(line))
  })
  test('an empty project is a project', () => {
    expect(parse(serialise([])).records).toEqual([])
  })
})

describe('parse refuses in one sentence', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'not-a-project'],
    ['a picture', '\u0089PNG\r\n', 'not-a-project'],
    ['another program', '{"format":"other","version":1,"records":[]}', 'not-a-project'],
    ['null', 'null', 'not-a-project'],
    ['a list', '[]', 'not-a-project'],
    ['half a version', file('', 1.5), 'not-a-project'],
    ['a version in words', file('', '"2"'), 'not-a-project'],
    ['version 0', file('', 0), 'not-a-project'],
    ['a version below 0', file('', -1), 'not-a-project'],
    ['no list of records', '{"format":"tonmeister","version":2,"records":{}}', 'not-a-project'],
    ['a newer format', file('', FORMAT + 1), 'newer'],
    ['a damaged file of a newer format', `${file('{"id":"a","type":"x"}', FORMAT + 1).slice(0, -3)}`, 'newer'],
    ['a head alone', `{"format":"tonmeister","version":${FORMAT},"records":[`, 'damaged'],
    ['zeros', '\0'.repeat(1000), 'not-a-project'],
  ])('%s', (_, text, code) => {
    const error = failure(text)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^[^\n]+\.$/)
    expect(error.hint).toMatch(/[.?]$/)
  })
  test('a newer format says which, and that nothing was changed', () => {
    const error = failure(file('', 99))
    expect([error.message, error.hint]).toEqual([
      `The project was saved in format 99; this program reads up to ${FORMAT}.`,
      'Update Tonmeister to open it. Nothing was changed.',
    ])
  })
  test('more than 256 MiB', () => {
    expect(failure(' '.repeat(PROJECT_BYTES_MAX + 1)).code).toBe('too-large')
  })
  test('more than four million records', () => {
    expect(failure(file(`0${',0'.repeat(4_000_000)}`)).code).toBe('too-large')
  })
})
describe('parse leaves out, and says so,', () => {
  test.each<[string, string, string]>([
    ['a record without id', '{"type":"x"}', 'Record 2 of project.json has no id or type and was left out.'],
    ['a record without type', '{"id":"b"}', 'Record 2 of project.json has no id or type and was left out.'],
    ['an id of another kind', '{"id":7,"type":"x"}', 'Record 2 of project.json has no id or type and was left out.'],
    ['an id of 201 letters', `{"id":"${'b'.repeat(201)}","type":"x"}`, 'Record 2 of project.json has no id or type and was left out.'],
    ['a list', '[1]', 'Record 2 of project.json has no id or type and was left out.'],
    ['null', 'null', 'Record 2 of project.json has no id or type and was left out.'],
    [
      '100 levels of lists',
      `{"id":"b","type":"x","y":${'['.repeat(100)}${']'.repeat(100)}}`,
      'Record 2 of project.json nests deeper than 64 levels and was left out.',
    ],
  ])('%s', (_, line, sentence) => {
    const { records, lost } = parse(file(`{"id":"a","type":"x"},\n${line},\n{"id":"c","type":"x"}`))
    expect(records.map((r) => r.id)).toEqual(['a', 'c'])
    expect(lost).toEqual([sentence])
  })
  test('a record of a million levels, without running out of stack, and what it reads can be written', () => {
    const deep = `{"id":"b","type":"x","y":${'[{"z":'.repeat(500_000)}1${'}]'.repeat(500_000)}}`
    const { records, lost } = parse(file(`{"id":"a","type":"x"},\n${deep}`))
    expect([records.length, lost.length]).toEqual([1, 1])
    const fine = file(`{"id":"b","type":"x","y":${'['.repeat(62)}1${']'.repeat(62)}}`)
    expect(serialise(parse(fine).records)).toBe(fine)
  })
  test('the earlier of two records with one id', () => {
    const { records, lost } = parse(file('{"id":"a","type":"x","n":1},\n{"id":"a","type":"x","n":2}'))
    expect(records).toEqual([{ id: 'a', type: 'x', n: 2 }])
    expect(lost).toEqual(["Record 2 of project.json has the id of an earlier one ('a') and stands in its place."])
  })
  test('keys called __proto__ at any depth; nothing else gets what they hold', () => {
    const { records } = parse(
      file('{"id":"a","type":"x","__proto__":{"evil":1},"y":[{"__proto__":{"evil":2}}]},\n{"id":"__proto__","type":"__proto__"}'),
    )
    expect(serialise(records)).toBe(file('{"id":"__proto__","type":"__proto__"},\n{"id":"a","type":"x","y":[{}]}'))
    expect([({} as Record<string, unknown>).evil, (records[0] as Rec).evil]).toEqual([undefined, undefined])
  })
  test('200,000 bad records in a hundred sentences', () => {
    const { lost } = parse(file(`0${',0'.repeat(199_999)}`))
    expect([lost.length, lost.at(-1)]).toEqual([101, 'And 199900 more.'])
  })
  test('numbers that JSON has not', () => {
    const { records, lost } = parse(file('{"id":"a","type":"x"},\n{"id":"b","type":"x","n":NaN},\n{"id":"c","type":"x","n":1e999}'))
    expect(records.map((r) => r.id)).toEqual(['a', 'c'])
    expect(lost).toEqual(['Line 3 of project.json is damaged and was left out.'])
    expect(serialise(records)).toContain('"n":null')
  })
})
describe('a damaged file', () => {
  test('cut at any byte opens as far as it goes and says so, or is refused in a sentence', () => {
    const text = letters()
    for (let at = 0; at < text.length - 1; at++) {
      const cut = text.slice(0, at)
      const whole = cut.split('\n').slice(1, -1).length
      if (at < text.indexOf('\n{"id":"b"') - 1) expect(['not-a-project', 'damaged']).toContain(failure(cut).code)
      else {
        const { records, lost, gaps } = parse(cut)
        expect(records.length).toBeGreaterThanOrEqual(Math.min(whole, 6))
        expect(lost.at(-1)).toMatch(/ends too early|^Line \d+ .*damaged/)
        expect(gaps.at(-1)).toEqual({ after: records.at(-1)!.id, before: undefined })
      }
    }
  })
  test('says between which records something is missing', () => {
    const lines = letters().split('\n')
    lines[1] = 'XX'
    lines[3] = lines[3]!.slice(0, 9)
    lines[4] = ''.padEnd(20, '\0')
    const { records, lost, gaps } = parse(lines.join('\n'))
    expect(records.map((r) => r.id)).toEqual(['b', 'e', 'f'])
    expect(lost).toHaveLength(3)
    expect(gaps).toEqual([
      { after: undefined, before: 'b' },
      { after: 'b', before: 'e' },
    ])
  })
  test('that only misses a comma loses nothing', () => {
    const { records, lost, gaps } = parse(letters().replace('},\n', '}\n'))
    expect([records.length, lost, gaps]).toEqual([6, ['project.json is damaged; all its records could be read.'], []])
  })
  test('with the line ends of Windows or a byte order mark is none', () => {
    expect(serialise(parse(`\uFEFF${letters().replaceAll('\n', '\r\n')}`).records)).toBe(letters())
  })
  test('by 800 random bit flips, cuts and doublings never gives anything but records or a sentence', () => {
    const text = serialise(session())
    for (let seed = 1; seed <= 800; seed++) {
      const random = seeded(seed)
      const bytes = new TextEncoder().encode(text)
      const at = () => Math.floor(random() * bytes.length)
      for (let i = 0; i < 1 + random() * 3; i++) bytes[at()]! ^= 1 << Math.floor(random() * 8)
      const mangled = new TextDecoder().decode(random() < 0.3 ? bytes.subarray(at() / 2, at()) : bytes)
      try {
        const { records, lost, gaps } = parse(mangled)
        expect(lost.length > 0 || gaps.length === 0, `seed ${seed}`).toBe(true)
        serialise(records)
      } catch (error) {
        expect(error, `seed ${seed}`).toBeInstanceOf(ProjectError)
      }
    }
  })
})

test('text of any kind, keys of any kind and records of many shapes are written as JSON writes them, keys sorted', () => {
  const odd = ['', 'a"b', 'a\\b', 'a\nb', '\u0000', '\u001f', '\u007f', '\u2028', 'ä', '😀', '\ud800', 'x\udc00y', ' ']
  const records: Rec[] = odd.map((text, i) => ({
    id: `r${i} ${text}`,
    type: 'hologram',
    [text || 'k']: text,
    'a,b': i,
    a: [text, null, true, -0, 1e21, { z: 1, y: text }],
  }))
  // Other shapes of the same joined name, and more shapes than are kept.
  records.push({ id: 'x', type: 't', a: 1, 'b,c': 2 }, { id: 'y', type: 't', 'a,b': 1, c: 2 }, { type: 't', id: 'z', c: undefined, b: 1 })
  for (let i = 0; i < 80; i++) records.push({ id: `s${i % 40} ${i}`, type: 't', [`f${i % 40}`]: i })
  const lines = serialise(records).split('\n').slice(1, -2)
  expect(lines).toHaveLength(records.length)
  const sorted = [...records].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const [i, line] of lines.entries()) {
    const record = JSON.parse(line.replace(/,$/, ''))
    expect(record).toEqual(JSON.parse(JSON.stringify(sorted[i])))
    const keys = Object.keys(record).filter((k) => k !== 'id' && k !== 'type')
    expect([...keys].sort((a, b) => (a < b ? -1 : 1))).toEqual(keys)
    expect(JSON.stringify(record)).toBe(line.replace(/,$/, ''))
  }
})
test('a newer format is refused, or given as it is to who only looks', () => {
  const text = JSON.stringify({
    format: 'tonmeister',
    version: 9999,
    records: [{ id: 'project', type: 'project', name: 'Next year', hue: { deep: 1 } }],
  })
  expect(() => parse(text)).toThrow('saved in format 9999')
  const { records, version } = parse(text, 'project.json', { takesNewer: true })
  expect([version, records]).toEqual([9999, [{ id: 'project', type: 'project', name: 'Next year', hue: { deep: 1 } }]])
  const without = JSON.stringify({ format: 'tonmeister', version: 9999, records: [] })
  expect(() => parse(without, 'project.json', { takesNewer: true })).toThrow('saved in format 9999')
})
