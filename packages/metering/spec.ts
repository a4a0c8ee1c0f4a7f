// What a delivery specification says: limits with units, and where they stand.

export interface Target {
  readonly unit: 'LUFS' | 'LU' | 'dBTP' | 'dBFS'
  /** Wanted value with its tolerance … */
  readonly target?: number
  readonly tolerance?: number
  /** … or limits. */
  readonly min?: number
  readonly max?: number
  /** Told, but does not fail. */
  readonly advice?: boolean
}
export interface Spec {
  /** File name. */
  readonly id: string
  readonly name: string
  readonly source: string
  readonly edition: string
  /** Day on which the limits were compared with the source. */
  readonly checked: string
  readonly integrated?: Target
  /** For files of one channel, where the spec sets another value. */
  readonly integratedMono?: Target
  readonly truePeak?: Target
  /** Stricter true peak for programmes louder than the target. */
  readonly truePeakWhenLouder?: Target
  readonly shortTerm?: Target
  readonly range?: Target
  /** Hz; any when missing. */
  readonly sampleRates?: readonly number[]
  /** What the measurement cannot cover, said with every verdict. */
  readonly note?: string
}
export const defineSpec = (spec: Spec): Spec => spec
type Limits = Omit<Target, 'unit'>
export const lufs = (limits: Limits): Target => ({ unit: 'LUFS', ...limits })
export const lu = (limits: Limits): Target => ({ unit: 'LU', ...limits })
export const dbtp = (limits: Limits): Target => ({ unit: 'dBTP', ...limits })
