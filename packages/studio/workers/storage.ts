// Where projects lie: folder 'tonmeister/projects/<key>/' of the browser's private file system; in memory, until the window closes, where that is shut.

export type Folder = FileSystemDirectoryHandle
/** What is missing in the library of types. */
type Movable = FileSystemFileHandle & { move(name: string): Promise<void> }

/** Bytes written between two waits: a disk that is slow must not hold up what comes after. */
const PIECE = 4 << 20
export const NO_ROOM = 'there is no room left in this browser'

let found: Promise<{ readonly folder: Folder; readonly closed: string | undefined }> | undefined
/** The folder of all, and why it is only in memory, where it is. Asked once: a browser does not open it later. */
const place = () => (found ??= probe())
async function probe() {
  try {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('tonmeister', { create: true })
    return { folder, closed: undefined }
  } catch (error) {
    return { folder: new MemoryFolder('tonmeister') as unknown as Folder, closed: (error as Error).message || 'it is switched off' }
  }
}
/** Why nothing can be stored here; undefined where it can. */
export const closedBecause = () => place().then(({ closed }) => closed)
export const inside = (folder: Promise<Folder>, name: string) => folder.then((d) => d.getDirectoryHandle(name, { create: true }))
export const projects = () =>
  inside(
    place().then(({ folder }) => folder),
    'projects',
  )
/** Made when it is not there. */
export const projectFolder = (key: string) => inside(projects(), key)
/** Of a project that is there. */
export const existingProject = (key: string) => projects().then((all) => all.getDirectoryHandle(key))
/** Each project's own: no other project can write over it, and it goes with its project. */
export const mediaFolder = (key: string) => inside(projectFolder(key), 'media')
/** One window at a time writes a project. */
export const lockOf = (key: string) => `tonmeister-project-${key}`

/** @throws where not all of it can be written: a full disk writes short and says nothing */
export function writeAll(handle: FileSystemSyncAccessHandle, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    const n = handle.write(bytes.subarray(done), { at: at + done })
    if (!n) throw new Error(NO_ROOM)
    done += n
  }
}
/** Writes beside and moves: under its name a file is whole, or what it was before. */
export async function writeAside(folder: Folder, name: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number> {
  const part = `.part-${crypto.randomUUID()}`
  const file = (await folder.getFileHandle(part, { create: true })) as Movable
  try {
    const handle = await file.createSyncAccessHandle()
    let at = 0
    try {
      let flushed = 0
      for await (const piece of pieces) {
        writeAll(handle, piece, at)
        at += piece.length
        if (at - flushed < PIECE) continue
        handle.flush()
        flushed = at
      }
      handle.flush()
    } finally {
      handle.close()
    }
    await file.move(name)
    return at
  } catch (error) {
    await folder.removeEntry(part).catch(() => {})
    throw error
  }
}
export async function* blobPieces(blob: Blob, onPiece?: (bytes: number) => void): AsyncIterable<Uint8Array> {
  for (let at = 0; at < blob.size; at += PIECE) {
    const piece = new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer())
    yield piece
    onPiece?.(piece.length)
  }
}
export const writeBlob = (folder: Folder, name: string, blob: Blob) => writeAside(folder, name, blobPieces(blob))
export const writeText = (folder: Folder, name: string, text: string) => writeAside(folder, name, [new TextEncoder().encode(text)])

export async function readFile(folder: Folder, name: string): Promise<File | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile()
  } catch {
    return undefined
  }
}
export const readBytes = async (folder: Folder, name: string) => {
  const file = await readFile(folder, name)
  return file && new Uint8Array(await file.arrayBuffer())
}
export const readText = async (folder: Folder, name: string) => (await readFile(folder, name))?.text()
/** Names in a folder; none where it is not there. */
export async function names(folder: Folder): Promise<string[]> {
  const out: string[] = []
  for await (const name of folder.keys()) out.push(name)
  return out
}
/** Every file below, with its path. */
export async function* walk(folder: Folder, path = ''): AsyncGenerator<readonly [string, File]> {
  for await (const [name, entry] of folder.entries())
    if (entry.kind === 'directory') yield* walk(entry as Folder, `${path}${name}/`)
    else if (!name.startsWith('.part-')) {
      // It may have gone meanwhile.
      const file = await (entry as FileSystemFileHandle).getFile().catch(() => undefined)
      if (file) yield [path + name, file]
    }
}

// ── Memory ───────────────────────────────────────────────────────────────────

/** As much of a file system as is used here. */
export class MemoryFile {
  readonly kind = 'file'
  bytes = new Uint8Array(0)
  constructor(
    private readonly folder: MemoryFolder,
    private name: string,
  ) {}
  async getFile(): Promise<File> {
    return new File([this.bytes.slice()], this.name)
  }
  async createSyncAccessHandle() {
    return {
      write: (piece: Uint8Array, { at }: { at: number }) => {
        if (at + piece.length > this.bytes.length) {
          const longer = new Uint8Array(at + piece.length)
          longer.set(this.bytes)
          this.bytes = longer
        }
        this.bytes.set(piece, at)
        return piece.length
      },
      truncate: (size: number) => {
        this.bytes = this.bytes.slice(0, size)
      },
      flush() {},
      close() {},
    }
  }
  async move(name: string): Promise<void> {
    this.folder.all.delete(this.name)
    this.name = name
    this.folder.all.set(name, this)
  }
}
export class MemoryFolder {
  readonly kind = 'directory'
  readonly all = new Map<string, MemoryFile | MemoryFolder>()
  constructor(readonly name: string) {}
  async getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryFolder> {
    const there = this.all.get(name) ?? (create ? new MemoryFolder(name) : undefined)
    if (!(there instanceof MemoryFolder)) throw new DOMException(`'${name}' is not there.`, 'NotFoundError')
    this.all.set(name, there)
    return there
  }
  async getFileHandle(name: string, { create = false } = {}): Promise<MemoryFile> {
    const there = this.all.get(name) ?? (create ? new MemoryFile(this, name) : undefined)
    if (!(there instanceof MemoryFile)) throw new DOMException(`'${name}' is not there.`, 'NotFoundError')
    this.all.set(name, there)
    return there
  }
  async removeEntry(name: string): Promise<void> {
    if (!this.all.delete(name)) throw new DOMException(`'${name}' is not there.`, 'NotFoundError')
  }
  async *keys() {
    yield* [...this.all.keys()]
  }
  async *entries() {
    yield* [...this.all.entries()]
  }
}
