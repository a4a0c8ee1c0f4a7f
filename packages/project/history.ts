// Undo and redo for one person: takes back their own changes only, and never what somebody else has written since.
import { compose, type Diff, type Document, invert, own, same } from './document.ts'
import type { Id, Json } from './records.ts'

export interface Step {
  readonly label: string
  readonly diff: Diff
}
/** A history as plain data, so that it survives a reload. */
export interface SavedHistory {
  readonly undos: readonly SavedStep[]
  readonly redos: readonly SavedStep[]
}
export type SavedDiff = readonly (readonly [Id, readonly (readonly [string, Json | null, Json | null, number])[]])[]
type SavedStep = { readonly label: string; readonly diff: SavedDiff }
/**
 * What happened to a history, in the order in which it happened, together with the change of the document that belongs to it. Whoever applies
 * them to a copy has the same document and the same history.
 */
export type HistoryEntry =
  /** A change of the person; with the `joins` steps before it, it is one step (a gesture). */
  | { readonly op: 'do'; readonly label: string; readonly diff: Diff; readonly joins: number }
  | { readonly op: 'undo' | 'redo'; readonly diff: Diff }
  /** The last `count` steps became one. */
  | { readonly op: 'join'; readonly count: number }
  /** What could be redone next cannot any more. */
  | { readonly op: 'forget' | 'clear' }

export class History {
  private undos: Step[] = []
  private redos: Step[] = []
  private label = ''
  /** Open gestures, innermost last: the number of steps when each began. */
  private marks: { at: number }[] = []
  private readonly listeners = new Set<() => void>()
  private readonly followers = new Set<(entry: HistoryEntry) => void>()
  /** The undo or redo whose change the document is about to tell. */
  private stepping: ((diff: Diff) => void) | undefined
  private readonly stopListening: () => void

