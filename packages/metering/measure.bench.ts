// Measuring a minute of stereo with kernels and without, in one run: the kernels are three to six times as fast.
import { audioFromArrays } from '@tonmeister/dsp/audio.ts'
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { bench, describe } from 'vitest'
import { measure } from './measure.ts'
import { noise } from './signals.ts'

const RATE = 48_000
const kernels = new Kernels(kernelsModule())
/** Noise through a slow filter over a bass, driven into its ceiling: loud music for a meter. */
const music = (seed: number) => {
  let low = 0
  return noise(60 * RATE, seed).map((v, n) => {
    low += 0.05 * (v - low)
    return 0.8 * Math.tanh(2 * low + 0.9 * Math.sin(n * 0.0073))
  })
}
const programmes = {
  'loud music': [music(1), music(2)],
  'white noise, the worst case but one': [noise(60 * RATE, 1), noise(60 * RATE, 2)],
  'a steady tone of 10 kHz, the worst case': [0, 1].map(() => Float32Array.from({ length: 60 * RATE }, (_, n) => Math.sin(n * 1.31))),
}
describe.each(Object.entries(programmes))('%s', (_, data) => {
  const options = { iterations: 5, warmupIterations: 1, time: 0 }
  bench('plain', () => void measure(audioFromArrays(RATE, data)), options)
  bench('kernels', () => void measure(audioFromArrays(RATE, data), { kernels }), options)
})
