import type { Rec } from '../records.ts'
import { base, device, track } from './empty.ts'

export default {
  id: 'podcast',
  name: 'Podcast',
  summary: 'Host, guest and music, with what a voice needs, and a limiter for delivery.',
  records: (): Rec[] => [
    ...base({ name: 'Podcast', spec: 'podcast' }),
    ...['Host', 'Guest'].flatMap((name, i): Rec[] => {
      const id = name.toLowerCase()
      return [
        ...track(id, `a${i + 1}`, name, i ? 8 : 1, { note: 'Voice' }),
        device(`strip-${id}`, 'eq', 'a'),
        device(`strip-${id}`, 'compressor', 'b'),
      ]
    }),
    ...track('music', 'a3', 'Music', 6, { note: 'Intro, bed, outro', gain: -12 }),
    device('main', 'limiter', 'z'),
  ],
}
