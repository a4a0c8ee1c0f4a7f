// Stereo tool: levels of middle and side, width in one band or two, mono bass. What both sides have in common keeps its sound.
import { db, defineDevice, hertz, percent, toggle } from '@tonmeister/project'

export default defineDevice({
  id: 'stereo-tool',
  version: 1,
  name: 'Stereo tool',
  kind: 'effect',
  category: 'utility',
  params: {
    mid: db({ name: 'Mid', min: -96, max: 12, default: 0 }),
    side: db({ name: 'Side', min: -96, max: 12, default: 0 }),
    width: percent({ name: 'Width', min: 0, max: 200, default: 100 }),
    split: toggle({ name: 'Split bands', default: false }),
    frequency: hertz({ name: 'Split at', min: 20, max: 4000, default: 120 }),
    low: percent({ name: 'Low width', min: 0, max: 200, default: 0 }),
  },
  // The crossover's poles fall by 300 dB in less than 9 turns of its frequency.
  tail: (v) => (v.split >= 0.5 ? 12 / v.frequency + 0.02 : 0),
  panel: [
    ['mid', 'side', 'width'],
    ['split', 'frequency', 'low'],
  ],
  presets: [
    { name: 'Mono below 120 Hz', tags: ['bass', 'master'], params: { split: 1, frequency: 120 } },
    { name: 'Vinyl: mono below 200 Hz', tags: ['bass', 'master'], params: { split: 1, frequency: 200 } },
    { name: 'Club: narrow bass, open top', tags: ['bass', 'master'], params: { split: 1, frequency: 150, low: 20, width: 120 } },
    { name: 'Mix: a little wider', tags: ['master', 'wide'], params: { width: 115 } },
    { name: 'Pads: wide above, firm below', tags: ['synth', 'wide'], params: { split: 1, frequency: 300, low: 50, width: 150 } },
    { name: 'Drums: overheads narrower', tags: ['drums'], params: { width: 70 } },
    { name: 'Piano: calm bass', tags: ['keys'], params: { split: 1, frequency: 250, low: 40 } },
    { name: 'Room for the voice', tags: ['mix'], params: { mid: -2, side: 1 } },
    { name: 'Only the middle', tags: ['check'], params: { side: -96, width: 0 } },
    { name: 'Only the side', tags: ['check'], params: { mid: -96 } },
  ],
})
