// Program: a plan laid out in memory. Building one from another keeps the state of everything that stays.
import { type AudioReader, gainOfDb, type Kernels } from '@tonmeister/dsp'
import { valueAt } from './curve.ts'
import { type Group, groupSignature, groupsOf } from './group.ts'
import { identity, inputMatrix, type Matrix } from './pan.ts'
import type { Plan, PlanAsset, PlanInput, PlanNode, PlanStrip, Span } from './plan.ts'
import type { Probed } from './probe.ts'
import { readingLayout } from './readings.ts'
import { readPlanes, responseBytes, writeResponse } from './response.ts'
import { type OpenSource, stereoSource } from './source.ts'
import { Voices } from './voices.ts'

type Call = (...args: number[]) => number

export interface NodeRun extends Probed {
  readonly plan: PlanNode
  readonly values: Float32Array
  readonly automated: boolean
  /** Share of the device's sound: ramps when it comes or goes, or its mix changes. */
  wet: number
  wetTarget: number
  broken: boolean
  readonly index: number
  readonly readingAt: number
  cost: number
}
export interface SlotRun {
  readonly process: Call
  readonly processPair: Call | undefined
  readonly nodes: readonly [NodeRun | null, NodeRun | null]
  readonly state: number
  readonly stateBytes: number
  readonly params: number
  /** Buffer of the key, or 0. */
  readonly key: number
  readonly keyDelay: readonly [DelayRun | null, DelayRun | null]
  readonly inputDelay: readonly [DelayRun | null, DelayRun | null]
  /** Delays as long as the devices', for what passes by one that has failed, and for what is mixed with its sound: paths stay together. */
  readonly bypassDelay: readonly [DelayRun | null, DelayRun | null]
  readonly automated: boolean
}
export interface DelayRun {
  readonly id: string
  readonly ring: number
  readonly size: number
  readonly frames: number
  position: number
}
export interface InputRun {
  readonly plan: PlanInput
  /** dB as last set by hand. */
  gainDb: number
  /** Linear, where the ramp is; NaN = jump. */
  gain: number
  /** What was last worked out: dB, linear gain. */
  readonly level: Float64Array
  /** As last set by hand. */
  pan: number
  /** Left and right of the pan, where the ramps are; then what was last worked out: pan, left, right. */
  readonly sides: Float64Array
  /** The next plan does not have it: it fades. */
  leaving: boolean
  readonly delay: DelayRun | null
}
/** What a strip's clips played until the plan changed under the play head: it fades while the new ones come. */
export interface LeavingClips {
  readonly spans: readonly Span[]
  readonly maxEnd: Float64Array
  readonly sources: readonly (AudioReader | undefined)[]
}
export interface InstrumentRun {
  readonly node: NodeRun
  readonly voices: Voices
  readonly states: readonly number[]
  readonly params: number
  readonly process: Call
  bend: number
  bendRange: number
  modulation: number
  rpn: number
}
export interface StripRun extends Probed {
  readonly plan: PlanStrip
  readonly group: GroupRun
  readonly half: number
  readonly inputs: readonly InputRun[]
  readonly ownDelay: DelayRun | null
  readonly instrument: InstrumentRun | null
  /** Ends of the notes, rising. */
  readonly noteEnds: Float64Array
  readonly maxEnd: Float64Array
  leavingClips: LeavingClips | null
  /** Timeline frame at which they began to leave, and how long ago. */
  leftAt: number
  leftSince: number
  gainDb: number
  /** dB of the VCAs above it, as last set by hand. */
  readonly vcaDb: Float64Array
  /** Its fader or pan follows a curve. */
  readonly moves: boolean
  pan: number
  audible: boolean
  /** What was last worked out for the fader: gain in dB and pan; linear gain, left and right of the pan. */
  readonly fader: Float64Array
  /** Trim, polarity and mono of the input, and the panner where it is a matrix: where the ramps are. */
  readonly entry: Matrix
  readonly entryTo: Matrix
  readonly place: Matrix
  /** Share of the strip's sound: ramps when the strip comes or goes. */
  wetTarget: number
  liveCount: number
  readonly live: Float32Array
}
export interface GroupRun {
  readonly plan: Group
  readonly buffer: number
  /** Copy of the signal before the fader, or 0. */
  readonly pre: number
  /** Some strip needs it; otherwise only who listens to it may. */
  readonly tapped: boolean
  readonly strips: readonly (StripRun | null)[]
  readonly slots: readonly SlotRun[]
  /** Four lanes of gain as they are, and as they shall be. */
  readonly gains: number
  readonly gainTargets: number
  readonly meter: number
}
export interface Bundle {
  readonly first: GroupRun
  readonly second: GroupRun | null
  readonly paired: boolean
}
export interface Program {
  readonly plan: Plan
  readonly strips: readonly StripRun[]
  readonly stages: readonly (readonly Bundle[])[]
  readonly nodes: ReadonlyMap<string, NodeRun>
  readonly stripById: ReadonlyMap<string, StripRun>
  readonly sources: readonly (AudioReader | undefined)[]
  readonly main: StripRun
  /** Indices of the strips that flow into main, in the order of its inputs. */
  readonly stems: readonly number[]
}

