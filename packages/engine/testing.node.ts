// The small language of this package's tests: records in one line, devices whose sound is plain arithmetic, rendering, comparison.
import { createHash } from 'node:crypto'
import { type AudioReader, audioFromArrays, Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { type ClipKind, type Device, db, defineDevice, number, type Rec } from '@tonmeister/project'
import { type Catalog, compile, type OpenSource, type Renderer, renderOffline } from './index.ts'

export const RATE = 48_000
export const FLICKS_PER_FRAME = 14_700

export const clips: { [id: string]: ClipKind } = {
  audio: {
    id: 'audio',
    version: 1,
    name: 'Audio',
    fields: {},
    play: (clip, _context, out) =>
      out.audio({
        asset: clip.asset as string,
        from: (clip.from as number) ?? 0,
        gain: (clip.gain as number) ?? 0,
        reverse: clip.reverse === true,
        fadeIn: (clip.fadeIn as number) ?? 0,
        fadeOut: (clip.fadeOut as number) ?? 0,
        fadeInShape: 'linear',
        fadeOutShape: 'linear',
      }),
  },
  notes: {
    id: 'notes',
    version: 1,
    name: 'Notes',
    fields: {},
    play: (clip, context, out) => {
      for (const n of context.children(clip.id, 'note'))
        out.note({ at: n.at as number, length: n.length as number, key: n.key as number, velocity: n.velocity as number })
    },
  },
}
/** Devices made for these tests; their kernels are written in JavaScript below. */
const plain = { version: 1, kind: 'effect', category: 'utility', tail: () => 0, panel: [], presets: [] } as const
export const devices: { [id: string]: Device } = {
  level: defineDevice({
    ...plain,
    id: 'level',
    name: 'Level',
    params: { gain: db({ name: 'Gain', min: -96, max: 24, default: 0 }) },
  }) as unknown as Device,
  late: defineDevice({
    ...plain,
    id: 'late',
    name: 'Late',
    params: { frames: number({ name: 'Frames', min: 0, max: 1000, default: 100 }) },
    latency: (p) => p.frames,
  }) as unknown as Device,
  bad: defineDevice({ ...plain, id: 'bad', name: 'Bad', params: {} }) as Device,
  trap: defineDevice({ ...plain, id: 'trap', name: 'Trap', params: {} }) as Device,
  keyed: defineDevice({ ...plain, id: 'keyed', name: 'Keyed', sidechain: true, params: {} }) as Device,
  impulse: defineDevice({
    ...plain,
    id: 'impulse',
    name: 'Impulse',
    kind: 'instrument',
    category: 'synth',
    voices: 32,
    params: {},
  }) as Device,
  click: defineDevice({ ...plain, id: 'click', name: 'Click', kind: 'instrument', category: 'synth', voices: 4, params: {} }) as Device,
}
export class TestKernels extends Kernels {
  constructor(memory?: WebAssembly.Memory) {
    super(kernelsModule(), memory)
  }
  override find(name: string) {
    return name.endsWith('_processPair') ? undefined : super.find(name)
  }
  override get(name: string) {
    return this.own[name] ?? super.get(name)
  }
  private own: Record<string, (...a: number[]) => number> = {
    // level: gain by a linear ramp within the call, like the real ones.
    level_stateBytes: () => 32,
    level_init: (s) => void this.f32.fill(0, s! >> 2, (s! >> 2) + 8) as never,
    level_process: (s, p, io, n) => {
      const f = this.f32
      for (let lane = 0; lane < 4; lane++) {
        const target = Math.fround(10 ** (f[(p! >> 2) + lane]! / 20))
        const at = (s! >> 2) + lane
        if (!f[at + 4]) f[at] = target
        f[at + 4] = 1
        const step = Math.fround((target - f[at]!) / n!)
        for (let i = 0; i < n!; i++) {
          f[at] = f[at]! + step
          f[(io! >> 2) + i * 4 + lane]! *= f[at]!
        }
      }
      return 0
    },
    late_stateBytes: () => 16 * 1040,
    late_init: (s) => void this.f32.fill(0, s! >> 2, (s! >> 2) + 4 * 1040) as never,
    late_process: (s, p, io, n) => {
      const f = this.f32
      for (let lane = 0; lane < 4; lane++) {
        const d = f[(p! >> 2) + lane]!
        const pos = (s! >> 2) + lane
        for (let i = 0; i < n!; i++) {
          const w = f[pos]!
          f[pos + 4 * (1 + w)] = f[(io! >> 2) + i * 4 + lane]!
          f[(io! >> 2) + i * 4 + lane] = f[pos + 4 * (1 + ((w - d + 1024) % 1024))]!
          f[pos] = (w + 1) % 1024
        }
      }
      return 0
    },
    bad_stateBytes: () => 16,
    bad_init: () => 0,
    bad_process: (_s, _p, io, n) => void this.f32.fill(Number.NaN, io! >> 2, (io! >> 2) + n! * 4) as never,
    trap_stateBytes: () => 16,
    trap_init: () => 0,
    trap_process: () => {
      throw new WebAssembly.RuntimeError('unreachable')
    },
    keyed_stateBytes: () => 16,
    keyed_init: () => 0,
    keyed_process: (_s, _p, io, n, key) => {
      for (let i = 0; i < n! * 4; i++) this.f32[(io! >> 2) + i]! -= this.f32[(key! >> 2) + i]!
      return 0
    },
    // impulse: one frame of velocity at the very first frame of a note, and nothing else.
    impulse_stateBytes: () => 16,
    impulse_init: (s) => void this.f32.fill(0, s! >> 2, (s! >> 2) + 4) as never,
    impulse_start: (s, _p, lane, _key, velocity) => (this.f32[(s! >> 2) + lane!] = velocity!),
    impulse_release: () => 0,
    impulse_choke: () => 0,
    impulse_sounding: () => 0,
    impulse_process: (s, _p, io, n) => {
      const f = this.f32
      f.fill(0, io! >> 2, (io! >> 2) + n! * 8)
      for (let lane = 0; lane < 4; lane++) {
        f[(io! >> 2) + lane] = f[(io! >> 2) + n! * 4 + lane] = f[(s! >> 2) + lane]!
        f[(s! >> 2) + lane] = 0
      }
      return 0
    },
    // click: one frame of velocity at the very first frame of a note, key/1000 while it is held.
    click_stateBytes: () => 16 * 3,
    click_init: (s) => void this.f32.fill(0, s! >> 2, (s! >> 2) + 12) as never,
    click_start: (s, _p, lane, key, velocity) => {
      this.f32[(s! >> 2) + lane!] = velocity!
      this.f32[(s! >> 2) + 4 + lane!] = key! / 1000
      return 0
    },
    click_release: (s, lane) => void (this.f32[(s! >> 2) + 4 + lane!] = 0) as never,
    click_choke: (s, lane) => void (this.f32[(s! >> 2) + 4 + lane!] = 0) as never,
    click_sounding: (s) =>
      [0, 1, 2, 3].reduce((m, lane) => m | (this.f32[(s! >> 2) + 4 + lane]! || this.f32[(s! >> 2) + lane]! ? 1 << lane : 0), 0),
    click_process: (s, _p, io, n) => {
      const f = this.f32
      for (let lane = 0; lane < 4; lane++)
        for (let i = 0; i < n!; i++) {
          const x = f[(s! >> 2) + lane]! || f[(s! >> 2) + 4 + lane]!
          f[(s! >> 2) + lane] = 0
          f[(io! >> 2) + i * 4 + lane] = x
          f[(io! >> 2) + (n! + i) * 4 + lane] = x
        }
      return 0
    },
  }
}

let serial = 0
export const records = (...list: Rec[]): Map<string, Rec> =>
  new Map(
    [
      { id: 'project', type: 'project', name: 'Test', sampleRate: RATE, timecodeRate: '25', timecodeStart: 0 },
      {
        id: 'main',
        type: 'strip',
        kind: 'main',
        order: 'z',
        name: 'Main',
        color: 1,
        gain: 0,
        pan: 0,
        mute: false,
        solo: false,
        output: null,
      },
      ...list,
    ].map((r) => [r.id, r as Rec]),
  )
export const strip = (id: string, more: object = {}): Rec => ({
  id,
  type: 'strip',
  kind: 'track',
  order: id,
  name: id,
  color: 1,
  gain: 0,
  pan: 0,
  mute: false,
  solo: false,
  output: null,
  ...more,
})
export const track = (id: string, on = id): Rec => ({ id: `track ${id}`, type: 'track', order: id, name: id, color: 1, strip: on })
export const asset = (id: string, frames: number): Rec => ({
  id,
  type: 'asset',
  name: id,
  file: `media/${id}.wav`,
  hash: id,
  sampleRate: RATE,
  channels: 1,
  frames,
})
export const audio = (on: string, assetId: string, at: number, length: number, more: object = {}): Rec => ({
  id: `clip ${serial++}`,
  type: 'clip',
  kind: 'audio',
  track: `track ${on}`,
  order: String(serial).padStart(6, '0'),
  anchor: 'flicks',
  at: at * FLICKS_PER_FRAME,
  length: length * FLICKS_PER_FRAME,
  name: '',
  asset: assetId,
  from: at * FLICKS_PER_FRAME,
  ...more,
})
export const device = (on: string, id: string, more: object = {}): Rec => ({
  id: `${on} ${id} ${serial++}`,
  type: 'device',
  strip: on,
  order: String(serial).padStart(6, '0'),
  device: id,
  version: 1,
  enabled: true,
  ...more,
})
export const sineWave = (frames: number, hz = 997) =>
  Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / RATE))
