// How this person looks at the mixer: kinds of meter, widths of strips, sections that are shown. Kept in this browser, never in a project.
import { kinds, type MeterKind } from '@tonmeister/metering'
import { word } from '@tonmeister/ui'
import { arrangementOf } from './arrangement.ts'
import type { Session } from './session.ts'
import { setSettings, settings } from './settings.ts'

/** What can be left out of a strip, top to bottom. */
export const SECTIONS = {
  eq: word('Equaliser picture'),
  reduction: word('Gain reduction'),
  inserts: word('Inserts'),
  sends: word('Sends'),
  latency: word('Latency'),
  cost: word('DSP cost'),
  pan: word('Pan, mute and solo'),
  scales: word('Scales'),
  meters: word('Meters'),
} as const
export type Section = keyof typeof SECTIONS
/** Numbers that few people want all the time. */
const HIDDEN_AT_FIRST: readonly Section[] = ['latency', 'cost']

export const WIDTHS = { narrow: word('Narrow strips'), normal: word('Normal strips'), wide: word('Wide strips') } as const
export type Width = keyof typeof WIDTHS
/** Pixels; as in the style sheet. */
export const PIXELS: Readonly<Record<Width, number>> = { narrow: 58, normal: 91, wide: 148 }
/** Strips whose own width is remembered. */
const REMEMBERED = 400

export interface Look {
  /** Kinds of meter, of strips and of main. */
  readonly meter: MeterKind
  readonly mainMeter: MeterKind
  readonly width: Width
  /** Of strips that are not as wide as the others. */
  readonly widths: Readonly<Record<string, Width>>
  readonly hidden: readonly Section[]
}
const METERS: Readonly<Record<string, MeterKind>> = kinds
export const METER_KINDS: readonly MeterKind[] = Object.values(METERS).sort((a, b) => order(a) - order(b))
/** The one that everybody knows first, loudness last. */
function order(kind: MeterKind): number {
  return kind.id === 'peak' ? 0 : kind.loudness ? 2 : 1
}
const kindOf = (id: unknown): MeterKind => (typeof id === 'string' && Object.hasOwn(METERS, id) ? METERS[id]! : kinds.peak)
const isWidth = (x: unknown): x is Width => typeof x === 'string' && Object.hasOwn(WIDTHS, x)
const isSection = (x: unknown): x is Section => typeof x === 'string' && Object.hasOwn(SECTIONS, x)

export class Console {
  look: Look
  constructor(private readonly s: Session) {
    const stored = (settings().mixer ?? {}) as Partial<Record<keyof Look, unknown>>
    const widths = Object.entries(typeof stored.widths === 'object' && stored.widths ? stored.widths : {})
    this.look = {
      meter: kindOf(stored.meter),
      mainMeter: kindOf(stored.mainMeter),
      width: isWidth(stored.width) ? stored.width : 'normal',
      widths: Object.fromEntries(widths.filter((x): x is [string, Width] => isWidth(x[1]))),
      hidden: Array.isArray(stored.hidden) ? stored.hidden.filter(isSection) : HIDDEN_AT_FIRST,
    }
  }
  private put(change: Partial<Look>): void {
    this.look = { ...this.look, ...change }
    const { meter, mainMeter, ...rest } = this.look
    setSettings({ mixer: { ...rest, meter: meter.id, mainMeter: mainMeter.id } })
    this.s.mixerVersion++
    this.s.changed()
  }
  /** @param where  'main' alone, or all: strips and main */
  setMeter(kind: MeterKind, where: 'strips' | 'main'): void {
    this.put(where === 'main' ? { mainMeter: kind } : { meter: kind })
  }

  // ── Chosen strips ─────────────────────────────────────────────────────────

  /** Where a choice of several strips began. */
  private anchor: string | null = null

  /** @param how  add: one more or less; range: all from where the choice began */
  choose(strip: string, how: 'only' | 'add' | 'range' = 'only'): void {
    const { s } = this
    const own = arrangementOf(s)
    const order = s.strips().map((x) => x.id)
    const was = s.selectedStrip === null ? [] : own.strips()
    const a = order.indexOf(this.anchor ?? s.selectedStrip ?? '')
    const b = order.indexOf(strip)
    if (how === 'range' && a >= 0) own.chooseStrips(order.slice(Math.min(a, b), Math.max(a, b) + 1), strip)
    else {
      const rest = was.filter((id) => id !== strip)
      const isLess = how === 'add' && rest.length > 0 && rest.length < was.length
      this.anchor = strip
      if (isLess) own.chooseStrips(rest, rest.at(-1)!)
      else own.chooseStrips(how === 'add' ? [...was, strip] : [strip], strip)
    }
  }
  /** The focus or a menu is on a strip: one that is chosen leaves the choice as it is. */
  keepOrChoose(strip: string): void {
    const own = arrangementOf(this.s)
    if (this.s.selectedStrip === strip) return
    if (own.strips().includes(strip) && this.s.selectedStrip !== null) own.chooseStrips(own.strips(), strip)
    else this.choose(strip)
  }

  // ── Sections and widths ───────────────────────────────────────────────────

  isShown = (section: Section): boolean => !this.look.hidden.includes(section)
  toggle(section: Section): void {
    const { hidden } = this.look
    this.put({ hidden: hidden.includes(section) ? hidden.filter((x) => x !== section) : [...hidden, section] })
  }
  /** All strips, those with a width of their own too. */
  setWidth(width: Width): void {
    this.put({ width, widths: {} })
  }
  widthOf = (strip: string): Width => this.look.widths[strip] ?? this.look.width
  /** Of some strips. */
  setOwnWidth(strips: readonly string[], width: Width): void {
    const widths = { ...this.look.widths, ...Object.fromEntries(strips.map((id) => [id, width])) }
    const kept = Object.entries(widths).filter(([, w]) => w !== this.look.width)
    this.put({ widths: Object.fromEntries(kept.slice(-REMEMBERED)) })
  }
}
const all = new WeakMap<Session, Console>()
export function consoleOf(s: Session): Console {
  let found = all.get(s)
  if (!found) all.set(s, (found = new Console(s)))
  return found
}
/** The strips that are edited with one: all that are chosen, when it is one of them and not alone. */
export function chosenWith(s: Session, strip: string): readonly string[] {
  const chosen = arrangementOf(s).strips()
  return chosen.length > 1 && chosen.includes(strip) ? chosen : []
}
