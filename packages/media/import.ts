// Takes a sound file into a project's media: as it is when its rate is the project's, converted otherwise.
import type { ByteSource } from './bytes.ts'
import { MediaError } from './error.ts'
import { createWav } from './formats/wav/write.ts'
import { openAudio } from './open.ts'
import { resampled } from './resample.ts'
import { Sha256 } from './sha256.ts'
import { type MediaStore, mediaFile } from './store.ts'

export interface ImportedAudio {
  readonly name: string
  /** Path inside the project. */
  readonly file: string
  readonly hash: string
  readonly sampleRate: number
  readonly channels: number
  readonly frames: number
  readonly warnings: readonly string[]
}
export interface ImportOptions {
  readonly store: MediaStore
  /** Rate of the project, Hz. */
  readonly sampleRate: number
  readonly onProgress?: (done: number, total: number) => void
  /** Looked at between blocks; when true, the import ends and leaves nothing. */
  readonly cancelled?: () => boolean
}
/** More channels than this are refused on import: no track has a use for them. */
const CHANNELS_MAX = 32
const BLOCK = 1 << 16

/** @throws MediaError; then nothing is left behind */
export function importAudio(source: ByteSource, name: string, options: ImportOptions): ImportedAudio {
  const reader = openAudio(source, name)
  const { store, sampleRate } = options
  try {
    if (reader.channels > CHANNELS_MAX)
      throw new MediaError('unsupported', `${name} was not imported: its header says ${reader.channels} channels.`, {
        hint: `Up to ${CHANNELS_MAX} can be imported.`,
      })
    if (reader.frames === 0)
      throw new MediaError('empty', `${name} has no sound in it.`, { hint: 'Was it recorded and copied completely?' })
    const plain =
      reader.sampleRate === sampleRate &&
      (reader.info.encoding === 'pcm' || reader.info.encoding === 'float') &&
      reader.info.container !== 'RIFX'
    const audio = resampled(reader, sampleRate)
    const incoming = store.create()
    const block = Array.from({ length: reader.channels }, () => new Float32Array(BLOCK))
    const hash = new Sha256()
    let written = 0
    try {
      const writer = plain ? null : createWav({ ...incoming, close() {} }, { sampleRate, channels: reader.channels, bits: 32 })
      for (let at = 0; at < audio.frames; at += BLOCK) {
        if (options.cancelled?.()) throw new MediaError('missing', `The import of ${name} was cancelled.`, { hint: 'Nothing was changed.' })
        const n = audio.read(at, block, Math.min(BLOCK, audio.frames - at))
        if (reader.brokenSamples)
          throw new MediaError(
            'not-finite',
            `${name} was not imported: at frame ${reader.firstBrokenFrame} it holds a number that is no sound (NaN or infinity).`,
            {
              hint: 'Export the file again from the program that made it.',
            },
          )
        writer?.write(block, n)
        written += n
        options.onProgress?.(written, audio.frames)
        if (n < Math.min(BLOCK, audio.frames - at)) break
      }
      if (writer) writer.close()
      else {
        const bytes = new Uint8Array(1 << 20)
        for (let at = 0; at < source.size; ) {
          const n = source.read(at, bytes)
          if (!n) break
          incoming.write(bytes.subarray(0, n))
          at += n
        }
      }
    } catch (error) {
      incoming.abort()
      throw error
    }
    // The name needs the hash of the finished bytes, headers included: what is stored is read back once.
    const stored = `media/.pending-${++serial}`
    incoming.finish(stored)
    const back = store.open(stored)
    if (!back) throw new MediaError('write-failed', `${name} could not be stored.`, { hint: 'Is there room left?' })
    const bytes = new Uint8Array(1 << 20)
    for (let at = 0; at < back.size; ) {
      const n = back.read(at, bytes)
      if (!n) break
      hash.update(bytes.subarray(0, n))
      at += n
    }
    back.close()
    const hex = hash.hex()
    const file = mediaFile(name, hex)
    store.rename(stored, file)
    return { name, file, hash: hex, sampleRate, channels: reader.channels, frames: audio.frames, warnings: reader.info.warnings }
  } finally {
    reader.close()
  }
}
let serial = 0
