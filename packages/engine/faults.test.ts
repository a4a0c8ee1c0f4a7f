// What goes wrong is silent, reported, and stays where it is: devices, media, values from others.
import { type AudioReader, audioFromArrays } from '@tonmeister/dsp'
import { describe, expect, test } from 'vitest'
import { compile, Readings, Renderer, readingLayout, STRIP_READINGS } from './index.ts'
import {
  asset,
  audio,
  clips,
  device,
  devices,
  expectSameBits,
  FLICKS_PER_FRAME,
  noise,
  notes,
  open,
  play,
  point,
  RATE,
  records,
  render,
  strip,
  TestKernels,
  track,
} from './testing.node.ts'

const FRAMES = 6_000
const media = { n: noise(FRAMES, 3) }
const catalog = { devices, clips }
const source = (id: string, ...more: Parameters<typeof records>) => [strip(id), track(id), audio(id, 'n', 0, FRAMES), ...more]

/** Kernels of which one function fails from its `after`th call on. */
class Failing extends TestKernels {
  private calls = 0
  private readonly failing: string
  private readonly how: (kernels: TestKernels, args: number[]) => void
  private readonly after: number
  constructor(failing: string, how: (kernels: TestKernels, args: number[]) => void, after = 3) {
    super()
    this.failing = failing
    this.how = how
    this.after = after
  }
  override get(name: string) {
    const found = super.get(name)
    if (name !== this.failing) return found
    return (...args: number[]) => {
      const result = found(...args)
      if (++this.calls >= this.after) this.how(this, args)
      return result
    }
  }
}
const trap = () => {
  throw new WebAssembly.RuntimeError('unreachable')
}
const nan = (kernels: TestKernels, [, , io, n]: number[]) => void kernels.f32.fill(Number.NaN, io! >> 2, (io! >> 2) + n! * 4)
const infinite = (kernels: TestKernels, [, , io, n]: number[]) =>
  void kernels.f32.fill(Number.POSITIVE_INFINITY, io! >> 2, (io! >> 2) + n! * 4)

describe('devices', () => {
  test.each([
    ['traps', trap],
    ['gives NaN', nan],
    ['gives infinity', infinite],
  ])('an effect that %s after a while is passed by and reported once; the rest keeps every bit', (_, how) => {
    const readings = new Readings()
    // Three strips in two groups: the failing one has a group for itself.
    const list = records(...source('a'), ...source('b'), ...source('c', device('c', 'level', { id: 'bad one' })), asset('n', FRAMES))
    const renderer = new Renderer(compile(list, catalog), {
      kernels: new Failing('level_process', how),
      openSource: open(media),
      readings,
      stems: true,
    })
    const out = Array.from({ length: 8 }, () => new Float32Array(FRAMES))
    renderer.play()
    renderer.render(out, FRAMES)
    expect(renderer.faults).toEqual([{ id: 'bad one', what: expect.stringMatching(/\S/) }])
    expect(readings.faults).toBe(1)
    const stem = (id: string) => out[2 + renderer.stems.indexOf(id) * 2]!
    expectSameBits([stem('a'), stem('b')], [media.n, media.n])
    // Silent in the chunk of the fault, then as if it were not there.
    expect(
      stem('c')
        .slice(256, 384)
        .every((x) => x === 0),
    ).toBe(true)
    expectSameBits([stem('c').slice(384)], [media.n.slice(384)])
  })
  test('its state is not used again: a plan that follows leaves it passed by, one in which it is new tries it again', () => {
    const list = (id: string) => records(...source('a', device('a', 'level', { id })), asset('n', FRAMES))
    const renderer = new Renderer(compile(list('x'), catalog), { kernels: new Failing('level_process', nan, 1), openSource: open(media) })
    renderer.play()
    play(renderer, 512)
    renderer.swap(compile(list('x'), catalog))
    play(renderer, 512)
    expect(renderer.faults.map((f) => f.id)).toEqual(['x'])
    renderer.swap(compile(list('y'), catalog))
    play(renderer, 1024)
    expect(renderer.faults.map((f) => f.id)).toEqual(['x', 'y'])
  })
  test.each([
    ['traps at a note', 'click_start', trap],
    ['traps at a release', 'click_release', trap],
    ['traps while it sounds', 'click_process', trap],
    ['gives NaN', 'click_process', nan],
  ])('an instrument that %s is silent from then on, reported once; the audio of its strip plays on', (_, what, how) => {
    const list = records(
      ...source(
        'a',
        device('a', 'click', { id: 'bad one' }),
        ...notes(
          'a',
          Array.from({ length: 40 }, (_, i) => [i * 90, 50, 60, 100] as const),
        ),
      ),
      asset('n', FRAMES),
    )
    const { audio: out, renderer } = render(list, media, { kernels: new Failing(what, how, 5), to: FRAMES })
    expect(renderer.faults).toEqual([{ id: 'bad one', what: expect.stringMatching(/\S/) }])
    expect(out[0]!.every(Number.isFinite)).toBe(true)
    expectSameBits([out[0]!.slice(5_000)], [media.n.slice(5_000)])
  })
  test('automation beyond what a parameter has is told as its limit', () => {
    const list = records(
      ...source('a', device('a', 'level', { id: 'lv' })),
      asset('n', FRAMES),
      point('lv', 'gain', 0, 1e30),
      point('a', 'pan', 0, -4000),
    )
    const strip = compile(list, catalog).strips.find((s) => s.id === 'a')!
    expect([...strip.chain[0]!.curves[0]!.value]).toEqual([24])
    expect([...strip.curves[1]!.value]).toEqual([-100])
  })
})

