// Template Name clip: one note again and again; to be replaced by what the clip plays.
import { type ClipRecord, defineClip, finite, type Ticks } from '@tonmeister/project'

export type TemplateNameClipRecord = ClipRecord & {
  /** 0 to 127, 60 = middle C. */
  readonly key: number
  /** From one note to the next, and how long each lasts. */
  readonly step: Ticks
}
/** A sixteenth, and the least step: a damaged file cannot ask for endless notes. */
const SIXTEENTH = 6720
const STEP_MIN = 105

export default defineClip<TemplateNameClipRecord>({
  id: 'template-name',
  version: 1,
  name: 'Template Name',
  // Fields beyond those of every clip, with the value that a missing one has.
  fields: { key: 60, step: SIXTEENTH },
  // A clip reduces to notes or audio: the engine, exporters and bounce know no clip kinds.
  play(clip, _context, out) {
    if (clip.anchor !== 'ticks') return
    const key = finite(clip.key, 60)
    const step = Math.max(STEP_MIN, finite(clip.step, SIXTEENTH))
    for (let at = 0; at < clip.length; at += step) out.note({ at, length: Math.min(step, clip.length - at), key, velocity: 100 })
  },
})
