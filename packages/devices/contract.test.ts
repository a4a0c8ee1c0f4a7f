// What every device must satisfy. A new folder is tested here without being named here.
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import type { Device, Param } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { devices } from './catalog/devices.ts'
import { camel, firstDifference, Group, noise, noises, peak, RATE, type Settings, silence } from './render.ts'

const all = Object.values(devices) as unknown as Device[]
/** TONMEISTER_KERNELS may hold only some of the devices: a partial build is tested for what is in it. */
const kernels = new Kernels(kernelsModule())
const built = all.filter((d) => kernels.find(`${camel(d.id)}_process`) || !process.env.TONMEISTER_KERNELS)
const effects = built.filter((d) => d.kind === 'effect')
const instruments = built.filter((d) => d.kind === 'instrument')

/** Corners of the parameter space: all of them when few, else the extremes and a fixed random sample. */
function corners(params: Record<string, Param>): Settings[] {
  const names = Object.keys(params)
  const at = (bit: (i: number) => boolean | number) =>
    Object.fromEntries(names.map((n, i) => [n, bit(i) ? params[n]!.max : params[n]!.min]))
  if (names.length <= 6) return Array.from({ length: 2 ** names.length }, (_, c) => at((i) => (c >> i) & 1))
  const random = noise(40 * names.length, 99)
  return [at(() => false), at(() => true), ...Array.from({ length: 38 }, (_, c) => at((i) => random[c * names.length + i]! > 0))]
}
/** Settings anywhere in the space, for laws that must hold everywhere. */
function anywhere(params: Record<string, Param>, seed: number): Settings {
  const random = noise(Object.keys(params).length, seed)
  return Object.fromEntries(
    Object.entries(params).map(([name, p], i) => {
      const t = (random[i]! + 1) / 2
      const v = p.curve === 'log' && p.min > 0 ? p.min * (p.max / p.min) ** t : p.min + (p.max - p.min) * t
      return [name, p.step ? Math.round(v) : v]
    }),
  )
}
const withDefaults = (device: Device, s: Settings) =>
  Object.fromEntries(Object.entries(device.params).map(([n, p]) => [n, s[n] ?? p.default]))
const allFinite = (lanes: readonly Float32Array[]) => lanes.every((l) => l.every(Number.isFinite))
const settingsOf = (device: Device): Settings[] => [{}, anywhere(device.params, 5), anywhere(device.params, 6)]

describe.each(all.map((d) => [d.id, d] as const))('%s', (_, device) => {
  test('defaults lie within the range, choices are integers', () => {
    for (const p of Object.values(device.params)) {
      expect(p.min).toBeLessThan(p.max)
      expect(p.default).toBeGreaterThanOrEqual(p.min)
      expect(p.default).toBeLessThanOrEqual(p.max)
      if (p.curve === 'log') expect(p.min).toBeGreaterThan(0)
      if (p.choices) expect(p.choices.length).toBe(p.max + 1)
    }
  })
  test('the panel names each visible parameter once', () => {
    const visible = Object.keys(device.params).filter((n) => !device.params[n]!.hidden)
    expect([...device.panel.flat()].sort()).toEqual(visible.sort())
  })
  test('presets have different names and set real parameters within their range', () => {
    expect(new Set(device.presets.map((p) => p.name)).size).toBe(device.presets.length)
    expect(device.presets.length).toBeGreaterThanOrEqual(8)
    for (const preset of device.presets)
      for (const [name, value] of Object.entries(preset.params)) {
        const p = device.params[name]
        expect(p, `${preset.name}: ${name}`).toBeDefined()
        expect(value, `${preset.name}: ${name}`).toBeGreaterThanOrEqual(p!.min)
        expect(value, `${preset.name}: ${name}`).toBeLessThanOrEqual(p!.max)
        if (p!.step === 1) expect(Number.isInteger(value), `${preset.name}: ${name}`).toBe(true)
      }
  })
  test('its state is whole slots', () => {
    if (!built.includes(device)) return
    for (const rate of [8000, 44_100, 192_000]) expect(kernels.get(`${camel(device.id)}_stateBytes`)(rate) % 16).toBe(0)
  })
})

