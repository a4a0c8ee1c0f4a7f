// Own presets: kept, carried as files, and never more than they can be.
import { devices } from '@tonmeister/devices'
import { type DeviceRecord, Document } from '@tonmeister/project'
import { beforeEach, expect, test } from 'vitest'
import {
  deletePreset,
  importPresets,
  isChanged,
  ownPresets,
  presetFile,
  presetOf,
  presetsOf,
  renamePreset,
  savePreset,
  stepPreset,
} from './presets.ts'
import type { Session } from './session.ts'
import { setSettings } from './settings.ts'

const said: string[] = []
const undo: (() => void)[] = []
function session(fields: object = {}): { s: Session; record: () => DeviceRecord } {
  const document = new Document([
    { id: 'm', type: 'strip', kind: 'main', order: 'V', name: 'Main' },
    { id: 'd', type: 'device', strip: 'm', order: 'V', device: 'limiter', version: 1, enabled: true, ...fields },
  ])
  const s = {
    document,
    edit: <T>(_: string, edit: () => T) => edit(),
    notify: (text: string, _: boolean, action?: { run: () => void }) => {
      said.push(text)
      if (action) undo.push(action.run)
    },
    changed: () => {},
  } as unknown as Session
  return { s, record: () => document.get('d') as DeviceRecord }
}
const limiter = devices.limiter!
beforeEach(() => {
  setSettings({ presets: {}, quiet: true })
  said.length = 0
  undo.length = 0
})

test('a saved preset is what the device is called by, until a value differs', () => {
  const { s, record } = session({ 'p.ceiling': -4 })
  expect(savePreset(s, record(), ' Warm bus ')).toBe(true)
  expect([record().preset, isChanged(record()), presetOf(record())?.isOwn]).toEqual(['Warm bus', false, true])
  s.document.transact(() => s.document.set('d', 'p.ceiling', -3))
  expect(isChanged(record())).toBe(true)
  savePreset(s, record(), 'Warm bus')
  expect(isChanged(record())).toBe(false)
  expect(ownPresets('limiter').map((p) => [p.name, p.params.ceiling])).toEqual([['Warm bus', -3]])
})
test('the factory stays as it is: none is overwritten, none is renamed to', () => {
  const { s, record } = session()
  const taken = limiter.presets[0]!.name
  expect(savePreset(s, record(), taken)).toBe(false)
  savePreset(s, record(), 'Mine')
  expect(renamePreset(s, record(), taken)).toBe(false)
  expect(renamePreset(s, record(), 'Yours')).toBe(true)
  expect([record().preset, ownPresets('limiter').map((p) => p.name)]).toEqual(['Yours', ['Yours']])
})
test('a deleted preset comes back, and stepping goes round through own and factory presets', () => {
  const { s, record } = session()
  savePreset(s, record(), 'Mine')
  stepPreset(s, record(), -1)
  expect(record().preset).toBe(limiter.presets.at(-1)!.name)
  stepPreset(s, record(), 1)
  expect(record().preset).toBe('Mine')
  deletePreset(s, record())
  expect(ownPresets('limiter')).toEqual([])
  undo[0]!()
  expect(ownPresets('limiter').map((p) => p.name)).toEqual(['Mine'])
})
test('what goes out as a file comes in as it was; of two of one name and other values both stay', async () => {
  const { s, record } = session({ 'p.ceiling': -4 })
  savePreset(s, record(), 'Mine')
  const text = await presetFile().text()
  expect(importPresets(text)).toBe(1)
  expect(ownPresets('limiter')).toHaveLength(1)
  s.document.transact(() => s.document.set('d', 'p.ceiling', -9))
  savePreset(s, record(), 'Mine')
  importPresets(text)
  expect(ownPresets('limiter').map((p) => [p.name, p.params.ceiling])).toEqual([
    ['Mine', -9],
    ['Mine 2', -4],
  ])
})
test('any other file is refused, and what is no preset in one is left out', () => {
  for (const text of [
    '',
    'null',
    '[]',
    '{"format":"other"}',
    '{"format":"tonmeister-presets"}',
    '{"format":"tonmeister-presets","presets":null}',
  ])
    expect(importPresets(text), text).toBe(undefined)
  const file = {
    format: 'tonmeister-presets',
    presets: { limiter: [null, { name: 3 }, { name: 'Far', params: { ceiling: 1e9, nothing: 1, input: 'x' } }], __proto__: [] },
  }
  expect(importPresets(JSON.stringify(file))).toBe(1)
  expect(presetsOf(limiter)[0]).toEqual({ name: 'Far', isOwn: true, params: { ceiling: 0 } })
})
