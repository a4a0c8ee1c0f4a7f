// Arrangement: rulers, track heads, lanes with clips. Lanes and rulers are canvases; a hidden grid says the same in words.
import {
  type AssetRecord,
  addAudioClip,
  addAudioTrack,
  type ClipRecord,
  colorTrack,
  type MarkerRecord,
  moveTrack,
  type Rec,
  removeTrack,
  type SectionRecord,
  type TrackRecord,
  toggleClip,
  toggleMute,
  toggleSolo,
} from '@tonmeister/project'
import { fitCanvas, onFrame } from '@tonmeister/ui'
import { memo, useEffect, useRef, useState } from 'react'
import { allowed, command, keyText, titleOf } from '../../app/commands.ts'
import { dropped as filesOf } from '../../app/files.ts'
import { ASSET_TYPE, droppedDevice, insertDevice } from '../../app/insert.ts'
import { rowAt, rowsOf } from '../../app/rows.ts'
import { BAR, type MenuItem, type Session, useSession } from '../../app/session.ts'
import { dragging, hitAt, lanesDrag, move, seekDrag, snap } from './gestures.ts'
import { paintLanes, paintRulers } from './paint.ts'

/** Tracks, and clips of each, that the hidden grid holds; more would cost more than anybody can listen to. */
const GRID_ROWS = 200
const GRID_CELLS = 100

