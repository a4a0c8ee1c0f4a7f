import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { describe, expect, test } from 'vitest'
import { firstDifference, Group, highestIn, inDb, noise, peak, rms, sine, spectrum, toneIn } from '../render.ts'
import device from './device.ts'

interface Zone {
  readonly keys?: readonly [number, number]
  readonly velocities?: readonly [number, number]
  readonly root?: number
  /** Cents. */
  readonly tune?: number
  readonly gain?: number
  /** First and last frame, exclusive. */
  readonly loop?: readonly [number, number]
  readonly left: Float32Array
  readonly right?: Float32Array
}
/** A sampler with these zones, laid out as the engine does. */
function sampler(
  zones: readonly Zone[],
  settings: Record<string, number> = {},
  rate = 48_000,
  kernels = new Kernels(kernelsModule()),
): Group {
  // Sixteen zeros before and behind each plane.
  const plane = (x: Float32Array) => {
    const at = kernels.allocate((x.length + 32) * 4)
    kernels.f32.set(x, at / 4 + 16)
    return at + 64
  }
  const planes = zones.map((z) => [plane(z.left), plane(z.right ?? z.left)] as const)
  const at = kernels.allocate(16 + zones.length * 64)
  const view = new DataView(kernels.memory.buffer, at, 16 + zones.length * 64)
  view.setUint32(0, zones.length, true)
  zones.forEach((z, i) => {
    const floats = [...(z.keys ?? [0, 127]), ...(z.velocities ?? [0, 127]).map((v) => v / 127), z.root ?? 60, z.tune ?? 0, z.gain ?? 1]
    floats.forEach((v, n) => view.setFloat32(16 + 64 * i + 4 * n, v, true))
    const integers = [z.loop ? 1 : 0, ...(z.loop ?? [0, 0]), z.left.length]
    integers.forEach((v, n) => view.setUint32(16 + 64 * i + 28 + 4 * n, v, true))
    view.setFloat32(16 + 64 * i + 44, rate, true)
    planes[i]!.forEach((v, n) => view.setUint32(16 + 64 * i + 48 + 4 * n, v, true))
  })
  return new Group(device as never, rate, kernels, at).set({ velocity: 0, attack: 0.0005, ...settings })
}
const start = (g: Group, lane: number, key: number, velocity = 1, seed = 1 << 8) =>
  g.call('start')(g.state, g.params, lane, key, velocity, seed)
function note(g: Group, key: number, frames: number, skip = 0, velocity = 1): Float32Array {
  start(g, 0, key, velocity)
  if (skip) g.play(skip)
  return g.play(frames).left[0]!
}

describe('zones', () => {
  const level = (g: Group, key: number, velocity: number, seed = 256) => {
    start(g, 0, key, velocity, seed)
    return g.play(2000).left[0]!.at(-1)!
  }
  const constant = (v: number) => new Float32Array(40_000).fill(v)
  test('key and velocity choose the zone, up to and including its limits; nothing fits, nothing sounds', () => {
    const g = sampler([
      { keys: [36, 47], left: constant(0.1), root: 40 },
      { keys: [48, 72], velocities: [1, 63], left: constant(0.2) },
      { keys: [48, 72], velocities: [64, 127], left: constant(0.3), gain: 2 },
    ])
    for (const [key, velocity, want] of [
      [36, 1, 0.1],
      [47, 0.1, 0.1],
      [48, 1 / 127, 0.2],
      [72, 63 / 127, 0.2],
      [72, 64 / 127, 0.6],
      [60, 1, 0.6],
      [35, 1, 0],
      [73, 1, 0],
    ] as const)
      expect(level(g, key, velocity), `key ${key} velocity ${velocity * 127}`).toBeCloseTo(want, 3)
  })
  test('zones that fit the same note take turns by the seed', () => {
    const g = sampler([{ left: constant(0.1) }, { left: constant(0.2) }, { left: constant(0.3) }])
    expect([0, 1, 2, 3].map((n) => level(g, 60, 1, n << 8).toFixed(2))).toEqual(['0.10', '0.20', '0.30', '0.10'])
  })
})

