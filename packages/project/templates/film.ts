import type { Rec } from '../records.ts'
import { base, bus, device, track } from './empty.ts'

const HOUR = 3600 * 705_600_000

export default {
  id: 'film',
  name: 'Film, 25 frames',
  summary: 'Dialogue, music, effects and ambience on buses of their own, from 01:00:00:00 on.',
  records: (): Rec[] => [
    ...base({ name: 'Film', timecodeRate: '25', timecodeStart: HOUR, spec: 'ebu-r128' }),
    ...track('dia-a', 'a1', 'Dialogue A', 8, { note: 'Boom, lav', output: 'dia' }),
    ...track('dia-b', 'a2', 'Dialogue B', 8, { note: 'ADR', output: 'dia' }),
    ...track('foley', 'a3', 'Foley', 1, { note: 'Footsteps, cloth', output: 'fx' }),
    ...track('effects', 'a4', 'Effects', 1, { note: 'Hard effects', output: 'fx' }),
    ...track('ambience', 'a5', 'Ambience', 2, { note: 'Beds', output: 'amb' }),
    ...track('music', 'a6', 'Music', 6, { note: 'Score', output: 'mus' }),
    bus('dia', 'm1', 'DIA bus', 8),
    device('dia', 'compressor', 'a'),
    bus('mus', 'm2', 'MUS bus', 6),
    bus('fx', 'm3', 'FX bus', 1),
    bus('amb', 'm4', 'AMB bus', 2),
    device('main', 'limiter', 'z'),
  ],
}
