// The palette: every command, found by typing.
import { Dialog } from '@base-ui/react/dialog'
import { named, t } from '@tonmeister/ui'
import { useMemo, useRef, useState } from 'react'
import { allowed, COMMANDS, type Command, keysOf, keyText, titleOf } from '../app/commands.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'

export default { id: 'palette', view: Palette } satisfies DialogKind

function Palette({ s }: DialogProps) {
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return COMMANDS.filter(
      (c) => c.id !== 'palette' && words.every((w) => `${c.group} ${named(c.group)} ${c.title} ${titleOf(c)}`.toLowerCase().includes(w)),
    )
  }, [search])
  const run = (c: Command | undefined) => {
    if (!c || !allowed(c, s)) return
    s.show(null)
    setTimeout(() => c.run(s))
  }
  const go = (to: number) => {
    const next = Math.min(found.length - 1, Math.max(0, to))
    setAt(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <Dialog.Title className="sr">{t('Find a command')}</Dialog.Title>
      <input
        className="palette-input"
        placeholder={t('Find a command')}
        aria-label={t('Find a command')}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${found[at].id}` : undefined}
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
      <div className="palette-list" id="palette-list" role="listbox" aria-label={t('Commands')} ref={list}>
        {found.map((c, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={c.id}
            id={`palette-${c.id}`}
            role="option"
            aria-selected={i === at}
            aria-disabled={!allowed(c, s)}
            className={i === at ? 'sel' : ''}
            onPointerMove={() => setAt(i)}
            onClick={() => run(c)}
          >
            <span>{titleOf(c)}</span>
            <em>{named(c.group)}</em>
            {keysOf(c).length > 0 && <kbd>{keyText(c)}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p className="none">{t('No command is called “{search}”.', { search })}</p>}
      </div>
    </>
  )
}
