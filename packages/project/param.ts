// A parameter: what its numbers mean, how they are shown and typed. Values are plain numbers in the parameter's unit, never knob positions.

export type Unit = 'dB' | 'Hz' | 's' | '%' | 'ratio' | 'semitones' | 'cents' | 'choice' | 'toggle' | 'number' | 'pan'

export interface Param {
  readonly name: string
  readonly unit: Unit
  readonly min: number
  readonly max: number
  readonly default: number
  /** How travel maps to value: `log` for frequencies and times. */
  readonly curve: 'linear' | 'log'
  /** Smallest meaningful change; 0 = continuous. */
  readonly step: number
  /** For `choice`: what each number 0, 1, 2… is called. */
  readonly choices?: readonly string[]
  /** Not on panels: written by the engine (pitch bend, pressure). */
  readonly hidden?: boolean
}
type Options = { name: string; min: number; max: number; default: number; curve?: 'linear' | 'log'; step?: number; hidden?: boolean }

const make = (unit: Unit, curve: 'linear' | 'log', step: number) => (o: Options): Param => ({ unit, curve, step, ...o })

export const db = make('dB', 'linear', 0)
export const hertz = make('Hz', 'log', 0)
export const seconds = make('s', 'log', 0)
export const percent = make('%', 'linear', 0)
export const ratio = make('ratio', 'log', 0)
export const semitones = make('semitones', 'linear', 1)
export const cents = make('cents', 'linear', 1)
export const number = make('number', 'linear', 0)
export const pan = make('pan', 'linear', 0)
/** Off is 0, on is 1. */
export const toggle = (o: { name: string; default: boolean }): Param => ({
  name: o.name, unit: 'toggle', min: 0, max: 1, default: o.default ? 1 : 0, curve: 'linear', step: 1,
})
/** One of `choices`; the value is its index. */
export const choice = (o: { name: string; choices: readonly string[]; default: number }): Param => ({
  name: o.name, unit: 'choice', min: 0, max: o.choices.length - 1, default: o.default, curve: 'linear', step: 1, choices: o.choices,
})
