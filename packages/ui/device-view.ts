// What a hand-drawn view of a device is given, and what it says about itself. Views are files packages/devices/NAME/view.tsx.
import type { Device } from '@tonmeister/project'
import type { ComponentType } from 'react'

export interface DeviceViewProps {
  readonly device: Device
  /** A parameter's value now, in its unit. */
  readonly values: (name: string) => number
  /** Begins a gesture that is one step of undo; the returned function ends it (true = take it back). */
  readonly onBegin: (label: string) => (cancel?: boolean) => void
  readonly onChange: (name: string, value: number) => void
  /** What the kernel publishes, in the reading's unit; 0 while nothing plays. */
  readonly reading: (name: string) => number
  /** Whether something moves that a picture could show: asked once per frame. */
  readonly isPlaying: () => boolean
  /** What comes out of the device's strip, dB per bin from 0 Hz to half the rate; only where it can be had. */
  readonly spectrum?: () => Float32Array
  /** Plays a note by hand, velocity 0 to 1; 0 ends it. Instruments only. */
  readonly note?: (key: number, velocity: number) => void
  /** Hz. */
  readonly sampleRate: number
  /** Driven by automation? */
  readonly isAutomated: (name: string) => boolean
}
export interface DeviceView {
  /** Pixels that it wants beside the generated panel. */
  readonly width: number
  /** Parameters that it offers as controls itself; the generated panel shows the others. */
  readonly covers?: readonly string[]
  readonly view: ComponentType<DeviceViewProps>
}
