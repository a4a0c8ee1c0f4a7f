// The journal: a copy kept by it is the document with its undo; what is cut or damaged costs that, and nothing else.
import { describe, expect, test } from 'vitest'
import { serialise } from './file.ts'
import { History } from './history.ts'
import { checkpointLines, type Entry, entryLine, journalHead, Replica, rebuild, type Shelf } from './journal.ts'
import { randomEdit, session, worldOf } from './random-edits.ts'

const joined = (parts: Iterable<Uint8Array>) => new Uint8Array(Buffer.concat([...parts]))
/** Everything about a replica that a person could tell apart. */
const face = (r: Replica) => JSON.stringify([serialise(r.records.values()), steps(r.undos), steps(r.redos)])
const steps = (list: Replica['undos']) => list.map((s) => [s.label, [...s.diff].map(([id, f]) => [id, [...f]])])

/** Somebody works: edits, gestures, cancelled ones, undo, redo, another person. */
function work(seed: number, moves: number) {
  const world = worldOf(session(), 'a', seed)
  const { document } = world
  const history = new History(document)
  const start = Replica.of(document.all().values())
  const entries: Entry[] = []
  const states: Replica[] = []
  const said = (entry: Entry) => {
    entries.push(entry)
  }
  history.follow(said)
  document.onChange((diff, origin) => origin === 'remote' && said({ op: 'set', diff }))
  for (let i = 0; i < moves; i++) {
    const dice = world.random()
    if (dice < 0.45) history.name(`Edit ${i}`, () => randomEdit(world))
    else if (dice < 0.6) {
      const end = history.mark('Drag')
      for (let n = 0; n < 3; n++) document.transact(() => document.set('project', 'timecodeStart', Math.floor(world.random() * 3)))
      if (world.random() < 0.3) {
        const inner = history.mark('Inner')
        randomEdit(world)
        randomEdit(world)
        inner()
      }
      end(world.random() < 0.3)
    } else if (dice < 0.78) history.undo()
    else if (dice < 0.9) history.redo()
    else document.transact(() => document.set('project', 'name', `Theirs ${i}`), 'remote')
    states.push(Replica.of(document.all().values(), { undos: history.steps, redos: [...history.undone].reverse() }, entries.length))
  }
  return { document, history, start, entries, states }
}
/** A shelf with these files. */
function shelf(files: { readonly [name: string]: Uint8Array }): Shelf {
  const numbers = (kind: string) => Object.keys(files).flatMap((f) => (f.startsWith(kind) ? [Number(f.split('-')[1])] : []))
  return {
    checkpoints: numbers('checkpoint'),
    journals: numbers('journal'),
    read: async (kind, n) => files[`${kind}-${n}`],
  }
}
const journalOf = (entries: readonly Entry[], base = 0) =>
  joined([journalHead(base), ...entries.map((entry, i) => entryLine(base + i + 1, entry))])

describe('a copy kept by the journal', () => {
  test('is the document with its undo and redo after any work, from any checkpoint on', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { start, entries, states } = work(seed, 80)
      const last = states.at(-1)!
      const half = entries.length >> 1
      const midway = start.copy()
      for (const entry of entries.slice(0, half)) midway.apply(entry)
      const files = {
        'checkpoint-1': joined(checkpointLines(start)),
        'journal-1': journalOf(entries.slice(0, half)),
        'checkpoint-2': joined(checkpointLines(midway)),
        'journal-2': journalOf(entries.slice(half), half),
      }
      const whole = await rebuild(shelf(files))
      expect(face(whole!.replica), `seed ${seed}`).toBe(face(last))
      expect(whole).toMatchObject({ missing: 0, lost: 0, isTorn: false, earlier: undefined })
      // A checkpoint that was damaged costs nothing: the one before it and both journals say the same.
      const bad = files['checkpoint-2'].slice()
      bad[bad.length >> 1]! ^= 1
      expect(face((await rebuild(shelf({ ...files, 'checkpoint-2': bad })))!.replica)).toBe(face(last))
      expect(face((await rebuild(shelf({ ...files, 'checkpoint-2': bad.subarray(0, 40) })))!.replica)).toBe(face(last))
    }
  })
  test('a checkpoint is what was there at its beginning, though changes come while it is written', async () => {
    const { start, entries } = work(3, 20)
    const before = face(start)
    const parts: Uint8Array[] = []
    const rest = [...entries]
    for (const part of checkpointLines(start)) {
      parts.push(part)
      const next = rest.shift()
      if (next) start.apply(next)
    }
    expect(face((await rebuild(shelf({ 'checkpoint-1': joined(parts) })))!.replica)).toBe(before)
  })
})

