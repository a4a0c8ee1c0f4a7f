// Projects in folders on this computer: a folder NAME.tonmeister that the person has chosen, written so that it is always whole, and remembered.
import { type AssetRecord, serialise } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import type { Given } from './files.ts'
import type { Session } from './session.ts'

type Folder = FileSystemDirectoryHandle
/** What is missing in the library of types. */
type Asking = { requestPermission?(how: { mode: 'read' | 'readwrite' }): Promise<PermissionState> }
type Picker = (how: { id: string; mode: 'read' | 'readwrite' }) => Promise<Folder>

/** Earlier states that are kept in backup/, as the command line keeps them. */
const GENERATIONS = 10
/** Files below a chosen folder that are looked at. */
const FILES_MAX = 20_000

const picker = () => (globalThis as { showDirectoryPicker?: Picker }).showDirectoryPicker
/** Whether this browser lets a page write into folders. */
export const writesFolders = (): boolean => picker() !== undefined

// ── Which folder belongs to which project ────────────────────────────────────

const remembered = new Map<string, Folder>()
function shelf(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('tonmeister', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('folders')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
async function ask<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await shelf()
  try {
    return await new Promise((resolve, reject) => {
      const request = run(db.transaction('folders', mode).objectStore('folders'))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  } finally {
    db.close()
  }
}
/** The folder that a project was saved to last. */
export async function folderOf(key: string): Promise<Folder | undefined> {
  // Without that memory the person chooses again.
  return remembered.get(key) ?? (await ask('readonly', (store) => store.get(key)).catch(() => undefined))
}
export async function remember(key: string, folder: Folder): Promise<void> {
  remembered.set(key, folder)
  await ask('readwrite', (store) => store.put(folder, key)).catch(() => {})
}

// ── Writing ──────────────────────────────────────────────────────────────────

/** A stream of the browser writes beside the file and puts it in its place when it is closed: until then the old one is there. */
async function write(folder: Folder, name: string, content: Blob | string): Promise<void> {
  const isNew = !(await fileIn(folder, name))
  let stream: FileSystemWritableFileStream | undefined
  try {
    stream = await (await folder.getFileHandle(name, { create: true })).createWritable()
    await stream.write(content)
    await stream.close()
  } catch (error) {
    await stream?.abort().catch(() => {})
    // Not even its empty file stays.
    if (isNew) await folder.removeEntry(name).catch(() => {})
    throw error
  }
}
async function fileIn(folder: Folder, name: string): Promise<File | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile()
  } catch {
    return undefined
  }
}
/**
 * Writes the project into its folder: media first, then project.json, which goes to backup/ before. Media that is there is not written again.
 * @param into  the NAME.tonmeister folder itself
 * @throws what the disk refuses, or the signal's reason; the folder then has the state before
 */
export async function writeProject(s: Session, into: Folder, progress: (share: number) => void, signal: AbortSignal): Promise<void> {
  const text = serialise(s.document.all().values())
  const media = await into.getDirectoryHandle('media', { create: true })
  const assets = s.document.byType<AssetRecord>('asset')
  let done = 0
  for (const asset of assets) {
    signal.throwIfAborted()
    const blob = await s.media.blob(s.key, asset.file)
    const name = asset.file.replace(/^media\//, '')
    const there = blob && (await fileIn(media, name))
    if (blob && !(there && (await isSame(there, blob)))) await write(media, name, blob)
    progress(++done / (assets.length + 1))
  }
  signal.throwIfAborted()
  const before = await fileIn(into, 'project.json')
  if (before?.size) {
    const old = await before.text()
    if (old === text) return
    const backup = await into.getDirectoryHandle('backup', { create: true })
    const numbers: number[] = []
    for await (const name of backup.keys()) {
      const n = /^project-(\d{1,15})\.json$/.exec(name)
      if (n) numbers.push(Number(n[1]))
    }
    numbers.sort((a, b) => a - b)
    await write(backup, `project-${(numbers.at(-1) ?? 0) + 1}.json`, old)
    for (const n of numbers.slice(0, Math.max(0, numbers.length + 1 - GENERATIONS))) await backup.removeEntry(`project-${n}.json`)
  }
  await write(into, 'project.json', text)
  progress(1)
}
/** By size, and by what stands at its ends: media never changes, but a copy may have been broken off. */
async function isSame(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false
  const ends = (blob: Blob) => Promise.all([blob.slice(0, 65_536).arrayBuffer(), blob.slice(-65_536).arrayBuffer()])
  const [one, two] = await Promise.all([ends(a), ends(b)])
  return one.every((bytes, i) => {
    const x = new Uint8Array(bytes)
    const y = new Uint8Array(two[i]!)
    return x.every((byte, at) => byte === y[at])
  })
}
const safe = (name: string) =>
  name
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^\.+/, '')
    .trim()
    .slice(0, 100) || 'Untitled'

/** Saves to the folder of last time, or to one that is chosen now; a browser that cannot gives a zip. Must be called in a click or a key. */
export async function saveToFolder(s: Session, chooses = false): Promise<void> {
  const pick = picker()
  if (!pick) {
    s.notify(t('This browser does not write into folders. The project is saved as a zip instead.'))
    return s.saveZip()
  }
  const abort = new AbortController()
  let job: ReturnType<Session['job']> | undefined
  let folder: Folder | undefined
  try {
    folder = chooses ? undefined : await folderOf(s.key)
    if (folder) {
      const answer = (await (folder as Asking).requestPermission?.({ mode: 'readwrite' })) ?? 'granted'
      if (answer !== 'granted') return tellUnasked(s, folder.name, answer)
    } else {
      const parent = await pick({ id: 'tonmeister', mode: 'readwrite' })
      folder = parent
      // A project that was chosen itself is the one to write; any other folder gets one.
      const isProject = parent.name.endsWith('.tonmeister') || (await fileIn(parent, 'project.json')) !== undefined
      if (!isProject) folder = await parent.getDirectoryHandle(`${safe(s.project.name)}.tonmeister`, { create: true })
    }
    const { name } = folder
    job = s.job(t('Saving to {name}', { name }), () => abort.abort())
    await writeProject(s, folder, job.progress, abort.signal)
    await remember(s.key, folder)
    s.notify(t('Saved to {name}.', { name }))
  } catch (error) {
    // The person has closed the picker, or cancelled.
    if ((error as DOMException).name !== 'AbortError') tellUnwritten(s, folder?.name, error as DOMException)
  } finally {
    job?.end()
  }
}
/** What the person can do about a folder that was not written. */
const WAYS = {
  another: (s: Session) => ({ title: t('Choose another folder'), run: () => void saveToFolder(s, true) }),
  ask: (s: Session) => ({ title: t('Ask again'), run: () => void saveToFolder(s) }),
  again: (s: Session) => ({ title: t('Try again'), run: () => void saveToFolder(s) }),
  zip: (s: Session) => ({ title: t('Save as zip'), run: () => void s.saveZip() }),
}
function tell(s: Session, text: string, way: keyof typeof WAYS): void {
  s.notify(text, true, WAYS[way](s))
}
/** The browser may not write there: the person said no, or closed the question. */
function tellUnasked(s: Session, name: string, answer: 'denied' | 'prompt'): void {
  if (answer === 'denied')
    tell(
      s,
      t(
        'The browser may not write to {name}: that was denied. The project is safe in this browser, and nothing in the folder was changed. Allow it beside the address, or choose another folder.',
        { name },
      ),
      'another',
    )
  else
    tell(
      s,
      t(
        'Whether the browser may write to {name} was left unanswered. The project is safe in this browser, and nothing in the folder was changed. Ask again and allow it.',
        { name },
      ),
      'ask',
    )
}
/** @param name  of the folder; missing = none was reached */
function tellUnwritten(s: Session, name: string | undefined, { name: error, message }: DOMException): void {
  if (name === undefined) {
    tell(s, t('No folder could be chosen: {message} The project is safe in this browser. Save it as a zip instead.', { message }), 'zip')
    return
  }
  switch (error) {
    case 'NotAllowedError':
    case 'SecurityError':
      tell(
        s,
        t(
          '{name} was not saved to the end: the browser is not allowed to write there. The project is safe in this browser, and what was in the folder is there. Choose another folder.',
          { name },
        ),
        'another',
      )
      break
    case 'NotFoundError':
      tell(
        s,
        t(
          '{name} is not there any more: it was moved, renamed or deleted, or its drive is disconnected. The project is safe in this browser. Choose where to save it now.',
          { name },
        ),
        'another',
      )
      break
    case 'NoModificationAllowedError':
      tell(
        s,
        t(
          'A file in {name} is write-protected, or another window or program is writing it. The project is safe in this browser, and what was in the folder is there. Close it there, then try again.',
          { name },
        ),
        'again',
      )
      break
    case 'QuotaExceededError':
      tell(
        s,
        t(
          'There is not enough space for {name} on its drive. The project is safe in this browser, and what was in the folder is there. Free some space, or choose a folder on another drive.',
          { name },
        ),
        'another',
      )
      break
    default:
      tell(
        s,
        t('The folder was not written: {message} The project is safe in this browser, and what was in the folder is there.', { message }),
        'another',
      )
  }
}

// ── Opening ──────────────────────────────────────────────────────────────────

/** The files of a project's folder as if they had been dropped. */
async function filesOf(folder: Folder, path = folder.name): Promise<Given[]> {
  const out: Given[] = []
  for await (const [name, entry] of folder.entries()) {
    if (out.length > FILES_MAX) break
    if (entry.kind === 'file') out.push({ file: await (entry as FileSystemFileHandle).getFile(), path: `${path}/${name}` })
    else if (name !== 'backup') out.push(...(await filesOf(entry as Folder, `${path}/${name}`)))
  }
  return out
}
/** Opens a folder that is chosen now; it is where the project is saved to again. */
export async function openFromFolder(s: Session): Promise<void> {
  try {
    const folder = await picker()!({ id: 'tonmeister', mode: 'read' })
    const before = s.key
    await s.openFiles(await filesOf(folder))
    if (s.key !== before && (await fileIn(folder, 'project.json'))) await remember(s.key, folder)
  } catch (error) {
    const { name, message } = error as DOMException
    if (name === 'AbortError') return
    s.notify(
      name === 'NotAllowedError' || name === 'NotReadableError' || name === 'SecurityError'
        ? t('The browser is not allowed to read something in that folder. Nothing was changed. Choose another folder, or a zip.')
        : name === 'NotFoundError'
          ? t('Something in that folder vanished while it was read. Nothing was changed. Choose it once more.')
          : t('The folder could not be read: {message} Nothing was changed.', { message }),
      true,
      { title: t('Choose a folder'), run: () => void openFromFolder(s) },
    )
  }
}
