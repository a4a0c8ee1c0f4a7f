// Chains of devices under a name: kept in this browser, put into any strip of any project.
import { type CopiedDevice, copiesOf, type Json } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { putIn, shownChain, shownStrip } from './chain.ts'
import type { MenuItem, Session } from './session.ts'
import { setSettings, settings } from './settings.ts'

export interface SavedChain {
  readonly name: string
  readonly devices: readonly CopiedDevice[]
}
const LONGEST_NAME = 80
const MOST = 500

/** Whatever was stored, as a device; what belongs to one project alone is left out: keys and the files of samplers. */
function asDevice(value: unknown): CopiedDevice[] {
  const { device, version, enabled, fields } = (value ?? {}) as { readonly [part in keyof CopiedDevice]?: unknown }
  if (typeof device !== 'string' || typeof fields !== 'object' || fields === null) return []
  const { sidechain, sidechainPre, ...own } = fields as { readonly [field: string]: Json }
  return [{ device, version: typeof version === 'number' ? version : 1, enabled: enabled !== false, fields: own, zones: [], assets: [] }]
}
export function savedChains(): readonly SavedChain[] {
  const all = settings().chains
  if (!Array.isArray(all)) return []
  return all.slice(0, MOST).flatMap((x: unknown) => {
    const { name, devices } = (x ?? {}) as { name?: unknown; devices?: unknown }
    return typeof name === 'string' && Array.isArray(devices) ? [{ name, devices: devices.flatMap(asDevice) }] : []
  })
}
const keep = (chains: readonly SavedChain[]): void => setSettings({ chains: [...chains].sort((a, b) => a.name.localeCompare(b.name)) })
const without = (name: string) => savedChains().filter((x) => x.name !== name)

/** Keeps the chain that is shown under a name; one of this name is overwritten. false when it cannot be called so. */
export function saveChain(s: Session, wanted: string): boolean {
  const name = wanted.trim().slice(0, LONGEST_NAME)
  const ids = shownChain(s).map((d) => d.id)
  if (!name || !ids.length) return false
  keep([...without(name), { name, devices: copiesOf(s.document, ids).flatMap(asDevice) }])
  s.notify(t('Chain “{name}” saved in this browser.', { name }))
  s.changed()
  return true
}
/** Forgets a chain; can be taken back from the notice. */
function deleteChain(s: Session, chain: SavedChain): void {
  keep(without(chain.name))
  s.notify(t('Chain “{name}” deleted.', { name: chain.name }), false, {
    title: t('Undo'),
    run: () => keep([...without(chain.name), chain]),
  })
}
/** The saved chains as lines of a menu: each is put behind the current device of the strip that is shown. */
export const chainItems = (s: Session): MenuItem[] =>
  savedChains().map((x) => ({
    title: x.name,
    run: () => {
      const strip = shownStrip(s)
      if (strip) putIn(s, strip, x.devices, t('Add chain {name}', { name: x.name }))
    },
  }))
export const deleteItems = (s: Session): MenuItem[] =>
  savedChains().map((x) => ({ title: t('Delete “{name}”', { name: x.name }), run: () => deleteChain(s, x) }))
