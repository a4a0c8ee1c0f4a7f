// The editor of shortcuts: a preset, own keys over it, what collides, and keys as a file.
import './shortcuts.css'
import { Dialog } from '@base-ui/react/dialog'
import { named, t } from '@tonmeister/ui'
import { RotateCcw, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { COMMANDS, type Command, chooseKeys, shown, titleOf, written } from '../app/commands.ts'
import { choose } from '../app/files.ts'
import { asChoice, KEYMAPS, type KeyChoice, keyChoice, keysUnder, rivals } from '../app/keys.ts'
import { type DialogKind, type DialogProps, GROUPS } from '../app/kinds.ts'
import { download } from '../app/session.ts'

export default { id: 'shortcuts', view: Shortcuts } satisfies DialogKind

/** Only modifiers so far: more is coming. */
const HALF = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'])
/** Keys that tabs of a browser keep for themselves. */
const RESERVED = new Set(['Ctrl+N', 'Ctrl+T', 'Ctrl+W', 'Ctrl+Shift+N', 'Ctrl+Shift+T', 'Ctrl+Shift+W', 'Ctrl+Tab', 'Ctrl+Shift+Tab'])

function Shortcuts({ s }: DialogProps) {
  const [choice, setChoice] = useState(keyChoice)
  const [search, setSearch] = useState('')
  /** Command that waits for a key. */
  const [waiting, setWaiting] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const keys = keysUnder(COMMANDS, choice)
  const put = (next: KeyChoice) => {
    chooseKeys(next)
    setChoice(next)
    s.changed()
  }
  const own = (c: Command, next: readonly string[] | undefined) => {
    const { [c.id]: _, ...rest } = choice.own
    put({ ...choice, own: next ? { ...rest, [c.id]: next } : rest })
  }
  const give = (c: Command, key: string) => {
    const before = rivals(COMMANDS, keys, c, key)
    let next: KeyChoice = { ...choice, own: { ...choice.own, [c.id]: [...new Set([...(keys.get(c.id) ?? []), key])] } }
    for (const o of before) next = { ...next, own: { ...next.own, [o.id]: (keys.get(o.id) ?? []).filter((k) => k !== key) } }
    put(next)
    setWaiting(null)
    setSaid(
      before.length
        ? t('{key} now means “{command}”. It was taken from “{other}”.', {
            key: shown(key),
            command: titleOf(c),
            other: before.map(titleOf).join(', '),
          })
        : RESERVED.has(key)
          ? t('{key} is kept by the browser in a tab. It works when the studio is installed.', { key: shown(key) })
          : t('{key} now means “{command}”.', { key: shown(key), command: titleOf(c) }),
    )
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-command="${CSS.escape(c.id)}"] .add`)?.focus())
  }
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = COMMANDS.filter((c) => {
    const text = `${c.title} ${titleOf(c)} ${named(c.group)} ${(keys.get(c.id) ?? []).map(shown).join(' ')}`.toLowerCase()
    return words.every((w) => text.includes(w))
  })
  const changed = Object.keys(choice.own).length
  return (
    <>
      <div className="dialog-head">
        <Dialog.Title>{t('Change shortcuts')}</Dialog.Title>
        <input
          type="search"
          className="search-field"
          placeholder={t('Search by name or key')}
          aria-label={t('Search by name or key')}
          value={search}
          onChange={(e) => setSearch(e.target.value)}
        />
      </div>
      <div className="shortcut-top">
        <label className="field">
          {t('Keys as in')}
          <select className="names" value={choice.preset} onChange={(e) => put({ ...choice, preset: e.target.value })}>
            {KEYMAPS.map((k) => (
              <option key={k.id} value={k.id}>
                {k.name}
              </option>
            ))}
          </select>
        </label>
        <label className="check">
          <input type="checkbox" checked={choice.single} onChange={(e) => put({ ...choice, single: e.target.checked })} />
          {t('Single letters are shortcuts')}
        </label>
      </div>
      <p className="shortcut-said" role="status">
        {said || t('Press + beside a command, then the new key. Esc leaves it as it is.')}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="shortcut-list" ref={list} tabIndex={0} role="group" aria-label={t('Commands and their keys')}>
        {GROUPS.filter((group) => found.some((c) => c.group === group)).map((group) => (
          <section key={group} aria-label={named(group)}>
            <h3>{named(group)}</h3>
            {found
              .filter((c) => c.group === group)
              .map((c) => (
                <div className="shortcut" key={c.id} data-command={c.id}>
                  <span>{titleOf(c)}</span>
                  <span className="shortcut-keys">
                    {(keys.get(c.id) ?? []).map((k) => (
                      <button
                        type="button"
                        key={k}
                        className="key-chip"
                        aria-label={t('Take {key} from {command}', { key: shown(k), command: titleOf(c) })}
                        onClick={() =>
                          own(
                            c,
                            (keys.get(c.id) ?? []).filter((x) => x !== k),
                          )
                        }
                      >
                        <kbd>{shown(k)}</kbd>
                        <X />
                      </button>
                    ))}
                    <button
                      type="button"
                      className={waiting === c.id ? 'b sm add on' : 'b sm add'}
                      aria-label={t('Add a key for {command}', { command: titleOf(c) })}
                      onClick={() => setWaiting(waiting === c.id ? null : c.id)}
                      onBlur={() => setWaiting((now) => (now === c.id ? null : now))}
                      onKeyDown={(e) => {
                        if (waiting !== c.id) return
                        e.preventDefault()
                        e.stopPropagation()
                        if (HALF.has(e.key)) return
                        if (e.key === 'Escape') setWaiting(null)
                        else give(c, written(e.nativeEvent))
                      }}
                    >
                      {waiting === c.id ? t('Press a key') : '+'}
                    </button>
                    <button
                      type="button"
                      className="b g sq tiny"
                      style={Object.hasOwn(choice.own, c.id) ? undefined : { visibility: 'hidden' }}
                      aria-label={t('Keys of {command} as in the preset', { command: titleOf(c) })}
                      onClick={() => own(c, undefined)}
                    >
                      <RotateCcw />
                    </button>
                  </span>
                </div>
              ))}
          </section>
        ))}
      </div>
      <div className="foot">
        <button
          type="button"
          className="b"
          onClick={() =>
            choose('.json', false, ([first]) => {
              if (!first) return
              void first.file.text().then((text) => {
                let read: KeyChoice | undefined
                try {
                  read = asChoice(JSON.parse(text))
                } catch {
                  // Said below.
                }
                if (read) put(read)
                setSaid(
                  read
                    ? t('The keys of {file} are in use.', { file: first.file.name })
                    : t('{file} holds no shortcuts: nothing was changed. Choose a file that was exported here.', { file: first.file.name }),
                )
              })
            })
          }
        >
          {t('Import…')}
        </button>
        <button
          type="button"
          className="b"
          onClick={() => download(new Blob([JSON.stringify(choice, null, 1)], { type: 'application/json' }), 'tonmeister-shortcuts.json')}
        >
          {t('Export')}
        </button>
        <button type="button" className="b" disabled={!changed} onClick={() => put({ ...choice, own: {} })}>
          {t('All as in the preset')}
        </button>
        <button type="button" className="b p" onClick={() => s.show(null)}>
          {t('Close')}
        </button>
      </div>
    </>
  )
}
