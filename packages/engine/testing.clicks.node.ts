// The measure of a click.
import { RATE } from './testing.node.ts'

/** Windowed-sinc high-pass at 10 kHz, 95 taps, −80 dB in the stop band: what is left of a click. */
const TAPS = Float64Array.from({ length: 95 }, (_, i) => {
  const x = i - 47
  const window = 0.42 + 0.5 * Math.cos((Math.PI * x) / 48) + 0.08 * Math.cos((2 * Math.PI * x) / 48)
  const low = x === 0 ? (2 * 10_000) / RATE : Math.sin((2 * Math.PI * 10_000 * x) / RATE) / (Math.PI * x)
  return window * ((x === 0 ? 1 : 0) - low)
})
/** Peak of what lies above 10 kHz, dB re full scale. A step of 1 % of full scale reads −45 dB, one of full scale −5 dB. */
export function clickDb(a: Float32Array): number {
  let peak = 0
  for (let i = TAPS.length; i < a.length; i++) {
    let sum = 0
    for (let t = 0; t < TAPS.length; t++) sum += TAPS[t]! * a[i - t]!
    peak = Math.max(peak, Math.abs(sum))
  }
  return 20 * Math.log10(peak)
}
