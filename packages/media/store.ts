// MediaStore: the media of a project, by path inside it. Files never change once they are there.
import type { ByteSink, ByteSource } from './bytes.ts'

export interface MediaStore {
  /** Opens for reading; undefined when it is not there. */
  open(file: string): ByteSource | undefined
  /** A place to write a file whose name is known when it is complete. */
  create(): Incoming
  has(file: string): boolean
}
/** A file on its way into a store. Until `finish` nothing of it can be seen there. */
export interface Incoming extends ByteSink {
  /**
   * Puts it in its place, or drops it when that is taken: names say the content, so the same is there already.
   * @param name  is shown what was written and says its path
   * @returns the path
   */
  finish(name: (written: ByteSource) => string): string
}
/** media/<human name>-<first eight of the hash>.wav: plays in any player, and two of the same content are one. */
export function mediaFile(name: string, hash: string, extension = 'wav'): string {
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .normalize('NFC')
    // What no file name may hold somewhere, what turns the order of reading round, and halves of characters.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a file name
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]+|\p{Cs}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[. ]+/, '')
    .slice(0, 80)
    // The cut may have gone through a character.
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
  return `media/${stem || 'audio'}-${hash.slice(0, 8)}.${extension}`
}
