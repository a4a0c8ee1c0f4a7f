// What is done to the selected strip.
import { toggleMute, toggleSolo } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import type { Commands } from '../app/kinds.ts'

export default [
  {
    id: 'mute',
    title: 'Mute the selected strip',
    group: 'Mixer',
    keys: ['M'],
    when: (s) => s.selectedStrip !== null,
    on: (s) => s.selectedStrip !== null && s.document.get(s.selectedStrip)?.mute === true,
    run: (s) => s.edit(t('Mute'), () => toggleMute(s.document, s.selectedStrip!)),
  },
  {
    id: 'solo',
    title: 'Solo the selected strip',
    group: 'Mixer',
    keys: ['Shift+S'],
    when: (s) => s.selectedStrip !== null,
    on: (s) => s.selectedStrip !== null && s.document.get(s.selectedStrip)?.solo === true,
    run: (s) => s.edit(t('Solo'), () => toggleSolo(s.document, s.selectedStrip!)),
  },
  null,
  { id: 'reset-loudness', title: 'Reset the loudness measurement', group: 'Mixer', run: (s) => s.host.resetLoudness() },
] satisfies Commands
