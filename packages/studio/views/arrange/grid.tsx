// The hidden grid: the same tracks and clips as on the canvas, for those who do not see it.
import type { ClipRecord, TrackRecord } from '@tonmeister/project'
import { memo } from 'react'
import { BAR, type Session } from '../../app/session.ts'
import { openClip } from '../../commands/notes.ts'
import { move } from './gestures.ts'

/** Tracks, and clips of each, that the hidden grid holds; more would cost more than anybody can listen to. */
const GRID_ROWS = 200
const GRID_CELLS = 100

/** The same tracks and clips for those who do not see the canvas; each clip can be reached and moved by keys. */
export const HiddenGrid = memo(
  function HiddenGrid({ s, tracks }: { s: Session; tracks: readonly TrackRecord[]; version: string }) {
    return (
      <div className="sr" role="grid" aria-label="Tracks and clips">
        {tracks.slice(0, GRID_ROWS).map((t, row) => (
          <div role="row" key={t.id} aria-label={t.name}>
            {s.document
              .children<ClipRecord>('track', t.id, 'clip')
              .sort((a, b) => a.at - b.at)
              .slice(0, GRID_CELLS)
              .map((c, cell) => {
                const [from, to] = s.clipTicks(c)
                const p = s.signatures.position(Math.round(from))
                return (
                  <button
                    type="button"
                    role="gridcell"
                    key={c.id}
                    tabIndex={row === 0 && cell === 0 ? 0 : -1}
                    aria-selected={s.selectedClips.has(c.id)}
                    onFocus={() => s.selectedClips.has(c.id) || s.selectClips([c.id])}
                    onClick={() => openClip(s, c)}
                    onKeyDown={(e) => {
                      if (!/^Arrow/.test(e.key)) return
                      e.preventDefault()
                      e.stopPropagation()
                      if (e.altKey) move(s, [c.id], e.key === 'ArrowLeft' ? -BAR / 4 : e.key === 'ArrowRight' ? BAR / 4 : 0)
                      else neighbour(e.currentTarget, e.key)?.focus()
                    }}
                  >
                    {`${c.name || t.name}, bar ${p.bar} beat ${p.beat}, ${((to - from) / BAR).toFixed(1)} bars`}
                  </button>
                )
              })}
          </div>
        ))}
      </div>
    )
  },
  (a, b) => a.s === b.s && a.version === b.version,
)
function neighbour(cell: HTMLElement, key: string): HTMLElement | null {
  if (key === 'ArrowRight') return cell.nextElementSibling as HTMLElement | null
  if (key === 'ArrowLeft') return cell.previousElementSibling as HTMLElement | null
  const column = [...cell.parentElement!.children].indexOf(cell)
  let row = cell.parentElement as Element | null
  do row = key === 'ArrowDown' ? row!.nextElementSibling : row!.previousElementSibling
  while (row && !row.children.length)
  return (row?.children[Math.min(column, row.children.length - 1)] ?? null) as HTMLElement | null
}