export function Arrange() {
  const s = useSession()
  const rulers = useRef<HTMLCanvasElement>(null)
  const lanes = useRef<HTMLCanvasElement>(null)
  const heads = useRef<HTMLDivElement>(null)
  const flag = useRef<HTMLElement>(null)
  const line = useRef<HTMLElement>(null)
  const sections = s.document.byType<SectionRecord>('section').length > 0 || s.document.byType<MarkerRecord>('marker').length > 0
  const [drop, setDrop] = useState(false)
  const tracks = s.tracks()

  useEffect(() => {
    let last = ''
    let lastX = Number.NaN
    return onFrame(() => {
      const canvas = lanes.current
      const ruler = rulers.current
      if (!canvas || !ruler) return
      const v = s.viewport
      v.resize(canvas.clientWidth, canvas.clientHeight)
      const position = s.host.positionTicks()
      if (s.host.playing && s.follow && !dragging.on) v.follow(position)
      // The play head is a layer of its own: while it moves, nothing is painted.
      const x = Math.round(v.x(position) * 2) / 2
      if (x !== lastX) {
        lastX = x
        const inside = x >= -8 && x <= v.width + 8
        for (const part of [flag.current, line.current]) {
          if (!part) continue
          part.style.visibility = inside ? 'visible' : 'hidden'
          part.style.transform = `translateX(${x}px)`
        }
      }
      const resized = [fitCanvas(canvas), fitCanvas(ruler)].some(Boolean)
      const state = `${s.key} ${v.version} ${s.arrangeVersion} ${s.looping} ${s.loopStart} ${s.loopEnd} ${document.documentElement.dataset.theme} ${dragging.version} ${fontsLoaded}`
      if (state === last && !resized) return
      last = state
      if (heads.current) heads.current.style.transform = `translateY(${-v.top}px)`
      paintRulers(ruler.getContext('2d')!, s, sections)
      paintLanes(canvas.getContext('2d')!, s, dragging)
    })
  }, [s, sections])

  const wheel = (e: React.WheelEvent) => {
    const box = lanes.current!.getBoundingClientRect()
    if (e.ctrlKey || e.metaKey) s.viewport.zoom(Math.exp(e.deltaY * 0.002), e.clientX - box.left)
    else if (e.shiftKey) s.viewport.scroll(e.deltaY || e.deltaX, 0)
    else s.viewport.scroll(e.deltaX, e.deltaY)
    if (s.host.playing && !e.ctrlKey && s.follow && (e.shiftKey || e.deltaX)) {
      s.follow = false
      s.changed()
    }
  }
  useEffect(() => {
    // React's wheel listeners are passive: the page would zoom as well.
    const stop = (e: WheelEvent) => {
      if (e.ctrlKey) e.preventDefault()
    }
    addEventListener('wheel', stop, { passive: false })
    return () => removeEventListener('wheel', stop)
  }, [])

  const take = (e: React.DragEvent) => {
    e.preventDefault()
    e.stopPropagation()
    setDrop(false)
    const box = lanes.current!.getBoundingClientRect()
    const at = e.clientX < box.left ? 0 : Math.max(0, snap(s, s.viewport.ticks(e.clientX - box.left), e.ctrlKey))
    const track = rowAt(s, e.clientY - box.top + s.viewport.top)?.track
    const dropped = droppedDevice(e.dataTransfer)
    const asset = s.document.get(e.dataTransfer.getData(ASSET_TYPE)) as AssetRecord | undefined
    if (dropped) insertDevice(s, dropped.device, dropped.preset, dropped.device.kind === 'effect' ? track?.strip : undefined)
    else if (asset?.type === 'asset')
      s.edit(`Place ${asset.name}`, () => {
        const flicks = Math.round(s.tempo.flicks(at))
        const clip = track
          ? addAudioClip(s.document, s.newId, track.id, asset, flicks)
          : addAudioTrack(s.document, s.newId, asset, flicks).clip
        s.selectClips([clip])
      })
    else void filesOf(e.dataTransfer).then((files) => s.take(files, at))
  }
  const pointed = (e: React.MouseEvent) => {
    const box = lanes.current!.getBoundingClientRect()
    return hitAt(s, e.clientX - box.left, e.clientY - box.top)
  }
  return (
    <section
      id="arrangement"
      data-where="arrangement"
      tabIndex={-1}
      className={drop ? 'arr drop' : 'arr'}
      aria-label="Arrangement"
      style={{ gridTemplateRows: `${sections ? 70 : 48}px 1fr` }}
      onDragOver={(e) => {
        e.preventDefault()
        setDrop(true)
      }}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) setDrop(false)
      }}
      onDrop={take}
    >
      <div className="corner" style={{ gridTemplateRows: sections ? '22px 24px 24px' : '24px 24px' }}>
        {sections && <span>Sections</span>}
        <span>Bars</span>
        <span>Timecode</span>
      </div>
      <div className="rulers">
        <canvas ref={rulers} aria-hidden="true" onWheel={wheel} onPointerDown={(e) => seekDrag(e, s, rulers.current!, sections)} />
        <i className="flag" ref={flag} style={{ top: sections ? 22 : 0 }} />
      </div>
      <div className="heads" onWheel={wheel}>
        <div ref={heads}>
          {tracks.map((t, i) => (
            <Head
              key={t.id}
              s={s}
              height={rowsOf(s).of.get(t.id)!.height}
              track={t}
              strip={s.document.get(t.strip)!}
              selected={s.selectedStrip === t.strip}
              before={tracks[i - 1]?.id}
              after={tracks[i + 2]?.id}
              isLast={i === tracks.length - 1}
            />
          ))}
        </div>
      </div>
      <div className="lanes-box">
        <canvas
          ref={lanes}
          className="lanes"
          aria-hidden="true"
          onWheel={wheel}
          onPointerDown={(e) => lanesDrag(e, s, lanes.current!)}
          onPointerMove={(e) => {
            if (e.buttons) return
            const { edge } = pointed(e)
            const cursor = edge ? 'ew-resize' : 'default'
            if (lanes.current!.style.cursor !== cursor) lanes.current!.style.cursor = cursor
          }}
          onContextMenu={(e) => {
            e.preventDefault()
            const { clip } = pointed(e)
            if (clip && !s.selectedClips.has(clip.id)) s.selectClips([clip.id])
            s.openMenu(e, clip ? clip.name || 'Clip' : 'Arrangement', clip ? clipItems(s) : laneItems(s))
          }}
          onDoubleClick={(e) => {
            if (!pointed(e).clip) return
            s.layout.show('inspector')
            s.changed()
          }}
        />
        <i className="head-line" ref={line} />
        {tracks.length === 0 && (
          <div className="empty">
            <p>Drop audio or MIDI files here, or begin with an instrument.</p>
            <div>
              <button type="button" className="b p" onClick={() => command('add-instrument').run(s)}>
                Add instrument
              </button>
              <button type="button" className="b" onClick={() => command('import').run(s)}>
                Import files
              </button>
            </div>
          </div>
        )}
        <HiddenGrid s={s} tracks={tracks} version={`${s.key} ${s.arrangeVersion}`} />
      </div>
    </section>
  )
}
/** Text drawn before the fonts were there is drawn again. */
let fontsLoaded = 0
document.fonts.addEventListener('loadingdone', () => {
  fontsLoaded++
})

