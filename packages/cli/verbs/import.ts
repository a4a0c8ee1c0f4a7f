import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { instrumentFor, mainDevices } from '@tonmeister/devices'
import { sniffFormat } from '@tonmeister/interchange'
import { type ImportedAudio, importing, MediaError, type MediaStore, openAudio } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import { diskStore } from '@tonmeister/media/stores/disk.node.ts'
import { type AssetRecord, addAudioTrack, Document, formatNumber, mergeSession, type ProjectRecord, type Rec } from '@tonmeister/project'
import { openProject, saveProject } from '@tonmeister/project/folder.node.ts'
import empty from '@tonmeister/project/templates/empty.ts'
import { levelForStreaming, STREAMING_LUFS } from '../level.ts'
import { whole } from '../place.ts'
import { type Terminal, turns } from '../terminal.ts'
import { defineVerb, UsageError } from '../verb.ts'
import { headOf, MIDI_BYTES_MAX } from './info.ts'
import { wholeNumber } from './render.ts'

/** Hz; what a project can have. */
const RATE_MIN = 8000
const RATE_MAX = 384_000
/** Hz; what a project gets at least when nobody asks for less. */
const RATE_LEAST = 44_100

/** Opens every file before anything is written: an import that cannot be done leaves no trace. */
function look(path: string, takesPartial: boolean) {
  if (!existsSync(path)) throw new MediaError('missing', `'${path}' does not exist.`, { hint: 'Check the path.' })
  const stat = statSync(path)
  if (!stat.isFile())
    throw new MediaError('not-audio', `'${path}' is not a file.`, {
      hint: stat.isDirectory() ? 'It is a folder: name the files in it.' : 'Name a sound or MIDI file.',
    })
  const name = basename(path)
  const format = sniffFormat(headOf(path))
  if (format) {
    if (stat.size > MIDI_BYTES_MAX)
      throw new MediaError('too-large', `${name} is larger than ${MIDI_BYTES_MAX / 2 ** 20} MiB.`, {
        hint: 'No MIDI file is that large.',
      })
    return { path, name, session: format.read(new Uint8Array(readFileSync(path)), { name, instrumentFor, mainDevices: mainDevices() }) }
  }
  const reader = openAudio(fileSource(path), name)
  reader.close()
  if (reader.info.missingBytes && !takesPartial)
    throw new MediaError('damaged', `${name} was not imported: ${reader.info.warnings[0]!.replace(/^The /, 'the ')}`, {
      hint: 'Copy or export it again, or add --partial to take what is there.',
    })
  return { path, name, sampleRate: reader.sampleRate }
}
/** Takes one sound file in, step by step. */
async function bring(path: string, name: string, store: MediaStore, sampleRate: number, terminal: Terminal): Promise<ImportedAudio> {
  const turn = turns()
  const steps = importing(fileSource(path), name, {
    store,
    sampleRate,
    onProgress: (done, total) => terminal.progress(`Importing ${name}`, done / total),
  })
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      terminal.endProgress()
      return step.value
    }
    await turn()
  }
}

