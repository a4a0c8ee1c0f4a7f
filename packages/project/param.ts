// A parameter: what its numbers mean, how they are shown and typed. Values are plain numbers in the parameter's unit, never knob positions.

export type Unit = 'dB' | 'Hz' | 's' | '%' | 'ratio' | 'semitones' | 'cents' | 'm' | '°' | 'choice' | 'toggle' | 'number' | 'pan'

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
  /** The order in which choices are offered, where it is not that of their numbers. */
  readonly offered?: readonly number[]
  /** Not on panels: written by the engine (pitch bend, pressure). */
  readonly hidden?: boolean
  /** Of a note value (see note-value.ts): the parameter that it sets, and the one that is told the place in the note. */
  readonly sets?: string
  readonly turn?: string
}
type Options = { name: string; min: number; max: number; default: number; curve?: 'linear' | 'log'; step?: number; hidden?: boolean }

const make =
  (unit: Unit, curve: 'linear' | 'log', step: number) =>
  (o: Options): Param => ({ unit, curve, step, ...o })

export const db = make('dB', 'linear', 0)
export const hertz = make('Hz', 'log', 0)
export const seconds = make('s', 'log', 0)
export const percent = make('%', 'linear', 0)
export const ratio = make('ratio', 'log', 0)
export const semitones = make('semitones', 'linear', 1)
export const cents = make('cents', 'linear', 1)
export const metres = make('m', 'log', 0)
export const degrees = make('°', 'linear', 1)
export const number = make('number', 'linear', 0)
export const pan = make('pan', 'linear', 0)
/** Off is 0, on is 1. */
export const toggle = (o: { name: string; default: boolean }): Param => ({
  name: o.name,
  unit: 'toggle',
  min: 0,
  max: 1,
  default: o.default ? 1 : 0,
  curve: 'linear',
  step: 1,
})
/** One of `choices`; the value is its index. */
export const choice = (o: { name: string; choices: readonly string[]; offered?: readonly number[]; default: number }): Param => ({
  name: o.name,
  unit: 'choice',
  min: 0,
  max: o.choices.length - 1,
  default: o.default,
  curve: 'linear',
  step: 1,
  choices: o.choices,
  ...(o.offered ? { offered: o.offered } : {}),
})

// ── Shown and typed ──────────────────────────────────────────────────────────
// Only what people see goes through here, never the signal path: plain Math is fine.

export const clamp = (param: Param, value: number): number =>
  Number.isFinite(value) ? Math.min(param.max, Math.max(param.min, value)) : param.default
/** A difference that nobody hears, in the parameter's unit, at a value: by so much may thinning change a curve. */
export function tolerance(param: Param, value: number): number {
  if (param.step) return 0
  if (param.unit === 'dB') return 0.1
  if (param.curve === 'log' && param.min > 0) return Math.abs(value) * 0.005
  return (param.max - param.min) / 400
}
/** The nearest value that the parameter can have. */
export const quantise = (param: Param, value: number): number => {
  const inside = clamp(param, value)
  return param.step ? clamp(param, Math.round((inside - param.min) / param.step) * param.step + param.min) : inside
}
/** Travel 0…1 of a value. */
export function toNormal(param: Param, value: number): number {
  const v = clamp(param, value)
  if (param.max === param.min) return 0
  if (param.curve === 'log' && param.min > 0) return Math.log(v / param.min) / Math.log(param.max / param.min)
  return (v - param.min) / (param.max - param.min)
}
/** Value at travel 0…1. */
export function fromNormal(param: Param, normal: number): number {
  const n = Math.min(1, Math.max(0, normal))
  // The ends exactly: powers may miss them by a bit.
  if (n === 0) return param.min
  if (n === 1) return param.max
  if (param.curve === 'log' && param.min > 0) return quantise(param, param.min * (param.max / param.min) ** n)
  return quantise(param, param.min + n * (param.max - param.min))
}
const MINUS = '−'
/** A number with a true minus sign; never '−0'. */
export const formatNumber = (value: number, digits: number): string => {
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? MINUS + text : text
}
/** dB with one decimal; −∞ as such. */
export const formatDb = (value: number | null): string =>
  value === null || value === -Infinity ? `${MINUS}∞ dB` : `${formatNumber(value, 1)} dB`
