// Spectrum: levels by frequency, now and over time. It changes no bit.
import { choice, db, defineDevice, seconds, toggle } from '@tonmeister/project'

const SPECTROGRAM = 1
const BOTH = 2
const [K1, K4, K8, K16, K32] = [0, 2, 3, 4, 5]
const [BLACKMAN, FLAT] = [1, 2]
const [SIDE] = [1]

export default defineDevice({
  id: 'spectrum',
  version: 1,
  name: 'Spectrum',
  kind: 'effect',
  category: 'analysis',
  params: {
    view: choice({ name: 'Picture', choices: ['Spectrum', 'Spectrogram', 'Both'], default: 0 }),
    channel: choice({ name: 'Channel', choices: ['Mid', 'Side', 'Left', 'Right'], default: 0 }),
    hold: toggle({ name: 'Peak hold', default: false }),
    size: choice({ name: 'FFT size', choices: ['1024', '2048', '4096', '8192', '16384', '32768'], default: K8 }),
    window: choice({ name: 'Window', choices: ['Hann', 'Blackman-Harris', 'Flat top'], default: 0 }),
    average: seconds({ name: 'Average', min: 0.01, max: 10, default: 0.2 }),
    slope: choice({ name: 'Slope', choices: ['0 dB/oct', '3 dB/oct', '4.5 dB/oct'], default: 2 }),
    smooth: choice({ name: 'Smoothing', choices: ['None', '1/12 octave', '1/6 octave', '1/3 octave'], default: 1 }),
    range: db({ name: 'Range', min: 40, max: 140, default: 90 }),
  },
  tail: () => 0,
  panel: [
    ['view', 'channel', 'hold'],
    ['size', 'window', 'average'],
    ['slope', 'smooth', 'range'],
  ],
  presets: [
    { name: 'Mix: balance', tags: ['mix'], params: { average: 0.5, smooth: 2 } },
    { name: 'Master: long average', tags: ['master'], params: { size: K16, average: 6, smooth: 3 } },
    { name: 'Bass: fine', tags: ['bass'], params: { size: K32, average: 0.3, smooth: 0, slope: 0 } },
    { name: 'Resonances', tags: ['mix'], params: { size: K16, average: 1, smooth: 0, hold: 1 } },
    { name: 'Drums: fast', tags: ['drums'], params: { size: K1, average: 0.03, smooth: 1 } },
    { name: 'Hum and whistles', tags: ['check'], params: { size: K32, window: BLACKMAN, average: 2, slope: 0, smooth: 0, range: 120 } },
    { name: 'Levels of tones', tags: ['check'], params: { size: K16, window: FLAT, average: 0.1, slope: 0, smooth: 0 } },
    { name: 'Pink noise lies level', tags: ['check'], params: { slope: 1, smooth: 3, average: 4, size: K16 } },
    { name: 'What is on the side', tags: ['stereo'], params: { channel: SIDE } },
    { name: 'Speech: spectrogram', tags: ['speech'], params: { view: SPECTROGRAM, size: K1, range: 80 } },
    {
      name: 'Restoration: clicks and tones',
      tags: ['check'],
      params: { view: BOTH, size: K4, window: BLACKMAN, average: 0.1, range: 110 },
    },
  ],
})
