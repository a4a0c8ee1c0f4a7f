// Everything about files that takes time, away from the page: importing, media files, peaks.
// Media lies in its project's folder, written aside and moved: under its name a file is whole.
import { instrumentFor, mainDevices } from '@tonmeister/devices'
import { sniffFormat } from '@tonmeister/interchange'
import { type ByteSource, buildPeaks, importAudio, type MediaStore, openAudio, Peaks } from '@tonmeister/media'
import { blobSink, blobSource } from '@tonmeister/media/blob.worker.ts'
import { type Answer, failed } from './calls.ts'
import type { Looked, ToMedia } from './media.ts'
import { mediaFolder, readBytes, readFile, writeAside, writeBlob } from './storage.ts'

const MIDI_BYTES_MAX = 256 * 2 ** 20

const plain = (file: string) => file.replace(/^media\//, '')

const mediaBlob = async (key: string, file: string): Promise<Blob | undefined> => readFile(await mediaFolder(key), plain(file))
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
/** What a sound file's head says; undefined for what is no whole sound file: importing it says why. */
async function look(file: File, sampleRate: number): Promise<Looked | undefined> {
  if (sniffFormat(new Uint8Array(await file.slice(0, 16).arrayBuffer()))) return undefined
  try {
    const reader = openAudio(blobSource(file), file.name)
    if (reader.info.warnings.length || !reader.frames) return undefined
    return { sampleRate, channels: reader.channels, frames: Math.round((reader.frames * sampleRate) / reader.sampleRate) }
  } catch {
    // Whoever imports it says what is wrong with it.
    return undefined
  }
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
      code: 'cut-off',
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
let turn: Promise<unknown> = Promise.resolve()
/** One after another, with a breath before each: who asks for a file to play it must not wait until all pictures of a project are made. */
function inTurn<T>(work: () => T): Promise<T> {
  const mine = turn.then(() => new Promise((resolve) => setTimeout(resolve))).then(work)
  turn = mine.catch(() => {})
  return mine
}
/** Peaks of a media file: from beside it, or built now. */
async function peaksOf(key: string, file: string): Promise<Uint8Array | undefined> {
  const folder = await mediaFolder(key)
  const name = `${plain(file)}.peaks`
  const there = await readBytes(folder, name)
  try {
    if (there && Peaks.fromBytes(there)) return there
  } catch {
    // Of an older kind, or damaged: they are built anew.
  }
  const blob = await mediaBlob(key, file)
  if (!blob) return undefined
  const bytes = await inTurn(() => buildPeaks(openAudio(blobSource(blob), file)).toBytes())
  await writeAside(folder, name, [bytes])
  return bytes
}

const SAMPLES_MAX = 1 << 20
async function samplesOf(key: string, file: string, from: number, frames: number): Promise<Float32Array[] | undefined> {
  const blob = await mediaBlob(key, file)
  if (!blob) return undefined
  const reader = openAudio(blobSource(blob), file)
  const at = Math.max(0, Math.floor(from))
  const n = Math.max(0, Math.min(SAMPLES_MAX, Math.floor(frames), reader.frames - at))
  const out = Array.from({ length: reader.channels }, () => new Float32Array(n))
  if (n) reader.read(at, out, n)
  reader.close()
  return out
}

self.onmessage = async ({ data }: MessageEvent<ToMedia>) => {
  const { request } = data
  const tell = (message: Answer) => self.postMessage(message)
  try {
    let result: unknown
    if (data.type === 'blob') result = await mediaBlob(data.key, data.file)
    else if (data.type === 'samples') result = await samplesOf(data.key, data.file, data.from, data.frames)
    else if (data.type === 'peaks') result = await peaksOf(data.key, data.file)
    else if (data.type === 'put') await writeBlob(await mediaFolder(data.key), plain(data.file), data.blob)
    else if (data.type === 'look') result = await look(data.file, data.sampleRate)
    else result = await importFile(data.key, data.file, data.sampleRate, data.takesPartial, (share) => tell({ request, progress: share }))
    tell({ request, result })
  } catch (error) {
    tell(failed(request, error))
  }
}
