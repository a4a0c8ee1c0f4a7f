// What audio looks like between packages: planar 32-bit float blocks with a rate and a length.

/** Frames per second, number of channels and length of a piece of audio. */
export interface AudioFormat {
  readonly sampleRate: number
  readonly channels: number
  readonly frames: number
}

/**
 * Random access to decoded audio. Reads are synchronous: a reader lives where synchronous reading is possible (Node, a Worker, memory).
 * Full scale is ±1.
 */
export interface AudioReader extends AudioFormat {
  /**
   * Fills `out[channel][0..n)` with the frames from `at` on and returns n, which is less than asked for only at the end.
   * Frames before 0 and from `frames` on do not exist: the caller asks within the length.
   */
  read(at: number, out: readonly Float32Array[], frames?: number): number
  close(): void
}

/** Takes audio in order, block by block; the file is complete only after `close`. */
export interface AudioWriter {
  write(block: readonly Float32Array[], frames?: number): void
  /** Finishes headers and puts the file in place. */
  close(): void
  /** Leaves nothing behind. */
  abort(): void
}

/** An AudioReader over planar arrays in memory. */
export function audioFromArrays(sampleRate: number, data: readonly Float32Array[]): AudioReader {
  const frames = data[0]?.length ?? 0
  return {
    sampleRate,
    channels: data.length,
    frames,
    read(at, out, count = out[0]?.length ?? 0) {
      const n = Math.max(0, Math.min(count, frames - at))
      for (let c = 0; c < out.length; c++) {
        const source = data[c]
        if (source) out[c]!.set(source.subarray(at, at + n))
      }
      return n
    },
    close() {},
  }
}
