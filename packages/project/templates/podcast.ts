import type { Rec } from '../records.ts'
import { base, bus, device, sections, track } from './empty.ts'
import { SPEECH_EQ, SPEECH_EVEN, UNDER_SPEECH } from './parts/sounds.ts'

export default {
  id: 'podcast',
  order: 5,
  name: 'Podcast',
  summary: 'Host, guests and a call; music that steps back; judged at −16 LUFS.',
  records: (): Rec[] => [
    ...base({ name: 'Podcast', spec: 'podcast' }),
    // At 120 a bar lasts two seconds: half a minute, twenty minutes, one minute.
    ...sections(['Opening', 15, 6], ['Conversation', 600, 1], ['Closing', 30, 6]),
    ...['Host', 'Guest 1', 'Guest 2'].flatMap((name, i): Rec[] => {
      const id = name.toLowerCase().replace(' ', '-')
      return [
        ...track(id, `a${i + 1}`, name, [1, 8, 7][i]!, { note: 'Voice', output: 'voices' }),
        device(`strip-${id}`, 'eq', 'a', SPEECH_EQ),
        device(`strip-${id}`, 'compressor', 'b', SPEECH_EVEN),
      ]
    }),
    ...track('remote', 'a4', 'Remote', 5, { note: 'Call, telephone', output: 'voices' }),
    device('strip-remote', 'eq', 'a', { ...SPEECH_EQ, b4gain: -1, b5gain: -3 }),
    device('strip-remote', 'compressor', 'b', SPEECH_EVEN),
    ...track('music', 'a5', 'Music', 6, { note: 'Theme, bed', output: 'beds', gain: -6 }),
    ...track('jingles', 'a6', 'Jingles', 3, { note: 'Stings, adverts', gain: -3 }),
    bus('voices', 'm1', 'Voices', 1),
    device('voices', 'limiter', 'a', { input: 3, ceiling: -3, release: 0.25 }),
    bus('beds', 'm2', 'Music bed', 6),
    device('beds', 'compressor', 'a', UNDER_SPEECH, 'voices'),
    device('main', 'limiter', 'z', { ceiling: -1, release: 0.25 }),
  ],
}
