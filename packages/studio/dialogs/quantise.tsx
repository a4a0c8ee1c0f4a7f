// Quantise: onto which grid, and how far towards it. Seen and heard at once; Cancel puts the notes back.
import { Dialog } from '@base-ui/react/dialog'
import { t } from '@tonmeister/ui'
import { useEffect, useRef, useState } from 'react'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { GRIDS } from '../app/roll.ts'
import { quantise } from '../commands/notes.ts'

export default { id: 'quantise', view: Quantise } satisfies DialogKind

function Quantise({ s }: DialogProps) {
  const roll = s.roll
  const [grid, setGrid] = useState(roll.gridTicks())
  const [strength, setStrength] = useState(Math.round(roll.choice.strength * 100))
  const end = useRef<((cancel?: boolean) => void) | null>(null)
  // What is tried is one gesture: each try takes the one before it back.
  useEffect(() => {
    end.current?.(true)
    end.current = s.gesture(t('Quantise'))
    quantise(s, grid, strength / 100)
  }, [s, grid, strength])
  useEffect(
    () => () => {
      end.current?.(true)
      end.current = null
    },
    [],
  )
  const n = roll.chosen().length || (roll.index?.notes.length ?? 0)
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        end.current?.()
        end.current = null
        roll.put({ strength: strength / 100 })
        s.show(null)
      }}
    >
      <Dialog.Title>{t('Quantise')}</Dialog.Title>
      <label className="field">
        {t('Grid')}
        <select value={grid} onChange={(e) => setGrid(Number(e.target.value))}>
          {GRIDS.map((g) => (
            <option key={g.name} value={g.ticks}>
              {g.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {t('Strength')}
        <span className="strength">
          <input type="range" min={0} max={100} step={1} value={strength} onChange={(e) => setStrength(Number(e.target.value))} />
          <span className="num">{strength} %</span>
        </span>
      </label>
      <p className="sub">
        {t('{n, plural, one {One note moves} other {# notes move}} towards the grid. Below 100 % some of the playing stays.', { n })}
      </p>
      <div className="foot">
        <Dialog.Close className="b">{t('Cancel')}</Dialog.Close>
        <button type="submit" className="b p">
          {t('Quantise')}
        </button>
      </div>
    </form>
  )
}
