import { type Rec, TICKS_PER_QUARTER } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { compile, Renderer } from './index.ts'
import {
  asset,
  audio,
  clips,
  device,
  devices,
  expectSameBits,
  FLICKS_PER_FRAME,
  hash,
  noise,
  open,
  peakDb,
  RATE,
  records,
  render,
  sineWave,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

// ── Facts ──────────────────────────────────────────────────────────────────

describe('clips', () => {
  const media = { tone: sineWave(20_000) }
  const whole = render(records(strip('a'), track('a'), asset('tone', 20_000), audio('a', 'tone', 0, 20_000)), media)

  test('a clip at unity passes every bit of its file', () => expectSameBits(whole.audio, [media.tone, media.tone]))
  test.each([[1], [777, 4_096], [31, 32, 33, 9_999], [5, 6, 7, 19_999]])('split at %s it renders to the same bits', (...cuts) => {
    const edges = [0, ...cuts, 20_000]
    const parts = cuts.concat(20_000).map((end, i) => audio('a', 'tone', edges[i]!, end - edges[i]!))
    expectSameBits(render(records(strip('a'), track('a'), asset('tone', 20_000), ...parts), media).audio, whole.audio)
  })
  test('split into clips of every small length it renders to the same bits', () => {
    const parts: Rec[] = []
    for (let at = 0, n = 1; at < 20_000; at += n, n = (n % 97) + 1) parts.push(audio('a', 'tone', at, Math.min(n, 20_000 - at)))
    expectSameBits(render(records(strip('a'), track('a'), asset('tone', 20_000), ...parts), media).audio, whole.audio)
  })
  test('reversed, and reversed in two parts, it is the file backwards', () => {
    const backwards = Float32Array.from(media.tone).reverse()
    expectSameBits(
      render(records(strip('a'), track('a'), asset('tone', 20_000), audio('a', 'tone', 0, 20_000, { reverse: true })), media).audio,
      [backwards, backwards],
    )
    const split = [
      audio('a', 'tone', 0, 7_001, { reverse: true, from: 12_999 * FLICKS_PER_FRAME }),
      audio('a', 'tone', 7_001, 12_999, { reverse: true, from: 0 }),
    ]
    expectSameBits(render(records(strip('a'), track('a'), asset('tone', 20_000), ...split), media).audio, [backwards, backwards])
  })
  test('an overlap plays the upper clip, with a crossfade that keeps noise at its level', () => {
    const n = 96_000
    const under = noise(n, 1)
    const over = noise(n, 2)
    const { audio: out } = render(
      records(
        strip('a'),
        track('a'),
        asset('under', n),
        asset('over', n),
        audio('a', 'under', 0, 48_000),
        audio('a', 'over', 24_000, 48_000, { from: 24_000 * FLICKS_PER_FRAME }),
      ),
      { under, over },
    )
    const fade = 240
    expectSameBits(
      [out[0]!.slice(0, 24_000), out[0]!.slice(24_000 + fade, 72_000)],
      [under.slice(0, 24_000), over.slice(24_000 + fade, 72_000)],
    )
    const rms = (a: Float32Array) => Math.sqrt(a.reduce((s, x) => s + x * x, 0) / a.length)
    expect(Math.abs(20 * Math.log10(rms(out[0]!.slice(24_000, 24_000 + fade)) / rms(out[0]!.slice(0, 24_000))))).toBeLessThan(0.8)
  })
  test('a fade rises linearly over its length', () => {
    const one = { one: new Float32Array(1000).fill(1) }
    const { audio: out } = render(
      records(strip('a'), track('a'), asset('one', 1000), audio('a', 'one', 0, 1000, { fadeIn: 100 * FLICKS_PER_FRAME })),
      one,
    )
    expect(out[0]![0]).toBe(0)
    expect(out[0]![50]).toBeCloseTo(0.5, 6)
    expect(out[0]![100]).toBe(1)
  })
})

describe('the same bits', () => {
  const list = records(
    strip('a', { gain: -3, pan: 20 }),
    strip('b', { gain: -7.3, pan: -40 }),
    strip('c', { output: 'bus' }),
    strip('bus', { kind: 'bus', gain: -1 }),
    track('a'),
    track('b'),
    track('c'),
    asset('n1', 30_000),
    asset('n2', 30_000),
    audio('a', 'n1', 0, 30_000),
    audio('b', 'n2', 0, 30_000),
    audio('c', 'n1', 0, 30_000),
    device('a', 'level', { 'p.gain': -2 }),
    device('b', 'level'),
    device('b', 'late', { 'p.frames': 100 }),
    device('bus', 'level'),
    { id: 'send', type: 'send', strip: 'a', target: 'bus', order: 'a', gain: -6, pre: true },
    { id: 'p1', type: 'point', target: 'a', param: 'gain', at: 0, value: -20, curve: 'linear' },
    { id: 'p2', type: 'point', target: 'a', param: 'gain', at: TICKS_PER_QUARTER / 2, value: 0, curve: 'hold' },
    { id: 'p3', type: 'point', target: 'a', param: 'gain', at: TICKS_PER_QUARTER, value: -6, curve: 'linear' },
  )
  const media = { n1: noise(30_000, 5), n2: noise(30_000, 6) }
  const reference = render(list, media, { block: 128 })
  test.each([1, 32, 37, 500, 1024, 4096])('at blocks of %i frames', (block) =>
    expect(hash(render(list, media, { block }).audio)).toBe(hash(reference.audio)),
  )
  test('a stretch is a slice of the whole', () => {
    const part = render(list, media, { from: 5_001, to: 20_000 })
    expectSameBits(
      part.audio,
      reference.audio.map((a) => a.slice(5_001, 20_000)),
    )
  })
  test('stems add up to the main output', () => {
    const { audio: out } = render(list, media, { stems: true })
    const sum = out[0]!.map((_, i) => out.slice(2).reduce((s, a, c) => (c % 2 ? s : s + a[i]!), 0))
    const left = out[0]!
    expect(peakDb(sum.map((x, i) => x - left[i]!))).toBeLessThan(-120)
  })
})

describe('delay compensation', () => {
  const n = 8_000
  const media = { n1: noise(n) }
  const base = [asset('n1', n), strip('a'), strip('b', { pan: 0 }), track('a'), track('b'), audio('a', 'n1', 0, n), audio('b', 'n1', 0, n)]
  test('parallel paths of different latency null', () => {
    const { audio: out } = render(
      records(...base, device('a', 'late', { 'p.frames': 333 }), device('b', 'late', { 'p.frames': 50 }), strip('inv', { kind: 'bus' })),
      media,
    )
    expectSameBits(out, [media.n1.map((x) => x + x), media.n1.map((x) => x + x)])
  })
  test('also through sends, groups and a late bus', () => {
    const { audio: out, plan } = render(
      records(
        ...base.filter((r) => !(r.type === 'clip' && r.track === 'track b')),
        device('a', 'late', { 'p.frames': 40 }),
        strip('bus', { kind: 'bus' }),
        device('bus', 'late', { 'p.frames': 500 }),
        strip('group', { kind: 'bus', output: 'bus' }),
        { id: 's', type: 'send', strip: 'a', target: 'group', order: 'a', gain: 0, pre: false },
      ),
      media,
    )
    expect(plan.latency).toBe(540)
    expectSameBits(out, [media.n1.map((x) => x + x), media.n1.map((x) => x + x)])
  })
  test('a key arrives together with the signal it works on', () => {
    const early = records(...base, device('a', 'late', { 'p.frames': 64 }), device('b', 'keyed', { sidechain: 'a' }))
    const { audio: out } = render(early, media)
    // b minus its key (a) is nothing; a itself remains.
    expectSameBits(out, [media.n1, media.n1])
    const late = records(...base, device('b', 'late', { 'p.frames': 64 }), device('b', 'keyed', { sidechain: 'a' }))
    expectSameBits(render(late, media).audio, [media.n1, media.n1])
  })
})

describe('notes and automation', () => {
  const notes = (list: [at: number, length: number, key: number, velocity: number][]): Rec[] => [
    strip('a'),
    track('a'),
    device('a', 'click'),
    {
      id: 'c',
      type: 'clip',
      kind: 'notes',
      track: 'track a',
      order: 'a',
      anchor: 'ticks',
      at: 0,
      length: 64 * TICKS_PER_QUARTER,
      name: '',
      from: 0,
    },
    ...list.map(([at, length, key, velocity], i): Rec => ({ id: `n${i}`, type: 'note', clip: 'c', at, length, key, velocity })),
  ]
  test('each note begins on the frame of its tick', () => {
    const ticks = [0, 1, 13_440, 26_880, 26_881, 40_000, 77_777, 100_003]
    const { audio: out } = render(records(...notes(ticks.map((t) => [t, 100, 60, 127]))), {}, { to: 120_000 })
    // 120 bpm: 26 880 ticks = 24 000 frames.
    for (const t of ticks) expect(out[0]![Math.round((t * 24_000) / 26_880)]).toBeGreaterThanOrEqual(1)
    expect(out[0]!.filter((x) => x >= 1).length).toBe(new Set(ticks.map((t) => Math.round((t * 24_000) / 26_880))).size)
  })
  test('a jump of automation takes effect on its frame', () => {
    const one = { one: new Float32Array(48_000).fill(1) }
    const point = (id: string, at: number, value: number): Rec => ({
      id,
      type: 'point',
      target: 'lv',
      param: 'gain',
      at,
      value,
      curve: 'hold',
    })
    const list = records(
      strip('a'),
      track('a'),
      asset('one', 48_000),
      audio('a', 'one', 0, 48_000),
      device('a', 'level', { id: 'lv' }),
      point('x', 0, 0),
      point('y', 15_000, -20),
    )
    const frame = Math.round((15_000 * 24_000) / 26_880)
    const { audio: out } = render(list, one)
    expect(out[0]![frame - 1]).toBe(1)
    expect(out[0]![frame]).toBeLessThan(1)
    expect(out[0]![frame + 32]).toBeCloseTo(0.1, 5)
  })
  test('more notes than voices steal the oldest and never hang', () => {
    const many = Array.from({ length: 64 }, (_, i) => [i * 100, 20_000, 40 + i, 100] as [number, number, number, number])
    const { audio: out } = render(records(...notes(many)), {}, { to: 96_000 })
    expect(out[0]!.slice(60_000).every((x) => x === 0)).toBe(true)
  })
})

describe('faults', () => {
  const media = { n1: noise(4_000) }
  test.each(['bad', 'trap'])('a device that fails (%s) is passed by and reported; the rest plays on', (what) => {
    const { audio: out, renderer } = render(
      records(
        strip('a'),
        strip('b'),
        track('a'),
        track('b'),
        asset('n1', 4_000),
        audio('a', 'n1', 0, 4_000),
        audio('b', 'n1', 0, 4_000),
        device('a', what),
      ),
      media,
      { block: 128 },
    )
    expect(renderer.faults).toHaveLength(1)
    expect(out[0]!.every(Number.isFinite)).toBe(true)
    // b sounds from the first frame, a again after the first chunk.
    expect(out[0]![3]).toBe(media.n1[3])
    expect(out[0]![3_999]).toBeCloseTo(2 * media.n1[3_999]!, 6)
  })
  test('a circle in the routing is a problem that names its strips, and the rest sounds', () => {
    const { plan, audio: out } = render(
      records(
        strip('a', { output: 'b' }),
        strip('b', { kind: 'bus', output: 'c' }),
        strip('c', { kind: 'bus', output: 'b' }),
        strip('d'),
        track('d'),
        asset('n1', 4_000),
        audio('d', 'n1', 0, 4_000),
      ),
      media,
    )
    expect(plan.problems.map((p) => p.code)).toEqual(['cycle'])
    expect(plan.problems[0]!.message).toContain('b → c → b')
    expect(out[0]![100]).toBe(media.n1[100])
  })
})

describe('live', () => {
  const media = { tone: sineWave(480_000, 200) }
  const list = (gain: number, ...more: Rec[]) =>
    records(strip('a', { gain }), track('a'), asset('tone', 480_000), audio('a', 'tone', 0, 480_000), ...more)
  const plan = (r: Map<string, Rec>) => compile(r, { devices, clips })
  const play = (r: Renderer, frames: number) => {
    const out = [new Float32Array(frames), new Float32Array(frames)]
    for (let at = 0; at < frames; at += 128)
      r.render(
        out.map((o) => o.subarray(at, Math.min(frames, at + 128))),
        Math.min(128, frames - at),
      )
    return out[0]!
  }
  const start = (r: Map<string, Rec>) => {
    const renderer = new Renderer(plan(r), { kernels: new TestKernels(), openSource: open(media), declick: true })
    renderer.play()
    return renderer
  }
  const steepest = (a: Float32Array) => a.reduce((m, x, i) => (i ? Math.max(m, Math.abs(x - a[i - 1]!)) : m), 0)
  const SINE_STEP = 0.5 * 2 * Math.PI * (200 / RATE)

  test('swapping in the same plan changes no bit', () => {
    const a = play(start(list(-6, device('a', 'level', { id: 'x' }))), 12_800)
    const renderer = start(list(-6, device('a', 'level', { id: 'x' })))
    const first = play(renderer, 6_400)
    renderer.swap(plan(list(-6, device('a', 'level', { id: 'x' }))))
    expectSameBits([Float32Array.from([...first, ...play(renderer, 6_400)])], [a])
  })
  test.each<[string, () => Map<string, Rec>]>([
    ['a gain', () => list(-20)],
    ['a device that comes', () => list(0, device('a', 'level', { id: 'x', 'p.gain': -12 }))],
    ['a mute', () => list(0, strip('a', { mute: true }))],
    ['another strip', () => list(0, strip('b'), track('b'), audio('b', 'tone', 0, 480_000))],
    ['a latency', () => list(0, device('a', 'late', { id: 'l', 'p.frames': 300 }))],
  ])('swapping in %s and back makes no click', (_, next) => {
    const renderer = start(list(0))
    const parts = [play(renderer, 6_400)]
    renderer.swap(plan(next()))
    parts.push(play(renderer, 6_400))
    renderer.swap(plan(list(0)))
    parts.push(play(renderer, 6_400))
    const all = Float32Array.from(parts.flatMap((p) => [...p]))
    // A ramp over 128 frames of a half-scale sine adds at most 0.5/128 per frame, two at once twice that.
    expect(steepest(all)).toBeLessThan(2 * SINE_STEP + 2 * (0.5 / 128))
    expectSameBits([all.slice(-3_000)], [play(start(list(0)), 19_200).slice(-3_000)])
  })
  test('stop, locate and loop make no click, and stop is silence', () => {
    const renderer = start(list(0))
    const parts = [play(renderer, 5_000)]
    renderer.locate(100_077)
    parts.push(play(renderer, 5_000))
    renderer.setLoop(true, 100_011, 103_333)
    parts.push(play(renderer, 10_000))
    renderer.stop()
    const end = play(renderer, 2_000)
    parts.push(end)
    expect(steepest(Float32Array.from(parts.flatMap((p) => [...p])))).toBeLessThan(2 * SINE_STEP + 2 * (0.5 / 128))
    expect(end.slice(300).every((x) => x === 0)).toBe(true)
  })
  test('a parameter set by hand ramps', () => {
    const renderer = start(list(0))
    const a = play(renderer, 3_000)
    renderer.set('a', 'gain', -40)
    const b = play(renderer, 3_000)
    expect(steepest(Float32Array.from([...a, ...b]))).toBeLessThan(SINE_STEP + 0.5 / 128)
    expect(peakDb(b.slice(500))).toBeLessThan(-45)
  })
})
