// Written by scripts/catalog.ts: edit the folders it lists instead.
import gain from '../gain/device.ts'

export const devices = {
  'gain': gain,
} as const
