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
type SavedStep = {
  readonly label: string
  readonly diff: readonly (readonly [Id, readonly (readonly [string, Json | null, Json | null, number])[]])[]
}

export class History {
  private undos: Step[] = []
  private redos: Step[] = []
  private label = ''
  /** Open gestures, innermost last: the number of steps when each began. */
  private marks: { at: number }[] = []
  private readonly listeners = new Set<() => void>()
  private readonly stopListening: () => void

  constructor(private readonly document: Document) {
    this.stopListening = document.onChange((diff, origin) => {
      if (origin !== 'user') return
      this.undos.push({ label: this.label, diff })
      this.redos.length = 0
      const mark = this.marks[this.marks.length - 1]
      if (mark) this.squash(mark.at)
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
        }
        this.tell()
        return
      }
      const outer = this.marks[this.marks.length - 1]
      if (outer) this.squash(outer.at)
    }
  }
  private squash(at: number): void {
    while (this.undos.length > at + 1) {
      const last = this.undos.pop()!
      const first = this.undos.pop()!
      this.undos.push({ label: first.label, diff: compose(first.diff, last.diff) })
    }
    // A drag that came back to where it began is nothing.
    if (this.undos.length === at + 1 && !this.undos[at]!.diff.size) this.undos.pop()
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
    const step = from.pop()
    if (!step) return false
    // An undo during a gesture ends what the gesture has done so far.
    for (const mark of this.marks) mark.at = Math.min(mark.at, this.undos.length)
    const { document } = this
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
    to.push({ label: step.label, diff: applied })
    this.tell()
    return true
  }
  save(): SavedHistory {
    const pack = (step: Step): SavedStep => ({
      label: step.label,
      diff: [...step.diff].map(
        ([id, fields]) =>
          [
            id,
            [...fields].map(([f, [a, b]]) => [f, a ?? null, b ?? null, (a === undefined ? 1 : 0) + (b === undefined ? 2 : 0)] as const),
          ] as const,
      ),
    })
    return { undos: this.undos.map(pack), redos: this.redos.map(pack) }
  }
  load(saved: SavedHistory): void {
    const unpack = (step: SavedStep): Step => ({
      label: step.label,
      diff: new Map(
        step.diff.map(([id, fields]) => [
          id,
          new Map(fields.map(([f, a, b, absent]) => [f, [absent & 1 ? undefined : a, absent & 2 ? undefined : b] as const])),
        ]),
      ),
    })
    this.undos = saved.undos.map(unpack)
    this.redos = saved.redos.map(unpack)
    this.tell()
  }
  clear(): void {
    this.undos.length = 0
    this.redos.length = 0
    this.tell()
  }
  close(): void {
    this.stopListening()
  }
  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
