// The grid of the lanes and what a drag snaps to: grid, clip edges, markers, sections, play head, loop.
import { flicksOfTimecodeFrames, type MarkerRecord, type SectionRecord } from '@tonmeister/project'
import { editing } from '../../app/editing.ts'
import { rowsOf } from '../../app/rows.ts'
import { BAR, type Session } from '../../app/session.ts'

/** Pixels within which an edge, a marker or the play head draws a drag to itself. */
const PULL = 7
/** Least pixels between two lines of the grid. */
const LINES = 9

/** Ticks of the chosen grid at a place, as fine as it is even where it is not drawn; 0 = none. */
export function stepTicks(s: Session, at = s.viewport.from): number {
  const { grid, feel } = editing
  const { barTicks, beatTicks } = s.signatures.at(Math.max(0, at))
  if (grid === 'off') return 0
  if (grid === 'auto') return shown(s, BAR / 32, feelOf(feel))
  if (grid === 'bar') return barTicks
  if (grid === 'beat') return beatTicks
  if (grid === 'frames') {
    const flicks = s.tempo.flicks(Math.max(0, at))
    return s.tempo.ticks(flicks + flicksOfTimecodeFrames(1, s.rate)) - s.tempo.ticks(flicks)
  }
  return (BAR / Number(grid.slice(2))) * feelOf(feel)
}
const feelOf = (feel: typeof editing.feel) => (feel === 'triplet' ? 2 / 3 : feel === 'dotted' ? 1.5 : 1)
/** The finest doubling of a step that can be seen. */
function shown(s: Session, least: number, feel = 1): number {
  let step = least * feel
  while (step / s.viewport.perPixel < LINES && step < BAR * feel) step *= 2
  return feel !== 1 && step >= BAR * feel ? BAR : step
}
/** Ticks between the lines that are drawn. */
export function gridTicks(s: Session): number {
  const { grid } = editing
  if (grid === 'off' || grid === 'frames') return shown(s, BAR / 32)
  const step = stepTicks(s)
  let lines = step
  while (lines / s.viewport.perPixel < LINES && lines < BAR * 64) lines *= 2
  return lines
}
/** The nearest place of the grid. */
export function snap(s: Session, ticks: number, off: boolean): number {
  if (off || !editing.snap || editing.grid === 'off') return Math.round(ticks)
  if (editing.grid === 'frames') {
    const frame = flicksOfTimecodeFrames(1, s.rate)
    return Math.round(s.tempo.ticks(Math.round(s.tempo.flicks(ticks) / frame) * frame))
  }
  const bar = s.signatures.at(Math.max(0, ticks))
  const step = stepTicks(s, ticks)
  // Grids begin anew with each bar; what is longer than a bar counts from the start.
  if (step > bar.barTicks) return Math.round(Math.round(ticks / step) * step)
  const inBar = Math.round((ticks - bar.barStart) / step) * step
  return Math.round(bar.barStart + Math.min(inBar, bar.barTicks))
}
/** Places beside the grid that draw a drag: kept for the length of it. */
export function targets(s: Session, without: ReadonlySet<string>): number[] {
  const out = [0, s.host.positionTicks(), s.loopStart, s.loopEnd]
  for (const m of s.document.byType<MarkerRecord>('marker')) out.push(m.at)
  for (const x of s.document.byType<SectionRecord>('section')) out.push(x.at, x.at + x.length)
  const v = s.viewport
  for (const row of rowsOf(s).rows) {
    if (row.top + row.height < v.top || row.top > v.top + v.height) continue
    s.clips.between(row.track.id, v.from - v.width * v.perPixel, v.ticks(v.width * 2), ({ clip, start, end }) => {
      if (!without.has(clip.id)) out.push(start, end)
    })
  }
  return out.sort((a, b) => a - b)
}
/** Snaps to whatever is nearest: an edge within a few pixels, else the grid. @returns the line to show, when it snapped */
export function snapTo(
  s: Session,
  ticks: number,
  off: boolean,
  near: readonly number[],
): { readonly ticks: number; readonly line: number | null } {
  if (off || !editing.snap) return { ticks: Math.round(ticks), line: null }
  const onGrid = snap(s, ticks, false)
  const edge = nearest(near, ticks)
  const reach = PULL * s.viewport.perPixel
  if (edge !== undefined && Math.abs(edge - ticks) <= reach && Math.abs(edge - ticks) <= Math.abs(onGrid - ticks))
    return { ticks: Math.round(edge), line: edge }
  return { ticks: onGrid, line: editing.grid === 'off' ? null : onGrid }
}
function nearest(rising: readonly number[], at: number): number | undefined {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle]! < at) low = middle + 1
    else high = middle
  }
  const [a, b] = [rising[low - 1], rising[low]]
  return a === undefined ? b : b === undefined || at - a <= b - at ? a : b
}
