// Eight bars that go round: four on the floor, a bass between the kicks, electric piano, and a tune with echo. 116 beats per minute, D minor.
import type { Rec } from '../records.ts'
import { base, bus, device, sections, send, track } from './empty.ts'
import { type Note, play } from './parts/play.ts'
import { ECHO, ELECTRIC_PIANO, GLASS_PLUCK, HARBOUR_LEAD, lowCut, MIX_GLUE, PLATE, ROUND_BASS, WARM_PAD } from './parts/sounds.ts'

const BPM = 116
const BARS = 8
/** Bass, the bass on its way to the next, and a voicing that moves as little as it can. */
const CHORDS = [
  { bass: 38, walk: 36, keys: [53, 57, 60, 64] }, // Dm9
  { bass: 34, walk: 33, keys: [53, 57, 60, 62] }, // B flat maj9
  { bass: 29, walk: 33, keys: [55, 57, 60, 64] }, // Fmaj9
  { bass: 36, walk: 37, keys: [55, 57, 62, 64] }, // C6/9
  { bass: 38, walk: 36, keys: [53, 57, 60, 64] }, // Dm9
  { bass: 34, walk: 32, keys: [53, 57, 60, 62] }, // B flat maj9
  { bass: 31, walk: 32, keys: [53, 58, 62, 69] }, // Gm9
  { bass: 33, walk: 37, keys: [55, 62, 64, 69] }, // A7sus, to A7 in its second half
] as const
/** Off-beat sixteenths come late by this part of a beat. */
const SWING = 0.028
const swing = (beat: number) => (Math.round(beat * 4) % 2 ? beat + SWING : beat)

const KICK = 36
const [RIM, SNARE, CLAP, CLOSED, OPEN, SHAKER, CONGA] = [37, 38, 39, 42, 46, 70, 63] as const
const hit = (beat: number, key: number, velocity: number): Note => [swing(beat), 0.2, key, velocity]
/** Two clips of four bars. */
const halves = (a: string, b: string, bar: (n: number) => readonly Note[]) =>
  [a, b].map((name, half) => ({
    name,
    at: half * 4,
    bars: 4,
    notes: [0, 1, 2, 3].flatMap((n) => bar(half * 4 + n).map(([at, length, key, velocity]): Note => [n * 4 + at, length, key, velocity])),
  }))

