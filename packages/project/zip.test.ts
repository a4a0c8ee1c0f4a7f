// Zips of others: what is good opens, what is not is refused in a sentence, in bounded time and memory.
import { deflateSync, strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { ProjectError } from './error.ts'
import { seeded } from './random-edits.ts'
import { crc32, isSafePath, openZip, packZip, projectInZip } from './zip.ts'

interface Part {
  readonly path: string
  readonly content?: Uint8Array
  /** What the headers say instead of the truth. */
  readonly says?: {
    readonly size?: number
    readonly crc?: number
    readonly packed?: number
    readonly method?: number
    readonly flags?: number
    readonly local?: string
  }
  readonly deflate?: boolean
  /** Points at the entry that was written n before, instead of being written. */
  readonly again?: number
}
/** A zip by hand, so that it can lie. */
function zip(parts: readonly Part[], end: { readonly count?: number } = {}): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = []
  let at = 0
  const push = (bytes: Uint8Array) => {
    chunks.push(bytes)
    at += bytes.length
  }
  const header = (size: number, fields: readonly [number, number, 2 | 4][]) => {
    const bytes = new Uint8Array(size)
    const view = new DataView(bytes.buffer)
    for (const [offset, value, width] of fields) width === 2 ? view.setUint16(offset, value, true) : view.setUint32(offset, value, true)
    return bytes
  }
  const central: Uint8Array[] = []
  const offsets: number[] = []
  for (const { path, content = new Uint8Array(), says = {}, deflate = false, again } of parts) {
    const name = strToU8(path)
    const data = deflate ? deflateSync(content) : content
    const packed = says.packed ?? data.length
    const offset = again === undefined ? at : offsets[offsets.length - again]!
    offsets.push(offset)
    const local = strToU8(says.local ?? path)
    if (again === undefined) {
      push(
        header(30, [
          [0, 0x04034b50, 4],
          [8, deflate ? 8 : 0, 2],
          [18, packed, 4],
          [22, content.length, 4],
          [26, local.length, 2],
        ]),
      )
      push(local)
      push(data)
    }
    central.push(
      header(46, [
        [0, 0x02014b50, 4],
        [8, says.flags ?? 0, 2],
        [10, says.method ?? (deflate ? 8 : 0), 2],
        [16, says.crc ?? crc32(content), 4],
        [20, packed, 4],
        [24, says.size ?? content.length, 4],
        [28, name.length, 2],
        [42, offset, 4],
      ]),
      name,
    )
  }
  const start = at
  for (const bytes of central) push(bytes)
  push(
    header(22, [
      [0, 0x06054b50, 4],
      [8, end.count ?? parts.length, 2],
      [10, end.count ?? parts.length, 2],
      [12, at - start, 4],
      [16, start, 4],
    ]),
  )
  const out = new Uint8Array(at)
  let to = 0
  for (const bytes of chunks) {
    out.set(bytes, to)
    to += bytes.length
  }
  return out
}
const text = (s: string) => strToU8(s)
function failure(run: () => unknown): ProjectError {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ProjectError)
    return error as ProjectError
  }
  throw new Error('it was opened')
}
const noise = (bytes: number, seed = 1) => {
  const random = seeded(seed)
  return Uint8Array.from({ length: bytes }, () => random() * 256)
}

