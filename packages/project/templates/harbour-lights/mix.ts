// The mix of "Harbour Lights": tracks, instruments, effects, buses and the automation of a few faders and filters.
import type { Rec } from '../../records.ts'
import { bus, device, track } from '../empty.ts'

type Params = { readonly [name: string]: number }
const SAW = 0
const PULSE = 1
const TRIANGLE = 2
const SINE = 3
const LOW12 = 0
const LOW24 = 1
const HIGH_PASS_24 = 4

// Sounds, made from presets of Analog poly and fitted to the song.
const ROUND_BASS: Params = {
  osc1Shape: SAW, osc1Level: 65, osc2Shape: TRIANGLE, osc2Level: 40, subLevel: 50, detune: 5, filterType: LOW24, cutoff: 360, envelope: 30, velocityFilter: 16, keyTrack: 50,
  filterDecay: 0.35, filterSustain: 20, ampAttack: 0.002, ampDecay: 2.4, ampSustain: 55, ampRelease: 0.09, drive: 7, spread: 0, velocity: 55, level: 5,
}
const ELECTRIC_PIANO: Params = {
  osc1Shape: SINE, osc1Level: 90, osc2Shape: TRIANGLE, osc2Octave: 2, osc2Level: 16, detune: 3, filterType: LOW12, cutoff: 1700, envelope: 26, velocityFilter: 26, filterDecay: 1.1,
  filterSustain: 10, ampAttack: 0.001, ampDecay: 5.5, ampSustain: 0, ampRelease: 0.5, spread: 45, velocity: 85, drive: 6, lfoRate: 4.6, lfoFilter: 1.5, level: 4,
}
const WARM_PAD: Params = {
  osc1Shape: SAW, osc1Level: 60, osc2Shape: TRIANGLE, osc2Level: 60, subLevel: 14, detune: 18, filterType: LOW24, cutoff: 900, envelope: 14, filterAttack: 1.4, filterSustain: 60,
  ampAttack: 0.45, ampSustain: 92, ampRelease: 1.6, lfoRate: 0.22, lfoFilter: 5, spread: 90, velocity: 35, level: 0,
}
const GLASS_PLUCK: Params = {
  osc1Shape: PULSE, width: 25, osc1Level: 55, osc2Shape: SINE, osc2Octave: 2, osc2Level: 30, detune: 8, filterType: LOW24, cutoff: 1000, resonance: 1.5, envelope: 40, filterDecay: 0.28,
  filterSustain: 0, ampAttack: 0.001, ampDecay: 1.1, ampSustain: 0, ampRelease: 0.7, spread: 70, velocity: 75, level: 3,
}
const HARBOUR_LEAD: Params = {
  osc1Shape: SAW, osc1Level: 62, osc2Shape: PULSE, width: 44, osc2Level: 48, detune: 9, filterType: LOW24, cutoff: 1600, resonance: 1.1, envelope: 18, velocityFilter: 10,
  filterAttack: 0.02, filterDecay: 0.7, filterSustain: 55, ampAttack: 0.012, ampDecay: 1, ampSustain: 82, ampRelease: 0.28, lfoRate: 5.3, lfoPitch: 8, drive: 4, spread: 45,
  velocity: 50, level: 1,
}
const WATER: Params = {
  osc1Level: 0, osc2Level: 0, noiseLevel: 90, filterType: LOW24, cutoff: 300, resonance: 0.7, envelope: 26, keyTrack: 100, velocityFilter: 14, filterAttack: 3.2, filterDecay: 6,
  filterSustain: 12, filterRelease: 4, ampAttack: 2.4, ampDecay: 9, ampSustain: 25, ampRelease: 3.5, lfoRate: 0.31, lfoFilter: 5, spread: 0, velocity: 70, level: -6,
}
const BUOY: Params = {
  osc1Shape: SINE, osc1Level: 70, osc2Shape: SINE, osc2Octave: 1, osc2Semitones: 6, osc2Level: 50, subLevel: 30, detune: 22, filterType: LOW12, cutoff: 3200, envelope: -10,
  filterDecay: 2, ampAttack: 0.002, ampDecay: 9, ampSustain: 0, ampRelease: 6, spread: 50, velocity: 80,
}

const send = (strip: string, target: string, gain: number): Rec => ({ id: `${strip}>${target}`, type: 'send', strip, target, order: target, gain, pre: false })
const lowCut = (hz: number): Params => ({ b1on: 1, b1type: HIGH_PASS_24, b1freq: hz })

