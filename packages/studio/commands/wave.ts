// What is done in the clip editor to the audio clip that it shows.
import { toggleClip } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import type { Command, Commands } from '../app/kinds.ts'
import type { Session } from '../app/session.ts'
import { waveOf } from '../app/wave.ts'

const shows = (s: Session) => waveOf(s).record !== undefined
const isFree = (s: Session) => shows(s) && waveOf(s).record?.locked !== true
const head = (s: Session) => s.tempo.flicks(s.host.positionTicks())
/** The play head lies in the clip. */
const isInside = (s: Session) => {
  const span = waveOf(s).span()
  return span !== undefined && head(s) > span.from && head(s) < span.to
}
const zoom = (s: Session, factor: number) => {
  const { view } = waveOf(s)
  const x = view.x(head(s))
  view.zoom(factor, x > 0 && x < view.width ? x : view.width / 2)
  waveOf(s).changed()
}
const slip = (s: Session, by: number) => s.edit(t('Slip clip'), () => waveOf(s).slip(by))
const gain = (s: Session, by: number) => s.edit(t('Clip gain'), () => waveOf(s).gain(Number(waveOf(s).record?.gain ?? 0) + by))
/** A thousandth of a second, flicks. */
const MS = 705_600

const clip = (c: Omit<Command, 'group' | 'where'>): Command => ({ ...c, group: 'Clip', where: 'clip' })
export default [
  clip({ id: 'clip-louder', title: 'Clip half a decibel louder', keys: ['Alt+ArrowUp'], when: shows, run: (s) => gain(s, 0.5) }),
  clip({ id: 'clip-softer', title: 'Clip half a decibel softer', keys: ['Alt+ArrowDown'], when: shows, run: (s) => gain(s, -0.5) }),
  clip({
    id: 'clip-slip-earlier',
    title: 'Slip the sound 10 ms earlier',
    keys: ['Alt+ArrowLeft'],
    when: isFree,
    run: (s) => slip(s, -10 * MS),
  }),
  clip({
    id: 'clip-slip-later',
    title: 'Slip the sound 10 ms later',
    keys: ['Alt+ArrowRight'],
    when: isFree,
    run: (s) => slip(s, 10 * MS),
  }),
  clip({
    id: 'clip-start-here',
    title: 'Begin the clip at the play head',
    keys: ['['],
    when: (s) => isFree(s) && isInside(s),
    run: (s) => s.edit(t('Trim clip'), () => waveOf(s).trim('start', head(s))),
  }),
  clip({
    id: 'clip-end-here',
    title: 'End the clip at the play head',
    keys: [']'],
    when: (s) => isFree(s) && isInside(s),
    run: (s) => s.edit(t('Trim clip'), () => waveOf(s).trim('end', head(s))),
  }),
  clip({
    id: 'clip-fade-in-here',
    title: 'Fade in up to the play head',
    keys: ['{'],
    when: isInside,
    run: (s) => s.edit(t('Fade in'), () => waveOf(s).fade('in', head(s) - waveOf(s).span()!.from)),
  }),
  clip({
    id: 'clip-fade-out-here',
    title: 'Fade out from the play head',
    keys: ['}'],
    when: isInside,
    run: (s) => s.edit(t('Fade out'), () => waveOf(s).fade('out', waveOf(s).span()!.to - head(s))),
  }),
  clip({
    id: 'clip-reverse',
    title: 'Reverse the clip',
    keys: ['Shift+R'],
    when: shows,
    on: (s) => waveOf(s).record?.reverse === true,
    run: (s) => {
      const id = waveOf(s).record?.id
      if (id) s.edit(t('Reverse clip'), () => toggleClip(s.document, [id], 'reverse'))
    },
  }),
  null,
  clip({
    id: 'clip-snap',
    title: 'Snap in the clip editor',
    keys: ['N'],
    on: (s) => waveOf(s).snaps,
    run: (s) => {
      waveOf(s).snaps = !waveOf(s).snaps
      s.changed()
    },
  }),
  clip({ id: 'clip-fit', title: 'Show the whole waveform', keys: ['Z', 'Shift+Z'], when: shows, run: (s) => waveOf(s).fit() }),
  clip({ id: 'clip-zoom-in', title: 'Zoom into the waveform', keys: ['+', '='], when: shows, run: (s) => zoom(s, 0.5) }),
  clip({ id: 'clip-zoom-out', title: 'Zoom out of the waveform', keys: ['-'], when: shows, run: (s) => zoom(s, 2) }),
] satisfies Commands
