// What is done to tracks, and going from one to the next. All of it means the chosen tracks.
import { devices } from '@tonmeister/devices'
import {
  addDevice,
  addTrack,
  colorTrack,
  duplicateTracks,
  groupTracks,
  lockTrackHeight,
  removeTrack,
  setFolded,
  setTrackHeight,
  type TrackRecord,
  ungroupTracks,
} from '@tonmeister/project'
import { named, t, word } from '@tonmeister/ui'
import { arrangementOf, SCALE } from '../app/arrangement.ts'
import type { Command, Commands } from '../app/kinds.ts'
import { ROW, rowsOf } from '../app/rows.ts'
import type { MenuItem, Session } from '../app/session.ts'
import { place } from '../views/arrange/head-gestures.ts'

const chosen = (s: Session): string[] => arrangementOf(s).chosen()
const tracksOf = (s: Session): TrackRecord[] => chosen(s).map((id) => s.document.get(id) as TrackRecord)
const some = (s: Session): boolean => chosen(s).length > 0
const folders = (s: Session): TrackRecord[] => tracksOf(s).filter((x) => x.folder === true)

/** The colours of tracks, by number. */
export const COLORS = [
  word('Orange'),
  word('Yellow'),
  word('Green'),
  word('Turquoise'),
  word('Blue'),
  word('Violet'),
  word('Pink'),
  word('Red'),
] as const
const HEIGHTS = [
  ['height-small', word('Small tracks'), 28],
  ['height-normal', word('Normal tracks'), ROW],
  ['height-large', word('Large tracks'), 108],
] as const

