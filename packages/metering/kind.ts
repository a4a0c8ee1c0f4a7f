// What a kind of live meter says: how its needle moves, its scale and what stands on it. Levels are dB relative to full scale throughout.

/** What the engine runs over every strip while such meters are looked at. */
export interface MeterLaw {
  /** Prefix of a kernel of meters/: `init(state, …constants)`, `process(state, buffer, frames)`, slot 0 is the reading. */
  readonly kernel: string
  /** @param sampleRate  Hz */
  constants(sampleRate: number): readonly number[]
}
export interface MeterKind {
  /** File name. */
  readonly id: string
  readonly name: string
  /** null: the engine's own sample peaks, which fall by `fall`. */
  readonly law: MeterLaw | null
  /** The reading is the sum of the powers of both channels, in LUFS: one figure for the strip. */
  readonly loudness?: boolean
  /** The held line is that of the sample peaks, whatever the bar is. */
  readonly peakLine?: boolean
  /** Level and share of the height, both rising; between them by straight lines. */
  readonly scale: readonly (readonly [level: number, travel: number])[]
  /** What is written beside it. */
  readonly marks: readonly (readonly [level: number, text: string])[]
  /** From here on the bar warns, and from here on it is red. */
  readonly warn: number
  readonly hot: number
  /** A level as its figure: (level − zero) / per + at, with a unit. */
  readonly figure: { readonly zero: number; readonly unit: string; readonly at?: number; readonly per?: number }
}
/** The one export of a file in kinds/. */
export const defineMeter = (kind: MeterKind): MeterKind => kind

/** The same number of pixels for every decibel. */
export const even = (from: number, to: number): MeterKind['scale'] => [
  [from, 0],
  [to, 1],
]
/** Marks at levels, written as decibels from `zero` on. */
export const decibels = (zero: number, ...values: readonly number[]): MeterKind['marks'] =>
  values.map((v) => [zero + v, v < 0 ? `−${-v}` : `${v}`])
/** A level as the figure that the kind shows, without its unit. */
export const figureOf = ({ figure }: MeterKind, level: number): number => (level - figure.zero) / (figure.per ?? 1) + (figure.at ?? 0)
