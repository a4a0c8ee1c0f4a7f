// Runs one device's kernel on arrays, for tests and measurements: four lanes in, four lanes out.
import { Fft } from '@tonmeister/dsp'
import { Kernels, LANES, SLOT_BYTES } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import type { Device } from '@tonmeister/project'

export const RATE = 48_000
export type Lanes = readonly Float32Array[]
/** Parameter values by name for all lanes, or one set per lane; what is missing is the default. */
export type Settings = Readonly<Record<string, number>>

export const camel = (id: string) => id.replace(/-(\w)/g, (_, c: string) => c.toUpperCase())

/** Uniform noise in ±1, the same for the same seed. */
export function noise(frames: number, seed: number, level = 1): Float32Array {
  let s = Math.imul(seed, 2_654_435_761) | 1
  return Float32Array.from({ length: frames }, () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
    return (level * s) / 2 ** 31
  })
}
export const noises = (frames: number, level = 1): Float32Array[] => [1, 2, 3, 4].map((seed) => noise(frames, seed, level))
export const silence = (frames: number): Float32Array[] => Array.from({ length: LANES }, () => new Float32Array(frames))
/** The same signal in all lanes. */
export const everywhere = (x: Float32Array): Float32Array[] => [x, x, x, x]
export const sine = (frames: number, hz: number, level = 1, rate = RATE): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) => level * Math.sin((2 * Math.PI * hz * i) / rate))

/** A sung vowel (an open a): harmonics of a pitch in Hz through three resonances. @param scale  times these lie at 700, 1150 and 2600 Hz */
export function vowel(frames: number, pitch: number, scale = 1, rate = RATE): Float32Array {
  const out = new Float32Array(frames)
  // Band-limited pulses: all harmonics below 8 kHz.
  for (let n = 1; n * pitch < 8000; n++) {
    let level = 0.5 / n
    for (const [hz, width] of [
      [700, 90],
      [1150, 110],
      [2600, 160],
    ] as const) {
      const [f, c] = [n * pitch, hz * scale]
      // |1 / (1 − (f/c)² + j·width·f/c²)| of a resonance.
      level *= 1 / Math.sqrt((1 - (f / c) ** 2) ** 2 + ((width * scale * f) / (c * c)) ** 2)
    }
    for (let i = 0; i < frames; i++) out[i]! += 0.1 * level * n * Math.cos((2 * Math.PI * n * pitch * i) / rate)
  }
  return out
}

/** One lane group of one device, on a memory of its own (or that of `kernels`). */
export class Group {
  readonly kernels: Kernels
  readonly state: number
  readonly bytes: number
  readonly params: number
  /** Addresses of the rooms of its two pairs, where its device has such. */
  readonly rooms: number[] = []
  private readonly io: number
  private readonly keyAt: number
  private static readonly LONGEST = 4096

