// Files that a device reads from memory: planes of samples, and the table of an effect's response.
import type { AudioReader, Kernels } from '@tonmeister/dsp'

// RESPONSE v1, little-endian.  0 u32 channels (0 = the file is missing) | 4 u32 frames | 8 u32 address of the first channel's samples, then of the others, 4 at
// most | 24…63 zero | then the channels, each with 16 zeros before and behind, for those who interpolate.
const HEADER_BYTES = 64
const CHANNELS_MAX = 4
/** Zeros on each side of a plane. */
const MARGIN = 16
/** Seconds of a file that are read at most. */
const SECONDS_MAX = 12

/** Channels that are used of a file: 1, 2 or 4; of other formats the first two. */
const channelsOf = (file: AudioReader) => (file.channels === 1 || file.channels === CHANNELS_MAX ? file.channels : 2)
const framesOf = (file: AudioReader) => Math.min(file.frames, SECONDS_MAX * file.sampleRate)
const planeBytes = (file: AudioReader) => (framesOf(file) + 2 * MARGIN) * 4

/** Bytes of the table and the samples of a file; undefined = a missing one. */
export const responseBytes = (file: AudioReader | undefined): number => HEADER_BYTES + (file ? channelsOf(file) * planeBytes(file) : 0)

/** Writes a file's samples and their table into zeroed memory. */
export function writeResponse(kernels: Kernels, at: number, file: AudioReader | undefined, chunk: number): void {
  if (!file) return
  const planes = Array.from({ length: channelsOf(file) }, (_, c) => at + HEADER_BYTES + c * planeBytes(file) + MARGIN * 4)
  readPlanes(kernels, file, planes, framesOf(file), chunk)
  const table = new DataView(kernels.memory.buffer, at, HEADER_BYTES)
  table.setUint32(0, planes.length, true)
  table.setUint32(4, framesOf(file), true)
  planes.forEach((plane, c) => table.setUint32(8 + 4 * c, plane, true))
}

/** Reads the first `frames` frames of a file into memory, a channel at each address. */
export function readPlanes(kernels: Kernels, file: AudioReader, planes: readonly number[], frames: number, chunk: number): void {
  const piece = planes.map(() => new Float32Array(chunk))
  for (let at = 0; at < frames; at += chunk) {
    const n = file.read(at, piece, Math.min(chunk, frames - at))
    if (!n) break
    planes.forEach((plane, c) => {
      kernels.f32.set(piece[c]!.subarray(0, n), (plane >> 2) + at)
    })
  }
}
