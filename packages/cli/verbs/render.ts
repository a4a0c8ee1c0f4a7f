import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import type { AudioWriter } from '@tonmeister/dsp'
import { createAudio, MediaError, Sha256 } from '@tonmeister/media'
import { fileSink } from '@tonmeister/media/files.node.ts'
import { formatNumber, framesOfFlicks } from '@tonmeister/project'
import type { OpenedProject } from '@tonmeister/project/folder.node.ts'
import { whole } from '../place.ts'
import { renderProject } from '../render.node.ts'
import { open, planOf, positionOf } from '../session.ts'
import { defineVerb, UsageError } from '../verb.ts'

const BITS: { readonly [name: string]: 16 | 24 | 32 } = { 16: 16, 24: 24, '32f': 32 }

/** A whole number within limits. */
export function wholeNumber(text: string | boolean | undefined, flag: string, min: number, max: number): number | undefined {
  if (text === undefined) return undefined
  const n = Number(text)
  if (!Number.isInteger(n) || n < min || n > max)
    throw new UsageError(`--${flag} ${text} is not possible.`, `Give a whole number from ${min} to ${max}.`)
  return n
}

/** What a render must not write over: the project that it reads. */
function keepOff(project: OpenedProject, target: string, shown: string): void {
  const place = existsSync(target) ? realpathSync(target) : target
  const root = realpathSync(project.path)
  const own = statSync(root).isDirectory() ? ['media', 'backup', 'project.json'].map((name) => join(root, name)) : [root]
  if (own.some((file) => place === file || place.startsWith(file + sep)))
    throw new UsageError(`'${shown}' belongs to the project itself.`, 'Write somewhere else; nothing was changed.')
}

/** Counts what integer files cannot hold. */
class Overs {
  samples = 0
  private most = 0
  look(audio: readonly Float32Array[], frames: number): void {
    for (const channel of audio)
      for (let i = 0; i < frames; i++) {
        const a = Math.abs(channel[i]!)
        if (a > 1) {
          this.samples++
          if (a > this.most) this.most = a
        }
      }
  }
  db = (): number => 20 * Math.log10(this.most)
}

