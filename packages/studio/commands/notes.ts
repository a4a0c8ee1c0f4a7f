// What is done to notes in the piano roll, and how a note clip comes to be.

import { devices } from '@tonmeister/devices'
import {
  addNoteClip,
  addNotes,
  addVelocity,
  type ClipRecord,
  legatoNotes,
  moveNotes,
  type NoteRecord,
  quantiseNotes,
  removeNotes,
  resizeNotes,
  setNotes,
  type TrackRecord,
} from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { focusSoon } from '../app/focus.ts'
import type { Command, Commands } from '../app/kinds.ts'
import { copied, copy, GRIDS } from '../app/roll.ts'
import type { Session } from '../app/session.ts'

const some = (s: Session) => s.roll.chosen().length > 0
const ids = (s: Session) => s.roll.chosen().map((n) => n.id)
const hasClip = (s: Session) => s.roll.record !== undefined

/** An edit of the selected notes. */
function change(s: Session, label: string, edit: (ids: readonly string[]) => void): void {
  const roll = s.roll
  const chosen = ids(s)
  s.edit(label, () =>
    s.document.transact(() => {
      edit(chosen)
      roll.reach(roll.chosen())
    }),
  )
  const first = roll.chosen()[0]
  if (first) roll.reveal(first)
}
const shift = (s: Session, ticks: number, keys: number): void => {
  const roll = s.roll
  const notes = roll.chosen()
  const origin = roll.span()?.origin ?? 0
  // The chord stops as a whole at the start of the song, as it does at the ends of the keyboard.
  const by = Math.max(ticks, -origin - Math.min(...notes.map((n) => n.at)))
  change(s, t('{n, plural, one {Move note} other {Move # notes}}', { n: notes.length }), (chosen) =>
    moveNotes(s.document, chosen, by, keys),
  )
  const now = roll.chosen()[0]
  if (now && keys) roll.hear(now.key, now.velocity)
}
/** To the next line of the grid, so that what lay between two comes onto one. */
const step = (s: Session, sign: 1 | -1): void => {
  const roll = s.roll
  const first = roll.chosen()[0]
  const span = roll.span()
  if (!first || !span) return
  const at = first.at + span.origin
  const next = sign > 0 ? roll.snap(at + 1, false, Math.ceil) : roll.snap(at - 1, false, Math.floor)
  shift(s, next - at, 0)
}
const fine = (s: Session) => Math.max(1, Math.round(s.roll.gridTicks() / 24))
/** Goes to the note before or after in time and hears it. */
function walk(s: Session, sign: 1 | -1, extend = false): void {
  const roll = s.roll
  const { index } = roll
  if (!index?.notes.length) return
  const at = roll.cursor === null ? undefined : index.place.get(roll.cursor)
  const next =
    index.notes[Math.min(index.notes.length - 1, Math.max(0, at === undefined ? (sign > 0 ? 0 : index.notes.length - 1) : at + sign))]!
  roll.select(extend ? [...roll.selected, next.id] : [next.id], next.id)
  roll.reveal(next)
  roll.hear(next.key, next.velocity)
}
function paste(s: Session, notes: ReturnType<typeof copied>, at: number): void {
  const roll = s.roll
  const clip = roll.record
  if (!clip || !notes.length) return
  const made = s.edit(t('{n, plural, one {Paste note} other {Paste # notes}}', { n: notes.length }), () => {
    let out: string[] = []
    s.document.transact(() => {
      const placed = notes.map((n) => ({ ...n, at: n.at + at }))
      out = addNotes(s.document, s.newId, clip.id, placed)
      roll.reach(placed)
    })
    return out
  })
  roll.select(made)
  const first = roll.chosen()[0]
  if (first) roll.reveal(first)
}
const extent = (notes: readonly NoteRecord[]) => ({
  from: Math.min(...notes.map((n) => n.at)),
  to: Math.max(...notes.map((n) => n.at + n.length)),
})
/** A note at the play head, or behind the selected one. */
function add(s: Session): void {
  const roll = s.roll
  const clip = roll.record
  const span = roll.span()
  if (!clip || !span) return
  const last = roll.chosen().at(-1)
  const head = s.host.positionTicks()
  const at = last
    ? last.at + last.length
    : roll.snap(head >= span.from && head < span.to ? head : span.from, false, Math.floor) - span.origin
  const note = {
    at,
    length: last?.length ?? (roll.length || roll.gridTicks()),
    key: last?.key ?? 60,
    velocity: last?.velocity ?? roll.velocity,
  }
  const made = s.edit(t('Add note'), () => {
    let out: string[] = []
    s.document.transact(() => {
      out = addNotes(s.document, s.newId, clip.id, [note])
      roll.reach([note])
    })
    return out
  })
  roll.select(made)
  roll.reveal(note)
  roll.hear(note.key, note.velocity)
}
/** Quantises the selected notes, or all of them when none is selected. */
export function quantise(s: Session, grid: number, strength: number): void {
  const roll = s.roll
  const notes = some(s) ? roll.chosen() : (roll.index?.notes ?? [])
  const origin = roll.span()?.origin ?? 0
  const { barStart } = s.signatures.at(Math.max(0, origin))
  s.edit(t('{n, plural, one {Quantise note} other {Quantise # notes}}', { n: notes.length }), () =>
    quantiseNotes(
      s.document,
      notes.map((n) => n.id),
      grid,
      strength,
      barStart - origin,
    ),
  )
}
/** The track on which a new note clip would lie: the selected one, when it plays notes. */
export function noteTrack(s: Session): TrackRecord | undefined {
  const plays = (track: TrackRecord) => playsNotes(s, track)
  const chosen = s.tracks().find((x) => x.strip === s.selectedStrip)
  if (chosen) return plays(chosen) ? chosen : undefined
  return s.tracks().find(plays)
}
/** In an empty place of a lane: a note clip, where the track plays notes. @param ticks  of the place */
export function newClipOn(s: Session, track: string | undefined, ticks: number): void {
  const record = s.tracks().find((x) => x.id === track)
  if (record && playsNotes(s, record)) newNoteClip(s, record, ticks)
}
const playsNotes = (s: Session, track: TrackRecord) =>
  s.document.children('strip', track.strip, 'device').some((d) => devices[String(d.device)]?.kind === 'instrument')
