// Files as byte sources and sinks, in Node. A sink writes aside and takes the file's place only when it is complete.
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
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
/** Files (and folders that are being made) whose writing has begun and not ended. */
const unfinished = new Set<string>()
let tell: (isWriting: boolean) => void = () => {}
/** Calls `listener` when writing begins while nothing else is being written, and when the last of it has ended. */
export function onWriting(listener: (isWriting: boolean) => void): void {
  tell = listener
}
/** From here on until `end()` an interrupted program takes `path` away. */
export function beginWriting(path: string): { end(): void } {
  unfinished.add(path)
  if (unfinished.size === 1) tell(true)
  return {
    end() {
      if (unfinished.delete(path) && unfinished.size === 0) tell(false)
    },
  }
}
/** An interrupted program leaves nothing behind. */
export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { recursive: true, force: true })
}
/** Milliseconds without a write after which a file of a program that is gone counts as left over. */
const LEFT_OVER = 600_000
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
/**
 * Removes what a program that was killed outright has left in a folder. One on another machine may be at work in a shared folder:
 * so only what nobody has written to for a while goes.
 * @param pattern  its first group is the process
 */
export function sweep(folder: string, pattern: RegExp): void {
  try {
    for (const name of readdirSync(folder)) {
      const pid = pattern.exec(name)?.[1]
      if (pid === undefined || isAlive(Number(pid))) continue
      const path = join(folder, name)
      if (Date.now() - statSync(path).mtimeMs > LEFT_OVER) rmSync(path, { force: true })
    }
  } catch {
    // Tidying up is no reason to fail: who comes next tries again.
  }
}
const WRITE_HINTS: { readonly [code: string]: string } = {
  ENOSPC: 'The disk is full: make room and try again.',
  EDQUOT: 'Your share of the disk is used up: make room and try again.',
  EFBIG: 'This disk cannot hold files that large.',
  ENAMETOOLONG: 'Choose a shorter name.',
}
/**
 * Writes beside `path` and takes its place when it is complete: there is always the old file or the new one, whole. A link stays one.
 * @param shown  what an error calls it
 * @throws MediaError 'write-failed'; what was at `path` is still there
 */
export function fileSink(path: string, shown = path): ByteSink {
  const guard = <T>(write: () => T): T => {
    try {
      return write()
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      throw new MediaError('write-failed', `'${shown}' cannot be written (${code}).`, {
        hint: WRITE_HINTS[code] ?? 'Check that the folder is there and that you may write to it.',
      })
    }
  }
  const there = guard(() => statSync(path, { throwIfNoEntry: false }))
  // /dev/null and its like are written to, not replaced.
  const isDevice = there?.isCharacterDevice() ?? false
  if (there && !there.isFile() && !isDevice)
    throw new MediaError('write-failed', `'${shown}' is ${there.isDirectory() ? 'a folder' : 'not a file'}.`, {
      hint: 'Name the file to write.',
    })
  // Renaming would replace even a file that is write-protected.
  if (there) guard(() => accessSync(path, constants.W_OK))
  const place = there ? guard(() => realpathSync(path)) : path
  const aside = isDevice ? path : `${place}.${process.pid}.tmp`
  if (!isDevice) {
    const name = basename(place).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
    sweep(dirname(place), new RegExp(`^${name}\\.(\\d+)\\.tmp$`))
  }
  const fd = guard(() => openSync(aside, 'w'))
  const writing = isDevice ? undefined : beginWriting(aside)
  let size = 0
  let isOpen = true
  const put = (bytes: Uint8Array, at: number) => {
    for (let done = 0; done < bytes.length; ) done += guard(() => writeSync(fd, bytes, done, bytes.length - done, at + done))
  }
  const abort = () => {
    if (!isOpen) return
    isOpen = false
    try {
      closeSync(fd)
    } finally {
      if (!isDevice) rmSync(aside, { force: true })
      writing?.end()
    }
  }
  return {
    write(bytes) {
      put(bytes, size)
      size += bytes.length
    },
    writeAt: (at, bytes) => put(bytes, at),
    close() {
      try {
        guard(() => {
          if (isDevice) return
          fsyncSync(fd)
          renameSync(aside, place)
        })
      } catch (error) {
        abort()
        throw error
      }
      isOpen = false
      closeSync(fd)
      writing?.end()
    },
    abort,
  }
}
