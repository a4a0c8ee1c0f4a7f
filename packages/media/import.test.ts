// Taking sound into a project's media, in memory and on disk.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { audioFromArrays } from '@tonmeister/dsp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ByteSource, bytesSource } from './bytes.ts'
import { MediaError } from './error.ts'
import { fileSink, fileSource, onWriting, removeUnfinished } from './files.node.ts'
import { type CraftedWav, craftWav, floatBytes, pcmBytes } from './formats/wav/craft.ts'
import { importAudio, importing } from './import.ts'
import { openAudio } from './open.ts'
import { resampled } from './resample.ts'
import { type MediaStore, mediaFile } from './store.ts'
import { diskStore } from './stores/disk.node.ts'
import { memoryStore } from './stores/memory.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tonmeister-media-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const ramp = Array.from({ length: 2000 }, (_, i) => ((i * 37) % 2001) - 1000)
const take = (wav: CraftedWav = {}) => craftWav({ data: pcmBytes(ramp, 2), ...wav })
const bring = (bytes: Uint8Array, store: MediaStore = memoryStore(), name = 'Take 1.wav', sampleRate = 48_000) =>
  importAudio(bytesSource(bytes), name, { store, sampleRate })
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** All files below a folder. */
const files = (at = folder) =>
  readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((f) => !['media'].includes(f))
    .sort()

