// Compiling again after a change must say what compiling afresh says.
import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { Document } from '@tonmeister/project'
import { idsOf, randomEdit, seeded, session } from '@tonmeister/project/random-edits.ts'
import { expect, test } from 'vitest'
import { Compiler, compile, type Plan } from './index.ts'

const catalog = { devices, clips }
/** A plan without the numbers of its assets: those that are no longer used keep theirs. */
function said(plan: Plan): unknown {
  const name = (i: number) => plan.assets[i]?.id
  return {
    ...plan,
    assets: undefined,
    problems: plan.problems.map((p) => `${p.code} ${p.id}`).sort(),
    strips: plan.strips.map((s) => ({
      ...s,
      spans: s.spans.map((x) => ({ ...x, asset: name(x.asset) })),
      instrument: s.instrument && { ...s.instrument, zones: s.instrument.zones.map((z) => ({ ...z, asset: name(z.asset) })) },
    })),
  }
}

test('whatever is edited, compiling again says what compiling afresh says (seeds 1 to 30)', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const w = { document: new Document(session()), newId: idsOf('a'), random: seeded(seed) }
    const compiler = new Compiler(w.document, catalog)
    w.document.onChange((diff) => compiler.follow(diff))
    compiler.plan()
    for (let i = 0; i < 20; i++) {
      randomEdit(w)
      expect(said(compiler.plan()), `seed ${seed}, edit ${i}`).toEqual(said(compile(w.document.all(), catalog)))
    }
  }
})
test('a change of one clip leaves what other strips play untouched', () => {
  const document = new Document(session())
  const compiler = new Compiler(document, catalog)
  document.onChange((diff) => compiler.follow(diff))
  const notes = (plan: Plan, strip: string) => plan.strips.find((s) => s.id === strip)!.notes
  const before = compiler.plan()
  document.transact(() => document.set('clip-1', 'gain', -3))
  const after = compiler.plan()
  expect(notes(after, 'strip-bass')).toBe(notes(before, 'strip-bass'))
  expect(notes(after, 'strip-drums')).not.toBe(notes(before, 'strip-drums'))
})
