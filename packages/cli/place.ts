// Folders that a verb makes: there whole, or not at all.
import { existsSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { beginWriting } from '@tonmeister/media/files.node.ts'

/** The uppermost folder that making `path` would make; undefined when it is there. */
function firstNew(path: string): string | undefined {
  let at = resolve(path)
  if (existsSync(at)) return undefined
  while (dirname(at) !== at && !existsSync(dirname(at))) at = dirname(at)
  return at
}
/**
 * Does `work`, which may make the folder `path` and those above it. When it throws, or the program is interrupted, what it made is taken away.
 */
export function whole<T>(path: string, work: () => T): T
export function whole<T>(path: string, work: () => Promise<T>): Promise<T>
export function whole<T>(path: string, work: () => T | Promise<T>): T | Promise<T> {
  const made = firstNew(path)
  const writing = made === undefined ? undefined : beginWriting(made)
  const undo = (error: unknown): never => {
    if (made !== undefined) rmSync(made, { recursive: true, force: true })
    writing?.end()
    throw error
  }
  try {
    const result = work()
    if (result instanceof Promise)
      return result.then((value) => {
        writing?.end()
        return value
      }, undo)
    writing?.end()
    return result
  } catch (error) {
    return undo(error)
  }
}
