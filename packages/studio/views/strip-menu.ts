// What a right click on a strip offers, and what can be added to one.
import { addBus, addSend, removeStrip, type StripRecord, sendsOf, setGain, toggleMute, toggleSolo } from '@tonmeister/project'
import { named, t } from '@tonmeister/ui'
import { chosenWith, consoleOf, METER_KINDS, SECTIONS, type Section, WIDTHS, type Width } from '../app/console.ts'
import type { MenuItem, Session } from '../app/session.ts'
import { effectItems } from './devices.tsx'

function sendItems(s: Session, strip: string): MenuItem[] {
  const taken = new Set(sendsOf(s.document, strip).map((x) => x.target))
  const buses = s.strips().filter((x) => x.kind === 'bus' && x.id !== strip && !taken.has(x.id))
  return [
    ...buses.map((bus) => ({
      title: t('Send to {bus}', { bus: bus.name }),
      run: () => {
        if (!s.edit(t('Send to {bus}', { bus: bus.name }), () => addSend(s.document, s.newId, strip, bus.id)))
          s.notify(t('That send would go in a circle: nothing was changed.'), true)
      },
    })),
    {
      title: t('Send to a new bus'),
      run: () =>
        s.edit(t('Send to a new bus'), () =>
          s.document.transact(() => {
            const bus = addBus(s.document, s.newId, t('Bus {n}', { n: s.strips().filter((x) => x.kind === 'bus').length + 1 }))
            addSend(s.document, s.newId, strip, bus)
          }),
        ),
    },
  ]
}
export const addItems = (s: Session, strip: StripRecord): MenuItem[] => [
  ...effectItems(s, strip.id),
  ...(strip.kind === 'main' ? [] : [null, ...sendItems(s, strip.id)]),
]
/** What a right click on a strip offers. */
export function stripItems(s: Session, strip: StripRecord): MenuItem[] {
  const view = consoleOf(s)
  const chosen = chosenWith(s, strip.id)
  const each = chosen.length ? chosen : [strip.id]
  return [
    {
      title: t('Show its devices'),
      run: () => {
        s.layout.show('devices')
        s.select(strip.id)
        s.changed()
      },
    },
    {
      title: t('Name, colour, output'),
      run: () => {
        s.layout.show('inspector')
        s.select(strip.id)
        s.changed()
      },
    },
    {
      title: strip.mute ? t('Unmute') : t('Mute'),
      keys: 'M',
      run: () => s.edit(t('Mute'), () => toggleMute(s.document, strip.id, chosen)),
    },
    { title: t('Solo alone'), run: () => s.edit(t('Solo'), () => toggleSolo(s.document, strip.id, true, chosen)) },
    {
      title: t('Level to 0 dB'),
      run: () => s.edit(t('Level to 0 dB'), () => s.document.transact(() => each.forEach((id) => void setGain(s.document, id, 0)))),
    },
    null,
    ...(Object.entries(WIDTHS) as [Width, string][]).map(([width, name]) => ({
      title: named(name),
      on: each.every((id) => view.widthOf(id) === width),
      run: () => view.setOwnWidth(each, width),
    })),
    null,
    { title: t('Look of the mixer…'), run: () => openLook(s) },
    ...(strip.kind === 'bus'
      ? [
          null,
          {
            title: t('Remove this bus'),
            run: () => {
              s.edit(t('Remove {name}', { name: strip.name }), () => removeStrip(s.document, strip.id))
              s.notify(t('{name} removed.', { name: strip.name }), false, true)
            },
          },
        ]
      : []),
  ]
}

/** Kinds of meter, sections and widths. */
export function lookItems(s: Session): MenuItem[] {
  const view = consoleOf(s)
  return [
    ...(Object.entries(WIDTHS) as [Width, string][]).map(([width, name]) => ({
      title: named(name),
      on: view.look.width === width && !Object.keys(view.look.widths).length,
      run: () => view.setWidth(width),
    })),
    null,
    ...(Object.entries(SECTIONS) as [Section, string][]).map(([section, name]) => ({
      title: named(name),
      on: view.isShown(section),
      run: () => view.toggle(section),
    })),
    null,
    { title: t('Meters of strips: {kind}…', { kind: named(view.look.meter.name) }), run: () => openMeters(s, 'strips') },
    { title: t('Meter of main: {kind}…', { kind: named(view.look.mainMeter.name) }), run: () => openMeters(s, 'main') },
  ]
}
/** Opens a menu at the mixer, as if it had been asked for there. */
const atMixer = (): { currentTarget: EventTarget } => ({
  currentTarget: document.activeElement?.closest('.strips')
    ? document.activeElement
    : (document.querySelector('.strips .strip') ?? document.body),
})
export function openLook(s: Session): void {
  s.openMenu(atMixer(), t('Look of the mixer'), lookItems(s))
}
export function openMeters(s: Session, where: 'strips' | 'main'): void {
  const view = consoleOf(s)
  const now = where === 'main' ? view.look.mainMeter : view.look.meter
  s.openMenu(
    atMixer(),
    where === 'main' ? t('Meter of main') : t('Meters of strips'),
    METER_KINDS.map((kind) => ({ title: named(kind.name), on: kind === now, run: () => view.setMeter(kind, where) })),
  )
}
