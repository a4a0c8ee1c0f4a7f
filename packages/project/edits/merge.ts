// Adding another session to a project.
import type { Document } from '../document.ts'
import { between, byOrder } from '../order.ts'
import type { Id, Json, Rec } from '../records.ts'
import { repair } from '../schema.ts'
import { idsForCopies, lastOrder, mainStrip, type NewId, stripsInOrder } from './tracks.ts'

/** What a record hangs on: without it, it is nothing. A device's own `device` names a folder, a zone's names its device record. */
const HANGS_ON = ['strip', 'track', 'clip', 'target'] as const
/** What it can do without. */
const USES = ['output', 'sidechain', 'asset', 'parent', 'vca', 'mixGroup'] as const

/**
 * Adds the parts of a session with new ids, behind what is there. Its project record, tempo, meter and main strip stay out, and with them what
 * hangs on them: devices and automation of its main strip. What fed its main strip feeds ours. One transaction.
 * @param takesTempo  its tempo and meter replace the project's, as when it is the first thing to come in
 */
export function mergeSession(document: Document, records: readonly Rec[], newId: NewId, takesTempo = false): void {
  const main = mainStrip(document)?.id ?? 'main'
  // Put right first: a track without a strip must not be lost with what is on it.
  const theirs = [...repair(records).records.values()]
  const theirMain = theirs.find((r) => r.type === 'strip' && r.kind === 'main')?.id ?? 'main'
  const alone = new Set(takesTempo ? ['project'] : ['project', 'tempo', 'signature'])
  const taken = new Map(theirs.filter((r) => !alone.has(r.type) && r.id !== theirMain).map((r) => [r.id, r]))
  const hangsOn = (r: Rec): Id[] =>
    [...HANGS_ON.map((field) => r[field]), r.type === 'zone' ? r.device : undefined].filter((id) => typeof id === 'string')
  const mayUseMain = (r: Rec) => r.type === 'track' || (r.type === 'send' && r.strip !== theirMain)
  // What hangs on what stays out stays out too: leave out until nothing changes. A send or track of ours may go to main, so theirs may.
  for (let before = -1; before !== taken.size; ) {
    before = taken.size
    for (const r of taken.values()) if (hangsOn(r).some((id) => !taken.has(id) && !(id === theirMain && mayUseMain(r)))) taken.delete(r.id)
  }
  const ids = new Map<Id, Id>([[theirMain, main]])
  for (const r of taken.values()) if (r.type !== 'event') ids.set(r.id, newId(r.type))
  for (const [id, copy] of idsForCopies(
    newId,
    [...taken.values()].filter((r) => r.type === 'event'),
  ))
    ids.set(id, copy)
  const groups = new Map<unknown, Id>()
  for (const { group } of taken.values()) if (typeof group === 'string' && !groups.has(group)) groups.set(group, newId('group'))
  let trackOrder = lastOrder(document)
  let stripOrder = stripsInOrder(document)
    .filter((s) => s.kind === 'track')
    .at(-1)?.order
  document.transact(() => {
    if (takesTempo) for (const type of ['tempo', 'signature']) for (const old of document.byType(type)) document.remove(old.id)
    for (const r of [...taken.values()].sort(byOrder)) {
      const copy: { [field: string]: Json | undefined } = { ...r, id: ids.get(r.id)! }
      for (const field of r.type === 'zone' ? [...HANGS_ON, 'device'] : HANGS_ON)
        if (typeof copy[field] === 'string') copy[field] = ids.get(copy[field])
      // A reference that led nowhere in their session must not lead somewhere in ours.
      for (const field of USES)
        if (typeof copy[field] === 'string') copy[field] = ids.get(copy[field]) ?? (field === 'asset' ? newId('asset') : null)
      if (r.type === 'clip' && groups.has(r.group)) copy.group = groups.get(r.group)
      if (r.type === 'track') copy.order = trackOrder = between(trackOrder, undefined)
      if (r.type === 'strip') copy.order = stripOrder = between(stripOrder, undefined)
      document.create(copy as Rec)
    }
  })
}
