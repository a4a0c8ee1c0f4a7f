// What every session format must satisfy. A new folder is tested here without being named here.
// Its material: `examples` of NAME/example.ts, and the corpus folder of the same name where there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { dangling, findCycle, type Rec, repair, validate } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { type Format, FormatError, formats, type ReadContext, sniffFormat } from './index.ts'

const CORPUS = join(import.meta.dirname, '../../../shared/corpus')
const all = Object.values(formats) as readonly Format[]
const context: ReadContext = {
  name: 'A song.xyz',
  instrumentFor: (channel, program) => ({
    device: channel === 9 ? 'drums' : 'synth',
    version: 1,
    preset: String(program),
    params: { cutoff: 1000, off: undefined },
  }),
  mainDevices: [{ device: 'limiter', version: 1, params: { ceiling: -1 } }],
}
interface Sample {
  readonly name: string
  readonly bytes: Uint8Array
}
/** Files of a corpus folder with one of these endings; `.gz` ones opened. */
function corpus(folder: string, endings: readonly string[]): Sample[] {
  const root = join(CORPUS, folder)
  if (!existsSync(root)) return []
  return (readdirSync(root, { recursive: true }) as string[])
    .filter((path) => endings.some((e) => path.toLowerCase().endsWith(`.${e}`) || path.toLowerCase().endsWith(`.${e}.gz`)))
    .sort()
    .map((path) => {
      const bytes = readFileSync(join(root, path))
      return { name: `${folder}/${path}`, bytes: new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes) }
    })
}
async function examplesOf(format: Format): Promise<Sample[]> {
  if (!existsSync(join(import.meta.dirname, format.id, 'example.ts'))) return []
  const { examples } = (await import(`./${format.id}/example.ts`)) as { examples: readonly Uint8Array[] }
  return examples.map((bytes, i) => ({ name: `example ${i}`, bytes }))
}
const samples = new Map<Format, readonly Sample[]>()
for (const format of all) samples.set(format, [...(await examplesOf(format)), ...corpus(format.id, format.extensions)])