describe('what is stored', () => {
  test('a file at the rate of the project, byte for byte, under its name and the first eight of its hash', () => {
    const store = memoryStore()
    const bytes = take({ afterData: [{ id: 'LIST', bytes: new Uint8Array(5) }] })
    const asset = bring(bytes, store)
    const hash = hashOf(bytes)
    expect(asset).toEqual({
      name: 'Take 1.wav',
      file: `media/Take 1-${hash.slice(0, 8)}.wav`,
      hash,
      sampleRate: 48_000,
      channels: 1,
      frames: 2000,
      warnings: [],
    })
    expect([...store.files.keys()]).toEqual([asset.file])
    expect(Buffer.from(store.files.get(asset.file)!).equals(Buffer.from(bytes))).toBe(true)
  })
  test('a file at another rate, converted to 32-bit float, with the samples that resampling gives', () => {
    const store = memoryStore()
    const bytes = take({ rate: 44_100, channels: 2 })
    const asset = bring(bytes, store)
    expect([asset.sampleRate, asset.channels, asset.frames]).toEqual([48_000, 2, Math.round((1000 * 48_000) / 44_100)])
    const stored = openAudio(store.open(asset.file)!, 'stored')
    expect([stored.info.encoding, stored.info.bits, stored.sampleRate, stored.frames]).toEqual(['float', 32, 48_000, asset.frames])
    const out = [new Float32Array(asset.frames), new Float32Array(asset.frames)]
    stored.read(0, out)
    const expected = [new Float32Array(asset.frames), new Float32Array(asset.frames)]
    resampled(openAudio(bytesSource(bytes), 'x'), 48_000).read(0, expected)
    expect(out).toEqual(expected)
    expect(asset.hash).toBe(hashOf(store.files.get(asset.file)!))
  })
  test.each<[string, CraftedWav]>([
    ['big-endian', { container: 'RIFX', data: pcmBytes(ramp, 2, false) }],
    ['µ-law', { tag: 7, bits: 8, data: new Uint8Array(2000).fill(0x55) }],
    ['A-law', { tag: 6, bits: 8, data: new Uint8Array(2000).fill(0x33) }],
  ])('%s sound as floats, without a loss', (_, wav) => {
    const store = memoryStore()
    const bytes = take(wav)
    const stored = openAudio(store.open(bring(bytes, store).file)!, 'stored')
    const [out, expected] = [[new Float32Array(2000)], [new Float32Array(2000)]]
    stored.read(0, out)
    openAudio(bytesSource(bytes), 'x').read(0, expected)
    expect(stored.info.encoding).toBe('float')
    expect(out).toEqual(expected)
  })
  test('the same content twice is one file; the same name with other content is two', () => {
    for (const store of [memoryStore(), diskStore(folder)]) {
      const first = bring(take(), store)
      const again = bring(take(), store)
      const other = bring(take({ data: pcmBytes(ramp.slice(1), 2) }), store)
      expect(again.file).toBe(first.file)
      expect(other.file).not.toBe(first.file)
    }
    expect(readdirSync(join(folder, 'media')).length).toBe(2)
  })
  test.each<[string, CraftedWav]>([
    ['integers', {}],
    ['floats', { tag: 3, bits: 32, data: floatBytes(Array(200_000).fill(0.1), 32) }],
    ['another rate', { rate: 44_100, data: pcmBytes(Array(200_000).fill(99), 2) }],
  ])('progress of %s rises to the whole', (_, wav) => {
    const seen: number[] = []
    importAudio(bytesSource(take(wav)), 'x.wav', {
      store: memoryStore(),
      sampleRate: 48_000,
      onProgress: (done, total) => seen.push(done / total),
    })
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })
  test('what was wrong with a file and read all the same is told', () => {
    expect(bring(take({ dataSize: 0 })).warnings).toEqual(['The header gives no length; everything up to the end is read.'])
  })
})
describe('names', () => {
  const file = (name: string) => mediaFile(name, '0123456789abcdef')
  test.each([
    ['Kick.wav', 'media/Kick-01234567.wav'],
    ['no ending', 'media/no ending-01234567.wav'],
    ['../../etc/passwd', 'media/etc passwd-01234567.wav'],
    ['..\\..\\boot.ini', 'media/boot-01234567.wav'],
    ['C:\\Users\\x.wav', 'media/C Users x-01234567.wav'],
    ['a\0b\nc\x7f.wav', 'media/a b c-01234567.wav'],
    ['.hidden.wav', 'media/hidden-01234567.wav'],
    ['....', 'media/audio-01234567.wav'],
    ['', 'media/audio-01234567.wav'],
    ['CON.wav', 'media/CON-01234567.wav'],
    ['Übung – Geige ♪.wav', 'media/Übung – Geige ♪-01234567.wav'],
    ['U\u0308bung.wav', 'media/Übung-01234567.wav'],
    ['gnp\u202e3pm.wav', 'media/gnp 3pm-01234567.wav'],
    [`${'x'.repeat(300)}.wav`, `media/${'x'.repeat(80)}-01234567.wav`],
    [`${'x'.repeat(79)}🎻🎻.wav`, `media/${'x'.repeat(79)}-01234567.wav`],
    ['half \ud83c.wav', 'media/half-01234567.wav'],
    ['../..', 'media/audio-01234567.wav'],
  ])('%j is stored as %j', (name, expected) => expect(file(name)).toBe(expected))
  test('two hundred hostile names: none leaves media/, none is longer than 255 bytes', () => {
    const parts = ['..', '/', '\\', 'a', '\0', '%2e', '．．', ':', '~', ' ', '\u202e', '🎻', 'ü', '日本', '\n', '.wav']
    let s = 7
    for (let i = 0; i < 200; i++) {
      let name = ''
      for (let k = 0; k < 60; k++) {
        s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
        name += parts[Math.floor((s / 2 ** 32) * parts.length)]
      }
      const stored = file(name)
      expect(stored).toMatch(/^media\/[^/\\\0]+-01234567\.wav$/)
      expect(Buffer.byteLength(stored) - 6).toBeLessThanOrEqual(255)
      expect(diskStore(folder).has(stored)).toBe(false)
    }
  })
})
describe('refused, and nothing is left behind', () => {
  const frames = (values: number[]) => take({ tag: 3, bits: 32, data: floatBytes(values, 32) })
  test.each<[string, Uint8Array, string, string]>([
    [
      'NaN',
      frames([0, 0, Number.NaN]),
      'not-finite',
      'Take 1.wav was not imported: at frame 2 it holds a number that is no sound (NaN or infinity).',
    ],
    [
      'infinity, at another rate',
      take({ rate: 44_100, tag: 3, bits: 32, data: floatBytes([0, Infinity], 32) }),
      'not-finite',
      'Take 1.wav was not imported: at frame 1 it holds a number that is no sound (NaN or infinity).',
    ],
    [
      '33 channels',
      take({ channels: 33, data: new Uint8Array(660) }),
      'unsupported',
      'Take 1.wav was not imported: its header says 33 channels.',
    ],
    ['1 sample per second', take({ rate: 1 }), 'unsupported', 'Take 1.wav was not imported: its header says 1 samples per second.'],
    ['no sound', take({ data: new Uint8Array() }), 'empty', 'Take 1.wav has no sound in it.'],
    ['an empty file', new Uint8Array(), 'empty', 'Take 1.wav is empty.'],
    ['text', new TextEncoder().encode('hello'), 'not-audio', 'Take 1.wav is not a sound file that can be read.'],
  ])('%s', (_, bytes, code, message) => {
    for (const store of [memoryStore(), diskStore(folder)]) {
      let closed = 0
      try {
        importAudio({ ...bytesSource(bytes), close: () => void closed++ }, 'Take 1.wav', { store, sampleRate: 48_000 })
        expect.unreachable()
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError)
        expect([(error as MediaError).code, (error as MediaError).message]).toEqual([code, message])
      }
      expect(closed).toBe(1)
    }
    expect(files()).toEqual([])
  })
  test('cancelled, or ended by whoever drives it in steps', () => {
    const store = diskStore(folder)
    const bytes = take({ data: pcmBytes(Array(200_000).fill(0), 2) })
    let asked = 0
    expect(() => importAudio(bytesSource(bytes), 'x.wav', { store, sampleRate: 44_100, cancelled: () => ++asked > 2 })).toThrow(
      /was cancelled\.$/,
    )
    expect(files()).toEqual([])
    const steps = importing(bytesSource(bytes), 'x.wav', { store, sampleRate: 44_100 })
    expect(steps.next().done).toBe(false)
    expect(files().length).toBe(1)
    steps.return(undefined as never)
    expect(files()).toEqual([])
  })
  test('a store that fails at its k-th write, for every k: one error, and not a byte in the store', () => {
    const bytes = take({ rate: 44_100 })
    for (let k = 1; k < 20; k++) {
      const inner = memoryStore()
      let writes = 0
      const fail = () => {
        if (++writes === k) throw new MediaError('write-failed', 'full.', { hint: 'Make room.' })
      }
      let isAborted = false
      const store = {
        ...inner,
        create() {
          const incoming = inner.create()
          return {
            ...incoming,
            write(b: Uint8Array) {
              fail()
              incoming.write(b)
            },
            writeAt(at: number, b: Uint8Array) {
              fail()
              incoming.writeAt(at, b)
            },
            finish(name: (b: ByteSource) => string) {
              fail()
              return incoming.finish(name)
            },
            abort() {
              isAborted = true
            },
          }
        },
      }
      try {
        bring(bytes, store)
        expect(writes).toBeLessThan(k)
        expect(inner.files.size).toBe(1)
        break
      } catch (error) {
        expect((error as MediaError).code).toBe('write-failed')
        expect(inner.files.size).toBe(0)
        expect(isAborted || writes === k).toBe(true)
        expect(k).toBeLessThan(19)
      }
    }
  })
})
describe('media on disk', () => {
  test('leftovers of another import do not become part of this one', () => {
    mkdirSync(join(folder, 'media'))
    for (const name of ['.pending-1', `.incoming-${process.pid}-1`, `.incoming-${process.pid}-2`])
      writeFileSync(join(folder, 'media', name), 'left over')
    const store = diskStore(folder)
    const asset = bring(take(), store)
    expect(hashOf(readFileSync(join(folder, asset.file)))).toBe(hashOf(take()))
  })
  test('a path that leads out of the project is not there, and cannot be written', () => {
    writeFileSync(join(folder, '..', 'outside.txt'), 'x')
    const store = diskStore(join(folder, 'p'))
    expect(store.has('../../outside.txt')).toBe(false)
    expect(store.open('../outside.txt')).toBeUndefined()
    expect(store.open('/etc/hostname')).toBeUndefined()
    const incoming = store.create()
    incoming.write(new Uint8Array(3))
    expect(() => incoming.finish(() => '../escaped.wav')).toThrow()
    expect(existsSync(join(folder, 'escaped.wav'))).toBe(false)
    expect(files(join(folder, 'p'))).toEqual([])
    rmSync(join(folder, '..', 'outside.txt'))
  })
})

