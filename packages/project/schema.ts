// What each record type must hold, and repair: whatever a merge, an import or an old file brings is put right, never thrown at the user.
import { BEND_MAX } from './automation.ts'
import { byOrder, toOrder } from './order.ts'
import { AUTOMATION_MODES, type DeviceSettings, type Id, type Json, type Rec } from './records.ts'
import { TIMECODE_RATES } from './timecode.ts'

/** What one repair did, as a sentence. */
export interface Repair {
  readonly id: Id
  readonly what: string
}
/** A field's rule: gives back a good value for any value, or undefined when none can be made. */
type Rule = (value: Json | undefined) => Json | undefined

const number =
  (fallback: number, min = -Infinity, max = Infinity, whole = false): Rule =>
  (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return fallback
    const inside = Math.min(max, Math.max(min, value))
    return whole ? Math.round(inside) : inside
  }
/** dB; null is −∞. */
const GAIN_MIN = -1000
const GAIN_MAX = 60
/** Decibels within what a level may be; −Infinity is null. */
export const toLevel = (db: number): number | null => (db === -Infinity ? null : Math.min(GAIN_MAX, Math.max(GAIN_MIN, db)))
const level =
  (fallback: number): Rule =>
  (value) =>
    value === null ? null : number(fallback, GAIN_MIN, GAIN_MAX)(value)
function isSettings(value: unknown): boolean {
  const { params, preset } = (value ?? {}) as Partial<DeviceSettings>
  return typeof preset === 'string' && typeof params === 'object' && params !== null && Object.values(params).every(Number.isFinite)
}
const text =
  (fallback: string): Rule =>
  (value) =>
    typeof value === 'string' ? value : fallback
const flag =
  (fallback: boolean): Rule =>
  (value) =>
    typeof value === 'boolean' ? value : fallback
const oneOf =
  (fallback: string, ...choices: string[]): Rule =>
  (value) =>
    typeof value === 'string' && choices.includes(value) ? value : fallback
const reference: Rule = (value) => (typeof value === 'string' && value ? value : undefined)
const maybeReference: Rule = (value) => (typeof value === 'string' && value ? value : null)

/** A key that others can be put before and behind, near where a foreign one sorts. Many end in the lowest digit; that does no harm. */
const orderKey: Rule = (value) => (typeof value !== 'string' ? 'V' : /^[0-9A-Za-z]+$/.test(value) ? value : toOrder(value))

const TICKS = 2 ** 40
const FLICKS = 2 ** 52
const color = number(5, 1, 8, true)
/** A length above nothing; anything else is none. */
const length: Rule = (value) => (typeof value === 'number' && value > 0 && value <= FLICKS ? value : undefined)

