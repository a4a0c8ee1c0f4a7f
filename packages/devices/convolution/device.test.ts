import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { describe, expect, test } from 'vitest'
import {
  clickIn,
  clickOf,
  everywhere,
  firstDifference,
  Group,
  inDb,
  magnitude,
  noise,
  noises,
  peak,
  rms,
  type Settings,
  silence,
} from '../render.ts'
import device from './device.ts'

const RATE = 48_000
/** As it is: the room alone, nothing matched. */
const AS_IS = { mix: 100, match: 0 }

/** A group whose rooms have a file of these channels, laid out as the engine does; no channels = it is missing. */
function withFile(channels: readonly Float32Array[], settings: Settings = {}, rate = RATE, kernels = new Kernels(kernelsModule())): Group {
  return new Group(device as never, rate, kernels, fileOf(kernels, channels)).set({ ...AS_IS, ...settings })
}
function fileOf(kernels: Kernels, channels: readonly Float32Array[]): number {
  const at = kernels.allocate(64)
  const planes = channels.map((x) => {
    const plane = kernels.allocate((x.length + 32) * 4) + 64
    kernels.f32.set(x, plane / 4)
    return plane
  })
  new Uint32Array(kernels.memory.buffer, at, 6).set([channels.length, channels[0]?.length ?? 0, ...planes])
  return at
}
const computed = (settings: Settings, rate = RATE) => new Group(device as never, rate).set({ ...AS_IS, ...settings })
/** Noise that decays by 60 dB. */
const decaying = (frames: number, seed: number) => noise(frames, seed, 0.5).map((v, i) => v * 10 ** ((-3 * i) / frames))
const impulse = (frames: number, side: 0 | 1 = 0) => {
  const x = silence(frames)
  x[side]![0] = 1
  return x
}
const energy = (x: Float32Array) => x.reduce((s, v) => s + v * v, 0)
const errorDb = (x: Float32Array, wanted: Float32Array) => 10 * Math.log10(energy(x.map((v, i) => v - (wanted[i] ?? 0))) / energy(wanted))

describe('a file as response', () => {
  const FRAMES = 40_000
  const sides = [1, 2, 3, 4].map((seed) => decaying(FRAMES, seed))

  test('four sides: the direct sum in double precision, below −120 dB, from the first frame on', () => {
    const x = noises(60_000, 0.5)
    const y = withFile(sides).run(x, 1024)
    for (const side of [0, 1]) {
      let [error, all] = [0, 0]
      for (const at of [0, 1, 63, 64, 255, 2048, 32_767, ...Array.from({ length: 40 }, (_, i) => 59_999 - i * 911)]) {
        let sum = 0
        for (let n = Math.min(at, FRAMES - 1); n >= 0; n--) sum += sides[side]![n]! * x[0]![at - n]! + sides[2 + side]![n]! * x[1]![at - n]!
        error += (y[side]![at]! - sum) ** 2
        all += sum * sum
      }
      expect(10 * Math.log10(error / all)).toBeLessThan(-120)
    }
  })
  test('an impulse comes out on its own frame; two channels do not cross, one sounds on its own side alone', () => {
    const short = sides.map((s) => s.subarray(0, 3000))
    const cases: [Float32Array[], (Float32Array | null)[]][] = [
      [short, [short[0]!, short[1]!, short[2]!, short[3]!]],
      [short.slice(0, 2), [short[0]!, null, null, short[1]!]],
      [short.slice(0, 1), [short[0]!, null, null, short[0]!]],
    ]
    for (const [channels, wanted] of cases)
      for (const from of [0, 1] as const) {
        const y = withFile(channels).run(impulse(4096, from))
        for (const to of [0, 1]) {
          const want = wanted[2 * from + to]!
          if (want) {
            expect(y[to]![0]).toBe(want[0])
            expect(errorDb(y[to]!, want)).toBeLessThan(-125)
          } else expect(peak(y[to]!)).toBe(0)
          expect(peak(y[to]!.subarray(3072))).toBe(0)
        }
      }
  })
  test('a missing one: the signal passes bit for bit, whatever the mix', () => {
    const x = noises(3000)
    expect(firstDifference(withFile([], { mix: 70, predelay: 0.1, lowcut: 300 }).run(x), x)).toBe(-1)
  })
  test('level match: noise comes out as loud as it went in, whatever the file', () => {
    for (const scale of [0.01, 10]) {
      const y = withFile(
        sides.slice(0, 2).map((s) => s.map((v) => v * scale)),
        { match: 1 },
      ).run(noises(60_000, 0.5), 1024)
      expect(Math.abs(inDb(rms(y[0]!.subarray(40_000)) / (0.5 / Math.sqrt(3))))).toBeLessThan(1)
    }
  })
  test('taken away while it sounds: fades to the computed response, without a click', () => {
    const kernels = new Kernels(kernelsModule())
    const tone = everywhere(Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 220 * i) / RATE)))
    const g = withFile([sides[0]!.subarray(0, 3000)], { match: 1, response: 0 }, RATE, kernels)
    const before = g.run(tone.map((l) => l.subarray(0, 12_000)))
    for (const room of g.rooms) g.call('roomFile')(room, 0)
    const after = g.run(tone.map((l) => l.subarray(12_000)))
    expect(peak(before[0]!)).toBeGreaterThan(0.01)
    expect(peak(after[0]!.subarray(24_000))).toBeGreaterThan(0.01)
    expect(clickIn(Float32Array.of(...before[0]!, ...after[0]!))).toBeLessThan(-60)
  })
})

