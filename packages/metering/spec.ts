// What a delivery specification says: limits with units, and where they stand.

/** A limit: a wanted value with its tolerance, or bounds. Measured values are compared as they are shown, to a tenth. */
export interface Target {
  readonly unit: 'LUFS' | 'LU' | 'dBTP'
  /** Wanted value with its tolerance … */
  readonly target?: number
  readonly tolerance?: number
  /** … or limits. */
  readonly min?: number
  readonly max?: number
  /** Told, but does not fail. */
  readonly advice?: boolean
}
/** A delivery specification. */
export interface Spec {
  /** File name. */
  readonly id: string
  readonly name: string
  /** Address of the document. */
  readonly source: string
  /** Which edition of it; says so when the limits come through secondary sources. */
  readonly edition: string
  /** Day on which the limits were compared with the source. */
  readonly checked: string
  /** LUFS. */
  readonly integrated?: Target
  /** For files of one channel, where the spec sets another value. */
  readonly integratedMono?: Target
  /** dBTP, of the loudest channel. */
  readonly truePeak?: Target
  /** Stricter true peak for programmes louder than the target. */
  readonly truePeakWhenLouder?: Target
  /** LUFS, of the loudest 3 s. */
  readonly shortTerm?: Target
  /** Loudness range, LU. */
  readonly range?: Target
  /** Hz; any when missing. */
  readonly sampleRates?: readonly number[]
  /** What the measurement cannot cover, said with every verdict. */
  readonly note?: string
}
/** The one export of a file in specs/. */
export const defineSpec = (spec: Spec): Spec => spec
type Limits = Omit<Target, 'unit'>
/** A limit in LUFS. */
export const lufs = (limits: Limits): Target => ({ unit: 'LUFS', ...limits })
/** A limit in LU. */
export const lu = (limits: Limits): Target => ({ unit: 'LU', ...limits })
/** A limit in dBTP. */
export const dbtp = (limits: Limits): Target => ({ unit: 'dBTP', ...limits })
