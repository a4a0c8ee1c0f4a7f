// Context menus of the lanes: lines are commands.
import { toggleClip } from '@tonmeister/project'
import { allowed, command, keyText, titleOf } from '../../app/commands.ts'
import type { MenuItem, Session } from '../../app/session.ts'

/** Menu lines of commands, greyed where they mean nothing now. */
export const lines = (s: Session, ...ids: readonly (string | null)[]): MenuItem[] =>
  ids.map((id) => {
    if (!id) return null
    const c = command(id)
    return { title: titleOf(c), keys: keyText(c), disabled: !allowed(c, s), run: () => c.run(s) }
  })
export function clipItems(s: Session): MenuItem[] {
  const ids = [...s.selectedClips]
  const toggled = (field: 'muted' | 'reverse') => ids.every((id) => s.document.get(id)?.[field] === true)
  const audio = ids.some((id) => s.document.get(id)?.kind === 'audio')
  return [
    ...lines(s, 'split', 'duplicate', 'loop-selection', 'zoom-selection', null),
    { title: 'Muted', on: toggled('muted'), run: () => s.edit('Mute clip', () => toggleClip(s.document, ids, 'muted')) },
    ...(audio
      ? [{ title: 'Reversed', on: toggled('reverse'), run: () => s.edit('Reverse clip', () => toggleClip(s.document, ids, 'reverse')) }]
      : []),
    {
      title: 'Name, gain, fades',
      run: () => {
        s.layout.show('inspector')
        s.changed()
      },
    },
    null,
    ...lines(s, 'delete'),
  ]
}
export const laneItems = (s: Session): MenuItem[] => lines(s, 'import', 'add-instrument', null, 'zoom-fit', 'follow')
