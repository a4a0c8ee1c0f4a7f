// What this person has set in this browser: sizes, choices, theme. Never anything of a project.

export interface Settings {
  readonly theme: 'dark' | 'light' | 'system'
  /** Panels and their sizes, see layout.ts. */
  readonly layout?: unknown
  /** Delivery spec by which the monitor judges. */
  readonly spec: string
  readonly exportBits: 16 | 24 | 32
  /** Hz; 0 = the project's own. */
  readonly exportRate: number
}
const DEFAULTS: Settings = { theme: 'dark', spec: 'ebu-r128', exportBits: 24, exportRate: 0 }
const KEY = 'tonmeister.settings'

function read(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>
    return {
      theme: stored.theme === 'system' || stored.theme === 'light' ? stored.theme : DEFAULTS.theme,
      layout: stored.layout,
      spec: typeof stored.spec === 'string' ? stored.spec : DEFAULTS.spec,
      exportBits: stored.exportBits === 16 || stored.exportBits === 32 ? stored.exportBits : DEFAULTS.exportBits,
      exportRate: typeof stored.exportRate === 'number' ? stored.exportRate : DEFAULTS.exportRate,
    }
  } catch {
    // Storage is closed to us, or holds something else: begin afresh.
    return DEFAULTS
  }
}
let current = read()
export const settings = (): Settings => current
export function setSettings(change: Partial<Settings>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // They last until the window closes.
  }
}
