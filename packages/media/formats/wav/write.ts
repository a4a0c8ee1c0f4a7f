// Writes WAV; grows into RF64 by itself beyond 4 GiB. The same samples give the same bytes: nothing of the clock is written.
// 0 'RIFF' size 'WAVE' | 12 'JUNK' 28 (becomes ds64 in an RF64) | 48 'fmt ' 16, 18 or 40 | (float: 'fact' 4) | 'data' size …
// More than two channels: WAVE_FORMAT_EXTENSIBLE, with the places of the loudspeakers where there is a custom. Up to two: the plain form every program reads.
import type { AudioWriter } from '@tonmeister/dsp'
import type { ByteSink } from '../../bytes.ts'
import { Dither } from '../../dither.ts'
import { MediaError } from '../../error.ts'

export interface WavOptions {
  readonly sampleRate: number
  readonly channels: number
  /** 16 and 24 are integer, 32 is float. */
  readonly bits: 16 | 24 | 32
  /** TPDF dither of ±1 step; default: on for 16 bits, off for 24. */
  readonly dither?: boolean
  /** Sees the bytes of the data chunk as they are written. */
  readonly onBytes?: (bytes: Uint8Array) => void
  /** Bytes after 'RIFF' and its size from which on the file is an RF64; for tests. 2³² − 1 when missing. */
  readonly rf64From?: number
}
const MASKS: { readonly [channels: number]: number } = { 1: 0x4, 2: 0x3, 3: 0x7, 4: 0x33, 5: 0x37, 6: 0x3f, 8: 0x63f }
const BLOCK = 4096

/** @throws MediaError 'unsupported' for a format that WAV does not have */
export function createWav(sink: ByteSink, options: WavOptions): AudioWriter {
  const { sampleRate, channels, bits } = options
  if (!(channels >= 1 && channels <= 1024 && Number.isInteger(channels)))
    throw new MediaError('unsupported', `A WAV file cannot have ${channels} channels.`, { hint: 'Use 1 to 1024.' })
  if (!(sampleRate >= 1 && sampleRate <= 0xffffffff && Number.isInteger(sampleRate)))
    throw new MediaError('unsupported', `A WAV file cannot have ${sampleRate} samples per second.`, { hint: 'Use a rate such as 48000.' })
  const width = bits / 8
  const frameBytes = width * channels
  const extensible = channels > 2
  const isFloat = bits === 32
  const fmtSize = extensible ? 40 : isFloat ? 18 : 16
  const headSize = 12 + 36 + 8 + fmtSize + (isFloat ? 12 : 0) + 8
  let frames = 0
  const dither = (options.dither ?? bits === 16) && !isFloat ? new Dither(channels) : null
  const bytes = new Uint8Array(BLOCK * frameBytes)
  const view = new DataView(bytes.buffer)

  const header = () => {
    const out = new Uint8Array(headSize)
    const v = new DataView(out.buffer)
    const tag = (at: number, id: string) => {
      for (let i = 0; i < 4; i++) out[at + i] = id.charCodeAt(i)
    }
    const dataBytes = frames * frameBytes
    const riffBytes = headSize - 8 + dataBytes + (dataBytes % 2)
    const large = riffBytes > (options.rf64From ?? 0xffffffff)
    tag(0, large ? 'RF64' : 'RIFF')
    v.setUint32(4, large ? 0xffffffff : riffBytes, true)
    tag(8, 'WAVE')
    tag(12, large ? 'ds64' : 'JUNK')
    v.setUint32(16, 28, true)
    if (large) {
      v.setBigUint64(20, BigInt(riffBytes), true)
      v.setBigUint64(28, BigInt(dataBytes), true)
      v.setBigUint64(36, BigInt(frames), true)
    }
    tag(48, 'fmt ')
    v.setUint32(52, fmtSize, true)
    v.setUint16(56, extensible ? 0xfffe : isFloat ? 3 : 1, true)
    v.setUint16(58, channels, true)
    v.setUint32(60, sampleRate, true)
    v.setUint32(64, Math.min(0xffffffff, sampleRate * frameBytes), true)
    v.setUint16(68, frameBytes, true)
    v.setUint16(70, bits, true)
    if (extensible) {
      v.setUint16(72, 22, true)
      v.setUint16(74, bits, true)
      v.setUint32(76, MASKS[channels] ?? 0, true)
      v.setUint16(80, isFloat ? 3 : 1, true)
      out.set([0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71], 82)
    }
    let at = 56 + fmtSize
    if (isFloat) {
      tag(at, 'fact')
      v.setUint32(at + 4, 4, true)
      v.setUint32(at + 8, Math.min(0xffffffff, frames), true)
      at += 12
    }
    tag(at, 'data')
    v.setUint32(at + 4, large ? 0xffffffff : dataBytes, true)
    return out
  }
  sink.write(header())

  return {
    write(block, count = block[0]?.length ?? 0) {
      for (let from = 0; from < count; from += BLOCK) {
        const n = Math.min(BLOCK, count - from)
        for (let c = 0; c < channels; c++) {
          const data = block[c] ?? block[0]!
          if (isFloat) for (let i = 0, p = c * 4; i < n; i++, p += frameBytes) view.setFloat32(p, finite(data[from + i]!), true)
          else if (bits === 16)
            for (let i = 0, p = c * 2; i < n; i++, p += frameBytes) {
              const x = quantise(data[from + i]! * 32768 + (dither ? dither.next(c) : 0), -32768, 32767)
              bytes[p] = x
              bytes[p + 1] = x >> 8
            }
          else
            for (let i = 0, p = c * 3; i < n; i++, p += frameBytes) {
              const x = quantise(data[from + i]! * 8388608 + (dither ? dither.next(c) : 0), -8388608, 8388607)
              bytes[p] = x
              bytes[p + 1] = x >> 8
              bytes[p + 2] = x >> 16
            }
        }
        const part = bytes.subarray(0, n * frameBytes)
        sink.write(part)
        options.onBytes?.(part)
        frames += n
      }
    },
    close() {
      if ((frames * frameBytes) % 2) sink.write(new Uint8Array(1))
      sink.writeAt(0, header())
      sink.close()
    },
    abort: () => sink.abort(),
  }
}
/** NaN and infinity would spoil whatever plays the file. */
const finite = (x: number) => (x - x === 0 ? x : 0)
/** Nearest whole step; halves go up. What is no number is silence. */
function quantise(x: number, low: number, high: number): number {
  const n = Math.floor(x + 0.5)
  return n > high ? high : n < low ? low : n | 0
}
