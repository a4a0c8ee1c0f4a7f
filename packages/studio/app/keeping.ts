// Keeping: the project of the window in this browser's storage. Every change goes to a worker at once; this side knows what is written, who may
// change the project, and what a person must be told.
import {
  applyDiff,
  become,
  type Document,
  difference,
  type Entry,
  type History,
  type ProjectRecord,
  packZip,
  type Rec,
} from '@tonmeister/project'
import { templates } from '@tonmeister/project/template.ts'
import { sentence, t } from '@tonmeister/ui'
import { useSyncExternalStore } from 'react'
import { Calls } from '../workers/calls.ts'
import type { Call, FromKeep, Opened, Recovery, Sized, Stored, Version } from '../workers/keep.ts'
import type { Session } from './session.ts'

/** Shown when nothing is stored yet. */
const FIRST = 'demo'
/** Milliseconds after which it is odd that something is still not written. */
const LATE = 5_000

export interface SaveState {
  /** elsewhere: another window has the project. memory: this browser stores nothing. sealed: made with a newer version, only looked at. */
  readonly kind: 'saved' | 'saving' | 'failed' | 'elsewhere' | 'memory' | 'sealed'
  /** Changes that are not written. */
  readonly changes: number
  readonly why?: string
  /** Something waits longer than it should. */
  readonly isLate?: boolean
}
/** A project that is stored and does not open. */
export interface Unreadable extends Stored {
  readonly why: string
}
/** What is not written yet of one project; the one before may still be on its way. */
interface Debt {
  /** Numbers of the last change that was made, and of the last that is written. */
  made: number
  written: number
  /** The project itself is not stored yet. */
  isNew: boolean
  /** When the oldest of them was made, ms. */
  since: number
  why: string | undefined
}
const owed = (debt: Debt) => debt.made - debt.written + (debt.isNew ? 1 : 0)

export class Keeping {
  /** What was found wrong with the project, until somebody has said what to do about it. */
  recovery: Recovery | null = null
  /** The project of last time, where it did not open. */
  unreadable: Unreadable | null = null
  /** Whether the browser has promised not to clear storage by itself; null = not asked yet. */
  isPersistent: boolean | null = null
  /** Why nothing can be stored. */
  private closed: string | undefined
  /** The project that is shown. */
  private key = ''
  private isElsewhere = false
  private isSealed = false
  private isBroken: string | undefined
  private readonly debts = new Map<string, Debt>()
  private batch: Entry[] = []
  private stop: (() => void) | undefined
  /** Rises with everything that the badge and the cards show. */
  private version = 0
  private readonly listeners = new Set<() => void>()
  private readonly calls = new Calls<Call>(
    'keep.worker.js',
    (message: FromKeep) => this.told(message),
    (why) => {
      this.isBroken = why
      this.changed(true)
    },
  )

  constructor(private readonly session: Session) {}

  // ── What is shown ─────────────────────────────────────────────────────────

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  get shown(): number {
    return this.version
  }
  private changed(isForAll = false): void {
    this.version++
    for (const listener of this.listeners) listener()
    if (isForAll) this.session.changed()
  }
  get save(): SaveState {
    if (this.isElsewhere) return { kind: 'elsewhere', changes: 0 }
    if (this.isSealed) return { kind: 'sealed', changes: 0 }
    if (this.closed !== undefined) return { kind: 'memory', changes: 0, why: this.closed }
    // What was done in this very turn is on its way to the worker.
    let changes = this.batch.length
    let since = changes ? Date.now() : Number.POSITIVE_INFINITY
    let why = this.isBroken
    for (const debt of this.debts.values()) {
      if (!owed(debt)) continue
      changes += owed(debt)
      since = Math.min(since, debt.since)
      why ??= debt.why
    }
    if (why !== undefined && (changes || this.isBroken)) return { kind: 'failed', changes, why }
    return changes ? { kind: 'saving', changes, isLate: Date.now() - since > LATE } : { kind: 'saved', changes: 0 }
  }
  /** True while something would be lost by closing the window. */
  get isUnsaved(): boolean {
    const { kind } = this.save
    return kind === 'saving' || kind === 'failed' || (kind === 'memory' && this.session.history.canUndo)
  }

