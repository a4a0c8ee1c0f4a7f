// Which panels stand where, how large, and which are in front: this person's, kept in this browser. Never anything of a project.
import type { Place } from './kinds.ts'
import { setSettings, settings } from './settings.ts'

/** What is kept of it, and what a workspace is made of. */
export interface LayoutState {
  /** Panels, most recently shown first: each place shows the first of its own. */
  readonly front: readonly string[]
  readonly hidden: readonly Place[]
  /** Pixels of side and right; share of the work area for the dock, 0 to 1. */
  readonly sizes: Readonly<Record<Place, number>>
}
export const LIMITS: Readonly<Record<Place, readonly [min: number, usual: number, max: number]>> = {
  side: [180, 228, 480],
  right: [220, 248, 520],
  dock: [0.2, 0.435, 0.75],
}
export const USUAL: LayoutState = {
  front: [],
  hidden: [],
  sizes: { side: LIMITS.side[1], right: LIMITS.right[1], dock: LIMITS.dock[1] },
}
export class Layout {
  private places: Readonly<Record<string, Place>> = {}
  state: LayoutState
  constructor(private readonly changed: () => void) {
    this.state = valid(settings().layout)
  }
  /** Told once which panels there are. */
  know(panels: readonly { readonly id: string; readonly place: Place }[]): void {
    this.places = Object.fromEntries(panels.map((p) => [p.id, p.place]))
  }
  /** The panel in front at a place, of those given. */
  front<P extends { readonly id: string }>(panels: readonly P[]): P | undefined {
    for (const id of this.state.front) {
      const found = panels.find((p) => p.id === id)
      if (found) return found
    }
    return panels[0]
  }
  isHidden = (place: Place): boolean => this.state.hidden.includes(place)
  /** Brings a panel to the front of its place, and the place into view. */
  show(id: string): void {
    const place = this.places[id]
    this.put({
      front: [id, ...this.state.front.filter((x) => x !== id)],
      hidden: this.state.hidden.filter((x) => x !== place),
    })
  }
  toggle(place: Place): void {
    this.put({ hidden: this.isHidden(place) ? this.state.hidden.filter((x) => x !== place) : [...this.state.hidden, place] })
  }
  /** Shows a panel, or hides its place when it is in front already. */
  toggleFront(id: string): void {
    const place = this.places[id]
    const first = this.state.front.find((x) => this.places[x] === place)
    if (place && !this.isHidden(place) && first === id) this.toggle(place)
    else this.show(id)
  }
  resize(place: Place, size: number): void {
    const [min, , max] = LIMITS[place]
    if (Number.isFinite(size)) this.put({ sizes: { ...this.state.sizes, [place]: Math.min(max, Math.max(min, size)) } })
  }
  put(change: Partial<LayoutState>): void {
    this.state = { ...this.state, ...change }
    setSettings({ layout: this.state })
    this.changed()
  }
}
const isPlace = (x: unknown): x is Place => x === 'side' || x === 'dock' || x === 'right'
/** Whatever was stored, as a layout. */
export function valid(stored: unknown): LayoutState {
  const { front, hidden, sizes } = (stored ?? {}) as { front?: unknown; hidden?: unknown; sizes?: Record<string, unknown> }
  const size = (place: Place): number => {
    const [min, usual, max] = LIMITS[place]
    const value = sizes?.[place]
    return typeof value === 'number' && value >= min && value <= max ? value : usual
  }
  return {
    front: Array.isArray(front) ? front.filter((x) => typeof x === 'string') : [],
    hidden: Array.isArray(hidden) ? hidden.filter(isPlace) : [],
    sizes: { side: size('side'), right: size('right'), dock: size('dock') },
  }
}
