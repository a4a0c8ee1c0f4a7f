// Rows of the arrangement: which track stands where, how high, with which automation lanes under it.
import { type TrackRecord, trackDepth, visibleTracks } from '@tonmeister/project'
import { arrangementOf, type OpenLane } from './arrangement.ts'
import type { Session } from './session.ts'

/** Height of a track without one of its own, pixels. */
export const ROW = 54
export const ROW_MIN = 24
export const ROW_MAX = 400
export interface LaneRow extends OpenLane {
  readonly track: TrackRecord
  /** Pixels from the top of the first row. */
  readonly top: number
}
export interface Row {
  readonly track: TrackRecord
  readonly index: number
  /** Pixels from the top of the first row. */
  readonly top: number
  /** Pixels of the part that holds clips. */
  readonly height: number
  /** Automation lanes, under the clips. */
  readonly lanes: readonly LaneRow[]
  /** Pixels with its lanes. */
  readonly whole: number
  /** Folders around it. */
  readonly depth: number
}
interface Laid {
  /** What is shown: no tracks of folded folders. */
  readonly rows: readonly Row[]
  readonly of: Map<string, Row>
  readonly height: number
}
const laid = new WeakMap<Session, { readonly state: string; readonly laid: Laid }>()
/** All rows, top to bottom; kept until the arrangement changes. */
export function rowsOf(s: Session): Laid {
  const state = `${s.key} ${s.arrangeVersion}`
  const known = laid.get(s)
  if (known?.state === state) return known.laid
  const own = arrangementOf(s)
  const { scale } = own
  let top = 0
  const rows = shownTracks(s).map(({ track, depth }, index): Row => {
    const height = heightOf(track, scale)
    let under = top + height
    const lanes = own.openLanes(track.id).flatMap((lane) => {
      if (!s.document.get(lane.target)) return []
      const row = { ...lane, track, top: under }
      under += lane.height
      return [row]
    })
    const row = { track, index, top, height, lanes, whole: under - top, depth }
    top = under
    return row
  })
  const next = { rows, of: new Map(rows.map((r) => [r.track.id, r])), height: top }
  laid.set(s, { state, laid: next })
  return next
}
function heightOf(track: TrackRecord, scale: number): number {
  const own = typeof track.height === 'number' ? track.height : ROW
  return Math.min(ROW_MAX, Math.max(ROW_MIN, Math.round(track.heightLocked === true ? own : own * scale)))
}
/** Tracks that are not inside a folded folder, with the number of folders around each. */
function shownTracks(s: Session): { readonly track: TrackRecord; readonly depth: number }[] {
  return visibleTracks(s.document).map((track) => ({ track, depth: track.parent == null ? 0 : trackDepth(s.document, track.id) }))
}
/** The row at a place, pixels from the top of the first row; its automation lanes count as the row. */
export function rowAt(s: Session, y: number): Row | undefined {
  const { rows } = rowsOf(s)
  const r = rows[indexAt(rows, y)]
  return r && y >= r.top && y < r.top + r.whole ? r : undefined
}
/** Index of the row at a place; the nearest one beyond the ends. */
export function indexAt(rows: readonly Row[], y: number): number {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const i = (low + high + 1) >> 1
    if (rows[i]!.top <= y) low = i
    else high = i - 1
  }
  return low
}
