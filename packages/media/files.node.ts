// Files as byte sources and sinks, in Node. A sink writes aside and takes the file's place only when it is complete.
import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { ByteSink, ByteSource } from './bytes.ts'
import { MediaError } from './error.ts'

/** @throws MediaError 'missing' */
export function fileSource(path: string): ByteSource {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    throw new MediaError('missing', `'${path}' cannot be opened (${(error as NodeJS.ErrnoException).code}).`, {
      hint: 'Check the path and whether you may read it.',
    })
  }
  const at = fstatSync(fd)
  if (!at.isFile()) {
    closeSync(fd)
    throw new MediaError('not-audio', `'${path}' is not a file.`, {
      hint: at.isDirectory() ? 'It is a folder: name the files in it.' : 'Name a sound file.',
    })
  }
  return {
    size: at.size,
    read(from, into) {
      let done = 0
      while (done < into.length) {
        const n = readSync(fd, into, done, into.length - done, from + done)
        if (!n) break
        done += n
      }
      return done
    },
    close: () => closeSync(fd),
  }
}
/** Files that are being written, so that an interrupted program can leave nothing behind. */
const unfinished = new Set<string>()
export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true })
}
/** @throws MediaError 'write-failed' */
export function fileSink(path: string): ByteSink {
  const aside = `${path}.${process.pid}.tmp`
  const guard = <T>(write: () => T): T => {
    try {
      return write()
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      throw new MediaError('write-failed', `'${path}' cannot be written (${code}).`, {
        hint:
          code === 'ENOSPC' ? 'The disk is full: make room and try again.' : 'Check that the folder is there and that you may write to it.',
      })
    }
  }
  const fd = guard(() => openSync(aside, 'w'))
  unfinished.add(aside)
  let size = 0
  const put = (bytes: Uint8Array, at: number) => {
    for (let done = 0; done < bytes.length; ) done += guard(() => writeSync(fd, bytes, done, bytes.length - done, at + done))
  }
  return {
    write(bytes) {
      put(bytes, size)
      size += bytes.length
    },
    writeAt: (at, bytes) => put(bytes, at),
    close() {
      guard(() => {
        fsyncSync(fd)
        closeSync(fd)
        renameSync(aside, path)
      })
      unfinished.delete(aside)
    },
    abort() {
      closeSync(fd)
      rmSync(aside, { force: true })
      unfinished.delete(aside)
    },
  }
}