/** Menu lines of commands, greyed where they mean nothing now. */
const lines = (s: Session, ...ids: readonly (string | null)[]): MenuItem[] =>
  ids.map((id) => {
    if (!id) return null
    const c = command(id)
    return { title: titleOf(c), keys: keyText(c), disabled: !allowed(c, s), run: () => c.run(s) }
  })
function clipItems(s: Session): MenuItem[] {
  const ids = [...s.selectedClips]
  const toggled = (field: 'muted' | 'reverse') => ids.every((id) => s.document.get(id)?.[field] === true)
  const audio = ids.some((id) => s.document.get(id)?.kind === 'audio')
  return [
    ...lines(s, 'split', 'duplicate', 'loop-selection', 'zoom-selection', null),
    { title: 'Muted', on: toggled('muted'), run: () => s.edit('Mute clip', () => toggleClip(s.document, ids, 'muted')) },
    ...(audio
      ? [{ title: 'Reversed', on: toggled('reverse'), run: () => s.edit('Reverse clip', () => toggleClip(s.document, ids, 'reverse')) }]
      : []),
    {
      title: 'Name, gain, fades',
      run: () => {
        s.layout.show('inspector')
        s.changed()
      },
    },
    null,
    ...lines(s, 'delete'),
  ]
}
const laneItems = (s: Session): MenuItem[] => lines(s, 'import', 'add-instrument', null, 'zoom-fit', 'follow')

function trackItems(s: Session, track: TrackRecord, before: string | undefined, after: string | undefined, isLast: boolean): MenuItem[] {
  return [
    {
      title: 'Name, colour, output',
      run: () => {
        s.layout.show('inspector')
        s.select(track.strip)
        s.changed()
      },
    },
    {
      title: 'Show its devices',
      run: () => {
        s.layout.show('devices')
        s.select(track.strip)
        s.changed()
      },
    },
    { title: 'Next colour', run: () => s.edit('Colour', () => colorTrack(s.document, track.id, (track.color % 8) + 1)) },
    { title: 'Move up', disabled: !before, run: () => s.edit('Move track', () => moveTrack(s.document, track.id, before)) },
    { title: 'Move down', disabled: isLast, run: () => s.edit('Move track', () => moveTrack(s.document, track.id, after)) },
    null,
    {
      title: 'Remove track',
      run: () => {
        s.edit(`Remove ${track.name}`, () => removeTrack(s.document, track.id))
        if (s.selectedStrip === track.strip) s.select(null)
        s.notify(`${track.name} removed.`, false, true)
      },
    },
  ]
}

interface HeadProps {
  readonly s: Session
  /** Pixels. */
  readonly height: number
  readonly track: TrackRecord
  readonly strip: Rec
  readonly selected: boolean
  readonly before: string | undefined
  readonly after: string | undefined
  readonly isLast: boolean
}
const Head = memo(function Head({ s, height, track, strip, selected, before, after, isLast }: HeadProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: arrows choose strips, see the commands
    <div
      className={selected ? 'head sel' : 'head'}
      style={{ height }}
      onClick={() => s.select(track.strip)}
      onContextMenu={(e) => {
        e.preventDefault()
        s.select(track.strip)
        s.openMenu(e, track.name, trackItems(s, track, before, after, isLast))
      }}
      role="group"
      aria-label={track.name}
    >
      <u style={{ background: `var(--t${track.color})` }} />
      <p>
        <b title={track.name}>{track.name}</b>
        <span>{track.note ?? ''}</span>
      </p>
      <div className="msr">
        <button
          type="button"
          className="tog m"
          aria-pressed={strip.mute === true}
          aria-label={`Mute ${track.name}`}
          onClick={(e) => {
            e.stopPropagation()
            s.edit('Mute', () => toggleMute(s.document, track.strip))
          }}
        >
          M
        </button>
        <button
          type="button"
          className="tog s"
          aria-pressed={strip.solo === true}
          aria-label={`Solo ${track.name}`}
          onClick={(e) => {
            e.stopPropagation()
            s.edit('Solo', () => toggleSolo(s.document, track.strip, e.altKey))
          }}
        >
          S
        </button>
      </div>
    </div>
  )
})

/** The same tracks and clips for those who do not see the canvas; each clip can be reached and moved by keys. */
const HiddenGrid = memo(
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
