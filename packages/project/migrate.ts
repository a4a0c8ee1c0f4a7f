// Migrations: every change of meaning of what is saved has a number, a way up and a way down. Those of the format are here; devices and kinds
// of clip have versions of their own, in their folders.
import type { ClipKind } from './clip.ts'
import type { Device } from './device.ts'
import { ProjectError } from './error.ts'
import type { Json, Rec } from './records.ts'

export interface Migration {
  /** The format it leads to. Numbers rise by one. */
  readonly to: number
  readonly why: string
  up(record: Rec): Rec
  down(record: Rec): Rec
}

/** From the first format on. Append only. */
export const MIGRATIONS: readonly Migration[] = [
  {
    to: 2,
    why: 'Gains of strips and sends are decibels; format 1 stored factors.',
    up: (r) => (isLevel(r) ? { ...r, gain: r.gain === null || r.gain === 0 ? null : round(20 * Math.log10(r.gain as number)) } : r),
    down: (r) => (isLevel(r) ? { ...r, gain: r.gain === null ? 0 : round(10 ** ((r.gain as number) / 20)) } : r),
  },
]
const isLevel = (r: Rec) => (r.type === 'strip' || r.type === 'send') && (typeof r.gain === 'number' || r.gain === null)
/** Twelve digits: enough that going down and up again gives the same number. */
const round = (x: number) => Number(x.toPrecision(12))

MIGRATIONS.forEach((m, i) => {
  if (m.to !== i + 2) throw new Error('migrations rise by one from format 2 on')
})
/** What this program writes. */
export const FORMAT = MIGRATIONS.length + 1

/**
 * Brings records from one format to another, up or down.
 * @throws ProjectError 'newer'
 */
export function migrate(records: readonly Rec[], from: number, to: number = FORMAT): Rec[] {
  if (from > FORMAT)
    throw new ProjectError('newer', `The project was saved in format ${from}; this program reads up to ${FORMAT}.`, {
      hint: 'Update Tonmeister to open it. Nothing was changed.',
    })
  let out = [...records]
  for (let at = from; at < to; at++) out = out.map((r) => MIGRATIONS[at - 1]!.up(r))
  for (let at = from; at > to; at--) out = out.map((r) => MIGRATIONS[at - 2]!.down(r))
  return out
}

/** What `migrateMembers` knows: devices by id, kinds of clip by id. */
export interface Members {
  readonly devices?: { readonly [id: string]: Pick<Device, 'id' | 'name' | 'version' | 'migrations'> }
  readonly clips?: { readonly [id: string]: Pick<ClipKind, 'id' | 'name' | 'version' | 'migrations'> }
}
/**
 * Brings the records of devices and clips to the versions that these devices and kinds of clip have. Those that are not known, and those that
 * somebody has saved with a newer one, stay as they are.
 * @returns the records, unchanged ones as they are, and sentences about what is newer than this program
 */
export function migrateMembers(records: Iterable<Rec>, members: Members): { readonly records: Rec[]; readonly newer: readonly string[] } {
  const newer: string[] = []
  const out = Array.from(records, (record) => {
    const kind = record.type === 'device' ? record.device : record.type === 'clip' ? record.kind : undefined
    const known = record.type === 'device' ? members.devices : members.clips
    if (typeof kind !== 'string' || !known || !Object.hasOwn(known, kind)) return record
    const member = known[kind]!
    // Clips say no version until their kind has a second one.
    const version = typeof record.version === 'number' && record.version >= 1 ? record.version : 1
    if (version > member.version)
      newer.push(`${member.name} was saved by a newer version (${version}; this program has ${member.version}) and may sound different.`)
    return version < member.version ? migrateMember(record, member, version, member.version) : record
  })
  return { records: out, newer: [...new Set(newer)] }
}
type Steps = Device['migrations'] | ClipKind['migrations']
/** One record of a device or clip from one version of it to another, up or down. Parameters go without their 'p.'. */
export function migrateMember(record: Rec, member: { readonly migrations?: Steps }, from: number, to: number): Rec {
  const steps = [...(member.migrations ?? [])].sort((a, b) => a.to - b.to)
  let out = record
  if (from < to) for (const step of steps) out = step.to > from && step.to <= to ? applyStep(out, step.up) : out
  else for (const step of steps.reverse()) out = step.to <= from && step.to > to ? applyStep(out, step.down) : out
  return { ...out, version: to }
}
function applyStep(record: Rec, change: (values: never) => unknown): Rec {
  if (record.type === 'clip') return change(record as never) as Rec
  const rest: { [field: string]: Json | undefined } = {}
  const values: { [name: string]: number } = {}
  for (const [field, value] of Object.entries(record))
    if (field.startsWith('p.') && typeof value === 'number') values[field.slice(2)] = value
    else rest[field] = value
  for (const [name, value] of Object.entries(change(values as never) as typeof values)) rest[`p.${name}`] = value
  return rest as Rec
}
