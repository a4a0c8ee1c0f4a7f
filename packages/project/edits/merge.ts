// Adding another session to a project.
import type { Document } from '../document.ts'
import { between } from '../order.ts'
import type { Rec } from '../records.ts'
import { mainStrip, type NewId, stripsInOrder, tracksInOrder } from './tracks.ts'

const REFERENCES = ['strip', 'track', 'clip', 'target', 'output', 'asset', 'sidechain'] as const

/**
 * Adds the parts of a session with new ids, behind what is there. One transaction.
 * @param takesTempo  its tempo and meter replace the project's, as when it is the first thing to come in; otherwise they stay out.
 *   Its project record and main strip always do.
 */
export function mergeSession(document: Document, records: readonly Rec[], newId: NewId, takesTempo = false): void {
  const main = mainStrip(document)?.id ?? 'main'
  const theirMain = records.find((r) => r.type === 'strip' && r.kind === 'main')?.id ?? 'main'
  const left = new Set(takesTempo ? ['project'] : ['project', 'tempo', 'signature'])
  const taken = records.filter((r) => !left.has(r.type) && r.id !== theirMain && r.strip !== theirMain)
  const ids = new Map<string, string>([[theirMain, main]])
  for (const r of taken) ids.set(r.id, newId(r.type))
  let trackOrder = tracksInOrder(document).at(-1)?.order
  let stripOrder = stripsInOrder(document)
    .filter((s) => s.kind === 'track')
    .at(-1)?.order
  document.transact(() => {
    if (takesTempo) for (const type of ['tempo', 'signature']) for (const old of document.byType(type)) document.remove(old.id)
    for (const r of [...taken].sort((a, b) => (String(a.order ?? '') < String(b.order ?? '') ? -1 : 1))) {
      const copy: Record<string, unknown> = { ...r, id: ids.get(r.id)! }
      for (const field of REFERENCES) {
        const to = copy[field]
        if (typeof to === 'string' && ids.has(to)) copy[field] = ids.get(to)
      }
      // A zone names its device record, a device its folder.
      if (r.type === 'zone' && typeof r.device === 'string') copy.device = ids.get(r.device) ?? r.device
      if (r.type === 'track') copy.order = trackOrder = between(trackOrder, undefined)
      if (r.type === 'strip') copy.order = stripOrder = between(stripOrder, undefined)
      document.create(copy as Rec)
    }
  })
}
