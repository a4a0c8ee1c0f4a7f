// A score as records: clips with notes that breathe a little, the same each time.
import type { Rec } from '../../records.ts'
import { TICKS_PER_QUARTER } from '../../time.ts'

/** Ticks of a bar of four quarters. */
export const BAR = 4 * TICKS_PER_QUARTER
/** beat, length in beats, key, velocity */
export type Note = readonly [beat: number, beats: number, key: number, velocity: number]
/** One clip: first bar of the song (from 0), length in bars; notes count from its start, keys as MIDI numbers (60 = middle C), velocities 1 to 127. */
export interface Part {
  readonly name: string
  readonly at: number
  readonly bars: number
  readonly notes: readonly Note[]
}

/** Small seeded generator: the same song every time. */
function random(seed: number): () => number {
  let s = seed >>> 0
  return () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
    return s / 2 ** 32
  }
}

/** Clips and notes of one track. Timing and velocity breathe a little, drums least. */
export function play(track: string, part: readonly Part[], seed: number, looseTicks: number, looseVelocity: number): Rec[] {
  const next = random(seed)
  const around = () => next() + next() - 1
  return part.flatMap((clip, c): Rec[] => {
    const id = `${track}-${c + 1}`
    const length = clip.bars * BAR
    const head: Rec = {
      id,
      type: 'clip',
      kind: 'notes',
      track: `track-${track}`,
      order: `a${String(c).padStart(3, '0')}`,
      anchor: 'ticks',
      at: clip.at * BAR,
      length,
      name: clip.name,
      from: 0,
    }
    const notes = clip.notes.map(([beat, beats, key, velocity], n): Rec => {
      // Nothing leaves its clip, and the first beat is not early.
      const at = Math.max(0, Math.round(beat * TICKS_PER_QUARTER + around() * looseTicks))
      return {
        id: `${id}-${n + 1}`,
        type: 'note',
        clip: id,
        at: Math.min(at, length - 1),
        length: Math.max(1, Math.min(Math.round(beats * TICKS_PER_QUARTER), length - at)),
        key,
        velocity: Math.max(1, Math.min(127, Math.round(velocity + around() * looseVelocity))),
      }
    })
    return [head, ...notes]
  })
}
