import { type ClipRecord, Document, type TempoRecord, tempoMap } from '@tonmeister/project'
import { idsOf, randomEdit, seeded, session } from '@tonmeister/project/random-edits.ts'
import { expect, test } from 'vitest'
import { ClipIndex, isAbove } from './clip-index.ts'

test('whatever is edited, the index finds what a search through all clips finds (seeds 1 to 40)', () => {
  let found = 0
  for (let seed = 1; seed <= 40; seed++) {
    const w = { document: new Document(session()), newId: idsOf('a'), random: seeded(seed) }
    const tempo = () => tempoMap(w.document.byType<TempoRecord>('tempo'))
    const index = new ClipIndex(w.document, tempo())
    w.document.onChange((diff) => {
      index.follow(diff)
      index.setTempo(tempo())
    })
    for (let i = 0; i < 30; i++) {
      randomEdit(w)
      const all = w.document.byType<ClipRecord>('clip').map((c) => index.place(c))
      const here = w.random() * 200_000
      for (const { id } of w.document.byType('track')) {
        const mine = all.filter((p) => p.clip.track === id && p.end > here && p.start < here + 5000)
        const got: string[] = []
        index.between(id, here, here + 5000, (p) => got.push(p.clip.id))
        expect(got.sort(), `seed ${seed}, edit ${i}`).toEqual(mine.map((p) => p.clip.id).sort())
        const under = all.filter((p) => p.clip.track === id && p.start <= here && p.end > here)
        const top = under.reduce<(typeof under)[number] | undefined>((a, p) => (a && isAbove(a.clip, p.clip) ? a : p), undefined)
        expect(index.at(id, here)?.clip.id).toBe(top?.clip.id)
        found += mine.length
      }
    }
  }
  expect(found).toBeGreaterThan(500)
})
test('only the track of a changed clip is ordered anew', () => {
  const document = new Document(session())
  const index = new ClipIndex(document, tempoMap([]))
  document.onChange((diff) => index.follow(diff))
  const before = [index.of('track-drums'), index.of('track-bass')]
  document.transact(() => document.set('clip-1', 'at', 7))
  expect(index.of('track-bass')).toBe(before[1])
  expect(index.of('track-drums')).not.toBe(before[0])
  expect(index.of('track-drums')[0]!.clip.at).toBe(7)
})
