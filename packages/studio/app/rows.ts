// Rows of the arrangement: which track stands where, how high.
import type { TrackRecord } from '@tonmeister/project'
import type { Session } from './session.ts'

/** Height of a track without one of its own, pixels. */
export const ROW = 54
export interface Row {
  readonly track: TrackRecord
  readonly index: number
  /** Pixels from the top of the first row. */
  readonly top: number
  readonly height: number
}
interface Laid {
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
  let top = 0
  const rows = s.tracks().map((track, index) => {
    const height = typeof track.height === 'number' ? track.height : ROW
    const row = { track, index, top, height }
    top += height
    return row
  })
  const next = { rows, of: new Map(rows.map((r) => [r.track.id, r])), height: top }
  laid.set(s, { state, laid: next })
  return next
}
/** The row at a place, pixels from the top of the first row. */
export function rowAt(s: Session, y: number): Row | undefined {
  const { rows } = rowsOf(s)
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const i = (low + high) >> 1
    const r = rows[i]!
    if (y < r.top) high = i - 1
    else if (y >= r.top + r.height) low = i + 1
    else return r
  }
  return undefined
}
