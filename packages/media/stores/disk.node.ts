// Media in a project folder on disk.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { fileSink, fileSource, sweep } from '../files.node.ts'
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
    create() {
      mkdirSync(join(root, 'media'), { recursive: true })
      sweep(join(root, 'media'), /^\.incoming-(\d+)-\d+(?:\.\d+\.tmp)?$/)
      const aside = join(root, 'media', `.incoming-${process.pid}-${++serial}`)
      const sink = fileSink(aside, join(folder, 'media'))
      return {
        ...sink,
        finish(name) {
          sink.close()
          try {
            const written = fileSource(aside)
            let file: string
            try {
              file = name(written)
            } finally {
              written.close()
            }
            const path = inside(file)
            if (!path) throw new Error(`'${file}' lies outside the project.`)
            mkdirSync(dirname(path), { recursive: true })
            if (!existsSync(path)) renameSync(aside, path)
            return file
          } finally {
            rmSync(aside, { force: true })
          }
        },
        close() {},
      }
    },
  }
}
let serial = 0
