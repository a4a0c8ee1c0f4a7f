// Overlapping audio clips: the topmost plays, with a crossfade at every cut. Pure.
import type { Span } from './plan.ts'

/** Frames of the crossfade where one clip covers another and has no fade of its own: 5 ms. */
export const crossfadeFrames = (sampleRate: number): number => Math.round(sampleRate * 0.005)

/**
 * Joins the cycles of a looped clip: each goes on under the next one, as far as the crossfade is long, and what sticks out of the clip is cut.
 * All lengths follow from the cycles, none from the clip's edges: a clip that is split sounds like the whole.
 * @param cycles  in order, [start, end) of each whole
 */
export function joined(cycles: readonly Span[], crossfade: number): Span[] {
  const seam = (cycle: Span | undefined) => (cycle ? Math.min(crossfade, cycle.end - cycle.start) : 0)
  return cycles.flatMap((c, i) => {
    const cycle = { start: c.start, end: c.end, seamIn: i ? seam(c) : 0, seamOut: seam(cycles[i + 1]) }
    const start = Math.max(c.clipStart, c.start)
    const end = Math.min(c.clipEnd, c.end + cycle.seamOut)
    return end > start ? [{ ...c, start, end, cycle }] : []
  })
}
/**
 * Resolves overlaps of the clips of one track.
 * @param clips  bottom to top; a whole clip (start = clipStart, end = clipEnd, no cuts) or the cycles of a looped one
 * @returns pieces in order of start
 */
export function resolveOverlaps(clips: readonly (readonly Span[])[], crossfade: number): Span[] {
  const out: Span[] = []
  const layers = clips.flatMap((parts, layer) =>
    parts.length ? [{ parts, layer, start: parts[0]!.clipStart, end: parts[0]!.clipEnd }] : [],
  )
  // Clips of one heap touch each other, directly or through others; most lie alone, and there is nothing to cut.
  layers.sort((a, b) => a.start - b.start || a.layer - b.layer)
  for (let i = 0; i < layers.length; ) {
    let { end } = layers[i]!
    let next = i + 1
    for (; next < layers.length && layers[next]!.start < end; next++) end = Math.max(end, layers[next]!.end)
    const heap = layers.slice(i, next).sort((a, b) => a.layer - b.layer)
    for (const piece of heap.length === 1 ? heap[0]!.parts : stacked(heap, crossfade)) out.push(piece)
    i = next
  }
  return out.filter((p) => p.end > p.start).sort((a, b) => a.start - b.start || a.end - b.end)
}
/** Where several clips lie over each other: bottom to top. */
function stacked(
  layers: readonly { readonly parts: readonly Span[]; readonly start: number; readonly end: number }[],
  crossfade: number,
): Span[] {
  let pieces: Span[] = []
  for (const { parts, start, end } of layers) {
    const next: Span[] = []
    const clip = parts[0]!
    let fadeIn = 0
    let fadeOut = 0
    for (const piece of pieces) {
      if (piece.end <= start || piece.start >= end) {
        next.push(piece)
        continue
      }
      if (piece.start < start) {
        const length = Math.min(clip.fadeIn || crossfade, piece.end - start, end - start)
        fadeIn = Math.max(fadeIn, length)
        next.push({ ...piece, end: start + length, cutOut: length })
      }
      if (piece.end > end) {
        const length = Math.min(clip.fadeOut || crossfade, end - Math.max(start, piece.start))
        fadeOut = Math.max(fadeOut, length)
        next.push({ ...piece, start: end - length, cutIn: length })
      }
    }
    for (const part of parts)
      next.push({
        ...part,
        // Cycles that reach into the crossfade are few: it is no longer than the first and the last.
        cutIn: part.start === start && !part.fadeIn ? Math.min(fadeIn, part.end - start) : 0,
        cutOut: part.end === end && !part.fadeOut ? Math.min(fadeOut, end - part.start) : 0,
      })
    pieces = next
  }
  return pieces
}