/** Makes a clip of 4 bars on a track and opens it. @param at  ticks */
export function newNoteClip(s: Session, track: TrackRecord, at: number): void {
  const { barStart } = s.signatures.at(Math.max(0, at))
  let end = barStart
  for (let i = 0; i < 4; i++) end += s.signatures.at(end).barTicks
  const id = s.edit(t('New note clip'), () => addNoteClip(s.document, s.newId, track.id, barStart, end - barStart, track.name))
  s.selectClips([id])
  s.layout.show('notes')
  // What is done next is done to the notes.
  focusSoon(() => {
    const pages = s.second ? [s.second.window.document, document] : [document]
    return pages.map((page) => page.querySelector<HTMLElement>('.roll-keys')).find((x) => x)
  })
}
const zoom = (s: Session, factor: number) => {
  const { view } = s.roll
  view.zoom(factor, view.width / 2)
  s.roll.changed()
}
const finer = (s: Session, by: 1 | -1) => {
  const roll = s.roll
  const straight = GRIDS.filter((g) => !g.name.endsWith('T'))
  const at = straight.findIndex((g) => g.ticks <= roll.gridTicks())
  roll.put({ grid: straight[Math.min(straight.length - 1, Math.max(0, at + by))]!.ticks })
}

const notes = (c: Omit<Command, 'group' | 'where'>): Command => ({ ...c, group: 'Notes', where: 'notes' })
export default [
  {
    id: 'new-note-clip',
    title: 'New note clip',
    group: 'Notes',
    keys: ['Shift+N'],
    when: (s) => noteTrack(s) !== undefined,
    run: (s) => {
      const track = noteTrack(s)
      if (track) newNoteClip(s, track, s.host.positionTicks())
    },
  },
  {
    id: 'open-clip',
    title: 'Open the clip in its editor',
    group: 'Clip',
    keys: ['E'],
    when: (s) => [...s.selectedClips].some((id) => s.document.get(id)?.type === 'clip'),
    run: (s) =>
      openClip(
        s,
        [...s.selectedClips].map((id) => s.document.get(id) as ClipRecord | undefined).find((c) => c?.type === 'clip'),
      ),
  },
  null,
  notes({
    id: 'notes-add',
    title: 'Add a note at the play head, or behind the selected one',
    keys: ['Enter', 'Insert'],
    when: hasClip,
    run: add,
  }),
  notes({ id: 'notes-next', title: 'Next note', keys: ['PageDown'], when: hasClip, run: (s) => walk(s, 1) }),
  notes({ id: 'notes-previous', title: 'Previous note', keys: ['PageUp'], when: hasClip, run: (s) => walk(s, -1) }),
  notes({ id: 'notes-next-too', title: 'Select the next note too', keys: ['Shift+PageDown'], when: hasClip, run: (s) => walk(s, 1, true) }),
  notes({
    id: 'notes-previous-too',
    title: 'Select the previous note too',
    keys: ['Shift+PageUp'],
    when: hasClip,
    run: (s) => walk(s, -1, true),
  }),
  notes({
    id: 'notes-all',
    title: 'Select all notes',
    keys: ['Ctrl+A'],
    when: hasClip,
    run: (s) => s.roll.select(s.roll.index?.notes.map((n) => n.id) ?? []),
  }),
  notes({ id: 'notes-none', title: 'Select no note', keys: ['Escape'], run: (s) => s.roll.select([]) }),
  null,
  notes({ id: 'notes-copy', title: 'Copy notes', keys: ['Ctrl+C'], when: some, run: (s) => copy(s.roll.chosen()) }),
  notes({
    id: 'notes-cut',
    title: 'Cut notes',
    keys: ['Ctrl+X'],
    when: some,
    run: (s) => {
      copy(s.roll.chosen())
      change(s, t('Cut notes'), (chosen) => removeNotes(s.document, chosen))
    },
  }),
  notes({
    id: 'notes-paste',
    title: 'Paste notes at the play head',
    keys: ['Ctrl+V'],
    when: (s) => hasClip(s) && copied().length > 0,
    run: (s) => {
      const roll = s.roll
      const span = roll.span()!
      const head = s.host.positionTicks()
      paste(s, copied(), roll.snap(head >= span.from && head < span.to ? head : span.from) - span.origin)
    },
  }),
  notes({
    id: 'notes-duplicate',
    title: 'Duplicate notes behind themselves',
    keys: ['Ctrl+D'],
    when: some,
    run: (s) => {
      const roll = s.roll
      const { origin } = roll.span()!
      const chosen = roll.chosen()
      const { from, to } = extent(chosen)
      const end = roll.snap(to + origin, false, Math.ceil) - origin
      paste(
        s,
        chosen.map(({ at, length, key, velocity }) => ({ at: at - from, length, key, velocity })),
        from + Math.max(1, end - roll.snap(from + origin, false, Math.floor) + origin),
      )
    },
  }),
  notes({
    id: 'notes-delete',
    title: 'Delete notes',
    keys: ['Delete', 'Backspace'],
    when: some,
    run: (s) => {
      const roll = s.roll
      const place = roll.index!.place.get(roll.chosen()[0]!.id)!
      change(s, t('{n, plural, one {Delete note} other {Delete # notes}}', { n: roll.chosen().length }), (chosen) =>
        removeNotes(s.document, chosen),
      )
      // Keys go on from where the first of them was.
      roll.selected = new Set()
      roll.cursor = roll.index?.notes[Math.max(0, place - 1)]?.id ?? null
      roll.changed()
    },
  }),
  null,
  notes({ id: 'notes-up', title: 'Transpose up', keys: ['ArrowUp'], when: some, run: (s) => shift(s, 0, 1) }),
  notes({ id: 'notes-down', title: 'Transpose down', keys: ['ArrowDown'], when: some, run: (s) => shift(s, 0, -1) }),
  notes({ id: 'notes-octave-up', title: 'An octave up', keys: ['Shift+ArrowUp'], when: some, run: (s) => shift(s, 0, 12) }),
  notes({ id: 'notes-octave-down', title: 'An octave down', keys: ['Shift+ArrowDown'], when: some, run: (s) => shift(s, 0, -12) }),
  notes({ id: 'notes-earlier', title: 'Move earlier by the grid', keys: ['ArrowLeft'], when: some, run: (s) => step(s, -1) }),
  notes({ id: 'notes-later', title: 'Move later by the grid', keys: ['ArrowRight'], when: some, run: (s) => step(s, 1) }),
  notes({
    id: 'notes-earlier-fine',
    title: 'Move a little earlier',
    keys: ['Ctrl+ArrowLeft'],
    when: some,
    run: (s) => shift(s, -fine(s), 0),
  }),
  notes({ id: 'notes-later-fine', title: 'Move a little later', keys: ['Ctrl+ArrowRight'], when: some, run: (s) => shift(s, fine(s), 0) }),
  null,
  notes({
    id: 'notes-longer',
    title: 'Longer by the grid',
    keys: ['Shift+ArrowRight'],
    when: some,
    run: (s) => change(s, t('Resize notes'), (chosen) => resizeNotes(s.document, chosen, s.roll.gridTicks())),
  }),
  notes({
    id: 'notes-shorter',
    title: 'Shorter by the grid',
    keys: ['Shift+ArrowLeft'],
    when: some,
    run: (s) => {
      const grid = s.roll.gridTicks()
      change(s, t('Resize notes'), () =>
        setNotes(
          s.document,
          s.roll.chosen().map((n) => ({ id: n.id, length: n.length > grid ? n.length - grid : Math.max(1, Math.round(n.length / 2)) })),
        ),
      )
    },
  }),
  notes({
    id: 'notes-grid-length',
    title: 'Length of the grid',
    when: some,
    run: (s) =>
      change(s, t('Resize notes'), (chosen) =>
        setNotes(
          s.document,
          chosen.map((id) => ({ id, length: s.roll.gridTicks() })),
        ),
      ),
  }),
  notes({
    id: 'notes-legato',
    title: 'Legato',
    keys: ['Ctrl+L'],
    when: some,
    run: (s) => change(s, t('Legato'), (chosen) => legatoNotes(s.document, chosen)),
  }),
  notes({
    id: 'notes-louder',
    title: 'Velocity up',
    keys: ['Alt+ArrowUp'],
    when: some,
    run: (s) => change(s, t('Velocity'), (chosen) => addVelocity(s.document, chosen, 5)),
  }),
  notes({
    id: 'notes-softer',
    title: 'Velocity down',
    keys: ['Alt+ArrowDown'],
    when: some,
    run: (s) => change(s, t('Velocity'), (chosen) => addVelocity(s.document, chosen, -5)),
  }),
  null,
  notes({
    id: 'notes-quantise',
    title: 'Quantise',
    keys: ['Q'],
    when: hasClip,
    run: (s) => quantise(s, s.roll.gridTicks(), s.roll.choice.strength),
  }),
  notes({ id: 'notes-quantise-how', title: 'Quantise with strength…', keys: ['Shift+Q'], when: hasClip, run: (s) => s.show('quantise') }),
  null,
  notes({
    id: 'notes-draw',
    title: 'Draw notes',
    keys: ['2', 'B'],
    on: (s) => s.roll.choice.tool === 'draw',
    run: (s) => s.roll.put({ tool: 'draw' }),
  }),
  notes({
    id: 'notes-select',
    title: 'Select notes',
    keys: ['1'],
    on: (s) => s.roll.choice.tool === 'select',
    run: (s) => s.roll.put({ tool: 'select' }),
  }),
  notes({ id: 'notes-finer', title: 'Finer grid', keys: [']'], run: (s) => finer(s, 1) }),
  notes({ id: 'notes-coarser', title: 'Coarser grid', keys: ['['], run: (s) => finer(s, -1) }),
  notes({
    id: 'notes-list',
    title: 'List of notes',
    keys: ['T'],
    on: (s) => s.roll.choice.list,
    run: (s) => s.roll.put({ list: !s.roll.choice.list }),
  }),
  notes({
    id: 'notes-hear',
    title: 'Hear notes that are touched',
    on: (s) => s.roll.choice.hear,
    run: (s) => s.roll.put({ hear: !s.roll.choice.hear }),
  }),
  notes({ id: 'notes-fit', title: 'Show the whole clip', keys: ['Z', 'Shift+Z'], when: hasClip, run: (s) => s.roll.fit() }),
  notes({ id: 'notes-zoom-in', title: 'Zoom into the notes', keys: ['+', '='], run: (s) => zoom(s, 0.7) }),
  notes({ id: 'notes-zoom-out', title: 'Zoom out of the notes', keys: ['-'], run: (s) => zoom(s, 1 / 0.7) }),
  notes({
    id: 'notes-higher-rows',
    title: 'Higher rows',
    keys: ['Ctrl++', 'Ctrl+='],
    run: (s) => s.roll.zoomRows(1.2, s.roll.view.height / 2),
  }),
  notes({
    id: 'notes-lower-rows',
    title: 'Lower rows',
    keys: ['Ctrl+-'],
    run: (s) => s.roll.zoomRows(1 / 1.2, s.roll.view.height / 2),
  }),
] satisfies Commands

/** Shows a clip where it is edited. */
export function openClip(s: Session, clip: ClipRecord | undefined): void {
  if (!clip) return
  if (!s.selectedClips.has(clip.id)) s.selectClips([clip.id])
  s.layout.show(clip.kind === 'notes' ? 'notes' : 'clip')
  s.changed()
}
