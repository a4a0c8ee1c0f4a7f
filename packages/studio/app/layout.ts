// Which panels stand where, how large, and which are in front: this person's, kept in this browser. Never anything of a project.
import { word } from '@tonmeister/ui'
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
/** A layout with a name: for one kind of work. */
export interface Workspace {
  readonly id: string
  readonly name: string
}
/** Those that everybody has, with what they begin as. */
const BUILT_IN: readonly (Workspace & { readonly usual: LayoutState })[] = [
  { id: 'compose', name: word('Compose'), usual: { ...USUAL, front: ['notes', 'browser', 'inspector'], hidden: ['right'] } },
  { id: 'edit', name: word('Edit'), usual: { ...USUAL, front: ['clip', 'media', 'inspector'] } },
  { id: 'mix', name: word('Mix'), usual: { ...USUAL, front: ['mixer', 'browser', 'monitor'] } },
]
const FIRST = 'mix'
interface Stored {
  readonly workspace: string
  readonly own: readonly Workspace[]
  readonly states: Readonly<Record<string, LayoutState>>
}
export class Layout {
  private places: Readonly<Record<string, Place>> = {}
  private stored: Stored
  state: LayoutState
  /** The place that is shown where there is room for one only. */
  near: Place | 'centre' = 'centre'
  constructor(private readonly changed: () => void) {
    this.stored = validStored(settings().layout)
    this.state = this.stored.states[this.workspace] ?? usual(this.workspace)
  }
  get workspace(): string {
    return this.stored.workspace
  }
  /** The built-in ones, then this person's. */
  get workspaces(): readonly Workspace[] {
    return [...BUILT_IN, ...this.stored.own]
  }
  isOwn = (id: string): boolean => this.stored.own.some((w) => w.id === id)
  /** Goes to a workspace as it was left. */
  go(id: string): void {
    if (!this.workspaces.some((w) => w.id === id)) return
    this.stored = { ...this.stored, workspace: id }
    this.put(this.stored.states[id] ?? usual(id))
  }
  /** The present layout under a name of its own. */
  keepAs(id: string, name: string): void {
    this.stored = { ...this.stored, workspace: id, own: [...this.stored.own.filter((w) => w.id !== id), { id, name }] }
    this.put({})
  }
  /** Removes an own workspace; a built-in one becomes what it was at first. */
  reset(id: string): void {
    const { [id]: _, ...states } = this.stored.states
    const wasHere = this.workspace === id
    this.stored = { workspace: wasHere && this.isOwn(id) ? FIRST : this.workspace, own: this.stored.own.filter((w) => w.id !== id), states }
    if (wasHere) this.go(this.workspace)
    else this.put({})
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
    if (place) this.near = place
    this.put({
      front: [id, ...this.state.front.filter((x) => x !== id)],
      hidden: this.state.hidden.filter((x) => x !== place),
    })
  }
  goNear(place: Place | 'centre'): void {
    this.near = place
    this.changed()
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
    this.stored = { ...this.stored, states: { ...this.stored.states, [this.workspace]: this.state } }
    setSettings({ layout: this.stored })
    this.changed()
  }
}
const usual = (id: string): LayoutState => BUILT_IN.find((w) => w.id === id)?.usual ?? USUAL
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
/** Whatever was stored, as workspaces. */
function validStored(stored: unknown): Stored {
  const { workspace, own, states } = (stored ?? {}) as { workspace?: unknown; own?: unknown; states?: unknown }
  const mine = (Array.isArray(own) ? own : []).filter(
    (w): w is Workspace => typeof (w as Workspace | null)?.id === 'string' && typeof (w as Workspace).name === 'string',
  )
  const known = [...BUILT_IN, ...mine].map((w) => w.id)
  const kept = Object.entries(typeof states === 'object' && states !== null ? states : {}).filter(([id]) => known.includes(id))
  return {
    workspace: typeof workspace === 'string' && known.includes(workspace) ? workspace : FIRST,
    own: mine,
    states: Object.fromEntries(kept.map(([id, state]) => [id, valid(state)])),
  }
}
