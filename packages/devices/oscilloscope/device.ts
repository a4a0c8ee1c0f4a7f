// Oscilloscope: the sound over time, held still by a trigger. It changes no bit.
import { choice, db, defineDevice, percent, seconds, toggle } from '@tonmeister/project'

export default defineDevice({
  id: 'oscilloscope',
  version: 1,
  name: 'Oscilloscope',
  kind: 'effect',
  category: 'analysis',
  params: {
    time: seconds({ name: 'Time', min: 0.0005, max: 2, default: 0.02 }),
    zoom: db({ name: 'Zoom', min: -12, max: 60, default: 0 }),
    show: choice({ name: 'Show', choices: ['Left and right', 'Overlaid', 'Mid', 'Side'], default: 0 }),
    trigger: choice({ name: 'Trigger', choices: ['Free', 'Rising', 'Falling'], default: 1 }),
    level: percent({ name: 'Trigger level', min: -100, max: 100, default: 0 }),
    wait: toggle({ name: 'Wait for the trigger', default: false }),
  },
  tail: () => 0,
  panel: [
    ['time', 'zoom', 'show'],
    ['trigger', 'level', 'wait'],
  ],
  presets: [
    { name: 'Waveform of a synth', tags: ['synth'], params: { time: 0.02 } },
    { name: 'Bass: a few periods', tags: ['bass'], params: { time: 0.08, show: 2 } },
    { name: 'Polarity of two microphones', tags: ['check'], params: { time: 0.01, show: 1 } },
    { name: 'Attack of a drum', tags: ['drums'], params: { time: 0.1, trigger: 1, level: 10, wait: 1 } },
    { name: 'Click and dropout hunt', tags: ['check'], params: { time: 0.005, trigger: 1, level: 50, wait: 1 } },
    { name: 'Clipping: the tops', tags: ['check', 'master'], params: { time: 0.003, zoom: 0, show: 1, level: 90 } },
    { name: 'Pumping: two seconds', tags: ['dynamics'], params: { time: 2, trigger: 0 } },
    { name: 'Noise floor', tags: ['check'], params: { time: 0.05, zoom: 60, trigger: 0 } },
    { name: 'Side alone', tags: ['stereo'], params: { time: 0.05, show: 3, zoom: 12 } },
    { name: 'Direct current', tags: ['check'], params: { time: 0.2, zoom: 30, trigger: 0, show: 1 } },
  ],
})
