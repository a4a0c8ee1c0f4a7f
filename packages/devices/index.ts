// Each instrument and effect. A list; the folders say the rest.
import type { Device } from '@tonmeister/project'
import { devices as list } from './catalog/devices.ts'

export { instrumentFor, mainDevices, type Part } from './parts.ts'

/** By id. Seen from outside a device's parameters are any parameters: the one place where their names are forgotten. */
export const devices = list as unknown as Readonly<Record<string, Device>>
