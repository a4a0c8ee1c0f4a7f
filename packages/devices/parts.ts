// Which of our devices plays an imported part, and what goes on main so that an imported mix does not clip.
import type { Device } from '@tonmeister/project'
import { devices } from './catalog/devices.ts'
import { generalMidi } from './synth/general-midi.ts'

const DRUM_CHANNEL = 9
/** A device with the settings of one of its presets. */
export interface Part {
  readonly device: string
  readonly version: number
  readonly preset?: string
  readonly params?: { readonly [name: string]: number | undefined }
}
const ALL = devices as unknown as Readonly<Record<string, Device>>
function part(id: string, preset: string | undefined): Part {
  const device = ALL[id]!
  const found = device.presets.find((p) => p.name === preset)
  return { device: id, version: device.version, ...(found ? { preset: found.name, params: found.params } : {}) }
}
/** For a General MIDI program (0–127) on a channel (0–15). */
export const instrumentFor = (channel: number, program: number): Part =>
  channel === DRUM_CHANNEL ? part('drums', ALL.drums!.presets[0]?.name) : part('synth', generalMidi[program])
export const mainDevices = (): readonly Part[] => [{ device: 'limiter', version: ALL.limiter?.version ?? 1, params: { ceiling: -2 } }]
