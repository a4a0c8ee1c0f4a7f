// Writing WAV: what is written is read back, by us and by others; and dither against its theory.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesSource, memorySink } from '../../bytes.ts'
import { createAudio, openAudio } from '../../open.ts'
import type { WavOptions } from './write.ts'

// ── A small language ───────────────────────────────────────────────────────

function write(options: WavOptions, channels: readonly Float32Array[], pieces: readonly number[] = [1 << 20]): Uint8Array<ArrayBuffer> {
  const sink = memorySink()
  const writer = createAudio(sink, options)
  const frames = channels[0]!.length
  for (let at = 0, p = 0; at < frames; p++) {
    const n = Math.min(pieces[p % pieces.length]!, frames - at)
    writer.write(
      channels.map((c) => c.subarray(at, at + n)),
      n,
    )
    at += n
  }
  writer.close()
  return sink.bytes()
}
function read(bytes: Uint8Array) {
  const reader = openAudio(bytesSource(bytes), 'x.wav')
  const out = Array.from({ length: reader.channels }, () => new Float32Array(reader.frames))
  reader.read(0, out)
  return { reader, out }
}
/** Seeded noise in ±1. */
function noise(frames: number, seed: number): Float32Array {
  let s = Math.imul(seed, 2_654_435_761) | 1
  return Float32Array.from({ length: frames }, () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0
    return s / 2 ** 31
  })
}
const format = { sampleRate: 48_000, channels: 2, bits: 24 } as const

// ── Reading back ───────────────────────────────────────────────────────────

test('what is written is read back: floats bit for bit, integers to half a step, whatever the channels, rate and pieces', () => {
  fc.assert(
    fc.property(
      fc.record({
        bits: fc.constantFrom(16, 24, 32) as fc.Arbitrary<16 | 24 | 32>,
        channels: fc.integer({ min: 1, max: 32 }),
        frames: fc.integer({ min: 0, max: 500 }),
        sampleRate: fc.constantFrom(8000, 11_025, 44_100, 48_000, 96_000, 192_000, 384_000),
        rf64: fc.boolean(),
      }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 9 }),
      fc.nat(),
      ({ rf64, frames, ...options }, pieces, seed) => {
        const audio = Array.from({ length: options.channels }, (_, c) => noise(frames, seed + c))
        const { reader, out } = read(write({ ...options, dither: false, ...(rf64 ? { rf64From: 0 } : {}) }, audio, pieces))
        expect([reader.sampleRate, reader.channels, reader.frames]).toEqual([options.sampleRate, options.channels, frames])
        expect(reader.info.container).toBe(rf64 ? 'RF64' : 'RIFF')
        expect(reader.info.warnings).toEqual([])
        const step = options.bits === 32 ? 0 : 2 ** (1 - options.bits)
        out.forEach((data, c) => {
          for (let i = 0; i < frames; i++)
            // The highest value of integers is one step below full scale.
            if (Math.abs(data[i]! - Math.min(1 - step, audio[c]![i]!)) > step / 2) throw new Error(`frame ${i}, channel ${c}`)
        })
      },
    ),
    { numRuns: 150 },
  )
})
test.each([16, 24, 32] as const)('reading and writing %i bits again gives the same bytes', (bits) => {
  const first = write({ ...format, bits }, [noise(5000, 1), noise(5000, 2)])
  const { out } = read(first)
  expect(Buffer.from(write({ ...format, bits, dither: false }, out)).equals(Buffer.from(first))).toBe(true)
})
test('the size of the blocks changes no byte, dither included', () => {
  const audio = [noise(10_000, 1), noise(10_000, 2)]
  const whole = Buffer.from(write({ ...format, bits: 16 }, audio))
  for (const pieces of [[1], [37, 4096, 1], [128], [9999]])
    expect(Buffer.from(write({ ...format, bits: 16 }, audio, pieces)).equals(whole)).toBe(true)
})
test('beyond full scale integers clip and floats do not; what is no number is silence in both', () => {
  const hot = Float32Array.from([2, -2, 1, -1, Number.NaN, Infinity, -Infinity])
  expect([...read(write({ ...format, channels: 1, bits: 16, dither: false }, [hot])).out[0]!].map((x) => x * 32_768)).toEqual([
    32_767, -32_768, 32_767, -32_768, 0, 32_767, -32_768,
  ])
  expect([...read(write({ ...format, channels: 1, bits: 24 }, [hot])).out[0]!].map((x) => x * 2 ** 23)).toEqual([
    8_388_607, -8_388_608, 8_388_607, -8_388_608, 0, 8_388_607, -8_388_608,
  ])
  // In the bytes themselves: our reader would hide them.
  const view = new DataView(write({ ...format, channels: 1, bits: 32 }, [hot]).buffer)
  expect(Array.from(hot, (_, i) => view.getFloat32(view.byteLength - 28 + i * 4, true))).toEqual([2, -2, 1, -1, 0, 0, 0])
})
test('halves go up, whatever their sign: rounding adds no even-order distortion of its own beyond half a step', () => {
  const halves = Float32Array.from([0.5, -0.5, 1.5, -1.5], (x) => x / 32_768)
  expect([...read(write({ ...format, channels: 1, bits: 16, dither: false }, [halves])).out[0]!].map((x) => x * 32_768)).toEqual([
    1, 0, 2, -1,
  ])
})
test('sound of an odd number of bytes ends in a pad byte that the data chunk does not count', () => {
  const bytes = write({ ...format, channels: 1 }, [noise(3, 1)])
  expect(bytes.length % 2).toBe(0)
  const view = new DataView(bytes.buffer)
  expect(view.getUint32(4, true)).toBe(bytes.length - 8)
  expect(read(bytes).reader.frames).toBe(3)
  expect(read(bytes).reader.info.chunks.at(-1)).toMatchObject({ id: 'data', size: 9 })
})
test('sound of no frames is a file all the same', () => {
  for (const bits of [16, 24, 32] as const)
    expect(read(write({ ...format, bits }, [new Float32Array(), new Float32Array()])).reader.frames).toBe(0)
})
test('onBytes sees the bytes of the data chunk and nothing else', () => {
  const seen: number[] = []
  const bytes = write({ ...format, channels: 1, onBytes: (b) => seen.push(...b) }, [noise(5000, 3)])
  expect(seen).toEqual([...bytes.subarray(bytes.length - 15_000)])
})
test.each([
  [{ channels: 0 }, 'A WAV file cannot have 0 channels.'],
  [{ channels: 1.5 }, 'A WAV file cannot have 1.5 channels.'],
  [{ channels: 2000 }, 'A WAV file cannot have 2000 channels.'],
  [{ sampleRate: 0 }, 'A WAV file cannot have 0 samples per second.'],
  [{ sampleRate: Number.NaN }, 'A WAV file cannot have NaN samples per second.'],
  [{ sampleRate: 44_100.5 }, 'A WAV file cannot have 44100.5 samples per second.'],
])('%o is refused', (wrong, message) => {
  expect(() => createAudio(memorySink(), { ...format, ...wrong })).toThrow(message)
})

