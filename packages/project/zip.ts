// A project as a zip: its folder's files in one. Written by fflate; read here by the directory at the end, so that nothing a zip says is believed
// before it is checked: bombs, overlapping and doubled entries, paths that lead out, lying sizes, cut off ends.
//
// Little-endian.  local   0 u32 'PK\3\4' | 26 u16 name bytes | 28 u16 extra bytes | 30 name, extra, content
//                 central 0 u32 'PK\1\2' | 8 u16 flags (1 = encrypted, 2048 = UTF-8) | 10 u16 method (0 stored, 8 deflated) | 16 u32 CRC-32
//                         20 u32 packed bytes | 24 u32 bytes | 28 u16 name | 30 u16 extra | 32 u16 comment | 42 u32 offset of local | 46 name, extra, comment
//                 end     0 u32 'PK\5\6' | 10 u16 entries | 12 u32 bytes of central | 16 u32 its offset | 20 u16 comment bytes
// 0xFFFFFFFF in sizes and offsets: the true one is a u64 in extra field 1, in their order (zip64). 0xFFFF entries are more than a project has.
// Source: PKWARE APPNOTE.TXT 6.3.10.
import { Inflate, type Zippable, zipSync } from 'fflate'
import { ProjectError } from './error.ts'

/** Bytes that come out, entries, and how many times larger than packed an entry may be from a size on. */
export const ZIP_LIMITS = { bytes: 4 * 2 ** 30, entries: 20_000, ratio: 200, ratioFrom: 16 * 2 ** 20 } as const
const COPY_AGAIN = 'Copy the zip again from where it came.'
const NOT_OPENED = 'It was not opened; nothing was written.'

/** A path inside a project that leads nowhere else: relative, no '..', no drive, nothing hidden in its letters. */
export function isSafePath(path: string): boolean {
  return (
    path.length > 0 &&
    path.length <= 255 &&
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !/^[a-zA-Z]:/.test(path) &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    !/[\u0000-\u001f\u007f]/.test(path) &&
    !path.split('/').some((part) => part === '..' || part === '.' || part === '')
  )
}
/**
 * Packs files by path. Media is stored as it is: it does not get smaller. The same files give the same bytes.
 * @throws ProjectError 'too-large' where a zip without extensions cannot hold them
 */
export function packZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const zippable: Zippable = {}
  let total = 0
  for (const path of [...files.keys()].sort()) {
    total += files.get(path)!.length + 2 * path.length + 200
    zippable[path] = [files.get(path)!, { level: path.endsWith('.json') ? 6 : 0, mtime: '1980-01-01T00:00:00' }]
  }
  if (total >= ZIP_LIMITS.bytes || files.size > ZIP_LIMITS.entries)
    throw new ProjectError('too-large', `A zip holds up to 4 GiB in ${ZIP_LIMITS.entries} files; the project has more.`, {
      hint: 'Copy its folder instead.',
    })
  return zipSync(zippable) as Uint8Array<ArrayBuffer>
}

interface Entry {
  readonly path: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}
/**
 * Unpacks a zip made by anybody. Sizes are limited by what the directory says, and what comes out is held to it.
 * @param damaged  is told of entries whose content is damaged, which are then left out; without it they are an error
 * @throws ProjectError 'refused' (paths that lead out, bombs, doubled or overlapping entries, passwords), 'too-large', 'damaged'
 */
