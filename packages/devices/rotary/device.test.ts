import { describe, expect, test } from 'vitest'
import { clickOf, everywhere, firstDifference, Group, inDb, noises, RATE, rms, type Settings, silence, sine } from '../render.ts'
import device from './device.ts'

const [BRAKE, SLOW, FAST] = [0, 1, 2]
const group = (settings: Settings) => new Group(device as never).set(settings)

describe('two microphones', () => {
  test('hear the horn at its distance, forward and over the wall, with what it beams: a tone has the level of the formula within 0.15 dB', () => {
    const [hz, fast, distance, angle] = [3000, 6.7, 0.6, 90]
    const y = group({ speed: FAST, fast, distance, angle, balance: 100 }).run(everywhere(sine(RATE / 2, hz)), 1024)
    const w = 2 * Math.PI * hz
    const crossed = (hz / 800) ** 4 / (1 + (hz / 800) ** 4)
    // What the beam leaves of a tone, a shelf above 1.5 kHz (the corner warped as the kernel's).
    const ratio = Math.tan((Math.PI * hz) / RATE) / Math.tan((Math.PI * 1500) / RATE)
    for (const side of [0, 1])
      for (let at = 4800; at + 48 < RATE / 2; at += 977) {
        const time = (at + 24) / RATE
        const turned = 2 * Math.PI * (fast * time - angle / 720)
        const [mx, my] = [distance * Math.cos((Math.PI * angle) / 360), distance * Math.sin((Math.PI * angle) / 360) * (side ? 1 : -1)]
        let [re, im] = [0, 0]
        for (const [x, gain] of [
          [mx, 1],
          [-0.6 - mx, 0.5],
        ] as const) {
          const [dx, dy] = [x - 0.19 * Math.cos(turned), my - 0.19 * Math.sin(turned)]
          const way = Math.hypot(dx, dy)
          const beam = 0.55 + (0.45 * (dx * Math.cos(turned) + dy * Math.sin(turned))) / way
          // (1 + beam · j·ratio) / (1 + j·ratio)
          const size = 1 + ratio * ratio
          const [fr, fi] = [(1 + beam * ratio * ratio) / size, ((beam - 1) * ratio) / size]
          const level = (gain * crossed * Math.sqrt(distance ** 2 - 0.19 ** 2)) / way
          const [c, s] = [Math.cos((-w * way) / 343), Math.sin((-w * way) / 343)]
          re += level * (fr * c - fi * s)
          im += level * (fr * s + fi * c)
        }
        const law = Math.hypot(re, im)
        if (law > 0.5)
          expect(Math.abs(inDb(rms(y[side]!.subarray(at, at + 48)) * Math.SQRT2) - inDb(law)), `${side} ${at}`).toBeLessThan(0.15)
      }
  })
  test('a low tone has the same power over a turn at any distance, within 0.3 dB', () => {
    for (const distance of [0.3, 0.6, 3]) {
      const y = group({ speed: FAST, fast: 10 / 0.85, distance }).run(everywhere(sine(RATE, 60)), 1024)[0]!
      expect(Math.abs(inDb(rms(y.subarray(RATE / 5)) * Math.SQRT2))).toBeLessThan(0.3)
    }
  })
  test('at an angle of 0 both hear the same; the sum of both sides goes in', () => {
    const [l, r] = group({ angle: 0, speed: FAST }).run(noises(6000))
    expect(firstDifference([l!], [r!])).toBe(-1)
    const x = noises(6000)
    const turned = [x[1]!, x[0]!, x[2]!, x[3]!]
    expect(firstDifference(group({}).run(x).slice(0, 2), group({}).run(turned).slice(0, 2))).toBe(-1)
  })
})
describe('inertia', () => {
  const after = (g: Group, seconds: number) => {
    for (let n = Math.round(seconds * 10); n > 0; n--) g.run(silence(4800), 4096)
    return [g.reading('horn'), g.reading('drum')] as const
  }
  test('takes each rotor 90 % of the way in its time, up and down, and the brake stops it', () => {
    const settings = { slow: 1, fast: 6, horntime: 0.4, drumtime: 0.8 }
    const g = group({ ...settings, speed: SLOW })
    expect(after(g, 0.1)).toEqual([1, Math.fround(0.85)])
    g.set({ ...settings, speed: FAST })
    expect(after(g, 0.4)[0]).toBeCloseTo(5.5, 2)
    expect(after(g, 0.4)[1]).toBeCloseTo(5.5 * 0.85, 2)
    g.set({ ...settings, speed: BRAKE })
    const [horn] = after(g, 0.4)
    expect(horn).toBeGreaterThan(0.58)
    expect(horn).toBeLessThan(0.61)
    expect(after(g, 4)).toEqual([0, 0])
  })
})
test('at mix 0 every bit is that of the input', () => {
  const x = noises(3000)
  expect(firstDifference(group({ mix: 0, speed: FAST }).run(x), x)).toBe(-1)
})
test('a jump of a parameter leaves no click above −80 dB', () => {
  const from = { speed: SLOW, slow: 0.5, fast: 4, horntime: 0.3, drumtime: 1, balance: -50, distance: 0.5, angle: 60, mix: 60 }
  const to = { speed: FAST, slow: 1.5, fast: 8, horntime: 2, drumtime: 5, balance: 50, distance: 2, angle: 150, mix: 100 }
  for (const name of Object.keys(to) as (keyof typeof to)[])
    for (const [a, b] of [
      [from, { ...from, [name]: to[name] }],
      [to, { ...to, [name]: from[name] }],
    ] as const)
      expect(clickOf(device as never, a, b), name).toBeLessThan(-80)
})