function kick(bar: number): Note[] {
  const last = bar === BARS - 1
  return [...[0, 1, 2, 3].filter((b) => !last || b < 3).map((b) => hit(b, KICK, b % 2 ? 104 : 110)), ...(last ? [hit(2.75, KICK, 84)] : [])]
}
function drums(bar: number): Note[] {
  const notes = [hit(1, CLAP, 84), hit(3, CLAP, 88), hit(1, SNARE, 52), hit(3, SNARE, 56)]
  for (let i = 0; i < 16; i++) {
    if (i % 4 === 2) notes.push(hit(i / 4, OPEN, 74))
    else notes.push(hit(i / 4, CLOSED, i % 4 === 0 ? 58 : 38))
    notes.push(hit(i / 4, SHAKER, i % 4 === 2 ? 48 : i % 2 ? 26 : 36))
  }
  notes.push(hit(0.75, RIM, 50), hit(2.25, RIM, 56), hit(bar % 2 ? 3.75 : 1.75, CONGA, 54))
  if (bar === 3) notes.push(hit(3.5, SNARE, 50), hit(3.75, SNARE, 66))
  if (bar === BARS - 1) for (let i = 0; i < 4; i++) notes.push(hit(3 + i / 4, SNARE, 56 + 14 * i))
  return notes
}
function bass(bar: number): Note[] {
  const { bass: root, walk } = CHORDS[bar]!
  const line: [number, number, number, number][] = [
    [0, 0.4, root, 92],
    [0.75, 0.2, root + 12, 72],
    [1.5, 0.45, root, 98],
    [2.25, 0.2, root + 12, 66],
    [2.5, 0.45, root, 94],
    [3.25, 0.2, root + 7, 70],
    [3.5, 0.45, walk, 86],
  ]
  return line.map(([at, length, key, velocity]) => [swing(at), length, key, velocity])
}
function keys(bar: number): Note[] {
  const stabs = [
    [0, 1.15, 84],
    [1.5, 0.3, 66],
    [2.25, 0.55, 78],
    [3.5, 0.35, 68],
  ] as const
  return stabs.flatMap(([at, length, velocity]) =>
    CHORDS[bar]!.keys.map(
      (key, i): Note => [swing(at) + i * 0.006, length, bar === 7 && at >= 2 && key === 62 ? 61 : key, velocity - 2 * i],
    ),
  )
}
const pad = (bar: number): Note[] => CHORDS[bar]!.keys.slice(0, 3).map((key): Note => [0, bar === 7 && key === 62 ? 1.9 : 3.9, key, 70])
const TUNE: readonly (readonly (readonly [beat: number, key: number])[])[] = [
  [
    [0.5, 69],
    [1.25, 72],
    [1.75, 74],
    [2.75, 72],
    [3.5, 69],
  ],
  [
    [0.5, 69],
    [1.25, 72],
    [1.75, 74],
    [2.75, 77],
    [3.5, 74],
  ],
  [
    [0.5, 69],
    [1.25, 72],
    [1.75, 76],
    [2.75, 74],
    [3.5, 72],
  ],
  [
    [0.5, 67],
    [1.25, 69],
    [1.75, 74],
    [3, 69],
  ],
  [
    [0.5, 69],
    [1.25, 72],
    [1.75, 74],
    [2.75, 72],
    [3.5, 69],
  ],
  [
    [0.5, 69],
    [1.25, 72],
    [1.75, 74],
    [2.75, 77],
    [3.5, 74],
  ],
  [
    [0.5, 70],
    [1.25, 74],
    [1.75, 77],
    [2.75, 81],
    [3.5, 77],
  ],
  [
    [0.5, 76],
    [1.25, 74],
    [2, 73],
    [2.75, 76],
    [3.25, 69],
  ],
]
const tune = (bar: number): Note[] => TUNE[bar]!.map(([at, key], i): Note => [swing(at), 0.3, key, i % 2 ? 70 : 84])