describe('what is good opens', () => {
  test('whatever was packed comes out, byte for byte, and the same files give the same bytes', () => {
    const files = new Map<string, Uint8Array>([
      ['project.json', text('{"format":"tonmeister"}'.repeat(1000))],
      ['media/a.wav', noise(100_000)],
      ['media/ü 🎹.wav', noise(3, 2)],
      ['media/empty.wav', new Uint8Array()],
    ])
    const packed = packZip(files)
    const opened = openZip(packed)
    expect([...opened.keys()].sort()).toEqual([...files.keys()].sort())
    for (const [path, bytes] of files) expect(Buffer.compare(opened.get(path)!, bytes), path).toBe(0)
    expect(Buffer.compare(packZip(new Map([...files].reverse())), packed)).toBe(0)
    expect(packed.length).toBeLessThan(102_000)
  })
  test('those of other programs: deflated, with folders, comments, extra fields, and as part of a larger buffer', () => {
    const theirs = zipSync({
      'Song.tonmeister': {
        'project.json': [text('{}'.repeat(999)), { level: 9, comment: 'hello', extra: { 7: text('x') } }],
        media: { 'a.wav': noise(9) },
      },
    })
    const within = new Uint8Array(theirs.length + 20)
    within.set(theirs, 7)
    const files = openZip(within.subarray(7, 7 + theirs.length))
    expect(projectInZip(files)).toEqual({ text: '{}'.repeat(999), root: 'Song.tonmeister/' })
    expect(files.size).toBe(2)
  })
  test('a comment at the end, and folders as entries', () => {
    const bytes = zip([{ path: 'media/' }, { path: 'project.json', content: text('{}') }])
    const commented = new Uint8Array(bytes.length + 5)
    commented.set(bytes)
    new DataView(commented.buffer).setUint16(bytes.length - 2, 5, true)
    expect([...openZip(commented).keys()]).toEqual(['project.json'])
  })
  test('names that are no UTF-8 are read as Latin letters', () => {
    const bytes = zip([{ path: 'media/aXb.wav', content: text('x') }])
    const latin = bytes.map((b) => (b === 'X'.charCodeAt(0) ? 0xe9 : b)) as Uint8Array<ArrayBuffer>
    expect([...openZip(latin).keys()]).toEqual(['media/aéb.wav'])
  })
  test('the project nearest to the top is the project', () => {
    const files = new Map([
      ['a/b/project.json', text('2')],
      ['a/project.json', text('1')],
    ])
    expect(projectInZip(files)).toEqual({ text: '1', root: 'a/' })
    expect(failure(() => projectInZip(new Map([['x/not-project.json', text('')]]))).code).toBe('not-a-project')
  })
})
describe('what leads out is refused', () => {
  test.each([
    '../x',
    'a/../../x',
    '/etc/passwd',
    'C:/x',
    'c:x',
    'a\\..\\x',
    '\\\\server\\x',
    'a//x',
    './x',
    'a/./x',
    'a/..',
    'a\0b',
    'a\nb',
    'a\u007fb',
    'x'.repeat(256),
    '..',
  ])('%j', (path) => {
    expect(isSafePath(path)).toBe(false)
    const error = failure(() =>
      openZip(
        zip([
          { path: 'project.json', content: text('{}') },
          { path, content: text('x') },
        ]),
      ),
    )
    expect([error.code, error.hint]).toEqual(['refused', 'It was not opened; nothing was written.'])
  })
  test('as a folder too', () => {
    expect(failure(() => openZip(zip([{ path: '../x/' }]))).code).toBe('refused')
  })
  test.each(['project.json', 'media/a.wav', 'media/..a.wav', 'media/a..wav', 'media/.hidden', 'media/ü 🎹.wav', 'x'.repeat(255)])(
    'but %j is safe',
    (path) => expect(isSafePath(path)).toBe(true),
  )
})
describe('what is not what it says', () => {
  const good = { path: 'a', content: noise(5000) }
  test.each<[string, Part[], string]>([
    ['two entries of one name', [good, good], "The zip holds 'a' twice."],
    [
      'an entry that is another one again',
      [good, { path: 'a2', content: good.content, again: 1, says: { local: 'a' } }],
      "The zip is damaged where 'a2' lies.",
    ],
    [
      'entries that overlap',
      [
        { path: 'a', content: zip([{ path: 'b', content: text('x') }]) },
        { path: 'b', content: text('x'), again: 1 },
      ],
      "The zip is damaged where 'b' lies.",
    ],
    ['a size too large', [{ ...good, deflate: true, says: { size: 5001 } }], "'a' in the zip is damaged."],
    ['a size too small', [{ ...good, deflate: true, says: { size: 4999 } }], "'a' in the zip is damaged."],
    ['a stored size that lies', [{ ...good, says: { size: 4999 } }], "'a' in the zip is damaged."],
    ['a wrong checksum', [{ ...good, says: { crc: 1 } }], "'a' in the zip is damaged."],
    ['a packed size beyond the end', [{ ...good, says: { packed: 10_000_000 } }], "The zip is damaged where 'a' lies."],
    ['a packed size too small', [{ ...good, deflate: true, says: { packed: 2000 } }], "'a' in the zip is damaged."],
    ['another name in the directory', [{ ...good, says: { local: 'b' } }], "The zip is damaged where 'a' lies."],
    ['a password', [{ ...good, says: { flags: 1 } }], "'a' in the zip has a password."],
    ['an unusual method', [{ ...good, says: { method: 14 } }], "'a' in the zip is packed in an unusual way (method 14)."],
    ['noise instead of deflated bytes', [{ path: 'a', content: noise(5000), says: { method: 8 } }], "'a' in the zip is damaged."],
    ['nothing', [], 'The zip is damaged or empty.'],
  ])('%s', (_, parts, message) => {
    expect(failure(() => openZip(zip(parts))).message).toBe(message)
  })
  test('entries that lie within others', () => {
    // The second one's header lies in the content of the first.
    const inner = zip([{ path: 'b', content: text('x') }])
    const bytes = zip([
      { path: 'a', content: inner },
      { path: 'b', content: text('x'), again: 1 },
    ])
    const view = new DataView(bytes.buffer)
    let at = bytes.length - 22
    while (view.getUint32(at, true) !== 0x02014b50) at--
    view.setUint32(at + 42, 31, true)
    expect(failure(() => openZip(bytes)).message).toBe('Entries of the zip lie on top of each other.')
  })
  test('damaged media is named and left out where somebody listens, and the rest opens', () => {
    const heard: string[] = []
    const files = openZip(
      zip([
        { path: 'project.json', content: text('{}') },
        { ...good, says: { crc: 7 } },
      ]),
      undefined,
      (path, sentence) => heard.push(path, sentence),
    )
    expect([[...files.keys()], heard]).toEqual([['project.json'], ['a', "'a' in the zip is damaged."]])
  })
  test('cut off at any byte it is refused', () => {
    const bytes = packZip(
      new Map([
        ['project.json', text('{}'.repeat(50))],
        ['media/a.wav', noise(200)],
      ]),
    )
    for (let at = 0; at < bytes.length; at++) expect(failure(() => openZip(bytes.subarray(0, at))).code).toBe('damaged')
  })
  test('a bit turned anywhere gives the same files, or a sentence: 800 seeds', () => {
    const files = new Map([
      ['project.json', text('{"format":"tonmeister"}'.repeat(20))],
      ['media/a.wav', noise(100)],
    ])
    const bytes = packZip(files)
    for (let seed = 1; seed <= 800; seed++) {
      const random = seeded(seed)
      const mangled = bytes.slice()
      mangled[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
      try {
        for (const [path, content] of openZip(mangled))
          if (files.has(path)) expect(Buffer.compare(content, files.get(path)!), `seed ${seed}`).toBe(0)
      } catch (error) {
        expect(error, `seed ${seed}`).toBeInstanceOf(ProjectError)
      }
    }
  })
})
describe('bombs', () => {
  /** MiB of memory taken, and seconds of the processor (of the clock they depend on who else is at work). */
  function cost(run: () => unknown): { readonly mib: number; readonly seconds: number } {
    const memory = process.memoryUsage()
    const cpu = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(cpu)
    const now = process.memoryUsage()
    return { mib: (now.arrayBuffers + now.heapUsed - memory.arrayBuffers - memory.heapUsed) / 2 ** 20, seconds: (user + system) / 1e6 }
  }
  test('of 1000 : 1 is refused at once, whole or in parts that are each harmless', () => {
    const zeros = deflateSync(new Uint8Array(15 * 2 ** 20))
    // Made of one deflated block of zeros: stored by hand as an entry of method 8.
    const says = { method: 8, size: 15 * 2 ** 20, crc: crc32(new Uint8Array(15 * 2 ** 20)) }
    const part = (path: string): Part => ({ path, content: zeros, says })
    const many = zip(Array.from({ length: 100 }, (_, i) => part(`${i}`)))
    const { mib, seconds } = cost(() => expect(failure(() => openZip(many)).code).toBe('refused'))
    expect(mib).toBeLessThan(50)
    expect(seconds).toBeLessThan(1)
    const large = zip([{ path: 'a', content: zeros, says: { method: 8, size: 17 * 2 ** 20 } }])
    expect(failure(() => openZip(large)).message).toBe('The zip unpacks to far more than a project needs.')
    expect(openZip(zip([part('a')])).get('a')).toHaveLength(15 * 2 ** 20)
  })
  test('that say they are small are noticed as soon as more comes out', () => {
    const zeros = deflateSync(new Uint8Array(24 * 2 ** 20))
    const liar = zip([{ path: 'a', content: zeros, says: { method: 8, size: 100, crc: 0 } }])
    const { mib, seconds } = cost(() => expect(failure(() => openZip(liar)).message).toBe("'a' in the zip is damaged."))
    expect(mib).toBeLessThan(30)
    expect(seconds).toBeLessThan(1)
  })
  test('that say they are enormous are refused before anything is made room for', () => {
    const liar = zip([{ path: 'a', content: noise(100), deflate: true, says: { size: 0xfffffffe } }])
    expect(cost(() => expect(failure(() => openZip(liar)).code).toBe('refused')).mib).toBeLessThan(50)
  })
  test('of more than 20,000 entries, said or true', () => {
    const many = zip(Array.from({ length: 30_000 }, (_, i) => ({ path: `${i}` })))
    const { seconds } = cost(() => expect(failure(() => openZip(many)).code).toBe('too-large'))
    expect(seconds).toBeLessThan(1)
    expect(failure(() => openZip(zip([{ path: 'a' }], { count: 65_535 }))).code).toBe('too-large')
    expect(failure(() => openZip(zip([{ path: 'a' }], { count: 20_000 }))).code).toBe('damaged')
  })
  test('packing more than a zip can hold is refused in words', () => {
    const big = { length: 2 ** 32 } as unknown as Uint8Array
    expect(failure(() => packZip(new Map([['a', big]]))).code).toBe('too-large')
  })
})
test("the checksum is that of ISO 3309: 'check' 123456789 is CBF43926", () => {
  expect(crc32(text('123456789')).toString(16)).toBe('cbf43926')
  expect([crc32(new Uint8Array()), crc32(text('a')).toString(16)]).toEqual([0, 'e8b7be43'])
})
