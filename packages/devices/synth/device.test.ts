import { describe, expect, test } from 'vitest'
import { Group, highestIn, inDb, peak, rms, spectrum, toneIn } from '../render.ts'
import device from './device.ts'

const [SAW, PULSE, TRIANGLE, SINE] = [0, 1, 2, 3] as const
const [LOW_12, LOW_24, HIGH_12, BAND] = [0, 1, 2, 3] as const
/** One oscillator through an open filter at full level, nothing moving. */
const PLAIN = {
  ...{ osc1Level: 100, osc2Level: 0, detune: 0, drift: 0, spread: 0, velocity: 0 },
  ...{ filterType: LOW_12, cutoff: 20_000, resonance: 0.71, envelope: 0, keyTrack: 0, velocityFilter: 0 },
  ...{ ampAttack: 0.0005, ampSustain: 100 },
}
const hertz = (key: number) => 440 * 2 ** ((key - 69) / 12)
const group = (settings: Record<string, number>, rate = 48_000) => new Group(device as never, rate).set({ ...PLAIN, ...settings })
const start = (g: Group, lane: number, key: number, velocity = 1, seed = 4711) =>
  g.call('start')(g.state, g.params, lane, key, velocity, seed)
/** The left side of one note, after `skip` frames. */
function note(
  settings: Record<string, number>,
  key: number,
  frames: number,
  { rate = 48_000, skip = 4096, velocity = 1, seed = 4711 } = {},
): Float32Array {
  const g = group(settings, rate)
  start(g, 0, key, velocity, seed)
  g.play(skip)
  return g.play(frames).left[0]!
}
/** How far a nearly sinusoidal signal lies from a frequency, in cents: by the phases of its two halves. */
function centsFrom(x: Float32Array, hz: number, rate: number): number {
  const n = x.length / 2
  const turns = (toneIn(x.subarray(n), hz, rate).phase - toneIn(x.subarray(0, n), hz, rate).phase) / (2 * Math.PI) - (hz * n) / rate
  return 1200 * Math.log2(1 + ((turns - Math.round(turns)) * rate) / n / hz)
}
/** Level at the filter's output of a sine, against an open filter, dB. */
const through = (settings: Record<string, number>, key: number) => {
  const open = toneIn(note({ osc1Shape: SINE, filterType: HIGH_12, cutoff: 20 }, key, 9600), hertz(key)).amplitude
  return inDb(toneIn(note({ osc1Shape: SINE, ...settings }, key, 9600, { skip: 24_000 }), hertz(key)).amplitude / open)
}

describe('pitch', () => {
  test('every key is in tune within 0.01 cent at 44.1, 48, 96 and 192 kHz', () => {
    for (const rate of [44_100, 48_000, 96_000, 192_000])
      for (let key = 0; key < 128; key += 4) {
        const g = group({ osc1Shape: SINE }, rate)
        for (let lane = 0; lane < 4; lane++) start(g, lane, key + lane)
        g.play(4096, 4096)
        const { left } = g.play(8192, 4096)
        for (let lane = 0; lane < 4; lane++)
          expect(Math.abs(centsFrom(left[lane]!, hertz(key + lane), rate)), `key ${key + lane} at ${rate}`).toBeLessThan(0.01)
      }
  })
  test('bend, octave, semitones and detune are as they say within 0.01 cent', () => {
    const cents = (settings: Record<string, number>, key: number, want: number) => {
      const hz = hertz(key) * 2 ** (want / 1200)
      expect(Math.abs(centsFrom(note(settings, key, 16_384), hz, 48_000)), JSON.stringify(settings)).toBeLessThan(0.01)
    }
    const second = { osc1Level: 0, osc2Level: 100, osc2Shape: SINE }
    for (const bend of [-48, -2, 0.37, 12, 24]) cents({ osc1Shape: SINE, bend }, 60, bend * 100)
    cents({ osc1Shape: SINE, osc1Octave: -2 }, 60, -2400)
    cents({ ...second, osc2Octave: 1, osc2Semitones: 7 }, 60, 1900)
    cents({ osc1Shape: SINE, detune: 20 }, 60, -10)
    cents({ ...second, detune: 20 }, 60, 10)
    cents({ osc1Level: 0, subLevel: 100 }, 60, -1200)
  })
  test('drift is a constant of the note, at most as many cents as set', () => {
    const drifts = [1, 2, 3, 4, 5, 6, 7, 8].map((n) =>
      centsFrom(note({ osc1Shape: SINE, drift: 10 }, 69, 8192, { seed: n * 0x1234567 }), 440, 48_000),
    )
    for (const c of drifts) expect(Math.abs(c)).toBeLessThanOrEqual(10.01)
    expect(Math.max(...drifts) - Math.min(...drifts)).toBeGreaterThan(5)
  })
  test('the LFO moves the pitch by the cents set, four times as far with the wheel up', () => {
    const swing = (modulation: number) => {
      // A quarter of the LFO's turn after the start it is at its height, three quarters after at its depth. 2 Hz.
      const x = note({ osc1Shape: SINE, lfoRate: 2, lfoPitch: 20, modulation }, 93, 24_000, { skip: 0 })
      const at = (middle: number) => centsFrom(x.subarray(middle - 256, middle + 256), 1760, 48_000)
      return (at(6000) - at(18_000)) / 2
    }
    expect(Math.abs(swing(0) - 20)).toBeLessThan(0.5)
    expect(Math.abs(swing(1) - 80)).toBeLessThan(1)
  })
})