export default {
  id: 'beat',
  order: 2,
  name: 'Beat',
  summary: 'Eight mixed bars that go round, and a lead that waits for you.',
  loops: true,
  records: (): Rec[] => [
    ...base({ name: 'Beat', bpm: BPM, spec: 'spotify', loop: BARS, key: 'D min' }),
    ...sections(['Groove', 4, 5], ['Turn', 4, 1]),

    ...track('kick', 'a1', 'Kick', 5, { note: 'Drum machine', output: 'drums', gain: -2 }),
    device('strip-kick', 'drums', 'a', { kickTune: 0, kickDecay: 80, kickPunch: 125, drive: 6 }),
    ...track('drums', 'a2', 'Drums', 5, { note: 'Drum machine', output: 'drums', gain: 3 }),
    device('strip-drums', 'drums', 'a', {
      snareSnap: 110,
      hatDecay: 80,
      hatLevel: -4,
      clapLevel: 0,
      percussionLevel: -2,
      drive: 5,
      width: 100,
    }),
    device('strip-drums', 'eq', 'b', { ...lowCut(110), b5freq: 11_000, b5gain: -1.5 }),
    send('strip-drums', 'plate', -20),
    ...track('bass', 'a3', 'Bass', 4, { note: 'Round bass', gain: 1.5 }),
    device('strip-bass', 'synth', 'a', ROUND_BASS),
    device('strip-bass', 'compressor', 'b', { threshold: -22, ratio: 3, knee: 6, attack: 0.002, release: 0.11 }, 'strip-kick'),
    device('strip-bass', 'eq', 'c', { ...lowCut(32), b3freq: 240, b3gain: -1.5, b4freq: 800, b4gain: 4, b4q: 0.6 }),
    ...track('keys', 'a4', 'Keys', 1, { note: 'Electric piano', output: 'music', gain: -3, pan: -10 }),
    device('strip-keys', 'synth', 'a', ELECTRIC_PIANO),
    device('strip-keys', 'eq', 'b', {
      ...lowCut(140),
      b3freq: 300,
      b3gain: -2.5,
      b3q: 0.8,
      b4freq: 2400,
      b4gain: 3.5,
      b4q: 0.6,
      b5freq: 7000,
      b5gain: 3,
    }),
    send('strip-keys', 'plate', -17),
    ...track('pad', 'a5', 'Pad', 6, { note: 'Warm pad', output: 'music', gain: -9 }),
    device('strip-pad', 'synth', 'a', WARM_PAD),
    device('strip-pad', 'eq', 'b', { ...lowCut(200), b3freq: 350, b3gain: -2.5, b3q: 0.8 }),
    send('strip-pad', 'plate', -14),
    ...track('tune', 'a6', 'Tune', 3, { note: 'Glass pluck', output: 'music', gain: 0, pan: 18 }),
    device('strip-tune', 'synth', 'a', GLASS_PLUCK),
    device('strip-tune', 'eq', 'b', lowCut(240)),
    send('strip-tune', 'echo', -11),
    send('strip-tune', 'plate', -15),
    ...track('lead', 'a7', 'Lead', 7, { note: 'Yours to play', gain: -7 }),
    device('strip-lead', 'synth', 'a', HARBOUR_LEAD),
    device('strip-lead', 'eq', 'b', lowCut(180)),
    send('strip-lead', 'echo', -13),
    send('strip-lead', 'plate', -14),

    bus('drums', 'm1', 'Rhythm', 5, -2),
    device('drums', 'compressor', 'a', { threshold: -16, ratio: 2, knee: 6, attack: 0.03, release: 0.1, makeup: 1, lowcut: 60 }),
    // Clap, snare and kick on one beat: what main's limiter would have to take, the group does by itself.
    device('drums', 'limiter', 'b', { ceiling: -6.5, release: 0.03 }),
    bus('music', 'm2', 'Music', 6),
    // Breathes with the kick.
    device('music', 'compressor', 'a', { threshold: -20, ratio: 2.5, knee: 8, attack: 0.004, release: 0.16 }, 'strip-kick'),
    bus('plate', 'm3', 'Plate', 6),
    device('plate', 'reverb', 'a', PLATE),
    bus('echo', 'm4', 'Echo', 3),
    // Three sixteenths.
    device('echo', 'delay', 'a', ECHO((60 / BPM) * 0.75)),
    send('echo', 'plate', -14),
    device('main', 'eq', 'a', {
      ...lowCut(28),
      b3freq: 260,
      b3gain: -1.5,
      b3q: 0.8,
      b4freq: 3000,
      b4gain: 1.5,
      b4q: 0.7,
      b5freq: 8000,
      b5gain: 2.5,
    }),
    device('main', 'compressor', 'b', MIX_GLUE),
    device('main', 'limiter', 'z', { input: 3.5, ceiling: -1.5, release: 0.12 }),

    ...play('kick', halves('Kick', 'Kick, turn', kick), 21, 0, 3),
    ...play('drums', halves('Groove', 'Groove, turn', drums), 22, 60, 5),
    ...play('bass', halves('Bass', 'Bass, turn', bass), 23, 90, 4),
    ...play('keys', halves('Chords', 'Chords, turn', keys), 24, 150, 5),
    ...play('pad', halves('Pad', 'Pad, turn', pad), 25, 0, 3),
    ...play('tune', halves('Tune', 'Tune, turn', tune), 26, 100, 6),
  ],
}