// ── The bytes ──────────────────────────────────────────────────────────────

describe('headers', () => {
  const ids = (bytes: Uint8Array) => read(bytes).reader.info.chunks.map((c) => c.id)
  const at = (bytes: Uint8Array, from: number, n: number) => String.fromCharCode(...bytes.subarray(from, from + n))

  test('16 bits in stereo: the plain form, with room for ds64', () => {
    const bytes = write({ ...format, bits: 16 }, [noise(10, 1), noise(10, 2)])
    expect(ids(bytes)).toEqual(['JUNK', 'fmt ', 'data'])
    const v = new DataView(bytes.buffer)
    expect([
      v.getUint16(56, true),
      v.getUint16(58, true),
      v.getUint32(60, true),
      v.getUint32(64, true),
      v.getUint16(68, true),
      v.getUint16(70, true),
    ]).toEqual([1, 2, 48_000, 192_000, 4, 16])
  })
  test('floats have a fact chunk with their number of frames', () => {
    const bytes = write({ ...format, bits: 32 }, [noise(10, 1), noise(10, 2)])
    expect(ids(bytes)).toEqual(['JUNK', 'fmt ', 'fact', 'data'])
    expect(new DataView(bytes.buffer).getUint32(82, true)).toBe(10)
  })
  test.each([
    [3, 0x7],
    [4, 0x33],
    [5, 0x37],
    [6, 0x3f],
    [7, 0],
    [8, 0x63f],
    [32, 0],
  ])('%i channels: WAVE_FORMAT_EXTENSIBLE with loudspeaker mask %i', (channels, mask) => {
    const { reader } = read(
      write(
        { ...format, channels },
        Array.from({ length: channels }, () => noise(3, 1)),
      ),
    )
    expect(reader.info.channelMask).toBe(mask)
  })
  test('an RF64 is a RIFF whose header was patched: ds64 takes the place that was kept, the sound stays where it is', () => {
    const audio = [noise(1000, 1), noise(1000, 2)]
    const plain = write(format, audio)
    const large = write({ ...format, rf64From: 5000 }, audio)
    expect(large.length).toBe(plain.length)
    expect([at(large, 0, 4), at(large, 12, 4)]).toEqual(['RF64', 'ds64'])
    const v = new DataView(large.buffer)
    expect([
      v.getUint32(4, true),
      v.getBigUint64(20, true),
      v.getBigUint64(28, true),
      v.getBigUint64(36, true),
      v.getUint32(44, true),
    ]).toEqual([0xffffffff, BigInt(large.length - 8), 6000n, 1000n, 0])
    expect(Buffer.from(large.subarray(80)).equals(Buffer.from(plain.subarray(80)))).toBe(true)
  })
})

