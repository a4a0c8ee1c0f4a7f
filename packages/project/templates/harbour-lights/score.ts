// The notes of "Harbour Lights". Times in beats from the start of a clip, keys as MIDI numbers (60 = middle C), velocities 1 to 127.

import type { Note, Part } from '../parts/play.ts'

export type { Note, Part }

// ── Harmony ──────────────────────────────────────────────────────────────────
// Each chord: bass, then a voicing that moves as little as it can from the one before.
const AM = { bass: 33, keys: [57, 60, 64, 71], name: 'Am9' }
const AM7 = { bass: 33, keys: [57, 60, 64, 67], name: 'Am7' }
const F = { bass: 29, keys: [57, 60, 64, 69], name: 'Fmaj7' }
const F6 = { bass: 29, keys: [57, 60, 62, 69], name: 'F6' }
const C = { bass: 36, keys: [55, 60, 64, 67], name: 'C' }
const G = { bass: 31, keys: [55, 59, 62, 69], name: 'G9' }
const GB = { bass: 35, keys: [55, 59, 62, 67], name: 'G/B' }
const DM = { bass: 38, keys: [57, 60, 65, 69], name: 'Dm7' }
const CE = { bass: 40, keys: [55, 60, 64, 67], name: 'C/E' }
const E7 = { bass: 28, keys: [56, 59, 62, 68], name: 'E7' }
const ESUS = { bass: 28, keys: [57, 59, 62, 69], name: 'E7sus' }
type Chord = typeof AM

const VERSE: readonly Chord[] = [AM, F, C, GB]
const VERSE_END: readonly Chord[] = [DM, F, ESUS, E7]
// The tune sings C over the third chord and F over the fifth: no B and no E right below them.
const CHORUS: readonly Chord[] = [F, G, AM7, CE, F6, G, C, E7]

/** The chords of the whole song, bar by bar. */
const SONG: readonly Chord[] = [
  ...[AM, F, AM, F],
  ...[...VERSE, ...VERSE, ...VERSE_END],
  ...[...CHORUS, ...CHORUS],
  ...[...VERSE, ...VERSE_END],
  ...CHORUS,
  AM,
  AM,
]

/** One note list per clip, made bar by bar. */
function clip(name: string, at: number, bars: number, bar: (chord: Chord, bar: number) => readonly Note[]): Part {
  const notes: Note[] = []
  for (let b = 0; b < bars; b++)
    for (const [beat, length, key, velocity] of bar(SONG[at + b]!, b)) notes.push([b * 4 + beat, length, key, velocity])
  return { name, at, bars, notes }
}

// ── Drums, on General MIDI keys ──────────────────────────────────────────────
const KICK = 36
const RIM = 37
const SNARE = 38
const CLAP = 39
const CLOSED = 42
const OPEN = 46
const CRASH = 49
const RIDE = 51
const SHAKER = 70
const LOW_TOM = 45
const MID_TOM = 47
const HIGH_TOM = 50

const hit = (beat: number, key: number, velocity: number): Note => [beat, 0.2, key, velocity]

function verseBar(bar: number, brushes: boolean): Note[] {
  const notes = [
    hit(0, KICK, 104),
    hit(1.75, KICK, 72),
    hit(2.5, KICK, 92),
    hit(1, brushes ? RIM : SNARE, 84),
    hit(3, brushes ? RIM : SNARE, 88),
  ]
  if (bar % 2) notes.push(hit(3.75, KICK, 64))
  if (bar % 4 === 3) notes.push(hit(3.5, SNARE, 42), hit(3.75, SNARE, 54))
  for (let i = 0; i < 8; i++) notes.push(hit(i / 2, CLOSED, i % 2 ? 52 : 70))
  for (let i = 0; i < 16; i++) notes.push(hit(i / 4, SHAKER, i % 4 === 2 ? 46 : i % 2 ? 26 : 34))
  return notes
}
function chorusBar(bar: number): Note[] {
  const notes = [
    hit(0, KICK, 116),
    hit(1.5, KICK, 84),
    hit(2, KICK, 98),
    hit(2.75, KICK, 82),
    hit(1, SNARE, 112),
    hit(3, SNARE, 114),
    hit(1, CLAP, 70),
    hit(3, CLAP, 74),
  ]
  if (bar % 2) notes.push(hit(3.5, KICK, 88))
  notes.push(hit(2.25, SNARE, 34), hit(3.75, SNARE, 38))
  for (let i = 0; i < 16; i++) {
    if (i === 14 && bar % 2) notes.push(hit(3.5, OPEN, 78))
    else notes.push(hit(i / 4, CLOSED, i % 4 === 0 ? 82 : i % 4 === 2 ? 70 : 44))
  }
  for (let i = 0; i < 4; i++) notes.push(hit(i + 0.5, RIDE, 48))
  if (bar % 8 === 0) notes.push(hit(0, CRASH, 100))
  return notes
}
/** Replaces the last beat and a half of a bar. */
function fill(notes: readonly Note[], big: boolean): Note[] {
  const kept = notes.filter(([beat, , key]) => beat < (big ? 2 : 2.75) || key === KICK)
  const run = big
    ? [
        hit(2, SNARE, 84),
        hit(2.25, SNARE, 70),
        hit(2.5, HIGH_TOM, 92),
        hit(2.75, HIGH_TOM, 84),
        hit(3, MID_TOM, 98),
        hit(3.25, MID_TOM, 90),
        hit(3.5, LOW_TOM, 106),
        hit(3.75, SNARE, 112),
      ]
    : [hit(3, SNARE, 92), hit(3.25, SNARE, 66), hit(3.5, MID_TOM, 88), hit(3.75, LOW_TOM, 98)]
  return [...kept, ...run]
}

