// Standard MIDI Files become projects: one track per MIDI track and channel, tempo and meter maps, every event kept at its tick.
import { type Rec, TICKS_PER_QUARTER } from '@tonmeister/project'
import { defineFormat, type Instrument, type Loss, type ReadContext } from '../format.ts'
import { isMidi, type MidiEvent, type MidiFile, readMidi } from './read.ts'

const DRUMS = 9
const DEFAULT_BPM = 120
/** 120 beats per minute: what ticks of an SMPTE file are counted at. */
/** Places between two ticks. */
const BETWEEN = 256
const SMPTE_TICKS_PER_SECOND = TICKS_PER_QUARTER * 2
/** As far as a project reaches (see `validate`): 236 days at 120 beats per minute. */
const TICKS_MAX = 2 ** 40
/** Beats per minute that a project can have; a MIDI tempo reaches from 3.6 to 60 million. */
const BPM_MIN = 5
const BPM_MAX = 999
const NUMERATOR_MAX = 64
/** Sentences about one file at most. */
const LOSSES_MAX = 500

interface Part {
  readonly track: number
  readonly channel: number
  name: string
  /** −1 until one is chosen. */
  program: number
  /** Its first note is behind: what volume and pan say from here on are changes. */
  began: boolean
  volume: number
  pan: number
  readonly notes: { tick: number; end: number; key: number; velocity: number }[]
  readonly events: MidiEvent[]
}

/** Notes that have begun, by channel × 128 + key, in order; the first `ended` of them are over. */
type Sounding = Map<number, { readonly notes: { readonly tick: number; readonly velocity: number }[]; ended: number }>
/** Meta events that reach the project, or say nothing that is not said already (channel prefix, port). */
const CARRIED: readonly number[] = [0x03, 0x06, 0x07, 0x20, 0x21, 0x51, 0x58, 0x59]
const META_NAMES: { readonly [type: number]: string } = {
  0: 'sequence number',
  1: 'text',
  2: 'copyright notice',
  4: 'instrument name',
  5: 'lyric',
  8: 'program name',
  9: 'device name',
  84: 'SMPTE offset',
  127: 'sequencer-specific event',
}
const counted = (n: number, what: string): string => (n === 1 ? `1 ${what}` : `${n} × ${what}`)

/** Text of a meta event: UTF-8 when it is, Latin-1 otherwise; without control characters. */
export function metaText(data: Uint8Array): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(data)
  } catch {
    text = Array.from(data, (c) => String.fromCharCode(c)).join('')
  }
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200)
}

