// Piano roll: a keyboard, notes on a grid, velocities beneath; one canvas, and beside it the same notes in words.
import { type ClipRecord, formatBars, type NoteRecord, noteName } from '@tonmeister/project'
import { fitCanvas, named, onFrame, sizeOf, Toolbar, t } from '@tonmeister/ui'
import { Ear, List, Maximize, MousePointer2, Pencil } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { arrangementOf } from '../../app/arrangement.ts'
import { command, keyText, titleOf } from '../../app/commands.ts'
import { type MenuItem, type Session, useSession } from '../../app/session.ts'
import { noteTrack } from '../../commands/notes.ts'
import { hitAt, removeNote, rollDrag, rollTwice } from './gestures.ts'
import { NoteList } from './list.tsx'
import { KEYBOARD, paintRoll, RULER, VELOCITY } from './paint.ts'
import './roll.css'
import { type Ghosts, GRIDS, lengthName, type Roll, SCALES } from '../../app/roll.ts'

export function PianoRoll() {
  const s = useSession()
  const roll = s.roll
  const clip = roll.record
  return (
    <div className="roll" role="tabpanel" aria-label={t('Piano roll')}>
      {clip ? <Editor s={s} roll={roll} clip={clip} /> : <Empty s={s} />}
    </div>
  )
}
/** What belongs here, and how to begin. */
function Empty({ s }: { s: Session }) {
  const track = noteTrack(s)
  const others = s.document.byType<ClipRecord>('clip').some((c) => c.kind === 'notes')
  return (
    <div className="empty">
      <p>
        {others
          ? t('Choose a note clip in the arrangement to see its notes, or begin a new one. A click draws a note, a drag sets its length.')
          : t('Notes are drawn here: a click adds one, a drag sets its length. Begin with a clip of four bars.')}
      </p>
      <div>
        {track ? (
          <button type="button" className="b p" onClick={() => command('new-note-clip').run(s)}>
            {t('New note clip on {track}', { track: track.name })}
          </button>
        ) : (
          <button type="button" className="b p" onClick={() => command('add-instrument').run(s)}>
            {titleOf(command('add-instrument'))}
          </button>
        )}
      </div>
    </div>
  )
}
function Tool({ s, id, icon }: { s: Session; id: string; icon: React.ReactNode }) {
  const c = command(id)
  const on = c.on?.(s)
  return (
    <button
      type="button"
      className={on ? 'b g sq on' : 'b g sq'}
      title={`${titleOf(c)}${keyText(c) ? ` (${keyText(c)})` : ''}`}
      aria-label={titleOf(c)}
      {...(c.on ? { 'aria-pressed': on === true } : {})}
      onClick={() => c.run(s)}
    >
      {icon}
    </button>
  )
}
const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B']

