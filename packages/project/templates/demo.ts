// "Harbour Lights": the demo song, made by code from the studio's own instruments. 96 beats per minute, A minor, two minutes.
// Intro 4 bars, verse 12, chorus twice 8, verse 8, chorus 8, and one bar to ring out.
import type { Rec } from '../records.ts'
import { TICKS_PER_QUARTER } from '../time.ts'
import { mix } from './harbour-lights/mix.ts'
import { bass, chords, drums, harbour, lead, type Part, pluck } from './harbour-lights/score.ts'

export const BAR = 4 * TICKS_PER_QUARTER
/** First bar (from 0), length in bars. */
const SECTIONS = [
  { name: 'Intro', at: 0, length: 4, color: 5 },
  { name: 'Verse', at: 4, length: 12, color: 3 },
  { name: 'Chorus ×2', at: 16, length: 16, color: 1 },
  { name: 'Verse', at: 32, length: 8, color: 3 },
  { name: 'Chorus', at: 40, length: 8, color: 1 },
  { name: 'Out', at: 48, length: 2, color: 5 },
] as const

/** Small seeded generator: the same song every time. */
function random(seed: number): () => number {
  let s = seed >>> 0
  return () => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
    return s / 2 ** 32
  }
}

/** Clips and notes of one track. Timing and velocity breathe a little, drums least. */
function play(track: string, part: readonly Part[], seed: number, looseTicks: number, looseVelocity: number): Rec[] {
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

function records(): Rec[] {
  return [
    {
      id: 'project',
      type: 'project',
      name: 'Harbour Lights',
      sampleRate: 48_000,
      timecodeRate: '25',
      timecodeStart: 3600 * 705_600_000,
      key: 'A min',
      spec: 'spotify',
      loopStart: 16 * BAR,
      loopEnd: 24 * BAR,
    },
    { id: 'tempo-1', type: 'tempo', at: 0, bpm: 96, curve: 'jump' },
    { id: 'signature-1', type: 'signature', at: 0, numerator: 4, denominator: 4 },
    ...SECTIONS.map(
      (s, i): Rec => ({ id: `section-${i + 1}`, type: 'section', at: s.at * BAR, length: s.length * BAR, name: s.name, color: s.color }),
    ),
    ...mix(BAR),
    ...play('drums', drums(), 11, 110, 5),
    ...play('bass', bass(), 12, 160, 5),
    ...play('keys', chords('keys'), 13, 260, 7),
    ...play('pad', chords('pad'), 14, 0, 3),
    ...play('pluck', pluck(), 15, 130, 8),
    ...play('lead', lead(), 16, 220, 5),
    ...play('harbour', harbour('water'), 17, 0, 6),
    ...play('buoy', harbour('buoy'), 18, 3_000, 10),
  ]
}

export default {
  id: 'demo',
  name: 'Harbour Lights',
  summary: 'The demo: a two-minute song with drums, bass, keys, pad, pluck, lead and a harbour at night, mixed and ready to hear.',
  records,
}
