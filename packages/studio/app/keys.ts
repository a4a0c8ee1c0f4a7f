// Which keys run which command: the table's own, a preset over them, this person's over both. Kept in this browser.
import { keymaps as files } from '../catalog/keymaps.ts'
import type { Keymap } from './keymap.ts'
import type { Command, Where } from './kinds.ts'
import { setSettings, settings } from './settings.ts'

export const KEYMAPS: readonly Keymap[] = Object.values(files)
/** The preset whose keys are the table's own. */
export const OWN_KEYMAP = 'tonmeister'

export interface KeyChoice {
  readonly preset: string
  /** By command; over the preset. */
  readonly own: Readonly<Record<string, readonly string[]>>
  /** Are keys without Ctrl or Alt shortcuts? Off for people whose speech or hands press them by mistake. */
  readonly single: boolean
}
export const USUAL_KEYS: KeyChoice = { preset: OWN_KEYMAP, own: {}, single: true }

export type Keys = ReadonlyMap<string, readonly string[]>
const where = (c: Command): Where => c.where ?? 'window'
const isSingle = (key: string) =>
  !/Ctrl\+|Alt\+/.test(key) && !/^(F\d+|Escape|Delete|Backspace|Enter|Space|Home|End|Arrow\w+|Page\w+|Tab)$/.test(key)

/** Keys of every command under a choice. Where two would share a key at one place, the person's goes before the preset's, and that before the table's. */
export function keysUnder(commands: readonly Command[], { preset, own, single }: KeyChoice): Keys {
  const chosen = KEYMAPS.find((k) => k.id === preset)?.keys ?? {}
  const taken = new Set<string>()
  const out = new Map<string, readonly string[]>()
  const layers = [own, chosen, Object.fromEntries(commands.map((c) => [c.id, c.keys ?? []]))]
  for (const layer of layers)
    for (const c of commands) {
      if (out.has(c.id) || !Object.hasOwn(layer, c.id)) continue
      const keys = layer[c.id]!.filter((key) => !taken.has(`${where(c)} ${key}`))
      for (const key of keys) taken.add(`${where(c)} ${key}`)
      out.set(c.id, single ? keys : keys.filter((key) => !isSingle(key)))
    }
  return out
}
/** Other commands that have a key at a place where it would count for this one. */
export const rivals = (commands: readonly Command[], keys: Keys, c: Command, key: string): readonly Command[] =>
  commands.filter((o) => o.id !== c.id && where(o) === where(c) && keys.get(o.id)?.includes(key))

/** What was stored or read from a file, as a choice; undefined when it is none. */
export function asChoice(value: unknown): KeyChoice | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { preset, own, single } = value as { preset?: unknown; own?: unknown; single?: unknown }
  if (typeof preset !== 'string' || typeof own !== 'object' || own === null) return undefined
  const kept = Object.entries(own).filter(
    ([id, keys]) => id !== '__proto__' && Array.isArray(keys) && keys.every((k) => typeof k === 'string' && k.length > 0 && k.length < 40),
  )
  return {
    preset: KEYMAPS.some((k) => k.id === preset) ? preset : OWN_KEYMAP,
    own: Object.fromEntries(kept) as KeyChoice['own'],
    single: single !== false,
  }
}
export const keyChoice = (): KeyChoice => asChoice(settings().keys) ?? USUAL_KEYS
export const setKeyChoice = (choice: KeyChoice): void => setSettings({ keys: choice })
