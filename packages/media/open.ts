// Opens and makes audio files by what is in them.
import type { AudioWriter } from '@tonmeister/dsp'
import type { ByteSink, ByteSource } from './bytes.ts'
import { MediaError } from './error.ts'
import { isWav, openWav, type WavReader } from './formats/wav/read.ts'
import { createWav, type WavOptions } from './formats/wav/write.ts'

/**
 * @param name  as the user knows the file; appears in errors
 * @throws MediaError; the source stays open only when a reader comes back
 */
export function openAudio(source: ByteSource, name: string): WavReader {
  const head = new Uint8Array(16)
  const n = source.read(0, head)
  try {
    if (n === 0) throw new MediaError('empty', `${name} is empty.`, { hint: 'Was it copied completely?' })
    if (isWav(head)) return openWav(source, name)
    throw new MediaError('not-audio', `${name} is not a sound file that can be read.`, {
      hint: 'WAV, RF64 and BW64 can be read; convert other formats first.',
    })
  } catch (error) {
    source.close()
    throw error
  }
}
/** WAV, or RF64 when it grows beyond 4 GiB. */
export const createAudio = (sink: ByteSink, options: WavOptions): AudioWriter => createWav(sink, options)
