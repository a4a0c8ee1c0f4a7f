// Reading WAV: real files of others against what independent programs say of them, crafted files, and files that lie.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ByteSource, bytesSource } from '../../bytes.ts'
import { MediaError } from '../../error.ts'
import { openAudio } from '../../open.ts'
import { type CraftedWav, craftWav, floatBytes, pcmBytes } from './craft.ts'
import { readMutations } from './mutate.ts'
import { openWav, type WavReader } from './read.ts'

const corpus = join(import.meta.dirname, '../../../../../shared/corpus')

// ── A small language ───────────────────────────────────────────────────────

const open = (wav: CraftedWav) => openAudio(bytesSource(craftWav(wav)), 'take.wav')
/** All channels, whole. */
function all(reader: WavReader): Float32Array[] {
  const out = Array.from({ length: reader.channels }, () => new Float32Array(reader.frames))
  expect(reader.read(0, out)).toBe(reader.frames)
  return out
}
/** Samples in the order of the file. */
function interleaved(reader: WavReader): Float64Array {
  const channels = all(reader)
  const out = new Float64Array(reader.frames * reader.channels)
  channels.forEach((data, c) => {
    for (let i = 0; i < data.length; i++) out[i * reader.channels + c] = data[i]!
  })
  return out
}
function refusal(bytes: Uint8Array | CraftedWav): MediaError {
  try {
    openAudio(bytesSource(bytes instanceof Uint8Array ? bytes : craftWav(bytes)), 'take.wav')
  } catch (error) {
    if (error instanceof MediaError) return error
    throw error
  }
  throw new Error('it was read')
}

// ── Others' files ──────────────────────────────────────────────────────────

