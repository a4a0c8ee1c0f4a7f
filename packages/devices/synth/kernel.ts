// Analog poly: two band-limited oscillators, sub, noise, drive, a state-variable filter per side, two envelopes, one LFO. Four voices to a register.
// Model: the classic subtractive voice. Sources: oscillator.ts, svf.ts (Zavalishin, Simper), envelope.ts.
// Deviations: filter envelope and LFO run at a control rate, every 16 frames of the voice's own count, and pitch, cutoff and pulse width follow them
// there; cutoff and width move linearly in between. The LFO is per voice and starts with it. Every number of a voice is its own lane's, the count too: it
// sounds the same in any lane, beside any other voice, and can move.
// Resonance is the gain at the cutoff in both low-passes: the 24 dB one has its root in each of two sections.
// Cost: about 55 ns per frame and group of four voices, 230 ns driven in stereo.
import * as P from "../catalog/layout/synth";
import { Adsr, AdsrRates, adsrFill, adsrNextWhere, adsrRelease, adsrSet, adsrSounding, adsrStart, adsrStop } from "@tonmeister/dsp/assembly/envelope";
import { any, laneMask, laneOf, setLane } from "@tonmeister/dsp/assembly/lanes";
import { clamp, exp2, gainOfDb, select, sinTurns } from "@tonmeister/dsp/assembly/math";
import { oscIncrement, oscStep, oscTurns, pulse, saw, sine, sineFaded, triangle } from "@tonmeister/dsp/assembly/oscillator";
import { onePoleG } from "@tonmeister/dsp/assembly/onepole";
import { randomNext, randomSeed, randomSeedLane } from "@tonmeister/dsp/assembly/random";
import { Ramp, rampMoves, rampStep, rampTo, rampValue } from "@tonmeister/dsp/assembly/smooth";
import { saturate, Saturator, saturatorClear } from "@tonmeister/dsp/assembly/saturate";
import { svfClear, svfG, SvfState } from "@tonmeister/dsp/assembly/svf";

const CONTROL: i32 = 16;
/** Below it, what drive makes of direct current is taken away. */
const DIRECT_HZ: f32 = 8;
const LOW_24: i32 = 1, HIGH_12: i32 = 2, BAND: i32 = 3;
const PARAMS: usize = P.modulation + 16;

@unmanaged class State {
  key: v128 = f32x4.splat(0);
  velocity: v128 = f32x4.splat(0);
  // Phases and their steps are integers: 2³² is a turn. The float step is what the oscillators need to know of it.
  phase1: v128 = f32x4.splat(0);
  phase2: v128 = f32x4.splat(0);
  phaseSub: v128 = f32x4.splat(0);
  increment1: v128 = f32x4.splat(0);
  increment2: v128 = f32x4.splat(0);
  incrementSub: v128 = f32x4.splat(0);
  step1: v128 = f32x4.splat(0);
  step2: v128 = f32x4.splat(0);
  lfo: v128 = f32x4.splat(0);
  drift: v128 = f32x4.splat(0);
  noise: v128 = f32x4.splat(0);
  /** 1 while sounding; falls to 0 within 4 ms when choked. */
  fade: v128 = f32x4.splat(1);
  fadeStep: v128 = f32x4.splat(0);
  /** The filter's g and the pulse width: where they are, how they move, where they will be at the next control step. */
  g: v128 = f32x4.splat(0);
  gStep: v128 = f32x4.splat(0);
  toG: v128 = f32x4.splat(0);
  width: v128 = f32x4.splat(0);
  widthStep: v128 = f32x4.splat(0);
  toWidth: v128 = f32x4.splat(0);
  /** Frames since the last control step, i32 per lane. */
  beat: v128 = f32x4.splat(0);
  sampleRate: v128 = f32x4.splat(0);
}
// Then: amp Adsr, filter Adsr, their rates, SVF left 1, left 2, right 1, right 2, ramps, last parameters.
const AMP: usize = P.STATE + offsetof<State>();
const FILTER: usize = AMP + offsetof<Adsr>();
const AMP_RATES: usize = FILTER + offsetof<Adsr>();
const FILTER_RATES: usize = AMP_RATES + offsetof<AdsrRates>();
const L1: usize = FILTER_RATES + offsetof<AdsrRates>();
const L2: usize = L1 + offsetof<SvfState>();
const R1: usize = L2 + offsetof<SvfState>();
const R2: usize = R1 + offsetof<SvfState>();
const DRIVE_L: usize = R2 + offsetof<SvfState>();
const DRIVE_R: usize = DRIVE_L + offsetof<Saturator>();
const LEVEL1: usize = DRIVE_R + offsetof<Saturator>();
const LEVEL2: usize = LEVEL1 + offsetof<Ramp>();
const LEVEL_SUB: usize = LEVEL2 + offsetof<Ramp>();
const LEVEL_NOISE: usize = LEVEL_SUB + offsetof<Ramp>();
const LEVEL: usize = LEVEL_NOISE + offsetof<Ramp>();
const DAMP: usize = LEVEL + offsetof<Ramp>();
const NEAR: usize = DAMP + offsetof<Ramp>();
const FAR: usize = NEAR + offsetof<Ramp>();
const DRIVE: usize = FAR + offsetof<Ramp>();
const UNDRIVE: usize = DRIVE + offsetof<Ramp>();
const DRIVEN: usize = UNDRIVE + offsetof<Ramp>();
const LINEAR: usize = DRIVEN + offsetof<Ramp>();
/** The amplitude of the frames up to the next control step. */
const ENVELOPE: usize = LINEAR + offsetof<Ramp>();
const LAST: usize = ENVELOPE + (<usize>CONTROL << 4);
const BYTES: usize = LAST + PARAMS;

