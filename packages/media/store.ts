// MediaStore: the media of a project, by path inside it. Files never change once they are there.
import type { ByteSink, ByteSource } from './bytes.ts'

export interface MediaStore {
  /** Opens for reading; undefined when it is not there. */
  open(file: string): ByteSource | undefined
  /** A place to write a file whose name is known when it is complete. */
  create(): ByteSink & {
    /** Puts it in its place under this path, or drops it when the same content is there already. */ finish(file: string): void
  }
  has(file: string): boolean
  /** Gives a stored file another path; when the new path is taken, its content is the same and the old one goes. */
  rename(from: string, to: string): void
}
/** media/<human name>-<first eight of the hash>.wav: plays in any player, and two of the same content are one. */
export function mediaFile(name: string, hash: string, extension = 'wav'): string {
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a file name
    .replace(/[\u0000-\u001f\u007f/\\:*?"<>|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '')
    .slice(0, 80)
  return `media/${stem || 'audio'}-${hash.slice(0, 8)}.${extension}`
}
