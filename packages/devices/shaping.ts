// What devices that bend the signal share, for what is said, drawn and tested of them: the numbers of dsp/assembly/oversample.ts and shaper.ts.
import { cos, gainOfDb, log10, sin } from '@tonmeister/dsp'

/** Frames by which a device is late that works at about 400 kHz. The kernels compute the same. */
export const shapingLatency = (_: unknown, sampleRate: number): number => (sampleRate <= 64_000 ? 45 : sampleRate <= 128_000 ? 44 : 40)

/** A curve: coefficients of u … u⁵ with u kept within ±1, then that of u unclipped. */
export type ShaperCurve = readonly [number, number, number, number, number, number]
const value = (curve: ShaperCurve, u: number): number => {
  const v = Math.min(1, Math.max(-1, u))
  return v * (curve[0] + v * (curve[1] + v * (curve[2] + v * (curve[3] + v * curve[4])))) + curve[5] * u
}
/** What the curve gives for an input that is driven by `gain`, its point of rest moved by `bias`: 0 at 0, slope `gain` in the curve's middle. */
export const shaped = (curve: ShaperCurve, x: number, gain: number, bias: number): number =>
  value(curve, bias + (x * gain) / (curve[0] + curve[5])) - value(curve, bias)

/** Sine at the middles of those eight of sixteen parts of a turn that differ. */
const SINES = [0.195_090_32, 0.555_570_23, 0.831_469_61, 0.980_785_28].flatMap((s) => [s, -s])
/** Gain that gives a sine of −12 dBFS its level back behind a curve. */
function keepingLevel(curve: (x: number) => number): number {
  const y = SINES.map((s) => curve(0.25 * s))
  const mean = y.reduce((a, b) => a + b) / 8
  return 0.5 / Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0))
}

/** What comes out of a device whose parameters 'mix', 'output' and 'level' (keep it) surround a curve. */
export function outputThrough(value: (name: string) => number, curve: (x: number) => number): (x: number) => number {
  const mix = value('mix') / 100
  const output = gainOfDb(value('output'))
  const wet = mix * (value('level') ? keepingLevel(curve) : 1)
  return (x) => output * (wet * curve(x) + (1 - mix) * x)
}

/** Levels in dB, against the fundamental, of harmonics 1 to `count` that a static curve makes of a sine of an amplitude. */
export function harmonicsOf(curve: (x: number) => number, amplitude: number, count: number): number[] {
  const n = 256
  const wave = Array.from({ length: n }, (_, i) => curve(amplitude * sin((2 * Math.PI * i) / n)))
  const power = Array.from({ length: count }, (_, h) => {
    let [re, im] = [0, 0]
    for (let i = 0; i < n; i++) {
      re += wave[i]! * cos((2 * Math.PI * (h + 1) * i) / n)
      im += wave[i]! * sin((2 * Math.PI * (h + 1) * i) / n)
    }
    return re * re + im * im
  })
  return power.map((p) => 10 * log10(Math.max(1e-12, p / Math.max(1e-30, power[0]!))))
}