describe('oscillators', () => {
  /** Power between the harmonics against that at them, 20 Hz to 16 kHz, dB. */
  function aliases(settings: Record<string, number>, key: number, rate: number, marginHz = 0): number {
    const power = spectrum(note(settings, key, 16_384, { rate, skip: 2048 }))
    const bin = rate / 2 / power.length
    let [wanted, rest] = [0, 0]
    for (let i = Math.ceil(20 / bin); i < 16_000 / bin; i++) {
      const harmonic = Math.round((i * bin) / hertz(key))
      if (harmonic > 0 && Math.abs(i * bin - harmonic * hertz(key)) < 9 * bin + marginHz) wanted += power[i]!
      else rest += power[i]!
    }
    return 10 * Math.log10(rest / wanted)
  }
  test('saw and pulse: aliases below −70 dB at key 84, −58 dB up to key 120, at 44.1 kHz', () => {
    for (const settings of [{ osc1Shape: SAW }, { osc1Shape: PULSE }, { osc1Shape: PULSE, width: 20 }]) {
      for (const key of [48, 60, 72]) expect(aliases(settings, key, 44_100), `key ${key}`).toBeLessThan(-72)
      for (const key of [84, 87, 96, 103, 108, 115, 120]) expect(aliases(settings, key, 44_100), `key ${key}`).toBeLessThan(-57)
    }
  })
  test('saw and pulse: below −65 dB up to key 108 at 48 kHz, −70 dB up to the last key at 96 kHz', () => {
    for (const settings of [{ osc1Shape: SAW }, { osc1Shape: PULSE }, { osc1Shape: PULSE, width: 20 }]) {
      for (const key of [72, 84, 96, 108]) expect(aliases(settings, key, 48_000), `key ${key}`).toBeLessThan(-64)
      for (const key of [84, 108, 120, 127]) expect(aliases(settings, key, 96_000), `key ${key}`).toBeLessThan(-70)
    }
  })
  test('triangle: below −75 dB; sine: nothing beside it above −130 dB', () => {
    for (const key of [60, 84, 103, 115]) expect(aliases({ osc1Shape: TRIANGLE }, key, 44_100)).toBeLessThan(-75)
    for (const key of [36, 60, 96, 120]) expect(aliases({ osc1Shape: SINE }, key, 44_100)).toBeLessThan(-130)
  })
  test("harmonics have the levels of Fourier's series within 0.1 dB up to 10 kHz", () => {
    const series: [Record<string, number>, (n: number) => number][] = [
      [{ osc1Shape: SAW }, (n) => 2 / (Math.PI * n)],
      [{ osc1Shape: PULSE, width: 25 }, (n) => (4 / (Math.PI * n)) * Math.abs(Math.sin((Math.PI * n) / 4))],
      [{ osc1Shape: TRIANGLE }, (n) => (n % 2 ? 8 / (Math.PI * n) ** 2 : 0)],
    ]
    for (const [settings, amplitude] of series) {
      const x = note({ ...settings, filterType: HIGH_12, cutoff: 20 }, 69, 24_000)
      for (let n = 1; n * 440 < 10_000; n += 2) {
        // Equal power on both sides is 0.7071 on each, a voice's own level a quarter.
        const want = amplitude(n) * 0.25 * Math.SQRT1_2
        if (want > 1e-4) expect(Math.abs(inDb(toneIn(x, 440 * n).amplitude / want)), `${JSON.stringify(settings)} ${n}`).toBeLessThan(0.1)
      }
    }
  })
  test('no direct current in any shape at any width', () => {
    for (const settings of [{ osc1Shape: SAW }, { osc1Shape: PULSE, width: 8 }, { osc1Shape: PULSE, width: 80 }, { osc1Shape: TRIANGLE }]) {
      // A whole number of periods of 441 Hz at 44.1 kHz.
      const x = note({ ...settings, bend: 12 * Math.log2(441 / 440) }, 69, 44_100, { rate: 44_100 })
      expect(Math.abs(x.reduce((s, v) => s + v, 0) / x.length)).toBeLessThan(1e-4)
    }
  })
  test('a width that the LFO moves adds nothing beyond its own side bands: aliases below −60 dB', () => {
    // The side bands of 1 Hz and 40 % lie within n · 2.5 Hz of the nth harmonic; 60 Hz is all up to 16 kHz.
    expect(aliases({ osc1Shape: PULSE, lfoWidth: 40, lfoRate: 1 }, 84, 48_000, 60)).toBeLessThan(-60)
  })
  test('drive: aliases of a saw driven by 12 dB below −55 dB at key 84, of a sine below −100 dB at key 96', () => {
    expect(aliases({ osc1Shape: SAW, drive: 12 }, 60, 48_000)).toBeLessThan(-62)
    expect(aliases({ osc1Shape: SAW, drive: 12 }, 84, 48_000)).toBeLessThan(-55)
    expect(aliases({ osc1Shape: SAW, drive: 24 }, 60, 48_000)).toBeLessThan(-52)
    for (const key of [60, 84, 96]) expect(aliases({ osc1Shape: SINE, drive: 12 }, key, 48_000)).toBeLessThan(-100)
  })
  test('the noise is white within 1 dB and has no line in it', () => {
    const power = spectrum(note({ osc1Level: 0, noiseLevel: 100, filterType: HIGH_12, cutoff: 20 }, 60, 65_536))
    const mean = (from: number, to: number) => {
      const part = power.subarray(Math.round((from * 2 * power.length) / 48_000), Math.round((to * 2 * power.length) / 48_000))
      return 10 * Math.log10(part.reduce((s, v) => s + v, 0) / part.length)
    }
    const all = mean(100, 20_000)
    for (const [from, to] of [
      [100, 1000],
      [1000, 5000],
      [5000, 12_000],
      [12_000, 20_000],
    ] as const)
      expect(Math.abs(mean(from, to) - all)).toBeLessThan(1)
    expect(highestIn(power, 100, 20_000)).toBeLessThan(all + 13)
  })
})

