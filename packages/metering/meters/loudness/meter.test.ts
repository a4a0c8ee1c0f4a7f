// The loudness meter against EBU Tech 3341 (v4, 2023), Tech 3342 (2023) and ITU-R BS.1770-5, with signals made here by their recipes.
// Cases 7 and 8 of Tech 3341 and 5 and 6 of Tech 3342 are recordings of the EBU, not recipes.
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { describe, expect, test } from 'vitest'
import { noise, type Programme, type Stretch, tones } from '../../signals.ts'
import type { Speaker } from './channels.ts'
import { Loudness } from './meter.ts'

const RATE = 48_000
const kernels = new Kernels(kernelsModule())
const SILENCE = -Infinity

/** Pushes in blocks and calls `each` after every one. */
function feed(meter: Loudness, { data }: Programme, block = 480, each?: (frame: number) => void): Loudness {
  const frames = data[0]!.length
  for (let at = 0; at < frames; at += block) {
    meter.push(data.map((x) => x.subarray(at, Math.min(frames, at + block))))
    each?.(Math.min(frames, at + block))
  }
  return meter
}
/** A meter with kernels that gives its memory back afterwards. */
function within<T>(programme: Programme, look: (meter: Loudness) => T, layout?: readonly Speaker[]): T {
  const mark = kernels.mark
  const meter = new Loudness(programme.sampleRate, programme.data.length, { kernels, ...(layout ? { layout } : {}) })
  try {
    return look(meter)
  } finally {
    kernels.release(mark)
  }
}
const measured = (programme: Programme, layout?: readonly Speaker[]) =>
  within(programme, (meter) => readings(feed(meter, programme, 4800)), layout)
const readings = (m: Loudness) => ({
  momentary: m.momentary(),
  shortTerm: m.shortTerm(),
  integrated: m.integrated(),
  range: m.range(),
  maxMomentary: m.maxMomentary(),
  maxShortTerm: m.maxShortTerm(),
})
const stereo = (...stretches: Stretch[]) => tones(RATE, 2, stretches)
const times = (n: number, ...stretches: Stretch[]): Stretch[] => Array.from({ length: n }, () => stretches).flat()
const near = (value: number, wanted: number, tolerance: number) => {
  expect(value).toBeGreaterThanOrEqual(wanted - tolerance)
  expect(value).toBeLessThanOrEqual(wanted + tolerance)
}

