// Markers, sections, tempo, meter, rulers and the loop's place.
import {
  addMarker,
  addSection,
  type MarkerRecord,
  removeFromTimeline,
  type SectionRecord,
  setSection,
  setSignature,
  setTempo,
  type TempoRecord,
} from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { arrangementOf } from '../app/arrangement.ts'
import type { Commands } from '../app/kinds.ts'
import { BAR, type MenuItem, type Session } from '../app/session.ts'
import { tap } from '../app/tap.ts'
import { rulerItems } from '../views/arrange/ruler-box.tsx'
import { markerName, nextColor, sectionName, type TimelineRecord } from '../views/arrange/ruler-gestures.ts'
import { markersOf } from '../views/arrange/rulers.ts'
import { COLORS, colorName } from './tracks.ts'

const item = (s: Session): TimelineRecord | undefined => {
  const { item } = arrangementOf(s)
  return item === null ? undefined : (s.document.get(item) as TimelineRecord | undefined)
}
const is =
  (...types: readonly string[]) =>
  (s: Session): boolean =>
    types.includes(item(s)?.type ?? '')
const any = is('marker', 'section', 'tempo', 'signature')
const here = (s: Session): number => Math.round(s.host.positionTicks())
function chooseAndName(s: Session, id: string | undefined): void {
  if (!id) return
  arrangementOf(s).chooseItem(id)
  arrangementOf(s).name(id)
}

