// What of the arrangement is the person's own: chosen tracks, rulers shown, open automation lanes, height of all rows, how the view follows.
import type { SectionRecord, TrackRecord } from '@tonmeister/project'
import type { Session } from './session.ts'
import { setSettings, settings } from './settings.ts'

export const RULERS = ['sections', 'markers', 'tempo', 'meter', 'bars', 'time', 'timecode', 'samples'] as const
export type Ruler = (typeof RULERS)[number]
export const FOLLOWS = ['page', 'continuous', 'off'] as const
export type Follow = (typeof FOLLOWS)[number]

/** An automation lane under a track. */
export interface OpenLane {
  /** Strip, send or device. */
  readonly target: string
  readonly param: string
  /** Pixels. */
  readonly height: number
}
export const LANE = 60
/** Projects whose open lanes are remembered. */
const REMEMBERED = 30
/** Least and greatest factor of all rows' heights. */
export const SCALE = [0.4, 4] as const

/** Where the view was before it went to the selection. */
interface Place {
  readonly from: number
  readonly perPixel: number
  readonly top: number
}
export class Arrangement {
  /** Rises with what is kept here. */
  version = 0
  private tracks = new Set<string>()
  private tracksOf: string | null = null
  /** Chosen strips that no track plays through. */
  private busses: ReadonlySet<string> = new Set()
  /** Where a choice of several tracks began. */
  private anchor: string | null = null
  /** A track, marker, section, tempo or meter whose name or value is being typed where it stands. */
  naming: string | null = null
  /** A marker, section, tempo or meter that is chosen. */
  item: string | null = null
  /** Chosen points of automation. */
  points: ReadonlySet<string> = new Set()
  /** The lane that was used last: the one for which keys and the clipboard are meant. */
  lane: { readonly target: string; readonly param: string } | null = null
  /** The person has scrolled while it played: the view waits until the next start. */
  isWaiting = false
  before: Place | null = null
  private lanes: Readonly<Record<string, readonly OpenLane[]>> = {}
  private lanesOf = ''

  constructor(private readonly s: Session) {}
  private put(): void {
    this.version++
    // Rows are laid out anew.
    this.s.arrangeVersion++
    this.s.changed()
  }

  // ── Chosen tracks ─────────────────────────────────────────────────────────

  /** Ids of the chosen tracks, top to bottom. What is chosen in the mixer is chosen here. */
  chosen(): string[] {
    const { s } = this
    if (this.tracksOf !== s.selectedStrip) return s.tracks().flatMap((t) => (t.strip === s.selectedStrip ? [t.id] : []))
    return s.tracks().flatMap((t) => (this.tracks.has(t.id) ? [t.id] : []))
  }
  /** Strips of the chosen tracks and those chosen in the mixer that no track plays through. */
  strips(): string[] {
    const { selectedStrip } = this.s
    const others = this.tracksOf === selectedStrip ? [...this.busses].filter((id) => this.s.document.get(id)) : []
    const found = new Set([...this.chosen().map((id) => String(this.s.document.get(id)?.strip)), ...others])
    if (!found.size && selectedStrip !== null) found.add(selectedStrip)
    return [...found]
  }
  /** Chooses strips of the mixer, with the tracks that play through them. @param last  one of them, which commands are about */
  chooseStrips(ids: readonly string[], last: string): void {
    const tracks = this.s.tracks().filter((t) => ids.includes(t.strip))
    this.set(new Set(tracks.map((t) => t.id)), last)
    this.busses = new Set(ids.filter((id) => !tracks.some((t) => t.strip === id)))
    this.s.mixerVersion++
  }
  isChosen(track: TrackRecord): boolean {
    return this.tracksOf === this.s.selectedStrip ? this.tracks.has(track.id) : track.strip === this.s.selectedStrip
  }
  /** @param how  add: one more or less; range: all from where the choice began */
  choose(id: string, how: 'only' | 'add' | 'range' = 'only', shown: readonly string[] = []): void {
    const { s } = this
    const track = s.document.get(id) as TrackRecord | undefined
    if (track?.type !== 'track') return
    let next = new Set(how === 'only' ? [] : this.chosen())
    const a = shown.indexOf(this.anchor ?? '')
    const b = shown.indexOf(id)
    if (how === 'range' && a >= 0 && b >= 0) next = new Set(shown.slice(Math.min(a, b), Math.max(a, b) + 1))
    else if (how === 'add' && next.has(id) && next.size > 1) next.delete(id)
    else next.add(id)
    if (how !== 'range') this.anchor = id
    this.set(next, next.has(id) ? track.strip : undefined)
  }
  chooseAll(ids: Iterable<string>): void {
    this.set(new Set(ids))
  }
  private set(next: Set<string>, strip?: string): void {
    this.tracks = next
    this.busses = new Set()
    const last = strip ?? (this.s.document.get([...next].at(-1) ?? '')?.strip as string | undefined) ?? null
    this.tracksOf = last
    this.s.select(last)
    this.put()
  }