export default defineVerb({
  name: 'render',
  summary: 'render a project to a WAV file',
  usage: 'PROJECT -o FILE.wav [options]',
  flags: {
    output: { type: 'string', short: 'o', value: 'FILE.wav', help: 'the file to write' },
    bits: { type: 'string', value: '16|24|32f', help: 'integer 16 (dithered) or 24 bits, or 32-bit float; 24 when missing' },
    rate: { type: 'string', value: 'HZ', help: "sample rate; the project's when missing" },
    threads: { type: 'string', value: 'N', help: 'processors to use; changes no bit' },
    block: { type: 'string', value: 'N', help: 'frames at a time; changes no bit' },
    from: { type: 'string', value: 'POS', help: 'where to begin: seconds (20), timecode (01:00:10:00) or bars (17|1)' },
    to: { type: 'string', value: 'POS', help: 'where to end; after the last sound has died away when missing' },
    stems: { type: 'string', value: 'DIR', help: 'also write every strip that flows into main, one file each' },
  },
  examples: [
    'tonmeister render song.tonmeister -o song.wav',
    'tonmeister render song.tonmeister -o chorus.wav --from "17|1" --to "25|1" --bits 16',
  ],
  async run({ positionals, flags }, terminal) {
    const [path, ...more] = positionals
    if (!path || more.length) throw new UsageError('Name one project.', 'tonmeister render PROJECT -o FILE.wav')
    const output = flags.output as string | undefined
    if (!output) throw new UsageError('Where should the sound go?', 'Add -o FILE.wav.')
    const bits = BITS[String(flags.bits ?? '24')]
    if (!bits) throw new UsageError(`--bits ${flags.bits} is not possible.`, 'Choose 16, 24 or 32f.')
    const rate = wholeNumber(flags.rate, 'rate', 8000, 384_000)
    const threads = wholeNumber(flags.threads, 'threads', 1, 64) ?? Math.min(4, availableParallelism())
    const block = wholeNumber(flags.block, 'block', 1, 1 << 20)
    const stemsFolder = typeof flags.stems === 'string' ? flags.stems : undefined
    const target = resolve(output)
    if (!existsSync(dirname(target)))
      throw new UsageError(`The folder of '${output}' does not exist.`, 'Make it first, or write somewhere else.')
    if (existsSync(target) && statSync(target).isDirectory()) throw new UsageError(`'${output}' is a folder.`, 'Name the file to write.')
    if (stemsFolder && existsSync(stemsFolder) && !statSync(stemsFolder).isDirectory())
      throw new UsageError(`'${stemsFolder}' is a file.`, 'Name a folder for the stems.')

    const project = open(path, terminal)
    const plan = planOf(project, terminal, rate)
    const at = (text: string | boolean | undefined) =>
      typeof text === 'string' ? framesOfFlicks(positionOf(text, project.records), plan.sampleRate) : undefined
    const from = at(flags.from) ?? 0
    const to = at(flags.to)
    const end = to ?? plan.length + plan.tail
    if (end <= from)
      throw new UsageError(
        plan.length ? 'There is nothing between these positions.' : 'The project has no clips: there is nothing to render.',
        plan.length ? '--from must lie before --to and before the end.' : 'Import some sound or MIDI first.',
      )

    keepOff(project, target, output)
    if (stemsFolder) keepOff(project, resolve(stemsFolder), stemsFolder)
    const stemFiles = stemsFolder
      ? plan.strips.at(-1)!.inputs.map((input, i) => {
          const { name, id } = plan.strips[input.source]!
          return join(
            stemsFolder,
            `${String(i + 1).padStart(2, '0')} ${
              name
                .replace(/[^\p{L}\p{N}_()-]+/gu, ' ')
                .trim()
                .slice(0, 60) || id
            }.wav`,
          )
        })
      : []
    if (stemFiles.some((file) => resolve(file) === target))
      throw new UsageError(`'${output}' is also the name of a stem.`, 'Choose another name, or another folder for the stems.')
    const hash = new Sha256()
    const format = { sampleRate: plan.sampleRate, channels: 2, bits }
    const over = new Overs()
    const started = performance.now()
    let frames = 0
    const renderAll = async () => {
      if (stemsFolder) mkdirSync(stemsFolder, { recursive: true })
      const writers: AudioWriter[] = []
      let isDone = false
      try {
        writers.push(createAudio(fileSink(target), { ...format, onBytes: (bytes) => hash.update(bytes) }))
        for (const file of stemFiles) writers.push(createAudio(fileSink(file), format))
        const wrong = new Map<string, string>()
        const faults = await renderProject(
          project,
          plan,
          {
            from,
            ...(to === undefined ? {} : { to }),
            threads,
            ...(block ? { block } : {}),
            ...(stemFiles.length ? { stems: true } : {}),
            onMissing: (file, sentence) => wrong.set(file, sentence),
          },
          ({ audio, frames: n, done, total }) => {
            if (bits !== 32) over.look(audio, n)
            writers.forEach((writer, w) => {
              writer.write([audio[w * 2]!, audio[w * 2 + 1]!], n)
            })
            frames = done
            terminal.progress('Rendering', done / total)
          },
        )
        terminal.endProgress()
        for (const sentence of wrong.values()) terminal.warn(sentence)
        if (over.samples)
          terminal.warn(
            `${over.samples} ${over.samples === 1 ? 'sample was' : 'samples were'} clipped: the mix goes ${formatNumber(over.db(), 1)} dB over full scale. Lower the main fader, put a limiter on main, or render with --bits 32f.`,
          )
        for (const fault of faults) terminal.warn(`A device was passed by: ${fault.what} (${fault.id}).`)
        // The mix comes last: where it is, the stems are.
        for (const writer of writers.reverse()) writer.close()
        isDone = true
      } catch (error) {
        throw error instanceof Error && !('hint' in error) && /memory/i.test(error.message)
          ? new MediaError('too-large', 'There is not enough memory to render this.', { hint: 'Use fewer threads.' })
          : error
      } finally {
        if (!isDone) for (const writer of writers) writer.abort()
      }
    }
    await (stemsFolder ? whole(stemsFolder, renderAll) : renderAll())
    const wallSeconds = (performance.now() - started) / 1000
    const seconds = frames / plan.sampleRate
    terminal.say(
      `${output}: ${formatNumber(seconds, 2)} s, ${plan.sampleRate} Hz, ${flags.bits ?? 24} bits, ${formatNumber(seconds / wallSeconds, 1)} times real time`,
    )
    return {
      result: {
        frames,
        sampleRate: plan.sampleRate,
        channels: 2,
        seconds,
        wallSeconds,
        realtimeFactor: seconds / wallSeconds,
        sha256: hash.hex(),
        ...(stemFiles.length ? { stems: stemFiles } : {}),
      },
    }
  },
})