  // ── Changes ───────────────────────────────────────────────────────────────

  /** The session shows this project from now on. @param isNew  it is not stored yet @param isSealed  it is only looked at, and not stored */
  attach(key: string, document: Document, history: History, isNew: boolean, isSealed = false): void {
    this.post()
    this.stop?.()
    for (const [other, debt] of this.debts)
      if (other !== key) {
        this.calls.post({ type: 'leave', key: other })
        if (!owed(debt)) this.debts.delete(other)
      }
    // What was only looked at leaves nothing behind.
    if (this.isSealed && this.key !== key) void this.remove(this.key).catch(() => {})
    this.key = key
    this.isElsewhere = false
    this.isSealed = isSealed
    this.recovery = null
    if (!isSealed) this.begin(document, isNew)
    document.admits = () => this.admits()
    const stops = [
      history.follow((entry) => this.add(entry)),
      document.onChange((diff, origin) => {
        if (origin === 'remote' || origin === 'load') this.add({ op: 'set', diff })
      }),
    ]
    this.stop = () => {
      for (const stop of stops) stop()
    }
    this.changed()
  }
  private begin(document: Document, isNew: boolean): void {
    const { key } = this
    this.owe(key, 0, isNew)
    if (!isNew) return
    const { name } = document.get('project') as ProjectRecord
    this.calls.post({ type: 'begin', key, name, records: [...document.all().values()] })
  }
  /** What was only looked at becomes a project of this version, with what this version understands of it. */
  unseal = (): void => {
    if (!this.isSealed) return
    this.isSealed = false
    this.begin(this.session.document, true)
    this.changed(true)
  }
  private owe(key: string, at: number, isNew = false): void {
    this.debts.set(key, { made: at, written: at, isNew, since: Date.now(), why: undefined })
  }
  private add(entry: Entry): void {
    // What comes from the window that has the project is written there.
    if (this.isElsewhere || this.isSealed) return
    if (!this.batch.length) queueMicrotask(() => this.post())
    this.batch.push(entry)
  }
  private post(): void {
    const { batch, key } = this
    const debt = this.debts.get(key)
    if (!batch.length || !debt) return
    this.batch = []
    if (!owed(debt)) {
      debt.since = Date.now()
      // So that the badge says when it takes too long.
      setTimeout(() => this.changed(), LATE + 100)
    }
    debt.made += batch.length
    this.calls.post({ type: 'append', key, entries: batch })
    this.changed()
    if (this.isPersistent === null && batch.some((entry) => entry.op === 'do')) void this.persist()
  }
  private admits(): boolean {
    if (this.isSealed) {
      const text = t('This project was made with a newer version and is only looked at. Nothing was changed.')
      if (!this.session.notices.some((n) => n.text === text)) this.session.notify(text, true, { title: t('Save a copy'), run: this.unseal })
      return false
    }
    if (!this.isElsewhere) return true
    const text = t('This project is open in another window, which saves it. Nothing was changed here.')
    if (!this.session.notices.some((n) => n.text === text))
      this.session.notify(text, true, { title: t('Use it here'), run: () => void this.take() })
    return false
  }
  /** Asked once, and only when there is something to lose. */
  private async persist(): Promise<void> {
    this.isPersistent = false
    try {
      this.isPersistent = (await navigator.storage.persisted()) || (await navigator.storage.persist())
    } catch {
      // Storage that is closed keeps nothing.
    }
    this.changed()
  }
  private told(message: FromKeep): void {
    const { key } = message
    const debt = this.debts.get(key)
    const before = this.save.kind
    if (message.told === 'saved' && debt) {
      debt.written = message.count
      debt.isNew = false
      debt.why = undefined
      if (key !== this.key && !owed(debt)) this.debts.delete(key)
    } else if (message.told === 'failed' && debt) debt.why = message.why
    else if (key === this.key) this.toldOfOthers(message)
    this.changed(this.save.kind !== before && before !== 'saving' && this.save.kind !== 'saving')
  }
  private toldOfOthers(message: FromKeep): void {
    const { document, history } = this.session
    if (message.told === 'yield') {
      this.post()
      this.isElsewhere = true
      this.calls.post({ type: 'yielded', key: this.key })
    } else if (message.told === 'stay') this.isElsewhere = false
    else if (message.told === 'lost') {
      // Written or not: what was not said to be saved may lie where nobody reads it.
      const debt = this.debts.get(this.key)
      const refused = (debt ? owed(debt) : 0) + this.batch.length
      this.batch = []
      this.isElsewhere = true
      this.owe(this.key, 0)
      if (refused)
        this.session.notify(
          t(
            '{refused, plural, one {The last change} other {The last # changes}} made here came too late: another window had taken the project over. What that window has is safe.',
            { refused },
          ),
          true,
        )
    } else if (message.told === 'diffs' && this.isElsewhere)
      document.transact(() => {
        for (const diff of message.diffs) applyDiff(document, diff)
      }, 'remote')
    else if (message.told === 'state' && this.isElsewhere) document.transact(() => become(document, message.records), 'remote')
    else if (message.told === 'taken') {
      const { opened } = message
      document.transact(() => become(document, opened.records), 'remote')
      history.restore(opened.undos, opened.redos)
      this.isElsewhere = false
      this.recovery = opened.recovery ?? null
      this.owe(this.key, opened.at)
      this.session.notify(t('This window has the project now, and saves it.'))
    }
  }

