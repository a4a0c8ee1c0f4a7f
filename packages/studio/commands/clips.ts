// What is done to the selected clips, or to the selected range where there is one.
import {
  addClipGain,
  type ClipRecord,
  copyClips,
  copyRange,
  duplicateClips,
  groupClips,
  lockClips,
  removeClips,
  removeRange,
  rippleMove,
  setClipColor,
  setClipLoop,
  setFade,
  slipClips,
  splitAtRange,
  splitClip,
  toggleClip,
  trimClip,
  ungroupClips,
  withGroups,
} from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { announce } from '../app/announce.ts'
import { hasClips, paste, putClips } from '../app/clipboard.ts'
import { editing, setEditing } from '../app/editing.ts'
import type { Commands } from '../app/kinds.ts'
import { rowsOf } from '../app/rows.ts'
import { selectedClips as clips } from '../app/selection.ts'
import type { Session } from '../app/session.ts'
import { inWords, move } from '../views/arrange/gestures.ts'
import { gridTicks, snap, stepTicks } from '../views/arrange/snapping.ts'

const SECOND = 705_600_000
/** Flicks of a fade that nobody has set: 10 ms. */
const FADE = SECOND / 100
const some = (s: Session) => clips(s).length > 0
const someOrRange = (s: Session) => some(s) || editing.range !== null
const audio = (s: Session) => clips(s).some((id) => s.document.get(id)?.kind === 'audio')
const records = (s: Session) => clips(s).map((id) => s.document.get(id) as ClipRecord)
/** A place in a clip's own unit. */
const own = (s: Session, clip: ClipRecord, ticks: number) => (clip.anchor === 'ticks' ? ticks : s.tempo.flicks(ticks))
/** Ticks of a step of the grid, or of a fine one. */
const step = (s: Session, fine = false) => (fine ? Math.max(1, Math.round(s.viewport.perPixel)) : stepTicks(s) || gridTicks(s))
const said = (s: Session) => {
  const [first] = clips(s)
  const clip = first === undefined ? undefined : (s.document.get(first) as ClipRecord)
  return clip ? inWords(s, s.clipTicks(clip)[0]) : ''
}
function nudge(s: Session, ticks: number, rows = 0): void {
  move(s, clips(s), ticks, rows)
  announce(t('{n, plural, one {Clip} other {# clips}} at {place}', { n: clips(s).length, place: said(s) }))
}
/** Every selected clip, in one step of undo. */
function each(s: Session, label: string, edit: (clip: ClipRecord) => void): void {
  s.edit(label, () =>
    s.document.transact(() => {
      for (const clip of records(s)) edit(clip)
    }),
  )
}
const toggled = (s: Session, field: string) => some(s) && clips(s).every((id) => s.document.get(id)?.[field] === true)
function select(s: Session, ids: readonly string[]): void {
  s.selectClips(withGroups(s.document, ids))
  announce(t('{n, plural, =0 {Nothing selected} one {1 clip selected} other {# clips selected}}', { n: s.selectedClips.size }))
}
/** The selected range, or nothing. */
const range = () => (editing.range ? { ...editing.range, tracks: [...editing.range.tracks] } : null)
function copy(s: Session): void {
  const r = range()
  const bundle = r ? copyRange(s.document, r.tracks, r.from, r.to) : copyClips(s.document, clips(s))
  putClips(s, bundle)
  announce(t('{n, plural, one {1 clip copied} other {# clips copied}}', { n: bundle.clips.length }))
}
function remove(s: Session, ripple: boolean): void {
  const r = range()
  if (r) {
    s.edit(t('Delete range'), () => removeRange(s.document, s.newId, r.tracks, r.from, r.to, ripple))
    setEditing(s, { range: null })
    s.notify(t('Range deleted.'), false, true)
    return
  }
  const ids = clips(s)
  const before = new Set(ids)
  s.edit(t('{n, plural, one {Delete clip} other {Delete # clips}}', { n: ids.length }), () => removeClips(s.document, ids, ripple))
  // Locked ones are still there.
  s.selectClips([...before].filter((id) => s.document.get(id)))
  const n = ids.length - s.selectedClips.size
  if (n) s.notify(t('{n, plural, one {Clip deleted.} other {# clips deleted.}}', { n }), false, true)
  else s.notify(t('Locked clips were not deleted. Unlock them first.'))
}
function pasteAt(s: Session, inPlace: boolean): void {
  const at = inPlace ? undefined : s.host.positionTicks()
  const track = inPlace ? undefined : rowsOf(s).rows.find((r) => r.track.strip === s.selectedStrip)?.track.id
  void paste(s, at, track, t('Paste clips')).then(
    (ids) => {
      if (!ids.length) return
      s.selectClips(ids)
      announce(t('{n, plural, one {1 clip pasted} other {# clips pasted}}', { n: ids.length }))
    },
    (error: Error) => s.notify(t('Nothing was pasted: {why} The project is as it was.', { why: error.message }), true),
  )
}
/** Selects the clip after or before the selected one: on its track, by start. */
function neighbour(s: Session, by: 1 | -1): void {
  const [id] = by > 0 ? clips(s).slice(-1) : clips(s)
  const chosen = id === undefined ? undefined : (s.document.get(id) as ClipRecord)
  const track = chosen?.track ?? rowsOf(s).rows.find((r) => r.track.strip === s.selectedStrip)?.track.id ?? rowsOf(s).rows[0]?.track.id
  if (!track) return
  const all = s.clips.of(track)
  const at = chosen
    ? all.findIndex((p) => p.clip.id === chosen.id) + by
    : by > 0
      ? s.clips.indexAt(track, s.host.positionTicks())
      : all.length - 1
  const next = all[Math.min(all.length - 1, Math.max(0, at))]
  if (!next) return
  s.selectClips([next.clip.id])
  reveal(s, next.start)
  announce(`${next.clip.name}, ${inWords(s, next.start)}`)
}
function reveal(s: Session, ticks: number): void {
  const x = s.viewport.x(ticks)
  if (x < 0 || x > s.viewport.width - 40) s.viewport.scroll(x - s.viewport.width / 4, 0)
}
function fadeToHead(s: Session, edge: 'in' | 'out'): void {
  const here = s.tempo.flicks(s.host.positionTicks())
  each(s, edge === 'in' ? t('Fade in') : t('Fade out'), (clip) => {
    const [from, to] = s.clipTicks(clip)
    const length = edge === 'in' ? here - s.tempo.flicks(from) : s.tempo.flicks(to) - here
    if (clip.kind === 'audio' && length > 0) setFade(s.document, clip.id, edge, Math.round(length))
  })
}
function gain(s: Session, db: number): void {
  s.edit(t('Clip gain'), () => addClipGain(s.document, clips(s), db))
  const first = records(s).find((c) => c.kind === 'audio')
  if (first) announce(t('Gain {db} dB', { db: Number(first.gain ?? 0).toFixed(1) }))
}
/** Cuts the start or end of the selected clips at a place. */
function trimTo(s: Session, edge: 'start' | 'end', ticks: number): void {
  each(s, t('Trim clip'), (clip) => {
    const [from, to] = s.clipTicks(clip)
    if (edge === 'start' ? ticks < to : ticks > from) trimClip(s.document, clip.id, edge, own(s, clip, ticks), s.tempo)
  })
}
/** Moves the end of the selected clips by steps of the grid; with ripple, what is later goes along. */
function lengthen(s: Session, by: number): void {
  s.edit(t('Trim clip'), () =>
    s.document.transact(() => {
      for (const clip of records(s)) {
        const [from, to] = s.clipTicks(clip)
        const end = Math.max(from + step(s) / 8, snap(s, to + by, false))
        if (editing.ripple) {
          const later = s.clips.of(clip.track).find((p) => p.start >= to - 1 && p.clip.id !== clip.id)
          const flicks = Math.round(s.tempo.flicks(end) - s.tempo.flicks(to))
          if (later) rippleMove(s.document, [later.clip.id], { ticks: Math.round(end - to), flicks })
        }
        trimClip(s.document, clip.id, 'end', own(s, clip, end), s.tempo)
      }
    }),
  )
  announce(t('Length {n} quarters', { n: ((s.clipTicks(records(s)[0]!)[1] - s.clipTicks(records(s)[0]!)[0]) / 26_880).toFixed(2) }))
}

