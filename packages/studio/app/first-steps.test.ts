// First steps tick themselves by what an edit does, whoever made it: a menu, a key, a drag.
import { devices } from '@tonmeister/devices'
import {
  type AssetRecord,
  addAudioTrack,
  addDevice,
  addNote,
  addTrack,
  type Diff,
  Document,
  duplicateClips,
  setGain,
  splitClip,
  tempoMap,
} from '@tonmeister/project'
import beat from '@tonmeister/project/templates/beat.ts'
import { expect, test } from 'vitest'
import { stepsIn } from './first-steps.ts'

const asset = {
  id: 'asset-1',
  type: 'asset',
  name: 'a.wav',
  file: 'media/a.wav',
  hash: '0',
  sampleRate: 48_000,
  channels: 2,
  frames: 48_000,
} as AssetRecord
let serial = 0
const newId = (prefix: string) => `${prefix}-new-${++serial}`
function steps(edit: (document: Document) => void): string[] {
  const document = new Document(beat.records())
  let seen: Diff = new Map()
  document.onChange((diff) => {
    seen = diff
  })
  document.transact(() => edit(document))
  return stepsIn(seen, document)
}
const clip = (d: Document) => d.get('keys-1') as { readonly at: number; readonly length: number } & ReturnType<Document['get']>

test.each<[string, (d: Document) => void, string[]]>([
  ['a fader moves', (d) => setGain(d, 'strip-bass', -3), ['fader']],
  [
    'an instrument on a track of its own',
    (d) => addDevice(d, newId, addTrack(d, newId, { name: 'x' }).strip, devices.synth!),
    ['instrument'],
  ],
  ['an effect is no instrument', (d) => addDevice(d, newId, 'strip-bass', devices.gain!), []],
  ['a note', (d) => addNote(d, newId, { clip: 'keys-1', at: 0, length: 100, key: 60, velocity: 100 }), ['note']],
  ['a sound file', (d) => addAudioTrack(d, newId, asset), ['import']],
  ['a split', (d) => splitClip(d, newId, 'keys-1', clip(d).at + clip(d).length / 2, tempoMap([])), ['split']],
  ['a copied clip is neither drawn nor split', (d) => duplicateClips(d, newId, ['keys-1']), []],
])('%s', (_, edit, expected) => expect(steps(edit)).toEqual(expected))
