// What is done to the sound files of a project. Each function is one transaction.
import type { Document } from '../document.ts'
import type { AssetRecord, ClipRecord, Id, ZoneRecord } from '../records.ts'

/** How many clips and zones play each asset; those that nothing plays are missing in it. */
export function usesOfAssets(document: Document): Map<Id, number> {
  const uses = new Map<Id, number>()
  const count = (id: unknown) => typeof id === 'string' && uses.set(id, (uses.get(id) ?? 0) + 1)
  for (const clip of document.byType<ClipRecord>('clip')) count(clip.asset)
  for (const zone of document.byType<ZoneRecord>('zone')) count(zone.asset)
  return uses
}
/** Another file takes an asset's place: what plays it plays that. The asset's name stays. */
export function relinkAsset(
  document: Document,
  id: Id,
  to: Pick<AssetRecord, 'file' | 'hash' | 'sampleRate' | 'channels' | 'frames'>,
): void {
  if (document.get(id)?.type !== 'asset') return
  const { file, hash, sampleRate, channels, frames } = to
  document.transact(() => document.update(id, { file, hash, sampleRate, channels, frames }))
}
