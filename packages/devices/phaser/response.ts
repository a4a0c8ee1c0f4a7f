// The phaser standing still, as a formula: for its picture and its tests.
import { dbOfGain, tan } from '@tonmeister/dsp'

/**
 * Output over input, in dB, with the all-passes' corner at `corner` Hz.
 * @param value  a parameter's value by name
 */
export function phaserDb(value: (name: string) => number, hz: number, corner: number, sampleRate: number): number {
  // Bilinear: the analogue frequency that a digital one stands for, as a multiple of the corner.
  const w = tan((Math.PI * hz) / sampleRate) / tan((Math.PI * Math.min(0.49 * sampleRate, corner)) / sampleRate)
  // A stage is (1 − jw) / (1 + jw).
  const [c, s] = [(1 - w * w) / (1 + w * w), (-2 * w) / (1 + w * w)]
  let [re, im] = [1, 0]
  for (let n = Math.round(value('stages')); n > 0; n--) [re, im] = [re * c - im * s, re * s + im * c]
  const [feedback, mix] = [value('feedback') / 100, value('mix') / 100]
  // dry + wet · A / (1 − feedback · A), |A| = 1
  const [x, y] = [1 - feedback * re, -feedback * im]
  const size = Math.sqrt(mix) / (x * x + y * y)
  const [outRe, outIm] = [Math.sqrt(1 - mix) + size * (re * x + im * y), size * (im * x - re * y)]
  return dbOfGain(Math.sqrt(outRe * outRe + outIm * outIm))
}
