// Reads the WAV family, streamed.
// RIFF (little-endian): 0 'RIFF' | 4 u32 size of what follows | 8 'WAVE' | then chunks: id 4, size u32, data, pad to even
//   RIFX = the same, big-endian · RF64/BW64: size 0xFFFFFFFF, sizes stand in a first chunk 'ds64': u64 riff, u64 data, u64 frames, u32 table length
// fmt: u16 tag (1 PCM, 2 MS ADPCM, 3 float, 17 IMA ADPCM, 6 A-law, 7 µ-law, 0xFFFE extensible) | u16 channels | u32 rate | u32 bytes/s | u16 block | u16 bits | u16 extra | extensible: u16 valid bits, u32 mask, 16 GUID
// Sizes lie. Written down a pipe, 'RIFF' and 'data' both say 0 or a very large number and mean "until the end"; a recorder that died leaves 0.
// A chunk may lack its pad byte. Data that is cut off is read as far as it goes, and said: `missingBytes`.
import type { AudioReader } from '@tonmeister/dsp'
import type { ByteSource } from '../../bytes.ts'
import { MediaError } from '../../error.ts'
import { adpcmBlocks, type Blocks } from './adpcm.ts'

/** Description of a broadcast wave file (EBU Tech 3285). */
export interface Bext {
  readonly description: string
  readonly originator: string
  readonly originatorReference: string
  readonly date: string
  readonly time: string
  /** Samples since midnight. */
  readonly timeReference: number
  readonly version: number
}
export interface WavInfo {
  readonly container: 'RIFF' | 'RIFX' | 'RF64' | 'BW64'
  readonly encoding: 'pcm' | 'float' | 'a-law' | 'mu-law' | 'ms-adpcm' | 'ima-adpcm'
  /** Bits of a sample that count. */
  readonly bits: number
  readonly channelMask: number
  readonly bext?: Bext
  /** Bytes of sound that the header promises and the file does not have: it was cut off, or its header lies. 0 when it is whole. */
  readonly missingBytes: number
  /** Ids and sizes of all chunks, in order. */
  readonly chunks: readonly { readonly id: string; readonly at: number; readonly size: number }[]
  /** What was wrong and read all the same, as sentences. */
  readonly warnings: readonly string[]
}
export interface WavReader extends AudioReader {
  readonly info: WavInfo
  /** Frames that held a NaN or infinity so far, and were read as silence. */
  readonly brokenSamples: number
  readonly firstBrokenFrame: number
}

/** What is read, by its format tag. */
const ENCODINGS: { readonly [tag: number]: WavInfo['encoding'] } = {
  1: 'pcm',
  2: 'ms-adpcm',
  3: 'float',
  6: 'a-law',
  7: 'mu-law',
  17: 'ima-adpcm',
}
/** What others write and is not read. */
const CODINGS: { readonly [tag: number]: string } = {
  49: 'GSM 6.10',
  80: 'MPEG audio',
  85: 'MP3',
  255: 'AAC',
  352: 'Windows Media Audio',
  353: 'Windows Media Audio',
  8192: 'AC-3',
}
const CHUNKS_MAX = 10_000
const CHANNELS_MAX = 1024
const RATE_MAX = 10_000_000
/** Bytes decoded at a time. */
const WINDOW = 1 << 17

const ascii = (bytes: Uint8Array, at: number, length: number): string => {
  let out = ''
  for (let i = at; i < at + length && bytes[i]; i++) out += String.fromCharCode(bytes[i]!)
  return out
}
export function isWav(head: Uint8Array): boolean {
  const id = ascii(head, 0, 4)
  return (id === 'RIFF' || id === 'RIFX' || id === 'RF64' || id === 'BW64') && ascii(head, 8, 4) === 'WAVE'
}

