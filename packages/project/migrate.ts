// Migrations: every change of meaning of what is saved has a number, a way up and a way down.
import { ProjectError } from './error.ts'
import type { Rec } from './records.ts'

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
