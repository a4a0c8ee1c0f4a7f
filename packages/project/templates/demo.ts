// "Harbour Lights": the demo song, made by code from the studio's own instruments. 96 beats per minute, A minor, two minutes.
// Intro 4 bars, verse 12, chorus twice 8, verse 8, chorus 8, and one bar to ring out.
import type { Rec } from '../records.ts'
import { sections } from './empty.ts'
import { mix } from './harbour-lights/mix.ts'
import { bass, chords, drums, harbour, lead, pluck } from './harbour-lights/score.ts'
import { BAR, play } from './parts/play.ts'

export { BAR }

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
    ...sections(['Intro', 4, 5], ['Verse', 12, 3], ['Chorus ×2', 16, 1], ['Verse', 8, 3], ['Chorus', 8, 1], ['Out', 2, 5]),
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
  order: 9,
  name: 'Harbour Lights',
  summary: 'The demo: a two-minute song, mixed and ready to hear.',
  records,
}
