// compile: a project's records → a Plan. Pure; what cannot sound as written becomes a Problem, never an exception.
import { gainOfDb } from '@tonmeister/dsp'
import {
  bendOf,
  type ClipContext,
  type ClipKind,
  type ClipOutput,
  type ClipRecord,
  type Device,
  type DeviceRecord,
  type Diff,
  FLICKS_PER_SECOND,
  type Id,
  type Json,
  type PointRecord,
  type ProjectRecord,
  type Rec,
  type SendRecord,
  type StripRecord,
  type TempoMap,
  type TempoRecord,
  type TrackRecord,
  tempoMap,
  type VcaRecord,
  type ZoneRecord,
} from '@tonmeister/project'
import {
  type Curve,
  type EventList,
  INPUT_CURVES,
  type NoteList,
  type Plan,
  type PlanAsset,
  type PlanInput,
  type PlanNode,
  type PlanStrip,
  type PlanZone,
  type Problem,
  type Span,
  STRIP_CURVES,
} from './plan.ts'
import { type Edge, soloOf, stages } from './route.ts'
import { crossfadeFrames, joined, resolveOverlaps } from './spans.ts'
import { syncedCurves } from './synced.ts'

export interface Catalog {
  readonly devices: { readonly [id: string]: Device }
  readonly clips: { readonly [id: string]: ClipKind }
}
export interface CompileOptions {
  /** Hz; the project's own when missing. */
  readonly sampleRate?: number
}
/** dB of a gain field: null is −Infinity. */
const decibels = (value: unknown): number => (typeof value === 'number' ? value : -Infinity)
const camel = (id: string) => id.replace(/-(\w)/g, (_, c: string) => c.toUpperCase())
const byOrder = (a: Rec, b: Rec) => {
  const x = String(a.order ?? '')
  const y = String(b.order ?? '')
  return x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1
}
const push = <K, V>(map: Map<K, V[]>, key: K, value: V) => {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
const ANY = [-Infinity, Infinity] as const
/** What strips and sends can have. */
const RANGES: { readonly [param: string]: readonly [min: number, max: number] } = {
  pan: [-100, 100],
  panLeft: [-100, 100],
  panRight: [-100, 100],
  width: [0, 200],
  trim: [-60, 60],
}
/** Automation may hold any number; a device is told only those that it has. */
function within(curve: Curve | null, min: number, max: number): Curve | null {
  return curve && { ...curve, value: curve.value.map((v) => Math.min(max, Math.max(min, v))) }
}
/** Flicks: 0.1 µs, far below a frame at any rate, far above what thousands of cuts add up to. */
const PIN_TOLERANCE = 64
const TAIL_LIMIT_SECONDS = 60

/** Records as compiling asks for them; a Document answers like this without a search. */
export interface Records {
  get(id: Id): Rec | undefined
  /** In no order. */
  byType<R extends Rec>(type: string): readonly R[]
  /** Records whose `field` names `id`, in no order. */
  children<R extends Rec>(field: 'clip' | 'track' | 'target', id: Id, type: string): readonly R[]
}
/** All records of a project, so that they can be asked for. */
function recordsIn(all: ReadonlyMap<Id, Rec>): Records {
  const types = new Map<string, Rec[]>()
  const parents = new Map<string, Rec[]>()
  for (const record of all.values()) {
    push(types, record.type, record)
    for (const field of ['clip', 'track', 'target'])
      if (typeof record[field] === 'string') push(parents, `${field} ${record.type} ${record[field]}`, record)
  }
  return {
    get: (id) => all.get(id),
    byType: (type) => (types.get(type) ?? []) as never,
    children: (field, id, type) => (parents.get(`${field} ${type} ${id}`) ?? []) as never,
  }
}
/** What the tracks of a strip play. */
interface Material {
  readonly spans: readonly Span[]
  readonly notes: NoteList
  readonly events: EventList
  /** Frame at which the last clip ends. */
  readonly end: number
  readonly problems: readonly Problem[]
}
/** Numbers the assets that sound. */
class Assets {
  readonly list: PlanAsset[] = []
  readonly problems: Problem[] = []
  private readonly index = new Map<Id, number>()
  constructor(
    private readonly records: Records,
    private readonly sampleRate: number,
  ) {}
  /** True for one that sounds, or that was looked for and is not there. */
  knows(id: Id): boolean {
    return this.index.has(id)
  }
  /** @param user  who plays it, for the sentence about one that is missing */
  of = (id: Id, user: string): number => {
    const known = this.index.get(id)
    if (known !== undefined) return known
    const record = this.records.get(id)
    if (record?.type !== 'asset') {
      this.problems.push({
        code: 'missing-asset',
        message: `${user} plays a file that the project does not contain.`,
        hint: 'Import the file again; until then nothing of it is heard.',
        id,
      })
      this.index.set(id, -1)
      return -1
    }
    const rate = Number(record.sampleRate)
    this.list.push({
      id,
      name: String(record.name ?? id),
      file: String(record.file ?? ''),
      channels: Number(record.channels),
      frames: Math.round((Number(record.frames) * this.sampleRate) / rate),
      sampleRate: rate,
    })
    this.index.set(id, this.list.length - 1)
    return this.list.length - 1
  }
}
const rateOf = (records: Records, options: CompileOptions): number =>
  options.sampleRate ?? (records.get('project') as ProjectRecord | undefined)?.sampleRate ?? 48_000
const tempoOf = (records: Records): TempoMap => tempoMap([...records.byType<TempoRecord>('tempo')])
/** Strips with their tracks, both in order. */
function rows(records: Records): { readonly strips: readonly StripRecord[]; readonly tracksOf: ReadonlyMap<Id, readonly TrackRecord[]> } {
  const tracksOf = new Map<Id, TrackRecord[]>()
  for (const track of [...records.byType<TrackRecord>('track')].sort(byOrder)) push(tracksOf, track.strip, track)
  return { strips: [...records.byType<StripRecord>('strip')].sort(byOrder), tracksOf }
}

/**
 * @param records  all records of a repaired document (see `repair`)
 * @param catalog  the devices and clip kinds that are known
 */
export function compile(records: ReadonlyMap<Id, Rec>, catalog: Catalog, options: CompileOptions = {}): Plan {
  const compiler = new Compiler(recordsIn(records), catalog, options)
  while (compiler.step());
  return compiler.plan()
}

/**
 * Compiles the same project again and again as it changes: what the tracks of a strip play is kept until something of it has changed.
 * Say what changed with `follow`, call `step` until it says false (other work may lie between, and further changes), then `plan`.
 */
export class Compiler {
  private materials = new Map<Id, Material>()
  private assets: Assets
  private tempo: TempoMap
  private sampleRate: number

  constructor(
    private readonly records: Records,
    private readonly catalog: Catalog,
    private readonly options: CompileOptions = {},
  ) {
    this.sampleRate = rateOf(records, options)
    this.tempo = tempoOf(records)
    this.assets = new Assets(records, this.sampleRate)
  }
  /** The records have changed. */
  follow(diff: Diff): void {
    const was = (id: Id, field: string): Json | undefined => this.records.get(id)?.[field] ?? diff.get(id)?.get(field)?.[0]
    /** Forgets what a field's tracks play: what it names now and what it named before. */
    const onTracks = (track: Json | undefined) => {
      const strip = typeof track === 'string' ? was(track, 'strip') : undefined
      if (typeof strip === 'string') this.materials.delete(strip)
    }
    for (const [id, fields] of diff) {
      const [before, after] = fields.get('type') ?? []
      const type = this.records.get(id)?.type ?? before
      // Nobody makes a note of a clip, but a damaged file's merge may.
      const turned = before !== undefined && after !== undefined
      if (type === 'clip' && !turned) {
        onTracks(was(id, 'track'))
        onTracks(fields.get('track')?.[0])
      } else if ((type === 'note' || type === 'event') && !turned) {
        for (const clip of [was(id, 'clip'), fields.get('clip')?.[0]]) if (typeof clip === 'string') onTracks(was(clip, 'track'))
      } else if (type === 'track' && !turned) {
        if (!fields.has('strip') && !fields.has('order')) continue
        for (const strip of [was(id, 'strip'), fields.get('strip')?.[0]]) if (typeof strip === 'string') this.materials.delete(strip)
      } else if (
        turned ||
        type === 'tempo' ||
        (type === 'project' && fields.has('sampleRate')) ||
        (type === 'asset' && this.assets.knows(id))
      ) {
        this.materials.clear()
        this.sampleRate = rateOf(this.records, this.options)
        this.tempo = tempoOf(this.records)
        this.assets = new Assets(this.records, this.sampleRate)
        return
      }
    }
  }
  /** Works out what one strip plays. @returns false when all is known */
  step(): boolean {
    const { strips, tracksOf } = rows(this.records)
    const strip = strips.find((s) => !this.materials.has(s.id))
    if (!strip) return false
    this.materials.set(
      strip.id,
      gather(strip, tracksOf.get(strip.id) ?? [], this.records, this.catalog, this.tempo, this.sampleRate, this.assets.of),
    )
    return true
  }
  plan(): Plan {
    while (this.step());
    return assemble(this.records, this.catalog, this.materials, this.assets, this.tempo, this.sampleRate)
  }
}

function assemble(
  records: Records,
  catalog: Catalog,
  materials: ReadonlyMap<Id, Material>,
  assets: Assets,
  tempo: TempoMap,
  sampleRate: number,
): Plan {
  const problems: Problem[] = []
  const frameOfTicks = (ticks: number) => Math.round((tempo.flicks(ticks) * sampleRate) / FLICKS_PER_SECOND)
  const all = <R extends Rec>(type: string) => records.byType<R>(type)

  // Automation by target.
  const isOff = (target: Id): boolean => {
    const record = records.get(target)
    return (record?.type === 'strip' || record?.type === 'vca' ? record : records.get(String(record?.strip)))?.automation === 'off'
  }
  const curveOf = (target: Id, param: string): Curve | null => {
    if (isOff(target)) return null
    const list = records.children<PointRecord>('target', target, 'point').filter((p) => p.param === param)
    if (!list.length) return null
    list.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    return {
      at: Float64Array.from(list, (p) => frameOfTicks(p.at)),
      value: Float64Array.from(list, (p) => p.value),
      linear: Uint8Array.from(list, (p) => (p.curve === 'hold' ? 0 : 1)),
      bend: Float64Array.from(list, bendOf),
    }
  }

  const isMoved = (target: Id, param: string) => curveOf(target, param) !== null
  /** Of a strip or send, by their names; none when none moves. */
  const curvesOf = (target: Id, names: readonly string[]): (Curve | null)[] => {
    const curves = names.map((name) => within(curveOf(target, name), ...(RANGES[name] ?? ANY)))
    return curves.some(Boolean) ? curves : []
  }

  // Strips and their connections.
  const { strips } = rows(records)
  const index = new Map(strips.map((s, i) => [s.id, i]))
  const main = Math.max(
    0,
    strips.findIndex((s) => s.kind === 'main'),
  )
  const outputs: Edge[] = []
  strips.forEach((strip, from) => {
    if (from === main) return
    const to = strip.output ? (index.get(strip.output) ?? main) : main
    outputs.push({ from, to })
  })
  const sendRecords = [...all<SendRecord>('send')].sort(byOrder).filter((s) => index.has(s.strip) && index.has(s.target))
  const sendEdges = sendRecords.map((s) => ({ from: index.get(s.strip)!, to: index.get(s.target)!, send: s }))
  const devicesOf = new Map<Id, DeviceRecord[]>()
  for (const device of [...all<DeviceRecord>('device')].sort(byOrder)) push(devicesOf, device.strip, device)
  const keyEdges: (Edge & { device: Id; pre: boolean })[] = []
  for (const [strip, list] of devicesOf)
    for (const device of list) {
      const from = device.sidechain ? index.get(device.sidechain) : undefined
      const to = index.get(strip)
      if (from !== undefined && to !== undefined && device.enabled !== false && catalog.devices[device.device]?.sidechain)
        keyEdges.push({ from, to, device: device.id, pre: device.sidechainPre === true })
    }
  const edges: Edge[] = [...outputs, ...sendEdges, ...keyEdges]
  const { stage, cycles, cut } = stages(strips.length, edges)
  for (const cycle of cycles)
    problems.push({
      code: 'cycle',
      message: `The routing goes in a circle: ${cycle.map((i) => strips[i]!.name || strips[i]!.id).join(' → ')}.`,
      hint: 'Send one of these strips somewhere else; until then the last connection of the circle is silent.',
      id: strips[cycle[0]!]!.id,
    })
  // Main hears everything and comes last.
  if (strips.length) stage[main] = Math.max(stage[main]!, ...stage.map((s, i) => (i === main ? 0 : s + 1)))

  const vcasOf = new Map(strips.map((s, i) => [s.id, i === main ? [] : vcasAbove(records, s)]))
  const soloed = strips.flatMap((s, i) => (s.solo || vcasOf.get(s.id)!.some((v) => v.solo) ? [i] : []))
  const solo = soloed.length
    ? soloOf(
        strips.length,
        soloed,
        outputs,
        sendEdges,
        strips.flatMap((s, i) => (s.soloSafe ? [i] : [])),
      )
    : undefined

  const zonesOf = new Map<Id, ZoneRecord[]>()
  for (const zone of all<ZoneRecord>('zone')) push(zonesOf, zone.device, zone)

  let length = 0
  let tailSeconds = 0
  const perStrip = strips.map((strip) => {
    const material = materials.get(strip.id)!
    problems.push(...material.problems)
    length = Math.max(length, material.end)
    let stripTail = 0
    const nodes = (devicesOf.get(strip.id) ?? []).flatMap((record) => {
      if (record.enabled === false) return []
      const device = catalog.devices[record.device]
      if (!device) {
        problems.push({
          code: 'missing-device',
          message: `${strip.name}: the device '${record.device}' is not known here.`,
          hint: 'It is kept in the project and passed over; a newer Tonmeister may know it.',
          id: record.id,
        })
        return []
      }
      const node = nodeOf(record, device, sampleRate, tempo, curveOf, (zonesOf.get(record.id) ?? []).sort(byOrder), assets, strip.name)
      stripTail += node.tail
      return [node]
    })
    tailSeconds = Math.max(tailSeconds, Math.min(TAIL_LIMIT_SECONDS, stripTail))
    return { material, nodes, stripTail }
  })

  // Delay compensation, in order of stages: at every sum all inputs wait for the latest one.
  const order = strips.map((_, i) => i).sort((a, b) => stage[a]! - stage[b]! || (a === main ? 1 : b === main ? -1 : a - b))
  const position = new Map(order.map((strip, at) => [strip, at]))
  const latency = new Array<number>(strips.length).fill(0)
  const tails = new Array<number>(strips.length).fill(0)
  const built: PlanStrip[] = []
  for (const i of order) {
    const strip = strips[i]!
    const { material, nodes, stripTail } = perStrip[i]!
    const incoming: (Omit<PlanInput, 'source' | 'delay'> & { from: number })[] = []
    outputs.forEach((edge) => {
      if (edge.to === i && !cut.has(edge))
        incoming.push({
          from: edge.from,
          id: `${strips[edge.from]!.id}>${strip.id}`,
          pre: false,
          gain: 0,
          curves: [],
          pan: 0,
          open: solo?.isOpen(edge) ?? true,
        })
    })
    incoming.sort((a, b) => position.get(a.from)! - position.get(b.from)!)
    for (const edge of sendEdges)
      if (edge.to === i && !cut.has(edge))
        incoming.push({
          from: edge.from,
          id: edge.send.id,
          pre: edge.send.pre === true,
          gain: decibels(edge.send.gain),
          curves: curvesOf(edge.send.id, INPUT_CURVES),
          pan: Number(edge.send.pan ?? 0),
          open: (isMoved(edge.send.id, 'mute') || edge.send.mute !== true) && (solo?.isOpen(edge) ?? true),
        })
    const arrival = incoming.reduce((most, input) => Math.max(most, latency[input.from]!), 0)
    tails[i] = stripTail + incoming.reduce((most, input) => Math.max(most, tails[input.from]!), 0)
    let at = arrival
    let instrument: PlanNode | null = null
    const chain: PlanNode[] = []
    for (const node of nodes) {
      if (node.instrument) {
        // One instrument plays a strip; a second one would be told the same notes: the first stands.
        instrument ??= node
        continue
      }
      const edge = keyEdges.find((e) => e.device === node.id && !cut.has(e))
      let { key, keyDelay, inputDelay } = node
      if (edge) {
        key = position.get(edge.from)!
        keyDelay = Math.max(0, at - latency[edge.from]!)
        inputDelay = Math.max(0, latency[edge.from]! - at)
      }
      chain.push({ ...node, key, keyPre: edge?.pre ?? false, keyDelay, inputDelay })
      at += inputDelay + node.latency
    }
    latency[i] = at
    const inputs: PlanInput[] = incoming.map((input) => ({
      source: position.get(input.from)!,
      id: input.id,
      pre: input.pre,
      gain: input.gain,
      curves: input.curves,
      pan: input.pan,
      delay: arrival - latency[input.from]!,
      open: input.open,
    }))
    built.push({
      id: strip.id,
      name: strip.name,
      kind: i === main ? 'main' : strip.kind === 'main' ? 'bus' : strip.kind,
      stage: stage[i]!,
      spans: material.spans,
      notes: material.notes,
      events: material.events,
      instrument,
      chain,
      inputs,
      ownDelay: arrival,
      latency: at,
      gain: decibels(strip.gain),
      curves: curvesOf(strip.id, STRIP_CURVES),
      pan: Number(strip.pan ?? 0),
      vcas: vcasOf.get(strip.id)!.map((v) => ({ id: v.id, gain: decibels(v.gain), curve: curveOf(v.id, 'gain') })),
      trim: strip.trim ?? 0,
      polarity: strip.polarity ?? 'normal',
      mono: strip.mono === true,
      placed: strip.mono === true || strip.panMode === 'dual' || (strip.width ?? 100) !== 100 || isMoved(strip.id, 'width'),
      panMode: strip.panMode ?? 'balance',
      panLeft: strip.panLeft ?? -100,
      panRight: strip.panRight ?? 100,
      width: strip.width ?? 100,
      audible: (isMoved(strip.id, 'mute') || strip.mute !== true) && !vcasOf.get(strip.id)!.some((v) => v.mute) && (solo?.heard[i] ?? true),
      tappedPre:
        sendEdges.some((e) => e.from === i && e.send.pre === true && !cut.has(e)) ||
        keyEdges.some((e) => e.from === i && e.pre && !cut.has(e)),
    })
  }
  return {
    sampleRate,
    panLaw: (records.get('project') as ProjectRecord | undefined)?.panLaw ?? -3,
    strips: built,
    // A copy: the list grows with what comes later.
    assets: [...assets.list],
    length,
    tail: Math.ceil(Math.min(TAIL_LIMIT_SECONDS, tails[main] ?? 0) * sampleRate),
    latency: latency[main] ?? 0,
    problems: [...assets.problems, ...problems],
  }
}

/** The VCAs that a strip is under, from the nearest on; what goes in a circle counts once. */
function vcasAbove(records: Records, strip: StripRecord): VcaRecord[] {
  const out: VcaRecord[] = []
  for (let id = strip.vca; typeof id === 'string'; ) {
    const vca = records.get(id) as VcaRecord | undefined
    if (vca?.type !== 'vca' || out.includes(vca)) break
    out.push(vca)
    id = vca.vca
  }
  return out
}
/** What the tracks of a strip play. */
function gather(
  strip: StripRecord,
  tracks: readonly TrackRecord[],
  records: Records,
  catalog: Catalog,
  tempo: TempoMap,
  sampleRate: number,
  assetOf: (id: Id, user: string) => number,
): Material {
  const problems: Problem[] = []
  const context: ClipContext = {
    get: (id) => records.get(id),
    children: (clip, type) => records.children('clip', clip, type),
    ticks: (clip, place) => (clip.anchor === 'ticks' ? place : tempo.ticks(clip.at + place) - tempo.ticks(clip.at)),
  }
  const spans: Span[] = []
  const notes: { on: number; off: number; key: number; velocity: number }[] = []
  const events: { at: number; kind: number; number: number; value: number }[] = []
  const frame = (flicks: number) => Math.round((flicks * sampleRate) / FLICKS_PER_SECOND)
  // Where content is pinned. Cuts at ticks leave whole flicks in `from`, each up to half a flick beside the real number: what lies exactly between
  // two frames must not fall now on this, now on that side of it.
  const pinned = (flicks: number) => frame(flicks + PIN_TOLERANCE)
  let end = 0
  // The clip whose turn it is, and what it plays into: made once, long tracks have thousands of clips.
  let clip: ClipRecord
  let clipStart = 0
  let clipEnd = 0
  let startTicks = 0
  let whole: (readonly Span[])[] = []
  let cycles: Span[] = []
  const crossfade = crossfadeFrames(sampleRate)
  const onTimeline = (ticks: number) => frame(tempo.flicks(startTicks + ticks))
  const out: ClipOutput = {
    note(n) {
      const on = onTimeline(n.at)
      notes.push({ on, off: Math.max(on + 1, onTimeline(n.at + n.length)), key: n.key, velocity: n.velocity / 127 })
    },
    event(e) {
      const at = onTimeline(e.at)
      if (e.kind === 'controller') events.push({ at, kind: 0, number: e.number, value: e.value })
      else if (e.kind === 'bend') events.push({ at, kind: 1, number: 0, value: e.value / 8192 })
      else if (e.kind === 'pressure') events.push({ at, kind: 2, number: 0, value: e.value / 127 })
    },
    audio(a) {
      const asset = assetOf(a.asset, clip.name || strip.name)
      if (asset < 0) return
      const musical = clip.anchor === 'ticks'
      const isCycle = a.length !== undefined
      const from = clip.at + (a.at ?? 0)
      const to = isCycle ? from + a.length! : clip.at + clip.length
      // What the content is pinned to stays the same however the clip is split: no sample is doubled or lost at a cut.
      const startFlicks = musical ? tempo.flicks(from) : from
      const stopFlicks = musical ? tempo.flicks(to) : to
      const span: Span = {
        asset,
        start: clipStart,
        end: clipEnd,
        clipStart,
        clipEnd,
        origin: a.reverse ? pinned(stopFlicks + a.from) - 1 : pinned(startFlicks - a.from),
        reverse: a.reverse,
        gain: gainOfDb(a.gain),
        fadeIn: frame(a.fadeIn),
        fadeOut: frame(a.fadeOut),
        fadeInShape: a.fadeInShape,
        fadeOutShape: a.fadeOutShape,
        cutIn: 0,
        cutOut: 0,
      }
      if (isCycle) cycles.push({ ...span, start: frame(startFlicks), end: frame(stopFlicks) })
      else whole.push([span])
    },
  }
  for (const track of tracks) {
    whole = []
    const clips = records.children<ClipRecord>('track', track.id, 'clip').filter((c) => !c.muted)
    for (clip of clips.sort(byOrder)) {
      const kind = catalog.clips[clip.kind]
      if (!kind) {
        problems.push({
          code: 'missing-clip-kind',
          message: `${strip.name}: clips of the kind '${clip.kind}' are not known here.`,
          hint: 'They are kept in the project and stay silent; a newer Tonmeister may know them.',
          id: clip.id,
        })
        continue
      }
      const musical = clip.anchor === 'ticks'
      const atFlicks = musical ? tempo.flicks(clip.at) : clip.at
      const endFlicks = musical ? tempo.flicks(clip.at + clip.length) : clip.at + clip.length
      clipStart = frame(atFlicks)
      clipEnd = frame(endFlicks)
      if (clipEnd <= clipStart) continue
      end = Math.max(end, clipEnd)
      startTicks = musical ? clip.at : tempo.ticks(clip.at)
      cycles = []
      kind.play(completed(clip, kind), context, out)
      if (cycles.length) whole.push(joined(cycles, crossfade))
    }
    for (const span of resolveOverlaps(whole, crossfade)) spans.push(span)
  }
  notes.sort((a, b) => a.on - b.on || a.key - b.key || a.off - b.off || a.velocity - b.velocity)
  events.sort((a, b) => a.at - b.at)
  return {
    spans: spans.sort((a, b) => a.start - b.start || a.end - b.end),
    notes: {
      on: Float64Array.from(notes, (n) => n.on),
      off: Float64Array.from(notes, (n) => n.off),
      key: Float32Array.from(notes, (n) => n.key),
      velocity: Float32Array.from(notes, (n) => n.velocity),
    },
    events: {
      at: Float64Array.from(events, (e) => e.at),
      kind: Uint8Array.from(events, (e) => e.kind),
      number: Uint8Array.from(events, (e) => e.number),
      value: Float32Array.from(events, (e) => e.value),
    },
    end,
    problems,
  }
}

/** A clip with every field of its kind. Most have them all; laying one object over another costs 30 times a copy. */
function completed(clip: ClipRecord, kind: ClipKind): ClipRecord {
  let whole: { [field: string]: Json | undefined } | undefined
  for (const field in kind.fields)
    if (clip[field] === undefined) {
      whole ??= { ...clip }
      whole[field] = kind.fields[field]
    }
  return (whole ?? clip) as ClipRecord
}

function nodeOf(
  record: DeviceRecord,
  device: Device,
  sampleRate: number,
  tempo: TempoMap,
  curveOf: (target: Id, param: string) => Curve | null,
  zones: readonly ZoneRecord[],
  assets: Assets,
  user: string,
): PlanNode {
  const names = Object.keys(device.params)
  const values = names.map((name) => {
    const param = device.params[name]!
    const value = record[`p.${name}`]
    return typeof value === 'number' && Number.isFinite(value) ? Math.min(param.max, Math.max(param.min, value)) : param.default
  })
  const byName = Object.fromEntries(names.map((name, i) => [name, values[i]!]))
  const curves = names.map((name) => within(curveOf(record.id, name), device.params[name]!.min, device.params[name]!.max))
  names.forEach((name, i) => {
    const { sets, turn } = device.params[name]!
    if (sets === undefined) return
    const target = names.indexOf(sets)
    const synced = syncedCurves(curves[i] ?? values[i]!, device.params[sets]!, curves[target] ?? values[target]!, tempo, sampleRate)
    if (!synced) return
    curves[target] = synced.value
    // What lasts longest decides about tails.
    byName[sets] = synced.value.value.reduce((a, b) => (device.params[sets]!.unit === 'Hz' ? Math.min(a, b) : Math.max(a, b)))
    if (turn !== undefined) curves[names.indexOf(turn)] = synced.turn
  })
  // An effect's file may be missing, which is not the same as none: it is kept with the number −1.
  const played = (device.zones ? zones : []).flatMap((z): PlanZone[] => {
    const asset = assets.of(z.asset, user)
    return asset < 0 && device.kind === 'instrument'
      ? []
      : [
          {
            asset,
            keyLow: z.keyLow,
            keyHigh: z.keyHigh,
            velocityLow: z.velocityLow,
            velocityHigh: z.velocityHigh,
            root: z.root,
            tune: z.tune,
            gain: gainOfDb(z.gain),
            loop: z.loop === 'forward',
            loopStart: z.loopStart,
            loopEnd: z.loopEnd,
          },
        ]
  })
  const fileSeconds = played[0] && (assets.list[played[0].asset]?.frames ?? 0) / sampleRate
  return {
    id: record.id,
    device: device.id,
    kernel: camel(device.id),
    instrument: device.kind === 'instrument',
    names,
    values,
    readings: Object.keys(device.readings ?? {}),
    curves,
    latency: Math.round(device.latency?.(byName, sampleRate) ?? 0),
    tail: device.tail(byName, fileSeconds),
    mix: device.kind === 'instrument' ? 1 : (record.mix ?? 100) / 100,
    key: -1,
    keyPre: false,
    keyDelay: 0,
    inputDelay: 0,
    zones: played,
    voices: device.voices ?? 16,
    choke: device.choke ?? [],
    bend: names.indexOf('bend'),
    modulation: names.indexOf('modulation'),
  }
}