export default [
  {
    id: 'add-instrument',
    title: 'Add instrument track',
    group: 'Track',
    keys: ['Shift+T'],
    run: (s) =>
      s.edit(t('Add instrument track'), () =>
        s.document.transact(() => {
          const { strip } = addTrack(s.document, s.newId, { name: named(devices.synth!.name), note: t('Instrument') })
          addDevice(s.document, s.newId, strip, devices.synth!)
          s.select(strip)
        }),
      ),
  },
  {
    id: 'add-audio',
    title: 'Add audio track',
    group: 'Track',
    keys: ['Alt+Shift+T'],
    run: (s) =>
      added(
        s,
        s.edit(t('Add audio track'), () => addTrack(s.document, s.newId, { name: t('Audio {n}', { n: s.tracks().length + 1 }) })).track,
      ),
  },
  {
    id: 'add-folder',
    title: 'Add folder',
    group: 'Track',
    run: (s) =>
      added(
        s,
        s.edit(t('Add folder'), () => emptyFolder(s)),
      ),
  },
  { id: 'add-track', title: 'Add a track with an instrument or template…', group: 'Track', run: (s) => s.show('track') },
  null,
  {
    id: 'rename-track',
    title: 'Rename track',
    group: 'Track',
    where: 'tracks',
    keys: ['F2'],
    when: some,
    run: (s) => arrangementOf(s).name(chosen(s).at(-1)!),
  },
  {
    id: 'color-track',
    title: 'Colour of the tracks…',
    group: 'Track',
    when: some,
    run: (s) => openAtHead(s, t('Colour'), colorItems(s)),
  },
  {
    id: 'duplicate-tracks',
    title: 'Duplicate tracks',
    group: 'Track',
    where: 'tracks',
    keys: ['Ctrl+D'],
    when: some,
    run: (s) => {
      const ids = chosen(s)
      arrangementOf(s).chooseAll(
        s.edit(t('{n, plural, one {Duplicate track} other {Duplicate # tracks}}', { n: ids.length }), () =>
          duplicateTracks(s.document, s.newId, ids),
        ),
      )
    },
  },
  {
    id: 'remove-tracks',
    title: 'Remove tracks',
    group: 'Track',
    where: 'tracks',
    keys: ['Delete', 'Backspace'],
    when: some,
    run: (s) => {
      const tracks = tracksOf(s)
      const { rows } = rowsOf(s)
      const ids = new Set(tracks.map((x) => x.id))
      const first = rows.findIndex((r) => ids.has(r.track.id))
      s.edit(t('{n, plural, one {Remove track} other {Remove # tracks}}', { n: tracks.length }), () =>
        s.document.transact(() => {
          for (const id of ids) removeTrack(s.document, id)
        }),
      )
      s.notify(
        tracks.length === 1
          ? t('{name} removed.', { name: tracks[0]!.name })
          : t('{n, plural, other {# tracks removed.}}', { n: tracks.length }),
        false,
        true,
      )
      const left = rowsOf(s).rows
      const next = left[Math.min(left.length - 1, Math.max(0, first))]
      if (next) arrangementOf(s).choose(next.track.id)
      else s.select(null)
      focusHead(s)
    },
  },
  null,
  {
    id: 'group-tracks',
    title: 'Group tracks into a folder',
    group: 'Track',
    where: 'tracks',
    keys: ['Ctrl+G'],
    when: some,
    run: (s) => {
      const folder = s.edit(t('Group tracks'), () => groupTracks(s.document, s.newId, chosen(s), t('Group')))
      if (!folder) return
      arrangementOf(s).choose(folder)
      arrangementOf(s).name(folder)
    },
  },
  {
    id: 'ungroup-tracks',
    title: 'Take tracks out of the folder',
    group: 'Track',
    where: 'tracks',
    keys: ['Ctrl+Shift+G'],
    when: (s) => folders(s).length > 0,
    run: (s) =>
      s.edit(t('Ungroup tracks'), () =>
        ungroupTracks(
          s.document,
          folders(s).map((x) => x.id),
        ),
      ),
  },
  {
    id: 'fold-tracks',
    title: 'Fold or unfold',
    group: 'Track',
    where: 'tracks',
    keys: ['Shift+F'],
    when: (s) => folders(s).length > 0,
    run: (s) => {
      const all = folders(s)
      const on = all.some((x) => x.folded !== true)
      s.edit(on ? t('Fold') : t('Unfold'), () =>
        s.document.transact(() => {
          for (const x of all) setFolded(s.document, x.id, on)
        }),
      )
    },
  },
  { id: 'track-up', title: 'Move tracks up', group: 'Track', where: 'tracks', keys: ['Alt+ArrowUp'], when: some, run: (s) => shift(s, -1) },
  {
    id: 'track-down',
    title: 'Move tracks down',
    group: 'Track',
    where: 'tracks',
    keys: ['Alt+ArrowDown'],
    when: some,
    run: (s) => shift(s, 1),
  },
  null,
  ...HEIGHTS.map(
    ([id, title, height]): Command => ({
      id,
      title,
      group: 'Track',
      run: (s) => s.edit(t('Height'), () => setTrackHeight(s.document, some(s) ? chosen(s) : s.tracks().map((x) => x.id), height)),
    }),
  ),
  {
    id: 'lock-height',
    title: 'Lock the height',
    group: 'Track',
    when: some,
    on: (s) => some(s) && tracksOf(s).every((x) => x.heightLocked === true),
    run: (s) => {
      const tracks = tracksOf(s)
      const on = !tracks.every((x) => x.heightLocked === true)
      s.edit(on ? t('Lock height') : t('Unlock height'), () =>
        s.document.transact(() => {
          // It is locked as it is seen.
          for (const x of on ? tracks : []) setTrackHeight(s.document, [x.id], rowsOf(s).of.get(x.id)?.height ?? ROW)
          lockTrackHeight(
            s.document,
            tracks.map((x) => x.id),
            on,
          )
        }),
      )
    },
  },
  { id: 'rows-taller', title: 'All rows taller', group: 'View', keys: ['Alt+='], run: (s) => scale(s, arrangementOf(s).scale * 1.25) },
  { id: 'rows-lower', title: 'All rows lower', group: 'View', keys: ['Alt+-'], run: (s) => scale(s, arrangementOf(s).scale / 1.25) },
  { id: 'rows-usual', title: 'All rows at their own height', group: 'View', keys: ['Alt+0'], run: (s) => scale(s, 1) },
  { id: 'rows-fit', title: 'Fit all tracks in height', group: 'View', keys: ['Alt+Z'], run: fitRows },
  null,
  { id: 'next-strip', title: 'Next strip', group: 'Track', keys: ['ArrowDown'], run: (s) => step(s, 1) },
  { id: 'previous-strip', title: 'Previous strip', group: 'Track', keys: ['ArrowUp'], run: (s) => step(s, -1) },
  {
    id: 'select-tracks',
    title: 'Select all tracks',
    group: 'Track',
    where: 'tracks',
    keys: ['Ctrl+A'],
    run: (s) => arrangementOf(s).chooseAll(s.tracks().map((x) => x.id)),
  },
] satisfies Commands