describe('EBU Tech 3341, table 1', () => {
  test.each([
    [1, -23],
    [2, -33],
  ])('case %i: a 1 kHz tone at %f dBFS has that momentary, short-term and integrated loudness', (_, level) => {
    const r = measured(stereo([20, level]))
    for (const value of [r.momentary, r.shortTerm, r.integrated, r.maxMomentary.lufs, r.maxShortTerm.lufs]) near(value, level, 0.1)
  })
  test.each<[number, string, Stretch[]]>([
    [
      3,
      'the relative gate leaves out passages 13 LU below',
      [
        [10, -36],
        [60, -23],
        [10, -36],
      ],
    ],
    [
      4,
      'the absolute gate leaves out passages at -72 dBFS',
      [
        [10, -72],
        [10, -36],
        [60, -23],
        [10, -36],
        [10, -72],
      ],
    ],
    [
      5,
      'passages inside the gate count by power',
      [
        [20, -26],
        [20.1, -20],
        [20, -26],
      ],
    ],
  ])('case %i: %s: -23.0 LUFS', (_, __, stretches) => near(measured(stereo(...stretches)).integrated, -23, 0.1))
  test('case 6: 5.0 with surrounds counted 1.5 dB more is -23.0 LUFS', () => {
    near(measured(tones(RATE, 5, [[20, [-28, -28, -24, -30, -30]]])).integrated, -23, 0.1)
  })
  test('case 9: short-term loudness stands still at -23.0 LUFS while the level alternates within its window', () => {
    const programme = stereo(...times(5, [1.34, -20], [1.66, -30]))
    within(programme, (meter) =>
      feed(meter, programme, 480, (frame) => {
        if (frame >= 3 * RATE) near(meter.shortTerm(), -23, 0.1)
      }),
    )
  })
  test('case 10: a tone of 3 s is found wherever it begins', () => {
    for (let i = 0; i < 20; i++) near(measured(stereo([i * 0.15, SILENCE], [3, -23], [1, SILENCE])).maxShortTerm.lufs, -23, 0.1)
  })
  test('case 11: the greatest short-term loudness follows a rising staircase, live', () => {
    const steps = Array.from({ length: 20 }, (_, i): Stretch[] => [
      [i * 0.15, SILENCE],
      [3, -38 + i],
      [3 - i * 0.15, SILENCE],
    ])
    const programme = stereo(...steps.flat())
    within(programme, (meter) =>
      feed(meter, programme, 6 * RATE, (frame) => near(meter.maxShortTerm().lufs, -38 + frame / (6 * RATE) - 1, 0.1)),
    )
  })
  test('case 12: momentary loudness stands still at -23.0 LUFS while the level alternates within its window', () => {
    const programme = stereo(...times(25, [0.18, -20], [0.22, -30]))
    within(programme, (meter) =>
      feed(meter, programme, 480, (frame) => {
        if (frame >= RATE) near(meter.momentary(), -23, 0.1)
      }),
    )
  })
  test('case 13: a tone of 400 ms is found wherever it begins', () => {
    for (let i = 0; i < 20; i++) near(measured(stereo([i * 0.02, SILENCE], [0.4, -23], [1, SILENCE])).maxMomentary.lufs, -23, 0.1)
  })
  test('case 14: the greatest momentary loudness follows a rising staircase, live', () => {
    const steps = Array.from({ length: 20 }, (_, i): Stretch[] => [
      [i * 0.02, SILENCE],
      [0.4, -38 + i],
      [0.4 - i * 0.02, SILENCE],
    ])
    const programme = stereo(...steps.flat())
    within(programme, (meter) =>
      feed(meter, programme, 0.8 * RATE, (frame) => near(meter.maxMomentary().lufs, -38 + Math.round(frame / (0.8 * RATE)) - 1, 0.1)),
    )
  })
  test('a tone of 400 ms beginning between two segments of 10 ms reads at most 0.06 LU too little', () => {
    near(measured(stereo([0.105, SILENCE], [0.4, -23], [1, SILENCE])).maxMomentary.lufs, -23.03, 0.03)
  })
})

describe('EBU Tech 3342, table 1', () => {
  const cases: [number, number, Stretch[]][] = [
    [
      1,
      10,
      [
        [20, -20],
        [20, -30],
      ],
    ],
    [
      2,
      5,
      [
        [20, -20],
        [20, -15],
      ],
    ],
    [
      3,
      20,
      [
        [20, -40],
        [20, -20],
      ],
    ],
    [
      4,
      15,
      [
        [20, -50],
        [20, -35],
        [20, -20],
        [20, -35],
        [20, -50],
      ],
    ],
  ]
  test.each(cases)('case %i: loudness range is %i LU', (_, range, stretches) => near(measured(stereo(...stretches)).range, range, 1))
  test('repeating the programme changes no loudness range', () => {
    for (const [, range, stretches] of cases.slice(0, 3)) near(measured(stereo(...times(2, ...stretches))).range, range, 1)
  })
})

