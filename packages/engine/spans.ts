// Overlapping audio clips: the topmost plays, with a crossfade at every cut. Pure.
import type { Span } from './plan.ts'

/** Frames of the crossfade where one clip covers another and has no fade of its own: 5 ms. */
export const crossfadeFrames = (sampleRate: number): number => Math.round(sampleRate * 0.005)

/**
 * Resolves overlaps of the clips of one track.
 * @param clips  whole clips (start = clipStart, end = clipEnd, no cuts), bottom to top
 * @returns pieces in order of start
 */
export function resolveOverlaps(clips: readonly Span[], crossfade: number): Span[] {
  let pieces: Span[] = []
  for (const top of clips) {
    // Most clips lie behind all others: nothing to cut.
    const next: Span[] = []
    let fadeIn = 0
    let fadeOut = 0
    for (const piece of pieces) {
      if (piece.end <= top.start || piece.start >= top.end) {
        next.push(piece)
        continue
      }
      if (piece.start < top.start) {
        const length = Math.min(top.fadeIn || crossfade, piece.end - top.start, top.end - top.start)
        fadeIn = Math.max(fadeIn, length)
        next.push({ ...piece, end: top.start + length, cutOut: length })
      }
      if (piece.end > top.end) {
        const length = Math.min(top.fadeOut || crossfade, top.end - Math.max(top.start, piece.start))
        fadeOut = Math.max(fadeOut, length)
        next.push({ ...piece, start: top.end - length, cutIn: length })
      }
    }
    next.push({ ...top, cutIn: top.fadeIn ? 0 : fadeIn, cutOut: top.fadeOut ? 0 : fadeOut })
    pieces = next
  }
  return pieces.filter((p) => p.end > p.start).sort((a, b) => a.start - b.start || a.end - b.end)
}