describe('files', () => {
  const path = () => join(folder, 'out.wav')
  test('a sink leaves the old file in place until it is closed, then there is the new one, and nothing beside it', () => {
    writeFileSync(path(), 'old')
    const sink = fileSink(path())
    sink.write(new Uint8Array([1, 2, 3]))
    sink.writeAt(0, new Uint8Array([9]))
    expect(readFileSync(path(), 'utf8')).toBe('old')
    sink.close()
    expect([...readFileSync(path())]).toEqual([9, 2, 3])
    expect(files()).toEqual(['out.wav'])
  })
  test('aborted, or taken away because the program is interrupted, it leaves the old file and nothing else', () => {
    writeFileSync(path(), 'old')
    fileSink(path()).abort()
    expect(files()).toEqual(['out.wav'])
    const sink = fileSink(path())
    sink.write(new Uint8Array(10))
    expect(files().length).toBe(2)
    removeUnfinished()
    expect(files()).toEqual(['out.wav'])
    expect(readFileSync(path(), 'utf8')).toBe('old')
    sink.abort()
    sink.abort()
  })
  test('what a killed program has left is removed by the next to write there; what a living one writes, or was written lately, is not', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    const long = new Date(Date.now() - 3_600_000)
    mkdirSync(join(folder, 'media'))
    const leave = (name: string, when: Date) => {
      writeFileSync(join(folder, name), 'left')
      utimesSync(join(folder, name), when, when)
    }
    leave(`out.wav.${dead}.tmp`, long)
    leave(`out.wav.${process.ppid}.tmp`, long)
    leave(`outXwav.${dead}.tmp`, long)
    leave(`media/.incoming-${dead}-1`, long)
    leave(`media/.incoming-${dead}-2.${dead}.tmp`, long)
    fileSink(path()).abort()
    diskStore(folder).create().abort()
    expect(files()).toEqual([`out.wav.${process.ppid}.tmp`, `outXwav.${dead}.tmp`])
    leave(`out.wav.${dead}.tmp`, new Date())
    fileSink(path()).abort()
    expect(files()).toContain(`out.wav.${dead}.tmp`)
  })
  test('a name with signs of its own in it is written like any other', () => {
    for (const name of ['a[b](c){d}+$^.wav', 'x|y\\z-1.wav', '[.wav', '100 %.wav']) {
      const sink = fileSink(join(folder, name))
      sink.write(new Uint8Array(3))
      sink.close()
      expect(files()).toContain(name)
    }
  })
  test('a link stays a link: the file it leads to is replaced', () => {
    writeFileSync(join(folder, 'real.wav'), 'old')
    symlinkSync(join(folder, 'real.wav'), path())
    const sink = fileSink(path())
    sink.write(new Uint8Array([7]))
    sink.close()
    expect([...readFileSync(join(folder, 'real.wav'))]).toEqual([7])
    expect(files()).toEqual(['out.wav', 'real.wav'])
  })
  test.skipIf(!existsSync('/dev/null'))('/dev/null is written to, not replaced (skipped where there is none)', () => {
    const sink = fileSink('/dev/null')
    sink.write(new Uint8Array(100))
    sink.writeAt(0, new Uint8Array(10))
    sink.close()
    fileSink('/dev/null').abort()
    expect(readFileSync('/dev/null').length).toBe(0)
    expect(() => fileSource('/dev/null')).toThrow("'/dev/null' is not a file.")
  })
  test.skipIf(!existsSync('/dev/full'))('a full disk: one sentence, and what to do (skipped where there is no /dev/full)', () => {
    const sink = fileSink('/dev/full')
    expect(() => sink.write(new Uint8Array(100))).toThrow("'/dev/full' cannot be written (ENOSPC).")
    sink.abort()
  })
  test('a folder, a folder that is not there, a name that is too long', () => {
    expect(() => fileSink(folder)).toThrow(`'${folder}' is a folder.`)
    expect(() => fileSink(join(folder, 'no', 'x.wav'))).toThrow(/cannot be written \(ENOENT\)\.$/)
    expect(() => fileSink(join(folder, 'x'.repeat(300)))).toThrow(/cannot be written \(ENAMETOOLONG\)\.$/)
    expect(() => fileSource(folder)).toThrow(`'${folder}' is not a file.`)
    expect(() => fileSource(join(folder, 'no.wav'))).toThrow(/cannot be opened \(ENOENT\)\.$/)
  })
  test('whether something is being written is told when it begins and when the last of it has ended', () => {
    const seen: boolean[] = []
    onWriting((is) => seen.push(is))
    const first = fileSink(join(folder, 'a'))
    const second = fileSink(join(folder, 'b'))
    first.close()
    expect(seen).toEqual([true])
    second.abort()
    expect(seen).toEqual([true, false])
    onWriting(() => {})
  })
  test('a source reads to its end and no further', () => {
    writeFileSync(path(), 'abcdef')
    const source = fileSource(path())
    const into = new Uint8Array(10)
    expect([source.size, source.read(4, into), source.read(6, into), source.read(100, into)]).toEqual([6, 2, 0, 0])
    source.close()
  })
})
test('audio in memory is a reader as well: what a store holds and what it was made of agree', () => {
  const reader = audioFromArrays(48_000, [Float32Array.from(ramp, (x) => x / 32_768)])
  const out = [new Float32Array(2000)]
  const direct = [new Float32Array(2000)]
  reader.read(0, direct)
  openAudio(bytesSource(take()), 'x').read(0, out)
  expect(out).toEqual(direct)
})