/** @param bar  ticks of a bar */
export function mix(bar: number): Rec[] {
  let points = 0
  const lane = (target: string, param: string, ...list: readonly (readonly [bar: number, value: number, curve?: 'hold'])[]): Rec[] =>
    list.map(([at, value, curve]) => ({ id: `point-${++points}`, type: 'point', target, param, at: Math.round(at * bar), value, curve: curve ?? 'linear' }))
  return [
    { id: 'main', type: 'strip', kind: 'main', order: 'z', name: 'Main', color: 1, gain: 0, pan: 0, mute: false, solo: false, output: null },
    device('main', 'eq', 'a', { b1on: 1, b1type: HIGH_PASS_24, b1freq: 28, b3freq: 320, b3gain: -1.2, b3q: 0.8, b5freq: 9500, b5gain: 1.8 }),
    device('main', 'compressor', 'b', { threshold: -16, ratio: 1.7, knee: 10, attack: 0.03, release: 0.18, makeup: 1.5, detector: 1, lowcut: 80 }),
    device('main', 'limiter', 'c', { input: 4, ceiling: -1.5 }),

    bus('music', 'm1', 'Music', 6, 0),
    device('music', 'compressor', 'a', { threshold: -22, ratio: 1.6, knee: 10, attack: 0.025, release: 0.2, makeup: 1, detector: 1, lowcut: 90 }),
    bus('reverb', 'm2', 'Reverb', 4, -5),
    device('reverb', 'eq', 'a', lowCut(220)),
    device('reverb', 'reverb', 'b', { decay: 2.4, size: 62, predelay: 0.024, mix: 100 }),
    bus('echo', 'm3', 'Echo', 3, -8),
    // Three eighths at 96 beats per minute.
    device('echo', 'delay', 'a', { time: 0.9375, feedback: 34, lowcut: 320, highcut: 4200, pingpong: 1, mix: 100 }),
    send('echo', 'reverb', -14),

    ...track('drums', 'a1', 'Drums', 5, { note: 'Drum machine', gain: -3 }),
    device('strip-drums', 'drums', 'a', { kickDecay: 90, kickPunch: 115, snareTune: -1, snareSnap: 105, snareDecay: 105, hatDecay: 85, hatLevel: -2, cymbalLevel: -2, drive: 5, width: 75 }),
    device('strip-drums', 'compressor', 'b', { threshold: -15, ratio: 2.2, knee: 6, attack: 0.028, release: 0.1, makeup: 1.5, lowcut: 60 }),
    device('strip-drums', 'eq', 'c', { b2gain: 1.2, b2freq: 70, b3freq: 380, b3gain: -2, b3q: 1, b5freq: 9000, b5gain: 1.5 }),
    send('strip-drums', 'reverb', -22),

    ...track('bass', 'a2', 'Bass', 4, { note: 'Analog poly', gain: -5.5 }),
    device('strip-bass', 'synth', 'a', ROUND_BASS),
    device('strip-bass', 'compressor', 'b', { threshold: -22, ratio: 3.5, knee: 6, attack: 0.012, release: 0.12, makeup: 3, detector: 1 }),
    device('strip-bass', 'eq', 'c', { ...lowCut(32), b3freq: 240, b3gain: -1.5, b4freq: 900, b4gain: 1.5, b4q: 0.8 }),

    ...track('keys', 'a3', 'Keys', 1, { note: 'Electric piano', gain: -9, pan: -12, output: 'music' }),
    device('strip-keys', 'synth', 'a', ELECTRIC_PIANO),
    device('strip-keys', 'eq', 'b', { ...lowCut(120), b3freq: 420, b3gain: -2, b4freq: 2600, b4gain: 1.2 }),
    send('strip-keys', 'reverb', -15),

    ...track('pad', 'a4', 'Pad', 6, { note: 'Warm pad', gain: -13, output: 'music' }),
    device('strip-pad', 'synth', 'a', WARM_PAD),
    device('strip-pad', 'eq', 'b', { ...lowCut(170), b3freq: 350, b3gain: -2.5, b3q: 0.8 }),
    send('strip-pad', 'reverb', -12),

    ...track('pluck', 'a5', 'Pluck', 3, { note: 'Glass pluck', gain: -12.5, pan: 22, output: 'music' }),
    device('strip-pluck', 'synth', 'a', GLASS_PLUCK),
    device('strip-pluck', 'eq', 'b', { ...lowCut(240), b5freq: 8000, b5gain: -1 }),
    send('strip-pluck', 'echo', -13),
    send('strip-pluck', 'reverb', -14),

    ...track('lead', 'a6', 'Lead', 7, { note: 'Harbour lead', gain: -9.5 }),
    device('strip-lead', 'synth', 'a', HARBOUR_LEAD),
    device('strip-lead', 'eq', 'b', { ...lowCut(180), b4freq: 2800, b4gain: 1.5, b4q: 0.8 }),
    device('strip-lead', 'compressor', 'c', { threshold: -22, ratio: 2.5, attack: 0.012, release: 0.14, makeup: 2 }),
    send('strip-lead', 'echo', -12),
    send('strip-lead', 'reverb', -13),

    ...track('harbour', 'a7', 'Harbour', 2, { note: 'Water at night', gain: -16 }),
    device('strip-harbour', 'synth', 'a', WATER),
    device('strip-harbour', 'eq', 'b', lowCut(90)),

    ...track('buoy', 'a8', 'Bell buoy', 8, { note: 'Far away', gain: -20, pan: 45 }),
    device('strip-buoy', 'synth', 'a', BUOY),
    send('strip-buoy', 'reverb', -6),

    // The harbour stands alone at first, steps back for the song and returns.
    ...lane('strip-harbour', 'gain', [0, -12], [3, -13], [5, -21], [16, -24], [40, -24], [48, -18], [50, -13]),
    // The pluck opens towards each chorus.
    ...lane('strip-pluck-synth', 'cutoff', [0, 700], [4, 900], [12, 620], [16, 1900], [32, 1100], [36, 640], [40, 2100], [48, 1500]),
    ...lane('strip-pad-synth', 'cutoff', [0, 620], [4, 900], [8, 780], [15, 1500], [16, 1250], [31.5, 1500], [32, 800], [40, 1400], [48, 1400], [50, 500]),
    // A little more room at the ends of sections.
    ...lane('strip-lead>echo', 'gain', [16, -12], [23, -12], [23.8, -7], [24, -12], [31, -12], [31.8, -6], [32, -11], [47, -11], [47.8, -5], [50, -8]),
  ]
}
