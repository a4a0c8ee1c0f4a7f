// Written by scripts/catalog.ts: edit the folders it lists instead.
import compressor from '../compressor/device.ts'
import drums from '../drums/device.ts'
import eq from '../eq/device.ts'
import gain from '../gain/device.ts'
import sampler from '../sampler/device.ts'
import synth from '../synth/device.ts'

export const devices = {
  'compressor': compressor,
  'drums': drums,
  'eq': eq,
  'gain': gain,
  'sampler': sampler,
  'synth': synth,
} as const
