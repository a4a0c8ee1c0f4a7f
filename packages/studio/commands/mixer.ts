// What is done to the selected strip, or to those of all chosen tracks.
import { type StripRecord, setChannel, toggleMute, toggleSolo } from '@tonmeister/project'
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
  {
    id: 'solo-alone',
    title: 'Solo the selected strip alone',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    run: (s) =>
      s.edit(t('Solo'), () => {
        const id = s.selectedStrip!
        const others = s.document.byType<StripRecord>('strip').some((x) => x.solo && x.id !== id)
        // When others are soloed too it stays, alone.
        if (others && s.document.get(id)?.solo === true) toggleSolo(s.document, id)
        toggleSolo(s.document, id, true)
      }),
  },
  {
    id: 'solo-clear',
    title: 'End every solo',
    group: 'Mixer',
    when: (s) => s.document.byType<StripRecord>('strip').some((x) => x.solo),
    run: (s) =>
      s.edit(t('Solo'), () =>
        s.document.transact(() => {
          for (const strip of s.document.byType<StripRecord>('strip')) if (strip.solo) toggleSolo(s.document, strip.id)
        }),
      ),
  },
  {
    id: 'solo-safe',
    title: 'Keep the selected strip safe from solo',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    on: (s) => selected(s)?.soloSafe === true,
    run: (s) => s.edit(t('Solo safe'), () => setChannel(s.document, s.selectedStrip!, { soloSafe: selected(s)?.soloSafe !== true })),
  },
  {
    id: 'polarity',
    title: 'Turn the polarity of the selected strip over',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    on: (s) => (selected(s)?.polarity ?? 'normal') !== 'normal',
    run: (s) =>
      s.edit(t('Polarity'), () =>
        setChannel(s.document, s.selectedStrip!, { polarity: (selected(s)?.polarity ?? 'normal') === 'normal' ? 'both' : 'normal' }),
      ),
  },
  {
    id: 'mono-strip',
    title: 'Make the selected strip mono',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    on: (s) => selected(s)?.mono === true,
    run: (s) => s.edit(t('Mono'), () => setChannel(s.document, s.selectedStrip!, { mono: selected(s)?.mono !== true })),
  },
  null,
  { id: 'reset-loudness', title: 'Reset the loudness measurement', group: 'Mixer', run: (s) => s.host.resetLoudness() },
] satisfies Commands

const selected = (s: Session): StripRecord | undefined => s.document.get(s.selectedStrip ?? '') as StripRecord | undefined

/** All become what the selected one was not. */
function toggleAll(s: Session, what: 'mute' | 'solo'): void {
  const on = s.document.get(s.selectedStrip!)?.[what] !== true
  s.document.transact(() => {
    for (const id of arrangementOf(s).strips())
      if ((s.document.get(id)?.[what] === true) !== on) (what === 'mute' ? toggleMute : toggleSolo)(s.document, id)
  })
}