  constructor(private readonly document: Document) {
    this.stopListening = document.onChange((diff, origin) => {
      if (origin === 'undo') this.stepping?.(diff)
      if (origin !== 'user') return
      const { label } = this
      this.undos.push({ label, diff })
      this.redos.length = 0
      const mark = this.marks[this.marks.length - 1]
      const joins = mark ? Math.max(0, this.undos.length - mark.at - 1) : 0
      this.log({ op: 'do', label, diff, joins })
      if (joins) joinSteps(this.undos, joins + 1)
      this.tell()
    })
  }
  /** What can be undone, oldest first. */
  get steps(): readonly Step[] {
    return this.undos
  }
  /** What can be redone, next first. */
  get undone(): readonly Step[] {
    return [...this.redos].reverse()
  }
  get canUndo(): boolean {
    return this.undos.length > 0
  }
  get canRedo(): boolean {
    return this.redos.length > 0
  }
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  /** Every change of the history from now on, so that a copy can be kept. @returns a function that ends it */
  follow(follower: (entry: HistoryEntry) => void): () => void {
    this.followers.add(follower)
    return () => this.followers.delete(follower)
  }
  /** Runs `edit` with a name for what it does. */
  name<T>(label: string, edit: () => T): T {
    const before = this.label
    this.label = label
    try {
      return edit()
    } finally {
      this.label = before
    }
  }
  /**
   * Begins a gesture: all changes until the returned function is called are one step. A gesture inside another becomes part of it.
   * Called with true, it takes the gesture back (Escape while dragging) and leaves nothing to redo. Called again, it does nothing.
   */
  mark(label: string): (cancel?: boolean) => void {
    const mark = { at: this.undos.length }
    const before = this.label
    this.label = label
    this.marks.push(mark)
    return (cancel = false) => {
      if (!this.marks.includes(mark)) return
      this.marks = this.marks.filter((m) => m !== mark)
      this.label = before
      const { at } = mark
      if (cancel && this.undos.length > at) {
        while (this.undos.length > at) {
          this.undo()
          this.redos.pop()
          this.log({ op: 'forget' })
        }
        this.tell()
        return
      }
      const outer = this.marks[this.marks.length - 1]
      const count = outer ? this.undos.length - outer.at : 0
      if (count < 2) return
      this.log({ op: 'join', count })
      joinSteps(this.undos, count)
    }
  }
  /**
   * Makes the latest step part of the one before it, when that is `step`: work that goes on for a while is one step, though other gestures
   * lie within it.
   * @returns the step it now is; the latest one when it follows something else
   */
  joined(step: Step | undefined): Step | undefined {
    if (step && this.undos.at(-2) === step) {
      this.log({ op: 'join', count: 2 })
      joinSteps(this.undos, 2)
      for (const mark of this.marks) mark.at = Math.min(mark.at, this.undos.length)
      this.tell()
    }
    return this.undos.at(-1)
  }
  undo(): boolean {
    return this.step(this.undos, this.redos)
  }
  redo(): boolean {
    return this.step(this.redos, this.undos)
  }
  /** Undoes or redoes until `count` steps stand. */
  goTo(count: number): void {
    while (this.undos.length > count && this.undo());
    while (this.undos.length < count && this.redo());
  }
  private step(from: Step[], to: Step[]): boolean {
    if (!this.document.admits('undo')) return false
    const step = from.pop()
    if (!step) return false
    // An undo during a gesture ends what the gesture has done so far.
    for (const mark of this.marks) mark.at = Math.min(mark.at, this.undos.length)
    const { document } = this
    // When the document tells of it, before what listeners do about it.
    let isDone = false
    this.stepping = (diff) => {
      this.stepping = undefined
      isDone = true
      to.push({ label: step.label, diff })
      this.log({ op: from === this.undos ? 'undo' : 'redo', diff })
    }
    const applied = document.transact(() => {
      for (const [id, fields] of invert(step.diff)) {
        const now = document.get(id)
        const type = fields.get('type')
        // Coming and going is about the whole record; everything else about single fields.
        if (type && type[1] === undefined) document.remove(id)
        else if (type && type[0] === undefined) {
          if (!now)
            document.create(
              Object.fromEntries([...fields].flatMap(([field, [, value]]) => (value === undefined ? [] : [[field, value]]))) as never,
            )
        } else if (now) {
          const update: { [field: string]: Json | undefined } = {}
          for (const [field, [mine, before]] of fields) if (same(own(now, field), mine)) update[field] = before
          document.update(id, update)
        }
      }
    }, 'undo')
    // Nothing was left to take back, or it is part of a larger change that is told later.
    if (!isDone) this.stepping(applied)
    this.tell()
    return true
  }
  save(): SavedHistory {
    const pack = (step: Step): SavedStep => ({ label: step.label, diff: packDiff(step.diff) })
    return { undos: this.undos.map(pack), redos: this.redos.map(pack) }
  }
  load(saved: SavedHistory): void {
    const unpack = (step: SavedStep): Step => ({ label: step.label, diff: unpackDiff(step.diff) })
    this.restore(saved.undos.map(unpack), saved.redos.map(unpack))
  }
  /** Takes over the steps of another history of this document. */
  restore(undos: readonly Step[], redos: readonly Step[]): void {
    this.undos = [...undos]
    this.redos = [...redos]
    this.tell()
  }
  clear(): void {
    this.undos.length = 0
    this.redos.length = 0
    this.log({ op: 'clear' })
    this.tell()
  }
  close(): void {
    this.stopListening()
  }
  private tell(): void {
    for (const listener of this.listeners) listener()
  }
  private log(entry: HistoryEntry): void {
    for (const follower of this.followers) follower(entry)
  }
}
/** Makes one step of the last `count`. Steps that take each other back are none: a drag that came back to where it began. */
export function joinSteps(steps: Step[], count: number): void {
  const last = steps.splice(Math.max(0, steps.length - count))
  const first = last[0]
  if (!first) return
  const diff = last.slice(1).reduce((all, step) => compose(all, step.diff), first.diff)
  if (diff.size) steps.push({ label: first.label, diff })
}
export const packDiff = (diff: Diff): SavedDiff =>
  Array.from(diff, ([id, fields]) => [
    id,
    Array.from(fields, ([f, [a, b]]) => [f, a ?? null, b ?? null, (a === undefined ? 1 : 0) + (b === undefined ? 2 : 0)] as const),
  ])
export const unpackDiff = (saved: SavedDiff): Diff =>
  new Map(
    saved.map(([id, fields]) => [
      id,
      new Map(fields.map(([f, a, b, absent]) => [f, [absent & 1 ? undefined : a, absent & 2 ? undefined : b] as const])),
    ]),
  )
