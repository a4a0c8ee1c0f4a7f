// What is done to automation. Each function is one transaction.
import { BEND_MAX, type LanePoint, thin } from '../automation.ts'
import type { Document } from '../document.ts'
import type { AutomationMode, Id, PointRecord } from '../records.ts'
import type { NewId } from './tracks.ts'

/** The points of one parameter of a strip, send or device, in the order of time. */
export const lanePoints = (document: Document, target: Id, param: string): PointRecord[] =>
  document
    .children<PointRecord>('target', target, 'point')
    .filter((p) => p.param === param)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
/**
 * Sets a value at a place, in the parameter's unit. A point that is there already gets it.
 * @returns its id; undefined for what is no number
 */
export function setPoint(
  document: Document,
  newId: NewId,
  point: {
    readonly target: Id
    readonly param: string
    readonly at: number
    readonly value: number
    readonly curve?: 'hold' | 'linear'
    readonly bend?: number
  },
): Id | undefined {
  const { target, param, value, curve = 'linear' } = point
  const at = Math.max(0, Math.round(point.at))
  if (!Number.isFinite(at) || !Number.isFinite(value)) return undefined
  const there = lanePoints(document, target, param).find((p) => p.at === at)
  const id = there?.id ?? newId('point')
  document.transact(() => document.create({ ...there, ...bowing(point.bend), id, type: 'point', target, param, at, value, curve }))
  return id
}
/** Moves points in time and value. Nothing moves before 0: there they stop together. */
export function movePoints(document: Document, ids: readonly Id[], ticks: number, value: number): void {
  const points = ids.map((id) => document.get(id) as PointRecord).filter((p) => p?.type === 'point')
  const by = Math.max(Math.round(ticks), -Math.min(...points.map((p) => p.at)))
  if (!Number.isFinite(by) || !Number.isFinite(value)) return
  document.transact(() => {
    for (const p of points) document.update(p.id, { at: p.at + by, value: p.value + value })
  })
}
/**
 * Gives a lane other points within [from, to]. Those with an id are points it has, which may bow otherwise; of the rest, what is there already
 * stays. What lies outside and is not named is left alone: somebody else may be at work there.
 */
export function writeLane(
  document: Document,
  newId: NewId,
  target: Id,
  param: string,
  points: readonly (LanePoint & { readonly id?: Id })[],
  from: number,
  to: number,
): void {
  if (!document.get(target)) return
  const key = (p: LanePoint) => `${p.at} ${p.value} ${p.curve} ${p.bend ?? 0}`
  const there = lanePoints(document, target, param)
  const named = new Set(points.map((p) => p.id))
  const spare = new Map(there.filter((p) => !named.has(p.id)).map((p) => [key(p), p.id]))
  document.transact(() => {
    for (const p of points) {
      const record = p.id === undefined ? undefined : document.get(p.id)
      if (record) {
        if ((record.bend ?? 0) !== (p.bend ?? 0)) document.set(record.id, 'bend', bowing(p.bend).bend)
      } else if (spare.has(key(p))) spare.delete(key(p))
      else if (p.at >= from && p.at <= to && Number.isFinite(p.value))
        document.create({ id: newId('point'), type: 'point', target, param, at: p.at, value: p.value, curve: p.curve, ...bowing(p.bend) })
    }
    const left = new Set(spare.values())
    for (const p of there) if (left.has(p.id) && p.at >= from && p.at <= to) document.remove(p.id)
  })
}
/** What the lanes of strips and VCAs do, and what hands do to them. */
export function setAutomation(document: Document, strips: readonly Id[], mode: AutomationMode): void {
  document.transact(() => {
    for (const id of strips)
      if (document.get(id)?.type === 'strip' || document.get(id)?.type === 'vca') document.set(id, 'automation', mode)
  })
}
/** Removes points. */
export function removePoints(document: Document, ids: readonly Id[]): void {
  document.transact(() => {
    for (const id of ids) if (document.get(id)?.type === 'point') document.remove(id)
  })
}
/** Leaves out points of a lane that change its curve nowhere by more than `tolerance`, in the parameter's unit. */
export function thinLane(document: Document, target: Id, param: string, tolerance: number): void {
  const points = lanePoints(document, target, param)
  const kept = new Set(thin(points, tolerance))
  removePoints(
    document,
    points.flatMap((p) => (kept.has(p) ? [] : [p.id])),
  )
}
/** Removes the points of a parameter in [from, to). */
export function removePointsIn(document: Document, target: Id, param: string, from: number, to: number): void {
  removePoints(
    document,
    lanePoints(document, target, param).flatMap((p) => (p.at >= from && p.at < to ? [p.id] : [])),
  )
}
/** How points go on to the next. @param bend  of a line, see `bowed`; 0 = straight */
export function setCurve(document: Document, ids: readonly Id[], curve: 'hold' | 'linear', bend = 0): void {
  if (!Number.isFinite(bend)) return
  document.transact(() => {
    for (const id of ids)
      if (document.get(id)?.type === 'point') document.update(id, { curve, bend: curve === 'linear' ? bowing(bend).bend : undefined })
  })
}
/** The field of a line that bows; a straight one has none. */
const bowing = (bend: number | undefined): { readonly bend?: number } =>
  bend ? { bend: Math.min(BEND_MAX, Math.max(-BEND_MAX, bend)) } : {}
