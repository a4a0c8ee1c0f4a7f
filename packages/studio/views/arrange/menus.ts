// Context menus of the lanes: lines are commands.
import { setClipColor } from '@tonmeister/project'
import { named, t } from '@tonmeister/ui'
import { allowed, command, keyText, titleOf } from '../../app/commands.ts'
import { GRIDS } from '../../app/editing.ts'
import { selectedClips } from '../../app/selection.ts'
import type { MenuItem, Session } from '../../app/session.ts'
import { COLORS } from '../../commands/tracks.ts'

/** Menu lines of commands, greyed where they mean nothing now. */
export const lines = (s: Session, ...ids: readonly (string | null)[]): MenuItem[] =>
  ids.map((id) => {
    if (!id) return null
    const c = command(id)
    return { title: titleOf(c), keys: keyText(c), disabled: !allowed(c, s), ...(c.on ? { on: c.on(s) } : {}), run: () => c.run(s) }
  })
/** A line that opens more lines at the same place. */
const more = (s: Session, title: string, items: () => MenuItem[]): MenuItem => {
  const at = s.menu?.at
  return {
    title: `${title} …`,
    run: () => {
      // After the menu that holds this line has closed.
      const from = document.querySelector<HTMLElement>('#arrangement')!
      const place = at ?? lastPlace
      setTimeout(() => s.openMenu({ currentTarget: from, clientX: place.x, clientY: place.y, type: 'contextmenu' }, title, items()))
    },
  }
}
let lastPlace = { x: 200, y: 200 }
document.addEventListener(
  'contextmenu',
  (e) => {
    lastPlace = { x: e.clientX, y: e.clientY }
  },
  true,
)
const colors = (s: Session): MenuItem[] => [
  ...COLORS.map((name, i) => ({
    title: named(name),
    color: i + 1,
    run: () => s.edit(t('Colour'), () => setClipColor(s.document, selectedClips(s), i + 1)),
  })),
  null,
  ...lines(s, 'clip-color-track'),
]
export function clipItems(s: Session): MenuItem[] {
  const audio = selectedClips(s).some((id) => s.document.get(id)?.kind === 'audio')
  return [
    ...lines(
      s,
      'split',
      'trim-start',
      'trim-end',
      null,
      'cut',
      'copy',
      'paste',
      'paste-in-place',
      'duplicate',
      'repeat',
      'delete',
      'delete-ripple',
      null,
    ),
    ...lines(s, 'loop-clip', 'mute-clips', 'lock-clips', ...(audio ? ['reverse-clips'] : []), 'group-clips', 'ungroup-clips', null),
    ...lines(s, 'rename-clips'),
    more(s, t('Colour'), () => colors(s)),
    more(s, t('Move'), () =>
      lines(
        s,
        'nudge-left',
        'nudge-right',
        'nudge-left-fine',
        'nudge-right-fine',
        'clips-up',
        'clips-down',
        'clips-to-head',
        null,
        'slip-left',
        'slip-right',
        'shorten',
        'lengthen',
      ),
    ),
    ...(audio
      ? [
          more(s, t('Gain and fades'), () =>
            lines(
              s,
              'gain-up',
              'gain-down',
              'gain-up-fine',
              'gain-down-fine',
              null,
              'fade-in-to-head',
              'fade-out-from-head',
              'default-fades',
            ),
          ),
        ]
      : []),
    {
      title: t('All values'),
      run: () => {
        s.layout.show('inspector')
        s.changed()
      },
    },
    null,
    ...lines(s, 'loop-selection', 'zoom-selection', 'range-from-selection', 'select-in-track', 'select-after'),
  ]
}
export const laneItems = (s: Session): MenuItem[] => [
  ...lines(
    s,
    'paste',
    'paste-in-place',
    null,
    'split',
    'copy',
    'cut',
    'delete',
    'loop-range',
    null,
    'select-all',
    'select-in-track',
    'select-after',
    null,
  ),
  ...lines(s, 'snap', 'ripple'),
  more(s, t('Grid'), () => gridItems(s)),
  null,
  ...lines(s, 'import', 'add-instrument', null, 'zoom-fit'),
]
export const gridItems = (s: Session): MenuItem[] =>
  lines(s, ...GRIDS.map((g) => `grid-${g.replace('/', '-')}`), null, 'grid-triplet', 'grid-dotted', null, 'snap', 'ripple')
