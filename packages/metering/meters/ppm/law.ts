// Constants of the quasi-peak meters, per second.
import type { MeterLaw } from '../../kind.ts'

interface QuasiPeak {
  /** How quickly the two storages charge, and how slowly both discharge. */
  readonly slow: number
  readonly quick: number
  readonly fall: number
  readonly gain: number
}
/** Type I: 10 ms −1 dB, 5 ms −2 dB, 3 ms −4 dB, 0.4 ms −15 dB; 20 dB back in 1.7 s. */
export const TYPE_I: QuasiPeak = { slow: 450, quick: 1300, fall: 1.35, gain: 0.5108 }
/** Type II: 10 ms −2.5 dB, 5 ms −4 dB, 1.5 ms −9 dB, 0.5 ms −17 dB; 24 dB back in 2.8 s. */
export const TYPE_II: QuasiPeak = { slow: 200, quick: 860, fall: 1, gain: 0.5141 }

export const quasiPeak = ({ slow, quick, fall, gain }: QuasiPeak): MeterLaw => ({
  kernel: 'meter_ppm',
  constants: (rate) => [slow / rate, quick / rate, 1 - fall / rate, gain],
})
