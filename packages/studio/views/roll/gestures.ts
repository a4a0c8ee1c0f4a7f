// What a pointer does in the piano roll. A drag is shown as what would come of it and becomes one edit when it ends.
import { addNotes, type NoteRecord, type NoteValues, noteName, removeNotes, setNotes } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { notesBetween } from '../../app/notes.ts'
import { lengthName, type Roll } from '../../app/roll.ts'
import type { Session } from '../../app/session.ts'
import { follow } from '../arrange/gestures.ts'
import { KEYBOARD, RULER, VELOCITY, velocityAt } from './paint.ts'

/** Pixels at a note's ends that resize it. */
const EDGE = 7
/** Pixels before a press becomes a drag. */
const SLACK = 3
/** Milliseconds in which a second click belongs to the note that the first one made. */
const TWICE = 500
/** Pixels from the edge in which a drag scrolls. */
const SCROLL_ZONE = 24

export type Area = 'keys' | 'ruler' | 'velocity' | 'notes'
export interface Hit {
  readonly area: Area
  /** Ticks of the clip's content. */
  readonly at: number
  readonly key: number
  readonly note: NoteRecord | undefined
  readonly edge: 'start' | 'end' | undefined
}
/** What lies under a place of the canvas, in its pixels. */
export function hitAt(roll: Roll, x: number, y: number, height: number): Hit {
  const { view, row } = roll
  const origin = roll.span()?.origin ?? 0
  const at = view.ticks(x - KEYBOARD) - origin
  const key = Math.min(127, Math.max(0, 127 - Math.floor((y - RULER + view.top) / row)))
  const area: Area = y < RULER ? 'ruler' : y > height - VELOCITY ? 'velocity' : x < KEYBOARD ? 'keys' : 'notes'
  let note: NoteRecord | undefined
  let edge: Hit['edge']
  if (area === 'notes' && roll.index) {
    const slack = 2 * view.perPixel
    // The selected ones lie on top.
    const under = notesBetween(roll.index, at - slack, at + slack).filter((n) => n.key === key)
    note = under.findLast((n) => roll.selected.has(n.id)) ?? under.at(-1)
    if (note) {
      const zone = Math.min(EDGE, note.length / view.perPixel / 3) * view.perPixel
      if (at > note.at + note.length - zone) edge = 'end'
      else if (at < note.at + zone && note.length / view.perPixel > 18) edge = 'start'
    }
  }
  return { area, at, key, note, edge }
}
const values = (n: NoteValues): NoteValues => ({ at: n.at, length: n.length, key: n.key, velocity: n.velocity })

export function rollDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement): void {
  if (e.button !== 0) return
  const roll = s.roll
  const box = canvas.getBoundingClientRect()
  const hit = hitAt(roll, e.clientX - box.left, e.clientY - box.top, box.height)
  if (hit.area === 'ruler') rulerDrag(e, s, roll, box)
  else if (!roll.record) return
  else if (hit.area === 'keys') keysDrag(e, roll, box)
  else if (hit.area === 'velocity') velocityDrag(e, s, roll, box)
  else notesDrag(e, s, roll, box, hit)
}
function notesDrag(e: React.PointerEvent, s: Session, roll: Roll, box: DOMRect, hit: Hit): void {
  const { note } = hit
  if (!note) {
    const draws = (roll.choice.tool === 'draw') !== e.shiftKey
    if (draws && !e.ctrlKey && !e.altKey) drawDrag(e, s, roll, box, hit)
    else marqueeDrag(e, roll, box, hit)
    return
  }
  const was = roll.selected.has(note.id)
  if (e.shiftKey) {
    const next = new Set(roll.selected)
    if (was) next.delete(note.id)
    else next.add(note.id)
    roll.select(next, note.id)
    return
  }
  if (!was) roll.select([note.id], note.id)
  roll.velocity = note.velocity
  roll.length = note.length
  roll.hear(note.key, note.velocity)
  if (e.altKey) loudnessDrag(e, s, roll, box)
  else if (hit.edge && !e.ctrlKey) resizeDrag(e, s, roll, box, note, hit.edge)
  else
    moveDrag(e, s, roll, box, note, () => {
      // A click on one of several selected ones chooses it alone, with Ctrl takes it out.
      if (e.ctrlKey && was) {
        const next = new Set(roll.selected)
        next.delete(note.id)
        roll.select(next)
      } else if (was && !e.ctrlKey) roll.select([note.id], note.id)
    })
}
/** Pixels in the zone at an edge that scrolls, or past it; a drag that began there does not scroll until it leaves it. */
const past = (p: number, start: number, size: number): number =>
  p > size - SCROLL_ZONE && (start <= size - SCROLL_ZONE || p > size)
    ? p - (size - SCROLL_ZONE)
    : p < SCROLL_ZONE && (start >= SCROLL_ZONE || p < 0)
      ? p - SCROLL_ZONE
      : 0
