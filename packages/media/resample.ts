// Sample-rate conversion: a polyphase windowed-sinc low-pass in double precision, without delay, the same bits however it is read.
// Source: Smith, "Digital Audio Resampling"; Kaiser window (Kaiser & Schafer 1980). Pass band to 20/22.05 of the lower Nyquist frequency, stop band
// from the lower Nyquist frequency on, 150 dB down. Coefficients come from our own arithmetic: every machine computes the same ones.
import { type AudioReader, sin } from '@tonmeister/dsp'

const ATTENUATION_DB = 150
const BETA = 0.1102 * (ATTENUATION_DB - 8.7)
const PASS = 20 / 22.05
const PI = 3.141592653589793
/** Beyond this many phases they are interpolated from a table of FINE: the error stays below −170 dB. */
const PHASES_MAX = 4096
const FINE = 16_384
/** Output frames computed at a time. */
const BLOCK = 4096

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a)
/** Modified Bessel function of order zero, by its power series. */
function bessel(x: number): number {
  const q = (x * x) / 4
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= q / (k * k)
    sum += term
  }
  return sum
}

interface Bank {
  /** Taps on each side of the output's place. */
  readonly half: number
  readonly phases: number
  /** phases + 1 rows of 2 × half taps; the last row is the first, one frame later. */
  readonly taps: Float64Array
}
const banks = new Map<string, Bank>()

function bankFor(up: number, down: number): Bank {
  const key = `${up}/${down}`
  const known = banks.get(key)
  if (known) return known
  const phases = up > PHASES_MAX ? FINE : up
  // Frequencies in cycles per input frame.
  const nyquist = 0.5 * Math.min(1, up / down)
  const transition = nyquist * (1 - PASS)
  const cutoff = nyquist - transition / 2
  const half = Math.ceil((ATTENUATION_DB - 8) / (2.285 * 2 * PI * transition) / 2)
  const rows = new Float64Array((phases + 1) * half * 2)
  const scale = 1 / bessel(BETA)
  for (let p = 0; p <= phases; p++) {
    const row = p * half * 2
    let sum = 0
    for (let t = 0; t < half * 2; t++) {
      // Tap t weighs input frame i0 − half + 1 + t for an output at i0 + p / phases.
      const x = p / phases - (t - half + 1)
      const r = x / half
      const window = r * r < 1 ? bessel(BETA * Math.sqrt(1 - r * r)) * scale : 0
      const sinc = x === 0 ? 2 * cutoff : sin(2 * PI * cutoff * x) / (PI * x)
      rows[row + t] = sinc * window
      sum += sinc * window
    }
    // The same level at every phase, or steady tones would shimmer.
    for (let t = 0; t < half * 2; t++) rows[row + t] = rows[row + t]! / sum
  }
  const bank = { half, phases, taps: rows }
  banks.set(key, bank)
  return bank
}

/**
 * The same audio at another rate: length round(frames × out / in), frame 0 at the same moment. The reader itself when the rate is right already.
 * Measured for 44.1 ↔ 48 and 96 → 44.1 kHz: THD+N and aliases below −140 dB, ripple below 0.01 dB to 20 kHz (see resample.test.ts).
 */
export function resampled(reader: AudioReader, sampleRate: number): AudioReader {
  if (reader.sampleRate === sampleRate) return reader
  const divisor = gcd(sampleRate, reader.sampleRate)
  const up = sampleRate / divisor
  const down = reader.sampleRate / divisor
  const { half, phases, taps } = bankFor(up, down)
  const frames = Math.round((reader.frames * sampleRate) / reader.sampleRate)
  const width = half * 2
  const span = Math.ceil((BLOCK * down) / up) + width + 2
  const input = Array.from({ length: reader.channels }, () => new Float32Array(span))
  const inputAsDouble = new Float64Array(span)
  const fine = up > PHASES_MAX
  return {
    sampleRate,
    channels: reader.channels,
    frames,
    close: () => reader.close(),
    read(at, out, count = out[0]?.length ?? 0) {
      const wanted = Math.max(0, Math.min(count, frames - at))
      for (let done = 0; done < wanted; done += BLOCK) {
        const n = Math.min(BLOCK, wanted - done)
        const first = at + done
        const from = Math.floor((first * down) / up) - half + 1
        const to = Math.floor(((first + n - 1) * down) / up) + half + 1
        load(reader, input, from, to - from)
        for (let c = 0; c < out.length && c < reader.channels; c++) {
          inputAsDouble.set(input[c]!.subarray(0, to - from))
          const target = out[c]!
          for (let i = 0; i < n; i++) {
            const place = (first + i) * down
            const whole = Math.floor(place / up)
            const phase = place - whole * up
            const x = whole - half + 1 - from
            target[done + i] = fine
              ? between(taps, inputAsDouble, (phase / up) * phases, width, x)
              : dot(taps, phase * width, inputAsDouble, x, width)
          }
        }
      }
      return wanted
    },
  }
}
/** Input frames [from, from + n) with silence outside the file. */
function load(reader: AudioReader, into: readonly Float32Array[], from: number, n: number): void {
  const skip = Math.max(0, -from)
  const there = Math.max(0, Math.min(n, reader.frames - from) - skip)
  for (const channel of into) channel.fill(0, 0, n)
  if (there <= 0) return
  const views = into.map((channel) => channel.subarray(skip, skip + there))
  reader.read(from + skip, views, there)
}
/** Four sums at once, in a fixed order. */
function dot(taps: Float64Array, row: number, x: Float64Array, at: number, width: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let t = 0
  for (; t + 3 < width; t += 4) {
    a += taps[row + t]! * x[at + t]!
    b += taps[row + t + 1]! * x[at + t + 1]!
    c += taps[row + t + 2]! * x[at + t + 2]!
    d += taps[row + t + 3]! * x[at + t + 3]!
  }
  for (; t < width; t++) a += taps[row + t]! * x[at + t]!
  return a + b + (c + d)
}
function between(taps: Float64Array, x: Float64Array, phase: number, width: number, at: number): number {
  const p = Math.floor(phase)
  const low = dot(taps, p * width, x, at, width)
  const high = dot(taps, (p + 1) * width, x, at, width)
  return low + (high - low) * (phase - p)
}
