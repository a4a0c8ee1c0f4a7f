// The worker that keeps projects, on storage whose k-th operation fails: whatever fails and when, what was said to be saved opens again.
import { type Entry, Replica } from '@tonmeister/project'
import { expect, test, vi } from 'vitest'
import type { Call, FromKeep, Opened } from './keep.ts'

// By address: their types are the browser's, which tests do not know.
const WORKER = new URL('./keep.worker.ts', import.meta.url).href
const STORAGE = new URL('./storage.ts', import.meta.url).href
const KEY = 'a-project'
const RECORDS = [{ id: 'project', type: 'project', name: 'Begun', sampleRate: 48_000, timecodeRate: '25', timecodeStart: 0 }]
const EDITS = 8
const edit = (n: number): Entry => ({
  op: 'do',
  label: `Edit ${n}`,
  joins: 0,
  diff: new Map([['project', new Map([['name', [n ? `Name ${n - 1}` : 'Begun', `Name ${n}`] as const]])]]),
})

/** Counts operations, and lets one or all from one on fail. */
class Faults {
  count = 0
  constructor(
    private readonly at: number,
    private readonly isLasting: boolean,
  ) {}
  isMended = false
  /** Its window was killed: nothing it still tries reaches the disk. */
  isDead = false
  check(): void {
    this.count++
    if (this.isDead) throw new Error('the window is gone')
    if (!this.isMended && (this.isLasting ? this.count >= this.at : this.count === this.at))
      throw new DOMException('the disk is full', 'QuotaExceededError')
  }
}
/** A folder whose operations go through `faults`. */
function faulty<T extends object>(target: T, faults: Faults): T {
  const watched = new Set([
    'getFileHandle',
    'getDirectoryHandle',
    'createSyncAccessHandle',
    'move',
    'removeEntry',
    'write',
    'flush',
    'truncate',
  ])
  return new Proxy(target, {
    get(on, name) {
      const value = Reflect.get(on, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const run = () => {
          if (watched.has(String(name))) faults.check()
          return value.apply(on, args)
        }
        const wrap = (out: unknown) => (out && typeof out === 'object' && isHandle(out) ? faulty(out, faults) : out)
        const isSync = ['write', 'flush', 'truncate', 'close', 'keys', 'entries'].includes(String(name))
        return isSync ? run() : Promise.resolve().then(run).then(wrap)
      }
    },
  })
}
const isHandle = (out: object) => 'kind' in out || 'truncate' in out

/** A worker of its own on this storage, as a window has one. */
async function worker(root: object) {
  vi.resetModules()
  const told: FromKeep[] = []
  const answers = new Map<number, (message: { result?: unknown; error?: string }) => void>()
  const self = {
    postMessage: (message: FromKeep & { request?: number }) =>
      message.request === undefined ? told.push(message) : answers.get(message.request)?.(message as never),
    onmessage: (_: { data: unknown }) => {},
  }
  vi.stubGlobal('self', self)
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => root } })
  await import(WORKER)
  let request = 0
  const call = <T>(message: Call): Promise<T> =>
    new Promise((resolve, reject) => {
      answers.set(++request, ({ result, error }) => (error === undefined ? resolve(result as T) : reject(new Error(error))))
      self.onmessage({ data: { ...message, request } })
    })
  return { told, call, post: (message: object) => self.onmessage({ data: message }) }
}
/** A day's work on failing storage. @returns number of the last change that was said to be saved; undefined = not even the beginning */
async function work(root: object, faults: Faults, mends: boolean): Promise<number | undefined> {
  const w = await worker(faulty(root, faults))
  await w.call({ type: 'list' }).catch(() => {})
  w.post({ type: 'begin', key: KEY, name: 'Begun', records: RECORDS })
  await w.call({ type: 'settle', key: KEY })
  for (let n = 0; n < EDITS; n++) {
    w.post({ type: 'append', key: KEY, entries: [edit(n)] })
    await w.call({ type: 'settle', key: KEY })
  }
  if (mends) {
    faults.isMended = true
    expect(await w.call({ type: 'settle', key: KEY })).toBeUndefined()
  }
  const saved = w.told.filter((m) => m.told === 'saved').at(-1)
  faults.isDead = true
  return saved?.told === 'saved' ? saved.count : undefined
}
/** What it must be after `count` changes. */
function after(count: number): Replica {
  const replica = Replica.of(RECORDS)
  for (let n = 0; n < count; n++) replica.apply(edit(n))
  return replica
}

test.each([
  ['once', false],
  ['from then on, until there is room again', true],
])(
  'the k-th operation fails %s: nothing that was saved is lost, and in the end all is saved',
  async (_, isLasting) => {
    const { MemoryFolder } = (await import(STORAGE)) as { MemoryFolder: new (name: string) => object }
    const sound = new Faults(0, false)
    expect(await work(new MemoryFolder('root'), sound, false)).toBe(EDITS)
    expect(sound.count).toBeGreaterThan(20)
    // The first one decides whether there is storage at all.
    for (let k = 2; k <= sound.count; k++)
      for (const mends of [false, true]) {
        const root = new MemoryFolder('root')
        const saved = await work(root, new Faults(k, isLasting), mends)
        if (mends) expect(saved, `operation ${k}`).toBe(EDITS)
        if (saved === undefined) continue
        const again = await worker(root)
        const opened = await again.call<Opened>({ type: 'open', key: KEY })
        expect(opened.at, `operation ${k}`).toBeGreaterThanOrEqual(saved)
        const expected = after(opened.at)
        expect(opened.records).toEqual([...expected.records.values()])
        expect(opened.undos).toEqual(expected.undos)
        expect(opened.recovery?.missing ?? 0, `operation ${k}`).toBe(0)
        again.post({ type: 'leave', key: KEY })
      }
  },
  120_000,
)