export function drums(): Part[] {
  const section = (name: string, at: number, bars: number, bar: (b: number) => Note[], big: boolean) =>
    clip(name, at, bars, (_, b) => (b === bars - 1 ? fill(bar(b), big) : b % 8 === 7 ? fill(bar(b), false) : bar(b)))
  return [
    clip('Pick-up', 2, 2, (_, b) => {
      const soft = Array.from({ length: 8 }, (_, i) => hit(i / 2, SHAKER, 26 + b * 8 + (i % 2) * 6))
      return b
        ? [...soft, hit(0, KICK, 78), hit(2.5, KICK, 70), hit(3, RIM, 58), hit(3.5, SNARE, 46), hit(3.75, SNARE, 62)]
        : [...soft, hit(0, KICK, 66)]
    }),
    section('Verse beat', 4, 12, (b) => verseBar(b, b < 4), true),
    section('Chorus beat', 16, 8, chorusBar, false),
    section('Chorus beat 2', 24, 8, chorusBar, false),
    section('Verse beat 2', 32, 8, (b) => [...verseBar(b, b < 2), ...(b === 0 ? [hit(0, CRASH, 76)] : [])], true),
    section('Last chorus', 40, 8, chorusBar, true),
    { name: 'End', at: 48, bars: 2, notes: [hit(0, KICK, 112), hit(0, CRASH, 104)] },
  ]
}

// ── Bass ─────────────────────────────────────────────────────────────────────
/** E1, the lowest string of a bass. */
const LOWEST = 28
const low = (key: number) => (key < LOWEST ? key + 12 : key)
/** A natural minor, as distances from A. */
const SCALE = [0, 2, 3, 5, 7, 8, 10]
const isInKey = (key: number) => SCALE.includes((key + 3) % 12)
/** The note of the key next to `next` on the side of `root`; where that is the root itself, the one on the other side, unless it is too low. */
function approach(root: number, next: number): number {
  const step = (by: 1 | -1) => {
    let key = next + by
    while (!isInKey(key)) key += by
    return key
  }
  const near = step(next > root ? -1 : 1)
  const far = step(next > root ? 1 : -1)
  return near !== root || far < LOWEST ? near : far
}

export function bass(): Part[] {
  const verse = (name: string, at: number, bars: number) =>
    clip(name, at, bars, (chord, b) => {
      const root = low(chord.bass)
      const next = low(SONG[at + b + 1]!.bass)
      const lead = approach(root, next)
      return [
        [0, 1.4, root, 98],
        [1.75, 0.22, root, 72],
        [2.5, 0.9, root, 92],
        // Now and then the fifth, where it is not far from what follows.
        ...(b % 2 || Math.abs(root + 7 - next) > 7 ? ([[3.5, 0.42, lead, 78]] as Note[]) : ([[3.5, 0.4, root + 7, 70]] as Note[])),
      ]
    })
  const chorus = (name: string, at: number, bars: number) =>
    clip(name, at, bars, (chord, b) => {
      const root = low(chord.bass)
      const next = low(SONG[at + b + 1]!.bass)
      const notes: Note[] = []
      for (let i = 0; i < 8; i++) {
        const key = i === 3 || i === 6 ? root + 12 : i === 7 ? approach(root, next) : root
        notes.push([i / 2, i === 7 ? 0.4 : 0.44, key, i % 4 === 0 ? 108 : i % 2 ? 84 : 94])
      }
      return notes
    })
  return [
    clip('Bass intro', 2, 2, (chord) => [[0, 3.8, low(chord.bass), 74]]),
    verse('Bass A', 4, 12),
    chorus('Bass B', 16, 8),
    chorus('Bass B 2', 24, 8),
    verse('Bass A 2', 32, 8),
    chorus('Bass B 3', 40, 8),
    { name: 'Bass end', at: 48, bars: 2, notes: [[0, 6, 33, 100]] },
  ]
}