/** Everything but the tone against it, dB, from 20 Hz to half the rate. By the spectrum: a ten-thousandth of a cent would count otherwise. */
function impurity(x: Float32Array, hz: number): number {
  const power = spectrum(x)
  const bin = 48_000 / x.length
  let [wanted, rest] = [0, 0]
  for (let i = Math.ceil(20 / bin); i < power.length; i++)
    if (Math.abs(i * bin - hz) < 9 * bin) wanted += power[i]!
    else rest += power[i]!
  return 10 * Math.log10(rest / wanted)
}

describe('pitch and interpolation', () => {
  test('at its root a sample passes bit for bit, once the attack is over', () => {
    const [x, y] = [noise(6000, 3, 0.5), noise(6000, 4, 0.5)]
    const g = sampler([{ left: x, right: y, root: 60 }])
    start(g, 0, 60)
    const out = g.play(5000)
    expect(firstDifference([out.left[0]!.subarray(100), out.right[0]!.subarray(100)], [x.subarray(100), y.subarray(100)])).toBe(-1)
  })
  test('transposition, fine, tune and bend are right within 0.01 cent, 44.1 to 96 kHz', () => {
    for (const rate of [44_100, 48_000, 96_000]) {
      const x = sine(400_000, 500, 0.5, rate)
      const cents = (settings: Record<string, number>, zone: Partial<Zone>, key: number, want: number) => {
        const y = note(sampler([{ left: x, ...zone }], settings, rate), key, 16_384, 2048)
        const hz = 500 * 2 ** (want / 1200)
        const turns =
          (toneIn(y.subarray(8192), hz, rate).phase - toneIn(y.subarray(0, 8192), hz, rate).phase) / (2 * Math.PI) - (hz * 8192) / rate
        expect(Math.abs(1200 * Math.log2(1 + ((turns - Math.round(turns)) * rate) / 8192 / hz)), `${key} ${want}`).toBeLessThan(0.01)
      }
      for (const key of [36, 53, 59, 61, 67, 72, 84]) cents({}, {}, key, (key - 60) * 100)
      cents({ transpose: -5, fine: 30 }, {}, 60, -470)
      cents({ bend: 1.5 }, { tune: -20, root: 48 }, 50, 330)
    }
  })
  test('distortion and noise: below −95 dB for tones to a quarter of the rate, −70 dB to 18 kHz', () => {
    const quality = (hz: number, key: number) => {
      const ratio = 2 ** ((key - 60) / 12)
      return impurity(note(sampler([{ left: sine(80_000, hz, 0.5) }]), key, 16_384, 2048), hz * ratio)
    }
    for (const key of [47, 55, 59, 61, 62]) {
      for (const hz of [197, 997, 5000, 12_000]) expect(quality(hz, key), `${hz} Hz, key ${key}`).toBeLessThan(-95)
      expect(quality(18_000, key), `18 kHz, key ${key}`).toBeLessThan(-70)
    }
    for (const key of [65, 67, 72]) for (const hz of [197, 997, 5000]) expect(quality(hz, key), `${hz} Hz, key ${key}`).toBeLessThan(-95)
  })
  test('the band is flat: within 0.1 dB to 18 kHz near the root, to 12.5 kHz an octave up', () => {
    const gain = (hz: number, key: number) => {
      const ratio = 2 ** ((key - 60) / 12)
      return inDb(toneIn(note(sampler([{ left: sine(60_000, hz, 0.5) }]), key, 8192, 2048), hz * ratio).amplitude / 0.5)
    }
    for (const hz of [100, 1000, 10_000, 18_000])
      for (const key of [50, 59, 61, 62]) expect(Math.abs(gain(hz, key)), `${hz}, ${key}`).toBeLessThan(0.1)
    for (const out of [1000, 8000, 12_500]) expect(Math.abs(gain(out / 2, 72)), `${out}`).toBeLessThan(0.1)
  })
  test('what would fold when played up is taken away: a tone of 20 kHz played an octave up, below −60 dB', () => {
    for (const [hz, key] of [
      [20_000, 72],
      [17_000, 72],
      [21_500, 67],
      [14_000, 79],
    ] as const) {
      const y = note(sampler([{ left: sine(120_000, hz, 0.5) }]), key, 16_384, 2048)
      expect(inDb((rms(y) * Math.SQRT2) / 0.5), `${hz} Hz at key ${key}`).toBeLessThan(-60)
    }
  })
})

