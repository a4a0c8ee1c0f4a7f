// Keeps projects: appends every change to the project's journal at once, writes checkpoints from a copy of its own, holds the lock by which one
// window writes a project, and lets the others follow. The page never serialises anything, and may hang without holding up another window.
//
// projects/<key>/  checkpoint-<n>.log and journal-<n>.log (packages/project/journal.ts), the last four checkpoints and what came after the oldest
//                  about.json {name} | recovery.json what was found wrong | media/ | versions/<id>.log (checkpoints without undo)
//                  state-<n>.json, history-<n>.json: how it was kept before; read where there is no checkpoint
import {
  checkpointLines,
  type Diff,
  type Entry,
  entryLine,
  FORMAT,
  type Json,
  journalHead,
  migrate,
  parse,
  type Rebuilt,
  type Rec,
  Replica,
  readCheckpoint,
  rebuild,
  type SavedHistory,
  type Shelf,
} from '@tonmeister/project'
import { type Answer, failed } from './calls.ts'
import type { Call, FromKeep, Opened, Recovery, Sized, Stored, ToKeep, Version } from './keep.ts'
import {
  blobPieces,
  closedBecause,
  existingProject,
  type Folder,
  lockOf,
  mediaFolder,
  names,
  projectFolder,
  projects,
  readBytes,
  readFile,
  readText,
  walk,
  writeAll,
  writeAside,
  writeText,
} from './storage.ts'

/** Milliseconds from a change in the journal to the disk's word that it is there. */
const FLUSH_AFTER = 40
/** Milliseconds of checkpoint between two looks at what has come in. */
const SLICE = 8
/** Bytes of journal from which a checkpoint is worth while: at a pause, and at once (or as large as the last checkpoint, if that is more). */
const PAUSE_BYTES = 64 * 2 ** 10
const AT_ONCE_BYTES = 2 ** 20
/** Milliseconds without a change. */
const PAUSE = 5_000
/** Checkpoints kept of each project. */
const KEPT = 4
/** Milliseconds until a write that failed is tried again: from, to. */
const RETRY = [1_000, 30_000] as const
/** Milliseconds until the next try while a checkpoint is being written. */
const BUSY = 50
/** Milliseconds that another window is given: to hand a project over, to tell what it shows. */
const HAND_OVER = 1_500
const ANSWER = 1_500
/** Milliseconds that our own page is given to send what it has. */
const YIELD = 500
/** Bytes at the beginning of a version in which its head lies. */
const HEAD_BYTES = 8_192

const tell = (message: FromKeep) => self.postMessage(message)
const tick = () => new Promise((done) => setTimeout(done))
const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))
const me = crypto.randomUUID()

/** Lines in pieces of some size, with breaks: whatever else there is to do comes in between. */
async function* unhurried(lines: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let size = 0
  let began = performance.now()
  const joined = () => {
    const out = new Uint8Array(size)
    let at = 0
    for (const piece of pieces) {
      out.set(piece, at)
      at += piece.length
    }
    pieces = []
    size = 0
    return out
  }
  for (const line of lines) {
    pieces.push(line)
    size += line.length
    if (performance.now() - began < SLICE) continue
    yield joined()
    await tick()
    began = performance.now()
  }
  if (size) yield joined()
}

// ── What lies in a folder ────────────────────────────────────────────────────

const numbersOf = (all: readonly string[], kind: string): number[] =>
  all.flatMap((name) => {
    const n = new RegExp(`^${kind}-(\\d{1,15})\\.(?:log|json)$`).exec(name)
    return n ? [Number(n[1])] : []
  })