  constructor(
    readonly device: Device,
    readonly rate = RATE,
    kernels = new Kernels(kernelsModule()),
    /** Address of what the engine would give the kernel to read: a sampler's zones. */
    data = 0,
  ) {
    this.kernels = kernels
    this.bytes = this.call('stateBytes')(rate)
    this.state = kernels.allocate(this.bytes)
    this.params = kernels.allocate(Math.max(1, Object.keys(device.params).length) * SLOT_BYTES)
    this.io = kernels.allocate(Group.LONGEST * SLOT_BYTES * 2)
    this.keyAt = kernels.allocate(Group.LONGEST * SLOT_BYTES)
    // Whatever lay there before: init has to cope.
    kernels.u8.fill(0xff, this.state, this.state + this.bytes)
    this.call('init')(this.state, rate, data)
    this.set({})
    // A device that keeps much for each pair has a room for it beside the lanes.
    const room = kernels.find(`${camel(device.id)}_roomBytes`)
    if (room)
      for (let half = 0; half < 2; half++) {
        const at = kernels.allocate(room(rate))
        this.call('roomInit')(at, rate, 1)
        if (data) this.call('roomFile')(at, data)
        this.call('roomTake')(this.state, half, at)
        this.rooms.push(at)
      }
  }
  call(name: string) {
    return this.kernels.get(`${camel(this.device.id)}_${name}`)
  }
  /** Sets all parameters, in all lanes or in those named; missing ones go to their defaults. */
  set(values: Settings, lanes: readonly number[] = [0, 1, 2, 3]): this {
    const f = this.kernels.f32
    Object.entries(this.device.params).forEach(([name, p], i) => {
      for (const lane of lanes) f[this.params / 4 + i * LANES + lane] = values[name] ?? p.default
    })
    return this
  }
  /** A reading, by name. */
  reading(name: string, lane = 0): number {
    return this.kernels.f32[this.state / 4 + Object.keys(this.device.readings ?? {}).indexOf(name) * LANES + lane]!
  }
  private put(at: number, from: Lanes, start: number, n: number): void {
    const f = this.kernels.f32
    for (let c = 0; c < LANES; c++) for (let i = 0; i < n; i++) f[at / 4 + i * LANES + c] = from[c]![start + i]!
  }
  private get(at: number, to: Lanes, start: number, n: number): void {
    const f = this.kernels.f32
    for (let c = 0; c < LANES; c++) for (let i = 0; i < n; i++) to[c]![start + i] = f[at / 4 + i * LANES + c]!
  }
  /** Processes an effect's input in blocks of the lengths given, in turn. */
  run(input: Lanes, blocks: number | readonly number[] = 128, key?: Lanes): Float32Array[] {
    const lengths = typeof blocks === 'number' ? [blocks] : blocks
    const process = this.call('process')
    const frames = input[0]!.length
    const out = silence(frames)
    for (let at = 0, b = 0; at < frames; b++) {
      const n = Math.min(lengths[b % lengths.length]!, frames - at)
      this.put(this.io, input, at, n)
      if (key) this.put(this.keyAt, key, at, n)
      process(this.state, this.params, this.io, n, key ? this.keyAt : 0)
      this.get(this.io, out, at, n)
      at += n
    }
    return out
  }
  /** Runs this group and another, which must share this one's kernels, through processPair. */
  runPair(other: Group, inputs: readonly [Lanes, Lanes], block = 128): [Float32Array[], Float32Array[]] {
    const process = this.call('processPair')
    const frames = inputs[0][0]!.length
    const out: [Float32Array[], Float32Array[]] = [silence(frames), silence(frames)]
    for (let at = 0; at < frames; at += block) {
      const n = Math.min(block, frames - at)
      this.put(this.io, inputs[0], at, n)
      other.put(other.io, inputs[1], at, n)
      process(this.state, this.params, this.io, other.state, other.params, other.io, n, 0, 0)
      this.get(this.io, out[0], at, n)
      other.get(other.io, out[1], at, n)
    }
    return out
  }
  /** An instrument's output: left and right of each voice. */
  play(frames: number, block = 128): { left: Float32Array[]; right: Float32Array[] } {
    const process = this.call('process')
    const left = silence(frames)
    const right = silence(frames)
    for (let at = 0; at < frames; at += block) {
      const n = Math.min(block, frames - at)
      process(this.state, this.params, this.io, n)
      this.get(this.io, left, at, n)
      this.get(this.io + n * SLOT_BYTES, right, at, n)
    }
    return { left, right }
  }
  /** Moves a lane's state here, as the engine does: lane n of every slot. */
  takeLane(from: Group, fromLane: number, lane: number): void {
    const f = this.kernels.f32
    const g = from.kernels.f32
    for (let i = 0; i < this.bytes / 4; i += LANES) f[this.state / 4 + i + lane] = g[from.state / 4 + i + fromLane]!
  }
  /** Nanoseconds per frame of one group at this block length, best of several runs: `pair` runs another group along and halves. */
  cost(input: Lanes, now: () => number, block = 128, other?: Group): number {
    const frames = Math.min(block, Group.LONGEST)
    this.put(this.io, input, 0, frames)
    const kept = this.kernels.f32.slice(this.io / 4, this.io / 4 + frames * LANES)
    const process = this.call(other ? 'processPair' : 'process')
    let best = Infinity
    for (let round = 0; round < 30; round++) {
      const begin = now()
      for (let i = 0; i < 40; i++) {
        // Fresh input each time: an effect in place would otherwise be fed its own output.
        this.kernels.f32.set(kept, this.io / 4)
        if (other) {
          other.kernels.f32.set(kept, other.io / 4)
          process(this.state, this.params, this.io, other.state, other.params, other.io, frames, 0, 0)
        } else process(this.state, this.params, this.io, frames, 0)
      }
      best = Math.min(best, ((now() - begin) * 1e6) / (40 * frames * (other ? 2 : 1)))
    }
    return best
  }
}