export default [
  {
    id: 'add-marker',
    title: 'Add marker at the play head',
    group: 'Timeline',
    keys: ['Shift+M'],
    run: (s) =>
      chooseAndName(
        s,
        s.edit(t('Add marker'), () => addMarker(s.document, s.newId, here(s), markerName(s))),
      ),
  },
  {
    id: 'next-marker',
    title: 'Next marker',
    group: 'Timeline',
    keys: ['PageDown'],
    when: (s) => markersOf(s).length > 0,
    run: (s) => go(s, 1),
  },
  {
    id: 'previous-marker',
    title: 'Previous marker',
    group: 'Timeline',
    keys: ['PageUp'],
    when: (s) => markersOf(s).length > 0,
    run: (s) => go(s, -1),
  },
  { id: 'markers', title: 'Markers and sections…', group: 'Timeline', keys: ['Alt+M'], run: (s) => s.show('markers') },
  null,
  {
    id: 'add-section',
    title: 'Add section over the loop',
    group: 'Timeline',
    run: (s) => {
      const { barStart, barTicks } = s.signatures.at(here(s))
      const [at, length] = s.loopEnd > s.loopStart ? [s.loopStart, s.loopEnd - s.loopStart] : [barStart, barTicks * 8]
      chooseAndName(
        s,
        s.edit(t('Add section'), () => addSection(s.document, s.newId, at, length, sectionName(s), nextColor(s))),
      )
    },
  },
  {
    id: 'loop-section',
    title: 'Loop the section',
    group: 'Timeline',
    when: (s) => is('section')(s) || sectionHere(s) !== undefined,
    run: (s) => {
      const x = is('section')(s) ? (item(s) as SectionRecord) : sectionHere(s)
      if (x) s.setLoop(true, x.at, x.at + x.length)
    },
  },
  null,
  {
    id: 'add-tempo',
    title: 'Add tempo at the play head',
    group: 'Timeline',
    run: (s) =>
      chooseAndName(
        s,
        s.edit(t('Add tempo'), () => setTempo(s.document, s.newId, here(s), Math.round(s.tempo.bpm(here(s)) * 100) / 100)),
      ),
  },
  {
    id: 'add-meter',
    title: 'Add meter at the play head',
    group: 'Timeline',
    run: (s) => {
      const { numerator, denominator } = s.signatures.at(here(s))
      chooseAndName(
        s,
        s.edit(t('Add meter'), () => setSignature(s.document, s.newId, here(s), numerator, denominator)),
      )
    },
  },
  { id: 'tempos', title: 'Tempo and meter…', group: 'Timeline', run: (s) => s.show('tempos') },
  { id: 'tap-tempo', title: 'Tap tempo', group: 'Timeline', keys: ['T'], run: (s) => tap(s) },
  null,
  {
    id: 'rename-item',
    title: 'Name or value of the chosen thing',
    group: 'Timeline',
    where: 'timeline',
    keys: ['F2'],
    when: any,
    run: (s) => arrangementOf(s).name(item(s)!.id),
  },
  {
    id: 'color-item',
    title: 'Colour of the section…',
    group: 'Timeline',
    when: is('section'),
    run: (s) =>
      s.openMenu({ currentTarget: document.querySelector('.rulers') ?? document.body }, t('Colour'), colors(s, item(s) as SectionRecord)),
  },
  {
    id: 'tempo-ramp',
    title: 'Ramp to the next tempo',
    group: 'Timeline',
    when: is('tempo'),
    on: (s) => (item(s) as TempoRecord | undefined)?.curve === 'ramp',
    run: (s) => {
      const x = item(s) as TempoRecord
      s.edit(t('Tempo'), () => setTempo(s.document, s.newId, x.at, x.bpm, x.curve === 'ramp' ? 'jump' : 'ramp'))
    },
  },
  {
    id: 'locate-item',
    title: 'Play head to the chosen thing',
    group: 'Timeline',
    when: any,
    run: (s) => s.locate((item(s) as MarkerRecord).at),
  },
  {
    id: 'delete-item',
    title: 'Delete the chosen marker, section, tempo or meter',
    group: 'Timeline',
    where: 'timeline',
    keys: ['Delete', 'Backspace'],
    when: any,
    run: (s) => {
      const x = item(s)!
      s.edit(t('Delete'), () => removeFromTimeline(s.document, [x.id]))
      if (s.document.get(x.id)) s.notify(t('The tempo and the meter that a project begins with stay: change their value instead.'))
      else arrangementOf(s).chooseItem(null)
    },
  },
  null,
  {
    id: 'loop-start',
    title: 'Loop starts at the play head',
    group: 'Play',
    keys: ['Shift+I'],
    run: (s) => s.setLoop(true, here(s), Math.max(s.loopEnd, here(s) + BAR / 16)),
  },
  {
    id: 'loop-end',
    title: 'Loop ends at the play head',
    group: 'Play',
    keys: ['Shift+O'],
    run: (s) => s.setLoop(true, Math.min(s.loopStart, Math.max(0, here(s) - BAR / 16)), here(s)),
  },
  { id: 'loop-back', title: 'Move the loop one length back', group: 'Play', keys: ['Alt+Shift+ArrowLeft'], run: (s) => moveLoop(s, -1) },
  { id: 'loop-forward', title: 'Move the loop one length on', group: 'Play', keys: ['Alt+Shift+ArrowRight'], run: (s) => moveLoop(s, 1) },
  { id: 'loop-halve', title: 'Halve the loop', group: 'Play', keys: ['Alt+Shift+ArrowDown'], run: (s) => sizeLoop(s, 0.5) },
  { id: 'loop-double', title: 'Double the loop', group: 'Play', keys: ['Alt+Shift+ArrowUp'], run: (s) => sizeLoop(s, 2) },
  null,
  {
    id: 'rulers',
    title: 'Show or hide rulers…',
    group: 'View',
    run: (s) => s.openMenu({ currentTarget: document.getElementById('rulers-menu') ?? document.body }, t('Rulers'), rulerItems(s)),
  },
] satisfies Commands

function go(s: Session, by: number): void {
  const all = markersOf(s)
  const at = here(s)
  const next = by > 0 ? all.find((m) => m.at > at + 1) : all.findLast((m) => m.at < at - (s.host.playing ? BAR / 8 : 1))
  if (!next) return
  s.locate(next.at)
  arrangementOf(s).chooseItem(next.id)
}
const sectionHere = (s: Session): SectionRecord | undefined => {
  const at = here(s)
  return s.document.byType<SectionRecord>('section').find((x) => at >= x.at && at < x.at + x.length)
}
const colors = (s: Session, section: SectionRecord): MenuItem[] =>
  COLORS.map((name, i) => ({
    title: colorName(name),
    color: i + 1,
    on: section.color === i + 1,
    run: () => s.edit(t('Colour'), () => setSection(s.document, section.id, { color: i + 1 })),
  }))
function moveLoop(s: Session, by: number): void {
  const length = s.loopEnd - s.loopStart
  const start = Math.max(0, s.loopStart + by * length)
  s.setLoop(s.looping, start, start + length)
}
function sizeLoop(s: Session, by: number): void {
  s.setLoop(s.looping, s.loopStart, s.loopStart + Math.max(BAR / 64, Math.round((s.loopEnd - s.loopStart) * by)))
}
