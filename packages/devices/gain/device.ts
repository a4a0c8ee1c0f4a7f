import { db, defineDevice, toggle } from '@tonmeister/project'

export default defineDevice({
  id: 'gain',
  version: 1,
  name: 'Gain',
  kind: 'effect',
  category: 'utility',
  params: { gain: db({ name: 'Gain', min: -96, max: 24, default: 0 }), invert: toggle({ name: 'Polarity', default: false }) },
  tail: () => 0,
  panel: [['gain', 'invert']],
  presets: [],
})