/** Follows a drag, scrolling where it comes near the edge. @param on  gets places in ticks of the content, with fractions, and in keys */
function track(
  e: React.PointerEvent,
  roll: Roll,
  box: DOMRect,
  on: (m: PointerEvent, at: number, key: number) => void,
  end: (cancelled: boolean, moved: boolean) => void,
): void {
  const origin = roll.span()?.origin ?? 0
  let moved = false
  const [startX, startY] = [e.clientX - box.left - KEYBOARD, e.clientY - box.top - RULER]
  follow(
    e,
    (m) => {
      if (!moved && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) <= SLACK) return
      moved = true
      const x = m.clientX - box.left - KEYBOARD
      const y = m.clientY - box.top - RULER
      const { view } = roll
      if (m.pointerType !== 'touch') view.scroll(past(x, startX, view.width) / 4, past(y, startY, view.height) / 4)
      on(m, view.ticks(x) - origin, Math.min(127, Math.max(0, 127 - Math.floor((y + view.top) / roll.row))))
      roll.version++
    },
    (cancelled) => {
      roll.preview = null
      end(cancelled, moved)
      roll.changed()
    },
  )
}
/** Where snapping is off: Ctrl or Alt, when they were not what began the drag. */
const off = (m: PointerEvent, e: React.PointerEvent) => (m.ctrlKey && !e.ctrlKey) || (m.altKey && !e.altKey)
const said = (n: NoteValues) => `${noteName(n.key)} · ${lengthName(n.length)} · ${n.velocity}`
const show = (roll: Roll, box: DOMRect, m: PointerEvent, change: Partial<NonNullable<Roll['preview']>>) => {
  roll.preview = { notes: new Map(), added: [], text: '', ...change, x: m.clientX - box.left, y: m.clientY - box.top }
}