/** Points as a thing of their own, plain JSON; `at` counts from the earliest of all. */
export interface PointBundle {
  readonly format: 'tonmeister points'
  readonly lanes: readonly {
    readonly target: Id
    readonly param: string
    readonly points: readonly LanePoint[]
  }[]
}
/** Copies points of any lanes. */
export function copyPoints(document: Document, ids: readonly Id[]): PointBundle {
  const points = [...new Set(ids)].map((id) => document.get(id) as PointRecord).filter((p) => p?.type === 'point')
  points.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const lanes = new Map<string, { target: Id; param: string; points: LanePoint[] }>()
  for (const { target, param, at, value, curve, bend } of points) {
    const key = `${target} ${param}`
    if (!lanes.has(key)) lanes.set(key, { target, param, points: [] })
    lanes.get(key)!.points.push({ at: at - points[0]!.at, value, curve, ...bowing(bend) })
  }
  return { format: 'tonmeister points', lanes: [...lanes.values()] }
}
/** Whether something, a foreign clipboard's text for instance, is such a bundle. */
export function isPointBundle(value: unknown): value is PointBundle {
  const { format, lanes } = (typeof value === 'object' && value !== null ? value : {}) as Partial<PointBundle>
  const isPoint = (p: LanePoint | null) =>
    !!p &&
    Number.isFinite(p.at) &&
    p.at >= 0 &&
    Number.isFinite(p.value) &&
    (p.curve === 'hold' || p.curve === 'linear') &&
    (p.bend === undefined || Number.isFinite(p.bend))
  return (
    format === 'tonmeister points' &&
    Array.isArray(lanes) &&
    lanes.every(
      (l) =>
        !!l &&
        typeof l.target === 'string' &&
        !!l.param &&
        typeof l.param === 'string' &&
        Array.isArray(l.points) &&
        l.points.every(isPoint),
    )
  )
}
/**
 * Puts copies of points at a place, instead of what their lanes have there. Lanes whose target is gone are left out.
 * @param onto  the lane that a bundle of one lane goes to; its values are taken as they are
 * @returns ids of the points
 */
export function pastePoints(
  document: Document,
  newId: NewId,
  bundle: PointBundle,
  at: number,
  onto?: { readonly target: Id; readonly param: string },
): Id[] {
  const made: Id[] = []
  const start = Math.max(0, Math.round(at))
  if (!Number.isFinite(start)) return made
  document.transact(() => {
    for (const lane of bundle.lanes) {
      const { target, param } = onto && bundle.lanes.length === 1 ? onto : lane
      const first = lane.points[0]
      if (!first || !document.get(target)) continue
      removePointsIn(document, target, param, start + first.at, start + lane.points.at(-1)!.at + 1)
      for (const p of lane.points) {
        const id = newId('point')
        document.create({ id, type: 'point', target, param, at: start + p.at, value: p.value, curve: p.curve, ...bowing(p.bend) })
        made.push(id)
      }
    }
  })
  return made
}