/** First bytes of files that are no sessions. */
const text = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0))
const foreign: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', text('M')],
  ['zeros', new Uint8Array(64)],
  ['ones', new Uint8Array(64).fill(255)],
  ['WAV', text('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0')],
  ['RF64', text('RF64\xff\xff\xff\xffWAVEds64')],
  ['AVI', text('RIFF\x24\0\0\0AVI LIST')],
  ['SoundFont', text('RIFF\x24\0\0\0sfbkLIST')],
  ['AIFF', text('FORM\0\0\0\x2eAIFFCOMM')],
  ['FLAC', text('fLaC\0\0\0\x22\x10\0\x10\0')],
  ['Ogg', text('OggS\0\x02\0\0\0\0\0\0\0\0\0\0')],
  ['MP3', text('\xff\xfb\x90\x64\0\0\0\0\0\0\0\0\0\0\0\0')],
  ['ID3', text('ID3\x04\0\0\0\0\0\0\0\0\0\0\0\0')],
  ['MP4', text('\0\0\0\x20ftypisom\0\0\x02\0')],
  ['PNG', text('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ['PDF', text('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0')],
  ['HTML', text('<!doctype html><html><head>')],
  ['our own project', text('{"format":"tonmeister","version":1}')],
]
const attempt = (format: Format, bytes: Uint8Array) => {
  try {
    return format.read(bytes, context)
  } catch (error) {
    return error
  }
}
function expectGood(
  { records, losses }: { readonly records: readonly Rec[]; readonly losses: readonly { at: string; what: string }[] },
  name: string,
) {
  expect(new Set(records.map((r) => r.id)).size, `${name}: ids`).toBe(records.length)
  expect(records.flatMap(validate), name).toEqual([])
  const { records: repaired, repaired: changes } = repair(records)
  expect(changes, name).toEqual([])
  expect(
    [...repaired.values()].every((r, i) => r === records[i]),
    `${name}: repair changes nothing`,
  ).toBe(true)
  expect(dangling(repaired), name).toEqual([])
  expect(findCycle(repaired), name).toBeUndefined()
  const odd = records.filter((r) => Object.values(r).some((value) => typeof value === 'number' && !Number.isFinite(value)))
  expect(odd, `${name}: numbers`).toEqual([])
  const text = JSON.stringify(records)
  expect(
    JSON.stringify(JSON.parse(text)) === text && !records.some((r) => Object.values(r).includes(undefined)),
    `${name}: plain JSON`,
  ).toBe(true)
  for (const loss of losses) {
    expect(loss.at, name).toMatch(/\S/)
    expect(loss.what, name).toMatch(/\S.*\S/)
    expect(loss.what.length, name).toBeLessThan(300)
  }
}

test('ids are folder names, and no two formats share one', () => {
  expect(all.map((f) => f.id)).toEqual(Object.keys(formats))
  for (const f of all) for (const e of f.extensions) expect(e).toMatch(/^[a-z0-9-]+$/)
})

describe.each(all.map((f) => [f.id, f] as const))('%s', (_, format) => {
  const own = samples.get(format)!
  const readable = own.filter((s) => !(attempt(format, s.bytes) instanceof Error))

  test.each(foreign)('does not take %s for its own, and refuses it in words', (_, head) => {
    expect(format.sniff(head)).toBe(false)
    const error = attempt(format, head)
    expect(error).toBeInstanceOf(FormatError)
    expect((error as FormatError).message).toMatch(/^[^\n]+\.$/)
    expect((error as FormatError).hint).toMatch(/^[^\n]+\.$|\?$/)
  })
  test('does not look beyond what it is given, and changes nothing in it', () => {
    for (const { bytes, name } of own) {
      const before = bytes.slice()
      for (let n = 0; n < 24; n++) format.sniff(bytes.subarray(0, n))
      attempt(format, bytes)
      expect(Buffer.compare(bytes, before), name).toBe(0)
    }
  })
  test.skipIf(!own.length)('its own files are known by their first 16 bytes, and by no other format', () => {
    for (const { bytes, name } of readable) {
      expect(sniffFormat(bytes.subarray(0, 4096))?.id, name).toBe(format.id)
      for (const other of all) if (other !== format) expect(other.sniff(bytes.subarray(0, 4096)), `${name} as ${other.id}`).toBe(false)
    }
  })
  test.skipIf(!own.length)('most of its files open; what does not ends in a FormatError', () => {
    for (const { bytes, name } of own) {
      const result = attempt(format, bytes)
      if (result instanceof Error) expect(result, name).toBeInstanceOf(FormatError)
    }
    expect(readable.length).toBeGreaterThan(own.length / 2)
  })
  test.skipIf(!own.length)('records are valid: repair finds nothing to do, no reference leads nowhere, losses are sentences', () => {
    for (const { bytes, name } of readable) expectGood(format.read(bytes, context), name)
  })
  test.skipIf(!own.length)('the same file gives the same records, wherever its bytes lie', () => {
    for (const { bytes, name } of readable) {
      const shifted = new Uint8Array(bytes.length + 7)
      shifted.set(bytes, 7)
      expect(JSON.stringify(format.read(shifted.subarray(7), context)) === JSON.stringify(format.read(bytes, context)), name).toBe(true)
    }
  })
  test.skipIf(!own.length)('damaged at random (seeds 1 to 200): good records, or a FormatError, soon', () => {
    const small = readable.filter((s) => s.bytes.length < 4096)
    for (let seed = 1; seed <= 200 && small.length; seed++) {
      let s = seed
      const random = (n: number) => {
        s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((s / 2 ** 32) * n)
      }
      const base = small[random(small.length)]!.bytes
      const bytes = base.slice(0, random(3) ? base.length : random(base.length))
      for (let k = random(12); k >= 0 && bytes.length; k--) bytes[random(bytes.length)] = random(4) ? random(256) : 255
      const began = performance.now()
      const result = attempt(format, bytes)
      expect(performance.now() - began, `seed ${seed}`).toBeLessThan(2000)
      if (result instanceof Error) {
        expect(result, `seed ${seed}`).toBeInstanceOf(FormatError)
        expect((result as FormatError).hint, `seed ${seed}`).toMatch(/\S/)
      } else expectGood(result as ReturnType<Format['read']>, `seed ${seed}`)
    }
  })
})
