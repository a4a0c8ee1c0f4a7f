// What is done to automation. Each function is one transaction.
import { thin } from '../automation.ts'
import type { Document } from '../document.ts'
import type { Id, PointRecord } from '../records.ts'
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
  point: { readonly target: Id; readonly param: string; readonly at: number; readonly value: number; readonly curve?: 'hold' | 'linear' },
): Id | undefined {
  const { target, param, value, curve = 'linear' } = point
  const at = Math.max(0, Math.round(point.at))
  if (!Number.isFinite(at) || !Number.isFinite(value)) return undefined
  const there = lanePoints(document, target, param).find((p) => p.at === at)
  const id = there?.id ?? newId('point')
  document.transact(() => document.create({ ...there, id, type: 'point', target, param, at, value, curve }))
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
