// The chain of devices that is shown: which card is current, what is folded, the clipboard, and what is done to a device.
import { devices as catalog } from '@tonmeister/devices'
import {
  type AssetRecord,
  addDevice,
  applyPreset,
  type CopiedDevice,
  copiesOf,
  type Device,
  type DeviceRecord,
  devicesOf,
  moveDevices,
  pasteDevices,
  removeDevices,
  replaceDevice,
  type StripRecord,
  switchState,
  toggleDevice,
} from '@tonmeister/project'
import { named, t } from '@tonmeister/ui'
import { announce } from './announce.ts'
import { deviceOf, nameOf } from './presets.ts'
import type { Session } from './session.ts'

/** Where the search puts what is chosen. */
export interface Adding {
  readonly strip: string
  readonly before?: string | undefined
  /** This device goes. */
  readonly replace?: string
}
interface Clipboard {
  /** The project it was copied in. */
  readonly key: string
  readonly copies: readonly CopiedDevice[]
}
/** Of this window, whatever project is open. */
export const chain = {
  /** The device that commands are about. */
  current: null as string | null,
  /** The search that is open. */
  adding: null as Adding | null,
  /** The chain that is shown is being named. */
  isNaming: false,
  /** A name that is being typed. */
  naming: null as { readonly id: string; readonly kind: 'save' | 'rename' } | null,
  folded: new Set<string>(),
  clipboard: null as Clipboard | null,
}
/** The strip whose chain is shown. */
export function shownStrip(s: Session): StripRecord | undefined {
  const strip = s.selectedStrip ? (s.document.get(s.selectedStrip) as StripRecord | undefined) : undefined
  return strip?.type === 'strip' ? strip : undefined
}
export const shownChain = (s: Session): DeviceRecord[] => (s.selectedStrip ? devicesOf(s.document, s.selectedStrip) : [])
/** The current device, if it is in the chain that is shown. */
export function currentDevice(s: Session): DeviceRecord | undefined {
  const record = chain.current ? (s.document.get(chain.current) as DeviceRecord | undefined) : undefined
  return record?.type === 'device' && record.strip === s.selectedStrip ? record : undefined
}
/** Makes a device current. @param focuses  whether its card gets the focus */
export function goTo(s: Session, id: string | undefined, focuses = true): void {
  chain.current = id ?? null
  s.changed()
  // Its card may be drawn only now.
  if (id && focuses)
    setTimeout(() => {
      const pages = s.second ? [s.second.window.document, document] : [document]
      const card = pages.map((page) => page.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)).find((found) => found)
      card?.focus()
      card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
}
const neighbour = (s: Session, id: string, by: number): DeviceRecord | undefined => {
  const all = shownChain(s)
  return all[all.findIndex((d) => d.id === id) + by]
}

export function move(s: Session, record: DeviceRecord, by: 1 | -1): void {
  const before = neighbour(s, record.id, by > 0 ? 2 : -1)
  if (!neighbour(s, record.id, by)) return
  s.edit(t('Move {device}', { device: nameOf(record) }), () => moveDevices(s.document, [record.id], record.strip, before?.id))
  goTo(s, record.id)
  const all = shownChain(s)
  announce(t('{device}: {n} of {all}', { device: nameOf(record), n: all.findIndex((d) => d.id === record.id) + 1, all: all.length }))
}
/** Puts a device somewhere else, or a copy of it. */
export function moveTo(s: Session, id: string, strip: string, before: string | undefined, copies: boolean): void {
  const record = s.document.get(id) as DeviceRecord | undefined
  const target = s.document.get(strip) as StripRecord | undefined
  if (record?.type !== 'device' || target?.type !== 'strip') return
  const device = deviceOf(record)
  if (device?.kind === 'instrument' && !takesInstrument(s, target, copies ? undefined : id)) {
    s.notify(t('{device} stays: an instrument belongs on a track that has none yet.', { device: nameOf(record) }), true)
    return
  }
  if (copies) {
    const label = t('Copy {device} to {strip}', { device: nameOf(record), strip: target.name })
    s.edit(label, () => pasteDevices(s.document, s.newId, strip, copiesOf(s.document, [id]), before))
    s.notify(`${label}.`, false, true)
    return
  }
  s.edit(t('Move {device}', { device: nameOf(record) }), () => moveDevices(s.document, [id], strip, before))
  if (strip === s.selectedStrip) goTo(s, id)
  else s.notify(t('{device} moved to {strip}.', { device: nameOf(record), strip: target.name }), false, true)
}
function takesInstrument(s: Session, strip: StripRecord, but?: string): boolean {
  return strip.kind === 'track' && !devicesOf(s.document, strip.id).some((d) => d.id !== but && deviceOf(d)?.kind === 'instrument')
}
export function bypass(s: Session, record: DeviceRecord): void {
  const device = nameOf(record)
  const wasOff = record.enabled === false
  s.edit(wasOff ? t('Switch on {device}', { device }) : t('Bypass {device}', { device }), () => toggleDevice(s.document, record.id))
  announce(wasOff ? t('{device} is on', { device }) : t('{device}, bypassed', { device }))
}
/** The other of the two settings of a device sounds. */
export function compare(s: Session, record: DeviceRecord): void {
  const state = record.state === 'b' ? 'A' : 'B'
  s.edit(t('{device}: setting {state}', { device: nameOf(record), state }), () => switchState(s.document, record.id))
  announce(t('{device}: setting {state}', { device: nameOf(record), state }))
}
export function remove(s: Session, records: readonly DeviceRecord[], label: string): void {
  const last = records.at(-1)
  if (!last) return
  const gone = new Set(records.map((r) => r.id))
  const all = shownChain(s)
  const at = all.findIndex((d) => d.id === last.id)
  const next = all.slice(at + 1).find((d) => !gone.has(d.id)) ?? all.slice(0, at).findLast((d) => !gone.has(d.id))
  s.edit(label, () => removeDevices(s.document, [...gone]))
  goTo(s, next?.id)
}
export function copy(s: Session, records: readonly DeviceRecord[]): void {
  if (!records.length) return
  chain.clipboard = {
    key: s.key,
    copies: copiesOf(
      s.document,
      records.map((r) => r.id),
    ),
  }
  s.changed()
  announce(t('{n, plural, one {# device} other {# devices}} copied.', { n: records.length }))
}
/** Puts the clipboard behind the current device, or at the end. Files that a sampler plays come along from another project. */
export async function paste(s: Session): Promise<void> {
  const strip = shownStrip(s)
  const { clipboard } = chain
  if (!strip || !clipboard) return
  const there = new Set(s.document.byType<AssetRecord>('asset').map((a) => a.hash))
  if (clipboard.key !== s.key)
    for (const asset of clipboard.copies.flatMap((c) => c.assets)) {
      if (there.has(asset.hash)) continue
      const blob = await s.media.blob(clipboard.key, asset.file)
      if (blob) await s.media.put(s.key, asset.file, blob)
    }
  putIn(s, strip, clipboard.copies, t('Paste {n, plural, one {# device} other {# devices}}', { n: clipboard.copies.length }))
}
/** Puts copies behind the current device of a strip, or at its end. An instrument only where there is none yet. */
export function putIn(s: Session, strip: StripRecord, wanted: readonly CopiedDevice[], label: string): void {
  const current = currentDevice(s)
  const before = current && neighbour(s, current.id, 1)?.id
  const free = takesInstrument(s, strip)
  let instruments = 0
  const copies = wanted.filter((c) => catalog[c.device]?.kind !== 'instrument' || (free && !instruments++))
  if (copies.length < wanted.length)
    s.notify(t('The instrument was left out: it belongs on a track that has none yet.'), copies.length === 0)
  if (!copies.length) return
  const ids = s.edit(label, () => pasteDevices(s.document, s.newId, strip.id, copies, before))
  goTo(s, ids.at(-1))
}
export function duplicate(s: Session, record: DeviceRecord): void {
  const before = neighbour(s, record.id, 1)?.id
  const label = t('Duplicate {device}', { device: nameOf(record) })
  const ids = s.edit(label, () => pasteDevices(s.document, s.newId, record.strip, copiesOf(s.document, [record.id]), before))
  goTo(s, ids[0])
}
export function fold(s: Session, ids: readonly string[], on?: boolean): void {
  for (const id of ids)
    if (on ?? !chain.folded.has(id)) chain.folded.add(id)
    else chain.folded.delete(id)
  s.changed()
}
/** Opens the search for a device: behind the current one, or at the end. */
export function beginAdding(s: Session, replace?: DeviceRecord): void {
  const strip = shownStrip(s) ?? s.strips().at(-1)
  if (!strip) return
  if (s.selectedStrip !== strip.id) s.select(strip.id)
  s.layout.show('devices')
  const current = currentDevice(s)
  chain.adding = { strip: strip.id, before: current && neighbour(s, current.id, 1)?.id, ...(replace ? { replace: replace.id } : {}) }
  s.changed()
}
/** Puts what was found where the search was opened. An instrument comes first, in the place of the one that is there. */
export function addFound(s: Session, adding: Adding, device: Device, preset?: Device['presets'][number]): void {
  const title = named(preset?.name ?? device.name)
  const existing = devicesOf(s.document, adding.strip)
  const old = device.kind === 'instrument' ? existing.find((d) => deviceOf(d)?.kind === 'instrument') : undefined
  const replaced = adding.replace ?? old?.id
  const was = replaced ? (s.document.get(replaced) as DeviceRecord | undefined) : undefined
  const label = was ? t('Replace {old} by {device}', { old: nameOf(was), device: title }) : t('Add {name}', { name: title })
  let id = ''
  s.edit(label, () =>
    s.document.transact(() => {
      const before = device.kind === 'instrument' ? existing[0]?.id : adding.before
      id =
        (replaced && replaceDevice(s.document, s.newId, replaced, device)) || addDevice(s.document, s.newId, adding.strip, device, before)
      if (preset) applyPreset(s.document, id, preset)
    }),
  )
  if (s.selectedStrip !== adding.strip) s.select(adding.strip)
  goTo(s, id)
}
/** Whether a device may stand where the search was opened. */
export function fits(s: Session, adding: Adding, device: Device): boolean {
  const strip = s.document.get(adding.strip)
  const old = adding.replace ? (s.document.get(adding.replace) as DeviceRecord | undefined) : undefined
  // An effect in the place of the instrument would leave the notes unheard.
  if (old && deviceOf(old)?.kind === 'instrument') return device.kind === 'instrument'
  return device.kind === 'effect' || (strip?.kind === 'track' && !old)
}
