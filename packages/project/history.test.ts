// Undo and redo: the law over all edits, gestures, and what it does beside somebody else.
import { describe, expect, test } from 'vitest'
import { Document } from './document.ts'
import * as automation from './edits/automation.ts'
import * as clipboard from './edits/clipboard.ts'
import * as clips from './edits/clips.ts'
import * as devices from './edits/devices.ts'
import * as folders from './edits/folders.ts'
import * as groups from './edits/groups.ts'
import * as media from './edits/media.ts'
import * as merge from './edits/merge.ts'
import * as mixer from './edits/mixer.ts'
import * as notes from './edits/notes.ts'
import * as ranges from './edits/ranges.ts'
import * as timeline from './edits/timeline.ts'
import * as tracks from './edits/tracks.ts'
import * as zones from './edits/zones.ts'
import { serialise } from './file.ts'
import { History } from './history.ts'
import { expectUndoLaw } from './people.ts'
import { EDITS, randomEdit, session, worldOf } from './random-edits.ts'
import type { Json, Rec } from './records.ts'

const text = (document: Document) => serialise(document.all().values())
const note = (id: string, more: { readonly [field: string]: Json } = {}): Rec => ({ id, type: 'note', ...more })
function open(...records: Rec[]) {
  const document = new Document(records)
  const set = (id: string, field: string, value: Json | undefined, origin: 'user' | 'remote' = 'user') =>
    document.transact(() => document.set(id, field, value), origin)
  return { document, history: new History(document), set }
}

describe('the law of undo', () => {
  test('covers every edit that is exported', () => {
    const readers = [
      'copiesOf',
      'clipRows',
      'copyClips',
      'effectFile',
      'folderOf',
      'foldersAround',
      'groupsOfCopies',
      'isClipBundle',
      'routing',
      'circleWith',
      'vcasOf',
      'mixGroupsOf',
      'vcaCircle',
      'linkedWith',
      'copyPoints',
      'isPointBundle',
      'siblingsIn',
      'lastOrder',
      'topOrders',
      'trackDepth',
      'visibleTracks',
      'withGroups',
      'idsForCopies',
      'noteName',
      'parseNote',
      'usesOfAssets',
      'zonesOf',
      'clipsOf',
      'devicesOf',
      'sendsOf',
      'mainStrip',
      'lanePoints',
      'tracksInOrder',
      'stripsInOrder',
    ]
    const exported = [automation, clipboard, clips, devices, folders, groups, media, merge, mixer, notes, ranges, timeline, tracks, zones]
      .flatMap((m) => Object.keys(m))
      .filter((name) => !readers.includes(name))
    expect(Object.keys(EDITS).sort()).toEqual(exported.sort())
  })
  test('1,000 random edits and as many undos give the same bytes, as many redos the edited ones', () => {
    expectUndoLaw(1)
  })
  test('every state on the way down and up is the one that was there, through a reload of the history too', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const world = worldOf(session(), 'a', seed)
      let history = new History(world.document)
      const states = [text(world.document)]
      while (states.length < 25) {
        randomEdit(world)
        if (history.steps.length === states.length) states.push(text(world.document))
      }
      for (let i = 0; i < 60; i++) {
        world.random() < 0.5 ? history.undo() : history.redo()
        if (world.random() < 0.1) {
          const saved = JSON.parse(JSON.stringify(history.save()))
          history.close()
          history = new History(world.document)
          history.load(saved)
        }
        expect(text(world.document), `seed ${seed}`).toBe(states[history.steps.length])
        expect(history.steps.length + history.undone.length).toBe(24)
      }
    }
  })
  test('an edit after undos ends what could be redone', () => {
    const { history, set } = open(note('a'))
    set('a', 'x', 1)
    set('a', 'x', 2)
    history.undo()
    set('a', 'x', 3)
    expect([history.canRedo, history.canUndo, history.steps.length]).toEqual([false, true, 2])
  })
  test.each<[string, (d: Document) => void]>([
    ['a record that changed its type', (d) => d.create(note('a', { type: 'marker', y: 1 }))],
    [
      'a record that was removed and made anew',
      (d) => {
        d.remove('a')
        d.create(note('a', { y: 2 }))
      },
    ],
    ['a value that is no number', (d) => d.set('a', 'x', Number.NaN)],
    ['a field that came', (d) => d.set('a', 'y', null)],
    ['a field that went', (d) => d.set('a', 'x', undefined)],
    ['minus zero', (d) => d.set('a', 'x', -0)],
  ])('%s is undone and redone', (_, edit) => {
    const { document, history } = open(note('a', { x: 0 }))
    const before = text(document)
    document.transact(() => edit(document))
    const after = text(document)
    history.undo()
    expect(text(document)).toBe(before)
    history.redo()
    expect(text(document)).toBe(after)
  })
})