// ── Others read it ─────────────────────────────────────────────────────────

const python = spawnSync('python3', ['-c', 'import wave, numpy, scipy.io.wavfile']).status === 0
describe.skipIf(!python)('others read it (skipped where Python with NumPy and SciPy is not there)', () => {
  test('the wave module of Python and SciPy read the format and the samples that were written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tonmeister-wav-'))
    try {
      const cases = ([16, 24, 32] as const).flatMap((bits) =>
        [1, 2, 6].flatMap((channels) =>
          [false, true].map((rf64) => ({ bits, channels, rf64, file: join(folder, `${bits}-${channels}-${rf64}.wav`) })),
        ),
      )
      for (const { bits, channels, rf64, file } of cases) {
        const audio = Array.from({ length: channels }, (_, c) => noise(301, c + 1))
        writeFileSync(file, write({ sampleRate: 44_100, channels, bits, dither: false, ...(rf64 ? { rf64From: 0 } : {}) }, audio))
      }
      const script = `
import json, sys, wave
import numpy, scipy.io.wavfile
for line in sys.stdin:
    file = line.strip()
    rate, data = scipy.io.wavfile.read(file)
    data = data.reshape(len(data), -1)
    out = {'rate': rate, 'shape': list(data.shape), 'type': str(data.dtype), 'samples': data[:, -1].tolist()}
    try:
        with wave.open(file) as w:
            raw = w.readframes(w.getnframes())
            out['wave'] = [w.getnchannels(), w.getframerate(), w.getnframes(), w.getsampwidth(), raw.hex()]
    except wave.Error as e:
        out['wave'] = str(e)
    print(json.dumps(out))
`
      const run = spawnSync('python3', ['-c', script], { input: cases.map((c) => c.file).join('\n'), encoding: 'utf8' })
      expect(run.stderr).toBe('')
      const lines = run.stdout.trim().split('\n')
      expect(lines.length).toBe(cases.length)
      for (const [i, line] of lines.entries()) {
        const { bits, channels, rf64, file } = cases[i]!
        const said = JSON.parse(line)
        expect([said.rate, said.shape, said.type]).toEqual([
          44_100,
          [301, channels],
          bits === 16 ? 'int16' : bits === 24 ? 'int32' : 'float32',
        ])
        const ours = read(new Uint8Array(readFileSync(file))).out[channels - 1]!
        // SciPy shifts 24 bits to the top of 32.
        const scale = bits === 16 ? 2 ** 15 : bits === 24 ? 2 ** 31 : 1
        expect(said.samples.map((x: number) => x / scale)).toEqual([...ours])
        // The older wave module reads only the plain form.
        if (bits !== 32 && channels <= 2 && !rf64) {
          expect(said.wave.slice(0, 4)).toEqual([channels, 44_100, 301, bits / 8])
          const bytes = readFileSync(file)
          expect(said.wave[4]).toBe(bytes.subarray(80, 80 + (301 * channels * bits) / 8).toString('hex'))
        }
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

// ── Dither ─────────────────────────────────────────────────────────────────

describe('TPDF dither at 16 bits (Lipshitz, Wannamaker, Vanderkooy 1992)', () => {
  const N = 1 << 18
  /** Error of the file against what was to be written, in steps. */
  const errors = (signal: Float32Array, channels = 1) =>
    read(write({ ...format, channels, bits: 16 }, Array(channels).fill(signal))).out.map((data) =>
      data.map((x, i) => (x - signal[i]!) * 32_768),
    )
  const power = (x: Float32Array) => x.reduce((s, v) => s + v * v, 0) / x.length
  const mean = (x: Float32Array) => x.reduce((s, v) => s + v, 0) / x.length
  const signals: [string, Float32Array][] = [
    ['silence', new Float32Array(N)],
    ['a constant of 0.3 steps', new Float32Array(N).fill(0.3 / 32_768)],
    ['a constant of half a step', new Float32Array(N).fill(0.5 / 32_768)],
    ['a sine of 0.4 steps', Float32Array.from({ length: N }, (_, i) => (0.4 * Math.sin(i * 0.1307)) / 32_768)],
    ['a sine of -6 dBFS', Float32Array.from({ length: N }, (_, i) => 0.5 * Math.sin(i * 0.1307))],
  ]
  test.each(signals)(
    '%s: the error has mean 0, the power of a quarter of a square step within 0.05 dB, and nothing of the signal',
    (_, signal) => {
      const e = errors(signal)[0]!
      // Five standard deviations of the mean of N values of variance 1/4.
      expect(Math.abs(mean(e))).toBeLessThan((5 * 0.5) / Math.sqrt(N))
      expect(Math.abs(10 * Math.log10(power(e) / 0.25))).toBeLessThan(0.05)
      const level = power(signal)
      if (level > 0) {
        const product = e.reduce((s, v, i) => s + v * signal[i]!, 0) / N
        expect(Math.abs(product / Math.sqrt(level * 0.25))).toBeLessThan(5 / Math.sqrt(N))
      }
    },
  )
  test('the noise of silence lies at -96.3 dBFS', () => {
    const { out } = read(write({ ...format, channels: 1, bits: 16 }, [new Float32Array(N)]))
    expect(10 * Math.log10(power(out[0]!))).toBeCloseTo(-96.33, 1)
  })
  test('its spectrum is flat within 0.7 dB in sixteen bands', () => {
    const e = errors(signals[4]![1])[0]!
    const SIZE = 1024
    const bands = new Float64Array(16)
    for (let at = 0; at + SIZE <= N; at += SIZE) {
      const { re, im } = fourier(e.subarray(at, at + SIZE))
      for (let k = 1; k < SIZE / 2; k++) bands[Math.floor((k * 16) / (SIZE / 2))]! += re[k]! ** 2 + im[k]! ** 2
    }
    // The first band has a bin less.
    bands[0]! *= 32 / 31
    const all = bands.reduce((a, b) => a + b) / 16
    for (const b of bands) expect(Math.abs(10 * Math.log10(b / all))).toBeLessThan(0.7)
  })
  test('successive errors and those of two channels have nothing to do with each other', () => {
    const [left, right] = errors(signals[4]![1], 2)
    for (let lag = 1; lag <= 16; lag++) {
      let own = 0
      let other = 0
      for (let i = lag; i < N; i++) {
        own += left![i]! * left![i - lag]!
        other += left![i]! * right![i - lag]!
      }
      expect(Math.abs(own / N / 0.25)).toBeLessThan(5 / Math.sqrt(N))
      expect(Math.abs(other / N / 0.25)).toBeLessThan(5 / Math.sqrt(N))
    }
    expect(Math.abs(left!.reduce((s, v, i) => s + v * right![i]!, 0) / N / 0.25)).toBeLessThan(5 / Math.sqrt(N))
  })
  test('a sine below half a step is still there: its level is right within 0.1 dB, and its third harmonic is noise', () => {
    const tone = (hz: number) => Float32Array.from({ length: N }, (_, i) => (0.4 * Math.sin((2 * Math.PI * hz * i) / N)) / 32_768)
    const signal = tone(5003)
    const { out } = read(write({ ...format, channels: 1, bits: 16 }, [signal]))
    const level = (cycles: number) => {
      let re = 0
      let im = 0
      for (let i = 0; i < N; i++) {
        const p = (2 * Math.PI * ((cycles * i) % N)) / N
        re += out[0]![i]! * Math.cos(p)
        im += out[0]![i]! * Math.sin(p)
      }
      return (2 * Math.hypot(re, im) * 32_768) / N
    }
    expect(Math.abs(20 * Math.log10(level(5003) / 0.4))).toBeLessThan(0.1)
    // Without dither it would be silence: see the next line. A bin of the noise has 0.5 · 2 / √N steps.
    expect(level(3 * 5003)).toBeLessThan(4 * (1 / Math.sqrt(N)))
    expect(read(write({ ...format, channels: 1, bits: 16, dither: false }, [signal])).out[0]!.every((x) => x === 0)).toBe(true)
  })
  test('24 bits are not dithered unless asked, 16 are unless told not to', () => {
    const silent = [new Float32Array(1000), new Float32Array(1000)]
    const quiet = (options: Partial<WavOptions>) => read(write({ ...format, ...options }, silent)).out[0]!.every((x) => x === 0)
    expect([quiet({}), quiet({ dither: true }), quiet({ bits: 16 }), quiet({ bits: 16, dither: false })]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
})
/** Discrete Fourier transform, length a power of two. */
function fourier(x: Float32Array): { re: Float64Array; im: Float64Array } {
  const n = x.length
  const re = Float64Array.from(x)
  const im = new Float64Array(n)
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) [re[i], re[j]] = [re[j]!, re[i]!]
  }
  for (let size = 2; size <= n; size *= 2)
    for (let from = 0; from < n; from += size)
      for (let k = 0; k < size / 2; k++) {
        const a = from + k
        const b = a + size / 2
        const c = Math.cos((-2 * Math.PI * k) / size)
        const s = Math.sin((-2 * Math.PI * k) / size)
        const r = re[b]! * c - im[b]! * s
        const m = re[b]! * s + im[b]! * c
        re[b] = re[a]! - r
        im[b] = im[a]! - m
        re[a]! += r
        im[a]! += m
      }
  return { re, im }
}
