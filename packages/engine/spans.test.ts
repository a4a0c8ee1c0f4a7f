// Overlaps and seams: which piece of which clip sounds where.
import { expect, test } from 'vitest'
import type { Span } from './plan.ts'
import { joined, resolveOverlaps } from './spans.ts'
import { chance } from './testing.node.ts'

const span = (asset: number, start: number, end: number, more: Partial<Span> = {}): Span => ({
  asset,
  start,
  end,
  origin: start,
  reverse: false,
  gain: 1,
  clipStart: start,
  clipEnd: end,
  fadeIn: 0,
  fadeOut: 0,
  fadeInShape: 'linear',
  fadeOutShape: 'linear',
  cutIn: 0,
  cutOut: 0,
  ...more,
})
/** Every clip against every piece below it, as a look at the definition gives. */
function plainly(clips: readonly Span[], crossfade: number): Span[] {
  let pieces: Span[] = []
  for (const top of clips) {
    const next: Span[] = []
    let [fadeIn, fadeOut] = [0, 0]
    for (const piece of pieces) {
      if (piece.end <= top.start || piece.start >= top.end) next.push(piece)
      else {
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
    }
    next.push({ ...top, cutIn: top.fadeIn ? 0 : fadeIn, cutOut: top.fadeOut ? 0 : fadeOut })
    pieces = next
  }
  return pieces.filter((p) => p.end > p.start).sort((a, b) => a.start - b.start || a.end - b.end)
}
test('heaps of touching clips resolve as all clips together do (seeds 1 to 300)', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = chance(seed)
    const clips = Array.from({ length: 1 + random(25) }, (_, i) => {
      const start = random(4000)
      return span(i, start, start + 1 + random(random(4) ? 200 : 1500), {
        fadeIn: random(3) ? 0 : random(90),
        fadeOut: random(3) ? 0 : random(90),
      })
    })
    expect(
      resolveOverlaps(
        clips.map((c) => [c]),
        40,
      ),
      `seed ${seed}`,
    ).toEqual(plainly(clips, 40))
  }
})
/** Four cycles of 100 from 0 to 400. */
const cycles = (from: number, to: number) => [0, 1, 2, 3].map((k) => span(k, k * 100, (k + 1) * 100, { clipStart: from, clipEnd: to }))

test('cycles go on under the next one as far as the crossfade, whatever the clip shows of them', () => {
  const of = (from: number, to: number) =>
    joined(cycles(from, to), 10).map((s) => [s.asset, s.start, s.end, s.cycle?.seamIn, s.cycle?.seamOut])
  expect(of(0, 400)).toEqual([
    [0, 0, 110, 0, 10],
    [1, 100, 210, 10, 10],
    [2, 200, 310, 10, 10],
    [3, 300, 400, 10, 0],
  ])
  expect(of(105, 203)).toEqual([
    [0, 105, 110, 0, 10],
    [1, 105, 203, 10, 10],
    [2, 200, 203, 10, 10],
  ])
})
test('a clip over a looped one cuts it with a crossfade, and one under it is cut by the whole', () => {
  const over = resolveOverlaps([joined(cycles(0, 400), 10), [span(9, 150, 250)]], 10)
  expect(over.map((s) => [s.asset, s.start, s.end, s.cutIn, s.cutOut])).toEqual([
    [0, 0, 110, 0, 0],
    [1, 100, 160, 0, 10],
    [9, 150, 250, 10, 10],
    [2, 240, 310, 10, 0],
    [3, 300, 400, 0, 0],
  ])
  const under = resolveOverlaps([[span(9, 50, 450)], joined(cycles(100, 400), 10).filter((s) => s.asset > 0)], 10)
  expect(under.map((s) => [s.asset, s.start, s.end, s.cutIn, s.cutOut])).toEqual([
    [9, 50, 110, 0, 10],
    [1, 100, 210, 10, 0],
    [2, 200, 310, 0, 0],
    [3, 300, 400, 0, 10],
    [9, 390, 450, 10, 0],
  ])
})