interface Verdict {
  readonly bytes: number
  readonly libsndfile_1_2_0?: {
    readonly error?: string
    readonly channels: number
    readonly frames: number
    readonly rate: number
    readonly subtype: string
    readonly endian: string
    readonly f64le_sha256: string
    readonly first8: readonly number[]
  }
  readonly ffmpeg_5_1?: { readonly error?: string; readonly peak?: readonly number[]; readonly rms_db?: readonly number[] }
}
describe.skipIf(!existsSync(join(corpus, 'wav')))(`real files (skipped where ../shared/corpus is not there)`, () => {
  const verdicts = existsSync(join(corpus, 'wav/oracle.json'))
    ? Object.entries(JSON.parse(readFileSync(join(corpus, 'wav/oracle.json'), 'utf8')) as { [file: string]: Verdict }).filter(([file]) =>
        existsSync(join(corpus, 'wav', file)),
      )
    : []
  /** libsndfile gives ADPCM by whole blocks, whatever its fact chunk says: it is renamed, so that ours does as well. */
  const read = (file: string, hasFact = true) => {
    const bytes = readFileSync(join(corpus, 'wav', file))
    const fact = bytes.indexOf('fact')
    if (!hasFact && fact > 0) bytes.write('JUNK', fact, 'latin1')
    return openAudio(bytesSource(new Uint8Array(bytes)), file)
  }
  /** libsndfile takes 24 bits in 4 bytes for 3-byte samples, ffmpeg for float; what its author put in stands in a test of its own. */
  const DISAGREED = 'hound/pcmwaveformat-24bit-4byte-48kHz-stereo.wav'
  const readable = verdicts.filter(([file, v]) => v.libsndfile_1_2_0 && !v.libsndfile_1_2_0.error && file !== DISAGREED)

  test('the corpus is there in its full width', () => expect(readable.length).toBeGreaterThanOrEqual(54))
  test.each(readable)('%s has the channels, rate, length and samples that libsndfile finds', (file, { libsndfile_1_2_0: truth }) => {
    const reader = read(file, !truth!.subtype.endsWith('ADPCM'))
    expect([reader.channels, reader.frames, reader.sampleRate]).toEqual([truth!.channels, truth!.frames, truth!.rate])
    const samples = interleaved(reader)
    // 32 bits of integer are more than a float holds: those agree to its half step.
    if (truth!.subtype === 'PCM_32')
      for (const [i, x] of truth!.first8.entries()) expect(Math.abs(samples[i]! - x)).toBeLessThan(2 ** -25 + 5e-10)
    else
      expect(
        createHash('sha256')
          .update(new Uint8Array(samples.buffer as ArrayBuffer))
          .digest('hex'),
      ).toBe(truth!.f64le_sha256)
  })
  // ffmpeg takes RIFX for little-endian, and rounds the steps of IMA ADPCM otherwise than its standard.
  test.each(
    readable.filter(
      ([, v]) =>
        v.ffmpeg_5_1?.peak &&
        v.libsndfile_1_2_0!.frames > 8 &&
        v.libsndfile_1_2_0!.endian !== 'BIG' &&
        v.libsndfile_1_2_0!.subtype !== 'IMA_ADPCM',
    ),
  )('%s has the peaks and levels that ffmpeg finds', (file, { ffmpeg_5_1: truth }) => {
    all(read(file, !file.includes('adpcm'))).forEach((data, c) => {
      const peak = data.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
      expect(peak).toBeCloseTo(truth!.peak![c]!, 6)
      const rms = Math.sqrt(data.reduce((s, x) => s + x * x, 0) / data.length)
      expect(Math.max(-240, 20 * Math.log10(rms))).toBeCloseTo(truth!.rms_db![c]!, 3)
    })
  })
  test.each(verdicts.filter(([file, v]) => v.libsndfile_1_2_0?.error && (v.ffmpeg_5_1?.error || file.includes('gsm'))))(
    '%s is refused with one sentence and a hint',
    (file) => {
      const error = (() => {
        try {
          read(file)
        } catch (e) {
          return e
        }
      })()
      expect(error).toBeInstanceOf(MediaError)
      expect((error as MediaError).message).toMatch(/^[^\n]+\.$/)
      expect((error as MediaError).hint).not.toBe('')
    },
  )
  test('24 bits in the low bytes of 4 are the samples its author wrote: -96, 23052, 8388607, -8360672', () => {
    expect([...interleaved(read(DISAGREED))].map((x) => x * 2 ** 23)).toEqual([-96, 23_052, 8_388_607, -8_360_672])
  })
  test('odd widths, 36 and 53 bits, are read from their top bits: full scale down, half, silence, half, full scale up', () => {
    for (const file of ['scipy/test-8000Hz-le-3ch-5S-36bit.wav', 'scipy/test-8000Hz-le-3ch-5S-53bit.wav'])
      expect([...all(read(file))[0]!]).toEqual([-1, -0.5, 0, 0.5, 1])
  })
  test('a description written by Nuendo: who, when, and one hour as the time stamp', () => {
    expect(read('wavinfo/wavinfo Test Project - Audio - Mono.wav').info.bext).toEqual({
      description: 'wavinfo Test Project Nuendo output',
      originator: 'Nuendo',
      originatorReference: 'USJPHNNNNNNNNN202829RRRRRRRRR',
      date: '2022-12-02',
      time: '10:21:06',
      timeReference: 3600 * 48_000,
      version: 2,
    })
  })
  test('an impulse response of the audio set has the length, rate and peaks of its oracle', () => {
    const truth = JSON.parse(readFileSync(join(corpus, 'audio/oracle.json'), 'utf8'))['ir/berlin_tunnel_ir.wav']
    const reader = openAudio(bytesSource(new Uint8Array(readFileSync(join(corpus, 'audio/ir/berlin_tunnel_ir.wav')))), 'ir')
    expect([reader.channels, reader.frames, reader.sampleRate]).toEqual([truth.channels, truth.frames, truth.rate])
    all(reader).forEach((data, c) => {
      expect(data.reduce((m, x) => Math.max(m, Math.abs(x)), 0)).toBeCloseTo(truth.peak[c], 4)
    })
  })
})