describe('loops', () => {
  const PERIOD = 480
  test('a loop of whole periods has no seam: nothing beside the tone above −95 dBFS, for long and short ones, up and down', () => {
    for (const [from, to] of [
      [4800, 24_000],
      [960, 960 + 2 * PERIOD],
      [500, 500 + PERIOD],
    ] as const)
      for (const key of [55, 60, 61, 69]) {
        const g = sampler([{ left: sine(to + 37, 100, 0.5), loop: [from, to] }])
        const y = note(g, key, 32_768, 30_000)
        expect(impurity(y, 100 * 2 ** ((key - 60) / 12)), `${from}…${to} key ${key}`).toBeLessThan(-95)
      }
  })
  test('a wave of a single period, shorter than the kernel too, is endless: pitch and purity', () => {
    for (const length of [24, 48, 7]) {
      const hz = 48_000 / length
      const x = Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * i) / length))
      const y = note(sampler([{ left: x, loop: [0, length], root: 60 }]), 57, 16_384, 2048)
      expect(impurity(y, hz * 2 ** (-3 / 12)), `${length} frames`).toBeLessThan(-90)
      expect(Math.abs(inDb(toneIn(y, hz * 2 ** (-3 / 12)).amplitude / 0.5))).toBeLessThan(0.1)
    }
  })
  test('without a loop the note ends with its sample, and frees its lane', () => {
    const g = sampler([{ left: noise(1000, 2, 0.5) }])
    start(g, 0, 60)
    const out = g.play(1500).left[0]!
    expect(peak(out.subarray(900, 1000))).toBeGreaterThan(0.1)
    expect(peak(out.subarray(1000))).toBe(0)
    expect(g.call('sounding')(g.state)).toBe(0)
  })
})

