// Each instrument and effect. A list; the folders say the rest.
export { devices } from './catalog/devices.ts'
