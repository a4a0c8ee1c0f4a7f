// The bar above the arrangement: tool, grid, snapping and ripple.
import { named, Toolbar, t } from '@tonmeister/ui'
import { command, keyText, titleOf } from '../../app/commands.ts'
import { editing } from '../../app/editing.ts'
import type { Session } from '../../app/session.ts'
import { GRID_NAMES } from '../../commands/grid.ts'
import { gridItems } from './menus.ts'

const ICONS: Readonly<Record<string, string>> = {
  'tool-select': 'M4 2l8 6-4 .6L10 13l-2 1-2-4.4L4 12z',
  'tool-range': 'M3 3v10M13 3v10M5.5 8h5M5.5 8l2-2M5.5 8l2 2M10.500 8l-2-2M10.500 8l-2 2',
  'tool-split': 'M8 2v12M4.500 5L2 8l2.500 3M11.500 5L14 8l-2.500 3',
}
export function Tools({ s }: { s: Session }) {
  const toggle = (id: string, text: string) => {
    const c = command(id)
    return (
      <button
        type="button"
        className={c.on?.(s) ? 'b on' : 'b'}
        aria-pressed={c.on?.(s)}
        title={`${titleOf(c)} (${keyText(c)})`}
        onClick={() => c.run(s)}
      >
        {text}
      </button>
    )
  }
  return (
    <Toolbar className="lane-tools" label={t('Tools of the arrangement')}>
      {Object.entries(ICONS).map(([id, path]) => {
        const c = command(id)
        const on = c.on?.(s) === true
        return (
          <button
            type="button"
            key={id}
            className={on ? 'b icon on' : 'b icon'}
            aria-pressed={on}
            aria-label={titleOf(c)}
            title={`${titleOf(c)} (${keyText(c)})`}
            onClick={() => c.run(s)}
          >
            <svg
              viewBox="0 0 16 16"
              aria-hidden="true"
              fill={id === 'tool-select' ? 'currentColor' : 'none'}
              stroke="currentColor"
              strokeWidth="1.4"
            >
              <path d={path} />
            </svg>
          </button>
        )
      })}
      <i />
      <button type="button" className="b" aria-haspopup="menu" onClick={(e) => s.openMenu(e, t('Grid'), gridItems(s))}>
        {named(GRID_NAMES[editing.grid])}
        {editing.feel === 'triplet' ? ' T' : editing.feel === 'dotted' ? ' D' : ''}
      </button>
      {toggle('snap', t('Snap'))}
      {toggle('ripple', t('Ripple'))}
    </Toolbar>
  )
}
