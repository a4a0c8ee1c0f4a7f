// What a hand-drawn view of a device is given, and what it says about itself. Views are files packages/devices/NAME/view.tsx.
import type { Device } from '@tonmeister/project'
import type { ComponentType } from 'react'

/** The samples of one place of the signal. While nobody reads them they cost nothing. */
export interface Probe {
  /** Copies the latest frames, as many as the arrays are long (at most 32,768). @returns frames that are new since the last time, 0 while no sound is computed */
  read(left: Float32Array, right: Float32Array): number
  close(): void
}
/** The file that an effect reads. */
export interface DeviceFile {
  readonly name: string
  readonly seconds: number
  /** It is not where it should be: nothing of it is heard. */
  readonly isMissing: boolean
  /** RMS of the loudest channel in so many equal stretches; zeros while it is not known. */
  readonly levels: (count: number) => Float32Array
}
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
  /** The sound before or behind the device; close it when nobody looks any more. */
  readonly probe: (side: 'in' | 'out') => Probe
  /** How this person likes to see devices of this kind; no part of the project. */
  readonly look: (name: string, usual: string) => string
  readonly onLook: (name: string, value: string) => void
  /** Effects that may have a file, and have one. */
  readonly file?: DeviceFile
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