function toRecords(file: MidiFile, context: ReadContext): { records: Rec[]; losses: Loss[] } {
  const losses = [...file.losses]
  const lose = (at: string, what: string, became?: string): void => {
    if (losses.length < LOSSES_MAX) losses.push(became === undefined ? { at, what } : { at, what, became })
  }
  const scale = file.ppq ? TICKS_PER_QUARTER / file.ppq : SMPTE_TICKS_PER_SECOND / (file.fps * file.ticksPerFrame)
  /** Exact for every usual division; otherwise the nearest of 26 880 per quarter. */
  const ticks = (tick: number) => Math.round(tick * scale)
  /** Where a note or controller stands: of an unusual division also between two ticks, which at a slow tempo are more than a sample apart. */
  const place = (tick: number) => Math.round(tick * scale * BETWEEN) / BETWEEN
  if (file.format === 2) lose('header', 'format 2 holds separate patterns', 'tracks that start together')

  const records: Rec[] = []
  const tempos = new Map<number, number>()
  const meters = new Map<number, readonly [number, number]>()
  const parts: Part[] = []
  let key: string | undefined
  let end = 0
  file.tracks.forEach((track, t) => {
    const here = `track ${t + 1}`
    end = Math.max(end, Math.min(TICKS_MAX, ticks(track.end)))
    /** What has no place in a project, by its kind: one sentence for all of a kind. */
    const left = new Map<string, number>()
    const leave = (what: string) => left.set(what, (left.get(what) ?? 0) + 1)
    let name = ''
    const byChannel = new Map<number, Part>()
    const part = (channel: number): Part => {
      let found = byChannel.get(channel)
      if (!found) {
        found = { track: t, channel, name: '', program: -1, began: false, volume: 100, pan: 64, notes: [], events: [] }
        byChannel.set(channel, found)
        parts.push(found)
      }
      return found
    }
    const sounding: Sounding = new Map()
    for (const event of track.events) {
      const { tick, status, meta, data } = event
      if (ticks(tick) >= TICKS_MAX) {
        lose(here, `what comes after tick ${tick}, later than a project can be`)
        break
      }
      if (status === 0xff) {
        if (meta === 0x51 && data.length >= 3) {
          const tempo = (data[0]! << 16) | (data[1]! << 8) | data[2]!
          const bpm = 60_000_000 / tempo
          const possible = Math.min(BPM_MAX, Math.max(BPM_MIN, bpm))
          if (tempo > 0) tempos.set(ticks(tick), possible)
          if (!tempo) lose(`${here}, tick ${tick}`, 'a tempo of 0 µs per quarter note')
          else if (possible !== bpm)
            lose(`${here}, tick ${tick}`, `a tempo of ${tempo} µs per quarter note`, `${possible} beats per minute`)
        } else if (meta === 0x58 && data.length >= 2) {
          if (data[0]! > 0 && data[0]! <= NUMERATOR_MAX && data[1]! <= 6) meters.set(ticks(tick), [data[0]!, 2 ** data[1]!])
          else lose(`${here}, tick ${tick}`, `a time signature of ${data[0]}/2^${data[1]}`)
        } else if (meta === 0x59 && data.length >= 2) {
          const name = keyName((data[0]! << 24) >> 24, data[1]!)
          key ??= name
          if (name !== key) leave('key signature after the first')
        } else if (meta === 0x03 && !name) name = metaText(data)
        else if (meta === 0x06 || meta === 0x07) {
          const text = metaText(data)
          if (text) records.push({ id: `marker-${t}-${records.length}`, type: 'marker', at: ticks(tick), name: text })
        } else if (!CARRIED.includes(meta)) leave(META_NAMES[meta] ?? 'meta event of an unknown type')
        continue
      }
      if (status >= 0xf0) {
        leave('system exclusive message')
        continue
      }
      const { a, b } = event
      const channel = status & 15
      const kind = status >> 4
      const p = part(channel)
      if (kind === 9 && b > 0) {
        const queue = sounding.get(channel * 128 + a)
        const on = { tick, velocity: b }
        p.began = true
        if (queue) queue.notes.push(on)
        else sounding.set(channel * 128 + a, { notes: [on], ended: 0 })
      } else if (kind === 8 || kind === 9) {
        // Overlapping notes of one key end in the order in which they began.
        const queue = sounding.get(channel * 128 + a)
        const on = queue?.notes[queue.ended]
        if (queue && on) {
          p.notes.push({ tick: on.tick, end: tick, key: a, velocity: on.velocity })
          // Taken off the front by counting: a long queue would otherwise move as a whole for every note.
          if (++queue.ended === queue.notes.length) sounding.delete(channel * 128 + a)
        }
      } else {
        p.events.push(event)
        if (kind === 12) {
          if (p.program < 0) p.program = a
          else if (p.program !== a) leave(`program change on channel ${channel + 1} after the first`)
        } else if (kind === 11 && (a === 7 || a === 10)) {
          const before = a === 7 ? p.volume : p.pan
          if (!p.began) a === 7 ? (p.volume = b) : (p.pan = b)
          else if (before !== b) leave(`${a === 7 ? 'volume' : 'pan'} change on channel ${channel + 1} after the first note`)
        }
      }
    }
    let unended = 0
    for (const [code, queue] of sounding)
      for (const on of queue.notes.slice(queue.ended)) {
        part(code >> 7).notes.push({ tick: on.tick, end: Math.max(track.end, on.tick + 1), key: code & 127, velocity: on.velocity })
        unended++
      }
    if (unended) lose(here, counted(unended, 'note without an end'), 'held to the end of the track')
    for (const [what, count] of left) lose(here, counted(count, what))
    for (const [channel, p] of byChannel) p.name = byChannel.size > 1 || !name ? (name ? `${name} ${channel + 1}` : '') : name
    for (const p of byChannel.values())
      for (const n of p.notes) end = Math.max(end, Math.min(TICKS_MAX, Math.ceil(Math.max(place(n.end), place(n.tick) + 1))))
  })

  records.push({
    id: 'project',
    type: 'project',
    name: context.name.replace(/\.[^.]{1,5}$/, ''),
    sampleRate: 48_000,
    timecodeRate: '25',
    timecodeStart: 0,
    ...(key ? { key } : {}),
  })
  if (!file.ppq) tempos.clear()
  if (!tempos.has(0)) tempos.set(0, DEFAULT_BPM)
  for (const [at, bpm] of [...tempos].sort((a, b) => a[0] - b[0]))
    records.push({ id: `tempo-${at}`, type: 'tempo', at, bpm, curve: 'jump' })
  if (!meters.has(0)) meters.set(0, [4, 4])
  for (const [at, [numerator, denominator]] of [...meters].sort((a, b) => a[0] - b[0]))
    records.push({ id: `signature-${at}`, type: 'signature', at, numerator, denominator })
  records.push({
    id: 'main',
    type: 'strip',
    kind: 'main',
    order: 'z',
    name: 'Main',
    color: 1,
    gain: 0,
    pan: 0,
    mute: false,
    solo: false,
    output: null,
  })
  for (const [i, device] of (context.mainDevices ?? []).entries())
    records.push(deviceRecord(`main-${device.device}`, 'main', `m${i}`, device))

  // Many parts at once are quieter each, so that the sum keeps about the same level.
  const heard = parts.filter((p) => p.notes.length)
  const level = -10 * Math.log10(Math.max(1, heard.length) / 2)
  parts.forEach((p, i) => {
    if (!p.notes.length && !p.events.length) return
    const id = `${p.track + 1}-${p.channel + 1}`
    const order = `t${String(i).padStart(4, '0')}`
    const instrument = context.instrumentFor(p.channel, Math.max(0, p.program))
    const name = p.name || (p.channel === DRUMS ? 'Drums' : (instrument.preset ?? `Channel ${p.channel + 1}`))
    const color = (i % 8) + 1
    const gain = Math.round((level + (p.volume > 0 ? 40 * Math.log10(p.volume / 100) : -60)) * 10) / 10
    records.push({
      id: `strip-${id}`,
      type: 'strip',
      kind: 'track',
      order,
      name,
      color,
      gain: Math.min(6, gain),
      pan: Math.round(Math.max(-100, ((p.pan - 64) / 63) * 100)),
      mute: false,
      solo: false,
      output: null,
    })
    records.push({
      id: `track-${id}`,
      type: 'track',
      order,
      name,
      note: p.channel === DRUMS ? 'Drums' : `MIDI channel ${p.channel + 1}`,
      color,
      strip: `strip-${id}`,
    })
    records.push(deviceRecord(`instrument-${id}`, `strip-${id}`, 'a', instrument))
    const clip = `clip-${id}`
    const length = Math.max(end, 1)
    records.push({ id: clip, type: 'clip', kind: 'notes', track: `track-${id}`, order: 'V', anchor: 'ticks', at: 0, length, name, from: 0 })
    p.notes.sort((a, b) => a.tick - b.tick || a.key - b.key)
    p.notes.forEach((n, k) => {
      const at = place(n.tick)
      records.push({
        id: `n-${id}-${k}`,
        type: 'note',
        clip,
        at,
        length: Math.max(1, Math.min(TICKS_MAX, place(n.end)) - at),
        key: n.key,
        velocity: n.velocity,
      })
    })
    // Padded, so that events of one tick (a parameter's number, then its value) keep their order by id, in memory and in a saved project.
    for (const [k, e] of p.events.entries())
      records.push({ id: `e-${id}-${String(k).padStart(7, '0')}`, type: 'event', clip, at: place(e.tick), ...channelEvent(e) })
  })
  return { records, losses }
}
function deviceRecord(id: string, strip: string, order: string, device: Instrument): Rec {
  const params = Object.fromEntries(
    Object.entries(device.params ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[`p.${name}`, value]])),
  )
  return {
    id,
    type: 'device',
    strip,
    order,
    device: device.device,
    version: device.version,
    enabled: true,
    ...(device.preset ? { preset: device.preset } : {}),
    ...params,
  }
}
function channelEvent(e: MidiEvent): { kind: string; number?: number; value: number } {
  const { a, b } = e
  switch (e.status >> 4) {
    case 10:
      return { kind: 'key-pressure', number: a, value: b }
    case 11:
      return { kind: 'controller', number: a, value: b }
    case 12:
      return { kind: 'program', value: a }
    case 13:
      return { kind: 'pressure', value: a }
    default:
      return { kind: 'bend', value: ((b << 7) | a) - 8192 }
  }
}
function keyName(sharps: number, minor: number): string | undefined {
  if (sharps < -7 || sharps > 7) return undefined
  const names = ['C♭', 'G♭', 'D♭', 'A♭', 'E♭', 'B♭', 'F', 'C', 'G', 'D', 'A', 'E', 'B', 'F♯', 'C♯', 'G♯', 'D♯', 'A♯']
  return minor === 1 ? `${names[sharps + 10]} min` : `${names[sharps + 7]} maj`
}

export default defineFormat({
  id: 'midi',
  name: 'Standard MIDI File',
  extensions: ['mid', 'midi', 'smf', 'rmi', 'kar'],
  sniff: isMidi,
  read: (bytes, context) => toRecords(readMidi(bytes, context.name), context),
})