describe.each(effects.map((d) => [d.id, d] as const))('effect %s', (_, device) => {
  test('stays finite at the corners of its space, with full-scale noise', () => {
    for (const [i, corner] of corners(device.params).entries()) {
      const rate = [48_000, 44_100, 192_000, 8000][i % 4]!
      expect(allFinite(new Group(device, rate).set(corner).run(noises(4096))), JSON.stringify({ rate, ...corner })).toBe(true)
    }
  })
  test('stays finite while every parameter jumps from call to call', () => {
    const group = new Group(device)
    for (let i = 0; i < 40; i++) {
      group.set(anywhere(device.params, 100 + i))
      const out = group.run(noises(256), [32, 128, 96])
      expect(allFinite(out)).toBe(true)
      expect(Math.max(...out.map(peak))).toBeLessThan(1e6)
    }
  })
  test('every preset is finite and passes signal', () => {
    for (const preset of device.presets) {
      const group = new Group(device).set(preset.params as Settings)
      // A delay without dry sound may keep one waiting for a second.
      let loudest = 0
      for (let part = 0; part < 8 && loudest < 1e-4; part++) {
        const out = group.run(noises(8192, 0.25))
        expect(allFinite(out), preset.name).toBe(true)
        loudest = peak(out[0]!)
      }
      expect(loudest, preset.name).toBeGreaterThan(1e-4)
    }
  })
  test('the same input gives the same bits, however it is split into blocks', () => {
    for (const settings of settingsOf(device)) {
      const whole = new Group(device).set(settings).run(noises(6000), 128)
      expect(firstDifference(whole, new Group(device).set(settings).run(noises(6000), 128))).toBe(-1)
      for (const blocks of [32, 37, [1, 500, 64, 3]])
        expect(firstDifference(whole, new Group(device).set(settings).run(noises(6000), blocks)), `${blocks}`).toBe(-1)
    }
  })
  test('stereo strips do not hear each other', () => {
    for (const settings of settingsOf(device)) {
      const input = noises(4096)
      const both = new Group(device).set(settings).run(input)
      const other = anywhere(device.params, 77)
      const first = new Group(device)
        .set(settings, [0, 1])
        .set(other, [2, 3])
        .run([input[0]!, input[1]!, noise(4096, 50), noise(4096, 51)])
      expect(firstDifference(both.slice(0, 2), first.slice(0, 2))).toBe(-1)
      const second = new Group(device)
        .set(other, [0, 1])
        .set(settings, [2, 3])
        .run([noise(4096, 50), noise(4096, 51), input[0]!, input[1]!])
      expect(firstDifference(both.slice(0, 2), second.slice(2))).toBe(-1)
    }
  })
  test('a strip moves to the other pair of a group that began at another time, and goes on bit for bit', () => {
    for (const settings of settingsOf(device)) {
      const input = noises(9000)
      const part = (from: number, to: number) => input.map((l) => l.slice(from, to))
      const stays = new Group(device).set(settings)
      const expected = [stays.run(part(0, 3000)), stays.run(part(3000, 9000))][1]!
      const leaves = new Group(device).set(settings)
      leaves.run(part(0, 3000))
      const home = new Group(device, RATE, leaves.kernels).set(anywhere(device.params, 31), [0, 1]).set(settings, [2, 3])
      home.run(noises(1111), 57)
      home.takeLane(leaves, 0, 2)
      home.takeLane(leaves, 1, 3)
      const rest = part(3000, 9000)
      const moved = home.run([noise(6000, 8), noise(6000, 9), rest[0]!, rest[1]!], 100)
      expect(firstDifference(expected.slice(0, 2), moved.slice(2))).toBe(-1)
    }
  })
  if (device.category === 'analysis')
    test('passes every bit, at its defaults and with every preset', () => {
      for (const settings of [{}, ...device.presets.map((p) => p.params as Settings)]) {
        const input = noises(4096)
        expect(firstDifference(new Group(device).set(settings).run(input), input)).toBe(-1)
      }
    })
  if (device.sounds)
    test('sounds without input: without end, finite, the same from every start', () => {
      expect(device.tail(withDefaults(device, {}))).toBe(Infinity)
      for (const settings of [...settingsOf(device), ...device.presets.map((p) => p.params as Settings)]) {
        const out = new Group(device).set(settings).run(silence(4096))
        expect(allFinite(out)).toBe(true)
        expect(firstDifference(out, new Group(device).set(settings).run(silence(4096), 97))).toBe(-1)
      }
      expect(Math.max(...new Group(device).run(silence(4096)).map(peak))).toBeGreaterThan(0)
    })
  else {
    test('silence in gives exact silence out', () => {
      for (const settings of settingsOf(device)) expect(Math.max(...new Group(device).set(settings).run(silence(4096)).map(peak))).toBe(0)
    })
    test('after its tail the output is exactly 0', () => {
      let tested = 0
      for (const settings of [{}, ...device.presets.map((p) => p.params as Settings), anywhere(device.params, 6)]) {
        const values = withDefaults(device, settings)
        const tail = device.tail(values)
        expect(tail).toBeGreaterThanOrEqual(0)
        if (tail > 20 || tested >= 8) continue
        tested++
        const rate = 24_000
        const latency = device.latency?.(values, rate) ?? 0
        const ring = Math.ceil(tail * rate) + latency
        const input = noises(2048 + ring + 256).map((l) => l.fill(0, 2048))
        const out = new Group(device, rate).set(settings).run(input, 128)
        for (const lane of out) expect(peak(lane.subarray(2048 + ring)), JSON.stringify(settings)).toBe(0)
      }
      expect(tested).toBeGreaterThan(0)
    }, 30_000)
  }
  test('an impulse arrives when its latency has passed', () => {
    for (const rate of [44_100, 48_000, 96_000]) {
      const latency = device.latency?.(withDefaults(device, {}), rate) ?? 0
      expect(Number.isInteger(latency)).toBe(true)
      const input = silence(latency + 4096).map((l) => l.fill(0.05, 0, 1))
      const out = new Group(device, rate).run(input)
      // Filters that are linear in phase ring on both sides: what is highest is what arrives, a little later behind a low-pass.
      const arrival = latency ? out[0]!.findIndex((v) => Math.abs(v) === peak(out[0]!)) : out[0]!.findIndex((v) => v !== 0)
      expect(arrival).toBeGreaterThanOrEqual(latency)
      expect(arrival).toBeLessThanOrEqual(latency && latency + rate * 1e-4)
    }
  })
  if (device.sidechain)
    test('takes a key: another one changes the sound, its own signal as the key does not', () => {
      const settings = Object.fromEntries(Object.entries(device.params).map(([n, p]) => [n, p.default]))
      const own = new Group(device).set(settings).run(noises(4096))
      expect(firstDifference(own, new Group(device).set(settings).run(noises(4096), 128, noises(4096)))).toBe(-1)
      expect(firstDifference(own, new Group(device).set(settings).run(noises(4096), 128, silence(4096)))).toBeGreaterThanOrEqual(0)
    })
  if (kernels.find(`${camel(device.id)}_processPair`))
    test('two groups at once are two calls, bit for bit, also while parameters move', () => {
      const shared = new Kernels(kernelsModule())
      const [a, b] = [new Group(device, RATE, shared), new Group(device, RATE, shared)]
      const [c, d] = [new Group(device, RATE, shared), new Group(device, RATE, shared)]
      b.run(noises(100), 33)
      d.run(noises(100), 33)
      for (let step = 0; step < 6; step++) {
        for (const g of [a, c]) g.set(anywhere(device.params, 200 + (step >> 1)))
        for (const g of [b, d]) g.set(step < 2 ? {} : anywhere(device.params, 300 + step))
        const inputs = [noises(1000), noises(1000, 0.3).reverse()] as const
        const [x, y] = a.runPair(b, [inputs[0], inputs[1]])
        expect(firstDifference(x, c.run(inputs[0]))).toBe(-1)
        expect(firstDifference(y, d.run(inputs[1]))).toBe(-1)
      }
    })
})

