// Devices of the selected strip.
import type { Panel } from '../app/kinds.ts'
import { Devices } from '../views/devices.tsx'

export default { id: 'devices', title: 'Devices', place: 'dock', order: 2, view: Devices } satisfies Panel
