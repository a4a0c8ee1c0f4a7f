// Media in a project folder on disk.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { fileSink, fileSource } from '../files.node.ts'
import type { MediaStore } from '../store.ts'

/** @param folder  the project's folder; paths lie inside it */
export function diskStore(folder: string): MediaStore {
  const root = resolve(folder)
  const inside = (file: string) => {
    const path = resolve(root, file)
    return path.startsWith(root + sep) ? path : undefined
  }
  return {
    open(file) {
      const path = inside(file)
      return path && existsSync(path) ? fileSource(path) : undefined
    },
    has(file) {
      const path = inside(file)
      return path !== undefined && existsSync(path)
    },
    rename(from, to) {
      const source = inside(from)
      const target = inside(to)
      if (!source || !target) return
      if (existsSync(target)) rmSync(source, { force: true })
      else renameSync(source, target)
    },
    create() {
      mkdirSync(join(root, 'media'), { recursive: true })
      const aside = join(root, 'media', `.incoming-${process.pid}-${++serial}`)
      const sink = fileSink(aside)
      return {
        ...sink,
        finish(file) {
          sink.close()
          const path = inside(file)
          if (!path) {
            rmSync(aside, { force: true })
            return
          }
          mkdirSync(dirname(path), { recursive: true })
          if (existsSync(path)) rmSync(aside, { force: true })
          else renameSync(aside, path)
        },
        close() {},
      }
    },
  }
}
let serial = 0