/** Largest absolute sample. */
export const peak = (x: Float32Array): number => x.reduce((m, v) => Math.max(m, Math.abs(v)), 0)
/** Root mean square. */
export const rms = (x: Float32Array): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / x.length)
/** A gain in dB as a factor. */
export const level = (db: number): number => 10 ** (db / 20)
/** A signal that stands still at a level in dB. */
export const constant = (frames: number, db: number): Float32Array => new Float32Array(frames).fill(level(db))
/** A constant that jumps from one level in dB to another after `at` frames. */
export const jump = (from: number, to: number, at: number, frames: number): Float32Array => constant(frames, to).fill(level(from), 0, at)
/** The frame, with a fraction, at which a monotonous signal passes a value, looked for after frame `from`; NaN where it does not. */
export function crossing(x: Float64Array, from: number, value: number): number {
  const rises = x[from]! < value
  for (let i = from + 1; i < x.length; i++) if (x[i]! >= value === rises) return i - 1 + (value - x[i - 1]!) / (x[i]! - x[i - 1]!)
  return Number.NaN
}
/** Gain reduction over time, dB, of a constant that jumps from one level to another. */
export function reductionOf(
  device: Device,
  settings: Settings,
  from: number,
  to: number,
  at: number,
  frames: number,
  rate = RATE,
): Float64Array {
  const x = jump(from, to, at, frames)
  const y = new Group(device, rate).set(settings).run(everywhere(x))[0]!
  return Float64Array.from(y, (v, i) => -inDb(v / x[i]!))
}
export const inDb = (x: number): number => 20 * Math.log10(x)
/** |H| in dB of an impulse response at `hz`. */
export function magnitude(h: Float32Array, hz: number, rate = RATE): number {
  // A turning pointer instead of two functions per sample: exact to 1e-11 over a million samples.
  const [c, s] = [Math.cos((2 * Math.PI * hz) / rate), Math.sin((2 * Math.PI * hz) / rate)]
  let [x, y] = [1, 0]
  let re = 0
  let im = 0
  for (let i = 0; i < h.length; i++) {
    re += h[i]! * x
    im -= h[i]! * y
    const turned = x * c - y * s
    y = x * s + y * c
    x = turned
  }
  return 10 * Math.log10(re * re + im * im)
}
/**
 * What a jump of parameters leaves, in dB of full scale: the highest sample above 3 kHz (three times 12 dB per octave) of a 220 Hz tone at −3 dBFS while
 * the settings change from `a` to `b`, in the first two lanes. Unlike a long window's spectrum it shows a short click at its full height.
 */
export function clickOf(device: Device, a: Settings, b: Settings, block = 256, right = 1): number {
  const [before, after] = [8192, 24_576]
  const x = [1, right, 1, right].map((part) => sine(before + after, 220, 0.7 * part))
  const part = (from: number, to: number) => x.map((l) => l.subarray(from, to))
  const g = new Group(device).set(a)
  const first = g.run(part(0, before), block)
  const then = g.set(b).run(part(before, before + after), block)
  return Math.max(...[0, 1].map((c) => clickIn(Float32Array.of(...first[c]!, ...then[c]!))))
}
/** The same of what has come out already: dB of the highest sample above 3 kHz, from frame 4096 on, when the filter has settled. */
export const clickIn = (x: Float32Array): number => inDb(peak(above(x, 3000).subarray(4096)))
/**
 * The same for what makes harmonics, in either direction: by how much, in dB of full scale, a jump passes what there is well before and well after it;
 * above 10 kHz, where the harmonics of 220 Hz that settings on the way have are weak.
 */
