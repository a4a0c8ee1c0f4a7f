// The hidden grid: the same tracks and clips as on the canvas, for those who do not see it. It holds a window of rows and cells around what has
// the focus; where they are in the whole is said by their numbers.
import { type ClipRecord, type TrackRecord, withGroups } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Placed } from '../../app/clip-index.ts'
import { rowsOf } from '../../app/rows.ts'
import type { Session } from '../../app/session.ts'
import { openClip } from '../../commands/notes.ts'

/** Rows and cells on each side of the focus. */
const ROWS = 12
const CELLS = 20

interface Focus {
  readonly track: string
  readonly clip: string | undefined
}
export const HiddenGrid = memo(
  function HiddenGrid({ s, tracks }: { s: Session; tracks: readonly TrackRecord[]; version: string }) {
    const box = useRef<HTMLDivElement>(null)
    const [focus, setFocus] = useState<Focus>({ track: '', clip: undefined })
    /** The person is in the grid: after a change the focus goes where the clip is now. */
    const isInside = useRef(false)
    const rowAt = Math.max(
      0,
      tracks.findIndex((x) => x.id === focus.track),
    )
    const first = Math.max(0, rowAt - ROWS)
    const shown = tracks.slice(first, rowAt + ROWS + 1)
    useLayoutEffect(() => {
      if (!isInside.current || box.current?.contains(document.activeElement)) return
      // Only what vanished under the focus gives it back; who went elsewhere stays there.
      if (document.activeElement === document.body) box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    })
    const home = focusable(s, tracks, focus, rowAt)
    const go = (track: string, placed: Placed | undefined) => {
      setFocus({ track, clip: placed?.clip.id })
      if (placed) {
        s.selectClips(withGroups(s.document, [placed.clip.id]))
        const x = s.viewport.x(placed.start)
        if (x < 0 || x > s.viewport.width - 40) s.viewport.scroll(x - s.viewport.width / 4, 0)
      }
      const row = rowsOf(s).of.get(track)
      if (row) s.viewport.reveal(row.top, row.top + row.height)
      const strip = row?.track.strip
      if (strip) s.select(strip)
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus())
    }
    const keys = (e: React.KeyboardEvent, track: TrackRecord, placed: Placed | undefined) => {
      if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return
      const all = s.clips.of(track.id)
      const at = placed ? all.findIndex((p) => p.clip.id === placed.clip.id) : -1
      let done = true
      if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
        const next = all[at + (e.key === 'ArrowRight' ? 1 : -1)]
        if (next) go(track.id, next)
      } else if (e.key === 'Home' || e.key === 'End') go(track.id, e.key === 'Home' ? all[0] : all.at(-1))
      else if (e.key === 'ArrowDown' || e.key === 'ArrowUp' || e.key === 'PageDown' || e.key === 'PageUp') {
        const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[e.key]
        const next = tracks[Math.min(tracks.length - 1, Math.max(0, tracks.indexOf(track) + by))]
        if (next) {
          const there = s.clips.of(next.id)
          go(next.id, there[Math.min(there.length - 1, s.clips.indexAt(next.id, placed?.start ?? s.host.positionTicks()))])
        }
      } else if (e.key === 'Enter') {
        if (placed) openClip(s, placed.clip)
      } else done = false
      if (!done) return
      e.preventDefault()
      e.stopPropagation()
    }
    return (
      <div
        className="sr lane-grid"
        role="grid"
        ref={box}
        aria-label={t('Tracks and clips')}
        aria-rowcount={tracks.length}
        aria-multiselectable="true"
        tabIndex={-1}
        onFocus={() => (isInside.current = true)}
        onBlur={(e) => {
          if (e.relatedTarget && !e.currentTarget.contains(e.relatedTarget)) isInside.current = false
        }}
      >
        {shown.map((track, i) => {
          const all = s.clips.of(track.id)
          const centre =
            track.id === focus.track && focus.clip
              ? all.findIndex((p) => p.clip.id === focus.clip)
              : s.clips.indexAt(track.id, s.viewport.from)
          const from = Math.max(0, Math.min(all.length - 1, centre) - CELLS)
          return (
            <div role="row" key={track.id} aria-label={track.name} aria-rowindex={first + i + 1}>
              {all.length === 0 ? (
                <button
                  type="button"
                  role="gridcell"
                  aria-colindex={1}
                  tabIndex={home === `${track.id} ` ? 0 : -1}
                  onFocus={() => setFocus({ track: track.id, clip: undefined })}
                  onKeyDown={(e) => keys(e, track, undefined)}
                >
                  {t('{track}, no clips', { track: track.name })}
                </button>
              ) : (
                all.slice(from, from + CELLS * 2).map((p, cell) => (
                  <button
                    type="button"
                    role="gridcell"
                    key={p.clip.id}
                    aria-colindex={from + cell + 1}
                    tabIndex={home === `${track.id} ${p.clip.id}` ? 0 : -1}
                    aria-selected={s.selectedClips.has(p.clip.id)}
                    onFocus={() => {
                      if (focus.clip !== p.clip.id) setFocus({ track: track.id, clip: p.clip.id })
                      if (!s.selectedClips.has(p.clip.id)) s.selectClips(withGroups(s.document, [p.clip.id]))
                    }}
                    onKeyDown={(e) => keys(e, track, p)}
                  >
                    {nameOf(s, p, track)}
                  </button>
                ))
              )}
            </div>
          )
        })}
      </div>
    )
  },
  (a, b) => a.s === b.s && a.version === b.version,
)
/** Which cell Tab comes to: 'track clip'. */
function focusable(s: Session, tracks: readonly TrackRecord[], focus: Focus, row: number): string {
  const at = focus.clip === undefined ? undefined : (s.document.get(focus.clip) as ClipRecord | undefined)
  if (at?.type === 'clip') return `${at.track} ${at.id}`
  const track = tracks[row]
  if (!track) return ''
  const all = s.clips.of(track.id)
  return `${track.id} ${all[Math.min(all.length - 1, s.clips.indexAt(track.id, s.viewport.from))]?.clip.id ?? ''}`
}
/** 'Verse beat, bar 5 beat 1, 4 bars, muted, locked'. */
function nameOf(s: Session, { clip, start, end }: Placed, track: TrackRecord): string {
  const p = s.signatures.position(Math.round(start))
  const bars = (end - start) / s.signatures.at(Math.max(0, Math.round(start))).barTicks
  const words = [
    clip.name || track.name,
    t('bar {bar} beat {beat}', { bar: p.bar, beat: p.beat }),
    t('{n, plural, one {# bar} other {# bars}}', { n: Math.round(bars * 100) / 100 }),
  ]
  if (clip.muted === true) words.push(t('muted'))
  if (clip.locked === true) words.push(t('locked'))
  if (clip.reverse === true) words.push(t('reversed'))
  if (clip.loop !== undefined) words.push(t('looped'))
  if (typeof clip.group === 'string') words.push(t('in a group'))
  if (clip.kind === 'audio' && s.missing.has(String(clip.asset))) words.push(t('file missing'))
  return words.join(', ')
}
/** Rises a little after the view has come to rest, so that the grid follows without a cost while it moves. */
export function useSettled(s: Session): number {
  const [version, setVersion] = useState(0)
  useEffect(() => {
    let last = s.viewport.version
    let seen = last
    const timer = setInterval(() => {
      if (s.viewport.version === seen) {
        if (seen !== last) {
          last = seen
          setVersion(seen)
        }
      } else seen = s.viewport.version
    }, 250)
    return () => clearInterval(timer)
  }, [s])
  return version
}