  // ── Typing where it stands, choosing on the timeline ──────────────────────

  name(id: string | null): void {
    this.naming = id
    this.put()
  }
  chooseItem(id: string | null): void {
    if (this.item === id) return
    this.item = id
    this.put()
  }
  choosePoints(ids: Iterable<string>): void {
    this.points = new Set(ids)
    this.put()
  }

  // ── Rulers ────────────────────────────────────────────────────────────────

  /** Rulers top to bottom. What nobody has decided is shown when the project has something to show there. */
  rulers(): Ruler[] {
    const own = (settings().rulers ?? {}) as Readonly<Record<string, unknown>>
    const { document } = this.s
    const usual: Readonly<Record<Ruler, () => boolean>> = {
      sections: () => document.byType<SectionRecord>('section').length > 0,
      markers: () => document.byType('marker').length > 0,
      tempo: () => document.byType('tempo').length > 1,
      meter: () => document.byType('signature').length > 1,
      bars: () => true,
      time: () => false,
      timecode: () => true,
      samples: () => false,
    }
    return RULERS.filter((r) => (typeof own[r] === 'boolean' ? own[r] : usual[r]()))
  }
  showRuler(ruler: Ruler, on: boolean): void {
    setSettings({ rulers: { ...(settings().rulers as object | undefined), [ruler]: on } })
    this.put()
  }

  // ── Following ─────────────────────────────────────────────────────────────

  get follow(): Follow {
    const own = settings().follow as Follow
    return FOLLOWS.includes(own) ? own : 'page'
  }
  setFollow(mode: Follow): void {
    setSettings({ follow: mode })
    this.isWaiting = false
    this.s.changed()
  }
  /** The person has moved the view by hand. */
  scrolled(): void {
    this.before = null
    if (this.s.host.playing) this.isWaiting = true
  }

  // ── Heights and lanes ─────────────────────────────────────────────────────

  /** What all rows' heights are multiplied by, but locked ones'. */
  get scale(): number {
    const own = Number(settings().rowScale)
    return own >= SCALE[0] && own <= SCALE[1] ? own : 1
  }
  setScale(scale: number): void {
    setSettings({ rowScale: Math.min(SCALE[1], Math.max(SCALE[0], scale)) })
    this.put()
  }
  private read(): Readonly<Record<string, readonly OpenLane[]>> {
    if (this.lanesOf !== this.s.key) {
      this.lanesOf = this.s.key
      const all = (settings().lanes ?? {}) as Readonly<Record<string, unknown>>
      this.lanes = validLanes(all[this.s.key])
    }
    return this.lanes
  }
  /** Open lanes of a track, top to bottom. */
  openLanes(track: string): readonly OpenLane[] {
    return this.read()[track] ?? []
  }
  setLanes(track: string, lanes: readonly OpenLane[]): void {
    const mine = { ...this.read(), [track]: lanes }
    if (!lanes.length) delete mine[track]
    this.lanes = mine
    const all = Object.entries((settings().lanes ?? {}) as Readonly<Record<string, unknown>>).filter(([key]) => key !== this.s.key)
    setSettings({ lanes: Object.fromEntries([...all.slice(1 - REMEMBERED), [this.s.key, mine]]) })
    this.put()
  }
}
function validLanes(stored: unknown): Readonly<Record<string, readonly OpenLane[]>> {
  const isLane = (x: unknown): x is OpenLane => {
    const { target, param, height } = (x ?? {}) as Partial<OpenLane>
    return typeof target === 'string' && typeof param === 'string' && typeof height === 'number' && height >= 24 && height <= 400
  }
  const out: Record<string, readonly OpenLane[]> = {}
  if (typeof stored === 'object' && stored)
    for (const [track, lanes] of Object.entries(stored)) if (Array.isArray(lanes)) out[track] = lanes.filter(isLane)
  return out
}
const all = new WeakMap<Session, Arrangement>()
export function arrangementOf(s: Session): Arrangement {
  let found = all.get(s)
  if (!found) all.set(s, (found = new Arrangement(s)))
  return found
}