export function clickOverHarmonics(device: Device, a: Settings, b: Settings, block = 256): number {
  const [before, after, settled] = [6144, 12_288, 3072]
  const x = everywhere(sine(before + after, 220, 0.7))
  const g = new Group(device).set(a, [0, 1]).set(b, [2, 3])
  const first = g.run(
    x.map((l) => l.subarray(0, before)),
    block,
  )
  const then = g
    .set(b, [0, 1])
    .set(a, [2, 3])
    .run(
      x.map((l) => l.subarray(before)),
      block,
    )
  return Math.max(
    ...[0, 2].map((c) => {
      const y = above(Float32Array.of(...first[c]!, ...then[c]!), 10_000)
      const standing = Math.max(peak(y.subarray(settled, before)), peak(y.subarray(y.length - settled)))
      return inDb(Math.max(1e-10, peak(y.subarray(settled)) - standing))
    }),
  )
}
/** High-pass of the sixth order, Butterworth sections. Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filters". */
function above(x: Float32Array, hz: number, rate = RATE): Float32Array {
  const w = (2 * Math.PI * hz) / rate
  let y = Float64Array.from(x)
  for (const n of [1, 3, 5]) {
    const alpha = Math.sin(w) * Math.sin((n * Math.PI) / 12)
    const [b, a0, a1, a2] = [(1 + Math.cos(w)) / 2, 1 + alpha, -2 * Math.cos(w), 1 - alpha]
    let [x1, x2, y1, y2] = [0, 0, 0, 0]
    y = y.map((v) => {
      const out = (b * (v - 2 * x1 + x2) - a1 * y1 - a2 * y2) / a0
      ;[x2, x1, y2, y1] = [x1, v, y1, out]
      return out
    })
  }
  return Float32Array.from(y)
}
/** The first frame in which two signals differ in any bit, or −1; −0 counts as 0. */
export function firstDifference(a: Lanes, b: Lanes): number {
  for (let i = 0; i < a[0]!.length; i++) for (let c = 0; c < a.length; c++) if (a[c]![i] !== b[c]![i]) return i
  return -1
}
/** What a signal holds of a sine of known frequency, by least squares, and what is left of it; `phase` is that of amplitude · sin at the first frame. */
export function toneIn(x: Float32Array, hz: number, rate = RATE): { amplitude: number; phase: number; rest: number; restDb: number } {
  const w = (2 * Math.PI * hz) / rate
  let [cc, ss, cs, cx, sx] = [0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const c = Math.cos(w * i)
    const s = Math.sin(w * i)
    cc += c * c
    ss += s * s
    cs += c * s
    cx += c * x[i]!
    sx += s * x[i]!
  }
  const det = cc * ss - cs * cs
  const a = (cx * ss - sx * cs) / det
  const b = (sx * cc - cx * cs) / det
  let left = 0
  for (let i = 0; i < x.length; i++) left += (x[i]! - a * Math.cos(w * i) - b * Math.sin(w * i)) ** 2
  const amplitude = Math.hypot(a, b)
  const rest = Math.sqrt(left / x.length)
  return { amplitude, phase: Math.atan2(a, b), rest, restDb: inDb((rest * Math.SQRT2) / amplitude) }
}
/**
 * What a nonlinear device makes of tones of whole `bins` of 2^13 frames, one to a lane, after `wait` frames: power per bin of each, without a window.
 * Bin h · bin is harmonic h; whatever lies elsewhere is an alias.
 */
export function tonesThrough(g: Group, bins: readonly number[], amplitude: number, wait = 2048): Float64Array[] {
  const n = 1 << 13
  const hz = bins.map((b) => (b * g.rate) / n)
  return g.run(hz.map((f) => sine(wait + n, f, amplitude, g.rate))).map((y) => spectrum(y.subarray(wait), false))
}
/** Level in dB against the fundamental of the highest line between 20 Hz and 20 kHz that is no harmonic. */
export function aliasOf(power: Float64Array, bin: number, rate = RATE): number {
  const perHertz = (2 * power.length) / rate
  let most = 1e-30
  for (let b = Math.ceil(20 * perHertz); b <= 20_000 * perHertz; b++) if (b % bin) most = Math.max(most, power[b]!)
  return 10 * Math.log10(most / power[bin]!)
}
// Seven terms of Blackman-Harris: side lobes below −160 dB, a main lobe of ±7 bins. Source: H. Albrecht, "A Family of Cosine-Sum Windows", 2001.
const WINDOW = [
  0.27105140069342, 0.43329793923448, 0.21812299954311, 0.06592544638803, 0.01081174209837, 0.00077658482522, 0.00001388721735,
]
/** Half the bins a sine spreads over in a windowed spectrum. */
export const LOBE = 7
/** Power spectrum of n samples, n a power of two: bin b is b·rate/n. A full-scale sine is 1 at its bin if it falls on one, or windowed. */
export function spectrum(x: Float32Array, windowed = true): Float64Array {
  const n = x.length
  const re = Float64Array.from(x, (v, i) =>
    windowed ? v * WINDOW.reduce((s, a, k) => s + (k % 2 ? -a : a) * Math.cos((2 * Math.PI * k * i) / n), 0) : v,
  )
  const im = new Float64Array(n)
  new Fft(n).transform(re, im)
  const scale = 2 / n / (windowed ? WINDOW[0]! : 1)
  return Float64Array.from({ length: n / 2 }, (_, i) => (re[i]! ** 2 + im[i]! ** 2) * scale ** 2)
}
/** Highest bin of a power spectrum between two frequencies, in dB of full scale. */
export function highestIn(power: Float64Array, from: number, to: number, rate = RATE): number {
  const bin = (hz: number) => Math.round((hz * 2 * power.length) / rate)
  return 10 * Math.log10(power.subarray(bin(from), bin(to)).reduce((m, v) => Math.max(m, v), 1e-30))
}
