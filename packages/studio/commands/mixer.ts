// What is done to the selected strip, or to those of all chosen tracks.
import {
  addMixGroup,
  addVca,
  mixGroupsOf,
  moveStrips,
  type StripRecord,
  setChannel,
  toggleMute,
  toggleSolo,
  vcasOf,
} from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { announce } from '../app/announce.ts'
import { arrangementOf } from '../app/arrangement.ts'
import { consoleOf, WIDTHS, type Width } from '../app/console.ts'
import type { Commands } from '../app/kinds.ts'
import { isHeard, listenTo, listenToMain, room, setRoom, toggleRoom } from '../app/room.ts'
import type { Session } from '../app/session.ts'
import { openLook, openMeters } from '../views/strip-menu.ts'

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
    when: (s) => [...s.document.byType('strip'), ...s.document.byType('vca')].some((x) => x.solo === true),
    run: (s) =>
      s.edit(t('Solo'), () =>
        s.document.transact(() => {
          for (const type of ['strip', 'vca'])
            for (const x of s.document.byType(type))
              if (x.solo === true && s.document.get(x.id)?.solo === true) toggleSolo(s.document, x.id)
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
    id: 'vca-new',
    title: 'Put the chosen strips under a new VCA',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    run: (s) =>
      s.edit(t('VCA'), () => addVca(s.document, s.newId, t('VCA {n}', { n: vcasOf(s.document).length + 1 }), arrangementOf(s).strips())),
  },
  {
    id: 'mixgroup-new',
    title: 'Let the chosen strips move together',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    run: (s) =>
      s.edit(t('Group'), () =>
        addMixGroup(s.document, s.newId, t('Group {n}', { n: mixGroupsOf(s.document).length + 1 }), arrangementOf(s).strips()),
      ),
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
  {
    id: 'listen-pfl',
    title: 'Listen to the selected strip before its fader (PFL)',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    on: (s) => s.selectedStrip !== null && isHeard(s, s.selectedStrip, 'pfl'),
    run: (s) => listenTo(s, s.selectedStrip!, 'pfl'),
  },
  {
    id: 'listen-afl',
    title: 'Listen to the selected strip after its fader (AFL)',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null,
    on: (s) => s.selectedStrip !== null && isHeard(s, s.selectedStrip, 'afl'),
    run: (s) => listenTo(s, s.selectedStrip!, 'afl'),
  },
  {
    id: 'listen-also',
    title: 'Listen to the selected strip too',
    group: 'Mixer',
    when: (s) => s.selectedStrip !== null && s.host.listening.strips.length > 0,
    on: (s) => s.selectedStrip !== null && s.host.listening.strips.includes(s.selectedStrip),
    run: (s) => listenTo(s, s.selectedStrip!, s.host.listening.where, true),
  },
  {
    id: 'listen-main',
    title: 'Listen to main again',
    group: 'Mixer',
    when: (s) => s.host.listening.strips.length > 0,
    run: listenToMain,
  },
  { id: 'monitor-dim', title: 'Dim the monitor', group: 'Mixer', on: () => room().dim, run: (s) => toggleRoom(s, 'dim') },
  { id: 'monitor-mono', title: 'Monitor in mono', group: 'Mixer', on: () => room().mono, run: (s) => toggleRoom(s, 'mono') },
  {
    id: 'monitor-polarity',
    title: 'Turn the right side of the monitor over',
    group: 'Mixer',
    on: () => room().polarity,
    run: (s) => toggleRoom(s, 'polarity'),
  },
  {
    id: 'monitor-left',
    title: 'Cut the left side of the monitor',
    group: 'Mixer',
    on: () => room().cutLeft,
    run: (s) => toggleRoom(s, 'cutLeft'),
  },
  {
    id: 'monitor-right',
    title: 'Cut the right side of the monitor',
    group: 'Mixer',
    on: () => room().cutRight,
    run: (s) => toggleRoom(s, 'cutRight'),
  },
  {
    id: 'monitor-reference',
    title: 'Monitor at the reference level',
    group: 'Mixer',
    on: () => room().level === room().reference,
    run: (s) => setRoom(s, { level: room().reference }),
  },
  null,
  {
    id: 'choose-strips',
    title: 'Choose all strips',
    group: 'Mixer',
    keys: ['Ctrl+A'],
    where: 'mixer',
    run: (s) => {
      const ids = s.strips().map((x) => x.id)
      arrangementOf(s).chooseStrips(ids, s.selectedStrip ?? ids[0]!)
    },
  },
  {
    id: 'strips-left',
    title: 'Move the chosen strips to the left',
    group: 'Mixer',
    keys: ['Alt+ArrowLeft'],
    where: 'mixer',
    when: (s) => s.selectedStrip !== null,
    run: (s) => shift(s, -1),
  },
  {
    id: 'strips-right',
    title: 'Move the chosen strips to the right',
    group: 'Mixer',
    keys: ['Alt+ArrowRight'],
    where: 'mixer',
    when: (s) => s.selectedStrip !== null,
    run: (s) => shift(s, 1),
  },
  {
    id: 'strips-width',
    title: 'Make the chosen strips narrow, normal or wide',
    group: 'Mixer',
    keys: ['W'],
    where: 'mixer',
    when: (s) => s.selectedStrip !== null,
    run: (s) => {
      const all = Object.keys(WIDTHS) as Width[]
      const view = consoleOf(s)
      view.setOwnWidth(arrangementOf(s).strips(), all[(all.indexOf(view.widthOf(s.selectedStrip!)) + 1) % all.length]!)
    },
  },
  { id: 'mixer-look', title: 'Look of the mixer…', group: 'Mixer', keys: ['Shift+W'], where: 'mixer', run: openLook },
  { id: 'mixer-meters', title: 'Meters of strips…', group: 'Mixer', run: (s) => openMeters(s, 'strips') },
  { id: 'main-meter', title: 'Meter of main…', group: 'Mixer', run: (s) => openMeters(s, 'main') },
  null,
  { id: 'reset-loudness', title: 'Reset the loudness measurement', group: 'Mixer', run: (s) => s.host.resetLoudness() },
] satisfies Commands

/** Past the next strip of their kind. */
function shift(s: Session, by: 1 | -1): void {
  const ids = arrangementOf(s).strips()
  const first = s.document.get(ids[0]!) as StripRecord | undefined
  const row = s.strips().filter((x) => x.kind === first?.kind)
  const at = row.flatMap((x, i) => (ids.includes(x.id) ? [i] : []))
  if (!at.length || (by < 0 ? at[0] === 0 : at.at(-1) === row.length - 1)) return
  const before = by < 0 ? row[at[0]! - 1] : row[at.at(-1)! + 2]
  s.edit(t('Move strips'), () => moveStrips(s.document, ids, before?.id))
  const name = String(s.document.get(s.selectedStrip!)?.name)
  const place = s.strips().findIndex((x) => x.id === s.selectedStrip) + 1
  announce(t('{strip}: {n} of {all}', { strip: name, n: place, all: s.strips().length }))
}
const selected = (s: Session): StripRecord | undefined => s.document.get(s.selectedStrip ?? '') as StripRecord | undefined

/** All become what the selected one was not. */
function toggleAll(s: Session, what: 'mute' | 'solo'): void {
  const on = s.document.get(s.selectedStrip!)?.[what] !== true
  s.document.transact(() => {
    for (const id of arrangementOf(s).strips())
      if ((s.document.get(id)?.[what] === true) !== on) (what === 'mute' ? toggleMute : toggleSolo)(s.document, id)
  })
}