export function stateBytes(sampleRate: f32): i32 { return <i32>BYTES; }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, BYTES);
  const s = changetype<State>(state + P.STATE);
  s.sampleRate = f32x4.splat(sampleRate);
  s.fade = f32x4.splat(1);
  randomSeed(state + P.STATE + offsetof<State>("noise"), 1);
}
/** Everything that follows from the parameters alone; done again when one of them moved. */
function prepare(state: usize, params: usize): void {
  if (memory.compare(state + LAST, params, PARAMS) == 0) return;
  memory.copy(state + LAST, params, PARAMS);
  const rate = f32x4.extract_lane(changetype<State>(state + P.STATE).sampleRate, 0);
  const percent = f32x4.splat(0.01);
  adsrSet(state + AMP_RATES, v128.load(params + P.ampAttack), v128.load(params + P.ampDecay), f32x4.mul(percent, v128.load(params + P.ampSustain)), v128.load(params + P.ampRelease), rate);
  adsrSet(state + FILTER_RATES, v128.load(params + P.filterAttack), v128.load(params + P.filterDecay), f32x4.mul(percent, v128.load(params + P.filterSustain)), v128.load(params + P.filterRelease), rate / <f32>CONTROL);
}
/** Sets out pitch, cutoff and pulse width anew in the lanes of `due`: towards where they belong now, or, when a note starts, there at once. */
function control(state: usize, params: usize, due: v128, starts: bool): void {
  const s = changetype<State>(state + P.STATE);
  const rate = f32x4.extract_lane(s.sampleRate, 0);
  if (!starts) {
    // What moves is asked where it will be at the next control step.
    adsrNextWhere(state + FILTER, state + FILTER_RATES, due);
    const increment = oscIncrement(f32x4.div(v128.load(params + P.lfoRate), s.sampleRate));
    s.lfo = i32x4.add(s.lfo, v128.and(due, i32x4.mul(increment, i32x4.splat(CONTROL))));
  }
  const semitone = f32x4.splat(<f32>(1.0 / 12.0));
  const lfo = sinTurns(oscTurns(s.lfo));
  const depth = f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(3), v128.load(params + P.modulation)));
  // Pitch: key, bend, LFO in cents, and a trace of drift.
  const cents = f32x4.add(f32x4.mul(f32x4.mul(lfo, v128.load(params + P.lfoPitch)), depth), f32x4.mul(s.drift, v128.load(params + P.drift)));
  const pitch = f32x4.add(f32x4.add(s.key, v128.load(params + P.bend)), f32x4.mul(cents, f32x4.splat(0.01)));
  const octave1 = v128.load(params + P.osc1Octave);
  const octave2 = v128.load(params + P.osc2Octave);
  const detune = f32x4.mul(v128.load(params + P.detune), f32x4.splat(<f32>(0.5 / 1200.0)));
  const base = f32x4.mul(f32x4.sub(pitch, f32x4.splat(69)), semitone);
  const a4 = f32x4.splat(440);
  const step1 = oscStep(f32x4.mul(a4, exp2(f32x4.sub(f32x4.add(base, octave1), detune))), rate);
  const step2 = oscStep(f32x4.mul(a4, exp2(f32x4.add(f32x4.add(f32x4.add(base, octave2), f32x4.mul(v128.load(params + P.osc2Semitones), semitone)), detune))), rate);
  const stepSub = oscStep(f32x4.mul(a4, exp2(f32x4.sub(f32x4.add(base, octave1), f32x4.splat(1)))), rate);
  s.step1 = select(due, step1, s.step1);
  s.step2 = select(due, step2, s.step2);
  s.increment1 = select(due, oscIncrement(step1), s.increment1);
  s.increment2 = select(due, oscIncrement(step2), s.increment2);
  s.incrementSub = select(due, oscIncrement(stepSub), s.incrementSub);
  // Cutoff in octaves.
  const envelope = f32x4.mul(changetype<Adsr>(state + FILTER).value, v128.load(params + P.envelope));
  const track = f32x4.mul(f32x4.sub(pitch, f32x4.splat(60)), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.keyTrack)));
  const touch = f32x4.mul(f32x4.sub(s.velocity, f32x4.splat(1)), v128.load(params + P.velocityFilter));
  const sweep = f32x4.add(f32x4.add(envelope, track), f32x4.add(touch, f32x4.mul(lfo, v128.load(params + P.lfoFilter))));
  const hz = f32x4.mul(v128.load(params + P.cutoff), exp2(f32x4.mul(sweep, semitone)));
  const g = svfG(f32x4.max(f32x4.splat(16), f32x4.min(f32x4.splat(20000), hz)), rate);
  const percent = f32x4.splat(0.01);
  const width = clamp(f32x4.mul(percent, f32x4.add(v128.load(params + P.width), f32x4.mul(v128.load(params + P.lfoWidth), lfo))), 0.03, 0.97);
  // From exactly where they were to be, so that what does not move has a step of exactly 0.
  const fromG = starts ? g : s.toG, fromWidth = starts ? width : s.toWidth;
  const part = f32x4.splat(<f32>1 / <f32>CONTROL);
  s.g = select(due, fromG, s.g);
  s.gStep = select(due, f32x4.mul(f32x4.sub(g, fromG), part), s.gStep);
  s.toG = select(due, g, s.toG);
  s.width = select(due, fromWidth, s.width);
  s.widthStep = select(due, f32x4.mul(f32x4.sub(width, fromWidth), part), s.widthStep);
  s.toWidth = select(due, width, s.toWidth);
}
export function start(state: usize, params: usize, lane: i32, key: f32, velocity: f32, seed: u32): void {
  prepare(state, params);
  const s = state + P.STATE;
  setLane(s + offsetof<State>("key"), lane, key);
  setLane(s + offsetof<State>("velocity"), lane, velocity);
  // A free phase from the note's seed for the second oscillator, so that chords are not all alike; the first one starts at its zero, so that basses are.
  const r2 = <f32>((seed * 1664525 + 1013904223) >> 8) * <f32>(1.0 / 16777216.0);
  setInteger(s + offsetof<State>("phase1"), lane, 0x80000000);
  setInteger(s + offsetof<State>("phase2"), lane, seed);
  setInteger(s + offsetof<State>("phaseSub"), lane, 0);
  setInteger(s + offsetof<State>("lfo"), lane, 0);
  setInteger(s + offsetof<State>("beat"), lane, 0);
  setLane(s + offsetof<State>("drift"), lane, r2 * 2 - 1);
  setLane(s + offsetof<State>("fade"), lane, 1);
  setLane(s + offsetof<State>("fadeStep"), lane, 0);
  randomSeedLane(s + offsetof<State>("noise"), lane, seed);
  const only = laneMask(lane);
  svfClear(state + L1, only);
  svfClear(state + L2, only);
  svfClear(state + R1, only);
  svfClear(state + R2, only);
  saturatorClear(state + DRIVE_L, only);
  saturatorClear(state + DRIVE_R, only);
  adsrStop(state + AMP, lane);
  adsrStop(state + FILTER, lane);
  adsrStart(state + AMP, lane);
  adsrStart(state + FILTER, lane);
  // A new note begins with the parameters as they are, not on the way from where they were when the lane last sounded.
  for (let r = LEVEL1; r < ENVELOPE; r += offsetof<Ramp>()) setInteger(state + r + offsetof<Ramp>("isSet"), lane, 0);
  control(state, params, only, true);
}
export function release(state: usize, lane: i32): void {
  adsrRelease(state + AMP, lane);
  adsrRelease(state + FILTER, lane);
}
export function choke(state: usize, lane: i32): void {
  const rate = f32x4.extract_lane(changetype<State>(state + P.STATE).sampleRate, 0);
  setLane(state + P.STATE + offsetof<State>("fadeStep"), lane, 1 / (0.004 * rate));
}
@inline function setInteger(at: usize, lane: i32, x: u32): void { store<u32>(at + (<usize>lane << 2), x); }
@inline function highest(v: v128): i32 {
  return max(max(i32x4.extract_lane(v, 0), i32x4.extract_lane(v, 1)), max(i32x4.extract_lane(v, 2), i32x4.extract_lane(v, 3)));
}
@inline function blended(a: v128, b: v128, part: v128): v128 { return f32x4.add(a, f32x4.mul(part, f32x4.sub(b, a))); }
export function sounding(state: usize): i32 { return adsrSounding(state + AMP); }

