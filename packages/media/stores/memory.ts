// Media in memory: tests, and projects opened from a zip.
import { bytesSource, memorySink } from '../bytes.ts'
import type { MediaStore } from '../store.ts'

export function memoryStore(files: Map<string, Uint8Array> = new Map()): MediaStore & { readonly files: Map<string, Uint8Array> } {
  return {
    files,
    open(file) {
      const bytes = files.get(file)
      return bytes && bytesSource(bytes)
    },
    has: (file) => files.has(file),
    rename(from, to) {
      const bytes = files.get(from)
      files.delete(from)
      if (bytes && !files.has(to)) files.set(to, bytes)
    },
    create() {
      const sink = memorySink()
      return { ...sink, finish: (file) => void files.set(file, sink.bytes()) }
    },
  }
}