/** Rules by type. Types that are not here, and fields without a rule, pass as they are. */
const RULES: { readonly [type: string]: { readonly [field: string]: Rule } } = {
  project: {
    name: text('Untitled'),
    sampleRate: number(48_000, 8_000, 384_000, true),
    timecodeRate: oneOf('25', ...Object.keys(TIMECODE_RATES)),
    timecodeStart: number(0, 0, FLICKS, true),
  },
  tempo: { at: number(0, 0, TICKS, true), bpm: number(120, 5, 999), curve: oneOf('jump', 'jump', 'ramp') },
  signature: {
    at: number(0, 0, TICKS, true),
    numerator: number(4, 1, 64, true),
    denominator: (v) => ([1, 2, 4, 8, 16, 32, 64].includes(v as number) ? v : 4),
  },
  marker: { at: number(0, 0, TICKS, true), name: text('') },
  section: { at: number(0, 0, TICKS, true), length: number(0, 0, TICKS, true), name: text(''), color },
  track: { order: orderKey, name: text('Track'), color, strip: reference },
  strip: {
    kind: oneOf('track', 'track', 'bus', 'main'),
    order: orderKey,
    name: text('Strip'),
    color,
    gain: level(0),
    pan: number(0, -100, 100),
    mute: flag(false),
    solo: flag(false),
    output: maybeReference,
  },
  vca: { order: orderKey, name: text('VCA'), color, gain: level(0), mute: flag(false), solo: flag(false) },
  mixgroup: {
    order: orderKey,
    name: text('Group'),
    active: flag(true),
    linkGain: flag(true),
    linkMute: flag(true),
    linkSolo: flag(true),
  },
  send: { strip: reference, target: reference, order: orderKey, gain: level(-12), pre: flag(false) },
  device: { strip: reference, order: orderKey, device: reference, version: number(1, 1, 10_000, true), enabled: flag(true) },
  zone: {
    device: reference,
    asset: reference,
    keyLow: number(0, 0, 127, true),
    keyHigh: number(127, 0, 127, true),
    velocityLow: number(1, 0, 127, true),
    velocityHigh: number(127, 0, 127, true),
    root: number(60, 0, 127),
    tune: number(0, -12_000, 12_000),
    gain: number(0, -144, 48),
    loop: oneOf('off', 'off', 'forward'),
    loopStart: number(0, 0, 2 ** 40, true),
    loopEnd: number(0, 0, 2 ** 40, true),
  },
  clip: {
    kind: reference,
    track: reference,
    order: orderKey,
    anchor: oneOf('ticks', 'ticks', 'flicks'),
    at: number(0, 0, FLICKS),
    length: number(0, 0, FLICKS),
    name: text(''),
  },
  note: {
    clip: reference,
    at: number(0, -TICKS, TICKS),
    length: number(1, 1, TICKS),
    key: number(60, 0, 127),
    velocity: number(100, 1, 127),
  },
  event: { clip: reference, at: number(0, -TICKS, TICKS), kind: text('unknown') },
  point: { target: reference, param: reference, at: number(0, 0, TICKS), value: number(0), curve: oneOf('linear', 'hold', 'linear') },
  asset: {
    name: text(''),
    file: reference,
    hash: text(''),
    sampleRate: number(48_000, 1, 10_000_000, true),
    channels: number(1, 1, 1024, true),
    frames: number(0, 0, 2 ** 48, true),
  },
}
/** Rules for fields that may be missing; one that cannot be made good is taken out. */
const OPTIONAL: typeof RULES = {
  project: {
    key: text(''),
    panLaw: (v) => ([0, -3, -4.5, -6].includes(v as number) ? v : undefined),
    loopStart: number(0, 0, TICKS, true),
    loopEnd: number(0, 0, TICKS, true),
  },
  track: {
    note: text(''),
    folder: flag(false),
    folded: flag(false),
    parent: maybeReference,
    height: number(24, 24, 400),
    heightLocked: flag(false),
  },
  strip: {
    trim: number(0, -60, 60),
    polarity: oneOf('normal', 'normal', 'both', 'left', 'right'),
    mono: flag(false),
    panMode: oneOf('balance', 'balance', 'dual'),
    panLeft: number(-100, -100, 100),
    panRight: number(100, -100, 100),
    width: number(100, 0, 200),
    soloSafe: flag(false),
    vca: maybeReference,
    mixGroup: maybeReference,
    automation: oneOf('read', ...AUTOMATION_MODES),
  },
  vca: { vca: maybeReference, automation: oneOf('read', ...AUTOMATION_MODES) },
  send: { pan: number(0, -100, 100), mute: flag(false) },
  device: {
    sidechain: maybeReference,
    sidechainPre: flag(false),
    preset: text(''),
    mix: number(100, 0, 100),
    other: (v) => (v === null || isSettings(v) ? v : undefined),
    state: oneOf('a', 'a', 'b'),
  },
  clip: { color, muted: flag(false), locked: flag(false), group: reference, loop: length, phase: number(0, 0, FLICKS) },
  event: { number: number(0), value: number(0) },
  point: { bend: number(0, -BEND_MAX, BEND_MAX) },
}
/** Fields that the kinds of clip which every project has add to it. Those of other kinds are their own matter. */
const OF_CLIP: typeof RULES = {
  audio: {
    asset: text(''),
    from: number(0, -FLICKS, FLICKS),
    gain: number(0, -1000, 60),
    fadeIn: number(0, 0, FLICKS),
    fadeOut: number(0, 0, FLICKS),
    fadeInShape: oneOf('equal-power', 'linear', 'equal-power', 's-curve', 'fast', 'slow'),
    fadeOutShape: oneOf('equal-power', 'linear', 'equal-power', 's-curve', 'fast', 'slow'),
    reverse: flag(false),
  },
  notes: { from: number(0, -TICKS, TICKS) },
}
/** The rules of a record, ready to be gone through. */
interface Rules {
  readonly required: readonly (readonly [field: string, rule: Rule])[]
  readonly optional: readonly (readonly [field: string, rule: Rule])[]
  /** Those of the required ones for which nothing can stand. */
  readonly must: readonly (readonly [field: string, rule: Rule])[]
}
const rulesOfType = new Map<string, Rules>()
const rulesOfKind = new Map<string, Rules>()
for (const [type, rules] of Object.entries(RULES)) {
  const required = Object.entries(rules)
  const must = required.filter(([, rule]) => rule(undefined) === undefined)
  rulesOfType.set(type, { required, must, optional: Object.entries(OPTIONAL[type] ?? {}) })
}
for (const [kind, rules] of Object.entries(OF_CLIP))
  rulesOfKind.set(kind, { ...rulesOfType.get('clip')!, optional: Object.entries({ ...OPTIONAL.clip, ...rules }) })
