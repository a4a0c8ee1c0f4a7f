// Where bytes come from and go to: random access, synchronous.

export interface ByteSource {
  readonly size: number
  /** Fills `into` from byte `at` on; returns how many bytes there were. */
  read(at: number, into: Uint8Array): number
  close(): void
}
export interface ByteSink {
  /** Appends. */
  write(bytes: Uint8Array): void
  /** Overwrites what was written before: headers. */
  writeAt(at: number, bytes: Uint8Array): void
  /** Puts the file in its place, whole. */
  close(): void
  /** Leaves nothing behind. */
  abort(): void
}
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(at, into) {
      const part = bytes.subarray(at, at + into.length)
      into.set(part)
      return part.length
    },
    close() {},
  }
}
/** Collects in pieces; `bytes()` joins them. */
export function memorySink(): ByteSink & { bytes(): Uint8Array<ArrayBuffer>; readonly pieces: readonly Uint8Array<ArrayBuffer>[] } {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const starts: number[] = []
  let size = 0
  return {
    pieces,
    write(bytes) {
      starts.push(size)
      pieces.push(new Uint8Array(bytes))
      size += bytes.length
    },
    writeAt(at, bytes) {
      for (let i = 0; i < bytes.length; i++) {
        const place = at + i
        let p = starts.length - 1
        while (p > 0 && starts[p]! > place) p--
        pieces[p]![place - starts[p]!] = bytes[i]!
      }
    },
    close() {},
    abort() {
      pieces.length = 0
    },
    bytes() {
      const out = new Uint8Array(size)
      pieces.forEach((piece, i) => {
        out.set(piece, starts[i]!)
      })
      return out
    },
  }
}
