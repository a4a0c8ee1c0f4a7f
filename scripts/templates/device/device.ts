import { defineDevice, hertz } from '@tonmeister/project'

/** Time constants until −300 dB, which counts as silence. */
const CONSTANTS = 35

export default defineDevice({
  id: 'template-name',
  version: 1,
  name: 'Template Name',
  kind: 'effect',
  category: 'utility',
  // Each parameter once: its range here is the one of kernel, panel, automation and command line.
  params: { cutoff: hertz({ name: 'Cutoff', min: 20, max: 20_000, default: 1000 }) },
  // Seconds until the output is exactly zero after the input ended. Near half the sample rate a one-pole rings instead: the constant part.
  tail: ({ cutoff }) => CONSTANTS / (2 * Math.PI * cutoff) + 0.1,
  // Rows of names, from which the panel is drawn. A `view.tsx` is needed only when this cannot say it.
  panel: [['cutoff']],
  // Eight at least, each for a purpose that a user has.
  presets: [
    { name: 'Behind a curtain', params: { cutoff: 2000 } },
    { name: 'Next room', params: { cutoff: 700 } },
    { name: 'Two rooms away', params: { cutoff: 250 } },
    { name: 'Only the weight', params: { cutoff: 80 } },
    { name: 'Old radio, top off', params: { cutoff: 4500 } },
    { name: 'Softer cymbals', tags: ['drums'], params: { cutoff: 9000 } },
    { name: 'Less hiss', tags: ['clean-up'], params: { cutoff: 12_000 } },
    { name: 'Darker room', tags: ['bus'], params: { cutoff: 6000 } },
  ],
})
