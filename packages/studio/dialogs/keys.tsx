// The cheat sheet: all shortcuts and gestures.
import { Dialog } from '@base-ui/react/dialog'
import { named, t, word } from '@tonmeister/ui'
import { useState } from 'react'
import { COMMANDS, keysOf, shown, titleOf } from '../app/commands.ts'
import { type DialogKind, type DialogProps, GROUPS } from '../app/kinds.ts'

export default { id: 'keys', view: Keys } satisfies DialogKind

const GESTURES: readonly (readonly [what: string, how: string])[] = [
  [word('Zoom at the pointer'), word('Ctrl wheel')],
  [word('Scroll sideways'), word('Shift wheel')],
  [word('Fine'), word('Shift drag')],
  [word('To the default'), word('double-click or Alt click')],
  [word('Type a value'), word('Enter on a knob')],
  [word('Without the grid'), word('hold Ctrl while dragging')],
  [word('Set the loop'), word('Shift drag in the ruler')],
  [word('Select clips in a box'), word('drag on empty lanes')],
  [word('Add clips to the selection'), word('Shift drag on empty lanes, Shift click')],
  [word('Copy clips'), word('Ctrl drag')],
  [word('Slip what a clip plays'), word('Alt drag')],
  [word('Clip gain'), word('Shift drag up or down')],
  [word('Trim a clip'), word('drag its ends')],
  [word('Fade a clip'), word('drag its upper corners')],
  [word('Bend a fade'), word('drag its middle up or down')],
  [word('Repeat a clip'), word('drag its lower right corner')],
  [word('Take a drag back'), word('Esc')],
  [word('Next region'), word('F6')],
]
function Keys({ s }: DialogProps) {
  const [search, setSearch] = useState('')
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (text: string) => words.every((w) => text.toLowerCase().includes(w))
  const found = COMMANDS.filter(
    (c) => keysOf(c).length > 0 && fits(`${c.title} ${titleOf(c)} ${named(c.group)} ${keysOf(c).map(shown).join(' ')}`),
  )
  const gestures = GESTURES.filter(([what, how]) => fits(`${what} ${named(what)} ${named(how)}`))
  return (
    <>
      <div className="dialog-head">
        <Dialog.Title>{t('All shortcuts')}</Dialog.Title>
        <input
          type="search"
          className="search-field"
          placeholder={t('Search by name or key')}
          aria-label={t('Search by name or key')}
          // biome-ignore lint/a11y/noAutofocus: it was opened to look something up
          autoFocus
          value={search}
          onChange={(e) => setSearch(e.target.value)}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="keys-grid" tabIndex={0} role="group" aria-label={t('All shortcuts')}>
        {GROUPS.filter((group) => found.some((c) => c.group === group)).map((group) => (
          <section key={group}>
            <h3>{named(group)}</h3>
            {found
              .filter((c) => c.group === group)
              .map((c) => (
                <div className="row" key={c.id}>
                  <span>{titleOf(c)}</span>
                  <span>
                    {keysOf(c).map((k) => (
                      <kbd key={k}>{shown(k)}</kbd>
                    ))}
                  </span>
                </div>
              ))}
          </section>
        ))}
        {gestures.length > 0 && (
          <section>
            <h3>{t('Mouse and more')}</h3>
            {gestures.map(([what, how]) => (
              <div className="row" key={what}>
                <span>{named(what)}</span>
                <kbd>{named(how)}</kbd>
              </div>
            ))}
          </section>
        )}
        {found.length + gestures.length === 0 && (
          <p className="none">{t('No shortcut fits “{search}”. The palette finds commands without keys too.', { search })}</p>
        )}
      </div>
      <div className="foot">
        <button type="button" className="b" onClick={() => s.show('shortcuts')}>
          {t('Change shortcuts…')}
        </button>
        <button type="button" className="b p" onClick={() => s.show(null)}>
          {t('Close')}
        </button>
      </div>
    </>
  )
}
