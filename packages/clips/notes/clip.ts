// Note clip: notes and controllers, records of their own; `from` slips what is heard.
import { defineClip, type NoteClipRecord } from '@tonmeister/project'

export default defineClip<NoteClipRecord>({
  id: 'notes',
  version: 1,
  name: 'Notes',
  fields: { from: 0 },
  play(clip, context, out) {
    // Content is in ticks; a clip that hangs on absolute time shows as much of it as the host says: its length in ticks is not known here.
    const length = clip.anchor === 'ticks' ? clip.length : Infinity
    const from = Number(clip.from ?? 0)
    for (const note of context.children(clip.id, 'note')) {
      const at = Number(note.at) - from
      // A note that began before the clip is not heard: its attack lies outside.
      if (!(at >= 0 && at < length)) continue
      out.note({ at, length: Math.min(Number(note.length), length - at), key: Number(note.key), velocity: Number(note.velocity) })
    }
    for (const event of context.children(clip.id, 'event')) {
      const at = Number(event.at) - from
      if (at >= length) continue
      // Controllers from before the window still hold at its start.
      out.event({ at: Math.max(0, at), kind: String(event.kind), number: Number(event.number ?? 0), value: Number(event.value ?? 0) })
    }
  },
})
