import { existsSync, mkdirSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createAudio, MediaError, Sha256 } from '@tonmeister/media'
import { fileSink } from '@tonmeister/media/files.node.ts'
import { formatNumber, framesOfFlicks } from '@tonmeister/project'
import { renderProject } from '../render.node.ts'
import { open, planOf, positionOf } from '../session.ts'
import { defineVerb, UsageError } from '../verb.ts'

const BITS: { readonly [name: string]: 16 | 24 | 32 } = { 16: 16, 24: 24, '32f': 32 }

/** A whole number within limits. */
export function whole(text: string | boolean | undefined, flag: string, min: number, max: number): number | undefined {
  if (text === undefined) return undefined
  const n = Number(text)
  if (!Number.isInteger(n) || n < min || n > max)
    throw new UsageError(`--${flag} ${text} is not possible.`, `Give a whole number from ${min} to ${max}.`)
  return n
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
    const rate = whole(flags.rate, 'rate', 8000, 384_000)
    const threads = whole(flags.threads, 'threads', 1, 64) ?? Math.min(4, availableParallelism())
    const block = whole(flags.block, 'block', 1, 1 << 20)
    const target = resolve(output)
    if (!existsSync(dirname(target)))
      throw new UsageError(`The folder of '${output}' does not exist.`, 'Make it first, or write somewhere else.')
    if (existsSync(target) && statSync(target).isDirectory()) throw new UsageError(`'${output}' is a folder.`, 'Name the file to write.')

    const project = open(path, terminal)
    const plan = planOf(project, terminal, rate)
    const at = (text: string | boolean | undefined) =>
      typeof text === 'string' ? framesOfFlicks(positionOf(text, project.records), plan.sampleRate) : undefined
    const from = at(flags.from) ?? 0
    const to = at(flags.to) ?? plan.length + plan.tail
    if (to <= from)
      throw new UsageError(
        plan.length ? 'There is nothing between these positions.' : 'The project has no clips: there is nothing to render.',
        plan.length ? '--from must lie before --to and before the end.' : 'Import some sound or MIDI first.',
      )

    const stemStrips = typeof flags.stems === 'string' ? plan.strips.at(-1)!.inputs.map((i) => plan.strips[i.source]!) : []
    if (typeof flags.stems === 'string') mkdirSync(flags.stems, { recursive: true })
    const hash = new Sha256()
    const format = { sampleRate: plan.sampleRate, channels: 2, bits }
    const writers = [createAudio(fileSink(target), { ...format, onBytes: (bytes) => hash.update(bytes) })]
    const files: string[] = []
    const started = performance.now()
    let frames = 0
    try {
      for (const [i, strip] of stemStrips.entries()) {
        const file = join(
          flags.stems as string,
          `${String(i + 1).padStart(2, '0')} ${strip.name.replace(/[^\p{L}\p{N} _()-]+/gu, ' ').trim() || strip.id}.wav`,
        )
        files.push(file)
        writers.push(createAudio(fileSink(file), format))
      }
      const missing = new Set<string>()
      const renderer = await renderProject(
        project,
        plan,
        {
          from,
          to,
          threads,
          ...(block ? { block } : {}),
          ...(writers.length > 1 ? { stems: true } : {}),
          onMissing: (file) => missing.add(file),
        },
        ({ audio, frames: n, done, total }) => {
          writers.forEach((writer, w) => {
            writer.write([audio[w * 2]!, audio[w * 2 + 1]!], n)
          })
          frames = done
          terminal.progress('Rendering', done / total)
        },
      )
      terminal.endProgress()
      for (const file of missing) terminal.warn(`'${file}' is missing: the clips that use it are silent.`)
      for (const fault of renderer.faults) terminal.warn(`A device was passed by: ${fault.what} (${fault.id}).`)
      for (const writer of writers) writer.close()
    } catch (error) {
      for (const writer of writers) {
        try {
          writer.abort()
        } catch {
          // Already closed: then it is complete.
        }
      }
      throw error instanceof Error && !('hint' in error) && /memory/i.test(error.message)
        ? new MediaError('too-large', 'There is not enough memory to render this.', { hint: 'Use fewer threads.' })
        : error
    }
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
        ...(files.length ? { stems: files } : {}),
      },
    }
  },
})
