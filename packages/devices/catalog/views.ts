// Written by scripts/catalog.ts: edit the folders it lists instead.
import busCompressor from '../bus-compressor/view.tsx'
import chorus from '../chorus/view.tsx'
import compressor from '../compressor/view.tsx'
import convolution from '../convolution/view.tsx'
import crusher from '../crusher/view.tsx'
import deesser from '../deesser/view.tsx'
import delay from '../delay/view.tsx'
import distortion from '../distortion/view.tsx'
import drums from '../drums/view.tsx'
import eq from '../eq/view.tsx'
import flanger from '../flanger/view.tsx'
import gate from '../gate/view.tsx'
import limiter from '../limiter/view.tsx'
import multiband from '../multiband/view.tsx'
import oscilloscope from '../oscilloscope/view.tsx'
import phase from '../phase/view.tsx'
import phaser from '../phaser/view.tsx'
import reverb from '../reverb/view.tsx'
import rotary from '../rotary/view.tsx'
import saturator from '../saturator/view.tsx'
import spectrum from '../spectrum/view.tsx'
import synth from '../synth/view.tsx'
import tape from '../tape/view.tsx'
import tuner from '../tuner/view.tsx'

export const views = {
  'bus-compressor': busCompressor,
  'chorus': chorus,
  'compressor': compressor,
  'convolution': convolution,
  'crusher': crusher,
  'deesser': deesser,
  'delay': delay,
  'distortion': distortion,
  'drums': drums,
  'eq': eq,
  'flanger': flanger,
  'gate': gate,
  'limiter': limiter,
  'multiband': multiband,
  'oscilloscope': oscilloscope,
  'phase': phase,
  'phaser': phaser,
  'reverb': reverb,
  'rotary': rotary,
  'saturator': saturator,
  'spectrum': spectrum,
  'synth': synth,
  'tape': tape,
  'tuner': tuner,
} as const
