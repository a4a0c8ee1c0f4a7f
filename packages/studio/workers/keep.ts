// What the page and the worker that keeps projects say to each other.
import type { Diff, Entry, Rec, Step } from '@tonmeister/project'

/** A project in this browser's storage. */
export interface Stored {
  readonly key: string
  readonly name: string
  /** Milliseconds since 1970; 0 = not known. */
  readonly savedAt: number
}
/** A project with what it takes up. */
export interface Sized extends Stored {
  /** Bytes with media and versions. */
  readonly bytes: number
}
/** A state that somebody, or the studio before something risky, has given a name. */
export interface Version {
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly savedAt: number
  /** Changes since the version before, or since the beginning. */
  readonly changes: number
  /** Why the studio made it itself; missing for a person's own. */
  readonly auto?: string
}
/** What was found wrong when a project was opened, until somebody has said what to do about it. */
export interface Recovery {
  /** Changes, records and steps that could not be read. */
  readonly missing: number
  readonly lost: number
  /** The change under way when the window ended was cut off. */
  readonly isTorn: boolean
  /** Media files that are not there. */
  readonly media: readonly string[]
  /** Version that holds the state before the damage, where there is one. */
  readonly earlier?: string
}
export interface Opened {
  /** 'follow': another window has it, and this one sees what happens there. */
  readonly kind: 'hold' | 'follow'
  /** Number of the last change. */
  readonly at: number
  readonly records: readonly Rec[]
  readonly undos: readonly Step[]
  readonly redos: readonly Step[]
  readonly recovery?: Recovery
}

export type Call =
  | { readonly type: 'open' | 'look' | 'take' | 'settle' | 'remove' | 'versions' | 'files' | 'accept'; readonly key: string }
  | { readonly type: 'salvage'; readonly key: string; readonly to: string }
  | { readonly type: 'list' | 'sizes' | 'closed' }
  | { readonly type: 'version'; readonly key: string; readonly name: string; readonly auto?: string }
  | { readonly type: 'readVersion' | 'removeVersion'; readonly key: string; readonly id: string }
  | { readonly type: 'copyVersion'; readonly key: string; readonly id: string; readonly to: string; readonly name: string }
export type ToKeep =
  | (Call & { readonly request: number })
  | { readonly type: 'begin'; readonly key: string; readonly name: string; readonly records: readonly Rec[] }
  | { readonly type: 'append'; readonly key: string; readonly entries: readonly Entry[] }
  | { readonly type: 'leave'; readonly key: string }
  | { readonly type: 'yielded'; readonly key: string }

/** What the worker says by itself. */
export type FromKeep = { readonly key: string } & (
  | { readonly told: 'saved'; readonly count: number }
  | { readonly told: 'failed'; readonly why: string }
  /** Another window is about to have it: nothing more may happen here, and what has must be sent; then 'yielded'. Or it may go on. */
  | { readonly told: 'yield' | 'stay' }
  /** Another window has it now; what was not said to be saved came too late to be kept. */
  | { readonly told: 'lost' }
  /** This window has it now: the other one has closed it, or handed it over. */
  | { readonly told: 'taken'; readonly opened: Opened }
  /** What the window that has it did. */
  | { readonly told: 'diffs'; readonly diffs: readonly Diff[] }
  /** What the window that has it shows now. */
  | { readonly told: 'state'; readonly records: readonly Rec[] }
)
