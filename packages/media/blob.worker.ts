// Blobs as byte sources and sinks, in a Worker of the browser: only there reading may wait.
import type { ByteSink, ByteSource } from './bytes.ts'

/** Bytes fetched at a time: reads of audio are small and in a row. */
const WINDOW = 1 << 20

export function blobSource(blob: Blob): ByteSource {
  const reader = new FileReaderSync()
  let start = 0
  let window = new Uint8Array(0)
  return {
    size: blob.size,
    read(at, into) {
      let done = 0
      while (done < into.length && at + done < blob.size) {
        const place = at + done
        if (place < start || place >= start + window.length) {
          start = place
          window = new Uint8Array(
            reader.readAsArrayBuffer(blob.slice(place, Math.min(blob.size, place + Math.max(WINDOW, into.length - done)))),
          )
          if (!window.length) break
        }
        const n = Math.min(into.length - done, start + window.length - place)
        into.set(window.subarray(place - start, place - start + n), done)
        done += n
      }
      return done
    },
    close() {},
  }
}

/** Bytes held back until they become a Blob, which the browser may keep on disk. */
const HELD_MAX = 8 << 20

/** Collects what is written. The first piece, a file's header, stays writable; the rest is only added to. */
export function blobSink(): ByteSink & { blob(type?: string): Blob } {
  let head = new Uint8Array(0)
  const parts: Blob[] = []
  let pending: Uint8Array<ArrayBuffer>[] = []
  let held = 0
  return {
    write(bytes) {
      if (!head.length) {
        head = new Uint8Array(bytes)
        return
      }
      pending.push(new Uint8Array(bytes))
      held += bytes.length
      if (held > HELD_MAX) {
        parts.push(new Blob(pending))
        pending = []
        held = 0
      }
    },
    writeAt: (at, bytes) => head.set(bytes.subarray(0, Math.max(0, head.length - at)), at),
    close() {},
    abort() {
      parts.length = 0
      pending = []
    },
    blob: (type = '') => new Blob([head, ...parts, ...pending], { type }),
  }
}