function drawDrag(e: React.PointerEvent, s: Session, roll: Roll, box: DOMRect, hit: Hit): void {
  const { origin } = roll.span()!
  const grid = roll.gridTicks()
  const at = roll.snap(hit.at + origin, false, Math.floor) - origin
  let note: NoteValues = { at, length: roll.length || grid, key: hit.key, velocity: roll.velocity }
  roll.preview = { notes: new Map(), added: [note], text: said(note), x: e.clientX - box.left, y: e.clientY - box.top }
  roll.version++
  roll.hear(note.key, note.velocity)
  track(
    e,
    roll,
    box,
    (m, to) => {
      const end = roll.snap(to + origin, off(m, e), Math.ceil) - origin
      note = { ...note, length: Math.max(off(m, e) ? 1 : grid, end - at) }
      show(roll, box, m, { added: [note], text: said(note) })
    },
    (cancelled, moved) => {
      if (cancelled) return
      if (moved) roll.length = note.length
      const ids = s.edit(t('Add note'), () => {
        let made: string[] = []
        s.document.transact(() => {
          made = addNotes(s.document, s.newId, roll.record!.id, [note])
          roll.reach([note])
        })
        return made
      })
      roll.select(ids)
      roll.made = { id: ids[0] ?? '', until: performance.now() + TWICE }
    },
  )
}
function marqueeDrag(e: React.PointerEvent, roll: Roll, box: DOMRect, hit: Hit): void {
  const before = e.shiftKey || e.ctrlKey ? roll.selected : new Set<string>()
  track(
    e,
    roll,
    box,
    (m, at, key) => {
      const marquee = {
        from: Math.min(hit.at, at),
        to: Math.max(hit.at, at),
        low: Math.min(hit.key, key),
        high: Math.max(hit.key, key),
      }
      const inside = notesBetween(roll.index!, marquee.from, marquee.to).filter((n) => n.key >= marquee.low && n.key <= marquee.high)
      roll.selected = new Set([...before, ...inside.map((n) => n.id)])
      show(roll, box, m, { marquee })
    },
    (cancelled, moved) => roll.select(cancelled || !moved ? before : roll.selected),
  )
}
function moveDrag(e: React.PointerEvent, s: Session, roll: Roll, box: DOMRect, note: NoteRecord, onClick: () => void): void {
  const { origin } = roll.span()!
  const notes = roll.chosen()
  const high = Math.max(...notes.map((n) => n.key))
  const low = Math.min(...notes.map((n) => n.key))
  const first = Math.min(...notes.map((n) => n.at))
  const begin = roll.view.ticks(e.clientX - box.left - KEYBOARD) - origin
  let by = { ticks: 0, keys: 0 }
  const landed = () => notes.map((n) => ({ ...values(n), at: n.at + by.ticks, key: n.key + by.keys }))
  let heard = note.key
  track(
    e,
    roll,
    box,
    (m, at, key) => {
      const to = roll.snap(note.at + origin + at - begin, off(m, e)) - origin
      const keys = Math.max(-low, Math.min(127 - high, key - note.key))
      // With Shift only one way: along time or along the keys.
      by = { ticks: Math.max(-origin - first, to - note.at), keys }
      if (m.shiftKey) by = Math.abs(m.clientX - e.clientX) > Math.abs(m.clientY - e.clientY) ? { ...by, keys: 0 } : { ...by, ticks: 0 }
      if (note.key + by.keys !== heard) roll.hear((heard = note.key + by.keys), note.velocity)
      const now = landed()
      const text = said(now[notes.indexOf(note)] ?? now[0]!)
      show(roll, box, m, e.ctrlKey ? { added: now, text } : { notes: new Map(notes.map((n, i) => [n.id, now[i]!])), text })
    },
    (cancelled, moved) => {
      if (!moved && !cancelled) return onClick()
      if (cancelled || !(by.ticks || by.keys)) return
      const now = landed()
      if (e.ctrlKey) {
        const ids = s.edit(t('{n, plural, one {Copy note} other {Copy # notes}}', { n: notes.length }), () => {
          let made: string[] = []
          s.document.transact(() => {
            made = addNotes(s.document, s.newId, roll.record!.id, now)
            roll.reach(now)
          })
          return made
        })
        roll.select(ids)
      } else
        s.edit(t('{n, plural, one {Move note} other {Move # notes}}', { n: notes.length }), () =>
          s.document.transact(() => {
            setNotes(
              s.document,
              notes.map((n, i) => ({ id: n.id, at: now[i]!.at, key: now[i]!.key })),
            )
            roll.reach(now)
          }),
        )
    },
  )
}
function resizeDrag(e: React.PointerEvent, s: Session, roll: Roll, box: DOMRect, note: NoteRecord, edge: 'start' | 'end'): void {
  const { origin } = roll.span()!
  const notes = roll.chosen()
  let now: readonly NoteValues[] = notes
  track(
    e,
    roll,
    box,
    (m, at) => {
      const place = roll.snap(at + origin, off(m, e)) - origin
      const by = edge === 'end' ? place - (note.at + note.length) : place - note.at
      now = notes.map((n) => {
        if (edge === 'end') return { ...values(n), length: Math.max(1, n.length + by) }
        const start = Math.min(n.at + n.length - 1, n.at + by)
        return { ...values(n), at: start, length: n.at + n.length - start }
      })
      show(roll, box, m, { notes: new Map(notes.map((n, i) => [n.id, now[i]!])), text: said(now[notes.indexOf(note)] ?? now[0]!) })
    },
    (cancelled, moved) => {
      if (cancelled || !moved) return
      roll.length = now[notes.indexOf(note)]?.length ?? roll.length
      s.edit(t('{n, plural, one {Resize note} other {Resize # notes}}', { n: notes.length }), () =>
        setNotes(
          s.document,
          notes.map((n, i) => ({ id: n.id, at: now[i]!.at, length: now[i]!.length })),
        ),
      )
    },
  )
}
/** Alt-drag on a note: up is louder, all selected ones together. */
function loudnessDrag(e: React.PointerEvent, s: Session, roll: Roll, box: DOMRect): void {
  const notes = roll.chosen()
  let by = 0
  const now = () => notes.map((n) => ({ ...values(n), velocity: Math.min(127, Math.max(1, n.velocity + by)) }))
  track(
    e,
    roll,
    box,
    (m) => {
      by = Math.round((e.clientY - m.clientY) / 1.5)
      const next = now()
      show(roll, box, m, { notes: new Map(notes.map((n, i) => [n.id, next[i]!])), text: said(next[0]!) })
    },
    (cancelled) => {
      if (!cancelled && by) putVelocities(s, roll, new Map(now().map((n, i) => [notes[i]!.id, n])))
    },
  )
}
function putVelocities(s: Session, roll: Roll, notes: ReadonlyMap<string, NoteValues>): void {
  roll.velocity = [...notes.values()].at(-1)?.velocity ?? roll.velocity
  s.edit(t('Velocity'), () =>
    setNotes(
      s.document,
      [...notes].map(([id, n]) => ({ id, velocity: n.velocity })),
    ),
  )
}
/** In the lane beneath: a drag sets what it passes; with Shift a straight ramp from where it began. Among selected notes only those. */
function velocityDrag(e: React.PointerEvent, s: Session, roll: Roll, box: DOMRect): void {
  const { origin } = roll.span()!
  const place = (m: { clientX: number; clientY: number }) => ({
    at: roll.view.ticks(m.clientX - box.left - KEYBOARD) - origin,
    velocity: velocityAt(box.height, m.clientY - box.top),
  })
  const slack = 5 * roll.view.perPixel
  const startsIn = (from: number, to: number) =>
    notesBetween(roll.index!, from - slack, to + slack).filter((n) => n.at >= from - slack && n.at <= to + slack)
  const begin = place(e)
  const onSelected = startsIn(begin.at, begin.at).some((n) => roll.selected.has(n.id))
  const set = new Map<string, NoteValues>()
  let last = begin
  const paint = (m: PointerEvent | React.PointerEvent) => {
    const here = place(m)
    const from = e.shiftKey ? begin : last
    if (e.shiftKey) set.clear()
    const [a, b] = from.at < here.at ? [from, here] : [here, from]
    for (const n of startsIn(a.at, b.at)) {
      if (onSelected && !roll.selected.has(n.id)) continue
      const share = b.at > a.at ? Math.min(1, Math.max(0, (n.at - a.at) / (b.at - a.at))) : 1
      const velocity = a === b || b.at - a.at < slack ? here.velocity : Math.round(a.velocity + (b.velocity - a.velocity) * share)
      set.set(n.id, { ...values(n), velocity })
    }
    last = here
    roll.preview = { notes: new Map(set), added: [], text: String(here.velocity), x: m.clientX - box.left, y: m.clientY - box.top }
    roll.version++
  }
  paint(e)
  follow(e, paint, (cancelled) => {
    roll.preview = null
    if (!cancelled && set.size) putVelocities(s, roll, set)
    roll.changed()
  })
}
/** On the keyboard: the key under the pointer sounds until it is left; further right is louder. */
function keysDrag(e: React.PointerEvent, roll: Roll, box: DOMRect): void {
  const strip = roll.track?.strip
  if (!strip) return
  const press = (m: { clientX: number; clientY: number }) => {
    const key = Math.min(127, Math.max(0, 127 - Math.floor((m.clientY - box.top - RULER + roll.view.top) / roll.row)))
    if (key === roll.pressed) return
    if (roll.pressed !== null) roll.play(strip, roll.pressed, 0)
    roll.pressed = key
    roll.play(strip, key, Math.min(1, Math.max(0.3, (m.clientX - box.left) / KEYBOARD)))
    roll.version++
  }
  press(e)
  follow(e, press, () => {
    if (roll.pressed !== null) roll.play(strip, roll.pressed, 0)
    roll.pressed = null
    roll.version++
  })
}
/** In the ruler: click and drag move the play head, Shift drags the loop. */
function rulerDrag(e: React.PointerEvent, s: Session, roll: Roll, box: DOMRect): void {
  const at = (m: { clientX: number }) => Math.max(0, roll.view.ticks(m.clientX - box.left - KEYBOARD))
  const begin = at(e)
  if (e.shiftKey) {
    const before = { on: s.looping, start: s.loopStart, end: s.loopEnd }
    follow(
      e,
      (m) => s.setLoop(true, roll.snap(begin, m.ctrlKey), roll.snap(at(m), m.ctrlKey)),
      (cancelled) => cancelled && s.setLoop(before.on, before.start, before.end),
    )
    return
  }
  s.locate(roll.snap(begin, e.ctrlKey))
  follow(
    e,
    (m) => s.locate(roll.snap(at(m), m.ctrlKey)),
    () => {},
  )
}
/** A double click removes a note, or with the arrow adds one. */
export function rollTwice(e: React.MouseEvent, s: Session, canvas: HTMLCanvasElement): void {
  const roll = s.roll
  const box = canvas.getBoundingClientRect()
  const hit = hitAt(roll, e.clientX - box.left, e.clientY - box.top, box.height)
  if (hit.area !== 'notes' || !roll.record) return
  if (hit.note) {
    if (hit.note.id === roll.made?.id && performance.now() < roll.made.until) return
    removeNote(s, hit.note.id)
  } else if (roll.choice.tool === 'select') {
    const { origin } = roll.span()!
    const at = roll.snap(hit.at + origin, false, Math.floor) - origin
    const note = { at, length: roll.length || roll.gridTicks(), key: hit.key, velocity: roll.velocity }
    roll.hear(note.key, note.velocity)
    roll.select(
      s.edit(t('Add note'), () => {
        let made: string[] = []
        s.document.transact(() => {
          made = addNotes(s.document, s.newId, roll.record!.id, [note])
          roll.reach([note])
        })
        return made
      }),
    )
  }
}
export function removeNote(s: Session, id: string): void {
  s.edit(t('Delete note'), () => removeNotes(s.document, [id]))
  s.roll.select([...s.roll.selected].filter((x) => x !== id))
}
