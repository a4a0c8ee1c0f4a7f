// What this person has set in this browser: sizes, choices, theme. Never anything of a project.

export type ThemeChoice = 'dark' | 'light' | 'contrast' | 'system'
export interface Settings {
  readonly theme: ThemeChoice
  /** BCP 47; '' = the browser's. */
  readonly language: string
  readonly motion: 'system' | 'reduced'
  /** Space presses the focused button instead of playing, as screen readers expect. */
  readonly spaceActivates: boolean
  /** Delivery spec by which the monitor judges. */
  readonly spec: string
  readonly exportBits: 16 | 24 | 32
  /** Hz; 0 = the project's own. */
  readonly exportRate: number
  /** What modules keep for themselves (layout, keys, …) and check when they read it. */
  readonly [own: string]: unknown
}
const DEFAULTS: Settings = {
  theme: 'dark',
  language: '',
  motion: 'system',
  spaceActivates: false,
  spec: 'ebu-r128',
  exportBits: 24,
  exportRate: 0,
}
const KEY = 'tonmeister.settings'
const oneOf = <T>(value: unknown, usual: T, ...others: readonly T[]): T => (others.includes(value as T) ? (value as T) : usual)

function read(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>
    return {
      ...stored,
      theme: oneOf<ThemeChoice>(stored.theme, DEFAULTS.theme, 'light', 'contrast', 'system'),
      language: typeof stored.language === 'string' ? stored.language : DEFAULTS.language,
      motion: oneOf<Settings['motion']>(stored.motion, DEFAULTS.motion, 'reduced'),
      spaceActivates: stored.spaceActivates === true,
      spec: typeof stored.spec === 'string' ? stored.spec : DEFAULTS.spec,
      exportBits: oneOf<16 | 24 | 32>(stored.exportBits, DEFAULTS.exportBits, 16, 32),
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
