import { type ClipOutput, TICKS_PER_QUARTER } from '@tonmeister/project'
import { expect, test } from 'vitest'
import clip, { type TemplateNameClipRecord } from './clip.ts'

const bar: TemplateNameClipRecord = {
  id: 'c',
  type: 'clip',
  kind: 'template-name',
  track: 't',
  order: 'a',
  anchor: 'ticks',
  at: 0,
  length: 4 * TICKS_PER_QUARTER,
  name: '',
  key: 60,
  step: 6720,
}
function played(record: TemplateNameClipRecord) {
  const notes: Parameters<ClipOutput['note']>[0][] = []
  clip.play(record, { children: () => [], get: () => undefined }, { note: (note) => notes.push(note), event() {}, audio() {} })
  return notes
}

test('a bar holds sixteen sixteenths', () => expect(played(bar)).toHaveLength(16))
test('the last note ends with the clip', () => {
  const last = played({ ...bar, length: 10_000 }).at(-1)!
  expect(last.at + last.length).toBe(10_000)
})
test('a step of zero does not play for ever', () => expect(played({ ...bar, step: 0 }).length).toBeLessThan(2000))