describe('voice', () => {
  const endless = (hz = 1000) => ({ left: sine(4800, hz, 1), loop: [0, 4800] as const })
  test('attack, decay, sustain and release take their times', () => {
    const g = sampler([endless()], { attack: 0.05, decay: 0.2, sustain: 40, release: 0.1 })
    start(g, 0, 60)
    const x = g.play(24_000).left[0]!
    const at = (frame: number) => peak(x.subarray(frame - 24, frame + 24))
    expect(Math.abs(at(2400) - 1)).toBeLessThan(0.01)
    expect(Math.abs(at(2400 + 3200) - (0.4 + 0.6 * 0.1))).toBeLessThan(0.01)
    expect(Math.abs(at(23_000) - 0.4)).toBeLessThan(0.004)
    g.call('release')(g.state, 0)
    const y = g.play(4800).left[0]!
    expect(Math.abs(peak(y.subarray(1600 - 24, 1600 + 24)) / 0.4 - 0.1)).toBeLessThan(0.01)
    expect(y.at(-1)).toBe(0)
    expect(g.call('sounding')(g.state)).toBe(0)
  })
  test('velocity goes with its square; start skips; both channels are their own', () => {
    const level = (velocity: number, amount: number) => rms(note(sampler([endless()], { velocity: amount }), 60, 4800, 4800, velocity))
    expect(inDb(level(0.5, 100) / level(1, 100))).toBeCloseTo(-12.04, 1)
    expect(inDb(level(0.5, 0) / level(1, 0))).toBeCloseTo(0, 3)
    const ramp = Float32Array.from({ length: 10_000 }, (_, i) => i / 10_000)
    const g = sampler([{ left: ramp, right: ramp.map((v) => -v) }], { start: 50 })
    start(g, 0, 60)
    const out = g.play(1000)
    expect(out.left[0]![500]).toBeCloseTo(0.55, 4)
    expect(out.right[0]![500]).toBeCloseTo(-0.55, 4)
  })
  test('the filter: resonance at its cutoff, 12 dB/octave, moved by key and velocity', () => {
    const through = (hz: number, settings: Record<string, number>, key = 60, velocity = 1) =>
      inDb(toneIn(note(sampler([{ ...endless(hz), root: key }], settings), key, 9600, 9600, velocity), hz).amplitude)
    expect(through(1000, { cutoff: 1000, resonance: 4 })).toBeCloseTo(inDb(4), 1)
    expect(through(2000, { cutoff: 250 }) - through(1000, { cutoff: 250 })).toBeCloseTo(-12, 0)
    expect(through(1000, { cutoff: 500, resonance: 4, keyTrack: 100 }, 72)).toBeCloseTo(inDb(4), 1)
    expect(through(1000, { cutoff: 2000, resonance: 4, velocityFilter: 24 }, 60, 0.5)).toBeCloseTo(inDb(4), 1)
  })
  test('moving cutoff, level and bend make no steps: nothing above −90 dBFS beyond 4 kHz', () => {
    const g = sampler([endless(200)], { cutoff: 2000 })
    start(g, 0, 60)
    const x = new Float32Array(16_384 + 4096)
    for (let at = 0; at < x.length; at += 32) {
      const s = Math.sin((2 * Math.PI * 3 * at) / 48_000)
      g.set({ velocity: 0, cutoff: 1500 * 3 ** s, level: 4 * s - 4, bend: 2 * s })
      x.set(g.play(32, 32).left[0]!, at)
    }
    expect(highestIn(spectrum(x.subarray(4096)), 4000, 24_000)).toBeLessThan(-90)
  })
  test('a filter that comes in does not click', () => {
    const g = sampler([endless(100)])
    start(g, 0, 60)
    const before = g.play(4800 + 120).left[0]!
    const after = g.set({ velocity: 0, attack: 0.0005, cutoff: 15_000 }).play(480).left[0]!
    const x = Float32Array.of(...before.subarray(2000), ...after)
    let step = 0
    for (let i = 1; i < x.length; i++) step = Math.max(step, Math.abs(x[i]! - x[i - 1]!))
    // 100 Hz of full scale moves by 0.0131 per frame.
    expect(step).toBeLessThan(0.0142)
  })
  test('with samples too: block split changes no bit, and a voice moves to another lane and goes on', () => {
    const kernels = new Kernels(kernelsModule())
    const zones = [{ left: noise(9000, 5, 0.5), right: noise(9000, 6, 0.5), loop: [2000, 3001] as const }]
    const settings = { cutoff: 6000, velocityFilter: 12, sustain: 50 }
    const whole = (block: number) => {
      const g = sampler(zones, settings, 48_000, kernels)
      start(g, 0, 64)
      start(g, 1, 52)
      const { left, right } = g.play(5000, block)
      return [left[0]!, right[0]!, left[1]!, right[1]!]
    }
    const first = whole(128)
    for (const block of [1, 37, 32]) expect(firstDifference(first, whole(block)), `${block}`).toBe(-1)
    const leaves = sampler(zones, settings, 48_000, kernels)
    start(leaves, 0, 64)
    leaves.play(1500)
    const home = sampler(zones, settings, 48_000, kernels)
    start(home, 1, 70)
    home.play(777, 61)
    home.takeLane(leaves, 0, 3)
    const moved = home.play(3500, 100)
    expect(firstDifference([first[0]!.subarray(1500), first[1]!.subarray(1500)], [moved.left[3]!, moved.right[3]!])).toBe(-1)
  })
})
