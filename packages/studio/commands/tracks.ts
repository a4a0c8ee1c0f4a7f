// What is done to tracks, and going from one to the next.
import { devices } from '@tonmeister/devices'
import { addDevice, addTrack } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import type { Commands } from '../app/kinds.ts'
import type { Session } from '../app/session.ts'

export default [
  {
    id: 'add-instrument',
    title: 'Add instrument track',
    group: 'Track',
    keys: ['Shift+T'],
    run: (s) =>
      s.edit(t('Add instrument track'), () =>
        s.document.transact(() => {
          const { strip } = addTrack(s.document, s.newId, { name: 'Analog poly', note: 'Instrument' })
          addDevice(s.document, s.newId, strip, devices.synth!)
          s.select(strip)
        }),
      ),
  },
  null,
  { id: 'next-strip', title: 'Next strip', group: 'Track', keys: ['ArrowDown'], run: (s) => step(s, 1) },
  { id: 'previous-strip', title: 'Previous strip', group: 'Track', keys: ['ArrowUp'], run: (s) => step(s, -1) },
] satisfies Commands

function step(s: Session, by: number): void {
  const strips = s.strips()
  const at = strips.findIndex((x) => x.id === s.selectedStrip)
  s.select(strips[Math.min(strips.length - 1, Math.max(0, at + by))]?.id ?? null)
}
