// The grid of the lanes: how fine, and what feel.
import { word } from '@tonmeister/ui'
import { editing, GRIDS, type Grid, setEditing } from '../app/editing.ts'
import type { Command, Commands } from '../app/kinds.ts'

/** English; shown through the catalogue. */
export const GRID_NAMES: Readonly<Record<Grid, string>> = {
  auto: word('Grid: automatic'),
  bar: word('Grid: 1 bar'),
  beat: word('Grid: 1 beat'),
  '1/2': word('Grid: 1/2'),
  '1/4': word('Grid: 1/4'),
  '1/8': word('Grid: 1/8'),
  '1/16': word('Grid: 1/16'),
  '1/32': word('Grid: 1/32'),
  '1/64': word('Grid: 1/64'),
  frames: word('Grid: frames'),
  off: word('Grid: off'),
}
const FEELS = { triplet: word('Grid: triplets'), dotted: word('Grid: dotted') } as const

export default [
  ...GRIDS.map(
    (grid): Command => ({
      id: `grid-${grid.replace('/', '-')}`,
      title: GRID_NAMES[grid],
      group: 'View',
      on: () => editing.grid === grid,
      run: (s) => setEditing(s, { grid }),
    }),
  ),
  null,
  ...(['triplet', 'dotted'] as const).map(
    (feel): Command => ({
      id: `grid-${feel}`,
      title: FEELS[feel],
      group: 'View',
      on: () => editing.feel === feel,
      run: (s) => setEditing(s, { feel: editing.feel === feel ? 'straight' : feel }),
    }),
  ),
] satisfies Commands