export default [
  {
    id: 'split',
    title: 'Split clips at the play head',
    group: 'Clip',
    keys: ['S', 'Ctrl+E'],
    when: someOrRange,
    run: (s) => {
      const r = range()
      if (r)
        return select(
          s,
          s.edit(t('Split at range'), () => splitAtRange(s.document, s.newId, r.tracks, r.from, r.to)),
        )
      const at = s.host.positionTicks()
      each(s, t('Split clip'), (clip) => splitClip(s.document, s.newId, clip.id, own(s, clip, at), s.tempo))
      announce(t('Split at {place}', { place: inWords(s, at) }))
    },
  },
  {
    id: 'trim-start',
    title: 'Trim start to the play head',
    group: 'Clip',
    where: 'arrangement',
    keys: ['['],
    when: some,
    run: (s) => trimTo(s, 'start', s.host.positionTicks()),
  },
  {
    id: 'trim-end',
    title: 'Trim end to the play head',
    group: 'Clip',
    where: 'arrangement',
    keys: [']'],
    when: some,
    run: (s) => trimTo(s, 'end', s.host.positionTicks()),
  },
  {
    id: 'shorten',
    title: 'Shorten by the grid',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Shift+ArrowLeft'],
    when: some,
    run: (s) => lengthen(s, -step(s)),
  },
  {
    id: 'lengthen',
    title: 'Lengthen by the grid',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Shift+ArrowRight'],
    when: some,
    run: (s) => lengthen(s, step(s)),
  },
  null,
  { id: 'copy', title: 'Copy clips', group: 'Edit', where: 'arrangement', keys: ['Ctrl+C'], when: someOrRange, run: copy },
  {
    id: 'cut',
    title: 'Cut clips',
    group: 'Edit',
    where: 'arrangement',
    keys: ['Ctrl+X'],
    when: someOrRange,
    run: (s) => {
      copy(s)
      remove(s, editing.ripple)
    },
  },
  {
    id: 'paste',
    title: 'Paste clips at the play head',
    group: 'Edit',
    where: 'arrangement',
    keys: ['Ctrl+V'],
    when: hasClips,
    run: (s) => pasteAt(s, false),
  },
  {
    id: 'paste-in-place',
    title: 'Paste clips in place',
    group: 'Edit',
    where: 'arrangement',
    keys: ['Ctrl+Shift+V'],
    when: hasClips,
    run: (s) => pasteAt(s, true),
  },
  {
    id: 'duplicate',
    title: 'Duplicate clips',
    group: 'Clip',
    keys: ['Ctrl+D'],
    when: some,
    run: (s) => {
      s.selectClips(s.edit(t('Duplicate clips'), () => duplicateClips(s.document, s.newId, clips(s))))
      announce(t('{n, plural, one {Clip} other {# clips}} at {place}', { n: clips(s).length, place: said(s) }))
    },
  },
  { id: 'repeat', title: 'Repeat clips…', group: 'Clip', keys: ['Ctrl+Shift+D'], when: some, run: (s) => s.show('repeat') },
  null,
  {
    id: 'nudge-left',
    title: 'Nudge left by the grid',
    group: 'Clip',
    where: 'arrangement',
    keys: ['ArrowLeft', 'Alt+ArrowLeft'],
    when: some,
    run: (s) => nudge(s, -step(s)),
  },
  {
    id: 'nudge-right',
    title: 'Nudge right by the grid',
    group: 'Clip',
    where: 'arrangement',
    keys: ['ArrowRight', 'Alt+ArrowRight'],
    when: some,
    run: (s) => nudge(s, step(s)),
  },
  {
    id: 'nudge-left-fine',
    title: 'Nudge left by a pixel',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+ArrowLeft'],
    when: some,
    run: (s) => nudge(s, -step(s, true)),
  },
  {
    id: 'nudge-right-fine',
    title: 'Nudge right by a pixel',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+ArrowRight'],
    when: some,
    run: (s) => nudge(s, step(s, true)),
  },
  {
    id: 'clips-up',
    title: 'Move clips up a track',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+ArrowUp'],
    when: some,
    run: (s) => nudge(s, 0, -1),
  },
  {
    id: 'clips-down',
    title: 'Move clips down a track',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+ArrowDown'],
    when: some,
    run: (s) => nudge(s, 0, 1),
  },
  {
    id: 'clips-to-head',
    title: 'Move clips to the play head',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Shift+P'],
    when: some,
    run: (s) => nudge(s, s.host.positionTicks() - records(s).reduce((a, c) => Math.min(a, s.clipTicks(c)[0]), Infinity)),
  },
  {
    id: 'slip-left',
    title: 'Slip content left',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+,'],
    when: some,
    run: (s) => slip(s, -1),
  },
  {
    id: 'slip-right',
    title: 'Slip content right',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+.'],
    when: some,
    run: (s) => slip(s, 1),
  },
  null,
  {
    id: 'loop-clip',
    title: 'Loop content',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+L'],
    when: some,
    on: (s) => some(s) && records(s).every((c) => c.loop !== undefined),
    run: (s) => {
      const on = records(s).every((c) => c.loop !== undefined)
      each(s, on ? t('Loop off') : t('Loop content'), (clip) => setClipLoop(s.document, clip.id, on ? null : clip.length))
    },
  },
  {
    id: 'mute-clips',
    title: 'Mute clips',
    group: 'Clip',
    where: 'arrangement',
    keys: ['0'],
    when: some,
    on: (s) => toggled(s, 'muted'),
    run: (s) => {
      s.edit(t('Mute clip'), () => toggleClip(s.document, clips(s), 'muted'))
      announce(toggled(s, 'muted') ? t('Muted') : t('Not muted'))
    },
  },
  {
    id: 'lock-clips',
    title: 'Lock clips',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+Shift+L'],
    when: some,
    on: (s) => toggled(s, 'locked'),
    run: (s) => {
      const on = !toggled(s, 'locked')
      s.edit(on ? t('Lock clips') : t('Unlock clips'), () => lockClips(s.document, clips(s), on))
      announce(on ? t('Locked') : t('Unlocked'))
    },
  },
  {
    id: 'reverse-clips',
    title: 'Reverse audio',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+R'],
    when: audio,
    on: (s) => toggled(s, 'reverse'),
    run: (s) =>
      s.edit(t('Reverse clip'), () =>
        toggleClip(
          s.document,
          clips(s).filter((id) => s.document.get(id)?.kind === 'audio'),
          'reverse',
        ),
      ),
  },
  {
    id: 'group-clips',
    title: 'Group clips',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+G'],
    when: (s) => clips(s).length > 1,
    run: (s) => {
      s.edit(t('Group clips'), () => groupClips(s.document, s.newId, clips(s)))
      announce(t('{n, plural, one {1 clip} other {# clips}} grouped', { n: clips(s).length }))
    },
  },
  {
    id: 'ungroup-clips',
    title: 'Ungroup clips',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+Shift+G'],
    when: (s) => clips(s).some((id) => s.document.get(id)?.group !== undefined),
    run: (s) => s.edit(t('Ungroup clips'), () => ungroupClips(s.document, clips(s))),
  },
  {
    id: 'rename-clips',
    title: 'Rename clips…',
    group: 'Clip',
    where: 'arrangement',
    keys: ['F2'],
    when: some,
    run: (s) => s.show('rename-clips'),
  },
  {
    id: 'clip-color',
    title: 'Next colour for clips',
    group: 'Clip',
    when: some,
    run: (s) => s.edit(t('Colour'), () => setClipColor(s.document, clips(s), (Number(records(s)[0]?.color ?? 0) % 8) + 1)),
  },
  {
    id: 'clip-color-track',
    title: 'Colour of the track for clips',
    group: 'Clip',
    when: (s) => records(s).some((c) => c.color !== undefined),
    run: (s) => s.edit(t('Colour'), () => setClipColor(s.document, clips(s), null)),
  },
  null,
  {
    id: 'fade-in-to-head',
    title: 'Fade clips in up to the play head',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+['],
    when: audio,
    run: (s) => fadeToHead(s, 'in'),
  },
  {
    id: 'fade-out-from-head',
    title: 'Fade clips out from the play head',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+]'],
    when: audio,
    run: (s) => fadeToHead(s, 'out'),
  },
  {
    id: 'default-fades',
    title: 'Short fades at both ends',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Alt+F'],
    when: audio,
    run: (s) =>
      each(s, t('Short fades'), (clip) => {
        if (clip.kind !== 'audio') return
        setFade(s.document, clip.id, 'in', FADE)
        setFade(s.document, clip.id, 'out', FADE)
      }),
  },
  {
    id: 'gain-up',
    title: 'Clip gain 1 dB up',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+ArrowUp'],
    when: audio,
    run: (s) => gain(s, 1),
  },
  {
    id: 'gain-down',
    title: 'Clip gain 1 dB down',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+ArrowDown'],
    when: audio,
    run: (s) => gain(s, -1),
  },
  {
    id: 'gain-up-fine',
    title: 'Clip gain 0.1 dB up',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+Shift+ArrowUp'],
    when: audio,
    run: (s) => gain(s, 0.1),
  },
  {
    id: 'gain-down-fine',
    title: 'Clip gain 0.1 dB down',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+Shift+ArrowDown'],
    when: audio,
    run: (s) => gain(s, -0.1),
  },
  null,
  {
    id: 'delete',
    title: 'Delete clips',
    group: 'Clip',
    keys: ['Delete', 'Backspace'],
    when: someOrRange,
    run: (s) => remove(s, editing.ripple),
  },
  {
    id: 'delete-ripple',
    title: 'Delete clips and close the gap',
    group: 'Clip',
    where: 'arrangement',
    keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
    when: someOrRange,
    run: (s) => remove(s, true),
  },
  null,
  {
    id: 'select-in-track',
    title: 'Select all clips of the track',
    group: 'Edit',
    where: 'arrangement',
    keys: ['Ctrl+Shift+A'],
    run: (s) => {
      const tracks = new Set(records(s).map((c) => c.track))
      if (!tracks.size) for (const r of rowsOf(s).rows) if (r.track.strip === s.selectedStrip) tracks.add(r.track.id)
      select(
        s,
        [...tracks].flatMap((id) => s.clips.of(id).map((p) => p.clip.id)),
      )
    },
  },
  {
    id: 'select-after',
    title: 'Select all clips after the play head',
    group: 'Edit',
    where: 'arrangement',
    keys: ['Alt+End'],
    run: (s) => {
      const here = s.host.positionTicks()
      select(
        s,
        s.tracks().flatMap((x) => s.clips.of(x.id).flatMap((p) => (p.start >= here ? [p.clip.id] : []))),
      )
    },
  },
  { id: 'next-clip', title: 'Next clip', group: 'Edit', where: 'arrangement', keys: ['.'], run: (s) => neighbour(s, 1) },
  { id: 'previous-clip', title: 'Previous clip', group: 'Edit', where: 'arrangement', keys: [','], run: (s) => neighbour(s, -1) },
  {
    id: 'range-from-selection',
    title: 'Range from the selected clips',
    group: 'Edit',
    where: 'arrangement',
    keys: ['Alt+S'],
    when: some,
    run: (s) => {
      const spans = records(s).map((c) => s.clipTicks(c))
      setEditing(s, {
        range: {
          from: spans.reduce((a, [from]) => Math.min(a, from), Infinity),
          to: spans.reduce((a, [, to]) => Math.max(a, to), 0),
          tracks: new Set(records(s).map((c) => c.track)),
        },
      })
    },
  },
  {
    id: 'loop-range',
    title: 'Loop the range',
    group: 'Play',
    when: () => editing.range !== null,
    run: (s) => {
      if (editing.range) s.setLoop(true, editing.range.from, editing.range.to)
    },
  },
  null,
  {
    id: 'tool-select',
    title: 'Select tool',
    group: 'Edit',
    where: 'arrangement',
    keys: ['1'],
    on: () => editing.tool === 'select',
    run: (s) => setEditing(s, { tool: 'select' }),
  },
  {
    id: 'tool-range',
    title: 'Range tool',
    group: 'Edit',
    where: 'arrangement',
    keys: ['2'],
    on: () => editing.tool === 'range',
    run: (s) => setEditing(s, { tool: 'range' }),
  },
  {
    id: 'tool-split',
    title: 'Split tool',
    group: 'Edit',
    where: 'arrangement',
    keys: ['3'],
    on: () => editing.tool === 'split',
    run: (s) => setEditing(s, { tool: 'split' }),
  },
  null,
  {
    id: 'snap',
    title: 'Snap to the grid',
    group: 'Edit',
    keys: ['N'],
    on: () => editing.snap,
    run: (s) => {
      setEditing(s, { snap: !editing.snap })
      announce(editing.snap ? t('Snap on') : t('Snap off'))
    },
  },
  {
    id: 'ripple',
    title: 'Ripple: what is later moves along',
    group: 'Edit',
    keys: ['Alt+P'],
    on: () => editing.ripple,
    run: (s) => {
      setEditing(s, { ripple: !editing.ripple })
      announce(editing.ripple ? t('Ripple on') : t('Ripple off'))
    },
  },
] satisfies Commands

function slip(s: Session, by: 1 | -1): void {
  const ticks = Math.round(step(s) * by)
  s.edit(t('Slip clip'), () =>
    s.document.transact(() => {
      for (const clip of records(s)) {
        const [start] = s.clipTicks(clip)
        slipClips(s.document, [clip.id], { ticks, flicks: Math.round(s.tempo.flicks(start + ticks) - s.tempo.flicks(start)) })
      }
    }),
  )
}
