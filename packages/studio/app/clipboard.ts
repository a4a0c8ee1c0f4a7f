// Copied clips: kept in this window, told to the other windows of this browser, and put on the system's clipboard as JSON. Media come from the
// project that they were copied in.
import { type AssetRecord, type ClipBundle, type ClipRecord, isClipBundle, moveClips, pasteClips } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { editing } from './editing.ts'
import type { Session } from './session.ts'

const KEY = 'tonmeister.clips'
/** Characters: what is longer stays in this window and on the system's clipboard. */
const SHARED_MAX = 2_000_000
interface Copied {
  readonly bundle: ClipBundle
  /** Where the media of the source project lie. */
  readonly source: string
  readonly at: number
}
let own: Copied | null = null

export function putClips(s: Session, bundle: ClipBundle): void {
  own = { bundle, source: s.key, at: Date.now() }
  const text = JSON.stringify(own)
  try {
    if (text.length <= SHARED_MAX) localStorage.setItem(KEY, text)
    else localStorage.removeItem(KEY)
  } catch {
    // Storage is closed or full: this window still has them.
  }
  // Without permission the system's clipboard stays what it was.
  void navigator.clipboard?.writeText(text).catch(() => {})
}
const read = (text: string | null): Copied | null => {
  if (!text?.startsWith('{')) return null
  try {
    const value = JSON.parse(text) as Partial<Copied>
    return isClipBundle(value.bundle) && typeof value.source === 'string'
      ? { bundle: value.bundle, source: value.source, at: Number(value.at) || 0 }
      : null
  } catch {
    return null
  }
}
/** What was copied last, here or in another window of this browser. */
function latest(): Copied | null {
  let shared: Copied | null = null
  try {
    const text = localStorage.getItem(KEY)
    // Reading it is only worth the time when it is another's.
    shared = text && !(own && text.includes(`"at":${own.at}`)) ? read(text) : null
  } catch {
    // Closed: what this window has.
  }
  return !own || (shared && shared.at > own.at) ? (shared ?? own) : own
}
export const hasClips = (): boolean => {
  if (own) return true
  try {
    return localStorage.getItem(KEY) !== null
  } catch {
    return false
  }
}
/** Puts what was copied at a place. @param track  where its topmost row goes; missing = the tracks that it came from */
export async function paste(s: Session, ticks: number | undefined, track: string | undefined, label: string): Promise<readonly string[]> {
  const copied = latest() ?? read((await navigator.clipboard?.readText().catch(() => null)) ?? null)
  if (!copied?.bundle.clips.length) return []
  const { bundle, source } = copied
  const { key } = s
  let missing = 0
  if (source !== key) {
    const assets = s.document.byType<AssetRecord>('asset')
    const hashes = new Set(assets.map((a) => a.hash))
    for (const asset of bundle.assets as readonly AssetRecord[]) {
      if (hashes.has(asset.hash) || assets.some((a) => a.file === asset.file)) continue
      const blob = await s.media.blob(source, asset.file)
      if (blob) await s.media.put(key, asset.file, blob)
      else missing++
    }
    if (s.key !== key) return []
  }
  const start = ticks ?? bundle.clips.reduce((a, c) => Math.min(a, startOf(s, c.clip)), Infinity) - least(bundle)
  const at = { ticks: Math.round(start), flicks: Math.round(s.tempo.flicks(start)) }
  let ids: readonly string[] = []
  s.edit(label, () =>
    s.document.transact(() => {
      const before = new Set(s.document.byType('clip').map((c) => c.id))
      ids = pasteClips(s.document, s.newId, bundle, at, track)
      if (editing.ripple) makeRoom(s, ids, before, start)
    }),
  )
  if (missing)
    s.notify(
      t(
        '{n, plural, one {One sound file} other {# sound files}} of what was pasted could not be found: those clips are silent. Import the files here, or open the project that they came from once more.',
        { n: missing },
      ),
      true,
    )
  return ids
}
/** With ripple: what begins later on the tracks that got clips goes on by as long as what was pasted lasts. */
function makeRoom(s: Session, made: readonly string[], before: ReadonlySet<string>, start: number): void {
  const clips = made.map((id) => s.document.get(id) as ClipRecord)
  const end = clips.reduce((most, c) => Math.max(most, s.clipTicks(c)[1]), start)
  const later = [...new Set(clips.map((c) => c.track))].flatMap((track) =>
    s.document
      .children<ClipRecord>('track', track, 'clip')
      .filter((c) => before.has(c.id) && s.clipTicks(c)[0] >= start - 0.5)
      .map((c) => c.id),
  )
  moveClips(s.document, later, { ticks: Math.round(end - start), flicks: Math.round(s.tempo.flicks(end) - s.tempo.flicks(start)) })
}
/** Where a copied clip stood, ticks here. */
const startOf = (s: Session, clip: { readonly [field: string]: unknown }): number =>
  clip.anchor === 'ticks' ? Number(clip.at) : s.tempo.ticks(Number(clip.at))
const least = (bundle: ClipBundle): number => bundle.clips.reduce((a, c) => Math.min(a, c.at.ticks), Infinity)
