// Presets of devices: the factory's, and this person's own, kept in this browser and carried as files.
import { devices as catalog } from '@tonmeister/devices'
import { applyPreset, clamp, type Device, type DeviceRecord, setPresetName } from '@tonmeister/project'
import { named, t } from '@tonmeister/ui'
import { announce } from './announce.ts'
import type { Session } from './session.ts'
import { setSettings, settings } from './settings.ts'

export interface OwnPreset {
  readonly name: string
  /** Of the device, when it was saved. */
  readonly version: number
  readonly params: Readonly<Record<string, number>>
}
export interface KnownPreset {
  readonly name: string
  readonly isOwn: boolean
  readonly params: Readonly<Record<string, number | undefined>>
}
const LONGEST_NAME = 80
const MOST = 2000

const numbers = (value: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as object).filter(
      (entry): entry is [string, number] => entry[0] !== '__proto__' && typeof entry[1] === 'number' && Number.isFinite(entry[1]),
    ),
  )
/** Whatever was stored or read from a file, as presets. */
function asPresets(value: unknown): OwnPreset[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MOST).flatMap((p: unknown) => {
    const { name, version, params } = (p ?? {}) as { name?: unknown; version?: unknown; params?: unknown }
    if (typeof name !== 'string' || !name.trim()) return []
    return [{ name: name.trim().slice(0, LONGEST_NAME), version: typeof version === 'number' ? version : 1, params: numbers(params) }]
  })
}
export function ownPresets(device: string): readonly OwnPreset[] {
  const all = settings().presets as Record<string, unknown> | undefined
  return all && typeof all === 'object' && Object.hasOwn(all, device) ? asPresets(all[device]) : []
}
function keep(device: string, presets: readonly OwnPreset[]): void {
  const sorted = [...presets].sort((a, b) => a.name.localeCompare(b.name))
  setSettings({ presets: { ...(settings().presets as object | undefined), [device]: sorted } })
}
/** A preset's values as this version of the device has them: migrated and in range. */
function current(device: Device, preset: OwnPreset): Record<string, number> {
  let values: Record<string, number> = { ...preset.params }
  for (const step of [...(device.migrations ?? [])].sort((a, b) => a.to - b.to))
    if (step.to > preset.version && step.to <= device.version) values = step.up(values)
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      Object.hasOwn(device.params, name) ? [[name, clamp(device.params[name]!, value)]] : [],
    ),
  )
}
/** Own ones first, then the factory's. */
export const presetsOf = (device: Device): readonly KnownPreset[] => [
  ...ownPresets(device.id).map((p) => ({ name: p.name, isOwn: true, params: current(device, p) })),
  ...device.presets.map((p) => ({ name: p.name, isOwn: false, params: p.params })),
]
export const deviceOf = (record: DeviceRecord): Device | undefined => catalog[record.device]
export const nameOf = (record: DeviceRecord): string => named(deviceOf(record)?.name ?? record.device)

export const valueIn = (record: DeviceRecord, name: string): number =>
  Number(record[`p.${name}`] ?? deviceOf(record)?.params[name]?.default ?? 0)