/** Blocks of memory, reused by size. */
class Pool {
  private readonly free = new Map<number, number[]>()
  private readonly sizes = new Map<number, number>()
  constructor(private readonly kernels: Kernels) {}
  take(bytes: number): number {
    const size = Math.max(64, (bytes + 63) & ~63)
    const found = this.free.get(size)?.pop()
    if (found !== undefined) {
      this.kernels.zero(found, size)
      return found
    }
    const at = this.kernels.allocate(size)
    this.sizes.set(at, size)
    return at
  }
  give(at: number): void {
    const size = this.sizes.get(at)
    if (size === undefined) return
    const list = this.free.get(size)
    if (list) list.push(at)
    else this.free.set(size, [at])
  }
}
/** Where a device lives: which call, which half of its lanes. */
export interface Place {
  readonly run: SlotRun
  readonly half: number
}

export interface BuilderOptions {
  readonly kernels: Kernels
  readonly openSource: OpenSource
  readonly sampleRate: number
  /** Frames of every buffer. */
  readonly chunk: number
  /** Another thread has set up the shared memory: lay out the same, touch nothing. */
  readonly follows: boolean
  /** Signals before all faders have places, so that one can listen to them. */
  readonly monitored: boolean
}

/** Lays out programs, one after the other, in one memory. Not for the middle of a block: memory may grow. */
export class Builder {
  /** Places of the latest program's effects. */
  places = new Map<NodeRun, Place>()
  private readonly pool: Pool
  private held = new Map<string, number[]>()
  private readonly delays = new Map<string, DelayRun>()
  /** Rooms of the effects that have one, by node; `file` names what they read, '' = nothing. */
  private readonly rooms = new Map<string, { readonly at: number; file: string }>()
  /** Readers that the latest plan no longer needs: what they play may still be fading. */
  private retired: AudioReader[] = []

  constructor(private readonly options: BuilderOptions) {
    this.pool = new Pool(options.kernels)
  }

