// The mix of "Harbour Lights": tracks, instruments, effects, buses and the automation of a few faders and filters.
import type { Rec } from '../../records.ts'
import { bus, device, main, send, track } from '../empty.ts'
import {
  ELECTRIC_PIANO,
  GLASS_PLUCK,
  HARBOUR_LEAD,
  LOW12,
  LOW24,
  lowCut,
  type Params,
  ROUND_BASS,
  SINE,
  WARM_PAD,
} from '../parts/sounds.ts'

// Sounds of this song alone.
const WATER: Params = {
  osc1Level: 0,
  osc2Level: 0,
  noiseLevel: 90,
  filterType: LOW24,
  cutoff: 300,
  resonance: 0.7,
  envelope: 26,
  keyTrack: 100,
  velocityFilter: 14,
  filterAttack: 3.2,
  filterDecay: 6,
  filterSustain: 12,
  filterRelease: 4,
  ampAttack: 2.4,
  ampDecay: 9,
  ampSustain: 25,
  ampRelease: 3.5,
  lfoRate: 0.31,
  lfoFilter: 5,
  spread: 0,
  velocity: 70,
  level: 6,
}
const BUOY: Params = {
  osc1Shape: SINE,
  osc1Level: 70,
  osc2Shape: SINE,
  osc2Octave: 1,
  osc2Semitones: 6,
  osc2Level: 50,
  subLevel: 30,
  detune: 22,
  filterType: LOW12,
  cutoff: 3200,
  envelope: -10,
  filterDecay: 2,
  ampAttack: 0.002,
  ampDecay: 9,
  ampSustain: 0,
  ampRelease: 6,
  spread: 50,
  velocity: 80,
}

