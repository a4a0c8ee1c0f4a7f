// What a clip folder must say. A clip reduces to notes or audio; engine, exporters and bounce know only that.
import type { ClipRecord, Id, Json, Rec } from './records.ts'
import type { Flicks, Ticks } from './time.ts'

/** Reads the records that belong to a clip. */
export interface ClipContext {
  /** Records with field `clip` = the clip's id and this type, in no order. */
  children(clip: Id, type: string): readonly Rec[]
  get(id: Id): Rec | undefined
}
/** Where a clip puts what it plays. Times of notes and events count in ticks from the clip's start on the timeline. */
export interface ClipOutput {
  note(note: { at: Ticks; length: Ticks; key: number; velocity: number }): void
  event(event: { at: Ticks; kind: string; number: number; value: number }): void
  /** One stretch of an asset at its own speed, over the whole clip. */
  audio(audio: {
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
