// Keeping: the project of the window in this browser's storage. Written soon after every change, by the one window that holds it.
import { type History, parse, serialise } from '@tonmeister/project'
import { templates } from '@tonmeister/project/template.ts'
import type { Session } from './session.ts'

/** Shown when nothing is stored yet. */
const FIRST = 'demo'
/** Milliseconds after the last change until it is written. */
const SAVE_AFTER = 400
/** What of the history survives a reload: steps, and changed fields in all. */
const HISTORY_STEPS = 500
const HISTORY_FIELDS = 20_000

/** elsewhere: another window holds the project, nothing is saved from here. */
export type SaveState = { readonly kind: 'saved' | 'saving' | 'failed' | 'elsewhere'; readonly why?: string }

export class Keeping {
  save: SaveState = { kind: 'saved' }
  private saveTimer: ReturnType<typeof setTimeout> | undefined
  private saving = false
  private saveAgain = false

  constructor(private readonly session: Session) {}

  saveSoon(): void {
    if (this.save.kind === 'elsewhere') return
    this.save = { kind: 'saving' }
    clearTimeout(this.saveTimer)
    this.saveTimer = setTimeout(() => void this.saveNow(), SAVE_AFTER)
  }
  /** Writes what is there now; while one writing runs, the next waits and takes everything up to then. */
  async saveNow(): Promise<void> {
    clearTimeout(this.saveTimer)
    if (this.save.kind === 'elsewhere') return
    if (this.saving) {
      this.saveAgain = true
      return
    }
    this.saving = true
    try {
      do {
        this.saveAgain = false
        await this.session.media.save(
          this.session.key,
          this.session.project.name,
          serialise(this.session.document.all().values()),
          keptHistory(this.session.history),
        )
      } while (this.saveAgain)
      if (this.isHolding()) this.save = { kind: 'saved' }
    } catch (error) {
      if (this.isHolding()) this.save = { kind: 'failed', why: (error as Error).message }
    } finally {
      this.saving = false
    }
    this.session.changed()
  }
  private isHolding = (): boolean => this.save.kind !== 'elsewhere'
  /** True while something is not written yet. */
  get isUnsaved(): boolean {
    return this.save.kind === 'saving' || this.save.kind === 'failed'
  }
  /** One window at a time writes to this browser's storage. @param steal  take it from the window that has it */
  hold(steal = false): Promise<void> {
    return new Promise((resolve) => {
      navigator.locks
        .request('tonmeister-project', steal ? { steal: true } : { ifAvailable: true }, (lock) => {
          resolve()
          if (!lock) {
            this.save = { kind: 'elsewhere' }
            this.session.changed()
            return undefined
          }
          if (this.save.kind === 'elsewhere') {
            this.save = { kind: 'saving' }
            void this.saveNow()
          }
          // Held until the window closes.
          return new Promise<void>(() => {})
        })
        .catch(() => {
          // Another window took it over.
          this.save = { kind: 'elsewhere' }
          this.session.changed()
        })
    })
  }
  /** The project of last time, or the demo. */
  async restore(): Promise<void> {
    try {
      const [newest] = await this.session.media.list()
      if (newest && (await this.reopen(newest.key))) return
    } catch (error) {
      this.session.notify(
        `The project of last time could not be opened: ${(error as Error).message} The demo is shown instead; nothing stored was changed.`,
        true,
      )
    }
    await this.session.begin(templates[FIRST]!)
  }
  /** Opens a project that is in this browser's storage, with its history; false when there is nothing. */
  async reopen(key: string): Promise<boolean> {
    const stored = await this.session.media.load(key)
    if (!stored) return false
    const { records, lost } = parse(stored.text)
    await this.finish()
    this.session.open(records, key)
    if (stored.history)
      try {
        this.session.history.load(JSON.parse(stored.history))
      } catch {
        // The project is whole without its history.
        this.session.history.clear()
      }
    for (const line of lost.slice(0, 2)) this.session.notify(line, true)
    return true
  }
  /** Before another project comes: what was changed last is written. */
  async finish(): Promise<void> {
    if (this.save.kind === 'saving') await this.saveNow()
  }
}
/** The latest steps of undo as text, as many as are worth writing with every change. */
function keptHistory(history: History): string {
  const { undos, redos } = history.save()
  let fields = 0
  const kept = (steps: typeof undos) => {
    let from = steps.length
    for (; from > 0 && steps.length - from < HISTORY_STEPS; from--) {
      for (const [, changes] of steps[from - 1]!.diff) fields += changes.length
      if (fields > HISTORY_FIELDS) break
    }
    return steps.slice(from)
  }
  return JSON.stringify({ undos: kept(undos), redos: kept(redos) })
}
