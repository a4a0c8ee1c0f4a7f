// A project of 100 tracks × 2,000 clips: edits of one clip stay as quick as in a small one.
import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { Document } from './document.ts'
import { copyClips, pasteClips } from './edits/clipboard.ts'
import { duplicateClips, moveClips, removeClips, setClipGain, splitClip, trimClip } from './edits/clips.ts'
import { setOutput } from './edits/mixer.ts'
import { parse, serialise } from './file.ts'
import { many } from './order.ts'
import { idsOf, session } from './random-edits.ts'
import type { Rec } from './records.ts'
import { repair } from './schema.ts'
import { base, track } from './templates/empty.ts'
import { tempoMap } from './tempo.ts'
import { FLICKS_PER_SECOND as SECOND } from './time.ts'

const TRACKS = 100
const CLIPS = 2000
function large(): Rec[] {
  const clip = session().find((r) => r.id === 'clip-1')!
  const orders = many(CLIPS)
  return [
    ...base({ name: 'Large' }),
    session().find((r) => r.id === 'asset-1')!,
    ...many(TRACKS).flatMap((order, t) => [
      ...track(`${t}`, order, `Track ${t}`, 1),
      ...orders.map((o, c): Rec => ({ ...clip, id: `clip-${t}-${c}`, track: `track-${t}`, order: o, at: c * SECOND, length: SECOND - 1 })),
    ]),
  ]
}
/** Milliseconds of the middle one of some runs. */
function middle(runs: number, edit: (i: number) => unknown): number {
  const took = Array.from({ length: runs }, (_, i) => {
    const start = performance.now()
    edit(i)
    return performance.now() - start
  })
  return took.sort((a, b) => a - b)[runs >> 1]!
}
test('an edit of one clip takes under 2 ms, and opening grows with the file alone', () => {
  const text = serialise(large())
  const start = performance.now()
  JSON.parse(text)
  const plain = performance.now() - start
  const opening = performance.now()
  const { records, repaired } = repair(parse(text).records)
  // About 1.0 s against 0.55 s of JSON.parse when measured; four times leaves room for a busy machine.
  expect(performance.now() - opening).toBeLessThan(plain * 4 + 500)
  expect(repaired).toEqual([])
  const document = new Document(records.values())
  const newId = idsOf('n')
  const tempo = tempoMap([])
  const id = (i: number) => `clip-${i % TRACKS}-${1000 + (i % 900)}`
  const edits: { readonly [name: string]: (i: number) => unknown } = {
    move: (i) => moveClips(document, [id(i)], { ticks: 0, flicks: 5 }),
    row: (i) => moveClips(document, [id(i)], { ticks: 0, flicks: 5, rows: 1 }),
    trim: (i) => trimClip(document, id(i), 'end', Number(document.get(id(i))!.at) + SECOND / 2, tempo),
    split: (i) => splitClip(document, newId, id(i), Number(document.get(id(i))!.at) + SECOND / 4, tempo),
    duplicate: (i) => duplicateClips(document, newId, [id(i)]),
    gain: (i) => setClipGain(document, id(i), -3),
    paste: (i) => pasteClips(document, newId, copyClips(document, [id(i)]), { ticks: 0, flicks: 0 }),
    output: (i) => setOutput(document, `strip-${i % TRACKS}`, `strip-${(i + 1) % TRACKS}`),
    remove: (i) => removeClips(document, [id(i)]),
  }
  for (const [name, edit] of Object.entries(edits)) expect(middle(101, edit), name).toBeLessThan(2)
})