/** The preset that a device is called by, if it is known here. */
export function presetOf(record: DeviceRecord): KnownPreset | undefined {
  const device = deviceOf(record)
  return device && record.preset ? presetsOf(device).find((p) => p.name === record.preset) : undefined
}
/** Whether a device's values are other than its preset's. */
export function isChanged(record: DeviceRecord): boolean {
  const preset = presetOf(record)
  if (!preset) return false
  return Object.entries(deviceOf(record)!.params).some(
    ([name, param]) =>
      !param.hidden && Math.abs(valueIn(record, name) - (preset.params[name] ?? param.default)) > 1e-6 * (param.max - param.min),
  )
}
export function choosePreset(s: Session, record: DeviceRecord, preset: KnownPreset): void {
  s.edit(t('{device}: {preset}', { device: nameOf(record), preset: named(preset.name) }), () => applyPreset(s.document, record.id, preset))
  announce(named(preset.name))
}
/** The preset so many after the one a device has; from none, the first or the last. */
export function stepPreset(s: Session, record: DeviceRecord, by: 1 | -1): void {
  const device = deviceOf(record)
  const all = device ? presetsOf(device) : []
  if (!all.length) return
  const at = all.findIndex((p) => p.name === record.preset)
  choosePreset(s, record, all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]!)
}
const isFactory = (device: Device, name: string) => device.presets.some((p) => p.name === name)
/** Keeps a device's values under a name; one of this name is overwritten. false and a word to the person when it cannot be called so. */
export function savePreset(s: Session, record: DeviceRecord, wanted: string): boolean {
  const device = deviceOf(record)
  const name = wanted.trim().slice(0, LONGEST_NAME)
  if (!device || !name) return false
  if (isFactory(device, name)) {
    s.notify(t('“{name}” is a preset of the factory, which stays as it is. Choose another name.', { name }), true)
    return false
  }
  const shown = Object.entries(device.params).filter(([, param]) => !param.hidden)
  const params = Object.fromEntries(shown.map(([param]) => [param, valueIn(record, param)]))
  const others = ownPresets(device.id).filter((p) => p.name !== name)
  keep(device.id, [...others, { name, version: device.version, params }])
  s.edit(t('Save preset {name}', { name }), () => setPresetName(s.document, record.id, name))
  s.notify(t('Preset “{name}” saved in this browser.', { name }))
  return true
}
export function renamePreset(s: Session, record: DeviceRecord, wanted: string): boolean {
  const device = deviceOf(record)
  const name = wanted.trim().slice(0, LONGEST_NAME)
  const old = record.preset
  if (!device || !name || !old || name === old) return false
  const all = ownPresets(device.id)
  if (isFactory(device, name) || all.some((p) => p.name === name)) {
    s.notify(t('There is a preset “{name}” already. Nothing was renamed: choose another name.', { name }), true)
    return false
  }
  keep(
    device.id,
    all.map((p) => (p.name === old ? { ...p, name } : p)),
  )
  s.edit(t('Rename preset {name}', { name }), () => setPresetName(s.document, record.id, name))
  return true
}
/** Forgets an own preset; the device keeps its values. Can be taken back from the notice. */
export function deletePreset(s: Session, record: DeviceRecord): void {
  const device = deviceOf(record)
  const old = device && ownPresets(device.id).find((p) => p.name === record.preset)
  if (!device || !old) return
  keep(
    device.id,
    ownPresets(device.id).filter((p) => p.name !== old.name),
  )
  s.changed()
  s.notify(t('Preset “{name}” deleted.', { name: old.name }), false, {
    title: t('Undo'),
    run: () => {
      keep(device.id, [...ownPresets(device.id).filter((p) => p.name !== old.name), old])
      s.changed()
    },
  })
}

const FORMAT = 'tonmeister-presets'
/** Own presets as a file: of one device, or of all. */
export function presetFile(device?: string): Blob {
  const all = (settings().presets ?? {}) as Record<string, unknown>
  const ids = device === undefined ? Object.keys(all) : [device]
  const presets = Object.fromEntries(ids.map((id) => [id, ownPresets(id)]).filter(([, list]) => list!.length))
  return new Blob([`${JSON.stringify({ format: FORMAT, version: 1, presets }, null, 2)}\n`], { type: 'application/json' })
}
/**
 * Takes presets from a file. Of two with the same name and other values both are kept.
 * @returns how many there were; undefined when the text is no file of presets
 */
export function importPresets(text: string): number | undefined {
  let file: { format?: unknown; presets?: unknown }
  try {
    file = JSON.parse(text) as typeof file
  } catch {
    return undefined
  }
  if (file?.format !== FORMAT || typeof file.presets !== 'object' || file.presets === null) return undefined
  let taken = 0
  for (const [id, list] of Object.entries(file.presets)) {
    if (id === '__proto__') continue
    const kept = [...ownPresets(id)]
    for (const preset of asPresets(list)) {
      taken++
      const isTaken = (name: string) => kept.some((p) => p.name === name) || (catalog[id] ? isFactory(catalog[id], name) : false)
      if (kept.some((p) => p.name === preset.name && JSON.stringify(p.params) === JSON.stringify(preset.params))) continue
      let { name } = preset
      for (let i = 2; isTaken(name); i++) name = `${preset.name} ${i}`
      kept.push({ ...preset, name })
    }
    keep(id, kept)
  }
  return taken
}
