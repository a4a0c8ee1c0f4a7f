import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { instrumentFor } from '@tonmeister/devices'
import { compile } from '@tonmeister/engine'
import { sniffFormat } from '@tonmeister/interchange'
import { MediaError, openAudio } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import {
  FLICKS_PER_SECOND,
  formatBars,
  formatNumber,
  formatTimecode,
  type ProjectRecord,
  timecodeFramesOfFlicks,
  timecodeOfFrames,
  wrapAtMidnight,
} from '@tonmeister/project'
import { catalog, open, positions } from '../session.ts'
import type { Terminal } from '../terminal.ts'
import { defineVerb, UsageError } from '../verb.ts'

/** MIDI files beyond this are refused before they are read. */
export const MIDI_BYTES_MAX = 256 * 2 ** 20

export function headOf(path: string): Uint8Array {
  const head = new Uint8Array(16)
  const fd = openSync(path, 'r')
  try {
    return head.subarray(0, readSync(fd, head, 0, 16, 0))
  } finally {
    closeSync(fd)
  }
}
function projectInfo(path: string, terminal: Terminal) {
  const project = open(path, terminal)
  const record = project.records.get('project') as ProjectRecord
  const plan = compile(project.records, catalog)
  const { rate, timecodeStart, tempo, signatures } = positions(project.records)
  const count = (type: string) => [...project.records.values()].filter((r) => r.type === type).length
  const seconds = plan.length / plan.sampleRate
  const endFlicks = seconds * FLICKS_PER_SECOND
  const start = formatTimecode(timecodeOfFrames(wrapAtMidnight(timecodeFramesOfFlicks(timecodeStart, rate), rate), rate), rate)
  const end = formatTimecode(timecodeOfFrames(wrapAtMidnight(timecodeFramesOfFlicks(timecodeStart + endFlicks, rate), rate), rate), rate)
  const info = {
    kind: 'project',
    name: record.name,
    sampleRate: record.sampleRate,
    seconds,
    tracks: count('track'),
    strips: count('strip'),
    devices: count('device'),
    clips: count('clip'),
    notes: count('note'),
    media: count('asset'),
    bpm: tempo.bpm(0),
    timecodeRate: rate.id,
    timecodeStart: start,
    timecodeEnd: end,
    latencyFrames: plan.latency,
    problems: plan.problems.map((p) => p.message),
  }
  terminal.say(`${record.name}: ${formatNumber(seconds, 2)} s, ${record.sampleRate} Hz, ${formatNumber(info.bpm, 1)} beats per minute`)
  terminal.say(
    `${info.tracks} tracks, ${info.strips} strips, ${info.devices} devices, ${info.clips} clips, ${info.notes} notes, ${info.media} media files`,
  )
  terminal.say(`Timecode ${rate.id}: ${start} to ${end}; bars to ${formatBars(signatures.position(Math.round(tempo.ticks(endFlicks))))}`)
  return info
}

export default defineVerb({
  name: 'info',
  summary: 'say what is in a project, sound file or MIDI file',
  usage: 'PROJECT|FILE',
  flags: { partial: { type: 'boolean', help: 'say what is there of a sound file that was cut off, instead of refusing it' } },
  examples: ['tonmeister info song.tonmeister', 'tonmeister info take.wav --json'],
  async run({ positionals, flags }, terminal) {
    const [path, ...more] = positionals
    if (!path || more.length) throw new UsageError('Name one project or file.', 'tonmeister info FILE')
    if (!existsSync(path)) throw new MediaError('missing', `'${path}' does not exist.`, { hint: 'Check the path.' })
    const stat = statSync(path)
    const head = stat.isFile() ? headOf(path) : new Uint8Array()
    const isZip = head[0] === 0x50 && head[1] === 0x4b
    if (stat.isDirectory() || isZip || basename(path) === 'project.json') return { result: projectInfo(path, terminal) }
    const name = basename(path)
    const format = sniffFormat(head)
    if (format) {
      if (stat.size > MIDI_BYTES_MAX)
        throw new MediaError('too-large', `${name} is larger than ${MIDI_BYTES_MAX / 2 ** 20} MiB.`, {
          hint: 'No MIDI file is that large.',
        })
      const { records, losses } = format.read(new Uint8Array(readFileSync(path)), { name, instrumentFor })
      const plan = compile(new Map(records.map((r) => [r.id, r])), catalog)
      const count = (type: string) => records.filter((r) => r.type === type).length
      const info = {
        kind: format.id,
        name,
        seconds: plan.length / plan.sampleRate,
        tracks: count('track'),
        notes: count('note'),
        events: count('event'),
        losses: losses.map((l) => `${l.at}: ${l.what}`),
      }
      terminal.say(`${name}: ${format.name}, ${formatNumber(info.seconds, 2)} s, ${info.tracks} tracks, ${info.notes} notes`)
      for (const loss of info.losses) terminal.say(`  ${loss}`)
      return { result: info }
    }
    const reader = openAudio(fileSource(path), name)
    try {
      const { info } = reader
      if (info.missingBytes && flags.partial !== true)
        throw new MediaError('damaged', `${name} is not whole: ${info.warnings[0]!.replace(/^The /, 'the ')}`, {
          hint: 'Copy or export it again, or add --partial to see what is there.',
        })
      terminal.say(
        `${name}: ${info.container} ${info.encoding}, ${info.bits} bits, ${reader.channels} ${reader.channels === 1 ? 'channel' : 'channels'}, ${reader.sampleRate} Hz, ${formatNumber(reader.frames / reader.sampleRate, 3)} s`,
      )
      if (info.bext)
        terminal.say(
          `  ${info.bext.originator} ${info.bext.date} ${info.bext.time}, starts ${info.bext.timeReference} samples after midnight`,
        )
      for (const warning of info.warnings) terminal.say(`  ${warning}`)
      return {
        result: {
          kind: 'audio',
          name,
          container: info.container,
          encoding: info.encoding,
          bits: info.bits,
          channels: reader.channels,
          sampleRate: reader.sampleRate,
          frames: reader.frames,
          seconds: reader.frames / reader.sampleRate,
          warnings: info.warnings,
          ...(info.bext ? { bext: info.bext } : {}),
        },
      }
    } finally {
      reader.close()
    }
  },
})
