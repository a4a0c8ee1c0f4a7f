// Real recordings, measured by libebur128 1.2.6 beforehand, and odd files measured by ffmpeg's ebur128 here and now.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type AudioReader, audioFromArrays } from '@tonmeister/dsp/audio.ts'
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { openAudio } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import { describe, expect, test } from 'vitest'
import { measure } from './measure.ts'
import { noise } from './signals.ts'

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))
const kernels = new Kernels(kernelsModule())
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0
const read = (path: string) => JSON.parse(readFileSync(CORPUS + path, 'utf8'))

/** What libebur128 said; null for -Infinity. Its momentary loudness was looked at every 100 ms. */
interface Ebur128 {
  readonly I: number | null
  readonly LRA: number
  readonly SP: number
  readonly TP: number
  readonly channels: number
  readonly frames: number
  readonly maxM: number | null
  readonly maxS: number | null
  readonly rate: number
}
const SETS = ['audio', 'audio-multitrack', 'loudness']
const files: [string, Ebur128][] = SETS.filter((set) => existsSync(`${CORPUS}${set}/oracle.json`)).flatMap((set) =>
  Object.entries(read(`${set}/oracle.json`) as Record<string, Record<string, Ebur128>>).flatMap(([file, said]) => {
    const ebur128 = said.libebur128 ?? said.libebur128_1_2_6
    return ebur128 ? [[`${set}/${file}`, ebur128] as [string, Ebur128]] : []
  }),
)

/** With our own reader where it can, else decoded by ffmpeg, else undefined. */
function open(path: string, { rate, channels }: Ebur128): AudioReader | undefined {
  try {
    return openAudio(fileSource(CORPUS + path), path)
  } catch {
    if (!hasFfmpeg) return undefined
    const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', CORPUS + path, '-f', 'f32le', '-c:a', 'pcm_f32le', '-'], {
      maxBuffer: 1 << 30,
    })
    const samples = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.byteLength & ~3)))
    const frames = samples.length / channels
    return audioFromArrays(
      rate,
      Array.from({ length: channels }, (_, c) => Float32Array.from({ length: frames }, (_, n) => samples[n * channels + c]!)),
    )
  }
}

/** In place, radix 2; inverse without the factor 1/n. */
function fft(re: Float64Array, im: Float64Array, sign: 1 | -1): void {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      ;[re[i], re[j]] = [re[j]!, re[i]!]
      ;[im[i], im[j]] = [im[j]!, im[i]!]
    }
  }
  const cosines = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / n))
  const sines = Float64Array.from({ length: n / 2 }, (_, k) => sign * Math.sin((2 * Math.PI * k) / n))
  for (let span = 2; span <= n; span *= 2)
    for (let start = 0; start < n; start += span)
      for (let k = 0; k < span / 2; k++) {
        const [a, b] = [start + k, start + k + span / 2]
        const [c, s] = [cosines[(k * n) / span]!, sines[(k * n) / span]!]
        const [x, y] = [re[b]! * c - im[b]! * s, re[b]! * s + im[b]! * c]
        re[b] = re[a]! - x
        im[b] = im[a]! - y
        re[a] = re[a]! + x
        im[a] = im[a]! + y
      }
}
/** The highest point of the band-limited curve through all samples, 16 places per sample, by Fourier's series: dBTP. */
function fourierPeak(x: Float32Array): number {
  const n = 2 ** Math.ceil(Math.log2(x.length + 1024))
  const [re, im] = [new Float64Array(n), new Float64Array(n)]
  re.set(x)
  fft(re, im, -1)
  const [wideRe, wideIm] = [new Float64Array(16 * n), new Float64Array(16 * n)]
  wideRe.set(re.subarray(0, n / 2))
  wideIm.set(im.subarray(0, n / 2))
  wideRe.set(re.subarray(n / 2 + 1), 15 * n + n / 2 + 1)
  wideIm.set(im.subarray(n / 2 + 1), 15 * n + n / 2 + 1)
  fft(wideRe, wideIm, 1)
  let most = 0
  for (const y of wideRe) most = Math.max(most, Math.abs(y))
  return 20 * Math.log10(most / n)
}
const channelsOf = (audio: AudioReader) => {
  const data = Array.from({ length: audio.channels }, () => new Float32Array(audio.frames))
  audio.read(0, data, audio.frames)
  return data
}