// ── Chords ───────────────────────────────────────────────────────────────────
export function chords(who: 'keys' | 'pad'): Part[] {
  if (who === 'pad') {
    const held =
      (velocity: number, top: boolean) =>
      (chord: Chord): Note[] =>
        [...chord.keys, ...(top ? [chord.keys[1]! + 12] : [])].map((key) => [0, 3.95, key, velocity])
    return [
      clip('Pad intro', 0, 4, held(64, false)),
      clip('Pad verse', 8, 8, held(58, false)),
      clip('Pad chorus', 16, 8, held(82, true)),
      clip('Pad chorus 2', 24, 8, held(86, true)),
      clip('Pad verse 2', 32, 8, held(60, false)),
      clip('Pad chorus 3', 40, 8, held(90, true)),
      { name: 'Pad end', at: 48, bars: 2, notes: AM.keys.map((key) => [0, 7, key, 78]) },
    ]
  }
  const stab = (beat: number, length: number, chord: Chord, velocity: number): Note[] =>
    // The hand rolls a little: low notes first.
    chord.keys.map((key, i) => [beat + i * 0.012, length, key, velocity - (i === 3 ? 0 : 6)])
  const verse = (chord: Chord, b: number): Note[] => [
    ...stab(0, 1.3, chord, 74),
    ...stab(1.5, 0.4, chord, 58),
    ...stab(2.5, 1.2, chord, 68),
    ...(b % 4 === 3 ? ([[3.5, 0.45, chord.keys[3]! + (chord === GB ? 2 : 3), 60]] as Note[]) : []),
  ]
  const chorus = (chord: Chord, b: number): Note[] => [
    ...stab(0, 1.4, chord, 92),
    ...stab(1.5, 0.9, chord, 78),
    ...stab(2.5, 0.4, chord, 84),
    ...stab(3, 0.9, chord, b % 2 ? 82 : 74),
  ]
  return [
    clip('Keys verse', 4, 12, verse),
    clip('Keys chorus', 16, 8, chorus),
    clip('Keys chorus 2', 24, 8, chorus),
    clip('Keys verse 2', 32, 8, verse),
    clip('Keys chorus 3', 40, 8, chorus),
    { name: 'Keys end', at: 48, bars: 2, notes: stab(0, 6, AM, 80) },
  ]
}

// ── Pluck: a figure of broken chords ─────────────────────────────────────────
export function pluck(): Part[] {
  const slow =
    (velocity: number) =>
    (chord: Chord): Note[] => {
      const k = chord.keys.map((key) => key + 12)
      return [0, 2, 1, 3, 2, 1].map((i, n) => [n * 0.5 + (n > 2 ? 0.5 : 0), 0.45, k[i]!, velocity - (n % 3) * 8])
    }
  const quick = (chord: Chord, b: number): Note[] => {
    const k = chord.keys.map((key) => key + 12)
    const order = b % 2 ? [0, 1, 2, 3, 2, 1, 3, 2, 0, 1, 2, 3, 2, 3, 1, 2] : [0, 2, 1, 3, 0, 2, 1, 3, 2, 1, 3, 2, 0, 2, 3, 1]
    return order.map((i, n) => [n / 4, 0.22, k[i]!, n % 4 === 0 ? 84 : n % 2 ? 58 : 70])
  }
  return [
    clip('Pluck intro', 0, 4, slow(70)),
    clip('Pluck rise', 12, 4, slow(78)),
    clip('Pluck hook', 16, 8, quick),
    clip('Pluck hook 2', 24, 8, quick),
    clip('Pluck verse 2', 36, 4, slow(76)),
    clip('Pluck hook 3', 40, 8, quick),
    {
      name: 'Pluck end',
      at: 48,
      bars: 1,
      notes: [
        [0, 1, 69, 74],
        [0.5, 1, 72, 66],
        [1, 1, 76, 62],
        [1.5, 2, 83, 56],
      ],
    },
  ]
}

