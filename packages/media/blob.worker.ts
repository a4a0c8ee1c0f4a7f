// A File or Blob as a byte source, in a Worker of the browser: only there reading may wait.
import type { ByteSource } from './bytes.ts'

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
