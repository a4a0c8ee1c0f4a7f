// A new track: with any instrument and any of its presets, an empty one for sound, or a folder. Found by typing.
import { Dialog } from '@base-ui/react/dialog'
import { devices as catalog } from '@tonmeister/devices'
import { named, t } from '@tonmeister/ui'
import { useMemo, useRef, useState } from 'react'
import { command } from '../app/commands.ts'
import { insertDevice } from '../app/insert.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'

export default { id: 'track', view: NewTrack } satisfies DialogKind

interface Choice {
  readonly name: string
  readonly group: string
  readonly run: () => void
}
function NewTrack({ s }: DialogProps) {
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const all = useMemo<readonly Choice[]>(() => {
    const instruments = Object.values(catalog).filter((d) => d.kind === 'instrument')
    return [
      { name: t('Audio track'), group: t('Empty'), run: () => command('add-audio').run(s) },
      { name: t('Folder'), group: t('Empty'), run: () => command('add-folder').run(s) },
      ...instruments.map((d): Choice => ({ name: named(d.name), group: t('Instrument'), run: () => insertDevice(s, d) })),
      ...instruments.flatMap((d) =>
        d.presets.map((p): Choice => ({ name: named(p.name), group: named(d.name), run: () => insertDevice(s, d, p) })),
      ),
    ]
  }, [s])
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = all.filter((c) => words.every((w) => `${c.group} ${c.name}`.toLowerCase().includes(w)))
  const run = (c: Choice | undefined) => {
    if (!c) return
    s.show(null)
    setTimeout(c.run)
  }
  const go = (to: number) => {
    const next = Math.min(found.length - 1, Math.max(0, to))
    setAt(next)
    list.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <Dialog.Title className="sr">{t('New track')}</Dialog.Title>
      <input
        className="palette-input"
        placeholder={t('New track: instrument, preset, audio, folder')}
        title={t('New track: instrument, preset, audio, folder')}
        aria-label={t('New track')}
        role="combobox"
        aria-expanded="true"
        aria-controls="track-list"
        aria-activedescendant={found[at] ? `track-choice-${at}` : undefined}
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
      <div className="palette-list" id="track-list" role="listbox" aria-label={t('Tracks to add')} ref={list}>
        {found.map((c, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={`${c.group} ${c.name}`}
            id={`track-choice-${i}`}
            role="option"
            aria-selected={i === at}
            className={i === at ? 'sel' : ''}
            onPointerMove={() => setAt(i)}
            onClick={() => run(c)}
          >
            <span>{c.name}</span>
            <em>{c.group}</em>
          </div>
        ))}
        {found.length === 0 && <p className="none">{t('No track is called “{search}”.', { search })}</p>}
      </div>
    </>
  )
}