/** Keys at which an instrument sounds when it has no assets; a sampler has none. */
const KEYS = [36, 38, 42, 46, 49, 60, 72]
describe.each(instruments.map((d) => [d.id, d] as const))('instrument %s', (_, device) => {
  const start = (g: Group, lane: number, key: number, velocity = 0.8) => g.call('start')(g.state, g.params, lane, key, velocity)
  test('is silent until a note starts', () => {
    const { left, right } = new Group(device).play(1000)
    expect(Math.max(...[...left, ...right].map(peak))).toBe(0)
  })
  test('stays finite at the corners of its space', () => {
    for (const corner of corners(device.params).slice(0, 24)) {
      const g = new Group(device).set(corner)
      for (let lane = 0; lane < 4; lane++) start(g, lane, KEYS[lane]!, lane / 3)
      const { left, right } = g.play(4096)
      for (let lane = 0; lane < 4; lane++) g.call('release')(g.state, lane)
      const after = g.play(1024)
      expect(allFinite([...left, ...right, ...after.left, ...after.right]), JSON.stringify(corner)).toBe(true)
    }
  })
  test('block split changes no bit', () => {
    for (const settings of settingsOf(device)) {
      const run = (block: number) => {
        const g = new Group(device).set(settings)
        start(g, 0, 38)
        start(g, 2, 60)
        const a = g.play(2960, block)
        g.call('release')(g.state, 2)
        const b = g.play(2960, block)
        return [...a.left, ...a.right, ...b.left, ...b.right]
      }
      const whole = run(128)
      for (const block of [37, 32, 1]) expect(firstDifference(whole, run(block)), `${block}`).toBe(-1)
    }
  })
  test('only the lanes that were started sound, and none hears another', () => {
    for (const key of KEYS) {
      const alone = new Group(device)
      start(alone, 1, key)
      const a = alone.play(4000)
      for (const lane of [0, 2, 3]) expect(peak(a.left[lane]!) + peak(a.right[lane]!)).toBe(0)
      const together = new Group(device)
      for (const lane of [0, 1, 2, 3]) start(together, lane, lane === 1 ? key : 50 + lane)
      const b = together.play(4000)
      expect(firstDifference([a.left[1]!, a.right[1]!], [b.left[1]!, b.right[1]!])).toBe(-1)
    }
  })
  test('a note is the same bits in any lane, whatever the others began before it', () => {
    for (const settings of settingsOf(device))
      for (const key of KEYS.slice(0, 5)) {
        const play = (lane: number, before: number) => {
          const g = new Group(device).set(settings)
          if (before) {
            start(g, (lane + 1) & 3, 46)
            g.play(before, 41)
          }
          start(g, lane, key)
          const { left, right } = g.play(2000)
          return [left[lane]!, right[lane]!]
        }
        const first = play(0, 0)
        expect(firstDifference(first, play(3, 0)), `lane 3, key ${key}`).toBe(-1)
        expect(firstDifference(first, play(2, 777)), `beside another, key ${key}`).toBe(-1)
      }
  })
  test('a note begins with the settings as they are, not as they were when its lane last sounded', () => {
    const note = (g: Group) => {
      start(g, 1, 46)
      const { left, right } = g.play(1000, 32)
      return [left[1]!, right[1]!]
    }
    const expected = note(new Group(device).set(anywhere(device.params, 6)))
    const g = new Group(device).set(anywhere(device.params, 5))
    start(g, 1, 38)
    g.play(500)
    g.call('choke')(g.state, 1)
    g.play(2432)
    expect(firstDifference(expected, note(g.set(anywhere(device.params, 6))))).toBe(-1)
  })
  test('a voice moves to another lane of another group and goes on bit for bit', () => {
    for (const settings of settingsOf(device))
      for (const key of KEYS.slice(0, 4)) {
        const stays = new Group(device).set(settings)
        start(stays, 0, key)
        stays.play(1500)
        const expected = stays.play(3000)
        const leaves = new Group(device).set(settings)
        start(leaves, 0, key)
        leaves.play(1500)
        const home = new Group(device, RATE, leaves.kernels).set(settings)
        start(home, 1, 55)
        home.play(777, 61)
        home.takeLane(leaves, 0, 3)
        const moved = home.play(3000, 100)
        expect(firstDifference([expected.left[0]!, expected.right[0]!], [moved.left[3]!, moved.right[3]!])).toBe(-1)
      }
  })
  test('a released voice ends within the tail, and is then exactly 0', () => {
    for (const settings of [{}, ...device.presets.slice(0, 6).map((p) => p.params as Settings)]) {
      const rate = 24_000
      const tail = device.tail(withDefaults(device, settings))
      if (!(tail < 12)) continue
      const g = new Group(device, rate).set(settings)
      start(g, 0, 38)
      g.play(1200)
      g.call('release')(g.state, 0)
      g.play(Math.ceil((tail * rate) / 128) * 128)
      expect(g.call('sounding')(g.state) & 1).toBe(0)
      const after = g.play(512)
      expect(peak(after.left[0]!) + peak(after.right[0]!)).toBe(0)
    }
  })
  test('voices that have ended leave those that go on finite, however long', () => {
    for (const settings of [{}, ...device.presets.slice(0, 12).map((p) => p.params as Settings)]) {
      const g = new Group(device).set(settings)
      // One that ends before it has opened, and one that goes on.
      start(g, 0, 36)
      start(g, 1, 60)
      g.play(1024)
      g.call('release')(g.state, 0)
      for (let part = 0; part < 10; part++) {
        if (part % 3 === 2) start(g, 2, 48)
        const { left, right } = g.play(19_200, 1024)
        if (part % 3 === 2) g.call('release')(g.state, 2)
        expect(allFinite([...left, ...right]), JSON.stringify(settings)).toBe(true)
      }
    }
  })
  test('a choked voice is gone within 50 ms', () => {
    const g = new Group(device)
    start(g, 2, 46)
    g.play(1000)
    g.call('choke')(g.state, 2)
    g.play(2432)
    expect(g.call('sounding')(g.state) & 4).toBe(0)
    expect(peak(g.play(512).left[2]!)).toBe(0)
  })
})
