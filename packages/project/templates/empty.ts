// An empty project: a main strip, 120 beats per minute, 4/4.
import type { Rec } from '../records.ts'

/** What every template begins with. */
export function base(project: {
  readonly name: string
  readonly timecodeRate?: string
  readonly timecodeStart?: number
  readonly bpm?: number
  readonly spec?: string
}): Rec[] {
  return [
    {
      id: 'project',
      type: 'project',
      name: project.name,
      sampleRate: 48_000,
      timecodeRate: project.timecodeRate ?? '25',
      timecodeStart: project.timecodeStart ?? 0,
      ...(project.spec ? { spec: project.spec } : {}),
    },
    { id: 'tempo-1', type: 'tempo', at: 0, bpm: project.bpm ?? 120, curve: 'jump' },
    { id: 'signature-1', type: 'signature', at: 0, numerator: 4, denominator: 4 },
    {
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
    },
  ]
}
/** A track with a strip of its own. */
export function track(
  id: string,
  order: string,
  name: string,
  color: number,
  more: { readonly note?: string; readonly output?: string; readonly gain?: number; readonly pan?: number } = {},
): Rec[] {
  return [
    {
      id: `strip-${id}`,
      type: 'strip',
      kind: 'track',
      order,
      name,
      color,
      gain: more.gain ?? 0,
      pan: more.pan ?? 0,
      mute: false,
      solo: false,
      output: more.output ?? null,
    },
    { id: `track-${id}`, type: 'track', order, name, color, strip: `strip-${id}`, ...(more.note ? { note: more.note } : {}) },
  ]
}
export const bus = (id: string, order: string, name: string, color: number, gain = 0): Rec => ({
  id,
  type: 'strip',
  kind: 'bus',
  order,
  name,
  color,
  gain,
  pan: 0,
  mute: false,
  solo: false,
  output: null,
})
export const device = (strip: string, id: string, order: string, params: { readonly [name: string]: number } = {}): Rec => ({
  id: `${strip}-${id}`,
  type: 'device',
  strip,
  order,
  device: id,
  version: 1,
  enabled: true,
  ...Object.fromEntries(Object.entries(params).map(([name, value]) => [`p.${name}`, value])),
})

export default { id: 'empty', name: 'Empty', summary: 'Nothing but a main strip.', records: (): Rec[] => base({ name: 'Untitled' }) }
