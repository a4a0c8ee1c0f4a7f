// Written by scripts/catalog.ts: edit the folders it lists instead.
import busCompressor from '../bus-compressor/device.ts'
import chorus from '../chorus/device.ts'
import compressor from '../compressor/device.ts'
import convolution from '../convolution/device.ts'
import crusher from '../crusher/device.ts'
import deesser from '../deesser/device.ts'
import delay from '../delay/device.ts'
import distortion from '../distortion/device.ts'
import drums from '../drums/device.ts'
import eq from '../eq/device.ts'
import flanger from '../flanger/device.ts'
import formant from '../formant/device.ts'
import gain from '../gain/device.ts'
import gate from '../gate/device.ts'
import limiter from '../limiter/device.ts'
import multiband from '../multiband/device.ts'
import oscilloscope from '../oscilloscope/device.ts'
import phase from '../phase/device.ts'
import phaser from '../phaser/device.ts'
import pitch from '../pitch/device.ts'
import reverb from '../reverb/device.ts'
import rotary from '../rotary/device.ts'
import sampler from '../sampler/device.ts'
import saturator from '../saturator/device.ts'
import spectrum from '../spectrum/device.ts'
import stereoTool from '../stereo-tool/device.ts'
import synth from '../synth/device.ts'
import tape from '../tape/device.ts'
import transient from '../transient/device.ts'
import tremolo from '../tremolo/device.ts'
import tuner from '../tuner/device.ts'

export const devices = {
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
  'formant': formant,
  'gain': gain,
  'gate': gate,
  'limiter': limiter,
  'multiband': multiband,
  'oscilloscope': oscilloscope,
  'phase': phase,
  'phaser': phaser,
  'pitch': pitch,
  'reverb': reverb,
  'rotary': rotary,
  'sampler': sampler,
  'saturator': saturator,
  'spectrum': spectrum,
  'stereo-tool': stereoTool,
  'synth': synth,
  'tape': tape,
  'transient': transient,
  'tremolo': tremolo,
  'tuner': tuner,
} as const
