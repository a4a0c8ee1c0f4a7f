// Programmes whose loudness and peaks are known beforehand: what the standards' test cases are written in. For tests; nothing here measures.
import { gainOfDb, sin } from '@tonmeister/dsp/math.ts'

const PI = Math.PI

/** Planar sound of a rate, full scale ±1. */
export interface Programme {
  readonly sampleRate: number
  readonly data: readonly Float32Array[]
}

/** A stretch of a tone: seconds, and the peak level in dBFS of every channel, or of each; −Infinity is silence. */
export type Stretch = readonly [seconds: number, db: number | readonly number[]]

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** One whole repetition of a sine of a whole number of Hz: the tone has no drift, however long. */
function repetition(sampleRate: number, hz: number): Float64Array {
  const frames = sampleRate / gcd(sampleRate, hz)
  return Float64Array.from({ length: frames }, (_, n) => sin((2 * PI * ((n * hz) % sampleRate)) / sampleRate))
}

/** A tone that goes on through all stretches while its level steps: how Tech 3341 and 3342 describe their signals (1000 Hz, in phase). */
export function tones(sampleRate: number, channels: number, stretches: readonly Stretch[], hz = 1000): Programme {
  const wave = repetition(sampleRate, hz)
  const ends: number[] = []
  let seconds = 0
  for (const [length] of stretches) ends.push(Math.round((seconds += length) * sampleRate))
  const data = Array.from({ length: channels }, (_, c) => {
    const x = new Float32Array(ends.at(-1) ?? 0)
    let n = 0
    stretches.forEach(([, db], i) => {
      const gain = gainOfDb(typeof db === 'number' ? db : db[c]!)
      for (; n < ends[i]!; n++) x[n] = gain * wave[n % wave.length]!
    })
    return x
  })
  return { sampleRate, data }
}

/** A sine between linear fades, the way the true-peak cases are described. Phase in degrees at the first frame. */
export function fadedSine(
  sampleRate: number,
  hz: number,
  { amplitude, degrees = 0, seconds = 0.5, fade = 0.01 }: { amplitude: number; degrees?: number; seconds?: number; fade?: number },
): Float32Array {
  const frames = Math.round(seconds * sampleRate)
  const edge = fade * sampleRate
  return Float32Array.from({ length: frames }, (_, n) => {
    const turns = (n * hz) / sampleRate + degrees / 360
    return amplitude * Math.min(1, n / edge, (frames - 1 - n) / edge) * sin(2 * PI * (turns - Math.floor(turns)))
  })
}

/** Numbers in [−1, 1) that look random and are the same every time: xorshift32. */
export function noise(frames: number, seed: number, amplitude = 1): Float32Array {
  let s = seed | 0 || 1
  return Float32Array.from({ length: frames }, () => {
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    return (amplitude * s) / 2 ** 31
  })
}