describe('ITU-R BS.1770-5, annex 1', () => {
  test.each([44_100, 48_000, 88_200, 96_000, 176_400, 192_000])(
    'a 997 Hz sine at full scale in one front channel is -3.01 LKFS at %i Hz',
    (rate) => {
      for (const channel of [0, 1, 2]) {
        const levels = [SILENCE, SILENCE, SILENCE].with(channel, 0)
        near(measured(tones(rate, 3, [[1, levels]], 997)).integrated, -3.01, 0.005)
      }
    },
  )
  test.each([8000, 11_025, 22_050, 32_000, 44_056, 384_000])('a stereo tone at -23 dBFS reads -23.0 LUFS at %i Hz too', (rate) => {
    near(measured(tones(rate, 2, [[4, -23]])).integrated, -23, 0.05)
  })
  // Level of one channel alone against a front channel: 10 log10 of its weight.
  const SIDE = 10 * Math.log10(1.41)
  test.each<[string, number, Record<number, number>]>([
    ['mono', 1, { 0: 0 }],
    ['stereo', 2, { 0: 0, 1: 0 }],
    ['4.0', 4, { 0: 0, 2: SIDE, 3: SIDE }],
    ['5.0', 5, { 2: 0, 3: SIDE, 4: SIDE }],
    ['5.1', 6, { 0: 0, 1: 0, 2: 0, 3: SILENCE, 4: SIDE, 5: SIDE }],
    ['7.1', 8, { 2: 0, 3: SILENCE, 4: 0, 5: 0, 6: SIDE, 7: SIDE }],
    ['5.1.4', 10, { 3: SILENCE, 4: SIDE, 5: SIDE, 6: 0, 9: 0 }],
    ['7.1.4', 12, { 3: SILENCE, 4: 0, 6: SIDE, 7: SIDE, 8: 0, 11: 0 }],
    ['9.1.6', 16, { 3: SILENCE, 5: 0, 6: SIDE, 8: SIDE, 9: SIDE, 12: 0 }],
    ['22.2', 24, { 0: SIDE, 1: SIDE, 3: SILENCE, 4: 0, 6: 0, 9: SILENCE, 10: SIDE, 11: SIDE, 18: 0, 22: 0 }],
    ['13 channels of no known layout', 13, { 0: 0, 3: 0, 12: 0 }],
  ])('%s: each channel counts as its loudspeaker stands', (_, channels, expected) => {
    for (const [channel, db] of Object.entries(expected)) {
      const levels = Array.from({ length: channels }, (_, c) => (c === Number(channel) ? -20 : SILENCE))
      const value = measured(tones(RATE, channels, [[1, levels]], 997)).integrated
      if (db === SILENCE) expect(value).toBe(SILENCE)
      else near(value, -23.01 + db, 0.005)
    }
  })
  test('a layout that is said wins over the number of channels: film order puts LFE last', () => {
    const inLast = tones(RATE, 6, [[1, [-20, -20, -20, SILENCE, SILENCE, 0]]], 997)
    const film: Speaker[] = ['L', 'C', 'R', 'Ls', 'Rs', 'LFE']
    near(measured(inLast, film).integrated, -23.01 + 10 * Math.log10(3), 0.005)
    near(measured(inLast).integrated, -3.01 + 10 * Math.log10(1.41 + 0.03), 0.005)
  })
  test('mono played from two loudspeakers is 3 LU louder', () => {
    const [mono, both] = [1, 2].map((channels) => measured(tones(RATE, channels, [[2, -20]])).integrated)
    near(both! - mono!, 3.01, 0.005)
  })
  test('silence, and less than one block of 400 ms, have no integrated loudness', () => {
    for (const programme of [stereo([5, SILENCE]), stereo([0.399, -10]), stereo([5, -75])]) {
      expect(measured(programme).integrated).toBe(-Infinity)
      expect(measured(programme).range).toBe(0)
    }
    near(measured(stereo([0.4, -10])).integrated, -10, 0.1)
  })
  test('an incomplete last block does not count: 0.39 s of a louder tone behind 4 s change nothing', () => {
    const steady = measured(stereo([4, -30])).integrated
    // The block that begins at 3.7 s ends with the programme at 4.09 s and is dropped; the one that begins at 3.6 s holds no louder frame.
    expect(measured(stereo([4, -30], [0.09, -10])).integrated).toBe(steady)
    expect(measured(stereo([4, -30], [0.1, -10])).integrated).toBeGreaterThan(steady + 1)
  })
})

