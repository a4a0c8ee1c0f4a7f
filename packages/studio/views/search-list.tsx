// A dialog that is a list found by typing: the palette, parameters, tracks to add. The field keeps the focus, arrows choose, Enter takes.
import { Dialog } from '@base-ui/react/dialog'
import { useRef, useState } from 'react'

export interface Entry {
  readonly key: string
  readonly name: string
  readonly group: string
  /** Beside it, at the right: its keys, its state. */
  readonly mark?: string
  /** Other words it is found by. */
  readonly also?: string
  readonly disabled?: boolean
  readonly run: () => void
}
/** @param id  of the list in the page @param none  the sentence for a search that finds nothing */
export function SearchList({
  id,
  title,
  placeholder = title,
  label,
  entries,
  none,
}: {
  readonly id: string
  readonly title: string
  readonly placeholder?: string
  readonly label: string
  readonly entries: readonly Entry[]
  readonly none: (search: string) => string
}) {
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = entries.filter((e) => words.every((w) => `${e.group} ${e.name} ${e.also ?? ''}`.toLowerCase().includes(w)))
  const idOf = (entry: Entry) => `${id}-${entry.key.replaceAll(' ', '_')}`
  const run = (entry: Entry | undefined) => {
    if (entry && !entry.disabled) entry.run()
  }
  const go = (to: number) => {
    const next = Math.min(found.length - 1, Math.max(0, to))
    setAt(next)
    list.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <Dialog.Title className="sr">{title}</Dialog.Title>
      <input
        className="palette-input"
        placeholder={placeholder}
        title={placeholder}
        aria-label={title}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found[at] ? idOf(found[at]) : undefined}
        // biome-ignore lint/a11y/noAutofocus: it was opened to type here
        autoFocus
        value={search}
        onChange={(e) => {
          setSearch(e.target.value)
          setAt(0)
        }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') go(at + 1)
          else if (e.key === 'ArrowUp') go(at - 1)
          else if (e.key === 'Enter') run(found[at])
          else return
          e.preventDefault()
        }}
      />
      <div className="palette-list" id={`${id}-list`} role="listbox" aria-label={label} ref={list}>
        {found.map((entry, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={entry.key}
            id={idOf(entry)}
            role="option"
            aria-selected={i === at}
            aria-disabled={entry.disabled ?? false}
            className={i === at ? 'sel' : ''}
            onPointerMove={() => setAt(i)}
            onClick={() => run(entry)}
          >
            <span>{entry.name}</span>
            <em>{entry.group}</em>
            {entry.mark && <kbd>{entry.mark}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p className="none">{none(search)}</p>}
      </div>
    </>
  )
}