/** A folder is made around a track that goes again. */
function emptyFolder(s: Session): string {
  let folder = ''
  s.document.transact(() => {
    const { track } = addTrack(s.document, s.newId, { name: t('Folder') })
    folder = groupTracks(s.document, s.newId, [track], t('Folder'))!
    removeTrack(s.document, track)
  })
  return folder
}
/** Shows what was added, chosen and ready for a name. */
function added(s: Session, track: string): void {
  const own = arrangementOf(s)
  own.choose(track)
  own.name(track)
}
export function colorItems(s: Session): MenuItem[] {
  const tracks = tracksOf(s)
  return COLORS.map((name, i) => ({
    title: colorName(name),
    color: i + 1,
    on: tracks.every((x) => x.color === i + 1),
    run: () =>
      s.edit(t('Colour'), () =>
        s.document.transact(() => {
          for (const x of tracks) colorTrack(s.document, x.id, i + 1)
        }),
      ),
  }))
}
export const colorName = (name: (typeof COLORS)[number]): string => named(name)
function headOf(s: Session): HTMLElement | null {
  const id = chosen(s).at(-1)
  return id === undefined ? null : document.querySelector<HTMLElement>(`[data-track="${CSS.escape(id)}"]`)
}
/** Opens a menu at the head of the chosen track. */
export function openAtHead(s: Session, label: string, items: readonly MenuItem[]): void {
  s.openMenu({ currentTarget: headOf(s) ?? document.getElementById('arrangement') ?? document.body }, label, items)
}
function focusHead(s: Session): void {
  // The head is there after the next drawing.
  setTimeout(() => headOf(s)?.focus({ preventScroll: true }))
}
/** One row up or down: past the neighbour, out of a folder at its end. */
function shift(s: Session, by: number): void {
  const tracks = tracksOf(s)
  const ids = new Set(tracks.map((x) => x.id))
  const top = tracks.find((x) => !x.parent || !ids.has(x.parent))
  if (!top) return
  const parent = top.parent ?? null
  const siblings = s.tracks().filter((x) => (x.parent ?? null) === parent)
  const rest = siblings.filter((x) => !ids.has(x.id))
  const firstAt = siblings.findIndex((x) => ids.has(x.id))
  const before = siblings.slice(0, firstAt).filter((x) => !ids.has(x.id)).length
  const moved = siblings.filter((x) => ids.has(x.id)).map((x) => x.id)
  const to = before + by
  if (to >= 0 && to <= rest.length) place(s, moved, rest[to]?.id, parent)
  else if (parent) {
    const folder = s.document.get(parent) as TrackRecord
    const outer = folder.parent ?? null
    const around = s.tracks().filter((x) => (x.parent ?? null) === outer)
    const at = around.findIndex((x) => x.id === parent)
    place(s, moved, by < 0 ? parent : around[at + 1]?.id, outer)
  }
  focusHead(s)
}
function scale(s: Session, to: number): void {
  const { viewport } = s
  const before = rowsOf(s).height
  arrangementOf(s).setScale(to)
  viewport.scroll(0, (viewport.top + viewport.height / 2) * (rowsOf(s).height / Math.max(1, before) - 1))
}
function fitRows(s: Session): void {
  const own = arrangementOf(s)
  const { rows, height } = rowsOf(s)
  const fixed = rows.reduce((sum, r) => sum + r.whole - r.height + (r.track.heightLocked === true ? r.height : 0), 0)
  const free = height - fixed
  if (free <= 0) return
  own.setScale(Math.min(SCALE[1], Math.max(SCALE[0], (own.scale * (s.viewport.height - fixed)) / free)))
  s.viewport.scroll(0, -s.viewport.top)
}
function step(s: Session, by: number): void {
  const strips = s.strips()
  const at = strips.findIndex((x) => x.id === s.selectedStrip)
  s.select(strips[Math.min(strips.length - 1, Math.max(0, at + by))]?.id ?? null)
}
