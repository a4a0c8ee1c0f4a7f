import { basename } from 'node:path'
import { Kernels } from '@tonmeister/dsp'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { MediaError, openAudio } from '@tonmeister/media'
import { fileSource } from '@tonmeister/media/files.node.ts'
import { layoutOfMask, MeteringError, measure as measureAudio, type Report } from '@tonmeister/metering'
import { formatNumber } from '@tonmeister/project'
import type { Terminal } from '../terminal.ts'
import { defineVerb, UsageError } from '../verb.ts'

/**
 * Measures a sound file.
 * @param takesPartial  measure what is there of a file that was cut off, with a warning, instead of refusing it
 * @throws MediaError, with the file's name, for what cannot be read or measured
 */
export function measureFile(path: string, terminal: Terminal, takesPartial = false): Report {
  const name = basename(path)
  const reader = openAudio(fileSource(path), name)
  try {
    if (reader.info.missingBytes && !takesPartial)
      throw new MediaError('damaged', `${name} was not measured: ${reader.info.warnings[0]!.replace(/^The /, 'the ')}`, {
        hint: 'Copy or export it again, or add --partial to measure what is there.',
      })
    for (const warning of reader.info.warnings) terminal.warn(`${name}: ${warning}`)
    if (!reader.frames) throw new MediaError('empty', `${name} has no sound in it.`, { hint: 'Was it recorded and copied completely?' })
    const layout = layoutOfMask(reader.info.channelMask, reader.channels)
    const report = measureAudio(reader, {
      kernels: new Kernels(kernelsModule()),
      ...(layout ? { layout } : {}),
      onProgress: (done, total) => terminal.progress(`Measuring ${name}`, done / total),
    })
    if (reader.brokenSamples)
      throw new MediaError(
        'not-finite',
        `${name} cannot be measured: at frame ${reader.firstBrokenFrame} it holds a number that is no sound (NaN or infinity).`,
        { hint: 'Export the file again from the program that made it.' },
      )
    return report
  } catch (error) {
    if (error instanceof MeteringError)
      throw new MediaError('unsupported', `${name} cannot be measured. ${error.message}`, { hint: error.hint })
    throw error
  } finally {
    terminal.endProgress()
    reader.close()
  }
}
/** The report as the command line gives it; −Infinity becomes null when printed. */
export const reportFields = (r: Report) => ({
  integratedLufs: r.integratedLufs,
  loudnessRangeLu: r.loudnessRangeLu,
  maxMomentaryLufs: r.maxMomentaryLufs,
  maxShortTermLufs: r.maxShortTermLufs,
  truePeakDbtp: r.truePeakDbtp,
  samplePeakDbfs: r.samplePeakDbfs,
  channels: r.channels,
  sampleRate: r.sampleRate,
  seconds: r.seconds,
})

export const PARTIAL = { type: 'boolean', help: 'measure what is there of a file that was cut off, instead of refusing it' } as const

export default defineVerb({
  name: 'measure',
  summary: 'measure loudness, loudness range and true peak of a sound file',
  usage: 'FILE',
  flags: { partial: PARTIAL },
  examples: ['tonmeister measure mix.wav', 'tonmeister measure mix.wav --json'],
  async run({ positionals, flags }, terminal) {
    const [path, ...more] = positionals
    if (!path || more.length) throw new UsageError('Name one sound file.', 'tonmeister measure FILE')
    const r = measureFile(path, terminal, flags.partial === true)
    const value = (x: number, unit: string) => (Number.isFinite(x) ? `${formatNumber(x, 1)} ${unit}` : `−∞ ${unit}`)
    terminal.say(`Integrated       ${value(r.integratedLufs, 'LUFS')}`)
    terminal.say(`Loudness range   ${value(r.loudnessRangeLu, 'LU')}`)
    terminal.say(`Max momentary    ${value(r.maxMomentaryLufs, 'LUFS')}`)
    terminal.say(`Max short-term   ${value(r.maxShortTermLufs, 'LUFS')}`)
    terminal.say(`True peak        ${value(r.truePeakDbtp, 'dBTP')}`)
    terminal.say(`Sample peak      ${value(r.samplePeakDbfs, 'dBFS')}`)
    terminal.say(
      `                 ${r.channels} ${r.channels === 1 ? 'channel' : 'channels'}, ${r.sampleRate} Hz, ${formatNumber(r.seconds, 2)} s`,
    )
    return { result: reportFields(r) }
  },
})