export const noise = (frames: number, seed = 1) => {
  let s = seed
  return Float32Array.from({ length: frames }, () => (s = (Math.imul(s, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31)
}
export type Media = { readonly [id: string]: Float32Array | readonly Float32Array[] }
/** Readers over arrays, mono or planar; what is not there is missing. */
export const open =
  (media: Media) =>
  (a: { readonly id: string }): AudioReader | undefined => {
    const data = media[a.id]
    return data && audioFromArrays(RATE, data instanceof Float32Array ? [data] : data)
  }
export interface RenderOptions {
  readonly block?: number
  readonly from?: number
  readonly to?: number
  readonly stems?: boolean
  readonly catalog?: Catalog
  readonly kernels?: Kernels
  readonly sampleRate?: number
  readonly openSource?: OpenSource
}
/** Compiles and renders records offline. */
export function render(list: ReadonlyMap<string, Rec>, media: Media = {}, options: RenderOptions = {}) {
  const { catalog = { devices, clips }, kernels = new TestKernels(), sampleRate, openSource = open(media), ...rest } = options
  const plan = compile(list, catalog, sampleRate ? { sampleRate } : {})
  const out: Float32Array[] = []
  const result = renderOffline(plan, { kernels, openSource, ...rest })
  for (let block = result.next(); ; block = result.next()) {
    if (block.done) return { audio: out, plan, renderer: block.value }
    const { audio: a, frames, done, total } = block.value
    a.forEach((channel, c) => {
      out[c] ??= new Float32Array(total)
      out[c]!.set(channel.subarray(0, frames), done - frames)
    })
  }
}
/** The left channel of the next `frames` frames, asked for `block` at a time as a live host does. */
export function play(renderer: Renderer, frames: number, block = 128): Float32Array {
  const out = [new Float32Array(frames), new Float32Array(frames)]
  for (let at = 0; at < frames; at += block) {
    const n = Math.min(block, frames - at)
    renderer.render(
      out.map((o) => o.subarray(at, at + n)),
      n,
    )
  }
  return out[0]!
}
export const joined = (parts: readonly Float32Array[]): Float32Array => {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
export const hash = (audio: readonly Float32Array[]): string =>
  audio
    .map((a) =>
      createHash('sha256')
        .update(new Uint8Array(a.buffer, a.byteOffset, a.byteLength))
        .digest('hex'),
    )
    .join()
/** Throws with the first place where two renderings differ; −0 is 0. */
export function expectSameBits(a: readonly Float32Array[], b: readonly Float32Array[]): void {
  if (a.length !== b.length) throw new Error(`${a.length} channels against ${b.length}`)
  a.forEach((x, c) => {
    const y = b[c]!
    if (x.length !== y.length) throw new Error(`channel ${c} has ${x.length} frames against ${y.length}`)
    for (let i = 0; i < x.length; i++)
      if (!Object.is(x[i], y[i]) && !(x[i] === 0 && y[i] === 0))
        throw new Error(`channel ${c} differs first at frame ${i}: ${x[i]} against ${y[i]}`)
  })
}
export const peakDb = (a: Float32Array): number => 20 * Math.log10(a.reduce((m, x) => Math.max(m, Math.abs(x)), 0))
/** Greatest difference of two renderings in dB re full scale. */
export const differenceDb = (a: Float32Array, b: Float32Array): number => peakDb(a.map((x, i) => x - b[i]!))
/** A seeded generator of whole numbers below n. */
export function chance(seed: number): (n: number) => number {
  let s = seed >>> 0
  return (n) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((s / 2 ** 32) * n)
  }
}
export const notes = (
  on: string,
  list: readonly (readonly [at: number, length: number, key: number, velocity: number])[],
  more: object = {},
): Rec[] => {
  const id = `notes ${serial++}`
  return [
    {
      id,
      type: 'clip',
      kind: 'notes',
      track: `track ${on}`,
      order: 'a',
      anchor: 'ticks',
      at: 0,
      length: 4096 * 26_880,
      name: '',
      from: 0,
      ...more,
    },
    ...list.map(([at, length, key, velocity], i): Rec => ({ id: `${id} ${i}`, type: 'note', clip: id, at, length, key, velocity })),
  ]
}
export const send = (from: string, to: string, more: object = {}): Rec => ({
  id: `${from}>${to}`,
  type: 'send',
  strip: from,
  target: to,
  order: 'a',
  gain: 0,
  pre: false,
  ...more,
})
export const point = (
  target: string,
  param: string,
  at: number,
  value: number,
  curve: 'hold' | 'linear' = 'linear',
  more: object = {},
): Rec => ({
  id: `point ${serial++}`,
  type: 'point',
  target,
  param,
  at,
  value,
  curve,
  ...more,
})