describe('computed responses', () => {
  test('each has the length that the device says, dies away, and is its own', () => {
    const rate = 16_000
    const seen = device.params.response.choices!.map((name, response) => {
      const g = computed({ response }, rate)
      const y = g.run(impulse(16_000), 1024)
      const tail = device.tail({ ...defaults(), response })
      expect(g.reading('length'), name).toBeCloseTo(tail - 0.4, 2)
      // Late against early: it falls.
      const n = Math.min(15_000, Math.floor(g.reading('length') * rate))
      expect(10 * Math.log10(energy(y[0]!.subarray((n * 3) >> 2, n)) / energy(y[0]!.subarray(0, n >> 2))), name).toBeLessThan(-6)
      return y[0]!
    })
    for (let i = 1; i < seen.length; i++) expect(errorDb(seen[i]!, seen[i - 1]!)).toBeGreaterThan(-3)
  })
  test('a chamber decays in 1.1 s in the middle and the left is another than the right', () => {
    const y = computed({ response: 3 }, 16_000).run(impulse(20_000), 1024)
    const part = (from: number, seconds: number) => energy(y[0]!.subarray(from * 16_000, (from + seconds) * 16_000))
    const fell = 10 * Math.log10(part(0.1, 0.1) / part(0.6, 0.1))
    // Half a second of 1.1 is 27 dB; high sounds are gone sooner.
    expect(fell).toBeGreaterThan(25)
    expect(fell).toBeLessThan(32)
    let cross = 0
    for (let i = 0; i < 20_000; i++) cross += y[0]![i]! * y[1]![i]!
    expect(Math.abs(cross) / Math.sqrt(energy(y[0]!) * energy(y[1]!))).toBeLessThan(0.15)
  })
})

const defaults = () =>
  Object.fromEntries(Object.entries(device.params).map(([n, p]) => [n, p.default])) as Parameters<typeof device.tail>[0]

describe('shape', () => {
  const file = [decaying(12_000, 9)]
  const heard = (settings: Settings, frames = 20_000) => withFile(file, settings).run(impulse(frames), 1024)[0]!

  test('decay lays a straight fall of decibels over it', () => {
    const [whole, half] = [heard({}), heard({ decay: 50 })]
    for (const at of [0, 3000, 6000, 9000, 11_000]) expect(inDb(half[at]! / whole[at]!)).toBeCloseTo((-60 * at) / 12_000, 1)
  })
  test('reverse turns it round', () => {
    const [whole, turned] = [heard({}), heard({ reverse: 1 })]
    expect(errorDb(turned.subarray(0, 12_000), whole.slice(0, 12_000).reverse())).toBeLessThan(-120)
  })
  test('size stretches it: a tone of the file sounds lower by as much, as loud within 0.1 dB', () => {
    const tone = Float32Array.from(
      { length: 12_000 },
      (_, i) => Math.sin((2 * Math.PI * 2000 * i) / RATE) * Math.sin((Math.PI * i) / 12_000) ** 2,
    )
    const level = (size: number, hz: number) => magnitude(withFile([tone], { size }).run(impulse(20_000), 1024)[0]!, hz)
    expect(level(150, 2000 / 1.5) - level(100, 2000) - inDb(1.5)).toBeCloseTo(0, 1)
    expect(level(50, 4000) - level(100, 2000) - inDb(0.5)).toBeCloseTo(0, 1)
  })
  test('pre-delay moves it by whole frames', () => {
    const [whole, late] = [heard({}), heard({ predelay: 0.05 })]
    expect(peak(late.subarray(0, 2400))).toBe(0)
    expect(errorDb(late.subarray(2400), whole.subarray(0, 17_600))).toBeLessThan(-125)
  })
  test('the cuts fall by 12 dB an octave, 6 dB down at their frequency', () => {
    const one = [Float32Array.of(1)]
    const at = (settings: Settings, hz: number) => magnitude(withFile(one, settings).run(impulse(16_384), 1024)[0]!, hz)
    expect(at({ lowcut: 400 }, 400)).toBeCloseTo(-6.02, 1)
    expect(at({ lowcut: 400 }, 50) - at({ lowcut: 400 }, 100)).toBeCloseTo(-12, 0)
    expect(at({ highcut: 2000 }, 2000)).toBeCloseTo(-6.02, 1)
    expect(at({ highcut: 2000 }, 8000) - at({ highcut: 2000 }, 4000)).toBeLessThan(-11)
    expect(at({}, 1000)).toBeCloseTo(0, 4)
  })
})

describe('no click above −60 dB', () => {
  const from = { mix: 50, response: 0 }
  test.each<[string, Settings]>([
    ['another response', { response: 2 }],
    ['decay', { decay: 20 }],
    ['size', { size: 130 }],
    ['reverse', { reverse: 1 }],
    ['pre-delay', { predelay: 0.1 }],
    ['mix', { mix: 0 }],
    ['level', { level: -24 }],
    ['width', { width: 0 }],
    ['low cut', { lowcut: 1000 }],
    ['high cut', { highcut: 1000 }],
  ])('%s', (_, to) => {
    const click = clickOf(device as never, from, { ...from, ...to }, 256, -0.5)
    expect(click).toBeLessThan(-60)
  })
})
