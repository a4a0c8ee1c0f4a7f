// How clips are edited in this window: tool, grid, snapping, ripple and the range that is selected. The person's, never the project's.
import type { Session } from './session.ts'

export type Tool = 'select' | 'range' | 'split'
/** 'auto' is the finest grid that is drawn; a fraction is of a whole note, 'dotted' and 'triplet' change it; 'frames' are those of the timecode. */
export type Grid = 'auto' | 'bar' | 'beat' | '1/2' | '1/4' | '1/8' | '1/16' | '1/32' | '1/64' | 'frames' | 'off'
export const GRIDS: readonly Grid[] = ['auto', 'bar', 'beat', '1/2', '1/4', '1/8', '1/16', '1/32', '1/64', 'frames', 'off']
/** A stretch of time on some tracks. */
export interface Range {
  /** Ticks. */
  readonly from: number
  readonly to: number
  readonly tracks: ReadonlySet<string>
}
export interface Editing {
  tool: Tool
  snap: boolean
  grid: Grid
  feel: 'straight' | 'triplet' | 'dotted'
  ripple: boolean
  range: Range | null
}
const KEY = 'tonmeister.editing'
const DEFAULTS: Editing = { tool: 'select', snap: true, grid: 'auto', feel: 'straight', ripple: false, range: null }
function stored(): Editing {
  try {
    const { snap, grid, feel } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Editing>
    return {
      ...DEFAULTS,
      ...(typeof snap === 'boolean' ? { snap } : {}),
      ...(grid && GRIDS.includes(grid) ? { grid } : {}),
      ...(feel === 'triplet' || feel === 'dotted' ? { feel } : {}),
    }
  } catch {
    // Closed storage or foreign content: as at first.
    return { ...DEFAULTS }
  }
}
/** One per window, as there is one session. */
export const editing: Editing = stored()
export function setEditing(s: Session, change: Partial<Editing>): void {
  Object.assign(editing, change)
  try {
    const { snap, grid, feel } = editing
    localStorage.setItem(KEY, JSON.stringify({ snap, grid, feel }))
  } catch {
    // It lasts until the window closes.
  }
  s.arrangeVersion++
  s.changed()
}
