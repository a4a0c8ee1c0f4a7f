// What is done to the selected strip, or to those of all chosen tracks.
import { toggleMute, toggleSolo } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { arrangementOf } from '../app/arrangement.ts'
import type { Commands } from '../app/kinds.ts'
import type { Session } from '../app/session.ts'

export default [
  {
    id: 'mute',
    title: 'Mute the selected strip',
    group: 'Mixer',
    keys: ['M'],
    when: (s) => s.selectedStrip !== null,
    on: (s) => s.selectedStrip !== null && s.document.get(s.selectedStrip)?.mute === true,
    run: (s) => s.edit(t('Mute'), () => toggleAll(s, 'mute')),
  },
  {
    id: 'solo',
    title: 'Solo the selected strip',
    group: 'Mixer',
    keys: ['Shift+S'],
    when: (s) => s.selectedStrip !== null,
    on: (s) => s.selectedStrip !== null && s.document.get(s.selectedStrip)?.solo === true,
    run: (s) => s.edit(t('Solo'), () => toggleAll(s, 'solo')),
  },
  null,
  { id: 'reset-loudness', title: 'Reset the loudness measurement', group: 'Mixer', run: (s) => s.host.resetLoudness() },
] satisfies Commands

/** All become what the selected one was not. */
function toggleAll(s: Session, what: 'mute' | 'solo'): void {
  const on = s.document.get(s.selectedStrip!)?.[what] !== true
  s.document.transact(() => {
    for (const id of arrangementOf(s).strips())
      if ((s.document.get(id)?.[what] === true) !== on) (what === 'mute' ? toggleMute : toggleSolo)(s.document, id)
  })
}
