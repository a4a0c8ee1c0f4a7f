// Which loudspeaker a channel is, and how much it counts: ITU-R BS.1770-5, annexes 1 and 3.

/** A loudspeaker by the short name that engineers use. `X` is a channel of which nothing is known. */
export type Speaker = keyof typeof SPEAKERS

/** Where each stands: azimuth from the front (left is positive) and elevation, degrees, after ITU-R BS.2051. LFE stands nowhere. */
const SPEAKERS = {
  M: [0, 0],
  L: [30, 0],
  R: [-30, 0],
  C: [0, 0],
  LFE: null,
  LFE2: null,
  // Surrounds of 5.x stand at 110°; 7.x has sides at 90° and rears at 135°.
  Ls: [110, 0],
  Rs: [-110, 0],
  Lss: [90, 0],
  Rss: [-90, 0],
  Lrs: [135, 0],
  Rrs: [-135, 0],
  Cs: [180, 0],
  Lw: [60, 0],
  Rw: [-60, 0],
  Lc: [15, 0],
  Rc: [-15, 0],
  Ltf: [45, 45],
  Rtf: [-45, 45],
  Ltm: [90, 45],
  Rtm: [-90, 45],
  Ltr: [135, 45],
  Rtr: [-135, 45],
  Ctf: [0, 45],
  T: [0, 90],
  Ctr: [180, 45],
  Cb: [0, -30],
  Lb: [45, -30],
  Rb: [-45, -30],
  X: [0, 0],
} as const satisfies Record<string, readonly [azimuth: number, elevation: number] | null>

/** The factor by which a channel's power counts: 0 for LFE, 1.41 for loudspeakers at the sides, 1 otherwise. */
export function weightOf(speaker: Speaker): number {
  const place = SPEAKERS[speaker]
  if (!place) return 0
  const azimuth = Math.abs(place[0])
  return Math.abs(place[1]) < 30 && azimuth >= 60 && azimuth <= 120 ? 1.41 : 1
}

// The order of channels in WAV files (and, for the large ones, of BS.2051 systems H and J) where nothing else is said.
const LAYOUTS: Record<number, string> = {
  1: 'M',
  2: 'L R',
  3: 'L R C',
  4: 'L R Ls Rs',
  5: 'L R C Ls Rs',
  6: 'L R C LFE Ls Rs',
  7: 'L R C LFE Cs Lss Rss',
  8: 'L R C LFE Lrs Rrs Lss Rss',
  10: 'L R C LFE Ls Rs Ltf Rtf Ltr Rtr',
  12: 'L R C LFE Lrs Rrs Lss Rss Ltf Rtf Ltr Rtr',
  16: 'L R C LFE Lrs Rrs Lss Rss Lw Rw Ltf Rtf Ltm Rtm Ltr Rtr',
  24: 'Lw Rw C LFE Lrs Rrs L R Cs LFE2 Lss Rss Ltf Rtf Ctf T Ltr Rtr Ltm Rtm Ctr Cb Lb Rb',
}

/** The loudspeakers meant by so many channels; channels of no known layout all count 1. */
export function layoutOf(channels: number): readonly Speaker[] {
  const known = LAYOUTS[channels]
  return known ? (known.split(' ') as Speaker[]) : Array.from({ length: channels }, () => 'X' as const)
}

// What the bits of a WAV file's channel mask mean, lowest first (WAVEFORMATEXTENSIBLE). Back loudspeakers are the surrounds of 5.1 and quadro,
// and stand further behind where there are side loudspeakers too: see layoutOfMask.
const MASK: readonly Speaker[] = 'L R C LFE Ls Rs Lc Rc Cs Lss Rss T Ltf Ctf Rtf Ltr Ctr Rtr'.split(' ') as Speaker[]

/** The loudspeakers that a WAV file's channel mask names; undefined where it does not name exactly so many, and is no use. */
export function layoutOfMask(mask: number, channels: number): readonly Speaker[] | undefined {
  const layout: Speaker[] = []
  for (let bit = 0; bit < 32; bit++) {
    if (((mask >>> bit) & 1) === 0) continue
    const speaker = MASK[bit]
    if (!speaker) return undefined
    layout.push(speaker)
  }
  if (layout.length !== channels) return undefined
  const hasSides = layout.includes('Lss') || layout.includes('Rss')
  return hasSides ? layout.map((speaker) => (speaker === 'Ls' ? 'Lrs' : speaker === 'Rs' ? 'Rrs' : speaker)) : layout
}