/** @throws MediaError; nothing larger than a small window is ever allocated on the word of the file */
export function openWav(source: ByteSource, name: string): WavReader {
  const bad = (what: string, at: number) =>
    new MediaError('damaged', `${name} cannot be read: ${what} (byte ${at}).`, {
      hint: 'Export the file again from the program that made it.',
    })
  const head = new Uint8Array(12)
  if (source.read(0, head) < 12 || !isWav(head))
    throw new MediaError('not-audio', `${name} is not a WAV file.`, {
      hint: 'WAV, RF64 and BW64 can be read; convert other formats first.',
    })
  const container = ascii(head, 0, 4) as WavInfo['container']
  const little = container !== 'RIFX'
  const riffSize = new DataView(head.buffer).getUint32(4, little)
  const warnings: string[] = []
  const chunks: { id: string; at: number; size: number }[] = []
  let ds64: { data: number } | undefined
  let fmt:
    | {
        tag: number
        channels: number
        rate: number
        block: number
        bits: number
        valid: number
        mask: number
        extra: Uint8Array
        at: number
      }
    | undefined
  let factFrames = 0
  let data: { at: number; size: number } | undefined
  let missingBytes = 0
  let bext: Bext | undefined
  const eight = new Uint8Array(8)
  const small = new Uint8Array(64)
  const smallView = new DataView(small.buffer)

  for (let at = 12; at + 8 <= source.size; ) {
    if (chunks.length >= CHUNKS_MAX) throw bad(`it has more than ${CHUNKS_MAX} chunks`, at)
    if (source.read(at, eight) < 8) break
    const id = ascii(eight, 0, 4)
    let size = new DataView(eight.buffer).getUint32(4, little)
    const body = at + 8
    if (id === 'data' && !data) {
      const isLarge = size === 0xffffffff && ds64 !== undefined
      if (isLarge && ds64) size = ds64.data
      const there = source.size - body
      const isOpen =
        size === 0 ? there > 8 && !looksLikeChunk(source, body) : !isLarge && size > there && isStreamed(size, riffSize, source.size)
      if (isOpen) {
        warnings.push('The header gives no length; everything up to the end is read.')
        size = there
      } else if (size > there) {
        warnings.push(`The sound is cut off: the header promises ${size} bytes, ${there} are there.`)
        missingBytes = size - there
        size = there
      }
      data = { at: body, size }
    } else if (size > source.size - body) {
      if (id === 'fmt ') throw bad(`its format chunk claims ${size} bytes`, at + 4)
      warnings.push(`Chunk '${printable(id)}' reaches beyond the end of the file.`)
      chunks.push({ id, at: body, size: source.size - body })
      break
    }
    chunks.push({ id, at: body, size })
    if (id === 'ds64' && size >= 24) {
      source.read(body, small.subarray(0, 24))
      const bytes = Number(smallView.getBigUint64(8, true))
      ds64 = { data: Math.min(bytes, Number.MAX_SAFE_INTEGER) }
    } else if (id === 'fmt ' && !fmt) {
      if (size < 14) throw bad(`its format chunk has ${size} bytes instead of 16`, at + 4)
      small.fill(0)
      source.read(body, small.subarray(0, Math.min(small.length, size)))
      const u16 = (o: number) => smallView.getUint16(o, little)
      let tag = u16(0)
      const bits = size >= 16 ? u16(14) : 8
      let valid = bits
      let mask = 0
      if (tag === 0xfffe && size >= 40) {
        valid = u16(18) || bits
        mask = smallView.getUint32(20, little)
        tag = u16(24)
      }
      fmt = {
        tag,
        channels: u16(2),
        rate: smallView.getUint32(4, little),
        block: u16(12),
        bits,
        valid,
        mask,
        extra: small.slice(16, Math.max(16, size)),
        at: body,
      }
    } else if (id === 'fact' && size >= 4) {
      source.read(body, small.subarray(0, 4))
      factFrames = smallView.getUint32(0, little)
    } else if (id === 'bext' && size >= 602) {
      const b = new Uint8Array(602)
      source.read(body, b)
      const v = new DataView(b.buffer)
      bext = {
        description: ascii(b, 0, 256),
        originator: ascii(b, 256, 32),
        originatorReference: ascii(b, 288, 32),
        date: ascii(b, 320, 10),
        time: ascii(b, 330, 8),
        timeReference: v.getUint32(338, true) + v.getUint32(342, true) * 2 ** 32,
        version: v.getUint16(346, true),
      }
    }
    const next = body + size
    // An odd chunk has a pad byte; some writers forget it.
    at = size % 2 && next < source.size && !(looksLikeChunk(source, next) && !looksLikeChunk(source, next + 1)) ? next + 1 : next
  }
  if (!fmt) throw bad('it has no format chunk', 12)
  if (!data) throw bad('it has no sound in it (no data chunk)', 12)
  const { tag, channels, rate, bits, valid, block, extra } = fmt
  if (channels === 0) throw bad('its header says 0 channels', fmt.at + 2)
  if (channels > CHANNELS_MAX) throw bad(`its header says ${channels} channels`, fmt.at + 2)
  if (rate === 0 || rate > RATE_MAX) throw bad(`its header says ${rate} samples per second`, fmt.at + 4)
  const encoding = ENCODINGS[tag]
  if (!encoding)
    throw new MediaError('unsupported', `${name} holds sound coded as ${CODINGS[tag] ?? `format ${tag}`}, which cannot be read.`, {
      hint: 'Convert it to PCM: 16, 24 or 32 bits.',
    })
  if (encoding === 'ms-adpcm' || encoding === 'ima-adpcm') {
    if (bits !== 4) throw bad(`its header says ${bits} bits per sample`, fmt.at + 14)
    const blocks = little ? adpcmBlocks(tag, channels, block, extra) : undefined
    if (!blocks) throw bad(`its header says ${block} bytes per block for ${channels} channels`, fmt.at + 12)
    const whole = Math.floor(data.size / blocks.bytes) * blocks.frames + blocks.framesIn(data.size % blocks.bytes)
    // The last block is filled up: what counts of it stands in the fact chunk.
    const frames = factFrames ? Math.min(factFrames, whole) : whole
    return {
      sampleRate: rate,
      channels,
      frames,
      info: { container, encoding, bits: 16, channelMask: 0, missingBytes, chunks, warnings, ...(bext ? { bext } : {}) },
      brokenSamples: 0,
      firstBrokenFrame: -1,
      read: blockRead(source, data, blocks, channels, frames),
      close: () => source.close(),
    }
  }
  const width = Math.ceil(bits / 8)
  const allowed = encoding === 'pcm' ? width >= 1 && width <= 8 : encoding === 'float' ? bits === 32 || bits === 64 : bits === 8
  if (!allowed) throw bad(`its header says ${bits} bits per sample`, fmt.at + 14)
  let frameBytes = width * channels
  if (block !== frameBytes && block !== 0) {
    if (block % channels !== 0 || block < frameBytes)
      throw bad(`its header says ${block} bytes per frame for ${channels} channels of ${bits} bits`, fmt.at + 12)
    // Whole bytes in a wider word lie at its low end, where converters of 24 bits in 32 put them; for odd widths there is no custom to follow.
    if (encoding !== 'pcm' || bits % 8 !== 0 || bits < 16 || block / channels > 8)
      throw new MediaError('unsupported', `${name} packs ${bits} bits into ${block / channels} bytes.`, {
        hint: 'Convert it to PCM: 16, 24 or 32 bits.',
      })
    frameBytes = block
  }
  const word = frameBytes / channels
  const skip = little ? 0 : word - width
  const frames = Math.floor(data.size / frameBytes)
  if (data.size % frameBytes) warnings.push('The last frame is incomplete and was left out.')
  const start = data.at
  const decode = decoder(encoding, width, bits, little)
  const perRead = Math.max(1, Math.floor(WINDOW / frameBytes))
  const window = new Uint8Array(Math.min(perRead, Math.max(1, frames)) * frameBytes)
  const state = { broken: 0, first: -1 }

  return {
    sampleRate: rate,
    channels,
    frames,
    info: {
      container,
      encoding,
      bits: encoding === 'pcm' ? Math.min(valid, bits) : bits,
      channelMask: fmt.mask,
      missingBytes,
      chunks,
      warnings,
      ...(bext ? { bext } : {}),
    },
    get brokenSamples() {
      return state.broken
    },
    get firstBrokenFrame() {
      return state.first
    },
    read(at, out, count = out[0]?.length ?? 0) {
      const wanted = Math.max(0, Math.min(count, frames - at))
      let done = 0
      while (done < wanted) {
        const n = Math.min(wanted - done, perRead)
        const part = window.subarray(0, n * frameBytes)
        const got = Math.floor(source.read(start + (at + done) * frameBytes, part) / frameBytes)
        for (let c = 0; c < out.length && c < channels; c++) {
          decode(part, c * word + skip, frameBytes, out[c]!, done, got)
          if (encoding === 'float') clean(out[c]!, done, got, at + done, state)
        }
        done += got
        if (got < n) break
      }
      return done
    },
    close: () => source.close(),
  }
}
/** Reads by whole blocks; the one that was decoded last is kept. */
function blockRead(
  source: ByteSource,
  data: { readonly at: number; readonly size: number },
  blocks: Blocks,
  channels: number,
  frames: number,
): WavReader['read'] {
  const bytes = new Uint8Array(blocks.bytes)
  const sound = Array.from({ length: channels }, () => new Float32Array(blocks.frames))
  let current = -1
  let there = 0
  return (at, out, count = out[0]?.length ?? 0) => {
    const wanted = Math.max(0, Math.min(count, frames - at))
    let done = 0
    while (done < wanted) {
      const index = Math.floor((at + done) / blocks.frames)
      if (index !== current) {
        const from = index * blocks.bytes
        const got = source.read(data.at + from, bytes.subarray(0, Math.min(blocks.bytes, data.size - from)))
        there = blocks.decode(bytes.subarray(0, got), sound)
        current = index
      }
      const first = at + done - index * blocks.frames
      const n = Math.min(wanted - done, there - first)
      if (n <= 0) break
      for (let c = 0; c < out.length && c < channels; c++) out[c]!.set(sound[c]!.subarray(first, first + n), done)
      done += n
    }
    return done
  }
}
const printable = (id: string) => id.replace(/[^\x20-\x7e]/g, '?')
function looksLikeChunk(source: ByteSource, at: number): boolean {
  const id = new Uint8Array(8)
  if (source.read(at, id) < 8) return at === source.size
  for (let i = 0; i < 4; i++) if (id[i]! < 0x20 || id[i]! > 0x7e) return false
  return true
}
/**
 * Writers that cannot go back (into a pipe) leave the largest number their integers hold, less what is before it: 2³² or 2³¹.
 * The file's own size is then as open as that of the sound; an honest one beside it means that the other is a lie.
 */
