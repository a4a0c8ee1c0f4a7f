// The cheat sheet: all shortcuts and gestures.
import { Dialog } from '@base-ui/react/dialog'
import { named } from '@tonmeister/ui'
import { COMMANDS, keysOf, shown, titleOf } from '../app/commands.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'

export default { id: 'keys', view: Keys } satisfies DialogKind

const GESTURES: readonly (readonly [what: string, how: string])[] = [
  ['Zoom at the pointer', 'Ctrl wheel'],
  ['Scroll sideways', 'Shift wheel'],
  ['Fine', 'Shift drag'],
  ['To the default', 'double-click or Alt click'],
  ['Type a value', 'Enter on a knob'],
  ['Without the grid', 'hold Ctrl'],
  ['Set the loop', 'Shift drag in the ruler'],
  ['Take a drag back', 'Esc'],
  ['Next region', 'F6'],
]
function Keys({ s }: DialogProps) {
  const groups = [...new Set(COMMANDS.map((c) => c.group))]
  return (
    <>
      <Dialog.Title>All shortcuts</Dialog.Title>
      <div className="keys-grid">
        {groups.map((group) => (
          <section key={group}>
            <h3>{named(group)}</h3>
            {COMMANDS.filter((c) => c.group === group && keysOf(c).length > 0).map((c) => (
              <div className="row" key={c.id}>
                {titleOf(c)}
                <span>
                  {keysOf(c).map((k) => (
                    <kbd key={k}>{shown(k)}</kbd>
                  ))}
                </span>
              </div>
            ))}
          </section>
        ))}
        <section>
          <h3>Mouse</h3>
          {GESTURES.map(([what, how]) => (
            <div className="row" key={what}>
              {what}
              <kbd>{how}</kbd>
            </div>
          ))}
        </section>
      </div>
      <div className="foot">
        <button type="button" className="b p" onClick={() => s.show(null)}>
          Close
        </button>
      </div>
    </>
  )
}