/** Straight from the standards, on whole arrays: every block kept, no bins, no ring. For stereo at 48 kHz. */
function byTheBook({ data }: Programme): { integrated: number; range: number } {
  const weighted = data.map((x) => {
    const y = new Float64Array(x.length)
    let [x1, x2, u1, u2, y1, y2] = [0, 0, 0, 0, 0, 0]
    for (let n = 0; n < x.length; n++) {
      const u = 1.53512485958697 * x[n]! - 2.69169618940638 * x1 + 1.19839281085285 * x2 + 1.69065929318241 * u1 - 0.73248077421585 * u2
      const v = u - 2 * u1 + u2 + 1.99004745483398 * y1 - 0.99007225036621 * y2
      ;[x2, x1, u2, u1, y2, y1] = [x1, x[n]!, u1, u, y1, v]
      y[n] = v * v
    }
    return y
  })
  const hops = Float64Array.from({ length: Math.floor(data[0]!.length / 4800) }, (_, i) => {
    let sum = 0
    for (const y of weighted) for (let n = i * 4800; n < (i + 1) * 4800; n++) sum += y[n]!
    return sum
  })
  const windows = (length: number) =>
    Array.from(
      { length: Math.max(0, hops.length - length + 1) },
      (_, i) => hops.slice(i, i + length).reduce((a, b) => a + b) / (length * 4800),
    )
  const lufs = (power: number) => -0.691 + 10 * Math.log10(power)
  const mean = (powers: readonly number[]) => powers.reduce((a, b) => a + b, 0) / powers.length
  const gated = (powers: readonly number[], below: number) => {
    const loud = powers.filter((p) => lufs(p) > -70)
    return loud.filter((p) => lufs(p) > lufs(mean(loud)) - below)
  }
  const sorted = gated(windows(30), 20).sort((a, b) => a - b)
  const percentile = (p: number) => lufs(sorted[Math.round((sorted.length - 1) * p)]!)
  return { integrated: lufs(mean(gated(windows(4), 10))), range: percentile(0.95) - percentile(0.1) }
}
/** Noise whose level wanders by 50 dB, with pauses. */
function wandering(seconds: number, seed: number): Programme {
  const steps = noise(seconds * 4, seed)
  const data = [noise(seconds * RATE, seed + 1), noise(seconds * RATE, seed + 2)]
  for (const x of data)
    for (let n = 0; n < x.length; n++) {
      const step = steps[Math.floor((n * 4) / RATE)]!
      x[n] = step < -0.8 ? 0 : x[n]! * 10 ** (-1.5 + step * 1.25)
    }
  return { sampleRate: RATE, data }
}

describe('laws', () => {
  test('bounded memory costs less than 0.001 LU of loudness and 0.01 LU of range against every block kept', () => {
    for (const seed of [1, 2, 3]) {
      const programme = wandering(20, seed)
      const book = byTheBook(programme)
      const { integrated, range } = measured(programme)
      expect(Math.abs(integrated - book.integrated), `seed ${seed}, integrated`).toBeLessThan(0.001)
      expect(Math.abs(range - book.range), `seed ${seed}, range`).toBeLessThan(0.01)
    }
  })
  test.each([1, 2, 3, 6])('with %i channels the kernel gives the bits of the plain version', (channels) => {
    for (const rate of [44_100, 96_000, 44_056]) {
      const programme: Programme = {
        sampleRate: rate,
        data: Array.from({ length: channels }, (_, c) => noise(rate + 777, 10 + c, 0.3)),
      }
      const plain = readings(feed(new Loudness(rate, channels), programme, 1000))
      const fast = within(programme, (meter) => readings(feed(meter, programme, 1000)))
      expect(fast).toEqual(plain)
      expect(plain.integrated).toBeGreaterThan(-30)
    }
  })
  test('blocks that lie in the memory of the kernels give the same bits as blocks that are copied there', () => {
    const programme: Programme = { sampleRate: RATE, data: [noise(4 * RATE, 3, 0.3), noise(4 * RATE, 4, 0.1)] }
    const mark = kernels.mark
    const [copied, direct] = [0, 1].map(() => new Loudness(RATE, 2, { kernels })) as [Loudness, Loudness]
    const at = programme.data.map((x) => kernels.allocate(x.byteLength))
    const inside = programme.data.map((x, c) => {
      const view = new Float32Array(kernels.memory.buffer, at[c]!, x.length)
      view.set(x)
      return view
    })
    feed(copied, programme, 999)
    feed(direct, { sampleRate: RATE, data: inside }, 999)
    expect(readings(direct)).toEqual(readings(copied))
    kernels.release(mark)
  })
  test('the block size changes no bit', () => {
    const whole = wandering(5, 42)
    const wanted = readings(feed(new Loudness(RATE, 2), whole, Number.MAX_SAFE_INTEGER))
    for (const block of [1, 7, 64, 128, 479, 481, 1024, 4096, 65_536]) {
      expect(readings(feed(new Loudness(RATE, 2), whole, block)), `plain, ${block}`).toEqual(wanted)
      if (block > 1)
        expect(
          within(whole, (meter) => readings(feed(meter, whole, block))),
          `kernel, ${block}`,
        ).toEqual(wanted)
    }
  })
  test('twice the amplitude is 6.02 LU more, however loud', () => {
    const quiet = measured(stereo([5, -40]))
    for (const db of [20 * Math.log10(2), 40, 60]) near(measured(stereo([5, -40 + db])).integrated - quiet.integrated, db, 1e-4)
  })
  test('left and right may change places', () => {
    const { data } = wandering(5, 9)
    const swapped = measured({ sampleRate: RATE, data: [data[1]!, data[0]!] })
    near(swapped.integrated, measured({ sampleRate: RATE, data }).integrated, 1e-9)
  })
  test('the loudest finite samples leave a finite reading, and the meter recovers', () => {
    const programme = stereo([10, -23])
    programme.data[0]!.fill(3.4e38, 4 * RATE, 4 * RATE + 50)
    const { integrated, momentary } = measured(programme)
    expect(Number.isFinite(integrated)).toBe(true)
    near(momentary, -23, 0.1)
  })
  test.each([Number.NaN, Infinity, -Infinity])('a sample of %f costs the 10 ms in which it lies, of its channel', (broken) => {
    const whole = stereo([10, -23])
    const struck = { ...whole, data: whole.data.map((x) => x.slice()) }
    struck.data[0]![5 * RATE + 100] = broken
    for (const value of [
      within(struck, (meter) => feed(meter, struck, 480).integrated()),
      feed(new Loudness(RATE, 2), struck, 480).integrated(),
    ]) {
      near(value, -23, 0.1)
    }
    within(struck, (meter) => {
      let least = 0
      feed(meter, struck, 480, (frame) => {
        if (frame > RATE) least = Math.min(least, meter.momentary())
      })
      // 390 of 400 ms of one of two channels are left.
      near(least, measured(whole).momentary + 10 * Math.log10(79 / 80), 0.02)
    })
  })
})

