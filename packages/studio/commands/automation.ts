// Automation lanes and their points.
import { type AutomationMode, copyPoints, type PointRecord, pastePoints, removePoints, setCurve } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { arrangementOf } from '../app/arrangement.ts'
import { automatedOn, openLane, pointsOf } from '../app/automate.ts'
import type { Command, Commands } from '../app/kinds.ts'
import { modeOf } from '../app/passes.ts'
import type { Session } from '../app/session.ts'
import { chooseMode } from '../views/automation-mode.tsx'

const chosen = (s: Session): PointRecord[] =>
  [...arrangementOf(s).points].map((id) => s.document.get(id) as PointRecord).filter((p) => p?.type === 'point')
const some = (s: Session): boolean => chosen(s).length > 0
const hasLane = (s: Session): boolean => {
  const { lane } = arrangementOf(s)
  return lane !== null && s.document.get(lane.target) !== undefined
}
const mode = (to: AutomationMode): Omit<Command, 'title'> => ({
  id: `automation-${to}`,
  group: 'Mixer',
  when: (s) => arrangementOf(s).strips().length > 0,
  on: (s) =>
    arrangementOf(s).strips().length > 0 &&
    arrangementOf(s)
      .strips()
      .every((id) => modeOf(s, id) === to),
  run: (s) => chooseMode(s, arrangementOf(s).strips(), to),
})
let copied: ReturnType<typeof copyPoints> | null = null

export default [
  {
    id: 'automation',
    title: 'Automate a parameter…',
    group: 'Track',
    keys: ['A'],
    when: (s) => arrangementOf(s).chosen().length > 0,
    run: (s) => s.show('automate'),
  },
  {
    id: 'automated',
    title: 'Show what is automated',
    group: 'Track',
    keys: ['Shift+A'],
    run: (s) => {
      const ids = arrangementOf(s).chosen()
      let shown = 0
      for (const track of s.tracks())
        if (!ids.length || ids.includes(track.id))
          for (const a of automatedOn(s, track)) {
            openLane(s, track.id, a)
            shown++
          }
      if (!shown) s.notify(t('Nothing is automated here yet. Open a lane with A and click into it.'))
    },
  },
  {
    id: 'close-lanes',
    title: 'Close automation lanes',
    group: 'Track',
    run: (s) => {
      const own = arrangementOf(s)
      const ids = own.chosen()
      for (const track of s.tracks()) if (!ids.length || ids.includes(track.id)) own.setLanes(track.id, [])
    },
  },
  null,
  {
    id: 'points-hold',
    title: 'Hold until the next point',
    group: 'Track',
    when: some,
    on: (s) => some(s) && chosen(s).every((p) => p.curve === 'hold'),
    run: (s) => curve(s, 'hold'),
  },
  {
    id: 'points-linear',
    title: 'Line to the next point',
    group: 'Track',
    when: some,
    on: (s) => some(s) && chosen(s).every((p) => p.curve !== 'hold'),
    run: (s) => curve(s, 'linear'),
  },
  {
    id: 'copy-points',
    title: 'Copy points',
    group: 'Track',
    where: 'automation',
    keys: ['Ctrl+C'],
    when: some,
    run: (s) => {
      copied = copyPoints(s.document, [...arrangementOf(s).points])
    },
  },
  {
    id: 'paste-points',
    title: 'Paste points at the play head',
    group: 'Track',
    where: 'automation',
    keys: ['Ctrl+V'],
    when: (s) => copied !== null && hasLane(s),
    run: (s) => {
      const { lane } = arrangementOf(s)
      const ids = s.edit(t('Paste points'), () => pastePoints(s.document, s.newId, copied!, Math.round(s.host.positionTicks()), lane!))
      arrangementOf(s).choosePoints(ids)
    },
  },
  {
    id: 'delete-points',
    title: 'Delete points',
    group: 'Track',
    where: 'automation',
    keys: ['Delete', 'Backspace'],
    when: some,
    run: (s) => {
      const ids = chosen(s).map((p) => p.id)
      s.edit(t('{n, plural, one {Delete point} other {Delete # points}}', { n: ids.length }), () => removePoints(s.document, ids))
      arrangementOf(s).choosePoints([])
    },
  },
  {
    id: 'select-points',
    title: 'Select all points of the lane',
    group: 'Track',
    where: 'automation',
    keys: ['Ctrl+A'],
    when: hasLane,
    run: (s) => {
      const { lane } = arrangementOf(s)
      arrangementOf(s).choosePoints(pointsOf(s, lane!.target, lane!.param).map((p) => p.id))
    },
  },
  {
    id: 'clear-lane',
    title: 'Clear the lane',
    group: 'Track',
    when: (s) => hasLane(s) && pointsOf(s, arrangementOf(s).lane!.target, arrangementOf(s).lane!.param).length > 0,
    run: (s) => {
      const { lane } = arrangementOf(s)
      s.edit(t('Clear lane'), () =>
        removePoints(
          s.document,
          pointsOf(s, lane!.target, lane!.param).map((p) => p.id),
        ),
      )
      s.notify(t('The lane is cleared.'), false, true)
    },
  },
  null,
  { ...mode('off'), title: 'Automation of the chosen strips: off' },
  { ...mode('read'), title: 'Automation of the chosen strips: read' },
  { ...mode('touch'), title: 'Automation of the chosen strips: touch' },
  { ...mode('latch'), title: 'Automation of the chosen strips: latch' },
  { ...mode('write'), title: 'Automation of the chosen strips: write' },
  { ...mode('trim'), title: 'Automation of the chosen strips: trim' },
] satisfies Commands

function curve(s: Session, to: 'hold' | 'linear'): void {
  const ids = chosen(s).map((p) => p.id)
  s.edit(to === 'hold' ? t('Hold') : t('Linear'), () => setCurve(s.document, ids, to))
}
