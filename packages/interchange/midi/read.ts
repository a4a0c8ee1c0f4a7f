// Reads Standard MIDI Files (RP-001): formats 0, 1 and 2; damaged ones as far as they go.
// 'MThd' u32 6 | u16 format | u16 tracks | u16 division (bit 15: −frames per second, ticks per frame) | then chunks 'MTrk' u32 size: (delta, event)*
// delta and lengths are variable-length: 7 bits a byte, the top bit says that more follows, at most four bytes.
import { FormatError } from '../error.ts'
import type { Loss } from '../format.ts'

export interface MidiEvent {
  /** In the file's own ticks, from the start of the track. */
  readonly tick: number
  /** Status byte; running status filled in. 0xff = meta, 0xf0/0xf7 = system exclusive. */
  readonly status: number
  /** Meta type; for the others −1. */
  readonly meta: number
  /** First and second data byte of channel messages; 0 where there is none. */
  readonly a: number
  readonly b: number
  /** Of meta events and system exclusive messages; empty for channel messages, of which there may be millions. */
  readonly data: Uint8Array
}
export interface MidiTrack {
  readonly events: readonly MidiEvent[]
  /** Tick of the end-of-track event, or of the last event. */
  readonly end: number
}
export interface MidiFile {
  readonly format: number
  /** Ticks per quarter note, or 0 for SMPTE divisions. */
  readonly ppq: number
  /** Frames per second (29.97 for 29) and ticks per frame of SMPTE divisions. */
  readonly fps: number
  readonly ticksPerFrame: number
  readonly tracks: readonly MidiTrack[]
  readonly losses: readonly Loss[]
}
const EVENTS_MAX = 2_000_000
const TRACKS_MAX = 4096
/** Sentences about one file at most: a damaged one must not answer with a million. */
const LOSSES_MAX = 200
const NO_DATA = new Uint8Array(0)
/** Data bytes after a channel status, by its high nibble. */
const LENGTHS: { readonly [nibble: number]: number } = { 8: 2, 9: 2, 10: 2, 11: 2, 12: 1, 13: 1, 14: 2 }

const id = (b: Uint8Array, at: number) => String.fromCharCode(b[at] ?? 0, b[at + 1] ?? 0, b[at + 2] ?? 0, b[at + 3] ?? 0)
const u32 = (b: Uint8Array, at: number) => ((b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!) >>> 0
const u16 = (b: Uint8Array, at: number) => (b[at]! << 8) | b[at + 1]!

export const isMidi = (head: Uint8Array): boolean => id(head, 0) === 'MThd' || (id(head, 0) === 'RIFF' && id(head, 8) === 'RMID')

/** @throws FormatError when there is no MIDI in it at all */
export function readMidi(input: Uint8Array, name: string): MidiFile {
  let bytes = input
  if (id(bytes, 0) === 'RIFF' && id(bytes, 8) === 'RMID') {
    const at = findData(bytes)
    if (at < 0)
      throw new FormatError('damaged', `${name} is an RMID file without MIDI in it.`, { hint: 'Export it again as a plain .mid file.' })
    bytes = bytes.subarray(at)
  }
  if (id(bytes, 0) !== 'MThd') throw new FormatError('not-this-format', `${name} is not a MIDI file.`, { hint: 'Choose a .mid file.' })
  if (bytes.length < 14)
    throw new FormatError('damaged', `${name} ends in its header (byte ${bytes.length}).`, { hint: 'Copy it again from where it came.' })
  const losses: Loss[] = []
  let unsaid = 0
  const lose = (place: string, what: string, became?: string): void => {
    if (losses.length < LOSSES_MAX) losses.push(became === undefined ? { at: place, what } : { at: place, what, became })
    else unsaid++
  }
  const headLength = u32(bytes, 4)
  const format = u16(bytes, 8)
  const declared = u16(bytes, 10)
  const division = u16(bytes, 12)
  if (format > 2)
    throw new FormatError('unsupported', `${name} says MIDI file format ${format}; there are 0, 1 and 2.`, {
      hint: 'Export it again as format 1.',
    })
  let ppq = 0
  let fps = 0
  let ticksPerFrame = 0
  if (division & 0x8000) {
    const frames = 256 - (division >> 8)
    fps = frames === 29 ? 30_000 / 1001 : frames
    ticksPerFrame = division & 0xff
    if (![24, 25, 29, 30].includes(frames) || !ticksPerFrame)
      throw new FormatError('damaged', `${name} counts time in a way that does not exist (division ${division}, byte 12).`, {
        hint: 'Export it again.',
      })
  } else {
    ppq = division
    if (!ppq) throw new FormatError('damaged', `${name} says 0 ticks per quarter note (byte 12).`, { hint: 'Export it again.' })
  }
  const tracks: MidiTrack[] = []
  const reading: Reading = { bytes, name, left: EVENTS_MAX, lose }
  let at = 8 + Math.max(6, Math.min(headLength, 1 << 16))
  while (at + 8 <= bytes.length) {
    const chunk = id(bytes, at)
    if (chunk !== 'MTrk' && !isChunk(chunk)) {
      const next = findTrack(bytes, at)
      lose(`byte ${at}`, next < 0 ? 'what follows is no MIDI track' : `${next - at} bytes that are no MIDI track`)
      if (next < 0) break
      at = next
      continue
    }
    const size = u32(bytes, at + 4)
    const body = at + 8
    at = body + size
    if (chunk !== 'MTrk') continue
    const number = tracks.length + 1
    if (number > TRACKS_MAX) {
      lose('header', `tracks beyond the ${TRACKS_MAX}th`)
      break
    }
    const promised = Math.min(bytes.length, at)
    const follows = at === bytes.length || (at + 4 <= bytes.length && isChunk(id(bytes, at)))
    let read = readTrack(reading, body, promised, number)
    if (at > bytes.length) lose(`track ${number}`, `its header promises ${size} bytes, ${bytes.length - body} are there`)
    if (!follows) {
      // A length that lies takes neither this track's events nor the next tracks along.
      const next = findTrack(bytes, body)
      const end = next < 0 ? bytes.length : next
      if (!read.ended && end !== promised) {
        lose(`track ${number}`, `no track ends where its header says (${size} bytes)`, 'read as far as it goes')
        read = readTrack(reading, body, end, number)
      }
      at = read.ended ? read.stop : end
    }
    tracks.push(read.track)
  }
  if (!tracks.length) throw new FormatError('damaged', `${name} holds no track.`, { hint: 'Copy it again from where it came.' })
  if (tracks.length < declared) lose('header', `it promises ${declared} tracks, ${tracks.length} are there`)
  if (unsaid) losses.push({ at: 'file', what: `${unsaid} more places that could not be read` })
  return { format, ppq, fps, ticksPerFrame, tracks, losses }
}
const isChunk = (name: string): boolean => /^[ -~]{4}$/.test(name)
function findTrack(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4d, from); at >= 0; at = bytes.indexOf(0x4d, at + 1)) if (id(bytes, at) === 'MTrk') return at
  return -1
}
function findData(bytes: Uint8Array): number {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24)) >>> 0
    if (id(bytes, at) === 'data') return at + 8
    at += 8 + size + (size % 2)
  }
  return -1
}

