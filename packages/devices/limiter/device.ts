// Limiter: looks ahead, so that not even the curve between the samples passes the ceiling.
import { choice, db, defineDevice, seconds } from '@tonmeister/project'
import { limitLatency } from '../lookahead.ts'

export default defineDevice({
  id: 'limiter',
  version: 1,
  name: 'Limiter',
  kind: 'effect',
  category: 'dynamics',
  params: {
    input: db({ name: 'Input', min: -12, max: 30, default: 0 }),
    ceiling: db({ name: 'Ceiling', min: -24, max: 0, default: -1 }),
    release: seconds({ name: 'Release', min: 0.005, max: 2, default: 0.08 }),
    detector: choice({ name: 'Detector', choices: ['True peak', 'Sample peak'], default: 0 }),
  },
  readings: { reduction: { name: 'Reduction', unit: 'dB', min: 0, max: 24 } },
  latency: (_, sampleRate) => limitLatency(sampleRate),
  tail: () => 0,
  panel: [['input', 'ceiling', 'release', 'detector']],
  presets: [
    { name: 'Safety: −1 dBTP', tags: ['master'], params: {} },
    { name: 'Streaming master', tags: ['master'], params: { input: 4, ceiling: -1, release: 0.12 } },
    { name: 'Streaming, before lossy coding', tags: ['master'], params: { input: 4, ceiling: -2, release: 0.12 } },
    { name: 'Loud and tight', tags: ['master'], params: { input: 9, ceiling: -1, release: 0.04 } },
    { name: 'Slow and clean', tags: ['master'], params: { input: 3, ceiling: -1, release: 0.5 } },
    { name: 'Broadcast −3 dBTP', tags: ['delivery'], params: { ceiling: -3, release: 0.2 } },
    { name: 'Film −2 dBTP', tags: ['delivery', 'film'], params: { ceiling: -2, release: 0.3 } },
    { name: 'Drum bus: shave the peaks', tags: ['drums', 'bus'], params: { input: 3, ceiling: -3, release: 0.02, detector: 1 } },
    { name: 'Speech: no surprises', tags: ['speech'], params: { input: 6, ceiling: -3, release: 0.25 } },
  ],
})
