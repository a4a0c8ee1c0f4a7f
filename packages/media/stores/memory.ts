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
    create() {
      const sink = memorySink()
      return {
        ...sink,
        finish(name) {
          const bytes = sink.bytes()
          const file = name(bytesSource(bytes))
          if (!files.has(file)) files.set(file, bytes)
          return file
        },
      }
    },
  }
}