describe('EBU Mode', () => {
  test('a pause holds integrated loudness and range; momentary and short-term go on', () => {
    const programme = stereo([5, -30])
    within(programme, (meter) => {
      feed(meter, programme)
      const before = readings(meter)
      meter.pause()
      feed(meter, stereo([5, -10]))
      expect(meter.integrated()).toBe(before.integrated)
      expect(meter.range()).toBe(before.range)
      near(meter.momentary(), -10, 0.1)
      near(meter.shortTerm(), -10, 0.1)
      meter.resume()
      feed(meter, stereo([5, -10]))
      expect(meter.integrated()).toBeGreaterThan(-15)
    })
  })
  test('a reset forgets maxima, integrated loudness and range together, down to the bit', () => {
    const programme = wandering(5, 77)
    within(programme, (meter) => {
      const fresh = readings(feed(meter, programme))
      feed(meter, stereo([7.003, -3]))
      meter.reset()
      expect(meter.integrated()).toBe(-Infinity)
      expect(meter.maxMomentary()).toEqual({ lufs: -Infinity, at: Number.NaN })
      expect(readings(feed(meter, programme))).toEqual(fresh)
    })
  })
  test('loudness range is not stable before the first minute has been counted', () => {
    const meter = new Loudness(8000, 1)
    const second = [new Float32Array(8000)]
    for (let s = 0; s < 59; s++) meter.push(second)
    expect(meter.rangeIsStable()).toBe(false)
    meter.pause()
    meter.push(second)
    expect(meter.rangeIsStable()).toBe(false)
    meter.resume()
    meter.push(second)
    expect(meter.rangeIsStable()).toBe(true)
  })
  test('maxima say where their window begins', () => {
    const r = measured(stereo([2, SILENCE], [3, -23], [2, SILENCE]))
    near(r.maxShortTerm.at, 2, 0.011)
    near(measured(stereo([1.5, -40], [0.4, -20], [2, -40])).maxMomentary.at, 1.5, 0.011)
  })
  test('rates and channel counts that cannot be measured are refused in words', () => {
    expect(() => new Loudness(7999, 2)).toThrow('7999 Hz')
    expect(() => new Loudness(Number.NaN, 2)).toThrow('NaN Hz')
    expect(() => new Loudness(48_000, 0)).toThrow('no audio channel')
    expect(() => new Loudness(48_000, 129)).toThrow('129 channels')
  })
})
