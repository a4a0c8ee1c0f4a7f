// The notes as a grid of words and numbers: everything that the canvas does can be done here without seeing it.
import { formatBars, type NoteRecord, noteName, parseBars, parseNote, setNotes } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { lengthName, parseLength, type Roll } from '../../app/roll.ts'
import type { Session } from '../../app/session.ts'

const ROW = 25
/** Rows beyond the window that are there. */
const MORE = 8
const COLUMNS = ['position', 'key', 'length', 'velocity'] as const
type Column = (typeof COLUMNS)[number]

export function NoteList({ s, roll }: { s: Session; roll: Roll }) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(300)
  const [column, setColumn] = useState(0)
  const [editing, setEditing] = useState<string | null>(null)
  const wants = useRef(false)
  const { index } = roll
  const notes = index?.notes ?? []
  const origin = roll.span()?.origin ?? 0
  const at = roll.cursor === null ? 0 : (index?.place.get(roll.cursor) ?? 0)
  useLayoutEffect(() => {
    const seen = new ResizeObserver(() => setHeight(box.current?.clientHeight ?? 300))
    if (box.current) seen.observe(box.current)
    return () => seen.disconnect()
  }, [])
  // The row of the cursor is brought into view; the focus goes there only when it was in the list.
  useEffect(() => {
    const list = box.current
    if (!list || !notes.length) return
    if (at * ROW < list.scrollTop) list.scrollTop = at * ROW
    else if ((at + 2) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 2) * ROW - list.clientHeight
    if (!wants.current) return
    wants.current = false
    requestAnimationFrame(() => {
      // Who types quickly is in a cell by now.
      if (!list.querySelector('input')) list.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    })
  })
  const first = Math.max(0, Math.floor(top / ROW) - MORE)
  const shown = notes.slice(first, Math.ceil((top + height) / ROW) + MORE)
  const go = (to: number, extend: boolean) => {
    const next = notes[Math.min(notes.length - 1, Math.max(0, to))]
    if (!next) return
    wants.current = true
    roll.select(extend ? [...roll.selected, next.id] : [next.id], next.id)
    roll.reveal(next)
    roll.hear(next.key, next.velocity)
  }
  const text = (n: NoteRecord, c: Column): string =>
    c === 'position'
      ? formatBars(s.signatures.position(n.at + origin))
      : c === 'key'
        ? noteName(n.key)
        : c === 'length'
          ? lengthName(n.length)
          : String(n.velocity)
  const take = (n: NoteRecord, c: Column, typed: string) => {
    wants.current = true
    setEditing(null)
    if (typed.trim() === text(n, c)) return
    const change = read(s, c, typed, origin)
    if (!change) return s.notify(hint(c, typed), true)
    s.edit(label(c), () =>
      s.document.transact(() => {
        setNotes(s.document, [{ id: n.id, ...change }])
        if (change.at !== undefined) roll.reach([{ at: change.at }])
      }),
    )
    roll.cursor = n.id
    roll.changed()
  }
  const keys = (e: React.KeyboardEvent) => {
    if (editing !== null || e.ctrlKey || e.altKey || e.metaKey) {
      if (!(e.ctrlKey && (e.key === 'Home' || e.key === 'End'))) return
    }
    const page = Math.max(1, Math.floor(height / ROW) - 1)
    const rows: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      ...(e.ctrlKey ? { Home: 0, End: notes.length - 1 } : {}),
    }
    const columns: Readonly<Record<string, number>> = {
      ArrowRight: column + 1,
      ArrowLeft: column - 1,
      ...(e.ctrlKey ? {} : { Home: 0, End: COLUMNS.length - 1 }),
    }
    const note = notes[at]
    if (e.key in rows) go(rows[e.key]!, e.shiftKey)
    else if (e.key in columns) {
      wants.current = true
      setColumn(Math.min(COLUMNS.length - 1, Math.max(0, columns[e.key]!)))
    } else if ((e.key === 'Enter' || e.key === 'F2') && note) setEditing(text(note, COLUMNS[column]!))
    else if (/^[0-9+-]$/.test(e.key) && note) setEditing(e.key)
    else if (e.key === ' ' && note && e.shiftKey) {
      const next = new Set(roll.selected)
      if (!next.delete(note.id)) next.add(note.id)
      wants.current = true
      roll.select(next, note.id)
    } else return
    e.preventDefault()
    e.stopPropagation()
  }
  const heads = [t('Position'), t('Pitch'), t('Length'), t('Velocity')]
  return (
    <div
      className="note-list"
      role="grid"
      aria-label={t('Notes')}
      aria-rowcount={notes.length + 1}
      aria-colcount={COLUMNS.length}
      aria-multiselectable="true"
      ref={box}
      onScroll={(e) => setTop(e.currentTarget.scrollTop)}
      onKeyDown={keys}
    >
      <div role="row" className="note-head" aria-rowindex={1}>
        {heads.map((head) => (
          <span role="columnheader" key={head}>
            {head}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: notes.length * ROW, position: 'relative' }}>
        {shown.map((n, i) => {
          const row = first + i
          const isSelected = roll.selected.has(n.id)
          return (
            <div
              role="row"
              key={n.id}
              aria-rowindex={row + 2}
              aria-selected={isSelected}
              className={isSelected ? 'note-row sel' : 'note-row'}
              style={{ top: row * ROW }}
            >
              {COLUMNS.map((c, k) => {
                const here = row === at && k === column
                return (
                  <div
                    role="gridcell"
                    key={c}
                    className="num"
                    tabIndex={here ? 0 : -1}
                    onPointerDown={(e) => {
                      setColumn(k)
                      if (row !== at || !isSelected) {
                        const next = e.ctrlKey ? new Set(roll.selected) : new Set<string>()
                        if (!next.delete(n.id)) next.add(n.id)
                        roll.select(next, n.id)
                        roll.reveal(n)
                      }
                    }}
                    onDoubleClick={() => setEditing(text(n, c))}
                  >
                    {here && editing !== null ? (
                      <input
                        // biome-ignore lint/a11y/noAutofocus: the cell was opened to type in
                        autoFocus
                        aria-label={label(c)}
                        defaultValue={editing}
                        onFocus={(e) => editing.length > 1 && e.currentTarget.select()}
                        onBlur={(e) => take(n, c, e.currentTarget.value)}
                        onKeyDown={(e) => {
                          e.stopPropagation()
                          if (e.key === 'Enter') take(n, c, e.currentTarget.value)
                          if (e.key === 'Escape') {
                            wants.current = true
                            e.currentTarget.value = text(n, c)
                            setEditing(null)
                          }
                        }}
                      />
                    ) : (
                      text(n, c)
                    )}
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}
const label = (c: Column): string =>
  c === 'position' ? t('Position') : c === 'key' ? t('Pitch') : c === 'length' ? t('Length') : t('Velocity')
function read(
  s: Session,
  c: Column,
  text: string,
  origin: number,
): { at?: number; key?: number; length?: number; velocity?: number } | undefined {
  if (c === 'position') {
    try {
      const at = s.signatures.ticks(parseBars(/^\s*\d+\s*$/.test(text) ? `${text}|1` : text.trim().replace(/[.,: ]+/g, '|')))
      return at >= 0 ? { at: at - origin } : undefined
    } catch {
      return undefined
    }
  }
  if (c === 'key') {
    const key = parseNote(text)
    return key === undefined ? undefined : { key }
  }
  if (c === 'length') {
    const length = parseLength(text)
    return length === undefined ? undefined : { length }
  }
  const velocity = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0
  return velocity >= 1 && velocity <= 127 ? { velocity } : undefined
}
const hint = (c: Column, text: string): string =>
  c === 'position'
    ? t('“{text}” is no place in bars. The note was not moved. Write bar|beat or bar|beat|ticks, for example 3|2.', { text })
    : c === 'key'
      ? t('“{text}” is no key. The note was not changed. Write C4, F#3 or a number from 0 to 127.', { text })
      : c === 'length'
        ? t('“{text}” is no length. The note was not changed. Write 1/8, 1/8T or quarters, for example 0.75.', { text })
        : t('“{text}” is no velocity. The note was not changed. Write a number from 1 to 127.', { text })