  /** @param position  timeline frame of the play head, for the values of automated parameters */
  build(plan: Plan, old: Program | null, position: number): Program {
    const { pool } = this
    const { kernels, chunk, follows, sampleRate } = this.options
    const owned = new Map<string, number[]>()
    const oldBlocks = this.held
    this.held = owned
    /** A block for `key`: the old one when it is there and of the same size. */
    const block = (key: string, bytes: number): { at: number; kept: boolean } => {
      const before = oldBlocks.get(key)
      if (before && before[1] === bytes) {
        oldBlocks.delete(key)
        owned.set(key, before)
        return { at: before[0]!, kept: true }
      }
      const at = pool.take(bytes)
      owned.set(key, [at, bytes])
      return { at, kept: false }
    }
    const chunkBytes = chunk * 16
    const moveState = kernels.get('mixer_moveState')
    const nodes = new Map<string, NodeRun>()
    const places = new Map<NodeRun, Place>()
    const layout = readingLayout(plan)
    const nodeRun = (node: PlanNode): NodeRun => {
      const before = old?.nodes.get(node.id)
      const same = before && before.plan.device === node.device
      const run: NodeRun = {
        plan: node,
        values: Float32Array.from(node.values),
        automated: node.curves.some((c) => c !== null),
        wet: same ? before.wet : old ? 0 : node.mix,
        wetTarget: node.mix,
        broken: same ? before.broken : false,
        ...layout.get(node.id)!,
        cost: same ? before.cost : 0,
        probeIn: -1,
        probeOut: -1,
      }
      if (run.broken) run.wet = run.wetTarget = 0
      nodes.set(node.id, run)
      return run
    }
    const delayRun = (id: string, frames: number): DelayRun | null => {
      if (!frames) return null
      let size = 64
      while (size < frames + chunk) size *= 2
      const { at, kept } = block(`delay ${id} ${frames}`, size * 8)
      const before = kept ? this.delays.get(`${id} ${frames}`) : undefined
      const run = before ?? { id, ring: at, size, frames, position: 0 }
      this.delays.set(`${id} ${frames}`, run)
      return run
    }
    const strips: StripRun[] = new Array(plan.strips.length)
    const stages: Bundle[][] = []
    for (const stage of groupsOf(plan)) {
      const runs = stage.map((group): GroupRun => {
        const name = group.strips.map((i) => (i < 0 ? '' : plan.strips[i]!.id)).join('|')
        const buffer = block(`buffer ${name}`, chunkBytes).at
        const tapped = group.strips.some((i) => i >= 0 && plan.strips[i]!.tappedPre)
        const gains = block(`gains ${name}`, 32)
        const slots = group.slots.map((pair): SlotRun => {
          const first = (pair[0] ?? pair[1])!
          const stateBytes = kernels.get(`${first.kernel}_stateBytes`)(sampleRate)
          const key = `${pair[0]?.id ?? ''}|${pair[1]?.id ?? ''} ${first.device}`
          const state = block(`state ${key}`, stateBytes)
          const params = block(`params ${key}`, first.names.length * 16)
          const runs: [NodeRun | null, NodeRun | null] = [pair[0] ? nodeRun(pair[0]) : null, pair[1] ? nodeRun(pair[1]) : null]
          if (!state.kept && !follows) {
            kernels.get(`${first.kernel}_init`)(state.at, sampleRate)
            // Half a group may have lived elsewhere: take its lanes along.
            pair.forEach((node, half) => {
              const before = node && old ? old.nodes.get(node.id) : undefined
              const was = before && before.plan.device === node!.device ? this.places.get(before) : undefined
              if (was && was.run.stateBytes === stateBytes) moveState(state.at, half, was.run.state, was.half, stateBytes)
            })
          }
          this.takeRooms(pair, state.at, block, old)
          // Every lane has a value, so that an empty half computes nothing strange.
          for (let half = 0; half < 2; half++) {
            const node = runs[half] ?? runs[1 - half]!
            node.values.forEach((value, p) => {
              const at = (params.at >> 2) + p * 4 + half * 2
              const curve = node.plan.curves[p]
              const v = curve ? valueAt(curve, position) : value
              kernels.f32[at] = v
              kernels.f32[at + 1] = v
            })
          }
          const delays = (frames: (node: PlanNode) => number, name: string): [DelayRun | null, DelayRun | null] => [
            pair[0] ? delayRun(`${name} ${pair[0].id}`, frames(pair[0])) : null,
            pair[1] ? delayRun(`${name} ${pair[1].id}`, frames(pair[1])) : null,
          ]
          const keyed = pair.some((node) => node && node.key >= 0)
          const run: SlotRun = {
            process: kernels.get(`${first.kernel}_process`),
            processPair: kernels.find(`${first.kernel}_processPair`),
            nodes: runs,
            state: state.at,
            stateBytes,
            params: params.at,
            key: keyed ? block(`key ${key}`, chunkBytes).at : 0,
            keyDelay: delays((node) => node.keyDelay, 'key'),
            inputDelay: delays((node) => node.inputDelay, 'in'),
            bypassDelay: delays((node) => node.latency, 'bypass'),
            automated: runs.some((r) => r?.automated),
          }
          runs.forEach((r, half) => {
            if (r) places.set(r, { run, half })
          })
          return run
        })
        const members: (StripRun | null)[] = [null, null]
        const groupRun: GroupRun = {
          plan: group,
          buffer,
          tapped,
          pre: tapped || this.options.monitored ? block(`pre ${name}`, chunkBytes).at : 0,
          strips: members,
          slots,
          gains: gains.at,
          gainTargets: gains.at + 16,
          meter: block(`meter ${name}`, 32).at,
        }
        group.strips.forEach((i, half) => {
          if (i < 0) return
          const strip = plan.strips[i]!
          const before = old?.stripById.get(strip.id)
          if (!gains.kept && !follows) {
            const f32 = kernels.f32
            const at = (gains.at >> 2) + half * 2
            // A strip that was there goes on from where its fader is; a new one comes up from silence; the first plan jumps.
            for (let c = 0; c < 2; c++) {
              f32[at + c] = before ? f32[(before.group.gains >> 2) + before.half * 2 + c]! : old ? 0 : Number.NaN
            }
          }
          const entryTo = identity()
          inputMatrix(strip, gainOfDb(strip.trim), entryTo)
          const run: StripRun = {
            plan: strip,
            group: groupRun,
            half,
            inputs: strip.inputs.map((input): InputRun => {
              const was = before?.inputs.find((x) => x.plan.id === input.id && x.plan.pre === input.pre)
              return {
                plan: input,
                gainDb: input.gain,
                level: new Float64Array(2).fill(Number.NaN),
                // One that is new while playing comes up from silence.
                gain: was ? was.gain : old ? 0 : Number.NaN,
                pan: input.pan,
                // The law may be another one: what it gives is worked out anew.
                sides: was
                  ? Float64Array.of(was.sides[0]!, was.sides[1]!, Number.NaN, 1, 1)
                  : Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 1, 1),
                leaving: false,
                delay: delayRun(`input ${input.id}`, input.delay),
              }
            }),
            ownDelay: delayRun(`own ${strip.id}`, strip.ownDelay),
            instrument: strip.instrument ? this.instrumentRun(strip.instrument, nodeRun, block, old, before, position) : null,
            maxEnd: runningMax(strip.spans),
            noteEnds: strip.notes.off.slice().sort(),
            leavingClips: null,
            leftAt: 0,
            leftSince: 0,
            gainDb: strip.gain,
            vcaDb: Float64Array.from(strip.vcas, (v) => v.gain),
            moves: strip.curves.length > 0 || strip.vcas.some((v) => v.curve),
            pan: strip.pan,
            audible: strip.audible,
            entry: before ? before.entry.slice() : identity().fill(Number.NaN),
            entryTo,
            place: before ? before.place.slice() : identity().fill(Number.NaN),
            fader: new Float64Array(5).fill(Number.NaN),
            wetTarget: 1,
            probeIn: -1,
            probeOut: -1,
            // A key let go in the very block in which the plan changes must not sound for ever.
            liveCount: before?.liveCount ?? 0,
            live: before?.live ?? new Float32Array(128),
          }
          members[half] = run
          strips[i] = run
        })
        if (!old && !gains.kept && !follows && group.strips[1] < 0) kernels.f32.fill(1, (gains.at >> 2) + 2, (gains.at >> 2) + 4)
        if (group.strips[1] < 0) kernels.f32.fill(1, (gains.at >> 2) + 6, (gains.at >> 2) + 8)
        return groupRun
      })
      const bundles: Bundle[] = []
      for (let g = 0; g < runs.length; g += 2) {
        const second = runs[g + 1] ?? null
        bundles.push({ first: runs[g]!, second, paired: second !== null && groupSignature(runs[g]!.plan) === groupSignature(second.plan) })
      }
      stages.push(bundles)
    }
    // Assets: readers that are already open stay open.
    const open = new Map<string, AudioReader>()
    old?.plan.assets.forEach((asset, i) => {
      const source = old.sources[i]
      if (source) open.set(`${asset.id} ${asset.file}`, source)
    })
    const sources = plan.assets.map((asset) => {
      const key = `${asset.id} ${asset.file}`
      const kept = open.get(key)
      if (kept) {
        open.delete(key)
        return kept
      }
      const reader = this.options.openSource(asset)
      return reader && stereoSource(reader, chunk)
    })
    this.closeRetired()
    this.retired = [...open.values()]
    this.loadZones(plan, strips, sources, block)
    this.loadResponses(plan, sources, block)
    for (const [at] of oldBlocks.values()) pool.give(at!)
    for (const key of this.delays.keys()) if (!owned.has(`delay ${key}`)) this.delays.delete(key)
    for (const id of this.rooms.keys()) if (!nodes.has(id)) this.rooms.delete(id)
    this.places = places
    const main = strips[strips.length - 1]!
    return {
      plan,
      strips,
      stages,
      nodes,
      sources,
      main,
      stripById: new Map(strips.map((s) => [s.plan.id, s])),
      stems: main.inputs.map((i) => i.plan.source),
    }
  }

  /** Closes readers that no plan needs any more and whose sound has faded. */
  closeRetired(): void {
    for (const reader of this.retired) reader.close()
    this.retired = []
  }

  private instrumentRun(
    node: PlanNode,
    nodeRun: (node: PlanNode) => NodeRun,
    block: (key: string, bytes: number) => { at: number; kept: boolean },
    old: Program | null,
    before: StripRun | undefined,
    position: number,
  ): InstrumentRun {
    const { kernels, follows, sampleRate } = this.options
    const run = nodeRun(node)
    // It begins with no voice sounding: nothing to fade in, unless it was just going.
    if (!old?.nodes.get(node.id) || old.nodes.get(node.id)!.plan.device !== node.device) run.wet = 1
    const bytes = kernels.get(`${node.kernel}_stateBytes`)(sampleRate)
    const groups = Voices.groupsFor(node.voices)
    const states: number[] = []
    let kept = true
    for (let g = 0; g < groups; g++) {
      const state = block(`voices ${node.id} ${node.device} ${g}`, bytes)
      if (!state.kept) {
        kept = false
        if (!follows) kernels.get(`${node.kernel}_init`)(state.at, sampleRate, 0)
      }
      states.push(state.at)
    }
    const params = block(`params ${node.id} ${node.device}`, node.names.length * 16)
    run.values.forEach((value, p) => {
      const curve = node.curves[p]
      kernels.f32.fill(curve ? valueAt(curve, position) : value, (params.at >> 2) + p * 4, (params.at >> 2) + p * 4 + 4)
    })
    const was = kept && old ? before?.instrument : null
    const call = (name: string): Call => kernels.get(`${node.kernel}_${name}`)
    const voices =
      was && was.node.plan.id === node.id
        ? was.voices
        : new Voices(
            { start: call('start'), release: call('release'), choke: call('choke'), sounding: call('sounding') },
            states,
            node.voices,
            node.choke,
          )
    return {
      node: run,
      voices,
      states,
      params: params.at,
      process: call('process'),
      bend: was?.bend ?? 0,
      bendRange: was?.bendRange ?? 2,
      modulation: was?.modulation ?? 0,
      rpn: was?.rpn ?? 0x3fff,
    }
  }

  /** Gives each half the room in which its device keeps much (a convolution's spectra): it stays the device's own wherever its lanes move. */
  private takeRooms(
    pair: readonly (PlanNode | null)[],
    state: number,
    block: (key: string, bytes: number) => { at: number; kept: boolean },
    old: Program | null,
  ): void {
    const { kernels, follows, sampleRate } = this.options
    const { kernel } = (pair[0] ?? pair[1])!
    const bytes = kernels.find(`${kernel}_roomBytes`)
    if (!bytes) return
    pair.forEach((node, half) => {
      const room = node ? block(`room ${node.id} ${node.device}`, bytes(sampleRate)) : { at: 0, kept: true }
      if (node) this.rooms.set(node.id, { at: room.at, file: room.kept ? (this.rooms.get(node.id)?.file ?? '') : '' })
      if (follows) return
      if (!room.kept) kernels.get(`${kernel}_roomInit`)(room.at, sampleRate, old ? 0 : 1)
      kernels.get(`${kernel}_roomTake`)(state, half, room.at)
    })
  }
  /** Puts the files of effects into memory, and tells their rooms when theirs has changed. */
  private loadResponses(
    plan: Plan,
    sources: readonly (AudioReader | undefined)[],
    block: (key: string, bytes: number) => { at: number; kept: boolean },
  ): void {
    const { kernels, follows, chunk, openSource } = this.options
    const loaded = new Map<string, number>()
    const load = (file: string, asset: PlanAsset | undefined): number => {
      const known = loaded.get(file)
      if (known !== undefined) return known
      // Not by way of `sources`, which are folded down to stereo.
      const reader = asset && openSource(asset)
      const memory = block(`response ${file}`, responseBytes(reader))
      if (!memory.kept && !follows) writeResponse(kernels, memory.at, reader, chunk)
      reader?.close()
      loaded.set(file, memory.at)
      return memory.at
    }
    for (const strip of plan.strips)
      for (const node of strip.chain) {
        const room = this.rooms.get(node.id)
        if (!room) continue
        const zone = node.zones[0]
        const asset = zone && sources[zone.asset] ? plan.assets[zone.asset] : undefined
        // A file that is missing has a name too, and may be found later.
        const file = zone ? `${asset?.id} ${asset?.file}` : ''
        const at = zone ? load(file, asset) : 0
        if (room.file !== file && !follows) kernels.get(`${node.kernel}_roomFile`)(room.at, at)
        room.file = file
      }
  }

  /** Puts the samples of samplers into memory, as their kernel reads them. */
  private loadZones(
    plan: Plan,
    strips: readonly StripRun[],
    sources: readonly (AudioReader | undefined)[],
    block: (key: string, bytes: number) => { at: number; kept: boolean },
  ): void {
    const { kernels, follows, sampleRate, chunk } = this.options
    const loaded = new Map<number, { left: number; right: number; frames: number }>()
    const load = (asset: number) => {
      const known = loaded.get(asset)
      if (known) return known
      const source = sources[asset]
      const frames = source ? source.frames : 0
      // A few zeros before and behind for the interpolation.
      const plane = (frames + 32) * 4
      const memory = block(`sample ${plan.assets[asset]!.id}`, plane * 2)
      const entry = { left: memory.at + 64, right: memory.at + plane + 64, frames }
      if (source && !memory.kept && !follows) readPlanes(kernels, source, [entry.left, entry.right], frames, chunk)
      loaded.set(asset, entry)
      return entry
    }
    for (const strip of strips) {
      const instrument = strip.instrument
      if (!instrument?.node.plan.zones.length) continue
      const { zones, id, kernel } = instrument.node.plan
      const bytes = ZONE_HEADER + zones.length * ZONE_BYTES
      const memory = block(`zones ${id} ${JSON.stringify(zones)}`, bytes)
      if (memory.kept || follows) {
        // The samples must stay where the table says they are.
        for (const zone of zones) load(zone.asset)
        continue
      }
      const view = new DataView(kernels.memory.buffer, memory.at, bytes)
      view.setUint32(0, zones.length, true)
      zones.forEach((zone, z) => {
        const sample = load(zone.asset)
        const scale = plan.sampleRate / plan.assets[zone.asset]!.sampleRate
        writeZone(view, ZONE_HEADER + z * ZONE_BYTES, zone, sample, scale, plan.sampleRate)
      })
      for (const state of instrument.states) kernels.get(`${kernel}_init`)(state, sampleRate, memory.at)
      instrument.voices.reset()
    }
  }
}

