// The spectrum's reading of the loudest tone.
import { Spectrum, WINDOWS } from '@tonmeister/dsp'
import { expect, test } from 'vitest'
import { noise, sine } from '../render.ts'
import { loudest } from './loudest.ts'

test.each(Object.keys(WINDOWS) as (keyof typeof WINDOWS)[])(
  '%s: a tone is read within a tenth of a bin and 0.25 dB, with a flat top within a fifth',
  (window) => {
    const spectrum = new Spectrum(8192, window)
    for (const hz of [55.1, 440, 997.3, 6000.7, 15_011]) {
      const x = sine(8192, hz, 0.25)
      const tone = loudest(spectrum.analyse(x, x), 48_000)
      expect((Math.abs(tone.hz - hz) * 8192) / 48_000, `${hz} Hz`).toBeLessThan(window === 'flat-top' ? 0.2 : 0.1)
      expect(Math.abs(tone.db + 12.041), `${hz} Hz`).toBeLessThan(0.25)
    }
  },
)
test('a slope weighs as the picture does: a faint tone above wins over a loud one below', () => {
  const x = sine(8192, 100, 0.5).map((v, i) => v + 0.2 * Math.sin((2 * Math.PI * 8000 * i) / 48_000))
  const power = new Spectrum(8192).analyse(x, x)
  expect(loudest(power, 48_000).hz).toBeCloseTo(100, 0)
  expect(loudest(power, 48_000, 4.5).hz).toBeCloseTo(8000, 0)
})
test('there is none in silence; noise has one', () => {
  expect(loudest(new Float32Array(513), 48_000).hz).toBe(0)
  const x = noise(1024, 5)
  expect(loudest(new Spectrum(1024).analyse(x, x), 48_000).hz).toBeGreaterThan(0)
})
