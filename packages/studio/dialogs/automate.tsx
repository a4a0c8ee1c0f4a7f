// Which parameter of the chosen track is automated: everything that can be, found by typing, by device.
import { Dialog } from '@base-ui/react/dialog'
import type { TrackRecord } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { useMemo, useRef, useState } from 'react'
import { arrangementOf } from '../app/arrangement.ts'
import { type Automatable, automatable, automatedParams, openLane } from '../app/automate.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'

export default { id: 'automate', view: Automate } satisfies DialogKind

function Automate({ s }: DialogProps) {
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const track = s.document.get(arrangementOf(s).chosen().at(-1) ?? '') as TrackRecord | undefined
  const all = useMemo(() => (track ? automatable(s, track.strip) : []), [s, track])
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = all.filter((a) => words.every((w) => `${a.group} ${a.name}`.toLowerCase().includes(w)))
  const run = (a: Automatable | undefined) => {
    if (!a || !track) return
    s.show(null)
    openLane(s, track.id, a)
  }
  const go = (to: number) => {
    const next = Math.min(found.length - 1, Math.max(0, to))
    setAt(next)
    list.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView({ block: 'nearest' })
  }
  const title = t('Automate a parameter of {name}', { name: track?.name ?? '' })
  return (
    <>
      <Dialog.Title className="sr">{title}</Dialog.Title>
      <input
        className="palette-input"
        placeholder={title}
        aria-label={title}
        role="combobox"
        aria-expanded="true"
        aria-controls="automate-list"
        aria-activedescendant={found[at] ? `automate-${at}` : undefined}
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
      <div className="palette-list" id="automate-list" role="listbox" aria-label={t('Parameters')} ref={list}>
        {found.map((a, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={`${a.target} ${a.param}`}
            id={`automate-${i}`}
            role="option"
            aria-selected={i === at}
            className={i === at ? 'sel' : ''}
            onPointerMove={() => setAt(i)}
            onClick={() => run(a)}
          >
            <span>{a.name.startsWith(`${a.group}: `) ? a.name.slice(a.group.length + 2) : a.name}</span>
            <em>{a.group}</em>
            {automatedParams(s, a.target).split(' ').includes(a.param) && <kbd>{t('automated')}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p className="none">{t('No parameter is called “{search}”.', { search })}</p>}
      </div>
    </>
  )
}