async function shelfOf(folder: Folder): Promise<Shelf> {
  const all = await names(folder)
  return {
    checkpoints: numbersOf(all, 'checkpoint'),
    journals: numbersOf(all, 'journal'),
    read: (kind, n) => readBytes(folder, `${kind}-${n}.log`),
    before: () => before(folder, numbersOf(all, 'state')),
  }
}
/** How it was kept before: the newest state that ends as it should; failing that, the newest that holds anything. */
async function before(folder: Folder, numbers: readonly number[]): Promise<{ records: Rec[]; history?: SavedHistory } | undefined> {
  let fallback: string | undefined
  let firstError: unknown
  const open = (text: string) => {
    try {
      return parse(text).records
    } catch (error) {
      firstError ??= error
      return undefined
    }
  }
  for (const n of [...numbers].sort((a, b) => b - a)) {
    const text = await readText(folder, `state-${n}.json`)
    if (!text?.trimEnd().endsWith(']}')) {
      fallback ??= text || undefined
      continue
    }
    const records = open(text)
    if (!records) continue
    try {
      return { records, history: JSON.parse((await readText(folder, `history-${n}.json`)) ?? '') as SavedHistory }
    } catch {
      // The project is whole without its history.
      return { records }
    }
  }
  const records = fallback === undefined ? undefined : open(fallback)
  if (records) return { records }
  // Newer, or damaged: said in its words.
  if (firstError) throw firstError
  return undefined
}
const versionsFolder = (key: string) => projectFolder(key).then((folder) => folder.getDirectoryHandle('versions', { create: true }))
async function missingMedia(key: string, records: Iterable<Rec>): Promise<string[]> {
  const there = new Set(await names(await mediaFolder(key)))
  const out: string[] = []
  for (const record of records)
    if (record.type === 'asset' && typeof record.file === 'string' && !there.has(record.file.replace(/^media\//, '')))
      out.push(String(record.name ?? record.file))
  return out
}

// ── A project that is open ───────────────────────────────────────────────────

class Kept {
  replica = new Replica()
  state: 'opening' | 'hold' | 'follow' = 'opening'
  isLeft = false
  private folder: Folder | undefined
  private journal: { readonly handle: FileSystemSyncAccessHandle; size: number; readonly number: number } | undefined
  /** Lines that are not in the journal yet, oldest first. */
  private queue: Uint8Array[] = []
  /** A checkpoint stands that the journal follows: before, nothing is saved. */
  private isBased = false
  /** No line is written while the journal changes. */
  private isTurning = false
  private checkpointing: Promise<void> | undefined
  private checkpointBytes = 0
  /** Bytes of journal since the last checkpoint. */
  private journalBytes = 0
  /** Number of the last change in the journal, and of the last that the disk has. */
  private written = 0
  private flushTimer: ReturnType<typeof setTimeout> | undefined
  private pauseTimer: ReturnType<typeof setTimeout> | undefined
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private retryAfter: number = RETRY[0]
  private failure: string | undefined
  private name: string | undefined
  private release: (() => void) | undefined
  private queued: AbortController | undefined
  private readonly channel: BroadcastChannel
  private seen = 0
  private readonly settled = new Set<(why?: string) => void>()
  private recovery: Recovery | undefined

  constructor(readonly key: string) {
    this.channel = new BroadcastChannel(`tonmeister-project-${key}`)
    this.channel.onmessage = ({ data }: MessageEvent<Said>) => {
      void this.heard(data)
    }
  }

  // ── Opening ──

  /** @throws where nothing can be read, or it is of a newer kind: then nothing was changed */
  async open(): Promise<Opened> {
    if (this.state === 'hold') {
      this.isLeft = false
      return this.opened()
    }
    try {
      await existingProject(this.key)
      return (await this.lock('ifAvailable')) ? await this.load() : await this.follow()
    } catch (error) {
      this.close()
      throw error
    }
  }
  /** A project that is in no folder yet. */
  async begin(name: string, records: readonly Rec[]): Promise<void> {
    this.replica = Replica.of(records)
    this.name = name
    this.state = 'hold'
    await this.lock('ifAvailable')
    await this.first()
  }
  /** Its first checkpoint; tried again until it stands. */
  private async first(): Promise<void> {
    try {
      this.folder ??= await projectFolder(this.key)
      await writeText(this.folder, 'about.json', JSON.stringify({ name: this.name }))
      await this.checkpoint()
      this.retryAfter = RETRY[0]
    } catch (error) {
      this.failed(error)
    }
  }
  private opened(): Opened {
    const { at, records, undos, redos } = this.replica
    return {
      at,
      kind: this.state === 'follow' ? 'follow' : 'hold',
      records: [...records.values()],
      undos: [...undos],
      redos: [...redos],
      ...(this.recovery ? { recovery: this.recovery } : {}),
    }
  }
  /** The lock is ours: what lies in the folder becomes what we have. */
  private async load(): Promise<Opened> {
    this.folder = await projectFolder(this.key)
    const shelf = await shelfOf(this.folder)
    const found = await rebuild(shelf)
    if (!found) throw Object.assign(new Error('Nothing in it can be read.'), { code: 'unreadable' })
    const { replica } = found
    this.replica = found.format === FORMAT ? replica : Replica.of(migrate([...replica.records.values()], found.format), replica, replica.at)
    this.name = (this.replica.records.get('project')?.name as string | undefined) ?? ''
    this.written = this.seen = this.replica.at
    this.queue = []
    this.failure = undefined
    this.state = 'hold'
    // Lines of two formats must not stand in one journal.
    this.isBased = shelf.checkpoints.length > 0 && found.format === FORMAT
    this.journalBytes = found.bytes
    const number = Math.max(0, ...shelf.checkpoints, ...shelf.journals) + 1
    await this.look(found)
    try {
      if (this.isBased) await this.turn(number)
      if (!this.isBased || found.lost || found.missing || found.isTorn) await this.checkpoint(number)
    } catch (error) {
      this.failed(error)
    }
    this.say({ type: 'holding' })
    return this.opened()
  }
  /** Remembers what was wrong until somebody has said what to do about it. */
  private async look({ missing, lost, isTorn, earlier }: Rebuilt): Promise<void> {
    const folder = this.folder!
    let known: Partial<Recovery> & { accepted?: string[] } = {}
    try {
      known = JSON.parse((await readText(folder, 'recovery.json')) ?? '{}')
    } catch {
      // It is damaged itself: what is wrong now is found anew.
    }
    const accepted = new Set(known.accepted ?? [])
    const media = (await missingMedia(this.key, this.replica.records.values())).filter((name) => !accepted.has(name))
    const recovery: Recovery = {
      missing: missing + (known.missing ?? 0),
      lost: lost + (known.lost ?? 0),
      isTorn: isTorn || known.isTorn === true,
      media,
      ...(known.earlier ? { earlier: known.earlier } : {}),
    }
    this.recovery = undefined
    if (!recovery.missing && !recovery.lost && !recovery.isTorn && !media.length) return
    this.recovery = recovery
    try {
      if (earlier) this.recovery = { ...recovery, earlier: await writeVersion(this.key, earlier, 'Before the damage', 'damage') }
      await writeText(folder, 'recovery.json', JSON.stringify({ ...this.recovery, accepted: [...accepted] }))
    } catch {
      // It is shown now, and found again next time.
    }
  }
  /** Somebody has seen what was wrong: it is not shown again. */
  async accept(): Promise<void> {
    const media = this.recovery?.media ?? []
    this.recovery = undefined
    if (!this.folder) return
    const known = JSON.parse((await readText(this.folder, 'recovery.json').catch(() => undefined)) ?? '{}') as { accepted?: string[] }
    await writeText(this.folder, 'recovery.json', JSON.stringify({ accepted: [...(known.accepted ?? []), ...media] }))
  }

  // ── Writing ──

  append(entries: readonly Entry[]): void {
    if (this.state !== 'hold') {
      tell({ key: this.key, told: 'lost' })
      if (this.state === 'follow') this.say({ type: 'hello' })
      return
    }
    const diffs: Diff[] = []
    for (const entry of entries) {
      this.replica.apply(entry)
      this.queue.push(entryLine(this.replica.at, entry))
      if ('diff' in entry) diffs.push(entry.diff)
    }
    if (diffs.length) this.say({ type: 'diffs', from: this.seen, at: this.replica.at, diffs })
    this.seen = this.replica.at
    // What failed is tried again in its time, with everything that has come since.
    if (this.failure === undefined) this.write()
  }
  private write(): void {
    if (this.state !== 'hold' || !this.isBased || this.isTurning) return
    if (!this.journal) {
      if (this.queue.length || this.failure !== undefined) void this.again()
      return
    }
    try {
      for (let next = this.queue[0]; next; next = this.queue[0]) {
        writeAll(this.journal.handle, next, this.journal.size)
        this.journal.size += next.length
        this.journalBytes += next.length
        this.written++
        this.queue.shift()
      }
    } catch (error) {
      // Half a line is no line.
      try {
        this.journal.handle.truncate(this.journal.size)
      } catch {
        // The checksum tells it, and the next line is written over it.
      }
      this.failed(error)
      return
    }
    this.flushTimer ??= setTimeout(() => this.flush(), FLUSH_AFTER)
  }
  private flush(): void {
    clearTimeout(this.flushTimer)
    this.flushTimer = undefined
    if (this.state !== 'hold' || !this.journal) return
    try {
      this.journal.handle.flush()
    } catch (error) {
      this.failed(error)
      return
    }
    this.succeeded()
    clearTimeout(this.pauseTimer)
    // There it would be a second copy that lasts no longer than the first.
    if (isInMemory) return
    const isLarge = this.journalBytes > Math.max(AT_ONCE_BYTES, this.checkpointBytes)
    this.pauseTimer = setTimeout(() => this.checkpointQuietly(), isLarge ? 0 : PAUSE)
    void this.rename()
  }
  private checkpointQuietly(): void {
    if (this.state !== 'hold' || this.failure !== undefined || this.journalBytes < PAUSE_BYTES) return
    // The journal says the same: nothing is lost where this fails.
    this.checkpoint().catch(() => {})
  }
  private succeeded(): void {
    this.failure = undefined
    this.retryAfter = RETRY[0]
    tell({ key: this.key, told: 'saved', count: this.written })
    if (this.queue.length) return
    for (const settle of this.settled) settle()
    this.settled.clear()
    if (this.isLeft) this.close()
  }
  private failed(error: unknown): void {
    this.failure = inWords(error)
    tell({ key: this.key, told: 'failed', why: this.failure })
    for (const settle of this.settled) settle(this.failure)
    this.settled.clear()
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => void this.again(), this.retryAfter)
    this.retryAfter = Math.min(RETRY[1], this.retryAfter * 2)
  }
  /** Tries again what could not be written. */
  private async again(): Promise<void> {
    clearTimeout(this.retryTimer)
    if (this.state !== 'hold') return
    if (this.isTurning || this.checkpointing) {
      this.retryTimer = setTimeout(() => void this.again(), BUSY)
      return
    }
    if (!this.isBased) return this.first()
    if (!this.journal)
      try {
        this.folder ??= await projectFolder(this.key)
        const shelf = await shelfOf(this.folder)
        await this.turn(Math.max(0, ...shelf.checkpoints, ...shelf.journals) + 1)
      } catch (error) {
        return this.failed(error)
      }
    this.write()
    if (!this.queue.length) this.flush()
  }
  /** Resolves when everything is on the disk; with the reason when it cannot be. */
  settle(): Promise<string | undefined> {
    if (this.state !== 'hold') return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.settled.add(resolve)
      if (this.failure !== undefined) {
        this.retryAfter = RETRY[0]
        void this.again()
      } else if (this.isBased && !this.isTurning && this.journal && !this.queue.length) this.flush()
    })
  }
  private async rename(): Promise<void> {
    const name = (this.replica.records.get('project')?.name as string | undefined) ?? ''
    if (name === this.name || !this.folder) return
    this.name = name
    await writeText(this.folder, 'about.json', JSON.stringify({ name })).catch(() => {})
  }
  /** A new journal that follows what stands now. */
  private async turn(number: number): Promise<void> {
    this.isTurning = true
    const base = this.written
    try {
      const handle = await (await this.folder!.getFileHandle(`journal-${number}.log`, { create: true })).createSyncAccessHandle()
      try {
        const head = journalHead(base)
        handle.truncate(0)
        writeAll(handle, head, 0)
        handle.flush()
        const old = this.journal
        this.journal = { handle, size: head.length, number }
        old?.handle.flush()
        old?.handle.close()
      } catch (error) {
        handle.close()
        throw error
      }
    } finally {
      this.isTurning = false
    }
  }
  /** Writes the whole state aside, changes going on, and removes what is older than the last four. */
  private checkpoint(number?: number): Promise<void> {
    this.checkpointing ??= this.writeCheckpoint(number).finally(() => {
      this.checkpointing = undefined
    })
    return this.checkpointing
  }
  private async writeCheckpoint(given?: number): Promise<void> {
    const folder = this.folder!
    let number = given ?? 1
    // What stands in the queue is in the replica already: the checkpoint would have what its journal has once more.
    const lines = checkpointLines(this.replica)
    const at = this.replica.at
    if (!this.isBased) {
      // What waits to be written stands in the checkpoint.
      this.written = at
      this.queue = []
      const shelf = await shelfOf(folder)
      number = given ?? Math.max(0, ...shelf.checkpoints, ...shelf.journals) + 1
      await this.turn(number)
    } else {
      if (this.queue.length) return
      if (this.journal?.number !== given) {
        number = (this.journal?.number ?? 0) + 1
        await this.turn(number)
        this.write()
      }
    }
    const bytes = await writeAside(folder, `checkpoint-${number}.log`, unhurried(lines))
    this.checkpointBytes = bytes
    this.journalBytes = 0
    if (!this.isBased) {
      this.isBased = true
      this.journal?.handle.flush()
      this.succeeded()
    }
    this.write()
    await this.prune(folder)
  }
  private async prune(folder: Folder): Promise<void> {
    const all = await names(folder)
    const whole = numbersOf(all, 'checkpoint').sort((a, b) => b - a)
    const oldest = whole[KEPT - 1]
    if (oldest === undefined) return
    for (const name of all) {
      const n = /^(?:checkpoint|journal)-(\d+)\.log$/.exec(name)
      if ((n && Number(n[1]) < oldest) || /^(?:state|history)-\d+\.json$/.test(name)) await folder.removeEntry(name).catch(() => {})
    }
  }
  /** Nobody looks at it any more: it is closed when all is written. */
  leave(): void {
    this.isLeft = true
    if (this.state === 'hold') void this.settle().then((why) => why === undefined && this.isLeft && this.close())
    else this.close()
  }
  private drop(): void {
    for (const timer of [this.flushTimer, this.pauseTimer, this.retryTimer]) clearTimeout(timer)
    this.flushTimer = undefined
    try {
      this.journal?.handle.close()
    } catch {
      // It is closed.
    }
    this.journal = undefined
  }
  private close(): void {
    this.drop()
    this.state = 'opening'
    this.queued?.abort()
    this.release?.()
    this.release = undefined
    this.channel.close()
    if (open.get(this.key) === this) open.delete(this.key)
  }

  // ── One window writes, the others follow ──

  /** @returns whether it is ours; where there are no locks it is */
  private lock(how: 'ifAvailable' | 'steal' | AbortSignal): Promise<boolean> {
    if (isInMemory || !navigator.locks) return Promise.resolve(true)
    return new Promise((resolve) => {
      const options = how === 'ifAvailable' ? { ifAvailable: true } : how === 'steal' ? { steal: true } : { signal: how }
      let isMine = false
      navigator.locks
        .request(lockOf(this.key), options, (lock) => {
          isMine = lock !== null
          resolve(isMine)
          if (!lock) return undefined
          return new Promise<void>((done) => {
            this.release = done
          })
        })
        .catch(() => {
          // Another window took it over without asking: this one did not answer, so it thinks.
          if (!isMine) return resolve(false)
          this.lose()
          // What it said when it took over was not heard.
          this.say({ type: 'hello' })
        })
    })
  }
  private lose(): void {
    if (this.state !== 'hold') return
    this.drop()
    this.queue = []
    this.release = undefined
    this.state = 'follow'
    tell({ key: this.key, told: 'lost' })
    this.waitForTurn()
  }
  private say(message: Message): void {
    this.channel.postMessage({ ...message, from: me })
  }
  private async heard(said: Said): Promise<void> {
    if (this.state === 'hold') {
      if (said.type === 'hello') this.say({ type: 'state', at: this.replica.at, records: [...this.replica.records.values()] })
      if (said.type !== 'handover') return
      // The page lets nothing more happen and sends what it has; one that hangs has nothing newer to show either.
      tell({ key: this.key, told: 'yield' })
      await Promise.race([new Promise<void>((done) => (this.yielded = done)), wait(YIELD)])
      const why = await this.settle()
      if (why !== undefined) {
        tell({ key: this.key, told: 'stay' })
        return this.say({ type: 'cannot', why })
      }
      const { release } = this
      this.lose()
      release?.()
    } else if (this.state === 'follow') {
      if (said.type === 'handover') this.waitForTurn(1_000)
      else if (said.type === 'holding') this.say({ type: 'hello' })
      else if (said.type === 'cannot') this.cannot?.(said.why)
      else if (said.type === 'state') {
        this.seen = said.at
        this.stated?.(said.records)
        tell({ key: this.key, told: 'state', records: said.records })
      } else if (said.type === 'diffs') {
        if (said.from !== this.seen) return this.say({ type: 'hello' })
        this.seen = said.at
        tell({ key: this.key, told: 'diffs', diffs: said.diffs })
      }
    }
  }
  /** The page has sent everything. */
  yielded: (() => void) | undefined
  private cannot: ((why: string) => void) | undefined
  private stated: ((records: readonly Rec[]) => void) | undefined
  private async follow(): Promise<Opened> {
    this.state = 'follow'
    const answer = new Promise<readonly Rec[] | undefined>((resolve) => {
      this.stated = resolve
      setTimeout(resolve, ANSWER, undefined)
    })
    this.say({ type: 'hello' })
    let records = await answer
    this.stated = undefined
    // It hangs: what it has stored can be read all the same.
    if (!records) records = [...((await rebuild(await shelfOf(await projectFolder(this.key))))?.replica.records.values() ?? [])]
    this.waitForTurn()
    return { kind: 'follow', at: 0, records, undos: [], redos: [] }
  }
  /** When the window that has it closes it, this one has it. */
  private waitForTurn(after = 0): void {
    this.queued?.abort()
    const queued = (this.queued = new AbortController())
    void wait(after).then(async () => {
      if (queued.signal.aborted || !(await this.lock(queued.signal)) || this.state !== 'follow') return
      await this.taken().catch(() => {})
    })
  }
  private async taken(): Promise<void> {
    try {
      const opened = await this.load()
      tell({ key: this.key, told: 'taken', opened })
    } catch (error) {
      // What this window shows can still be saved as a zip.
      this.release?.()
      tell({ key: this.key, told: 'failed', why: inWords(error) })
      throw error
    }
  }
  /**
   * Takes it from the window that has it: that one writes what it has and hands it over; one that does not answer loses it.
   * @throws where the other one has what it cannot write
   */
  async take(): Promise<void> {
    if (this.state === 'hold') return
    const before = this.queued
    before?.abort()
    const asking = new AbortController()
    this.queued = asking
    const refused = new Promise<string>((resolve) => {
      this.cannot = resolve
    })
    const mine = this.lock(asking.signal)
    this.say({ type: 'handover' })
    const first = await Promise.race([mine, refused, wait(HAND_OVER)])
    this.cannot = undefined
    if (typeof first === 'string') {
      asking.abort()
      this.waitForTurn()
      throw Object.assign(new Error(`The other window has changes that it cannot save: ${first}`), {
        hint: 'Go there and save a zip, or free some space.',
      })
    }
    if (first !== true) {
      asking.abort()
      if (!(await this.lock('steal'))) throw new Error('The other window does not let go of it.')
    }
    await this.taken()
  }
}
type Message =
  | { readonly type: 'hello' | 'handover' | 'holding' }
  | { readonly type: 'cannot'; readonly why: string }
  | { readonly type: 'state'; readonly at: number; readonly records: readonly Rec[] }
  | { readonly type: 'diffs'; readonly from: number; readonly at: number; readonly diffs: readonly Diff[] }