export function openZip(
  bytes: Uint8Array,
  limits: { readonly bytes: number; readonly entries: number } = ZIP_LIMITS,
  damaged?: (path: string, sentence: string) => void,
): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = directory(view, limits.entries)
  let total = 0
  const paths = new Set<string>()
  for (const { path, size, packed } of entries) {
    if (!isSafePath(path.replace(/\/$/, '')))
      throw new ProjectError(
        'refused',
        `The zip holds a file that would land outside the project (${JSON.stringify(path.slice(0, 60))}).`,
        {
          hint: NOT_OPENED,
        },
      )
    if (paths.has(path)) throw new ProjectError('refused', `The zip holds '${path}' twice.`, { hint: NOT_OPENED })
    paths.add(path)
    total += size
    if (total > limits.bytes || isBomb(size, packed) || isBomb(total, bytes.length))
      throw new ProjectError('refused', 'The zip unpacks to far more than a project needs.', { hint: NOT_OPENED })
  }
  const files = new Map<string, Uint8Array>()
  let end = 0
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const content = contentOf(entry, view, bytes)
    if (entry.offset < end) throw new ProjectError('refused', 'Entries of the zip lie on top of each other.', { hint: NOT_OPENED })
    end = content.byteOffset - bytes.byteOffset + content.length
    if (entry.path.endsWith('/')) continue
    const whole = unpack(entry, content)
    if (whole) files.set(entry.path, whole)
    else {
      const sentence = `'${entry.path}' in the zip is damaged.`
      if (!damaged) throw new ProjectError('damaged', sentence, { hint: COPY_AGAIN })
      damaged(entry.path, sentence)
    }
  }
  if (!files.size) throw new ProjectError('damaged', 'The zip is damaged or empty.', { hint: COPY_AGAIN })
  return files
}
const isBomb = (size: number, packed: number) => size > ZIP_LIMITS.ratioFrom && size > packed * ZIP_LIMITS.ratio
function directory(view: DataView, entriesMax: number): Entry[] {
  const cut = () => new ProjectError('damaged', 'The zip is damaged: it has no end, or a wrong one.', { hint: COPY_AGAIN })
  let end = view.byteLength - 22
  const lowest = Math.max(0, end - 0xffff)
  while (end >= lowest && !(view.getUint32(end, true) === 0x06054b50 && end + 22 + view.getUint16(end + 20, true) <= view.byteLength)) end--
  if (end < lowest) throw cut()
  const count = view.getUint16(end + 10, true)
  if (count > entriesMax)
    throw new ProjectError('too-large', `The zip has more than ${entriesMax} entries.`, {
      hint: 'A project has far fewer; is it the right file?',
    })
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw cut()
    const nameBytes = view.getUint16(at + 28, true)
    const extraBytes = view.getUint16(at + 30, true)
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true)
    if (next > end) throw cut()
    const flags = view.getUint16(at + 8, true)
    const wide = wideSizes(view, at + 46 + nameBytes, extraBytes)
    const number = (offset: number) => {
      const value = view.getUint32(at + offset, true)
      return value === 0xffffffff ? (wide.shift() ?? value) : value
    }
    const size = number(24)
    const packed = number(20)
    const offset = number(42)
    entries.push({
      path: nameOf(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameBytes)),
      flags,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed,
      size,
      offset,
    })
    at = next
  }
  return entries
}
/** The u64s of extra field 1. */
function wideSizes(view: DataView, start: number, bytes: number): number[] {
  for (let at = start; at + 4 <= start + bytes; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 1) {
      const last = Math.min(start + bytes, at + 4 + view.getUint16(at + 2, true))
      const found: number[] = []
      for (let i = at + 4; i + 8 <= last; i += 8) found.push(Number(view.getBigUint64(i, true)))
      return found
    }
  return []
}
/** UTF-8, which many write without saying so; otherwise Latin letters. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return String.fromCharCode(...bytes)
  }
}
/** The packed bytes of an entry. */
function contentOf(entry: Entry, view: DataView, bytes: Uint8Array): Uint8Array {
  const { offset, packed } = entry
  const wrong = () => new ProjectError('damaged', `The zip is damaged where '${entry.path}' lies.`, { hint: COPY_AGAIN })
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50) throw wrong()
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  const name = nameOf(bytes.subarray(offset + 30, offset + 30 + view.getUint16(offset + 26, true)))
  if (start + packed > bytes.length || name !== entry.path) throw wrong()
  if (entry.flags & 1)
    throw new ProjectError('refused', `'${entry.path}' in the zip has a password.`, { hint: 'Unpack it and open the folder.' })
  if (entry.method !== 0 && entry.method !== 8)
    throw new ProjectError('refused', `'${entry.path}' in the zip is packed in an unusual way (method ${entry.method}).`, {
      hint: 'Unpack it and open the folder.',
    })
  return bytes.subarray(start, start + packed)
}
/** The content, or undefined when it is not what the directory says. */
function unpack({ method, size, crc }: Entry, content: Uint8Array): Uint8Array | undefined {
  if (method === 0) return content.length === size && crc32(content) === crc ? content : undefined
  const out = new Uint8Array(size)
  let at = 0
  let isTooLong = false
  let isDone = false
  const inflate = new Inflate((chunk, final) => {
    isDone = final
    isTooLong = at + chunk.length > size
    if (!isTooLong) out.set(chunk, at)
    at += chunk.length
  })
  try {
    // In small pieces: at most 1032 times as much comes out of one before it is noticed that it is too much.
    for (let i = 0; i < content.length && !isTooLong; i += 8192) inflate.push(content.subarray(i, i + 8192), i + 8192 >= content.length)
  } catch {
    return undefined
  }
  return isDone && at === size && crc32(out) === crc ? out : undefined
}
/** Four tables: four bytes a step. */
const CRC = Array.from({ length: 4 }, () => new Int32Array(256))
for (let n = 0; n < 256; n++) {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  CRC[0]![n] = c
}
for (let n = 0; n < 256; n++) for (let t = 1; t < 4; t++) CRC[t]![n] = (CRC[t - 1]![n]! >>> 8) ^ CRC[0]![CRC[t - 1]![n]! & 255]!
/** CRC-32 as zip has it (ISO 3309, reflected 0xEDB88320). */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = CRC as [Int32Array, Int32Array, Int32Array, Int32Array]
  let c = -1
  let i = 0
  for (; i + 4 <= bytes.length; i += 4) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    c = t3[c & 255]! ^ t2[(c >>> 8) & 255]! ^ t1[(c >>> 16) & 255]! ^ t0[c >>> 24]!
  }
  for (; i < bytes.length; i++) c = t0[(c ^ bytes[i]!) & 255]! ^ (c >>> 8)
  return ~c >>> 0
}
/** project.json of an opened zip, also when the folder itself was packed. */
export function projectInZip(files: ReadonlyMap<string, Uint8Array>): { readonly text: string; readonly root: string } {
  const path = [...files.keys()].filter((p) => p === 'project.json' || p.endsWith('/project.json')).sort((a, b) => a.length - b.length)[0]
  if (!path)
    throw new ProjectError('not-a-project', 'The zip holds no project.json.', { hint: 'Pack the contents of a .tonmeister folder.' })
  return { text: new TextDecoder().decode(files.get(path)!), root: path.slice(0, -'project.json'.length) }
}
