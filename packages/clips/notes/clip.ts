// Note clip: notes and controllers, records of their own; `from` slips what is heard.
import { defineClip, finite, type NoteClipRecord, type Rec } from '@tonmeister/project'

export default defineClip<NoteClipRecord>({
  id: 'notes',
  version: 1,
  name: 'Notes',
  fields: { from: 0 },
  play(clip, context, out) {
    // Content is in ticks; a clip that hangs on absolute time shows as much of it as the host says: its length in ticks is not known here.
    const end = clip.anchor === 'ticks' ? clip.length : Infinity
    const from = finite(clip.from, 0)
    for (const note of context.children(clip.id, 'note')) {
      const at = finite(note.at) - from
      const length = finite(note.length)
      const key = finite(note.key)
      const velocity = finite(note.velocity)
      // A note that began before the clip is not heard: its attack lies outside. One that is no note (another's merge, a damaged file) neither.
      if (!(at >= 0 && at < end && length > 0) || Number.isNaN(key + velocity)) continue
      out.note({ at, length: Math.min(length, end - at), key, velocity })
    }
    // In order of time, those of one tick by id: several controllers may make one message (a parameter's number, then its value).
    const events = context.children(clip.id, 'event').filter((event) => !Number.isNaN(finite(event.at)))
    events.sort((a, b) => finite(a.at) - finite(b.at) || byId(a, b))
    for (const event of events) {
      const at = finite(event.at) - from
      const number = finite(event.number, 0)
      const value = finite(event.value, 0)
      if (at >= end) continue
      // Controllers from before the window still hold at its start.
      out.event({ at: Math.max(0, at), kind: String(event.kind), number, value })
    }
  },
})
const byId = (a: Rec, b: Rec): number => (a.id < b.id ? -1 : 1)