describe('filter', () => {
  const key = 84
  const f = hertz(key)
  test('resonance is the gain at the cutoff, in both low-passes, within 0.1 dB', () => {
    for (const filterType of [LOW_12, LOW_24])
      for (const resonance of [0.5, 0.8, 2, 8, 20])
        expect(Math.abs(through({ filterType, cutoff: f, resonance }, key) - inDb(resonance))).toBeLessThan(0.1)
  })
  test('low-passes fall by 12 and 24 dB/octave, the high-pass by 12, the band-pass by 6 on each side', () => {
    const slope = (filterType: number, up: boolean) => {
      const at = (octaves: number) => {
        const low = 60
        return through({ filterType, cutoff: hertz(low) * 2 ** (up ? -octaves : octaves), resonance: 0.71 }, low)
      }
      return at(3) - at(2)
    }
    // An octave nearer the corner they are not quite there yet.
    for (const [type, up, want] of [
      [LOW_12, true, -12],
      [LOW_24, true, -24],
      [HIGH_12, false, -12],
      [BAND, true, -6],
      [BAND, false, -6],
    ] as const)
      expect(Math.abs(slope(type, up) - want), `${type}`).toBeLessThan(0.5)
  })
  test('the band-pass is 0 dB at its centre', () =>
    expect(Math.abs(through({ filterType: BAND, cutoff: f, resonance: 4 }, key))).toBeLessThan(0.1))
  test('key tracking, envelope and velocity move the cutoff by semitones: a band-pass is hit where they say', () => {
    const peaks = (settings: Record<string, number>) => through({ filterType: BAND, resonance: 20, ...settings }, key)
    // Tracking is around key 60: two octaves up at 100 %.
    expect(peaks({ cutoff: f / 4, keyTrack: 100 })).toBeGreaterThan(-0.2)
    expect(peaks({ cutoff: f / 2, keyTrack: 50 })).toBeGreaterThan(-0.2)
    expect(peaks({ cutoff: f / 4, envelope: 24, filterSustain: 100 })).toBeGreaterThan(-0.2)
    expect(peaks({ cutoff: f * 2, envelope: -24, filterSustain: 50, filterDecay: 0.01 })).toBeGreaterThan(-0.2)
    const soft = note({ osc1Shape: SINE, filterType: BAND, resonance: 20, cutoff: f * 2, velocityFilter: 24 }, key, 9600, {
      velocity: 0.5,
      skip: 24_000,
    })
    expect(inDb(toneIn(soft, f).amplitude / (0.25 * Math.SQRT1_2))).toBeGreaterThan(-0.2)
  })
  test('a cutoff that sweeps by its envelope makes no steps: nothing between the harmonics above −90 dB', () => {
    const x = note(
      { osc1Shape: SINE, filterType: LOW_24, resonance: 6, cutoff: 60, envelope: 72, filterAttack: 0.6, filterSustain: 100 },
      57,
      16_384,
      { skip: 4096 },
    )
    // The sine's own fade through the filter is slow: its skirt lies below 1 kHz.
    expect(highestIn(spectrum(x), 1500, 24_000)).toBeLessThan(-90)
  })
})

