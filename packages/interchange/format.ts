// What a format folder must say: other people's sessions in, and ours out.
import type { Rec } from '@tonmeister/project'

/** Something that could not be carried over; data, never an exception. */
export interface Loss {
  /** Where: a track, an event, a byte. */
  readonly at: string
  readonly what: string
  /** What it became; missing = it was left out. */
  readonly became?: string
}
/** A device with which a part is to be played. */
export interface Instrument {
  readonly device: string
  readonly version: number
  readonly preset?: string
  readonly params?: { readonly [name: string]: number | undefined }
}
export interface ReadContext {
  /** As the user knows the file; appears in errors and names. */
  readonly name: string
  /** Which of our instruments plays a General MIDI program (0–127) on a channel (0–15). */
  readonly instrumentFor: (channel: number, program: number) => Instrument
  /** What goes on the main strip so that the sum does not clip. */
  readonly mainDevices?: readonly Instrument[]
}
export interface ReadResult {
  readonly records: Rec[]
  readonly losses: readonly Loss[]
}
export interface Format {
  /** Folder name. */
  readonly id: string
  readonly name: string
  /** Lower case, without the dot. */
  readonly extensions: readonly string[]
  /** True when the first bytes (at least 16, if the file has them) are of this format. */
  sniff(head: Uint8Array): boolean
  /**
   * A whole project in records, project and main strip included.
   * @throws FormatError
   */
  read(bytes: Uint8Array, context: ReadContext): ReadResult
}
export const defineFormat = (format: Format): Format => format