const rulesOf = (record: Rec): Rules | undefined =>
  (record.type === 'clip' && typeof record.kind === 'string' && rulesOfKind.get(record.kind)) || rulesOfType.get(record.type)
/** Nothing instead of a reference says the same as null. */
const isGood = (value: Json | undefined, good: Json | undefined) => value === good || (good === null && value === undefined)

/** Sentences about what is wrong with one record; none = good. */
export function validate(record: Rec): string[] {
  const rules = rulesOf(record)
  if (!rules) return []
  const out: string[] = []
  const bad = (field: string) => out.push(`${record.type} '${record.id}': ${field} was ${JSON.stringify(record[field]) ?? 'missing'}`)
  for (const [field, rule] of rules.required) {
    const good = rule(record[field])
    if (good === undefined) out.push(`${record.type} '${record.id}' does not say its ${field}`)
    else if (!isGood(record[field], good)) bad(field)
  }
  for (const [field, rule] of rules.optional) if (record[field] !== undefined && !isGood(record[field], rule(record[field]))) bad(field)
  for (const [field, value] of Object.entries(record)) if (isBadNumber(record, field, value)) bad(field)
  return out
}
/** A number that no file can hold, or a parameter that is no number. */
const isBadNumber = (record: Rec, field: string, value: Json | undefined): boolean =>
  typeof value === 'number' ? !Number.isFinite(value) : record.type === 'device' && field.startsWith('p.')

/**
 * Gives back records that everything else can rely on: fields of the right kind and range, one project, one main strip, every track with a strip.
 * References that lead nowhere stay where readers pass them over, and circles of outputs stay for compile to report: what somebody meant is not
 * thrown away. Pure; good records come back as they are, and what has been repaired once is good.
 */