describe('envelopes', () => {
  const envelope = (settings: Record<string, number>, frames: number, off: number) => {
    const g = group({ osc1Shape: SINE, ...settings })
    start(g, 0, 96)
    const held = g.play(off, 100).left[0]!
    g.call('release')(g.state, 0)
    const after = g.play(frames - off, 100).left[0]!
    // The envelope of 2.1 kHz: the highest of two half periods.
    const x = [...held, ...after].map(Math.abs)
    return {
      at: (frame: number) => Math.max(...x.slice(frame, frame + 24)) / (0.25 * Math.SQRT1_2),
      sounding: g.call('sounding')(g.state),
      end: x.findLastIndex((v) => v > 0),
    }
  }
  test('attack, decay, sustain and release take their times, within 1 %', () => {
    const e = envelope({ ampAttack: 0.05, ampDecay: 0.2, ampSustain: 40, ampRelease: 0.1 }, 48_000, 24_000)
    // Like a capacitor charging to 1.3: half way at t / 0.05 = ln(1.3/0.8) / ln(1.3/0.3).
    expect(Math.abs(e.at(Math.round(2400 * (Math.log(1.3 / 0.8) / Math.log(1.3 / 0.3))) - 12) - 0.5)).toBeLessThan(0.01)
    expect(Math.abs(e.at(2388) - 1)).toBeLessThan(0.01)
    // A third of the decay is 20 dB of the way from 1 to 0.4.
    expect(Math.abs(e.at(2400 + 3200 - 12) - (0.4 + 0.6 * 0.1))).toBeLessThan(0.01)
    expect(Math.abs(e.at(20_000) - 0.4)).toBeLessThan(0.004)
    // And of the release 20 dB of the level.
    expect(Math.abs(e.at(24_000 + 1600 - 12) / 0.4 - 0.1)).toBeLessThan(0.01)
    expect(e.sounding).toBe(0)
    // From 40 % exact silence comes a little earlier than from full level.
    expect(e.end).toBeGreaterThan(24_000 + 0.8 * 4800)
    expect(e.end).toBeLessThanOrEqual(24_000 + 4800)
  })
  test('velocity: at 100 % the level goes with its square, at 0 % it does not matter', () => {
    const level = (velocity: number, amount: number) => rms(note({ osc1Shape: SINE, velocity: amount }, 69, 9600, { velocity }))
    for (const v of [0.1, 0.5, 0.8]) {
      expect(inDb(level(v, 100) / level(1, 100))).toBeCloseTo(2 * inDb(v), 2)
      expect(inDb(level(v, 0) / level(1, 0))).toBeCloseTo(0, 4)
    }
  })
  test('spread puts the oscillators apart at equal power', () => {
    const g = group({ osc1Shape: SINE, spread: 60 })
    start(g, 0, 69)
    g.play(4096)
    const { left, right } = g.play(9600)
    const [l, r] = [toneIn(left[0]!, 440).amplitude / 0.25, toneIn(right[0]!, 440).amplitude / 0.25]
    expect(l).toBeCloseTo(Math.sqrt(0.8), 3)
    expect(r).toBeCloseTo(Math.sqrt(0.2), 3)
  })
  test('a stolen voice fades within 4 ms without a click', () => {
    const g = group({ osc1Shape: SINE, filterType: HIGH_12, cutoff: 20 })
    start(g, 0, 45)
    const before = g.play(2400).left[0]!
    g.call('choke')(g.state, 0)
    const after = g.play(480).left[0]!
    const x = Float32Array.of(...before.subarray(1000), ...after)
    let step = 0
    for (let i = 1; i < x.length; i++) step = Math.max(step, Math.abs(x[i]! - x[i - 1]!))
    // 110 Hz moves by 1.44 % of its level per frame at most, the fade by 0.52 %.
    expect(step / (0.25 * Math.SQRT1_2)).toBeLessThan(0.02)
    expect(peak(after.subarray(193))).toBe(0)
    expect(g.call('sounding')(g.state)).toBe(0)
  })
})