// ── Forms of samples ───────────────────────────────────────────────────────

describe('samples', () => {
  test.each([1, 2, 3, 4, 5, 8])('integers of %i bytes: the ends of the scale, its middle and one step', (width) => {
    const full = 2 ** (8 * Math.min(width, 6) - 1)
    // Wider than 6 bytes is beyond whole numbers of double precision: the same values, shifted up.
    const up = (x: number) => (width > 6 ? x * 2 ** (8 * (width - 6)) : x)
    const values = [-full, -full / 2, -1, 0, 1, full / 2, full - 1].map(up)
    for (const container of ['RIFF', 'RIFX'] as const) {
      const reader = open({ container, bits: width * 8, data: pcmBytes(values, width, container === 'RIFF') })
      expect(reader.frames).toBe(7)
      const expected = values.map((x) => Math.fround(x / up(full)))
      for (const [i, x] of all(reader)[0]!.entries()) expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(2 ** -31)
    }
  })
  test.each([32, 64] as const)('floats of %i bits, either way round, also above full scale', (bits) => {
    const values = [0, 1, -1, 0.123, -1e-30, 7.5]
    for (const container of ['RIFF', 'RIFX'] as const) {
      const reader = open({ container, tag: 3, bits, data: floatBytes(values, bits, container === 'RIFF') })
      expect([...all(reader)[0]!]).toEqual(values.map(Math.fround))
      expect(reader.info.encoding).toBe('float')
    }
  })
  test('24 bits in 4 bytes lie in the low three, either way round', () => {
    const padded = [0x40_0000, -0x40_0000, 1].map((x) => x & 0xffffff)
    for (const container of ['RIFF', 'RIFX'] as const) {
      const reader = open({ container, bits: 24, block: 4, data: pcmBytes(padded, 4, container === 'RIFF') })
      expect([...all(reader)[0]!]).toEqual([0.5, -0.5, 2 ** -23])
    }
  })
  test('G.711: the ends and the middle of both laws', () => {
    // ITU-T G.711 (1988) tables 1 and 2: decision value numbers 128 to 1 are 4032 of 4096 and 8031 of 8192.
    const aLaw = all(open({ tag: 6, bits: 8, data: new Uint8Array([0x55 ^ 0xff, 0x55 ^ 0x7f, 0x55 ^ 0x80, 0x55]) }))[0]!
    expect([...aLaw].map((x) => x * 4096)).toEqual([4032, -4032, 1, -1])
    const muLaw = all(open({ tag: 7, bits: 8, data: new Uint8Array([0x80, 0x00, 0xff, 0x7f]) }))[0]!
    expect([...muLaw].map((x) => x * 8192)).toEqual([8031, -8031, 0, 0])
  })
  test('silence in µ-law is plus zero, whichever of its two codes it has', () => {
    expect([...all(open({ tag: 7, bits: 8, data: new Uint8Array([0xff, 0x7f]) }))[0]!].every((x) => Object.is(x, 0))).toBe(true)
  })
  describe.each([
    ['Microsoft', 2, 64, 7, 20 * (2 + 50) + 2 + 8],
    ['IMA', 17, 68, 4, 20 * (1 + 7 * 8) + 1 + 8],
  ])('ADPCM by %s', (_, tag, block, head, expected) => {
    let s = 3
    const bytes = (n: number) =>
      new Uint8Array(n).map(() => {
        s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
        return s >>> 24
      })
    const coded = { tag, bits: 4, channels: 2, block, data: bytes(block * 20 + head * 2 + 8) }
    test('read in any pieces, in any order, it is the same sound', () => {
      const reader = open(coded)
      const whole = all(reader)
      const out = whole.map((c) => new Float32Array(c.length))
      for (let at = reader.frames; at > 0; ) {
        const n = Math.min(at, 1 + ((at * 7) % 90))
        at -= n
        expect(
          reader.read(
            at,
            out.map((c) => c.subarray(at)),
            n,
          ),
        ).toBe(n)
      }
      expect(out).toEqual(whole)
      expect(whole[0]!.some((x) => x !== 0)).toBe(true)
    })
    test('the frames of a block that was cut off, and no more than the fact chunk counts', () => {
      const { frames } = open(coded)
      expect(frames).toBe(expected)
      const fact = { id: 'fact', bytes: new Uint8Array([100, 0, 0, 0]) }
      expect(open({ ...coded, beforeData: [fact] }).frames).toBe(100)
      expect(open({ ...coded, beforeData: [{ id: 'fact', bytes: new Uint8Array([255, 255, 255, 255]) }] }).frames).toBe(frames)
    })
    test('a block too small for its heads, and other than 4 bits, are refused', () => {
      expect(refusal({ ...coded, block: head * 2 - 1 }).message).toBe(
        `take.wav cannot be read: its header says ${head * 2 - 1} bytes per block for 2 channels (byte 32).`,
      )
      expect(refusal({ ...coded, bits: 3 }).message).toBe('take.wav cannot be read: its header says 3 bits per sample (byte 34).')
    })
  })
  test('ADPCM by Microsoft with predictors of its own: 2 · 100 − 50 and a step of 16', () => {
    // tag 2, mono, 8 kHz, 8 bytes a block, 4 bits; 8 more: 4 frames, one predictor of 512 and −256 in 256ths.
    const format = new Uint8Array([2, 0, 1, 0, 0x40, 0x1f, 0, 0, 0, 0, 0, 0, 8, 0, 4, 0, 8, 0, 4, 0, 1, 0, 0, 2, 0, 255])
    const block = new Uint8Array([0, 16, 0, 100, 0, 50, 0, 0x1f])
    const reader = open({ hasFormat: false, first: [{ id: 'fmt ', bytes: format }], data: block })
    // Then 2 · 166 − 100, and a step of 16 · 230 / 256 = 14, which is 16 at least, down.
    expect([...all(reader)[0]!].map((x) => x * 32_768)).toEqual([50, 100, 166, 216])
  })
  test('WAVE_FORMAT_EXTENSIBLE: bits that count, channel mask, integer and float', () => {
    const twenty = open({ bits: 24, channels: 6, extensible: { valid: 20, mask: 0x3f }, data: pcmBytes(Array(6).fill(-(2 ** 22)), 3) })
    expect(twenty.info).toMatchObject({ encoding: 'pcm', bits: 20, channelMask: 0x3f })
    expect(all(twenty).map((c) => c[0])).toEqual(Array(6).fill(-0.5))
    const float = open({ tag: 3, bits: 32, extensible: { valid: 32, mask: 4 }, data: floatBytes([0.25], 32) })
    expect(float.info.encoding).toBe('float')
    expect(all(float)[0]![0]).toBe(0.25)
  })
  test('whatever the width, channels and order of bytes: what was put in comes out, read in any pieces', () => {
    const bits = fc.constantFrom(8, 16, 24, 32)
    fc.assert(
      fc.property(
        fc.record({
          bits,
          channels: fc.integer({ min: 1, max: 32 }),
          frames: fc.integer({ min: 0, max: 300 }),
          big: fc.boolean(),
          wide: fc.boolean(),
        }),
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 20 }),
        fc.integer(),
        ({ bits, channels, frames, big, wide }, pieces, seed) => {
          let s = seed | 1
          const full = 2 ** (bits - 1)
          const values = Array.from({ length: frames * channels }, () => {
            s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
            return Math.floor((s / 2 ** 32) * 2 * full)
          })
          const wav = craftWav({
            container: big ? 'RIFX' : 'RIFF',
            bits,
            channels,
            ...(wide ? { extensible: { valid: bits, mask: 0 } } : {}),
            data: pcmBytes(values, bits / 8, !big),
          })
          const reader = openAudio(bytesSource(wav), 'take.wav')
          const out = Array.from({ length: channels }, () => new Float32Array(frames + 1).fill(9))
          for (let at = 0, p = 0; at < frames; p++) {
            const asked = pieces[p % pieces.length]!
            const n = reader.read(
              at,
              out.map((o) => o.subarray(at, Math.min(frames, at + asked))),
              asked,
            )
            expect(n).toBe(Math.min(asked, frames - at))
            at += n
          }
          for (let c = 0; c < channels; c++) {
            for (let i = 0; i < frames; i++)
              if (out[c]![i] !== Math.fround(values[i * channels + c]! / full)) throw new Error(`frame ${i}, channel ${c}`)
            expect(out[c]![frames]).toBe(9)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
  test('a reader asked for fewer channels than it has gives the first ones, and leaves further ones alone', () => {
    const reader = open({ channels: 3, data: pcmBytes([8192, 16_384, -8192, 8192, 16_384, -8192], 2) })
    const one = [new Float32Array(2)]
    expect(reader.read(0, one)).toBe(2)
    expect([...one[0]!]).toEqual([0.25, 0.25])
    const four = Array.from({ length: 4 }, () => new Float32Array(2).fill(9))
    expect(reader.read(0, four)).toBe(2)
    expect(four.map((c) => c[1])).toEqual([0.25, 0.5, -0.25, 9])
  })
})

// ── Chunks ─────────────────────────────────────────────────────────────────

describe('chunks', () => {
  const data = pcmBytes([1, 2, 3], 2)
  const list = { id: 'LIST', bytes: new TextEncoder().encode('INFOISFT\x05\0\0\0Lavf\0') }
  const values = (reader: WavReader) => [...all(reader)[0]!].map((x) => x * 32_768)

  test.each<[string, CraftedWav]>([
    ['LIST before fmt', { first: [list] }],
    ['LIST between fmt and data', { beforeData: [list] }],
    ['LIST after data', { afterData: [list] }],
    ['an odd chunk with its pad byte', { beforeData: [{ id: 'odd ', bytes: new Uint8Array([7, 7, 7]) }] }],
    ['an odd chunk without its pad byte', { beforeData: [{ id: 'odd ', bytes: new Uint8Array([7, 7, 7]), pad: false }] }],
    ['an unknown chunk with a name that is no text', { beforeData: [{ id: '\x01\xff\0\x02', bytes: new Uint8Array(6) }] }],
    ['a chunk of no bytes', { beforeData: [{ id: 'JUNK', bytes: new Uint8Array() }] }],
    ['a format chunk of 18 bytes', { formatBytes: 18 }],
    ['a fact chunk that lies', { beforeData: [{ id: 'fact', bytes: new Uint8Array([255, 255, 255, 255]) }] }],
    ['a RIFF size of 0', { riffSize: 0 }],
    ['a RIFF size beyond the end', { riffSize: 1_000_000 }],
    ['a block size of 0', { block: 0 }],
    ['RF64 without a ds64 chunk', { container: 'RF64' }],
    ['BW64 with its sizes in ds64', { container: 'BW64', ds64: { data: data.length }, dataSize: 0xffffffff }],
  ])('%s', (_, wav) => {
    const reader = open({ data, ...wav })
    expect(values(reader)).toEqual([1, 2, 3])
    expect(reader.info.warnings).toEqual([])
    expect(reader.info.missingBytes).toBe(0)
  })
  test('sound of an odd number of bytes without a pad byte, and a chunk right behind it', () => {
    const reader = open({ bits: 8, data: new Uint8Array([0, 128, 255]), padData: false, afterData: [list] })
    expect([...all(reader)[0]!]).toEqual([-1, 0, 127 / 128])
    expect(reader.info.chunks.map((c) => c.id)).toEqual(['fmt ', 'data', 'LIST'])
  })
  test('all chunks are listed with their places', () => {
    const reader = open({ data, first: [list], afterData: [{ id: 'cue ', bytes: new Uint8Array(4) }] })
    expect(reader.info.chunks).toEqual([
      { id: 'LIST', at: 20, size: 17 },
      { id: 'fmt ', at: 46, size: 16 },
      { id: 'data', at: 70, size: 6 },
      { id: 'cue ', at: 84, size: 4 },
    ])
  })
  test('the first of two data chunks counts', () => {
    expect(values(open({ data, afterData: [{ id: 'data', bytes: pcmBytes([9, 9], 2) }] }))).toEqual([1, 2, 3])
  })
  test('bext: the six fields of EBU Tech 3285, a time reference of 64 bits, full fields without an ending zero', () => {
    const bytes = new Uint8Array(602)
    const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at)
    put(0, 'd'.repeat(256))
    put(256, 'Recorder')
    put(288, 'REF')
    put(320, '2024-02-29')
    put(330, '23:59:58')
    const v = new DataView(bytes.buffer)
    v.setUint32(338, 0x89abcdef, true)
    v.setUint32(342, 1, true)
    v.setUint16(346, 2, true)
    expect(open({ data, afterData: [{ id: 'bext', bytes }] }).info.bext).toEqual({
      description: 'd'.repeat(256),
      originator: 'Recorder',
      originatorReference: 'REF',
      date: '2024-02-29',
      time: '23:59:58',
      timeReference: 2 ** 32 + 0x89abcdef,
      version: 2,
    })
  })
})

// ── Sizes that lie ─────────────────────────────────────────────────────────

describe('sizes', () => {
  const data = pcmBytes([1, 2, 3, 4, 5], 2)

  test.each<[string, CraftedWav]>([
    ['0, as a recorder leaves it that died', { dataSize: 0 }],
    ['0 and no RIFF size', { dataSize: 0, riffSize: 0 }],
    ['0xFFFFFFFF twice (ffmpeg into a pipe)', { dataSize: 0xffffffff, riffSize: 0xffffffff }],
    ['0xFFFFFFFF less the header', { dataSize: 0xffffff9b, riffSize: 0xffffffbf }],
    ['0x7FFFF000 (sox into a pipe)', { dataSize: 0x7ffff000, riffSize: 0x7ffff024 }],
    ['0x80000000 (arecord into a pipe)', { dataSize: 0x80000000, riffSize: 0x80000024 }],
  ])('a length left open, %s: read to the end, and said', (_, wav) => {
    const reader = open({ data, ...wav })
    expect(reader.frames).toBe(5)
    expect(reader.info.warnings).toEqual(['The header gives no length; everything up to the end is read.'])
    expect(reader.info.missingBytes).toBe(0)
  })
  test.each<[string, CraftedWav, number]>([
    ['half of it is gone', { dataSize: 20 }, 20],
    ['4 GiB promised beside an honest RIFF size', { dataSize: 0xffffffff }, 0xffffffff],
    ['2 GiB promised beside an honest RIFF size', { dataSize: 0x80000000 }, 0x80000000],
    ['2³² frames by ds64', { container: 'RF64', dataSize: 0xffffffff, ds64: { data: 2 ** 33, frames: 2 ** 32 } }, 2 ** 33],
    ['2⁶³ bytes by ds64', { container: 'RF64', dataSize: 0xffffffff, ds64: { data: 2 ** 63 } }, Number.MAX_SAFE_INTEGER],
  ])('cut off, %s: read as far as it goes, and said', (_, wav, promised) => {
    const reader = open({ data, ...wav })
    expect(all(reader)[0]!.map((x) => x * 32_768)).toEqual(new Float32Array([1, 2, 3, 4, 5]))
    expect(reader.info.missingBytes).toBe(promised - 10)
    expect(reader.info.warnings).toEqual([`The sound is cut off: the header promises ${promised} bytes, 10 are there.`])
  })
  test('a data chunk that is honestly empty is empty', () => {
    const reader = open({ data: new Uint8Array(), afterData: [{ id: 'LIST', bytes: new Uint8Array(30) }] })
    expect(reader.frames).toBe(0)
    expect(reader.info.warnings).toEqual([])
  })
  test('half a frame at the end is left out, and said', () => {
    const reader = open({ channels: 2, data: pcmBytes([1, 2, 3], 2) })
    expect(reader.frames).toBe(1)
    expect(reader.info.warnings).toEqual(['The last frame is incomplete and was left out.'])
  })
  test('a chunk behind the sound that reaches beyond the end costs no sound, and is said', () => {
    const reader = open({ data, afterData: [{ id: 'LI\x01T', bytes: new Uint8Array(4), size: 4_000_000_000 }] })
    expect(reader.frames).toBe(5)
    expect(reader.info.warnings).toEqual(["Chunk 'LI?T' reaches beyond the end of the file."])
  })
  test('cut at any byte: what is there is read, or one sentence says why not', () => {
    const whole = craftWav({ channels: 2, first: [{ id: 'LIST', bytes: new Uint8Array(9) }], data: pcmBytes([1, 2, 3, 4, 5, 6], 2) })
    for (let n = 0; n < whole.length; n++) {
      const cut = whole.subarray(0, n)
      if (n < 62) expect(refusal(cut).message).toMatch(/^take\.wav (is|cannot be read)/)
      else expect(openAudio(bytesSource(cut), 'take.wav').frames).toBe(Math.floor((n - 62) / 4))
    }
  })
  test('2³² frames that are really there: the last of them is read, from a window of at most 128 KiB', () => {
    const head = craftWav({ container: 'RF64', bits: 8, dataSize: 0xffffffff, ds64: { data: 2 ** 32 }, data: new Uint8Array() })
    let largest = 0
    const source: ByteSource = {
      size: head.length + 2 ** 32,
      read(at, into) {
        largest = Math.max(largest, into.length)
        const n = Math.min(into.length, this.size - at)
        for (let i = 0; i < n; i++) into[i] = at + i < head.length ? head[at + i]! : (at + i - head.length) & 0xff
        return n
      },
      close() {},
    }
    const reader = openWav(source, 'long.wav')
    expect(reader.frames).toBe(2 ** 32)
    expect(reader.info.warnings).toEqual([])
    const out = [new Float32Array(3)]
    expect(reader.read(2 ** 32 - 2, out)).toBe(2)
    expect([...out[0]!]).toEqual([126 / 128, 127 / 128, 0])
    expect(largest).toBeLessThanOrEqual(1 << 17)
  })
})

// ── What cannot be read ────────────────────────────────────────────────────

describe('refused with one sentence that says what and where', () => {
  const data = pcmBytes([1, 2, 3], 2)
  test.each<[string, Uint8Array | CraftedWav, string, string]>([
    ['an empty file', new Uint8Array(), 'empty', 'take.wav is empty.'],
    ['text', new TextEncoder().encode('<!doctype html><p>'), 'not-audio', 'take.wav is not a sound file that can be read.'],
    [
      'RIFF that is no WAVE',
      new TextEncoder().encode('RIFF\x20\0\0\0AVI LIST0000'),
      'not-audio',
      'take.wav is not a sound file that can be read.',
    ],
    ['no format chunk', { hasFormat: false, data }, 'damaged', 'take.wav cannot be read: it has no format chunk (byte 12).'],
    ['no data chunk', { hasData: false }, 'damaged', 'take.wav cannot be read: it has no sound in it (no data chunk) (byte 12).'],
    ['zero channels', { channels: 0, block: 2, data }, 'damaged', 'take.wav cannot be read: its header says 0 channels (byte 22).'],
    [
      '65535 channels',
      { channels: 65_535, block: 2, data },
      'damaged',
      'take.wav cannot be read: its header says 65535 channels (byte 22).',
    ],
    ['a rate of zero', { rate: 0, data }, 'damaged', 'take.wav cannot be read: its header says 0 samples per second (byte 24).'],
    [
      'a rate of 2³² − 1',
      { rate: 0xffffffff, data },
      'damaged',
      'take.wav cannot be read: its header says 4294967295 samples per second (byte 24).',
    ],
    ['zero bits', { bits: 0, block: 2, data }, 'damaged', 'take.wav cannot be read: its header says 0 bits per sample (byte 34).'],
    [
      '65535 bits',
      { bits: 65_535, block: 2, data },
      'damaged',
      'take.wav cannot be read: its header says 65535 bits per sample (byte 34).',
    ],
    ['float of 16 bits', { tag: 3, data }, 'damaged', 'take.wav cannot be read: its header says 16 bits per sample (byte 34).'],
    [
      'frames that do not hold their channels',
      { channels: 2, block: 3, data },
      'damaged',
      'take.wav cannot be read: its header says 3 bytes per frame for 2 channels of 16 bits (byte 32).',
    ],
    ['20 bits in 4 bytes', { bits: 20, block: 4, data }, 'unsupported', 'take.wav packs 20 bits into 4 bytes.'],
    [
      'a format chunk of 4 bytes',
      { formatBytes: 4, data },
      'damaged',
      'take.wav cannot be read: its format chunk has 4 bytes instead of 16 (byte 16).',
    ],
    ['MP3 in a WAV', { tag: 85, data }, 'unsupported', 'take.wav holds sound coded as MP3, which cannot be read.'],
    ['a coding nobody knows', { tag: 0x7777, data }, 'unsupported', 'take.wav holds sound coded as format 30583, which cannot be read.'],
    [
      'ten thousand chunks',
      { first: Array(10_001).fill({ id: 'JUNK', bytes: new Uint8Array() }), data },
      'damaged',
      'take.wav cannot be read: it has more than 10000 chunks (byte 80012).',
    ],
  ])('%s', (_, wav, code, message) => {
    const error = refusal(wav)
    expect([error.code, error.message]).toEqual([code, message])
    expect(error.hint).toMatch(/^\S.*[.?]$/)
  })
  test('a source is closed when it is refused, and stays open when it is read', () => {
    let closed = 0
    const counted = (bytes: Uint8Array) => ({ ...bytesSource(bytes), close: () => void closed++ })
    expect(() => openAudio(counted(new Uint8Array(9)), 'x')).toThrow(MediaError)
    expect(closed).toBe(1)
    const reader = openAudio(counted(craftWav({ data })), 'x')
    expect(closed).toBe(1)
    reader.close()
    expect(closed).toBe(2)
  })
})
describe('numbers that are no sound', () => {
  test('NaN and infinities are read as silence, counted, and the first is named', () => {
    const reader = open({ tag: 3, bits: 32, channels: 2, data: floatBytes([0.5, 0.5, 0.5, NaN, Infinity, 0.5, -Infinity, NaN], 32) })
    expect(reader.brokenSamples).toBe(0)
    expect(all(reader).map((c) => [...c])).toEqual([
      [0.5, 0.5, 0, 0],
      [0.5, 0, 0.5, 0],
    ])
    expect([reader.brokenSamples, reader.firstBrokenFrame]).toEqual([4, 1])
  })
  test('a double beyond what a float can hold is no sound', () => {
    const reader = open({ tag: 3, bits: 64, data: floatBytes([1e300, 0.5], 64) })
    expect([...all(reader)[0]!]).toEqual([0, 0.5])
    expect(reader.brokenSamples).toBe(1)
  })
})

test('three thousand mutated files are read within bounds or refused with a MediaError, in little memory', () => {
  expect(readMutations(3000, 1)).toBe(3000)
})
