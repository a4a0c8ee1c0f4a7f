// Putting devices into the project: from the browser, a menu, or dropped.
import { devices } from '@tonmeister/devices'
import { addDevice, addTrack, applyPreset, type Device } from '@tonmeister/project'
import { named, t } from '@tonmeister/ui'
import type { Session } from './session.ts'

/** What is dragged out of the browser: `device` or `device/preset`. */
export const DEVICE_TYPE = 'application/x-tonmeister-device'
export const ASSET_TYPE = 'application/x-tonmeister-asset'

type Preset = Device['presets'][number]

/** Puts a device where it belongs: an instrument on a track of its own, an effect on a strip (the selected one, or main). */
export function insertDevice(s: Session, device: Device, preset?: Preset, onto?: string): void {
  s.edit(t('Add {name}', { name: preset?.name ?? named(device.name) }), () =>
    s.document.transact(() => {
      let strip = onto
      if (device.kind === 'instrument') {
        const name = preset?.name ?? device.name
        const made = addTrack(s.document, s.newId, { name, note: device.name })
        strip = made.strip
      }
      strip ??= s.selectedStrip ?? s.strips().at(-1)?.id
      if (!strip || s.document.get(strip)?.type !== 'strip') return
      const id = addDevice(s.document, s.newId, strip, device)
      if (preset) applyPreset(s.document, id, preset)
      s.select(strip)
    }),
  )
  s.layout.show('devices')
}
/** Reads what was dragged out of the browser. */
export function droppedDevice(data: DataTransfer): { readonly device: Device; readonly preset?: Preset } | undefined {
  const [id = '', name] = data.getData(DEVICE_TYPE).split('/')
  const device = devices[id]
  if (!device) return undefined
  const preset = device.presets.find((p) => p.name === name)
  return preset ? { device, preset } : { device }
}