/** @param bar  ticks of a bar */
export function mix(bar: number): Rec[] {
  let points = 0
  const lane = (target: string, param: string, ...list: readonly (readonly [bar: number, value: number, curve?: 'hold'])[]): Rec[] =>
    list.map(([at, value, curve]) => ({
      id: `point-${++points}`,
      type: 'point',
      target,
      param,
      at: Math.round(at * bar),
      value,
      curve: curve ?? 'linear',
    }))
  return [
    main(),
    device('main', 'eq', 'a', {
      ...lowCut(28),
      b3freq: 270,
      b3gain: -1.5,
      b3q: 0.8,
      b4freq: 3400,
      b4gain: 1.2,
      b4q: 0.7,
      b5freq: 8000,
      b5gain: 2,
    }),
    device('main', 'compressor', 'b', {
      threshold: -18,
      ratio: 2,
      knee: 10,
      attack: 0.015,
      release: 0.16,
      makeup: 2.6,
      detector: 1,
      lowcut: 60,
    }),
    device('main', 'limiter', 'c', { input: 4.2, ceiling: -2.4, release: 0.12 }),

    bus('music', 'm1', 'Music', 6, 0),
    device('music', 'compressor', 'a', {
      threshold: -22,
      ratio: 1.6,
      knee: 10,
      attack: 0.025,
      release: 0.2,
      makeup: 1,
      detector: 1,
      lowcut: 90,
    }),
    device('music', 'eq', 'b', { b3freq: 255, b3gain: -3.5, b3q: 0.8, b4freq: 2800, b4gain: 1.5, b4q: 0.7, b5freq: 7000, b5gain: 2 }),
    bus('reverb', 'm2', 'Reverb', 4, 0),
    device('reverb', 'eq', 'a', lowCut(220)),
    device('reverb', 'reverb', 'b', { decay: 2.4, size: 62, predelay: 0.024, mix: 100 }),
    bus('echo', 'm3', 'Echo', 3, 0),
    // Three eighths at 96 beats per minute.
    device('echo', 'delay', 'a', { time: 0.9375, feedback: 34, lowcut: 320, highcut: 4200, pingpong: 1, mix: 100 }),
    send('echo', 'reverb', -14),

    ...track('drums', 'a1', 'Drums', 5, { note: 'Drum machine', gain: -3 }),
    device('strip-drums', 'drums', 'a', {
      kickDecay: 90,
      kickPunch: 115,
      snareTune: -1,
      snareSnap: 105,
      snareDecay: 105,
      hatDecay: 85,
      hatLevel: -3,
      cymbalLevel: -5,
      drive: 5,
      width: 100,
    }),
    device('strip-drums', 'compressor', 'b', {
      threshold: -17,
      ratio: 2.8,
      knee: 6,
      attack: 0.012,
      release: 0.09,
      makeup: 2.4,
      lowcut: 40,
    }),
    device('strip-drums', 'eq', 'c', {
      b2gain: -1,
      b2freq: 70,
      b3freq: 250,
      b3gain: -3,
      b3q: 0.8,
      b4freq: 4500,
      b4gain: 1.5,
      b4q: 0.8,
      b5freq: 12_000,
      b5gain: -3,
    }),
    // Snare and clap together are 6 dB above the rest: what main's limiter would have to take, the drums do by themselves.
    device('strip-drums', 'limiter', 'd', { ceiling: -9.3, release: 0.03 }),
    send('strip-drums', 'reverb', -20),

    ...track('bass', 'a2', 'Bass', 4, { note: 'Analog poly', gain: -5.5 }),
    device('strip-bass', 'synth', 'a', ROUND_BASS),
    device('strip-bass', 'compressor', 'b', { threshold: -22, ratio: 3.5, knee: 6, attack: 0.012, release: 0.12, makeup: 3, detector: 1 }),
    device('strip-bass', 'eq', 'c', { ...lowCut(32), b3freq: 240, b3gain: -1.5, b4freq: 800, b4gain: 4, b4q: 0.6 }),
    // Where a note begins with the kick; so that main's limiter is not moved by either.
    device('strip-bass', 'limiter', 'd', { ceiling: -9.8, release: 0.06 }),

    ...track('keys', 'a3', 'Keys', 1, { note: 'Electric piano', gain: -9, pan: -12, output: 'music' }),
    device('strip-keys', 'synth', 'a', ELECTRIC_PIANO),
    device('strip-keys', 'eq', 'b', { ...lowCut(150), b3freq: 270, b3gain: -3, b3q: 0.8, b4freq: 2400, b4gain: 2.5, b4q: 0.7 }),
    send('strip-keys', 'reverb', -15),

    ...track('pad', 'a4', 'Pad', 6, { note: 'Warm pad', gain: -14, output: 'music' }),
    device('strip-pad', 'synth', 'a', WARM_PAD),
    device('strip-pad', 'eq', 'b', { ...lowCut(170), b3freq: 350, b3gain: -2.5, b3q: 0.8 }),
    send('strip-pad', 'reverb', -12),

    ...track('pluck', 'a5', 'Pluck', 3, { note: 'Glass pluck', gain: -12.5, pan: 22, output: 'music' }),
    device('strip-pluck', 'synth', 'a', GLASS_PLUCK),
    device('strip-pluck', 'eq', 'b', { ...lowCut(240), b5freq: 8000, b5gain: -1 }),
    send('strip-pluck', 'echo', -13),
    send('strip-pluck', 'reverb', -14),

    ...track('lead', 'a6', 'Lead', 7, { note: 'Harbour lead', gain: -5.5 }),
    device('strip-lead', 'synth', 'a', HARBOUR_LEAD),
    device('strip-lead', 'eq', 'b', { ...lowCut(180), b3freq: 480, b3gain: -1.5, b4freq: 2800, b4gain: 2.5, b4q: 0.7 }),
    device('strip-lead', 'compressor', 'c', { threshold: -22, ratio: 2.5, attack: 0.012, release: 0.14, makeup: 2 }),
    send('strip-lead', 'echo', -12),
    send('strip-lead', 'reverb', -13),

    ...track('harbour', 'a7', 'Harbour', 2, { note: 'Water at night', gain: -4 }),
    device('strip-harbour', 'synth', 'a', WATER),
    device('strip-harbour', 'eq', 'b', lowCut(90)),

    ...track('buoy', 'a8', 'Bell buoy', 8, { note: 'Far away', gain: -8, pan: 45 }),
    device('strip-buoy', 'synth', 'a', BUOY),
    send('strip-buoy', 'reverb', -6),

    // The harbour stands alone at first, steps back for the song and returns.
    ...lane('strip-harbour', 'gain', [0, 4], [3, 3], [5, -7], [16, -10], [40, -10], [48, -2], [49.5, 3], [50.8, -40]),
    // Out of the dark: the instruments come nearer over two bars.
    ...lane('music', 'gain', [0, -40], [0.75, -16], [2.5, 0]),
    // The keys carry the verses and leave room for the lead in the choruses.
    ...lane('strip-keys', 'gain', [4, -6.5], [15.75, -6.5], [16, -9], [31.75, -9], [32, -7], [39.75, -7], [40, -9]),
    // In the second verse the lead only answers.
    ...lane('strip-lead', 'gain', [31.75, -5.5], [32, -8], [39.75, -8], [40, -5.5]),
    // The pluck opens towards each chorus.
    ...lane('strip-pluck-synth', 'cutoff', [0, 700], [4, 900], [12, 620], [16, 1900], [32, 1100], [36, 640], [40, 2100], [48, 1500]),
    ...lane(
      'strip-pad-synth',
      'cutoff',
      [0, 620],
      [4, 1100],
      [8, 1100],
      [15, 1800],
      [16, 1400],
      [31.5, 1700],
      [32, 1000],
      [40, 1500],
      [48, 1500],
      [50, 500],
    ),
    // A little more room at the ends of sections.
    ...lane(
      'strip-lead>echo',
      'gain',
      [16, -12],
      [23, -12],
      [23.8, -7],
      [24, -12],
      [31, -12],
      [31.8, -6],
      [32, -11],
      [47, -11],
      [47.8, -5],
      [50, -8],
    ),
  ]
}