describe('names', () => {
  test('say what each step did, also after an edit threw', () => {
    const { history, set } = open(note('a'))
    history.name('Louder', () => set('a', 'x', 1))
    expect(() =>
      history.name('Broken', () => {
        throw new Error('no')
      }),
    ).toThrow('no')
    set('a', 'x', 2)
    expect(history.steps.map((s) => s.label)).toEqual(['Louder', ''])
    history.undo()
    expect(history.undone.map((s) => s.label)).toEqual([''])
  })
})

describe('a gesture', () => {
  test('is one step whatever its length, named as it began', () => {
    const { document, history, set } = open(note('a', { x: 0 }), note('b', { x: 0 }))
    set('b', 'x', 9)
    const end = history.mark('Drag')
    for (let i = 1; i <= 100; i++) set(i % 3 ? 'a' : 'b', 'x', i)
    end()
    expect(history.steps.map((s) => s.label)).toEqual(['', 'Drag'])
    history.undo()
    expect([document.get('a')!.x, document.get('b')!.x]).toEqual([0, 9])
    history.redo()
    expect([document.get('a')!.x, document.get('b')!.x]).toEqual([100, 99])
  })
  test('that comes back to where it began is no step', () => {
    const { history, set } = open(note('a', { x: 0 }))
    const end = history.mark('Drag')
    for (const x of [1, 2, 0]) set('a', 'x', x)
    end()
    expect(history.canUndo).toBe(false)
  })
  test('that is cancelled leaves nothing behind, to undo or to redo', () => {
    const { document, history, set } = open(note('a', { x: 0 }))
    set('a', 'x', 1)
    const end = history.mark('Drag')
    set('a', 'x', 2)
    set('a', 'y', 2)
    end(true)
    expect(document.get('a')).toEqual(note('a', { x: 1 }))
    expect([history.steps.length, history.canRedo]).toEqual([1, false])
  })
  test('that did nothing leaves what could be redone', () => {
    const { history, set } = open(note('a'))
    set('a', 'x', 1)
    history.undo()
    history.mark('Drag')()
    history.mark('Drag')(true)
    expect(history.canRedo).toBe(true)
  })
  test('inside another becomes part of it, also when it is cancelled', () => {
    const { document, history, set } = open(note('a', { x: 0 }))
    const outer = history.mark('Outer')
    set('a', 'x', 1)
    const inner = history.mark('Inner')
    set('a', 'x', 2)
    set('a', 'x', 3)
    inner()
    set('a', 'y', 1)
    const cancelled = history.mark('Cancelled')
    set('a', 'x', 4)
    cancelled(true)
    expect(document.get('a')).toEqual(note('a', { x: 3, y: 1 }))
    set('a', 'z', 1)
    outer()
    set('a', 'x', 5)
    expect(history.steps.map((s) => s.label)).toEqual(['Outer', ''])
    history.goTo(0)
    expect(document.get('a')).toEqual(note('a', { x: 0 }))
  })
  test('of one finger ends while that of another goes on', () => {
    const { document, history, set } = open(note('a', { x: 0 }), note('b', { x: 0 }))
    const one = history.mark('One')
    set('a', 'x', 1)
    const two = history.mark('Two')
    set('b', 'x', 1)
    one()
    set('b', 'x', 2)
    set('b', 'x', 3)
    two()
    two(true)
    one(true)
    expect(document.get('b')!.x).toBe(3)
    history.goTo(0)
    expect([document.get('a')!.x, document.get('b')!.x]).toEqual([0, 0])
  })
  test('with an undo in the middle keeps to what was before it', () => {
    const { document, history, set } = open(note('a', { x: 0 }))
    set('a', 'x', 1)
    const end = history.mark('Drag')
    set('a', 'x', 2)
    history.undo()
    history.undo()
    expect(document.get('a')!.x).toBe(0)
    set('a', 'y', 1)
    set('a', 'y', 2)
    end()
    expect(history.steps).toHaveLength(1)
    history.undo()
    expect(document.get('a')).toEqual(note('a', { x: 0 }))
  })
  test('random gestures are undone as a whole, in any nesting', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const world = worldOf(session(), 'a', seed)
      const history = new History(world.document)
      const before = text(world.document)
      const open: ((cancel?: boolean) => void)[] = []
      for (let i = 0; i < 40; i++) {
        const what = world.random()
        if (what < 0.2) open.push(history.mark(`${i}`))
        else if (what < 0.4) open.pop()?.(world.random() < 0.3)
        else randomEdit(world)
      }
      for (const end of open.reverse()) end()
      const after = text(world.document)
      const { length } = history.steps
      history.goTo(0)
      expect(text(world.document), `seed ${seed}`).toBe(before)
      history.goTo(length)
      expect(text(world.document), `seed ${seed}`).toBe(after)
    }
  })
})

