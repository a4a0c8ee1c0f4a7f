// Note values as lengths: what '1/8 D' is in seconds or hertz at a tempo, for parameters that follow it.
import { choice, clamp, type Param } from './param.ts'

/** Name and length in quarters; T is a triplet's third, D is dotted. Saved by their place: it never changes, new ones come last. 0 follows nothing. */
export const NOTE_VALUES: readonly (readonly [name: string, quarters: number])[] = [
  ['Off', 0],
  ['1/64', 1 / 16],
  ['1/32 T', 1 / 12],
  ['1/32', 1 / 8],
  ['1/16 T', 1 / 6],
  ['1/32 D', 3 / 16],
  ['1/16', 1 / 4],
  ['1/8 T', 1 / 3],
  ['1/16 D', 3 / 8],
  ['1/8', 1 / 2],
  ['1/4 T', 2 / 3],
  ['1/8 D', 3 / 4],
  ['1/4', 1],
  ['1/2 T', 4 / 3],
  ['1/4 D', 3 / 2],
  ['1/2', 2],
  ['1/2 D', 3],
  ['1/1', 4],
  ['2/1', 8],
  ['4/1', 16],
  ['8/1', 32],
]
/** The place of a note value in the list, for presets. @throws when there is none of the name */
export function noteIndex(name: string): number {
  const index = NOTE_VALUES.findIndex(([n]) => n === name)
  if (index < 0) throw new Error(`there is no note value '${name}'`)
  return index
}
/**
 * A choice of note value that, unless it is off, sets another parameter of the device by the tempo: one in seconds to its length, one in hertz to how
 * often it fits. `turn` may name a hidden parameter (0 to 1) that is told how much of the note has passed at any time; while nothing plays it stands still.
 */
export const note = (o: { readonly name: string; readonly sets: string; readonly turn?: string }): Param => ({
  ...choice({ name: o.name, choices: NOTE_VALUES.map(([name]) => name), default: 0 }),
  sets: o.sets,
  ...(o.turn ? { turn: o.turn } : {}),
})
/** What a note value sets a parameter to at a tempo, before it is kept in range. */
export const lengthAt = (param: Param, quarters: number, bpm: number): number =>
  param.unit === 'Hz' ? bpm / (60 * quarters) : (60 * quarters) / bpm
/** The value that a parameter has by the tempo, or undefined when it is free. @param values  of the device's parameters by name */
export function valueByTempo(
  params: Readonly<Record<string, Param>>,
  name: string,
  values: (name: string) => number,
  bpm: number,
): number | undefined {
  for (const [from, param] of Object.entries(params))
    if (param.sets === name) {
      const quarters = NOTE_VALUES[Math.round(values(from))]?.[1]
      if (quarters) return clamp(params[name]!, lengthAt(params[name]!, quarters, bpm))
    }
  return undefined
}