describe('media', () => {
  test('a clip of a file that the project does not have is silence and a problem; one whose file cannot be opened is silence', () => {
    const list = records(...source('a'), strip('b'), track('b'), audio('b', 'gone', 0, FRAMES), asset('n', FRAMES))
    const { audio: out, plan } = render(list, media)
    expect(plan.problems).toEqual([
      { code: 'missing-asset', message: expect.stringMatching(/\.$/), hint: expect.stringMatching(/\.$/), id: 'gone' },
    ])
    expectSameBits(out, [media.n, media.n])
    expect(render(list, {}).audio[0]!.every((x) => x === 0)).toBe(true)
  })
  test('samples that are no numbers are silence; the devices behind them live on', () => {
    const broken = media.n.slice()
    broken[700] = Number.NaN
    broken[701] = Number.POSITIVE_INFINITY
    broken[2_999] = Number.NEGATIVE_INFINITY
    const { audio: out, renderer } = render(records(...source('a', device('a', 'level')), asset('n', FRAMES)), { n: broken })
    expect(renderer.faults).toEqual([])
    expectSameBits([out[0]!], [broken.map((x) => (Number.isFinite(x) ? x : 0))])
  })
  test('what comes late is silence where it is missing, and counted', () => {
    const whole = audioFromArrays(RATE, [media.n])
    let late = 0
    // Every third read has only its first half.
    const slow: AudioReader = { ...whole, read: (at, out, n = 0) => (++late % 3 ? whole.read(at, out, n) : whole.read(at, out, n >> 1)) }
    const readings = new Readings()
    const renderer = new Renderer(compile(records(...source('a'), asset('n', FRAMES)), catalog), {
      kernels: new TestKernels(),
      openSource: () => slow,
      readings,
    })
    renderer.play()
    const out = play(renderer, 3_840)
    expect(readings.words[5]).toBe(10)
    for (let chunk = 0; chunk < 30; chunk++)
      expectSameBits(
        [out.slice(chunk * 128, chunk * 128 + 128)],
        [media.n.slice(chunk * 128, chunk * 128 + 128).map((x, i) => (chunk % 3 === 2 && i >= 64 ? 0 : x))],
      )
  })
  test('a clip longer than its file, and one that begins before it, are silent where there is nothing', () => {
    const list = records(strip('a'), track('a'), asset('n', 1_000), audio('a', 'n', 500, 2_000, { from: -300 * FLICKS_PER_FRAME }))
    const { audio: out } = render(list, { n: media.n.slice(0, 1_000) }, { to: 2_500 })
    const expected = new Float32Array(2_500)
    expected.set(media.n.slice(0, 1_000), 800)
    expectSameBits([out[0]!], [expected])
  })
})