test('levels that parameters move make no steps: nothing above −100 dBFS beyond 3 kHz', () => {
  const g = group({ osc1Shape: SINE })
  start(g, 0, 57)
  const x = new Float32Array(16_384 + 4096)
  for (let at = 0; at < x.length; at += 32) {
    const s = Math.sin((2 * Math.PI * 16 * at) / 48_000)
    g.set({
      ...PLAIN,
      osc1Shape: SINE,
      osc1Level: 60 + 30 * s,
      spread: 50 + 40 * s,
      level: -6 + 6 * s,
      velocity: 50 + 40 * s,
      subLevel: 20 + 20 * s,
    })
    x.set(g.play(32, 32).left[0]!, at)
  }
  expect(highestIn(spectrum(x.subarray(4096)), 3000, 24_000)).toBeLessThan(-100)
})
describe('presets', () => {
  /** A chord of four, one second held and one second released. */
  const chord = (params: Record<string, number>) => {
    const g = new Group(device as never).set(params)
    for (const [lane, key] of [48, 55, 60, 64].entries()) start(g, lane, key, 0.8, 999 * (lane + 1))
    const parts = [g.play(48_000)]
    for (let lane = 0; lane < 4; lane++) g.call('release')(g.state, lane)
    parts.push(g.play(24_000))
    const sum = (side: 'left' | 'right') =>
      Float32Array.from({ length: 72_000 }, (_, i) => {
        const part = parts[i < 48_000 ? 0 : 1]!
        return part[side].reduce((s, lane) => s + lane[i % 48_000]!, 0)
      })
    return { left: sum('left'), right: sum('right') }
  }
  test('there are a dozen and more, a chord of each peaks between −34 and 0 dBFS (only sounds of nature below −12) and holds no direct current', () => {
    expect(device.presets.length).toBeGreaterThanOrEqual(12)
    for (const preset of device.presets) {
      const { left, right } = chord(preset.params as Record<string, number>)
      const top = inDb(Math.max(peak(left), peak(right)))
      const isBed = ['Harbour water', 'Wind', 'Riser'].includes(preset.name)
      expect(top, preset.name).toBeGreaterThan(isBed ? -34 : -12)
      expect(top, preset.name).toBeLessThan(0)
      expect(Math.abs(left.reduce((s, v) => s + v, 0) / left.length), preset.name).toBeLessThan(2e-3)
    }
  })
})