  // ── Opening ───────────────────────────────────────────────────────────────

  /** The project of last time, or the demo. */
  async restore(): Promise<void> {
    this.closed = await this.calls.call<string | undefined>({ type: 'closed' })
    const [newest] = await this.list()
    try {
      if (newest) return await this.reopen(newest.key)
    } catch (error) {
      this.unreadable = { ...newest!, why: inWords(error) }
    }
    await this.session.begin(templates[FIRST]!)
    if (this.closed !== undefined)
      this.session.notify(
        t('This browser stores nothing for this site ({why}). The studio works, and forgets when the window closes.', {
          why: sentence(this.closed),
        }),
        true,
        { title: t('Save a zip'), run: () => void this.session.saveZip() },
      )
  }
  /**
   * Opens a project that is in this browser's storage, with its history. Where another window has it, this one follows.
   * @throws WorkError where it cannot be read; what was shown before stays
   */
  async reopen(key: string): Promise<void> {
    if (key === this.key) return
    this.show(key, await this.calls.call<Opened>({ type: 'open', key }))
  }
  /** The same for a person who chose it from a list: where it cannot be read, they are told what can be done. */
  async openStored(stored: Stored): Promise<void> {
    try {
      await this.reopen(stored.key)
    } catch (error) {
      this.unreadable = { ...stored, why: inWords(error) }
      this.changed()
    }
  }
  private show(key: string, opened: Opened): void {
    const { session } = this
    const current = session.open(opened.records, key)
    this.owe(key, opened.at)
    this.recovery = opened.recovery ?? null
    this.isElsewhere = opened.kind === 'follow'
    if (!this.isElsewhere) {
      session.history.restore(opened.undos, opened.redos)
      // What was put right on the way in is a change like any other.
      const diff = difference(opened.records, current)
      if (diff.size) this.add({ op: 'set', diff })
    }
    this.changed(true)
  }
  /** Takes the project from the other window that has it. */
  async take(): Promise<void> {
    try {
      await this.calls.call({ type: 'take', key: this.key })
    } catch (error) {
      this.session.notify(inWords(error), true)
    }
  }
  /** Writes what is not written. @returns why it cannot be */
  saveNow = (): Promise<string | undefined> => {
    this.post()
    return this.calls.call<string | undefined>({ type: 'settle', key: this.key })
  }

  // ── Versions ──────────────────────────────────────────────────────────────

