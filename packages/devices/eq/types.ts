// The types of a band, in the order of their numbers; new ones go to the end, since projects and presets hold the numbers.

/** What a second-order section of a band is made by, see dsp/assembly/svf.ts. */
export type Kind =
  | 'bell'
  | 'low shelf'
  | 'high shelf'
  | 'tilt'
  | 'low-pass'
  | 'high-pass'
  | 'low-pass 1'
  | 'high-pass 1'
  | 'band-pass'
  | 'notch'
interface Type {
  readonly name: string
  readonly kind: Kind
  /** dB per octave of a pass; other types have none. */
  readonly slope?: 6 | 12 | 18 | 24 | 36 | 48
}
export const TYPES: readonly Type[] = [
  { name: 'Bell', kind: 'bell' },
  { name: 'Low shelf', kind: 'low shelf' },
  { name: 'High shelf', kind: 'high shelf' },
  { name: 'High-pass 12', kind: 'high-pass', slope: 12 },
  { name: 'High-pass 24', kind: 'high-pass', slope: 24 },
  { name: 'Low-pass 12', kind: 'low-pass', slope: 12 },
  { name: 'Low-pass 24', kind: 'low-pass', slope: 24 },
  { name: 'Notch', kind: 'notch' },
  { name: 'Tilt', kind: 'tilt' },
  { name: 'Band-pass', kind: 'band-pass' },
  { name: 'High-pass 6', kind: 'high-pass', slope: 6 },
  { name: 'High-pass 18', kind: 'high-pass', slope: 18 },
  { name: 'High-pass 36', kind: 'high-pass', slope: 36 },
  { name: 'High-pass 48', kind: 'high-pass', slope: 48 },
  { name: 'Low-pass 6', kind: 'low-pass', slope: 6 },
  { name: 'Low-pass 18', kind: 'low-pass', slope: 18 },
  { name: 'Low-pass 36', kind: 'low-pass', slope: 36 },
  { name: 'Low-pass 48', kind: 'low-pass', slope: 48 },
]
/** The numbers in the order in which they are offered: by kind, passes from the flattest on. */
export const OFFERED: readonly number[] = [0, 1, 2, 8, 9, 7, 10, 3, 11, 4, 12, 13, 14, 5, 15, 6, 16, 17]

/** Q of the sections of a Butterworth pass by its slope; 0 is one of the first order. */
const BUTTERWORTH: Readonly<Record<NonNullable<Type['slope']>, readonly number[]>> = {
  6: [0],
  12: [Math.SQRT1_2],
  18: [0, 1],
  24: [0.541196100146197, 1.306562964876376],
  36: [0.517638090205042, Math.SQRT1_2, 1.931851652578137],
  48: [0.509795579104159, 0.601344886935045, 0.899976223136416, 2.562915447741506],
}
const HAS_GAIN: ReadonlySet<Kind> = new Set(['bell', 'low shelf', 'high shelf', 'tilt'])
export const typeOf = (type: number): Type => TYPES[Math.round(type)] ?? TYPES[0]!
/** Whether a type of band has a gain. */
export const hasGain = (type: number): boolean => HAS_GAIN.has(typeOf(type).kind)
/** The sections of a band: what each is, and its Q. A pass of Q 0.7071 is Butterworth's; more makes its last section resonate. */
export function partsOf(type: number, q: number): { readonly kind: Kind; readonly q: number }[] {
  const { kind, slope } = typeOf(type)
  if (!slope) return [{ kind, q }]
  const all = BUTTERWORTH[slope]
  return all.map((own, i) =>
    own
      ? { kind, q: i === all.length - 1 ? own * Math.SQRT2 * q : own }
      : { kind: kind === 'low-pass' ? 'low-pass 1' : 'high-pass 1', q: 0.5 },
  )
}

/** What a band works on. */
export const WHERE = ['Stereo', 'Left', 'Right', 'Mid', 'Side'] as const
/** Whether a band works on left or mid, and on right or side. */
export const worksOn = (where: number): readonly [boolean, boolean] => {
  const at = Math.round(where)
  return [at === 0 || at % 2 === 1, at === 0 || at % 2 === 0]
}