describe('beside somebody else', () => {
  test('undo leaves what they wrote since, and takes back the rest of the step', () => {
    const { document, history, set } = open(note('a', { x: 0, y: 0 }))
    document.transact(() => document.update('a', { x: 1, y: 1 }))
    set('a', 'x', 7, 'remote')
    history.undo()
    expect(document.get('a')).toEqual(note('a', { x: 7, y: 0 }))
    history.redo()
    expect(document.get('a')).toEqual(note('a', { x: 7, y: 1 }))
  })
  test('their changes are no steps of mine', () => {
    const { history, set } = open(note('a'))
    set('a', 'x', 1, 'remote')
    expect(history.canUndo).toBe(false)
  })
  test('a record that they removed stays removed when I undo a change to it', () => {
    const { document, history, set } = open(note('a', { x: 0 }))
    set('a', 'x', 1)
    document.transact(() => document.remove('a'), 'remote')
    expect(history.undo()).toBe(true)
    expect(document.get('a')).toBeUndefined()
    expect(history.redo()).toBe(true)
    expect(document.get('a')).toBeUndefined()
  })
  test('a record that I made and they changed goes and comes back whole, with their change', () => {
    const { document, history, set } = open()
    document.transact(() => document.create(note('a', { x: 0 })))
    set('a', 'gain', 47, 'remote')
    history.undo()
    expect(document.get('a')).toBeUndefined()
    history.redo()
    expect(document.get('a')).toEqual(note('a', { x: 0, gain: 47 }))
  })
  test('a record that I removed and they made anew stays theirs', () => {
    const { document, history } = open(note('a', { x: 0 }))
    document.transact(() => document.remove('a'))
    document.transact(() => document.create(note('a', { x: 9 })), 'remote')
    history.undo()
    expect(document.get('a')).toEqual(note('a', { x: 9 }))
  })
})
test('listeners hear of steps, undo and redo; a closed history records nothing', () => {
  const { history, set } = open(note('a'))
  let heard = 0
  const stop = history.onChange(() => heard++)
  set('a', 'x', 1)
  history.undo()
  history.redo()
  expect(heard).toBe(3)
  stop()
  history.clear()
  expect([heard, history.canUndo, history.canRedo]).toEqual([3, false, false])
  history.close()
  set('a', 'x', 2)
  expect(history.canUndo).toBe(false)
})