function Editor({ s, roll, clip }: { s: Session; roll: Roll; clip: ClipRecord }) {
  const { choice } = roll
  const canvas = useRef<HTMLCanvasElement>(null)
  const head = useRef<HTMLElement>(null)
  useEffect(() => {
    let last = ''
    let lastX = Number.NaN
    const fonts = () => {
      last = ''
    }
    document.fonts.addEventListener('loadingdone', fonts)
    const stop = onFrame(() => {
      const area = canvas.current
      if (!area) return
      const { width: w, height: h } = sizeOf(area)
      const { view } = roll
      view.resize(Math.max(1, w - KEYBOARD), Math.max(1, h - RULER - VELOCITY))
      roll.arrive()
      const position = s.host.positionTicks()
      if (s.host.playing && arrangementOf(s).follow !== 'off' && !roll.preview) {
        const span = roll.span()
        if (span && position >= span.from && position < span.to) view.follow(position)
      }
      const x = Math.round((KEYBOARD + view.x(position)) * 2) / 2
      if (x !== lastX && head.current) {
        lastX = x
        head.current.style.visibility = x >= KEYBOARD - 1 && x <= w ? 'visible' : 'hidden'
        head.current.style.transform = `translateX(${x}px)`
      }
      const resized = fitCanvas(area)
      const state = `${s.key} ${clip.id} ${view.version} ${roll.version} ${roll.row} ${s.arrangeVersion} ${s.looping} ${s.loopStart} ${s.loopEnd} ${document.documentElement.dataset.theme}`
      if (state === last && !resized) return
      last = state
      roll.paint()
    })
    roll.paint = () => {
      const area = canvas.current
      if (area) paintRoll(area.getContext('2d')!, s, roll, sizeOf(area).width, sizeOf(area).height)
    }
    return () => {
      stop()
      roll.silence()
      document.fonts.removeEventListener('loadingdone', fonts)
    }
  }, [s, roll, clip.id])
  // React's wheel listeners are passive: the page would scroll and zoom as well.
  useEffect(() => {
    const area = canvas.current
    const wheel = (e: WheelEvent) => {
      e.preventDefault()
      const box = area!.getBoundingClientRect()
      if (e.ctrlKey || e.metaKey) roll.view.zoom(Math.exp(e.deltaY * 0.002), e.clientX - box.left - KEYBOARD)
      else if (e.altKey) roll.zoomRows(Math.exp(-e.deltaY * 0.002), e.clientY - box.top - RULER)
      else if (e.shiftKey) roll.view.scroll(e.deltaY || e.deltaX, 0)
      else roll.view.scroll(e.deltaX, e.deltaY)
    }
    area?.addEventListener('wheel', wheel, { passive: false })
    return () => area?.removeEventListener('wheel', wheel)
  }, [roll])
  const chosen = roll.chosen()
  const count = roll.index?.notes.length ?? 0
  const line = (...ids: string[]): MenuItem[] =>
    ids.map((id) => {
      const c = command(id)
      return { title: titleOf(c), keys: keyText(c), disabled: c.when ? !c.when(s) : false, run: () => c.run(s) }
    })
  return (
    <>
      <Toolbar className="roll-bar" label={t('Notes')}>
        <span className="roll-tools">
          <Tool s={s} id="notes-select" icon={<MousePointer2 />} />
          <Tool s={s} id="notes-draw" icon={<Pencil />} />
        </span>
        <Tool s={s} id="notes-hear" icon={<Ear />} />
        <label>
          {t('Grid')}
          <select value={choice.grid} onChange={(e) => roll.put({ grid: Number(e.target.value) })}>
            <option value={0}>{t('As drawn')}</option>
            {GRIDS.map((g) => (
              <option key={g.name} value={g.ticks}>
                {g.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('Scale')}
          <select value={choice.scale} onChange={(e) => roll.put({ scale: e.target.value })}>
            <option value="">{t('None')}</option>
            {SCALES.map((x) => (
              <option key={x.id} value={x.id}>
                {named(x.name)}
              </option>
            ))}
          </select>
        </label>
        {choice.scale && (
          <select aria-label={t('Root of the scale')} value={choice.root} onChange={(e) => roll.put({ root: Number(e.target.value) })}>
            {NOTES.map((name, i) => (
              <option key={name} value={i}>
                {name}
              </option>
            ))}
          </select>
        )}
        <label>
          {t('Ghosts')}
          <select value={choice.ghosts} onChange={(e) => roll.put({ ghosts: e.target.value as Ghosts })}>
            <option value="none">{t('None')}</option>
            <option value="selected">{t('Selected clips')}</option>
            <option value="all">{t('All clips')}</option>
          </select>
        </label>
        <button
          type="button"
          className="b"
          title={`${titleOf(command('notes-quantise-how'))} (${keyText(command('notes-quantise-how'))})`}
          disabled={!count}
          onClick={() => command('notes-quantise-how').run(s)}
        >
          {t('Quantise')}
        </button>
        <span className="roll-said">
          <b>{clip.name || String(s.document.get(clip.track)?.name ?? '')}</b>{' '}
          {chosen.length
            ? t('{n} of {count} notes', { n: chosen.length, count })
            : t('{count, plural, one {# note} other {# notes}}', { count })}
        </span>
        <Tool s={s} id="notes-fit" icon={<Maximize />} />
        <Tool s={s} id="notes-list" icon={<List />} />
      </Toolbar>
      <div className={choice.list ? 'roll-body listed' : 'roll-body'}>
        <div className="roll-area">
          <canvas
            ref={canvas}
            aria-hidden="true"
            onPointerDown={(e) => {
              area(e.currentTarget)?.focus({ preventScroll: true })
              rollDrag(e, s, e.currentTarget)
            }}
            onPointerMove={(e) => {
              if (e.buttons) return
              const box = e.currentTarget.getBoundingClientRect()
              const hit = hitAt(roll, e.clientX - box.left, e.clientY - box.top, box.height)
              const cursor = hit.edge
                ? 'ew-resize'
                : hit.area === 'velocity'
                  ? 'ns-resize'
                  : hit.area === 'keys'
                    ? 'pointer'
                    : hit.area === 'notes' && !hit.note && choice.tool === 'draw'
                      ? 'crosshair'
                      : 'default'
              if (e.currentTarget.style.cursor !== cursor) e.currentTarget.style.cursor = cursor
            }}
            onDoubleClick={(e) => rollTwice(e, s, e.currentTarget)}
            onContextMenu={(e) => {
              e.preventDefault()
              const box = e.currentTarget.getBoundingClientRect()
              const hit = hitAt(roll, e.clientX - box.left, e.clientY - box.top, box.height)
              if (hit.note) removeNote(s, hit.note.id)
              else
                s.openMenu(e, t('Notes'), [
                  ...line('notes-copy', 'notes-cut', 'notes-paste', 'notes-duplicate', 'notes-delete'),
                  null,
                  ...line('notes-all', 'notes-quantise-how', 'notes-legato', 'notes-grid-length'),
                  null,
                  ...line('notes-up', 'notes-down', 'notes-octave-up', 'notes-octave-down', 'notes-louder', 'notes-softer'),
                  null,
                  ...line('notes-fit', 'notes-list'),
                ])
            }}
          />
          <i className="head-line" ref={head} />
          <HiddenNotes s={s} roll={roll} clip={clip} />
        </div>
        {choice.list && <NoteList s={s} roll={roll} />}
      </div>
    </>
  )
}
const area = (canvas: HTMLElement) => canvas.parentElement?.querySelector<HTMLElement>('.roll-keys')

/** Notes around the cursor that are there as words; the list holds all of them. */
const AROUND = 40
const spoken = (s: Session, roll: Roll, n: NoteRecord): string => {
  const p = s.signatures.position(n.at + (roll.span()?.origin ?? 0))
  const values = { key: noteName(n.key), velocity: n.velocity, bar: p.bar, beat: p.beat, length: lengthName(n.length) }
  return t('{key}, velocity {velocity}, bar {bar} beat {beat}, length {length}', values)
}
/** The same notes for those who do not see the canvas. Keys of the place move, change and add them. */
function HiddenNotes({ s, roll, clip }: { s: Session; roll: Roll; clip: ClipRecord }) {
  const { index } = roll
  const notes = index?.notes ?? []
  const at = roll.cursor === null ? -1 : (index?.place.get(roll.cursor) ?? -1)
  const first = Math.max(0, at - AROUND)
  const active = at < 0 ? undefined : `roll-note-${roll.cursor}`
  return (
    <div
      className="roll-keys"
      role="listbox"
      tabIndex={0}
      aria-multiselectable="true"
      aria-label={t('Notes of {clip}, from bar {from}. Page Up and Page Down go from note to note, arrows move, Enter adds.', {
        clip: clip.name,
        from: formatBars(s.signatures.position(Math.round(s.clipTicks(clip)[0]))),
      })}
      {...(active ? { 'aria-activedescendant': active } : {})}
    >
      {notes.slice(first, first + 2 * AROUND).map((n, i) => (
        <div
          role="option"
          key={n.id}
          id={`roll-note-${n.id}`}
          aria-selected={roll.selected.has(n.id)}
          aria-posinset={first + i + 1}
          aria-setsize={notes.length}
        >
          {spoken(s, roll, n)}
        </div>
      ))}
    </div>
  )
}
