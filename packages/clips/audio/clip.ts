// Audio clip: a stretch of a sound file, with gain, fades and direction.
import { type AudioClipRecord, cyclesOf, defineClip, finite, loopOf } from '@tonmeister/project'

export default defineClip<AudioClipRecord>({
  id: 'audio',
  version: 1,
  name: 'Audio',
  fields: { asset: '', from: 0, gain: 0, fadeIn: 0, fadeOut: 0, fadeInShape: 'equal-power', fadeOutShape: 'equal-power', reverse: false },
  play(clip, _context, out) {
    if (!clip.asset) return
    const stretch = {
      asset: clip.asset,
      from: finite(clip.from, 0),
      gain: finite(clip.gain, 0),
      reverse: clip.reverse === true,
      fadeIn: Math.max(0, finite(clip.fadeIn, 0)),
      fadeOut: Math.max(0, finite(clip.fadeOut, 0)),
      fadeInShape: String(clip.fadeInShape),
      fadeOutShape: String(clip.fadeOutShape),
    }
    const looped = loopOf(clip)
    if (!looped) out.audio(stretch)
    else for (const at of cyclesOf(clip)) out.audio({ at, length: looped.loop, ...stretch })
  },
})
