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
/** Hz. No converter is slower; a header that says 1 Hz would make a day of a second. */
const RATE_MIN = 1000
const BLOCK = 1 << 16

/** @throws MediaError; then nothing is left behind */
export function importAudio(source: ByteSource, name: string, options: ImportOptions): ImportedAudio {
  for (const steps = importing(source, name, options); ; ) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
/** The same in steps of a block: between them a host can look after other things. Ended early, it leaves nothing behind. */
export function* importing(source: ByteSource, name: string, options: ImportOptions): Generator<void, ImportedAudio> {
  const reader = openAudio(source, name)
  const { store, sampleRate } = options
  try {
    if (reader.channels > CHANNELS_MAX)
      throw new MediaError('unsupported', `${name} was not imported: its header says ${reader.channels} channels.`, {
        hint: `Up to ${CHANNELS_MAX} can be imported.`,
      })
    if (reader.sampleRate < RATE_MIN)
      throw new MediaError('unsupported', `${name} was not imported: its header says ${reader.sampleRate} samples per second.`, {
        hint: `From ${RATE_MIN} on they can be imported.`,
      })
    if (reader.frames === 0)
      throw new MediaError('empty', `${name} has no sound in it.`, { hint: 'Was it recorded and copied completely?' })
    const plain =
      reader.sampleRate === sampleRate &&
      (reader.info.encoding === 'pcm' || reader.info.encoding === 'float') &&
      reader.info.container !== 'RIFX'
    const audio = resampled(reader, sampleRate)
    // Integers cannot be wrong: what is stored as it is and holds integers need not be decoded at all.
    const decodes = !plain || reader.info.encoding === 'float'
    const goOn = () => {
      if (options.cancelled?.()) throw new MediaError('missing', `The import of ${name} was cancelled.`, { hint: 'Nothing was changed.' })
    }
    const incoming = store.create()
    let hash = ''
    let isWritten = false
    try {
      const writer = plain ? null : createWav({ ...incoming, close() {} }, { sampleRate, channels: reader.channels, bits: 32 })
      const block = decodes ? Array.from({ length: reader.channels }, () => new Float32Array(BLOCK)) : []
      for (let at = 0; decodes && at < audio.frames; at += BLOCK) {
        goOn()
        const wanted = Math.min(BLOCK, audio.frames - at)
        const n = audio.read(at, block, wanted)
        if (reader.brokenSamples)
          throw new MediaError(
            'not-finite',
            `${name} was not imported: at frame ${reader.firstBrokenFrame} it holds a number that is no sound (NaN or infinity).`,
            {
              hint: 'Export the file again from the program that made it.',
            },
          )
        writer?.write(block, n)
        options.onProgress?.((at + n) / (plain ? 2 : 1), audio.frames)
        yield
        if (n < wanted) break
      }
      if (writer) writer.close()
      else {
        const sum = new Sha256()
        let done = 0
        for (const bytes of pieces(source)) {
          goOn()
          incoming.write(bytes)
          sum.update(bytes)
          done += bytes.length
          options.onProgress?.(decodes ? source.size + done : done, decodes ? 2 * source.size : source.size)
          yield
        }
        hash = sum.hex()
      }
      isWritten = true
    } finally {
      if (!isWritten) incoming.abort()
    }
    // A header is finished last, so what was converted is read back once for its hash.
    const file = incoming.finish((written) => {
      hash ||= hashOf(written)
      return mediaFile(name, hash)
    })
    return { name, file, hash, sampleRate, channels: reader.channels, frames: audio.frames, warnings: reader.info.warnings }
  } finally {
    reader.close()
  }
}
function hashOf(source: ByteSource): string {
  const hash = new Sha256()
  for (const bytes of pieces(source)) hash.update(bytes)
  return hash.hex()
}
/** All bytes in order; each piece is valid until the next. */
function* pieces(source: ByteSource): Generator<Uint8Array> {
  const bytes = new Uint8Array(1 << 20)
  for (let at = 0; at < source.size; ) {
    const n = source.read(at, bytes)
    if (!n) return
    yield bytes.subarray(0, n)
    at += n
  }
}
