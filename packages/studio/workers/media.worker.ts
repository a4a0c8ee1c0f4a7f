// Everything about files that takes time, away from the page: the project in browser storage, importing, peaks.
// Storage: OPFS folder 'tonmeister/': projects/<key>/ with state-<n>.json (the newest that can be read counts, the last four are kept), history-<n>.json
// about.json and media/. Media is written aside and moved: under its name a file is whole.
import { instrumentFor, mainDevices } from '@tonmeister/devices'
import { sniffFormat } from '@tonmeister/interchange'
import { type ByteSource, buildPeaks, importAudio, type MediaStore, openAudio, Peaks } from '@tonmeister/media'
import { blobSink, blobSource } from '@tonmeister/media/blob.worker.ts'
import type { FromMedia, Stored, ToMedia } from './media.ts'

/** States kept of each project. */
const KEPT = 4
const MIDI_BYTES_MAX = 256 * 2 ** 20

type Folder = FileSystemDirectoryHandle
const inside = (folder: Promise<Folder>, name: string) => folder.then((d) => d.getDirectoryHandle(name, { create: true }))
const root = () => inside(navigator.storage.getDirectory(), 'tonmeister')
const projects = () => inside(root(), 'projects')
/** Each project's own: no other project can write over it, and it goes with its project. */
const mediaFolder = (key: string) => inside(inside(projects(), key), 'media')
const plain = (file: string) => file.replace(/^media\//, '')

async function writeFile(folder: Folder, name: string, bytes: Uint8Array): Promise<void> {
  const handle = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle()
  try {
    handle.truncate(0)
    for (let at = 0; at < bytes.length; ) {
      const n = handle.write(bytes.subarray(at), { at })
      // A full disk writes short and says nothing.
      if (!n) throw new Error('there is no room left in this browser')
      at += n
    }
    handle.flush()
  } finally {
    handle.close()
  }
}
async function readText(folder: Folder, name: string): Promise<string | undefined> {
  try {
    return await (await (await folder.getFileHandle(name)).getFile()).text()
  } catch {
    return undefined
  }
}
/** Numbers of the states of a project, newest first. */
async function states(folder: Folder): Promise<number[]> {
  const numbers: number[] = []
  for await (const name of folder.keys()) {
    const n = /^state-(\d+)\.json$/.exec(name)
    if (n) numbers.push(Number(n[1]))
  }
  return numbers.sort((a, b) => b - a)
}
async function save(key: string, name: string, text: string, history: string): Promise<void> {
  const folder = await inside(projects(), key)
  const known = await states(folder)
  const number = (known[0] ?? 0) + 1
  const encoder = new TextEncoder()
  // The history first: a state that stands has its history, or none.
  await writeFile(folder, `history-${number}.json`, encoder.encode(history))
  await writeFile(folder, `state-${number}.json`, encoder.encode(text))
  await writeFile(folder, 'about.json', encoder.encode(JSON.stringify({ name, savedAt: Date.now() })))
  for (const old of known.slice(KEPT - 1)) {
    await folder.removeEntry(`state-${old}.json`).catch(() => {})
    await folder.removeEntry(`history-${old}.json`).catch(() => {})
  }
}
/** The newest state of a project that ends as it should; failing that, the newest that holds anything. */
async function load(key: string): Promise<{ text: string; history: string | undefined } | undefined> {
  const folder = await inside(projects(), key)
  let fallback: string | undefined
  for (const n of await states(folder)) {
    const text = await readText(folder, `state-${n}.json`)
    if (text?.trimEnd().endsWith(']}')) return { text, history: await readText(folder, `history-${n}.json`) }
    fallback ??= text || undefined
  }
  return fallback === undefined ? undefined : { text: fallback, history: undefined }
}
/** What is stored, newest first. */
async function list(): Promise<Stored[]> {
  const found: Stored[] = []
  const all = await projects()
  for await (const [key, handle] of all.entries()) {
    if (handle.kind !== 'directory') continue
    try {
      const about = JSON.parse((await readText(handle as Folder, 'about.json')) ?? '') as { name: string; savedAt: number }
      found.push({ key, name: String(about.name), savedAt: Number(about.savedAt) })
    } catch {
      if ((await states(handle as Folder)).length) found.push({ key, name: 'Without name', savedAt: 0 })
    }
  }
  return found.sort((a, b) => b.savedAt - a.savedAt)
}
const remove = async (key: string) => (await projects()).removeEntry(key, { recursive: true })
async function mediaBlob(key: string, file: string): Promise<Blob | undefined> {
  try {
    return await (await (await mediaFolder(key)).getFileHandle(plain(file))).getFile()
  } catch {
    return undefined
  }
}
/** A store whose one new file is collected in memory pieces and written to OPFS afterwards. */
function collecting(): { store: MediaStore; files: Map<string, Blob> } {
  const files = new Map<string, Blob>()
  const store: MediaStore = {
    open(file): ByteSource | undefined {
      const blob = files.get(file)
      return blob && blobSource(blob)
    },
    has: (file) => files.has(file),
    create() {
      const sink = blobSink()
      return {
        ...sink,
        finish(name) {
          const blob = sink.blob()
          const file = name(blobSource(blob))
          files.set(file, blob)
          return file
        },
      }
    },
  }
  return { store, files }
}
async function importFile(
  key: string,
  file: File,
  sampleRate: number,
  takesPartial: boolean,
  progress: (share: number) => void,
): Promise<unknown> {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer())
  const format = sniffFormat(head)
  if (format) {
    if (file.size > MIDI_BYTES_MAX)
      throw Object.assign(new Error(`${file.name} is larger than ${MIDI_BYTES_MAX / 2 ** 20} MiB.`), {
        hint: 'No MIDI file is that large.',
      })
    const { records, losses } = format.read(new Uint8Array(await file.arrayBuffer()), {
      name: file.name,
      instrumentFor,
      mainDevices: mainDevices(),
    })
    return { kind: 'session', records, losses }
  }
  const { info } = openAudio(blobSource(file), file.name)
  if (info.missingBytes && !takesPartial)
    throw Object.assign(new Error(`${file.name} was not imported: ${info.warnings[0]!.replace(/^The /, 'the ')}`), {
      hint: 'Copy or export it again.',
      isCutOff: true,
    })
  const { store, files } = collecting()
  const asset = importAudio(blobSource(file), file.name, { store, sampleRate, onProgress: (done, total) => progress((done / total) * 0.8) })
  const folder = await mediaFolder(key)
  for (const [path, blob] of files) {
    const exists = await folder.getFileHandle(plain(path)).then(
      () => true,
      () => false,
    )
    if (!exists) await writeBlob(folder, plain(path), blob)
  }
  progress(0.9)
  await peaksOf(key, asset.file)
  return { kind: 'audio', asset }
}
async function writeBlob(folder: FileSystemDirectoryHandle, name: string, blob: Blob): Promise<void> {
  const aside = await folder.getFileHandle(`.part-${crypto.randomUUID()}`, { create: true })
  const handle = await aside.createSyncAccessHandle()
  try {
    handle.truncate(0)
    for (let at = 0; at < blob.size; ) {
      const piece = new Uint8Array(await blob.slice(at, at + (4 << 20)).arrayBuffer())
      let done = 0
      while (done < piece.length) {
        const n = handle.write(piece.subarray(done), { at: at + done })
        if (!n) throw new Error('there is no room left in this browser')
        done += n
      }
      at += piece.length
    }
    handle.flush()
  } finally {
    handle.close()
  }
  // Not in the library of types yet.
  await (aside as unknown as { move(name: string): Promise<void> }).move(name)
}
/** Peaks of a media file: from beside it, or built now. */
async function peaksOf(key: string, file: string): Promise<Uint8Array | undefined> {
  const folder = await mediaFolder(key)
  const name = `${plain(file)}.peaks`
  try {
    const bytes = new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer())
    if (Peaks.fromBytes(bytes)) return bytes
  } catch {
    // Not there yet.
  }
  const blob = await mediaBlob(key, file)
  if (!blob) return undefined
  const reader = openAudio(blobSource(blob), file)
  const bytes = buildPeaks(reader).toBytes()
  await writeFile(folder, name, bytes)
  return bytes
}

self.onmessage = async ({ data }: MessageEvent<ToMedia>) => {
  const { request } = data
  const tell = (message: FromMedia) => self.postMessage(message)
  try {
    let result: unknown
    if (data.type === 'save') await save(data.key, data.name, data.text, data.history)
    else if (data.type === 'load') result = await load(data.key)
    else if (data.type === 'list') result = await list()
    else if (data.type === 'remove') await remove(data.key)
    else if (data.type === 'blob') result = await mediaBlob(data.key, data.file)
    else if (data.type === 'peaks') result = await peaksOf(data.key, data.file)
    else if (data.type === 'put') await writeBlob(await mediaFolder(data.key), plain(data.file), data.blob)
    else result = await importFile(data.key, data.file, data.sampleRate, data.takesPartial, (share) => tell({ request, progress: share }))
    tell({ request, result })
  } catch (error) {
    const { message, hint, isCutOff } = error as Error & { hint?: string; isCutOff?: boolean }
    tell({ request, error: message, ...(hint ? { hint } : {}), ...(isCutOff ? { isCutOff } : {}) })
  }
}