describe('damage', () => {
  test('cut at every byte, it opens as it was after the last whole line', async () => {
    const { start, entries } = work(5, 6)
    const checkpoint = joined(checkpointLines(start))
    const journal = journalOf(entries)
    const faces = [face(start)]
    const running = start.copy()
    for (const entry of entries) {
      running.apply(entry)
      faces.push(face(running))
    }
    for (let end = 0; end <= journal.length; end++) {
      const cut = journal.subarray(0, end)
      const found = (await rebuild(shelf({ 'checkpoint-1': checkpoint, 'journal-1': cut })))!
      const whole = cut.filter((byte) => byte === 10).length
      expect(face(found.replica), `cut at ${end}`).toBe(faces[Math.max(0, whole - 1)])
      expect(found.isTorn, `cut at ${end}`).toBe(end > 0 && cut[end - 1] !== 10)
      expect(found.missing).toBe(0)
    }
  })
  test('one wrong bit anywhere costs that one change, says so, and offers the state before it', async () => {
    const { start, entries } = work(7, 30)
    const checkpoint = joined(checkpointLines(start))
    const journal = journalOf(entries)
    let random = 12345
    const next = (n: number) => (random = (random * 1_103_515_245 + 12_345) % 2 ** 31) % n
    for (let i = 0; i < 200; i++) {
      const at = next(journal.length)
      const bad = journal.slice()
      bad[at]! ^= 1 << next(8)
      const line = journal.subarray(0, at).filter((byte) => byte === 10).length
      const found = (await rebuild(shelf({ 'checkpoint-1': checkpoint, 'journal-1': bad })))!
      // The line that was hit; and the one after it, where the end of the line was hit.
      const hit = new Set(journal[at] === 10 ? [line, line + 1] : [line])
      const expected = start.copy()
      entries.forEach((entry, n) => !hit.has(n + 1) && expected.apply(entry))
      expect(serialise(found.replica.records.values()), `bit ${i} at ${at}`).toBe(serialise(expected.records.values()))
      // Without the end of the line before it the last line is one with it: unreadable, and the last.
      const isLast = hit.has(entries.length) || line > entries.length
      const changes = [...hit].filter((n) => n > 0 && n <= entries.length).length
      if (isLast) expect(found.isTorn).toBe(true)
      else expect(found.missing, `bit ${i} at ${at}`).toBe(changes)
      if (found.missing) {
        const before = start.copy()
        for (const entry of entries.slice(0, Math.max(1, line) - 1)) before.apply(entry)
        expect(face(found.earlier!)).toBe(face(before))
      }
    }
  })
  test('a wrong bit in the only checkpoint costs that record', async () => {
    const { start } = work(2, 1)
    const checkpoint = joined(checkpointLines(start))
    for (let at = 200; at < checkpoint.length; at += 997) {
      const bad = checkpoint.slice()
      bad[at]! ^= 4
      const found = (await rebuild(shelf({ 'checkpoint-1': bad })))!
      expect(found.lost).toBeGreaterThan(0)
      expect(found.replica.records.size).toBeGreaterThanOrEqual(start.records.size - 2)
    }
  })
  test('what a window wrote after it had lost the project does not count', async () => {
    const { start, entries } = work(9, 60)
    const mine = entries.slice(0, 30)
    const stale: Entry[] = [...mine, { op: 'set', diff: new Map([['project', new Map([['name', ['', 'Stale'] as const]])]]) }]
    const after: Entry = { op: 'set', diff: new Map([['project', new Map([['name', ['', 'Newer'] as const]])]]) }
    const found = await rebuild(
      shelf({
        'checkpoint-1': joined(checkpointLines(start)),
        'journal-1': journalOf(stale),
        'journal-2': journalOf([after], mine.length),
      }),
    )
    expect(found!.replica.records.get('project')!.name).toBe('Newer')
    expect(found).toMatchObject({ missing: 0, isTorn: false })
    expect(found!.replica.undos.length).toBeGreaterThan(0)
  })
  test('where nothing can be read it says so', async () => {
    expect(await rebuild(shelf({}))).toBeUndefined()
    expect(await rebuild(shelf({ 'checkpoint-1': new Uint8Array(500), 'journal-1': journalHead(0) }))).toBeUndefined()
  })
})