function isStreamed(data: number, riff: number, fileSize: number): boolean {
  const near = (size: number, limit: number) => size <= limit && size > limit - 8192
  return (near(data, 0xffffffff) || near(data, 0x80000000)) && (riff === 0 || riff > fileSize)
}
function clean(out: Float32Array, from: number, n: number, at: number, state: { broken: number; first: number }): void {
  for (let i = from; i < from + n; i++) {
    const x = out[i]!
    if (x - x !== 0) {
      out[i] = 0
      state.broken++
      const frame = at + i - from
      if (state.first < 0 || frame < state.first) state.first = frame
    }
  }
}

type Decode = (bytes: Uint8Array, offset: number, stride: number, out: Float32Array, at: number, n: number) => void
/** Little loops with plain arguments: this is where reading spends its time. */
function decoder(encoding: WavInfo['encoding'], width: number, bits: number, little: boolean): Decode {
  if (encoding === 'float') {
    return (bytes, offset, stride, out, at, n) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      if (bits === 32) for (let i = 0, p = offset; i < n; i++, p += stride) out[at + i] = view.getFloat32(p, little)
      else for (let i = 0, p = offset; i < n; i++, p += stride) out[at + i] = view.getFloat64(p, little)
    }
  }
  if (encoding !== 'pcm') {
    const table = encoding === 'a-law' ? A_LAW : MU_LAW
    return (bytes, offset, stride, out, at, n) => {
      for (let i = 0, p = offset; i < n; i++, p += stride) out[at + i] = table[bytes[p]!]!
    }
  }
  if (width === 1)
    return (bytes, offset, stride, out, at, n) => {
      for (let i = 0, p = offset; i < n; i++, p += stride) out[at + i] = (bytes[p]! - 128) / 128
    }
  // Samples with fewer bits than their bytes are left-justified: dividing by the bytes' full scale is right for all of them.
  if (width === 2) {
    const [high, low] = little ? [1, 0] : [0, 1]
    return (bytes, offset, stride, out, at, n) => {
      for (let i = 0, p = offset; i < n; i++, p += stride) out[at + i] = ((bytes[p + high!]! << 24) | (bytes[p + low!]! << 16)) / 2147483648
    }
  }
  if (width === 3) {
    const [high, low] = little ? [2, 0] : [0, 2]
    return (bytes, offset, stride, out, at, n) => {
      for (let i = 0, p = offset; i < n; i++, p += stride)
        out[at + i] = ((bytes[p + high!]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + low!]! << 8)) / 2147483648
    }
  }
  return (bytes, offset, stride, out, at, n) => {
    for (let i = 0, p = offset; i < n; i++, p += stride) {
      const top = little ? p + width - 1 : p
      const step = little ? -1 : 1
      const x = (bytes[top]! << 24) | (bytes[top + step]! << 16) | (bytes[top + 2 * step]! << 8) | bytes[top + 3 * step]!
      out[at + i] = x / 2147483648
    }
  }
}
// ITU-T G.711.
const A_LAW = Float32Array.from({ length: 256 }, (_, i) => {
  const v = i ^ 0x55
  const exponent = (v >> 4) & 7
  const mantissa = v & 15
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1)
  return (v & 0x80 ? magnitude : -magnitude) / 32768
})
const MU_LAW = Float32Array.from({ length: 256 }, (_, i) => {
  const v = ~i & 0xff
  const magnitude = ((((v & 15) << 3) + 0x84) << ((v >> 4) & 7)) - 0x84
  // 0 − 0, not −0: silence has one bit pattern.
  return (v & 0x80 ? 0 - magnitude : magnitude) / 32768
})
