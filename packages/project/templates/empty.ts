// An empty project: a main strip, 120 beats per minute, 4/4. And the words all templates are written with.
import type { Rec } from '../records.ts'
import { BAR } from './parts/play.ts'

/** The strip without an output. */
export const main = (): Rec => strip('main', 'main', 'z', 'Main', 1, {})
/** What every template begins with. */
export function base(project: {
  readonly name: string
  readonly timecodeRate?: string
  readonly timecodeStart?: number
  readonly bpm?: number
  readonly spec?: string
  /** Shown only: 'A min'. */
  readonly key?: string
  /** Bars from the beginning that playing goes round. */
  readonly loop?: number
}): Rec[] {
  return [
    {
      id: 'project',
      type: 'project',
      name: project.name,
      sampleRate: 48_000,
      timecodeRate: project.timecodeRate ?? '25',
      timecodeStart: project.timecodeStart ?? 0,
      ...(project.key ? { key: project.key } : {}),
      ...(project.spec ? { spec: project.spec } : {}),
      ...(project.loop ? { loopStart: 0, loopEnd: project.loop * BAR } : {}),
    },
    { id: 'tempo-1', type: 'tempo', at: 0, bpm: project.bpm ?? 120, curve: 'jump' },
    { id: 'signature-1', type: 'signature', at: 0, numerator: 4, denominator: 4 },
    main(),
  ]
}
interface StripMore {
  readonly output?: string
  readonly gain?: number
  readonly pan?: number
}
const strip = (id: string, kind: string, order: string, name: string, color: number, more: StripMore): Rec => ({
  id,
  type: 'strip',
  kind,
  order,
  name,
  color,
  gain: more.gain ?? 0,
  pan: more.pan ?? 0,
  mute: false,
  solo: false,
  output: more.output ?? null,
})
/** A track with a strip of its own. */
export function track(id: string, order: string, name: string, color: number, more: StripMore & { readonly note?: string } = {}): Rec[] {
  return [
    strip(`strip-${id}`, 'track', order, name, color, more),
    { id: `track-${id}`, type: 'track', order, name, color, strip: `strip-${id}`, ...(more.note ? { note: more.note } : {}) },
  ]
}
/** @param output  the bus it feeds; main when missing */
export const bus = (id: string, order: string, name: string, color: number, gain = 0, output?: string): Rec =>
  strip(id, 'bus', order, name, color, { gain, ...(output ? { output } : {}) })
/** @param gain  dB, after the fader */
export const send = (strip: string, target: string, gain: number): Rec => ({
  id: `${strip}>${target}`,
  type: 'send',
  strip,
  target,
  order: target,
  gain,
  pre: false,
})
/** Sections one after the other, from the beginning on. @param list  name, length in bars of four quarters, colour */
export function sections(...list: readonly (readonly [name: string, bars: number, color: number])[]): Rec[] {
  let at = 0
  return list.map(([name, bars, color], i) => {
    const length = bars * BAR
    at += length
    return { id: `section-${i + 1}`, type: 'section', at: at - length, length, name, color }
  })
}
/** @param sidechain  the strip that is its key */
export const device = (
  strip: string,
  id: string,
  order: string,
  params: { readonly [name: string]: number } = {},
  sidechain?: string,
): Rec => ({
  id: `${strip}-${id}`,
  type: 'device',
  strip,
  order,
  device: id,
  version: 1,
  enabled: true,
  ...(sidechain ? { sidechain } : {}),
  ...Object.fromEntries(Object.entries(params).map(([name, value]) => [`p.${name}`, value])),
})

export default {
  id: 'empty',
  order: 1,
  name: 'Empty',
  summary: 'Nothing but a main strip.',
  records: (): Rec[] => base({ name: 'Untitled' }),
}