export function repair(records: Iterable<Rec>): { readonly records: Map<Id, Rec>; readonly repaired: readonly Repair[] } {
  const out = new Map<Id, Rec>()
  const repaired: Repair[] = []
  const say = (id: Id, what: string) => repaired.push({ id, what })
  const byType = new Map<string, Set<Id>>([...rulesOfType.keys()].map((type) => [type, new Set<Id>()]))
  const put = (record: Rec) => {
    out.set(record.id, record)
    byType.get(record.type)?.add(record.id)
  }
  for (const record of records) {
    const rules = rulesOf(record)
    if (!rules || isSound(record, rules)) {
      put(record)
      continue
    }
    const missing = rules.must.find(([field, rule]) => rule(record[field]) === undefined)
    if (missing) say(record.id, `A ${record.type} without ${missing[0]} was left out.`)
    else put(repairFields(record, rules, say))
  }
  const ofType = (type: string): Rec[] => {
    const found: Rec[] = []
    for (const id of byType.get(type)!) {
      const record = out.get(id)
      if (record?.type === type) found.push(record)
    }
    return found
  }
  const change = (id: Id, fields: { [field: string]: Json }) => out.set(id, { ...out.get(id)!, ...fields })

  const freshId = (wanted: Id) => {
    let id = wanted
    for (let n = 2; out.has(id); n++) id = `${wanted} ${n}`
    return id
  }

  const projects = ofType('project')
  const other = out.get('project')
  if (other?.type !== 'project') {
    const first = projects[0]
    if (other) {
      const id = freshId(`${other.type} project`)
      put({ ...other, id })
      say(id, `${nameOf(other)} had the id of the project and got another.`)
    }
    put({
      name: 'Untitled',
      sampleRate: 48_000,
      timecodeRate: '25',
      timecodeStart: 0,
      ...first,
      id: 'project',
      type: 'project',
    })
    say('project', first ? 'The project record had another id.' : 'The project record was missing.')
  }
  for (const extra of projects)
    if (extra.id !== 'project') {
      out.delete(extra.id)
      if (extra !== projects[0] || other?.type === 'project')
        say(extra.id, `There was a second project record, ${nameOf(extra)}; it was left out.`)
    }

  let strips = ofType('strip').sort(byOrder)
  const mains = strips.filter((s) => s.kind === 'main')
  if (!mains.length) {
    const id = freshId('main')
    put({
      id,
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
    })
    say(id, 'The main strip was missing.')
  }
  for (const extra of mains.slice(1)) {
    change(extra.id, { kind: 'bus' })
    say(extra.id, `There was a second main strip; ${nameOf(extra)} is now a bus.`)
  }
  strips = ofType('strip')
  for (const strip of strips)
    if (typeof strip.output === 'string' && out.get(strip.output)?.type !== 'strip') {
      change(strip.id, { output: null })
      say(strip.id, `${nameOf(strip)} went to a strip that is gone; it now goes to main.`)
    }
  for (const track of ofType('track'))
    if (out.get(track.strip as string)?.type !== 'strip') {
      const id = freshId(`strip of ${track.id}`)
      put({
        id,
        type: 'strip',
        kind: 'track',
        order: track.order!,
        name: track.name!,
        color: track.color!,
        gain: 0,
        pan: 0,
        mute: false,
        solo: false,
        output: null,
      })
      change(track.id, { strip: id })
      say(track.id, `${nameOf(track)} had no strip and got one.`)
    }
  for (const track of ofType('track')) {
    if (typeof track.parent !== 'string') continue
    const folder = out.get(track.parent)
    if (folder?.type !== 'track' || folder.folder !== true) {
      change(track.id, { parent: null })
      say(track.id, `${nameOf(track)} was in a folder that is gone; it now stands by itself.`)
    } else if (isInItself(out, track.id)) {
      change(track.id, { parent: null })
      say(track.id, `${nameOf(track)} was in a folder that is in it; it now stands by itself.`)
    }
  }
  for (const clip of ofType('clip'))
    if (!((clip.length as number) > 0)) {
      out.delete(clip.id)
      say(clip.id, 'A clip without length was left out.')
    }
  return { records: out, repaired }
}
/** Whether the folders around a track lead back to it. */
function isInItself(records: ReadonlyMap<Id, Rec>, id: Id): boolean {
  const seen = new Set<unknown>()
  for (let at = records.get(id)?.parent; typeof at === 'string' && !seen.has(at); at = records.get(at)?.parent) {
    if (at === id) return true
    seen.add(at)
  }
  return false
}
/** Nothing to repair: what nearly every record is, found without making anything. */
function isSound(record: Rec, rules: Rules): boolean {
  for (const [field, rule] of rules.required) {
    const value = record[field]
    const good = rule(value)
    if (good === undefined || !isGood(value, good)) return false
  }
  for (const [field, rule] of rules.optional) {
    const value = record[field]
    if (value !== undefined && !isGood(value, rule(value))) return false
  }
  for (const field in record) if (isBadNumber(record, field, record[field])) return false
  return true
}
function repairFields(record: Rec, rules: Rules, say: (id: Id, what: string) => void): Rec {
  let fixed: { [field: string]: Json | undefined } | undefined
  const put = (field: string, good: Json | undefined) => {
    const before = record[field]
    fixed ??= { ...record }
    if (good === undefined) delete fixed[field]
    else fixed[field] = good
    if (before === undefined) return
    const is = good === undefined ? 'gone' : JSON.stringify(good)
    say(record.id, `${field} of ${nameOf(record)} was ${JSON.stringify(before).slice(0, 200)} and is now ${is}.`)
  }
  for (const [field, rule] of rules.required) {
    const good = rule(record[field])
    if (!isGood(record[field], good)) put(field, good)
  }
  for (const [field, rule] of rules.optional) {
    const value = record[field]
    if (value === undefined) continue
    const good = rule(value)
    if (!isGood(value, good)) put(field, good)
  }
  const now: { readonly [field: string]: Json | undefined } = fixed ?? record
  for (const field in now) if (isBadNumber(record, field, now[field])) put(field, undefined)
  return (fixed as Rec | undefined) ?? record
}
const nameOf = (record: Rec): string =>
  typeof record.name === 'string' && record.name ? `'${record.name}'` : `${record.type} '${record.id}'`

