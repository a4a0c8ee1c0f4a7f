// Note clip: notes and controllers, records of their own; `from` slips what is heard.
import { type ClipContext, cyclesOf, defineClip, finite, loopOf, type NoteClipRecord, type Rec } from '@tonmeister/project'

export default defineClip<NoteClipRecord>({
  id: 'notes',
  version: 1,
  name: 'Notes',
  fields: { from: 0 },
  play(clip, context, out) {
    const windows = windowsOf(clip, context)
    const from = finite(clip.from, 0)
    const notes = context.children(clip.id, 'note')
    // In order of time, those of one tick by id: several controllers may make one message (a parameter's number, then its value).
    const events = context.children(clip.id, 'event').filter((event) => !Number.isNaN(finite(event.at)))
    events.sort((a, b) => finite(a.at) - finite(b.at) || byId(a, b))
    for (const { at: offset, start, end } of windows) {
      for (const note of notes) {
        const at = finite(note.at) - from + offset
        const length = finite(note.length)
        const key = finite(note.key)
        const velocity = finite(note.velocity)
        // A note that began before the clip is not heard: its attack lies outside. One that is no note (another's merge, a damaged file) neither.
        if (!(at >= start && at < end && length > 0) || Number.isNaN(key + velocity)) continue
        out.note({ at, length: Math.min(length, end - at), key, velocity })
      }
      for (const event of events) {
        const at = finite(event.at) - from + offset
        const number = finite(event.number, 0)
        const value = finite(event.value, 0)
        if (at >= end) continue
        // Controllers from before the window still hold at its start.
        out.event({ at: Math.max(start, at), kind: String(event.kind), number, value })
      }
    }
  },
})
const byId = (a: Rec, b: Rec): number => (a.id < b.id ? -1 : 1)
/** Where the content is heard, in ticks from the clip's start: it lies at `at` and shows from `start` to `end`. Once, or in every cycle. */
function windowsOf(clip: NoteClipRecord, context: ClipContext): { readonly at: number; readonly start: number; readonly end: number }[] {
  const musical = clip.anchor !== 'flicks'
  const looped = loopOf(clip)
  // Content is in ticks; a clip that hangs on absolute time shows as much of it as the host says: its length in ticks is not known here.
  if (!looped || !(musical || context.ticks)) return [{ at: 0, start: 0, end: musical ? clip.length : Infinity }]
  const ticks = (place: number) => (musical ? place : context.ticks!(clip, place))
  const end = ticks(clip.length)
  return cyclesOf(clip).map((at) => ({ at: ticks(at), start: Math.max(0, ticks(at)), end: Math.min(end, ticks(at + looped.loop)) }))
}