// ZONES v1, little-endian.  0 u32 zones | 4…15 zero | then per zone, 64 bytes:
// 0 f32 key low | 4 f32 key high | 8 f32 velocity low (0…1) | 12 f32 velocity high | 16 f32 root key | 20 f32 tune, cents | 24 f32 gain, linear
// 28 u32 loop (0 off, 1 forward) | 32 u32 loop start | 36 u32 loop end, exclusive | 40 u32 frames | 44 f32 sample rate | 48 u32 left | 52 u32 right
const ZONE_HEADER = 16
const ZONE_BYTES = 64
function writeZone(
  view: DataView,
  at: number,
  zone: PlanNode['zones'][number],
  sample: { left: number; right: number; frames: number },
  scale: number,
  sampleRate: number,
): void {
  view.setFloat32(at, zone.keyLow, true)
  view.setFloat32(at + 4, zone.keyHigh, true)
  view.setFloat32(at + 8, zone.velocityLow / 127, true)
  view.setFloat32(at + 12, zone.velocityHigh / 127, true)
  view.setFloat32(at + 16, zone.root, true)
  view.setFloat32(at + 20, zone.tune, true)
  view.setFloat32(at + 24, zone.gain, true)
  view.setUint32(at + 28, zone.loop ? 1 : 0, true)
  view.setUint32(at + 32, Math.round(zone.loopStart * scale), true)
  view.setUint32(at + 36, Math.min(sample.frames, Math.round(zone.loopEnd * scale)), true)
  view.setUint32(at + 40, sample.frames, true)
  view.setFloat32(at + 44, sampleRate, true)
  view.setUint32(at + 48, sample.left, true)
  view.setUint32(at + 52, sample.right, true)
}

function runningMax(spans: readonly Span[]): Float64Array {
  const out = new Float64Array(spans.length)
  let most = 0
  spans.forEach((span, i) => {
    most = Math.max(most, span.end)
    out[i] = most
  })
  return out
}
