// What a clip folder must say. A clip reduces to notes or audio; engine, exporters and bounce know only that.
import type { ClipRecord, Id, Json, Rec } from './records.ts'
import type { Flicks, Ticks } from './time.ts'

/** Reads the records that belong to a clip. */
export interface ClipContext {
  /** Records with field `clip` = the clip's id and this type, in no order. */
  children(clip: Id, type: string): readonly Rec[]
  get(id: Id): Rec | undefined
  /** Ticks from a clip's start to a place counted from there in its anchor's unit. Who does not know the tempo leaves it out. */
  ticks?(clip: ClipRecord, place: number): Ticks
}
/** Where a clip puts what it plays. Times of notes and events count in ticks from the clip's start on the timeline. */
export interface ClipOutput {
  note(note: { at: Ticks; length: Ticks; key: number; velocity: number }): void
  event(event: { at: Ticks; kind: string; number: number; value: number }): void
  /**
   * One stretch of an asset at its own speed: over the whole clip, or from `at` on for `length`, both from the clip's start in its anchor's
   * unit. Such stretches come in order, each beginning where the one before ends, and are joined by a crossfade; what sticks out of the clip is cut.
   * `from` is heard at the start of the stretch, or at its end where it is reversed; fades are the clip's.
   */
  audio(audio: {
    at?: number
    length?: number
    asset: Id
    from: Flicks
    gain: number
    reverse: boolean
    fadeIn: Flicks
    fadeOut: Flicks
    fadeInShape: string
    fadeOutShape: string
  }): void
}
export interface ClipKind<C extends ClipRecord = ClipRecord> {
  /** Folder name; saved in projects; never changes. */
  readonly id: string
  readonly version: number
  readonly name: string
  /** Fields beyond those of every clip, with the value a missing one has. */
  readonly fields: { readonly [field: string]: Json }
  /** What it sounds like: pure, the same for the same records. Content outside the clip's length is left out or cut. */
  play(clip: C, context: ClipContext, out: ClipOutput): void
  readonly migrations?: readonly { readonly to: number; up(clip: Rec): Rec; down(clip: Rec): Rec }[]
}
export const defineClip = <C extends ClipRecord>(kind: ClipKind<C>): ClipKind<C> => kind

/** A field as a number: `otherwise` stands for what is none. Whatever wrote the record, `play` must not say what is no number. */
export const finite = (value: unknown, otherwise = Number.NaN): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise

/** The shortest cycle of a looped clip by its anchor: a 256th note, 10 ms. A shorter one is none. */
export const LOOP_MIN = { ticks: 420, flicks: 7_056_000 } as const
/** More cycles than anybody hears: what a damaged file may say must not fill the memory. */
const CYCLES_MAX = 65_536
/** The cycle of a clip and where in its cycles it begins, in its anchor's unit; undefined when it does not loop. */
export function loopOf(clip: ClipRecord): { readonly loop: number; readonly phase: number } | undefined {
  const loop = finite(clip.loop, 0)
  return loop >= (clip.anchor === 'flicks' ? LOOP_MIN.flicks : LOOP_MIN.ticks)
    ? { loop, phase: Math.max(0, finite(clip.phase, 0)) }
    : undefined
}
/**
 * Starts of the cycles that a looped clip shows, from its own start in its anchor's unit. The cycle before the first that is seen is there too
 * when the content has been through it: its end is heard in the seam, its controllers hold.
 */
export function cyclesOf(clip: ClipRecord): number[] {
  const looped = loopOf(clip)
  if (!looped) return []
  const { loop, phase } = looped
  const out: number[] = []
  for (let k = Math.max(0, Math.floor(phase / loop) - 1); k * loop - phase < clip.length && out.length < CYCLES_MAX; k++)
    out.push(k * loop - phase)
  return out
}