/** References to records that are not there: readers pass them over, `check` lists them. */
export function dangling(records: ReadonlyMap<Id, Rec>): Repair[] {
  const out: Repair[] = []
  const expected: { readonly [type: string]: { readonly [field: string]: string | undefined } } = {
    track: { strip: 'strip', parent: 'track' },
    strip: { vca: 'vca', mixGroup: 'mixgroup' },
    vca: { vca: 'vca' },
    send: { strip: 'strip', target: 'strip' },
    device: { strip: 'strip', sidechain: 'strip' },
    zone: { device: 'device', asset: 'asset' },
    clip: { track: 'track', asset: 'asset' },
    note: { clip: 'clip' },
    event: { clip: 'clip' },
    point: { target: undefined },
  }
  for (const record of records.values())
    for (const [field, type] of Object.entries(expected[record.type] ?? {})) {
      const id = record[field]
      if (typeof id !== 'string') continue
      const found = records.get(id)
      if (!found || (type && found.type !== type))
        out.push({
          id: record.id,
          what: `${nameOf(record)} refers to ${type === 'asset' ? 'an' : 'a'} ${type ?? 'record'} that is not there ('${id}').`,
        })
    }
  return out
}

/** The names of the strips of a circle of outputs, sends and keys, first = last; undefined when there is none. */
export function findCycle(records: ReadonlyMap<Id, Rec>): string[] | undefined {
  const next = new Map<Id, Id[]>()
  const add = (from: unknown, to: unknown) => {
    if (typeof from !== 'string' || typeof to !== 'string' || records.get(from)?.type !== 'strip' || records.get(to)?.type !== 'strip')
      return
    const list = next.get(from)
    if (list) list.push(to)
    else next.set(from, [to])
  }
  for (const r of records.values())
    if (r.type === 'strip' && r.kind !== 'main') add(r.id, r.output)
    else if (r.type === 'send') add(r.strip, r.target)
    else if (r.type === 'device' && r.enabled !== false) add(r.sidechain, r.strip)
  const state = new Map<Id, 1 | 2>()
  for (const root of next.keys()) {
    if (state.has(root)) continue
    const path: { id: Id; at: number }[] = [{ id: root, at: 0 }]
    state.set(root, 1)
    while (path.length) {
      const top = path[path.length - 1]!
      const to = next.get(top.id)?.[top.at++]
      if (to === undefined) {
        state.set(top.id, 2)
        path.pop()
      } else if (state.get(to) === 1) {
        const ids = path.map((p) => p.id)
        return [...ids.slice(ids.indexOf(to)), to].map((id) => String(records.get(id)?.name || id))
      } else if (!state.has(to)) {
        state.set(to, 1)
        path.push({ id: to, at: 0 })
      }
    }
  }
  return undefined
}
