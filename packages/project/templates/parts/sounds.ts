// Sounds of the templates, made from presets of Analog poly and fitted to a mix; and the choices of its parameters and the equaliser's.

/** Parameters by name, in their units. */
export type Params = { readonly [name: string]: number }
const SAW = 0
const PULSE = 1
const TRIANGLE = 2
export const SINE = 3
export const LOW12 = 0
export const LOW24 = 1
const HIGH_PASS_24 = 4
const RMS = 1

/** The equaliser's first band as a low cut. */
export const lowCut = (hz: number): Params => ({ b1on: 1, b1type: HIGH_PASS_24, b1freq: hz })

export const ROUND_BASS: Params = {
  osc1Shape: SAW,
  osc1Level: 65,
  osc2Shape: TRIANGLE,
  osc2Level: 40,
  subLevel: 50,
  detune: 5,
  filterType: LOW24,
  cutoff: 460,
  envelope: 30,
  velocityFilter: 16,
  keyTrack: 50,
  filterDecay: 0.35,
  filterSustain: 20,
  ampAttack: 0.002,
  ampDecay: 2.4,
  ampSustain: 55,
  ampRelease: 0.09,
  drive: 9,
  spread: 0,
  velocity: 55,
  level: 5,
}
export const ELECTRIC_PIANO: Params = {
  osc1Shape: SINE,
  osc1Level: 90,
  osc2Shape: TRIANGLE,
  osc2Octave: 2,
  osc2Level: 26,
  detune: 3,
  filterType: LOW12,
  cutoff: 3000,
  envelope: 26,
  velocityFilter: 26,
  filterDecay: 1.1,
  filterSustain: 10,
  ampAttack: 0.001,
  ampDecay: 5.5,
  ampSustain: 0,
  ampRelease: 0.5,
  spread: 70,
  velocity: 85,
  drive: 6,
  lfoRate: 4.6,
  lfoFilter: 1.5,
  level: 4,
}
export const WARM_PAD: Params = {
  osc1Shape: SAW,
  osc1Level: 60,
  osc2Shape: TRIANGLE,
  osc2Level: 60,
  subLevel: 14,
  detune: 18,
  filterType: LOW24,
  cutoff: 900,
  envelope: 14,
  filterAttack: 1.4,
  filterSustain: 60,
  ampAttack: 0.45,
  ampSustain: 92,
  ampRelease: 1.6,
  lfoRate: 0.22,
  lfoFilter: 5,
  spread: 90,
  velocity: 35,
  level: 0,
}
export const GLASS_PLUCK: Params = {
  osc1Shape: PULSE,
  width: 25,
  osc1Level: 55,
  osc2Shape: SINE,
  osc2Octave: 2,
  osc2Level: 30,
  detune: 8,
  filterType: LOW24,
  cutoff: 1000,
  resonance: 1.5,
  envelope: 40,
  filterDecay: 0.28,
  filterSustain: 0,
  ampAttack: 0.001,
  ampDecay: 1.1,
  ampSustain: 0,
  ampRelease: 0.7,
  spread: 70,
  velocity: 75,
  level: 3,
}
export const HARBOUR_LEAD: Params = {
  osc1Shape: SAW,
  osc1Level: 62,
  osc2Shape: PULSE,
  width: 44,
  osc2Level: 48,
  detune: 9,
  filterType: LOW24,
  cutoff: 2300,
  resonance: 1.1,
  envelope: 20,
  velocityFilter: 10,
  filterAttack: 0.02,
  filterDecay: 0.7,
  filterSustain: 55,
  ampAttack: 0.012,
  ampDecay: 1,
  ampSustain: 82,
  ampRelease: 0.28,
  lfoRate: 5.3,
  lfoPitch: 8,
  drive: 4,
  spread: 45,
  velocity: 50,
  level: 1,
}

// What several templates put on a voice, a bus or the end, in the words of the devices' presets.
export const VOICE_EQ: Params = {
  ...lowCut(90),
  b2gain: -1.5,
  b2freq: 180,
  b3freq: 380,
  b3gain: -2.5,
  b3q: 1.2,
  b4freq: 3600,
  b4gain: 2,
  b4q: 0.8,
  b5freq: 11_000,
  b5gain: 2.5,
}
export const VOICE_STEADY: Params = { threshold: -22, ratio: 3.5, knee: 8, attack: 0.006, release: 0.09, makeup: 4, lowcut: 90 }
export const SPEECH_EQ: Params = {
  ...lowCut(75),
  b2gain: -2,
  b2freq: 160,
  b3freq: 320,
  b3gain: -2,
  b3q: 1.1,
  b4freq: 2800,
  b4gain: 2.5,
  b4q: 0.7,
  b5freq: 9000,
  b5gain: -1,
}
export const SPEECH_EVEN: Params = {
  threshold: -26,
  ratio: 2.5,
  knee: 12,
  attack: 0.008,
  release: 0.18,
  makeup: 4,
  detector: RMS,
  lowcut: 80,
}
/** Keyed by the speech. */
export const UNDER_SPEECH: Params = { threshold: -40, ratio: 3, knee: 12, attack: 0.04, release: 0.7, detector: RMS, lowcut: 120 }
export const BASS_LEVEL: Params = { threshold: -24, ratio: 4.5, knee: 6, attack: 0.015, release: 0.14, makeup: 5, detector: RMS }
export const DRUM_GLUE: Params = { threshold: -16, ratio: 2, knee: 6, attack: 0.03, release: 0.1, makeup: 2, lowcut: 60 }
export const MIX_GLUE: Params = { threshold: -14, ratio: 1.6, knee: 10, attack: 0.03, release: 0.2, makeup: 1, detector: RMS, lowcut: 70 }
export const PLATE: Params = {
  decay: 1.7,
  size: 38,
  predelay: 0.03,
  early: 0,
  diffusion: 100,
  highdecay: 72,
  highfreq: 7500,
  lowdecay: 65,
  lowcut: 240,
  moddepth: 40,
  mix: 100,
}
export const ROOM: Params = { decay: 0.7, size: 28, predelay: 0.006, early: 60, highdecay: 60, lowcut: 160, mix: 100 }
/** @param time  seconds */
export const ECHO = (time: number): Params => ({ time, feedback: 30, pingpong: 1, lowcut: 320, highcut: 4200, duck: 6, mix: 100 })
