// Phase: how left and right belong together, as a figure and as correlation, also by band. It changes no bit.
import { choice, db, defineDevice, hertz, seconds, toggle } from '@tonmeister/project'

export default defineDevice({
  id: 'phase',
  version: 1,
  name: 'Phase scope',
  kind: 'effect',
  category: 'analysis',
  params: {
    draw: choice({ name: 'Trace', choices: ['Dots', 'Lines'], default: 0 }),
    fade: seconds({ name: 'Afterglow', min: 0.02, max: 3, default: 0.2 }),
    auto: toggle({ name: 'Fit to level', default: true }),
    zoom: db({ name: 'Zoom', min: -12, max: 48, default: 0 }),
    average: seconds({ name: 'Average', min: 0.05, max: 5, default: 0.4 }),
    low: hertz({ name: 'Low below', min: 40, max: 800, default: 200 }),
    high: hertz({ name: 'High above', min: 1000, max: 12_000, default: 4000 }),
  },
  tail: () => 0,
  panel: [
    ['draw', 'fade', 'average'],
    ['auto', 'zoom'],
    ['low', 'high'],
  ],
  presets: [
    { name: 'Mix: stereo picture', tags: ['mix'], params: {} },
    { name: 'Mono compatibility', tags: ['master', 'check'], params: { average: 2, fade: 0.5 } },
    { name: 'Vinyl: is the bass mono?', tags: ['master', 'check'], params: { low: 300, average: 1.5 } },
    { name: 'Sub bass', tags: ['bass'], params: { low: 80, high: 1000, average: 1 } },
    { name: 'Overheads: phase of the pair', tags: ['drums'], params: { fade: 0.1, average: 0.3, low: 150, high: 6000 } },
    { name: 'Two microphones: polarity', tags: ['check'], params: { draw: 1, fade: 0.06, average: 0.15 } },
    { name: 'Levels as they are', tags: ['master'], params: { auto: 0, zoom: 0, fade: 0.4 } },
    { name: 'Reverb tails', tags: ['reverb'], params: { auto: 0, zoom: 36, fade: 1, average: 1 } },
    { name: 'Azimuth of a tape', tags: ['check'], params: { draw: 1, fade: 0.05, average: 0.3, high: 8000 } },
  ],
})
