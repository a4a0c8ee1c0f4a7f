import { clips } from '@tonmeister/clips'
import { devices } from '@tonmeister/devices'
import { compile } from '@tonmeister/engine'
import { Document } from '@tonmeister/project'
import { session } from '@tonmeister/project/random-edits.ts'
import { expect, test } from 'vitest'
import { bare, pack, unpack, whole } from './wire.ts'

test('a plan that travels in parts is the plan that was sent', () => {
  const document = new Document(session())
  document.transact(() => document.update('clip-1', { reverse: true, gain: -3.5, fadeOutShape: 'slow' }))
  document.transact(() => document.create({ ...document.get('clip-1')!, id: 'clip-9', at: 705_600_000 * 9, loop: 705_600_000, phase: 0 }))
  const plan = compile(document.all(), { devices, clips })
  const told = new Map(plan.strips.map((s) => [s.id, unpack(structuredClone(pack(s)))]))
  const without = structuredClone(bare(plan))
  expect(plan.strips.some((s) => s.spans.some((x) => x.cycle)) && plan.strips.some((s) => s.notes.on.length > 0)).toBe(true)
  expect(without.strips.every((s) => s.spans.length + s.notes.on.length === 0)).toBe(true)
  expect(whole(without, told)).toEqual(plan)
})