// ── Lead ─────────────────────────────────────────────────────────────────────
/** The tune of the chorus, bar by bar over F G Am C/E F G C E7. */
const TUNE: readonly (readonly Note[])[] = [
  [
    [0, 1.45, 69, 98],
    [1.5, 0.5, 72, 88],
    [2, 1, 69, 94],
    [3, 0.95, 67, 86],
  ],
  [
    [0, 1.45, 71, 100],
    [1.5, 0.5, 74, 90],
    [2, 1, 71, 94],
    [3, 0.95, 67, 84],
  ],
  [
    [0, 1.45, 72, 102],
    [1.5, 0.5, 76, 96],
    [2, 1, 74, 96],
    [3, 0.95, 72, 90],
  ],
  [
    [0, 2.4, 67, 96],
    [2.5, 0.5, 64, 78],
    [3, 0.95, 67, 86],
  ],
  [
    [0, 1.45, 69, 98],
    [1.5, 0.5, 72, 90],
    [2, 1, 77, 104],
    [3, 0.95, 76, 98],
  ],
  [
    [0, 1.45, 74, 100],
    [1.5, 0.5, 71, 86],
    [2, 1, 74, 94],
    [3, 0.95, 79, 106],
  ],
  [
    [0, 2.9, 76, 104],
    [3, 0.5, 74, 88],
    [3.5, 0.45, 72, 84],
  ],
  [
    [0, 1.9, 71, 96],
    [2, 0.95, 68, 86],
    [3, 0.95, 71, 90],
  ],
]
/** The second time it climbs at the end instead of falling. */
const TUNE_AGAIN: readonly (readonly Note[])[] = [
  ...TUNE.slice(0, 5),
  [
    [0, 1.45, 74, 102],
    [1.5, 0.5, 76, 92],
    [2, 1, 79, 108],
    [3, 0.5, 76, 92],
    [3.5, 0.45, 74, 88],
  ],
  [
    [0, 1.9, 76, 106],
    [2, 1, 79, 104],
    [3, 0.95, 84, 110],
  ],
  [
    [0, 2.4, 83, 106],
    [2.5, 0.5, 80, 92],
    [3, 0.95, 76, 88],
  ],
]
/** An answer to the singer who is not there: verse two. */
const ANSWER: readonly (readonly Note[])[] = [
  [
    [2, 0.5, 76, 70],
    [2.5, 0.5, 74, 64],
    [3, 0.9, 71, 72],
  ],
  [[0, 2.4, 69, 74]],
  [
    [2, 0.5, 67, 66],
    [2.5, 0.5, 69, 68],
    [3, 0.9, 72, 74],
  ],
  [[0, 2.9, 71, 76]],
  [
    [1, 0.95, 74, 74],
    [2, 0.95, 77, 80],
    [3, 0.9, 76, 78],
  ],
  [
    [0, 1.9, 72, 78],
    [2, 1.8, 69, 74],
  ],
  [
    [0, 0.95, 71, 76],
    [1, 0.95, 74, 80],
    [2, 1.9, 76, 84],
  ],
  [
    [0, 2.9, 80, 90],
    [3, 0.9, 83, 94],
  ],
]
export function lead(): Part[] {
  const from = (bars: readonly (readonly Note[])[]) => (_: Chord, b: number) => bars[b]!
  return [
    clip('Lead', 16, 8, from(TUNE)),
    clip('Lead again', 24, 8, from(TUNE_AGAIN)),
    clip('Answer', 32, 8, from(ANSWER)),
    clip('Lead, last', 40, 8, from(TUNE_AGAIN)),
    { name: 'Lead end', at: 48, bars: 2, notes: [[0, 5, 81, 88]] },
  ]
}

// ── The harbour ──────────────────────────────────────────────────────────────
export function harbour(what: 'water' | 'buoy'): Part[] {
  if (what === 'water')
    // Waves: long swells of noise that overlap, each of another height.
    return [
      {
        name: 'Harbour night',
        at: 0,
        bars: 50,
        notes: Array.from({ length: 33 }, (_, i): Note => [i * 6, 7.5, 48 + ((i * 5) % 7), 54 + ((i * 13) % 22)]),
      },
    ]
  const bells = (name: string, at: number, bars: number, beats: readonly number[]): Part => ({
    name,
    at,
    bars,
    notes: beats.map((beat, i): Note => [beat, 3, i % 3 === 1 ? 81 : 76, 52 - (i % 2) * 14]),
  })
  return [
    bells('Bell buoy', 0, 5, [1, 2.7, 9.2, 11, 17.3]),
    bells('Bell buoy', 32, 4, [0.7, 2.4, 9]),
    bells('Bell buoy', 48, 2, [2.5, 4.1, 6.6]),
  ]
}
