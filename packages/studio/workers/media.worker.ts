// Everything about files that takes time, away from the page: the project in browser storage, importing, peaks.
// Storage: OPFS folder 'tonmeister/', state-<n>.json (the newest that can be read counts, the last four are kept) and media/…
import { instrumentFor, mainDevices } from '@tonmeister/devices'
import { sniffFormat } from '@tonmeister/interchange'
import { type ByteSink, type ByteSource, buildPeaks, importAudio, type MediaStore, openAudio, Peaks } from '@tonmeister/media'
import { blobSource } from '@tonmeister/media/blob.worker.ts'
import type { FromMedia, ToMedia } from './media.ts'

const KEPT = 4
const MIDI_BYTES_MAX = 256 * 2 ** 20

const root = () => navigator.storage.getDirectory().then((d) => d.getDirectoryHandle('tonmeister', { create: true }))
const mediaFolder = async () => (await root()).getDirectoryHandle('media', { create: true })
const plain = (file: string) => file.replace(/^media\//, '')

async function writeFile(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array): Promise<void> {
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
async function states(): Promise<number[]> {
  const numbers: number[] = []
  for await (const name of (await root()).keys()) {
    const n = /^state-(\d+)\.json$/.exec(name)
    if (n) numbers.push(Number(n[1]))
  }
  return numbers.sort((a, b) => b - a)
}
async function save(text: string): Promise<void> {
  const folder = await root()
  const known = await states()
  await writeFile(folder, `state-${(known[0] ?? 0) + 1}.json`, new TextEncoder().encode(text))
  for (const old of known.slice(KEPT - 1)) await folder.removeEntry(`state-${old}.json`).catch(() => {})
}
/** The newest state that ends as it should. */
async function load(): Promise<string | undefined> {
  const folder = await root()
  let fallback: string | undefined
  for (const n of await states()) {
    const text = await (await (await folder.getFileHandle(`state-${n}.json`)).getFile()).text()
    if (text.trimEnd().endsWith(']}')) return text
    fallback ??= text || undefined
  }
  return fallback
}
async function mediaBlob(file: string): Promise<Blob | undefined> {
  try {
    return await (await (await mediaFolder()).getFileHandle(plain(file))).getFile()
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
/** Collects into Blobs, which the browser may keep on disk. The first piece stays writable for the header. */
function blobSink(): ByteSink & { blob(): Blob } {
  let head = new Uint8Array(0)
  const parts: Blob[] = []
  let pending: Uint8Array<ArrayBuffer>[] = []
  let held = 0
  return {
    write(bytes) {
      if (!head.length) {
        head = new Uint8Array(bytes)
        return
      }
      pending.push(new Uint8Array(bytes))
      held += bytes.length
      if (held > 8 << 20) {
        parts.push(new Blob(pending))
        pending = []
        held = 0
      }
    },
    writeAt: (at, bytes) => head.set(bytes.subarray(0, Math.max(0, head.length - at)), at),
    close() {},
    abort() {
      parts.length = 0
      pending = []
    },
    blob: () => new Blob([head, ...parts, ...pending]),
  }
}
async function importFile(file: File, sampleRate: number, progress: (share: number) => void): Promise<unknown> {
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
  const { store, files } = collecting()
  const asset = importAudio(blobSource(file), file.name, { store, sampleRate, onProgress: (done, total) => progress((done / total) * 0.8) })
  const folder = await mediaFolder()
  for (const [path, blob] of files) {
    const exists = await folder.getFileHandle(plain(path)).then(
      () => true,
      () => false,
    )
    if (!exists) await writeBlob(folder, plain(path), blob)
  }
  progress(0.9)
  await peaksOf(asset.file)
  return { kind: 'audio', asset }
}
async function writeBlob(folder: FileSystemDirectoryHandle, name: string, blob: Blob): Promise<void> {
  const handle = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle()
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
}
/** Peaks of a media file: from beside it, or built now. */
async function peaksOf(file: string): Promise<Uint8Array | undefined> {
  const folder = await mediaFolder()
  const name = `${plain(file)}.peaks`
  try {
    const bytes = new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer())
    if (Peaks.fromBytes(bytes)) return bytes
  } catch {
    // Not there yet.
  }
  const blob = await mediaBlob(file)
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
    if (data.type === 'save') await save(data.text)
    else if (data.type === 'load') result = await load()
    else if (data.type === 'blob') result = await mediaBlob(data.file)
    else if (data.type === 'peaks') result = await peaksOf(data.file)
    else if (data.type === 'put') await writeBlob(await mediaFolder(), plain(data.file), data.blob)
    else result = await importFile(data.file, data.sampleRate, (share) => tell({ request, progress: share }))
    tell({ request, result })
  } catch (error) {
    const e = error as Error & { hint?: string }
    tell({ request, error: e.message, ...(e.hint ? { hint: e.hint } : {}) })
  }
}