type Said = Message & { readonly from: string }

function inWords(error: unknown): string {
  const { name, message } = error as Error
  if (name === 'QuotaExceededError') return 'there is no room left in this browser'
  return message || name
}

/** Projects that are open, with those whose last changes are still being written. */
const open = new Map<string, Kept>()
let isInMemory = false
const kept = (key: string): Kept => {
  const there = open.get(key) ?? new Kept(key)
  open.set(key, there)
  return there
}

// ── Versions ─────────────────────────────────────────────────────────────────

async function versions(key: string): Promise<Version[]> {
  const folder = await versionsFolder(key)
  const found: (Version & { readonly at: number })[] = []
  for (const file of await names(folder)) {
    const id = /^([\w-]+)\.log$/.exec(file)?.[1]
    const bytes = id && (await readFile(folder, file))?.slice(0, HEAD_BYTES)
    if (!id || !bytes) continue
    const head = headOf(new TextDecoder().decode(await bytes.arrayBuffer()))
    if (head) found.push({ id, name: head.name, savedAt: head.savedAt, at: head.at, changes: 0, ...(head.auto ? { auto: head.auto } : {}) })
  }
  found.sort((a, b) => a.savedAt - b.savedAt || a.at - b.at)
  return found.map(({ at, ...version }, i) => ({ ...version, changes: Math.max(0, at - (found[i - 1]?.at ?? 0)) })).reverse()
}
function headOf(text: string): { name: string; savedAt: number; at: number; auto?: string } | undefined {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.indexOf('\n')))
  } catch {
    return undefined
  }
}
/** @returns its id */
async function writeVersion(key: string, replica: Replica, name: string, auto?: string): Promise<string> {
  const id = `${Date.now()}-${crypto.randomUUID().slice(0, 4)}`
  const about: { [key: string]: Json } = { name, savedAt: Date.now(), ...(auto ? { auto } : {}) }
  const lines = checkpointLines(Replica.of(replica.records.values(), undefined, replica.at), about)
  await writeAside(await versionsFolder(key), `${id}.log`, unhurried(lines))
  return id
}
async function readVersion(key: string, id: string): Promise<Rec[]> {
  const bytes = await readBytes(await versionsFolder(key), `${id}.log`)
  const found = bytes && readCheckpoint(bytes)
  if (!found) throw new Error('This version cannot be read.')
  return migrate([...found.replica.records.values()], found.format)
}
/** A project of its own from a version, with the media that it names. */
async function copyVersion(key: string, id: string, to: string, version: string, progress: (share: number) => void): Promise<void> {
  const records = await readVersion(key, id)
  const mine = String(records.find((r) => r.id === 'project')?.name ?? '')
  const name = version ? `${mine} – ${version}` : mine
  const renamed = records.map((r) => (r.id === 'project' ? { ...r, name } : r))
  await copy(key, to, renamed, name, progress)
}
async function copy(key: string, to: string, records: readonly Rec[], name: string, progress: (share: number) => void): Promise<void> {
  await copyMedia(key, to, records, progress)
  const folder = await projectFolder(to)
  await writeAside(folder, 'checkpoint-1.log', unhurried(checkpointLines(Replica.of(records))))
  await writeText(folder, 'about.json', JSON.stringify({ name }))
}
async function copyMedia(key: string, to: string, records: readonly Rec[], progress: (share: number) => void): Promise<void> {
  const [from, into] = await Promise.all([mediaFolder(key), mediaFolder(to)])
  const files: File[] = []
  for (const record of records) {
    const file = record.type === 'asset' && (await readFile(from, String(record.file).replace(/^media\//, '')))
    if (file) files.push(file)
  }
  const total = files.reduce((sum, file) => sum + file.size, 0)
  let done = 0
  for (const file of files)
    await writeAside(
      into,
      file.name,
      blobPieces(file, (n) => progress((done += n) / total)),
    )
}

// ── The list ─────────────────────────────────────────────────────────────────

/** What is stored, newest first. */
async function list(): Promise<Stored[]> {
  const found: Stored[] = []
  const all = await projects()
  for await (const [key, handle] of all.entries()) {
    if (handle.kind !== 'directory') continue
    const folder = handle as Folder
    const files = await names(folder)
    const logs = ['journal', 'checkpoint', 'state'].map((kind) => {
      const n = Math.max(0, ...numbersOf(files, kind))
      return n ? `${kind}-${n}.${kind === 'state' ? 'json' : 'log'}` : undefined
    })
    // A journal without anything to follow is a project that was never saved.
    if (!logs[1] && !logs[2]) continue
    // The journal that is written to knows best when.
    const newest = await readFile(folder, (logs[0] ?? logs[1] ?? logs[2])!)
    let name = ''
    try {
      name = String((JSON.parse((await readText(folder, 'about.json')) ?? '{}') as { name?: string }).name ?? '')
    } catch {
      // Its name is all that is missing.
    }
    found.push({ key, name, savedAt: newest?.lastModified ?? 0 })
  }
  return found.sort((a, b) => b.savedAt - a.savedAt)
}
async function sizes(): Promise<Sized[]> {
  const out: Sized[] = []
  for (const stored of await list()) {
    let bytes = 0
    for await (const [, file] of walk(await projectFolder(stored.key))) bytes += file.size
    out.push({ ...stored, bytes })
  }
  return out
}
async function remove(key: string): Promise<void> {
  const go = async () => (await projects()).removeEntry(key, { recursive: true })
  if (isInMemory) return go()
  await navigator.locks.request(lockOf(key), { ifAvailable: true }, async (lock) => {
    if (!lock) throw Object.assign(new Error('It is open in a window.'), { hint: 'Close it there, then delete it.' })
    await go()
  })
  for (const each of open.values()) void each.settle()
}
/** What is in a project that nobody here opens; nothing when it cannot be read. */
async function look(key: string): Promise<Rec[]> {
  const found = await rebuild(await shelfOf(await existingProject(key)))
  return [...(found?.replica.records.values() ?? [])]
}
/** Every file of a project, to be taken away as it is. */
async function files(key: string): Promise<(readonly [string, Blob])[]> {
  const out: (readonly [string, Blob])[] = []
  for await (const entry of walk(await existingProject(key))) out.push(entry)
  return out
}
/** A project of its own from whatever can be read of one that does not open, in whatever format. @throws where that is nothing */
async function salvage(key: string, to: string, progress: (share: number) => void): Promise<void> {
  const folder = await existingProject(key)
  const shelf = await shelfOf(folder)
  const found = await rebuild({ ...shelf, before: () => shelf.before!().catch(() => undefined) })
  const records = [...(found?.replica.records.values() ?? [])]
  // Of a newer kind: its records are taken for what they are.
  if (!records.length)
    for (const n of numbersOf(await names(folder), 'state').sort((a, b) => b - a)) {
      const text = (await readText(folder, `state-${n}.json`)) ?? ''
      for (const line of text.split('\n').slice(1)) {
        try {
          const record = JSON.parse(line.replace(/,$/, '')) as Rec
          if (typeof record?.id === 'string' && typeof record.type === 'string') records.push(record)
        } catch {
          // Not this line.
        }
      }
      if (records.length) break
    }
  if (!records.length) throw new Error('Nothing in it can be read.')
  await copy(key, to, records, String(records.find((r) => r.id === 'project')?.name ?? 'Recovered'), progress)
}

async function answer(call: Call, progress: (share: number) => void): Promise<unknown> {
  switch (call.type) {
    case 'closed':
      return closedBecause()
    case 'list':
      return list()
    case 'sizes':
      return sizes()
    case 'open':
      return kept(call.key).open()
    case 'look':
      return look(call.key)
    case 'take':
      return kept(call.key).take()
    case 'settle':
      return kept(call.key).settle()
    case 'accept':
      return kept(call.key).accept()
    case 'remove':
      return remove(call.key)
    case 'files':
      return files(call.key)
    case 'salvage':
      return salvage(call.key, call.to, progress)
    case 'versions':
      return versions(call.key)
    case 'version':
      return writeVersion(call.key, kept(call.key).replica, call.name, call.auto)
    case 'readVersion':
      return readVersion(call.key, call.id)
    case 'removeVersion':
      return (await versionsFolder(call.key)).removeEntry(`${call.id}.log`)
    case 'copyVersion':
      return copyVersion(call.key, call.id, call.to, call.name, progress)
  }
}
self.onmessage = async ({ data }: MessageEvent<ToKeep>) => {
  if (data.type === 'append') return kept(data.key).append(data.entries)
  if (data.type === 'begin') return void kept(data.key).begin(data.name, data.records)
  if (data.type === 'yielded') return open.get(data.key)?.yielded?.()
  if (data.type === 'leave') return open.get(data.key)?.leave()
  const { request } = data
  const send = (message: Answer) => self.postMessage(message)
  try {
    isInMemory = (await closedBecause()) !== undefined
    send({ request, result: await answer(data, (share) => send({ request, progress: share })) })
  } catch (error) {
    send(failed(request, error))
  }
}