describe.skipIf(!files.length)(`recordings measured by libebur128${files.length ? '' : ' (skipped: no ../shared/corpus)'}`, () => {
  test.runIf(hasFfmpeg)('the absolute gate of ITU-R BS.2217: -69.5 LKFS within 0.1 LU', () => {
    const [file, { libebur128_1_2_6: format, spec }] = Object.entries(read('loudness/oracle.json'))[0] as [
      string,
      { libebur128_1_2_6: Ebur128; spec: { I: [number, number] } },
    ]
    expect(file).toMatch(/AbsGateTest/)
    const { integratedLufs } = measure(open(`loudness/${file}`, format)!, { kernels })
    expect(spec.I).toEqual([-69.5, 0.1])
    expect(Math.abs(integratedLufs + 69.5)).toBeLessThan(0.1)
  })
  const opened = files.map(([path, theirs]) => [path, theirs, open(path, theirs)] as const)
  test.for(opened)('%s', ([path, theirs, audio], { skip }) => {
    if (!audio) return skip('no reader for this format yet, and ffmpeg is not installed to decode it')
    const ours = measure(audio, { kernels })
    expect(ours.seconds * ours.sampleRate).toBeCloseTo(theirs.frames, 3)
    expect(Math.abs(ours.samplePeakDbfs - theirs.SP)).toBeLessThan(0.001)
    if (theirs.I !== null) expect(Math.abs(ours.integratedLufs - theirs.I), 'integrated').toBeLessThan(0.01)
    else expect(ours.integratedLufs).toBe(-Infinity)
    if (theirs.maxM !== null) expect(ours.maxMomentaryLufs - theirs.maxM, 'max momentary').toBeGreaterThan(-0.01)
    if (theirs.maxS !== null && ours.seconds > 3) expect(Math.abs(ours.maxShortTermLufs - theirs.maxS), 'max short-term').toBeLessThan(0.1)
    // It takes one value per second for the range, where Tech 3342 asks for ten: on recordings of a few seconds that is a matter of luck.
    if (ours.seconds > 20) expect(Math.abs(ours.loudnessRangeLu - theirs.LRA), 'range').toBeLessThan(0.3)
    // Its interpolator (12 taps) strays on hi-hats, which have sound up to half the sample rate: there the curve itself decides.
    if (Math.abs(ours.truePeakDbtp - theirs.TP) > 0.1) {
      const curve = Math.max(...channelsOf(audio).map(fourierPeak))
      const [error, theirError] = [ours.truePeakDbtp, theirs.TP].map((peak) => Math.abs(peak - curve)) as [number, number]
      expect(error, `true peak of ${path}: the curve's is ${curve}, theirs ${theirs.TP}`).toBeLessThan(0.5)
      expect(error, 'we are nearer').toBeLessThan(theirError)
    }
    audio.close()
  })
})

describe.skipIf(!hasFfmpeg)(`files measured by ffmpeg's ebur128${hasFfmpeg ? '' : ' (skipped: ffmpeg is not installed)'}`, () => {
  /** A voice-like programme: noise through a slow filter, with phrases and pauses, other in each channel. */
  const programme = (rate: number, channels: number, seconds: number) =>
    Array.from({ length: channels }, (_, c) => {
      const phrases = noise(2 * seconds, c + 50)
      let [low, lower, slow] = [0, 0, 0]
      const speed = 1 - Math.exp((-2 * Math.PI * 1500) / rate)
      return noise(rate * seconds, c + 1).map((v, n) => {
        low += speed * (v - low)
        lower += speed * (low - lower)
        slow += (25 / rate) * (Math.max(0, phrases[Math.floor((2 * n) / rate)]! + 0.5) - slow)
        return 2 * lower * slow + 0.001 * low
      })
    })
  const LAYOUTS: Record<number, string> = { 1: 'mono', 2: 'stereo', 5: '5.0(side)', 6: '5.1(side)', 8: '7.1' }
  test.each([
    [44_100, 1, 8],
    [44_100, 2, 22],
    [48_000, 2, 4],
    [48_000, 5, 4],
    [48_000, 6, 4],
    [44_100, 6, 4],
    [96_000, 2, 4],
    [96_000, 6, 4],
    [192_000, 2, 4],
    [32_000, 2, 8],
    [22_050, 1, 8],
  ])('%i Hz, %i channels, %i s: within 0.1 LU and 0.2 dB of what it prints', (rate, channels, seconds) => {
    const data = programme(rate, channels, seconds)
    const interleaved = Float32Array.from({ length: rate * seconds * channels }, (_, i) => data[i % channels]![Math.floor(i / channels)]!)
    const { stderr, status } = spawnSync(
      'ffmpeg',
      [
        ['-hide_banner', '-nostats', '-f', 'f32le', '-ar', String(rate), '-ac', String(channels), '-channel_layout', LAYOUTS[channels]!],
        ['-i', '-', '-filter_complex', 'ebur128=peak=true+sample', '-f', 'null', '-'],
      ].flat(),
      { input: new Uint8Array(interleaved.buffer), encoding: 'utf8', maxBuffer: 1 << 28 },
    )
    expect(status, stderr).toBe(0)
    const summary = stderr.slice(stderr.lastIndexOf('Summary:'))
    const value = (pattern: RegExp) => Number(pattern.exec(summary)?.[1])
    const ours = measure(audioFromArrays(rate, data), { kernels })
    // It does not correct the level of its filters away from 48 kHz: +0.03 dB at 22.05 kHz, and prints tenths.
    expect(Math.abs(ours.integratedLufs - value(/I:\s+(-?[\d.]+) LUFS/)), 'integrated').toBeLessThan(rate < 44_100 ? 0.15 : 0.1)
    // A short programme has few values: one of them more or less is what Tech 3342 allows.
    expect(Math.abs(ours.loudnessRangeLu - value(/LRA:\s+(-?[\d.]+) LU/)), 'range').toBeLessThan(seconds > 20 ? 0.15 : 1)
    expect(Math.abs(ours.samplePeakDbfs - value(/Sample peak:\s+Peak:\s+(-?[\d.]+) dBFS/)), 'sample peak').toBeLessThan(0.1)
    expect(Math.abs(ours.truePeakDbtp - value(/True peak:\s+Peak:\s+(-?[\d.]+) dBFS/)), 'true peak').toBeLessThan(0.2)
  })
})