@inline function shape(kind: i32, phase: v128, step: v128, width: v128): v128 {
  return kind == 0 ? saw(phase, step) : kind == 1 ? pulse(phase, step, width) : kind == 2 ? triangle(phase, step) : sineFaded(phase, step);
}
/** The value of the first lane as a number: choices are the same for all voices of an instrument. */
@inline function choiceOf(at: usize): i32 { return <i32>f32x4.extract_lane(f32x4.nearest(v128.load(at)), 0); }
/** Sets a ramp's goal; whether it needs to be heard: not 0, or on its way. */
@inline function heard(ramp: usize, target: v128, frames: i32): bool {
  rampTo(ramp, target, frames);
  return any(f32x4.ne(target, f32x4.splat(0))) || rampMoves(ramp);
}
@inline function filter(kind: i32, at: usize, x: v128, g: v128, k: v128, a1: v128): v128 {
  const s = changetype<SvfState>(at);
  const c1 = s.c1, c2 = s.c2;
  const v3 = f32x4.sub(x, c2);
  const v1 = f32x4.mul(a1, f32x4.add(c1, f32x4.mul(g, v3)));
  const v2 = f32x4.add(c2, f32x4.mul(g, v1));
  s.c1 = f32x4.sub(f32x4.add(v1, v1), c1);
  s.c2 = f32x4.sub(f32x4.add(v2, v2), c2);
  return kind == HIGH_12 ? f32x4.sub(f32x4.sub(x, f32x4.mul(k, v1)), v2) : kind == BAND ? f32x4.mul(k, v1) : v2;
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  if (adsrSounding(state + AMP) == 0) {
    memory.fill(io, 0, <usize>frames << 5);
    return;
  }
  prepare(state, params);
  const s = changetype<State>(state + P.STATE);
  const one = f32x4.splat(1), zero = f32x4.splat(0), percent = f32x4.splat(0.01), half = f32x4.splat(0.5);
  const shape1 = choiceOf(params + P.osc1Shape), shape2 = choiceOf(params + P.osc2Shape), kind = choiceOf(params + P.filterType);
  const has1 = heard(state + LEVEL1, f32x4.mul(percent, v128.load(params + P.osc1Level)), frames);
  const has2 = heard(state + LEVEL2, f32x4.mul(percent, v128.load(params + P.osc2Level)), frames);
  const hasSub = heard(state + LEVEL_SUB, f32x4.mul(percent, v128.load(params + P.subLevel)), frames);
  const hasNoise = heard(state + LEVEL_NOISE, f32x4.mul(percent, v128.load(params + P.noiseLevel)), frames);
  const touch = f32x4.mul(percent, v128.load(params + P.velocity));
  const velocityGain = f32x4.add(f32x4.sub(one, touch), f32x4.mul(touch, f32x4.mul(s.velocity, s.velocity)));
  // A voice peaks near −12 dB at 0 dB level, so that a chord does not clip.
  rampTo(state + LEVEL, f32x4.mul(f32x4.mul(f32x4.splat(0.25), velocityGain), gainOfDb(v128.load(params + P.level))), frames);
  const damp = f32x4.div(one, v128.load(params + P.resonance));
  rampTo(state + DAMP, kind == LOW_24 ? f32x4.sqrt(damp) : damp, frames);
  // Equal power: the first oscillator towards the left, the second towards the right.
  const spread = f32x4.mul(percent, v128.load(params + P.spread));
  rampTo(state + NEAR, f32x4.sqrt(f32x4.mul(half, f32x4.add(one, spread))), frames);
  rampTo(state + FAR, f32x4.sqrt(f32x4.mul(half, f32x4.sub(one, spread))), frames);
  const wide = any(f32x4.gt(spread, zero)) || rampMoves(state + NEAR);
  // What drive adds in level is mostly taken back. The curve replaces a straight line over the first 3 dB, the way through it is switched in at once.
  const driveDb = v128.load(params + P.drive);
  const driven = heard(state + DRIVEN, v128.and(f32x4.gt(driveDb, zero), one), frames);
  rampTo(state + LINEAR, f32x4.max(zero, f32x4.sub(one, f32x4.mul(driveDb, f32x4.splat(<f32>(1.0 / 3.0))))), frames);
  rampTo(state + DRIVE, gainOfDb(driveDb), frames);
  rampTo(state + UNDRIVE, gainOfDb(f32x4.mul(driveDb, f32x4.splat(-0.6))), frames);
  const blocker = onePoleG(f32x4.splat(DIRECT_HZ), f32x4.extract_lane(s.sampleRate, 0));
  const choked = any(f32x4.gt(s.fadeStep, zero));
  // Everything of the inner loop in locals: the compiler cannot know that the audio does not lie over the state.
  let level1 = rampValue(state + LEVEL1), level2 = rampValue(state + LEVEL2), levelSub = rampValue(state + LEVEL_SUB), levelNoise = rampValue(state + LEVEL_NOISE);
  let level = rampValue(state + LEVEL), k = rampValue(state + DAMP), near = rampValue(state + NEAR), far = rampValue(state + FAR);
  let drive = rampValue(state + DRIVE), undrive = rampValue(state + UNDRIVE), blend = rampValue(state + DRIVEN), linear = rampValue(state + LINEAR);
  const level1Step = rampStep(state + LEVEL1), level2Step = rampStep(state + LEVEL2), levelSubStep = rampStep(state + LEVEL_SUB), levelNoiseStep = rampStep(state + LEVEL_NOISE);
  const levelStep = rampStep(state + LEVEL), kStep = rampStep(state + DAMP), nearStep = rampStep(state + NEAR), farStep = rampStep(state + FAR);
  const driveStep = rampStep(state + DRIVE), undriveStep = rampStep(state + UNDRIVE), blendStep = rampStep(state + DRIVEN), linearStep = rampStep(state + LINEAR);
  const rightOf = <usize>frames << 4;

  while (frames > 0) {
    const sounds = i32x4.ne(changetype<Adsr>(state + AMP).stage, i32x4.splat(0));
    const due = v128.and(sounds, i32x4.eq(s.beat, i32x4.splat(0)));
    if (any(due)) control(state, params, due, false);
    const n = min(frames, CONTROL - highest(v128.and(s.beat, sounds)));
    const increment1 = s.increment1, increment2 = s.increment2, incrementSub = s.incrementSub;
    // A voice that has ended is not told where to go any more: its cutoff stays, or it would fall below 0 and the filter burst.
    const step1 = s.step1, step2 = s.step2, gStep = v128.and(s.gStep, sounds), widthStep = v128.and(s.widthStep, sounds);
    let phase1 = s.phase1, phase2 = s.phase2, phaseSub = s.phaseSub, g = s.g, width = s.width, fade = s.fade;
    adsrFill(state + AMP, state + AMP_RATES, state + ENVELOPE, n);
    for (let i = 0; i < n; i++) {
      g = f32x4.add(g, gStep);
      width = f32x4.add(width, widthStep);
      level1 = f32x4.add(level1, level1Step);
      level2 = f32x4.add(level2, level2Step);
      level = f32x4.add(level, levelStep);
      k = f32x4.add(k, kStep);
      near = f32x4.add(near, nearStep);
      far = f32x4.add(far, farStep);
      let a = zero, b = zero, middle = zero;
      if (has1) a = f32x4.mul(shape(shape1, oscTurns(phase1), step1, width), level1);
      if (has2) b = f32x4.mul(shape(shape2, oscTurns(phase2), step2, width), level2);
      if (hasSub) {
        levelSub = f32x4.add(levelSub, levelSubStep);
        middle = f32x4.mul(sine(oscTurns(phaseSub)), levelSub);
      }
      if (hasNoise) {
        levelNoise = f32x4.add(levelNoise, levelNoiseStep);
        middle = f32x4.add(middle, f32x4.mul(randomNext(state + P.STATE + offsetof<State>("noise")), levelNoise));
      }
      if (driven) {
        drive = f32x4.add(drive, driveStep);
        undrive = f32x4.add(undrive, undriveStep);
        blend = f32x4.add(blend, blendStep);
        linear = f32x4.add(linear, linearStep);
      }
      const a1 = f32x4.div(one, f32x4.add(one, f32x4.mul(g, f32x4.add(g, k))));
      let gain = f32x4.mul(v128.load(state + ENVELOPE + (<usize>i << 4)), level);
      if (choked) {
        fade = f32x4.max(zero, f32x4.sub(fade, s.fadeStep));
        gain = f32x4.mul(gain, fade);
      }
      let l = f32x4.add(middle, f32x4.add(f32x4.mul(near, a), f32x4.mul(far, b)));
      if (driven) l = blended(l, f32x4.mul(saturate(state + DRIVE_L, l, drive, linear, blocker), undrive), blend);
      l = filter(kind, state + L1, l, g, k, a1);
      if (kind == LOW_24) l = filter(kind, state + L2, l, g, k, a1);
      v128.store(io, f32x4.mul(l, gain));
      if (wide) {
        let r = f32x4.add(middle, f32x4.add(f32x4.mul(far, a), f32x4.mul(near, b)));
        if (driven) r = blended(r, f32x4.mul(saturate(state + DRIVE_R, r, drive, linear, blocker), undrive), blend);
        r = filter(kind, state + R1, r, g, k, a1);
        if (kind == LOW_24) r = filter(kind, state + R2, r, g, k, a1);
        v128.store(io + rightOf, f32x4.mul(r, gain));
      } else v128.store(io + rightOf, f32x4.mul(l, gain));
      phase1 = i32x4.add(phase1, increment1);
      phase2 = i32x4.add(phase2, increment2);
      phaseSub = i32x4.add(phaseSub, incrementSub);
      io += 16;
    }
    s.phase1 = phase1;
    s.phase2 = phase2;
    s.phaseSub = phaseSub;
    s.g = g;
    s.width = width;
    s.fade = fade;
    s.beat = v128.and(i32x4.add(s.beat, i32x4.splat(n)), i32x4.splat(CONTROL - 1));
    frames -= n;
  }
  // Both sides alike: one path did for both.
  if (!wide) {
    memory.copy(state + R1, state + L1, 2 * offsetof<SvfState>());
    if (driven) memory.copy(state + DRIVE_R, state + DRIVE_L, offsetof<Saturator>());
  }
  if (choked) {
    for (let lane = 0; lane < 4; lane++)
      if (laneOf(state + P.STATE + offsetof<State>("fade"), lane) == 0) {
        adsrStop(state + AMP, lane);
        adsrStop(state + FILTER, lane);
        setLane(state + P.STATE + offsetof<State>("fadeStep"), lane, 0);
      }
  }
}