export default defineVerb({
  name: 'import',
  summary: 'bring sound and MIDI files into a project',
  usage: 'FILE… -o PROJECT',
  flags: {
    output: { type: 'string', short: 'o', value: 'PROJECT', help: 'the project; made when it does not exist' },
    partial: { type: 'boolean', help: 'take what is there of sound files that were cut off, instead of refusing them' },
    'no-level': {
      type: 'boolean',
      help: 'leave the level of a new song as its notes make it, instead of setting it for streaming (−14 LUFS)',
    },
    rate: { type: 'string', value: 'HZ', help: 'sample rate of a new project; the highest of the sound files, or 48000, when missing' },
  },
  examples: ['tonmeister import song.mid -o song.tonmeister', 'tonmeister import drums.wav bass.wav vocals.wav -o mix.tonmeister'],
  async run({ positionals: files, flags }, terminal) {
    const output = flags.output as string | undefined
    if (!files.length) throw new UsageError('Which files?', 'tonmeister import FILE… -o PROJECT')
    if (!output) throw new UsageError('Into which project?', 'Add -o PROJECT.tonmeister.')
    const wantedRate = wholeNumber(flags.rate, 'rate', RATE_MIN, RATE_MAX)
    const isNew = !existsSync(output)
    if (!isNew && statSync(output).isFile())
      throw new UsageError(`'${output}' is a file.`, 'Name the folder of a project, or one that does not exist yet.')

    const looked = files.map((path) => look(path, flags.partial === true))
    const opened = isNew ? undefined : openProject(output)
    const document = new Document(opened ? opened.records.values() : [])
    const projectName = basename(output).replace(/\.tonmeister$/i, '')
    const given = new Set<string>()
    let count = 0
    const newId = (prefix: string) => {
      for (;;) {
        const id = `${prefix}-${opened ? randomUUID().slice(0, 8) : ++count}`
        if (given.has(id) || document.get(id)) continue
        given.add(id)
        return id
      }
    }
    const firstSession = looked.find((f) => f.session)?.session
    const losses: string[] = []
    const mediaFolder = join(output, 'media')
    const before = new Set(existsSync(mediaFolder) ? readdirSync(mediaFolder) : [])
    await whole(output, async () => {
      const brought: string[] = []
      try {
        if (isNew) {
          const records: readonly Rec[] = firstSession ? firstSession.records : empty.records()
          // The highest of them, so that no file loses anything; a telephone's is still no rate for a mix.
          const rates = looked.flatMap((f) => (f.sampleRate && f.sampleRate >= RATE_MIN && f.sampleRate <= RATE_MAX ? [f.sampleRate] : []))
          const rate = wantedRate ?? (rates.length ? Math.max(RATE_LEAST, ...rates) : undefined)
          document.transact(() => {
            for (const r of records)
              document.create(r.type === 'project' ? { ...r, name: firstSession ? r.name! : projectName, sampleRate: rate ?? 48_000 } : r)
          })
        }
        const { sampleRate } = document.get('project') as ProjectRecord
        const store = diskStore(output)
        for (const file of looked) {
          if (file.session) {
            for (const loss of file.session.losses)
              losses.push(`${file.name}, ${loss.at}: ${loss.became ? `${loss.what}, became ${loss.became}` : `left out: ${loss.what}`}.`)
            if (!(isNew && file.session === firstSession)) mergeSession(document, file.session.records, newId)
          } else {
            const asset = await bring(file.path, file.name, store, sampleRate, terminal)
            brought.push(asset.file)
            for (const warning of asset.warnings) losses.push(`${file.name}: ${warning}`)
            const { warnings: _, ...fields } = asset
            const same = document.byType<AssetRecord>('asset').find((a) => a.hash === asset.hash)
            addAudioTrack(document, newId, same ?? ({ id: newId('asset'), type: 'asset', ...fields } as AssetRecord))
          }
        }
        saveProject(output, document.all().values())
      } catch (error) {
        for (const file of brought) if (!before.has(basename(file))) rmSync(join(output, file), { force: true })
        throw error
      }
    })
    const level = isNew && firstSession && flags['no-level'] !== true ? await levelForStreaming(output, terminal) : undefined
    const imported = looked.length
    for (const line of losses.slice(0, 10)) terminal.warn(line)
    if (losses.length > 10) terminal.warn(`… and ${losses.length - 10} more.`)
    const tracks = document.byType('track').length
    terminal.say(
      `${output}: ${imported} ${imported === 1 ? 'file' : 'files'}, now ${tracks} ${tracks === 1 ? 'track' : 'tracks'}, ${document.byType('note').length} notes`,
    )
    if (level !== undefined)
      terminal.say(
        `The main limiter's input is ${level > 0 ? '+' : ''}${formatNumber(level, 1)} dB, for ${STREAMING_LUFS} LUFS; --no-level leaves it.`,
      )
    return {
      result: {
        path: output,
        files: imported,
        tracks,
        clips: document.byType('clip').length,
        notes: document.byType('note').length,
        assets: document.byType('asset').length,
        sampleRate: (document.get('project') as ProjectRecord).sampleRate,
        losses,
      },
    }
  },
})
