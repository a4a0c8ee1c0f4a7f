import { describe, expect, test } from 'vitest'
import {
  clickOf,
  everywhere,
  firstDifference,
  Group,
  highestIn,
  inDb,
  LOBE,
  noises,
  RATE,
  type Settings,
  silence,
  sine,
  spectrum,
} from '../render.ts'
import device from './device.ts'

const group = (settings: Settings) => new Group(device as never).set(settings)
/** Only the voices. */
const BARE = { lowcut: 20, width: 100, mix: 100 }

describe('voices', () => {
  test('swing by the depth around the delay at the rate that was set, evenly spaced, within 0.02 frames', () => {
    const [delay, depth, rate] = [0.015, 0.004, 1.7]
    for (const voices of [2, 3, 4]) {
      const gap = 4001
      const clicks = 24
      const y = group({ ...BARE, voices, rate, depth, delay }).run(
        silence(gap * clicks).map((l) => l.map((_, i) => (i % gap ? 0 : 1))),
        1024,
      )
      let measured = 0
      for (const side of [0, 1])
        for (let c = 0; c < clicks; c++) {
          // Where the voices must be: the delay of the moment when the click is heard.
          const late = Array.from({ length: voices }, (_, n) => {
            const angle = (d: number) => 2 * Math.PI * ((rate * (c * gap + d)) / RATE + (n + side / 2) / voices)
            let d = delay * RATE
            for (let i = 0; i < 30; i++) d = delay * RATE + depth * RATE * Math.sin(angle(d))
            return { d, speed: depth * 2 * Math.PI * rate * Math.cos(angle(d)) }
          })
          for (const { d, speed } of late) {
            if (late.some((e) => e.d !== d && Math.abs(e.d - d) < 30)) continue
            const from = Math.round(c * gap + d) - 10
            const part = y[side]!.subarray(from, from + 21)
            const sum = part.reduce((s, v) => s + v, 0)
            const found = part.reduce((s, v, i) => s + v * i, 0) / sum + from - c * gap
            expect(Math.abs(found - d)).toBeLessThan(0.02)
            // Doppler: a click that a growing delay hears for longer has more area.
            expect(Math.abs(inDb(sum) - inDb(1 / Math.sqrt(voices) / (1 - speed)))).toBeLessThan(0.05)
            measured++
          }
        }
      expect(measured).toBeGreaterThan(20)
    }
  })
  test('move a tone cleanly: what is not its own swing lies below −90 dB', () => {
    // A swing of whole turns in the window: side bands stay near the tone.
    const y = group({ ...BARE, rate: 1, depth: 0.002, delay: 0.01 }).run(everywhere(sine(20_000 + 65_536, 2000, 0.7)), 1024)[0]!
    const power = spectrum(y.subarray(20_000))
    const room = 60 + LOBE
    expect(Math.max(highestIn(power, 20, 2000 - room), highestIn(power, 2000 + room, 23_000))).toBeLessThan(-90)
  })
})
test('at mix 0 every bit is that of the input, at depth 0 the voices are the input delayed', () => {
  const x = noises(3000)
  expect(firstDifference(group({ mix: 0, voices: 4 }).run(x), x)).toBe(-1)
  const y = group({ ...BARE, voices: 4, depth: 0, delay: 0.01 }).run(x)[0]!
  // Four voices of half the level each.
  for (let i = 480; i < 3000; i++) expect(Math.abs(y[i]! - 2 * x[0]![i - 480]!)).toBeLessThan(1e-4)
})
test('a jump of a parameter leaves no click above −90 dB', () => {
  const from = { voices: 2, rate: 0.5, depth: 0.001, delay: 0.005, lowcut: 20, width: 100, mix: 50 }
  const to = { voices: 4, rate: 3, depth: 0.004, delay: 0.02, lowcut: 200, width: 0, mix: 100 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    for (const [a, b] of [
      [from, { ...from, [name]: to[name] }],
      [to, { ...to, [name]: from[name] }],
    ] as const)
      expect(clickOf(device as never, a, b), name).toBeLessThan(-90)
})