describe('readings', () => {
  const tone = new Float32Array(96_000).map((_, i) => 0.5 * Math.sin((2 * Math.PI * 1000 * i) / RATE))
  const list = records(
    strip('a', { gain: -6 }),
    track('a'),
    asset('t', 96_000),
    audio('a', 't', 0, 96_000),
    device('a', 'level', { id: 'lv' }),
  )
  const start = () => {
    const readings = new Readings()
    const plan = compile(list, catalog)
    const renderer = new Renderer(plan, { kernels: new TestKernels(), openSource: open({ t: tone }), readings })
    renderer.play()
    return { readings, renderer, plan, strip: plan.strips.findIndex((s) => s.id === 'a') }
  }
  const db = (x: number) => 20 * Math.log10(x)
  test('peak and RMS of a sine of −6.02 dBFS behind a fader of −6 dB', () => {
    const { readings, renderer, strip } = start()
    readings.look()
    play(renderer, 4_800)
    for (const at of [strip * STRIP_READINGS, strip * STRIP_READINGS + 1]) expect(db(readings.strips[at]!)).toBeCloseTo(-12.02, 1)
    for (const at of [strip * STRIP_READINGS + 2, strip * STRIP_READINGS + 3]) expect(db(readings.strips[at]!)).toBeCloseTo(-15.03, 1)
  })
  test('nothing is metered until somebody looks, and half a second after nobody does', () => {
    const { readings, renderer, strip } = start()
    play(renderer, 9_600)
    expect(readings.strips.every((x) => x === 0)).toBe(true)
    expect(readings.words[4]).toBe(0)
    readings.look()
    play(renderer, 30_000)
    const written = readings.words[4]!
    expect(readings.strips[strip * STRIP_READINGS]).toBeGreaterThan(0.2)
    // Watched for half a second from the look on: 24 000 frames.
    expect(written).toBeGreaterThanOrEqual(24_000)
    expect(written).toBeLessThan(24_000 + 256)
    readings.strips.fill(0)
    play(renderer, 9_600)
    expect(readings.strips.every((x) => x === 0)).toBe(true)
    readings.look()
    play(renderer, 4_800)
    expect(readings.strips[strip * STRIP_READINGS]).toBeGreaterThan(0.2)
  })
  test('position, clock and the ring of the output are those of the frames that were rendered', () => {
    const { readings, renderer } = start()
    readings.look()
    renderer.locate(5_120)
    const out = play(renderer, 12_800)
    expect([readings.playing, readings.position, readings.clock]).toEqual([true, 17_920, 12_800])
    expectSameBits([readings.left.slice(0, 12_800)], [out])
    renderer.stop()
    play(renderer, 128)
    expect([readings.playing, readings.position]).toEqual([false, 17_920])
  })
  test('costs are shares of the time that a block may take, by device', () => {
    let clock = 0
    const readings = new Readings()
    const plan = compile(list, catalog)
    // Each look at the clock is 0.1 ms later.
    const renderer = new Renderer(plan, { kernels: new TestKernels(), openSource: open({ t: tone }), readings, now: () => (clock += 0.1) })
    renderer.play()
    play(renderer, 25_600)
    const { index } = readingLayout(plan).get('lv')!
    // Twice a device and twice a chunk: 0.1 ms of 2.67 ms for the device (half of it for either half of the group), 0.3 ms for all.
    expect(readings.load).toBeCloseTo(0.3 / (128 / 48), 1)
    expect(readings.costs[index]).toBeCloseTo(0.05 / (128 / 48), 2)
  })
})