  versions = (): Promise<readonly Version[]> => this.calls.call({ type: 'versions', key: this.key })
  /** @param auto  why the studio makes it itself */
  async saveVersion(name: string, auto?: string): Promise<void> {
    if (!this.admits()) return
    this.post()
    await this.calls.call({ type: 'version', key: this.key, name, ...(auto ? { auto } : {}) })
  }
  removeVersion = (id: string): Promise<void> => this.calls.call({ type: 'removeVersion', key: this.key, id })
  /** Makes the project what it was, as one step that can be undone; what it is now is kept as a version too. */
  async restoreVersion(version: Pick<Version, 'id' | 'name'>): Promise<void> {
    if (!this.admits()) return
    const { session } = this
    const records = await this.calls.call<readonly Rec[]>({ type: 'readVersion', key: this.key, id: version.id })
    await this.saveVersion(t('Before restoring {name}', { name: version.name || t('a version') }), 'restore')
    session.edit(t('Restore {name}', { name: version.name || t('a version') }), () =>
      session.document.transact(() => become(session.document, session.sound(records).records)),
    )
  }
  /** A project of its own from a version, with media of its own. */
  async openVersion(version: Pick<Version, 'id' | 'name'>): Promise<void> {
    const to = crypto.randomUUID()
    const job = this.session.job(t('Copying {name}', { name: version.name || t('a version') }))
    try {
      await this.calls.call({ type: 'copyVersion', key: this.key, id: version.id, to, name: version.name }, job.progress)
    } finally {
      job.end()
    }
    await this.reopen(to)
  }

  // ── Recovery ──────────────────────────────────────────────────────────────

  /** What was found wrong is known now; with `earlier` the project becomes what it was before. */
  async answerRecovery(earlier: boolean): Promise<void> {
    const { recovery } = this
    if (!recovery) return
    this.laterRecovery()
    if (earlier && recovery.earlier) await this.restoreVersion({ id: recovery.earlier, name: t('the state before the damage') })
    await this.calls.call({ type: 'accept', key: this.key })
  }
  /** It is shown again when the project is opened the next time. */
  laterRecovery = (): void => {
    this.recovery = null
    this.unreadable = null
    this.changed()
  }
  /** Everything that is stored of a project, as it is, in one zip. */
  async everything(key: string): Promise<Blob> {
    const files = new Map<string, Uint8Array>()
    for (const [path, blob] of await this.calls.call<(readonly [string, Blob])[]>({ type: 'files', key }))
      files.set(path, new Uint8Array(await blob.arrayBuffer()))
    return new Blob([packZip(files)], { type: 'application/zip' })
  }
  /** What can be read of a project that does not open, as a project of its own. */
  async openReadable(key: string): Promise<void> {
    const to = crypto.randomUUID()
    await this.calls.call({ type: 'salvage', key, to })
    await this.reopen(to)
    this.unreadable = null
    this.changed()
  }

  // ── Storage ───────────────────────────────────────────────────────────────

  /** What is stored, newest first. */
  list = (): Promise<readonly Stored[]> => this.calls.call({ type: 'list' })
  /** The records of a stored project, which stays closed. @throws what hinders it to be opened, too */
  look = (key: string): Promise<readonly Rec[]> => this.calls.call({ type: 'look', key })
  sizes = (): Promise<readonly Sized[]> => this.calls.call({ type: 'sizes' })
  /** @throws WorkError where it is open in a window */
  remove = (key: string): Promise<void> => this.calls.call({ type: 'remove', key })
}
/** What went wrong, with what to do, in one line. */
export function inWords(error: unknown): string {
  const { message, hint } = error as Error & { hint?: string }
  return `${sentence(message)} ${sentence(hint ?? '')}`.trim()
}
/** The badge and the cards draw again when anything about keeping changed; the rest of the window does not. */
export function useKeeping(keeping: Keeping): Keeping {
  useSyncExternalStore(keeping.subscribe, () => keeping.shown)
  return keeping
}