/** What the tracks of one file share. */
interface Reading {
  readonly bytes: Uint8Array
  readonly name: string
  /** Events that the file may still have. */
  left: number
  readonly lose: (place: string, what: string, became?: string) => void
}

/** Reads events from byte `from` up to `end` or the end mark; `stop` is the byte behind the last one read. */
function readTrack(
  reading: Reading,
  from: number,
  end: number,
  number: number,
): { readonly track: MidiTrack; readonly ended: boolean; readonly stop: number } {
  const { bytes: b, name } = reading
  const events: MidiEvent[] = []
  const lose = (at: number, what: string) => reading.lose(`track ${number}, byte ${at}`, what)
  let at = from
  let tick = 0
  let running = 0
  let over = -1
  /** Reads a variable-length number; −1 when it is cut off or has more than four bytes. */
  const variable = (): number => {
    let value = 0
    for (let i = 0; i < 4; i++) {
      if (at >= end) return -1
      const byte = b[at++]!
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return value
    }
    return -1
  }
  while (at < end) {
    const start = at
    const delta = variable()
    if (delta < 0) {
      lose(start, 'a time is cut off or too long; the rest of the track was left out')
      break
    }
    tick += delta
    if (at >= end) {
      lose(start, 'the track ends after a time, without an event')
      break
    }
    if (--reading.left < 0)
      throw new FormatError('too-large', `${name} has more than ${EVENTS_MAX} events.`, { hint: 'Split it into several files.' })
    let status = b[at]!
    if (status >= 0x80) at++
    else if (running) status = running
    else {
      lose(at, `a data byte (${status}) without a status; skipped`)
      at++
      continue
    }
    // Meta events and system exclusive messages end running status (RP-001), yet files exist that go on with it: it is kept, nothing else could be meant.
    if (status === 0xff) {
      if (at >= end) {
        lose(start, 'the last event is cut off')
        break
      }
      const meta = b[at++]!
      const length = variable()
      if (length < 0 || at + length > end) {
        lose(start, 'a meta event reaches beyond the track')
        break
      }
      const data = length ? b.slice(at, at + length) : NO_DATA
      at += length
      if (meta === 0x2f) {
        over = tick
        break
      }
      events.push({ tick, status, meta, a: 0, b: 0, data })
    } else if (status === 0xf0 || status === 0xf7) {
      const length = variable()
      if (length < 0 || at + length > end) {
        lose(start, 'a system exclusive message reaches beyond the track')
        break
      }
      events.push({ tick, status, meta: -1, a: 0, b: 0, data: b.slice(at, at + length) })
      at += length
    } else if (status >= 0xf1) {
      // Does not belong into a file: passed over with the data bytes it has on a cable.
      const skip = status === 0xf2 ? 2 : status === 0xf1 || status === 0xf3 ? 1 : 0
      lose(start, `a message that has no place in a file (0x${status.toString(16)})`)
      for (let i = 0; i < skip && at < end && b[at]! < 0x80; i++) at++
    } else {
      running = status
      const length = LENGTHS[status >> 4]!
      if (at + length > end) {
        lose(start, 'the last event is cut off')
        break
      }
      const first = b[at]!
      const second = length > 1 ? b[at + 1]! : 0
      at += length
      if (first > 127 || second > 127) {
        // Rather one flipped bit than a missing byte: what follows is still in step.
        lose(start, 'an event with a data byte above 127 was left out')
        continue
      }
      events.push({ tick, status, meta: -1, a: first, b: second, data: NO_DATA })
    }
  }
  return { track: { events, end: Math.max(over, events.at(-1)?.tick ?? 0) }, ended: over >= 0, stop: at }
}