/** '30 % left', 'centre'. */
export const formatPan = (value: number): string => {
  const n = Math.round(Math.abs(value))
  return n === 0 ? 'centre' : `${n} % ${value < 0 ? 'left' : 'right'}`
}
/** A value as people read it: '−6.0 dB', '1.2 kHz', '350 ms', '30 % left'. */
export function format(param: Param, value: number): string {
  switch (param.unit) {
    case 'dB':
      return formatDb(value)
    // Where the digits change is a matter of what is shown: 999.7 Hz rounds to 1.00 kHz, not to 1000 Hz.
    case 'Hz':
      return value >= 999.5
        ? `${formatNumber(value / 1000, value >= 9995 ? 1 : 2)} kHz`
        : `${formatNumber(value, Math.abs(value) < 99.95 ? 1 : 0)} Hz`
    case 's':
      return value < 0.9995
        ? `${formatNumber(value * 1000, Math.abs(value) < 0.009995 ? 2 : Math.abs(value) < 0.09995 ? 1 : 0)} ms`
        : `${formatNumber(value, 2)} s`
    case '%':
      return `${formatNumber(value, Math.abs(value) < 9.95 && Math.round(value * 10) % 10 ? 1 : 0)} %`
    case 'ratio':
      return `${formatNumber(value, value < 9.95 ? 1 : 0)} : 1`
    case 'semitones':
      return `${formatNumber(value, Math.round(value * 100) % 100 ? 2 : 0)} st`
    case 'cents':
      return `${formatNumber(value, 0)} ct`
    case 'm':
      return `${formatNumber(value, 2)} m`
    case '°':
      return `${formatNumber(value, 0)}°`
    case 'pan':
      return formatPan(value)
    case 'toggle':
      return value >= 0.5 ? 'On' : 'Off'
    case 'choice':
      return param.choices?.[Math.round(value)] ?? String(value)
    default:
      return formatNumber(value, param.step >= 1 ? 0 : Math.abs(value) < 9.995 ? 2 : 1)
  }
}
/** What may stand behind a number, and what it multiplies by. A unit of something else is not understood. */
const SUFFIXES: { readonly [unit in Unit]: { readonly [suffix: string]: number } } = {
  dB: { db: 1 },
  Hz: { hz: 1, k: 1000, khz: 1000 },
  s: { s: 1, sec: 1, ms: 0.001 },
  '%': { '%': 1 },
  ratio: { ':1': 1 },
  semitones: { st: 1 },
  cents: { ct: 1 },
  m: { m: 1, cm: 0.01 },
  '°': { '°': 1, deg: 1 },
  pan: { '%': 1 },
  number: { k: 1000 },
  choice: {},
  toggle: {},
}
/**
 * Reads what somebody typed: '-6', '−6 dB', '1.2k', '440Hz', '2,5 ms', '30 left', 'L30', '+3' (relative to `current`).
 * @returns undefined when it cannot be understood; otherwise a value in range
 */
export function parseValue(param: Param, text: string, current?: number): number | undefined {
  const typed = text.trim().toLowerCase()
  if (!typed) return undefined
  if (param.unit === 'choice') {
    const names = (param.choices ?? []).map((c) => c.toLowerCase())
    const i = names.includes(typed) ? names.indexOf(typed) : names.findIndex((c) => c.startsWith(typed))
    return i >= 0 ? i : /^\d+$/.test(typed) ? quantise(param, Number(typed)) : undefined
  }
  if (param.unit === 'toggle') return /^(on|1|yes|true)$/.test(typed) ? 1 : /^(off|0|no|false)$/.test(typed) ? 0 : undefined
  const t = typed.replace(/−/g, '-').replace(',', '.')
  if (param.unit === 'dB' && /^-?(inf|infinity|∞)\s*(db)?$/.test(t)) return param.min
  let side = 0
  let rest = t
  if (param.unit === 'pan') {
    if (/^(c|centre|center)$/.test(t)) return quantise(param, 0)
    const match = /^(?:(l|left|r|right)\s*([^a-z]+)|([^a-z]+?)\s*(l|left|r|right))$/.exec(t)
    if (match) {
      side = (match[1] ?? match[4])!.startsWith('l') ? -1 : 1
      rest = (match[2] ?? match[3])!.trim()
    }
  }
  const match = /^([+-]?)(\d{1,15}(?:\.\d*)?|\.\d+)\s*([a-z%°]*|:\s*1)$/.exec(rest)
  if (!match) return undefined
  const suffix = match[3]!.replace(/\s/g, '')
  const factors = SUFFIXES[param.unit]
  if (suffix && !Object.hasOwn(factors, suffix)) return undefined
  const size = Number(match[2]) * (suffix ? factors[suffix]! : 1)
  if (side) return quantise(param, side * size)
  if (match[1] === '+' && current !== undefined) return quantise(param, current + size)
  return quantise(param, match[1] === '-' ? -size : size)
}
