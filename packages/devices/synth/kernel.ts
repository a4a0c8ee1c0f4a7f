// Analog poly: two band-limited oscillators, sub, noise, drive, a state-variable filter per side, two envelopes, one LFO. Four voices to a register.
// Model: the classic subtractive voice. Sources: oscillator.ts, svf.ts (Zavalishin, Simper), envelope.ts.
// Deviations: the filter's cutoff follows its envelope, LFO and key every 16 frames and moves linearly in between; the LFO is per voice and starts with it.
// Cost: about 70 ns per frame and group of four voices.
import * as P from "../catalog/layout/synth";
import { Adsr, AdsrRates, adsrNext, adsrRelease, adsrSet, adsrSounding, adsrStart, adsrStop } from "@tonmeister/dsp/assembly/envelope";
import { any, laneMask, laneOf, setLane } from "@tonmeister/dsp/assembly/lanes";
import { clamp, exp2, gainOfDb, select, sinTurns, tanh } from "@tonmeister/dsp/assembly/math";
import { oscStep, phaseNext, pulse, saw, sine, triangle } from "@tonmeister/dsp/assembly/oscillator";
import { randomNext, randomSeed, randomSeedLane } from "@tonmeister/dsp/assembly/random";
import { Ramp, rampMoves, rampNext, rampTo } from "@tonmeister/dsp/assembly/smooth";
import { svfClear, svfG, SvfState } from "@tonmeister/dsp/assembly/svf";

const CONTROL: i32 = 16;
const PARAMS: usize = P.modulation + 16;

@unmanaged class State {
  key: v128 = f32x4.splat(0);
  velocity: v128 = f32x4.splat(0);
  phase1: v128 = f32x4.splat(0);
  phase2: v128 = f32x4.splat(0);
  phaseSub: v128 = f32x4.splat(0);
  lfo: v128 = f32x4.splat(0);
  drift: v128 = f32x4.splat(0);
  noise: v128 = f32x4.splat(0);
  /** 1 while sounding; falls to 0 within 4 ms when choked. */
  fade: v128 = f32x4.splat(1);
  fadeStep: v128 = f32x4.splat(0);
  g: v128 = f32x4.splat(0);
  gStep: v128 = f32x4.splat(0);
  step1: v128 = f32x4.splat(0);
  step2: v128 = f32x4.splat(0);
  stepSub: v128 = f32x4.splat(0);
  /** Frames since the last control step, i32 per lane; all lanes alike. */
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
const LEVEL1: usize = R2 + offsetof<SvfState>();
const LEVEL2: usize = LEVEL1 + offsetof<Ramp>();
const LEVEL_SUB: usize = LEVEL2 + offsetof<Ramp>();
const LEVEL_NOISE: usize = LEVEL_SUB + offsetof<Ramp>();
const LEVEL: usize = LEVEL_NOISE + offsetof<Ramp>();
const DAMP: usize = LEVEL + offsetof<Ramp>();
const LAST: usize = DAMP + offsetof<Ramp>();
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
  adsrSet(state + FILTER_RATES, v128.load(params + P.filterAttack), v128.load(params + P.filterDecay), f32x4.mul(percent, v128.load(params + P.filterSustain)), v128.load(params + P.filterRelease), rate);
}
/** Pitches and cutoff of all lanes as they are now. */
function targetG(state: usize, params: usize): v128 {
  const s = changetype<State>(state + P.STATE);
  const rate = f32x4.extract_lane(s.sampleRate, 0);
  const semitone = f32x4.splat(<f32>(1.0 / 12.0));
  const lfo = sinTurns(s.lfo);
  const depth = f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(3), v128.load(params + P.modulation)));
  // Pitch: key, bend, LFO in cents, and a trace of drift.
  const cents = f32x4.add(f32x4.mul(f32x4.mul(lfo, v128.load(params + P.lfoPitch)), depth), f32x4.mul(s.drift, v128.load(params + P.drift)));
  const pitch = f32x4.add(f32x4.add(s.key, v128.load(params + P.bend)), f32x4.mul(cents, f32x4.splat(0.01)));
  const octave1 = v128.load(params + P.osc1Octave);
  const octave2 = v128.load(params + P.osc2Octave);
  const detune = f32x4.mul(v128.load(params + P.detune), f32x4.splat(<f32>(0.5 / 1200.0)));
  const base = f32x4.mul(f32x4.sub(pitch, f32x4.splat(69)), semitone);
  const a4 = f32x4.splat(440);
  s.step1 = oscStep(f32x4.mul(a4, exp2(f32x4.sub(f32x4.add(base, octave1), detune))), rate);
  s.step2 = oscStep(f32x4.mul(a4, exp2(f32x4.add(f32x4.add(f32x4.add(base, octave2), f32x4.mul(v128.load(params + P.osc2Semitones), semitone)), detune))), rate);
  s.stepSub = oscStep(f32x4.mul(a4, exp2(f32x4.sub(f32x4.add(base, octave1), f32x4.splat(1)))), rate);
  // Cutoff in octaves.
  const envelope = f32x4.mul(changetype<Adsr>(state + FILTER).value, v128.load(params + P.envelope));
  const track = f32x4.mul(f32x4.sub(pitch, f32x4.splat(60)), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.keyTrack)));
  const touch = f32x4.mul(f32x4.sub(s.velocity, f32x4.splat(1)), v128.load(params + P.velocityFilter));
  const sweep = f32x4.add(f32x4.add(envelope, track), f32x4.add(touch, f32x4.mul(lfo, v128.load(params + P.lfoFilter))));
  const hz = f32x4.mul(v128.load(params + P.cutoff), exp2(f32x4.mul(sweep, semitone)));
  return svfG(f32x4.max(f32x4.splat(16), f32x4.min(f32x4.splat(20000), hz)), rate);
}
export function start(state: usize, params: usize, lane: i32, key: f32, velocity: f32, seed: u32): void {
  prepare(state, params);
  const s = state + P.STATE;
  const o = changetype<State>(s);
  // Alone in the group, the control beat begins with the note.
  if (adsrSounding(state + AMP) == 0) o.beat = i32x4.splat(0);
  setLane(s + offsetof<State>("key"), lane, key);
  setLane(s + offsetof<State>("velocity"), lane, velocity);
  // Free phases from the note's seed, so that chords are not all alike; the first oscillator starts near its zero, so that basses are.
  const r1 = <f32>(seed >> 8) * <f32>(1.0 / 16777216.0);
  const r2 = <f32>((seed * 1664525 + 1013904223) >> 8) * <f32>(1.0 / 16777216.0);
  setLane(s + offsetof<State>("phase1"), lane, 0.5);
  setLane(s + offsetof<State>("phase2"), lane, r1);
  setLane(s + offsetof<State>("phaseSub"), lane, 0);
  setLane(s + offsetof<State>("lfo"), lane, 0);
  setLane(s + offsetof<State>("drift"), lane, r2 * 2 - 1);
  setLane(s + offsetof<State>("fade"), lane, 1);
  setLane(s + offsetof<State>("fadeStep"), lane, 0);
  randomSeedLane(s + offsetof<State>("noise"), lane, seed);
  const only = laneMask(lane);
  svfClear(state + L1, only);
  svfClear(state + L2, only);
  svfClear(state + R1, only);
  svfClear(state + R2, only);
  adsrStop(state + AMP, lane);
  adsrStop(state + FILTER, lane);
  adsrStart(state + AMP, lane);
  adsrStart(state + FILTER, lane);
  // This lane's pitch and cutoff at once, whatever the beat; the other lanes stay on theirs.
  const step1 = o.step1, step2 = o.step2, stepSub = o.stepSub;
  const g = targetG(state, params);
  o.step1 = select(only, o.step1, step1);
  o.step2 = select(only, o.step2, step2);
  o.stepSub = select(only, o.stepSub, stepSub);
  o.g = select(only, g, o.g);
  o.gStep = v128.andnot(o.gStep, only);
}
export function release(state: usize, lane: i32): void {
  adsrRelease(state + AMP, lane);
  adsrRelease(state + FILTER, lane);
}
export function choke(state: usize, lane: i32): void {
  const rate = f32x4.extract_lane(changetype<State>(state + P.STATE).sampleRate, 0);
  setLane(state + P.STATE + offsetof<State>("fadeStep"), lane, 1 / (0.004 * rate));
}
export function sounding(state: usize): i32 { return adsrSounding(state + AMP); }

@inline function shape(kind: i32, phase: v128, step: v128, width: v128): v128 {
  return kind == 0 ? saw(phase, step) : kind == 1 ? pulse(phase, step, width) : kind == 2 ? triangle(phase, step) : sine(phase);
}
@inline function filter(kind: i32, at: usize, x: v128, g: v128, k: v128, a1: v128): v128 {
  const s = changetype<SvfState>(at);
  const c1 = s.c1, c2 = s.c2;
  const v3 = f32x4.sub(x, c2);
  const v1 = f32x4.mul(a1, f32x4.add(c1, f32x4.mul(g, v3)));
  const v2 = f32x4.add(c2, f32x4.mul(g, v1));
  s.c1 = f32x4.sub(f32x4.add(v1, v1), c1);
  s.c2 = f32x4.sub(f32x4.add(v2, v2), c2);
  return kind == 2 ? f32x4.sub(f32x4.sub(x, f32x4.mul(k, v1)), v2) : kind == 3 ? f32x4.mul(k, v1) : v2;
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const right = io + (<usize>frames << 4);
  if (adsrSounding(state + AMP) == 0) {
    memory.fill(io, 0, <usize>frames << 5);
    return;
  }
  prepare(state, params);
  const s = changetype<State>(state + P.STATE);
  const one = f32x4.splat(1), zero = f32x4.splat(0), percent = f32x4.splat(0.01);
  rampTo(state + LEVEL1, f32x4.mul(percent, v128.load(params + P.osc1Level)), frames);
  rampTo(state + LEVEL2, f32x4.mul(percent, v128.load(params + P.osc2Level)), frames);
  rampTo(state + LEVEL_SUB, f32x4.mul(percent, v128.load(params + P.subLevel)), frames);
  rampTo(state + LEVEL_NOISE, f32x4.mul(percent, v128.load(params + P.noiseLevel)), frames);
  // A voice peaks near −12 dB at 0 dB level, so that a chord does not clip.
  rampTo(state + LEVEL, f32x4.mul(f32x4.splat(0.25), gainOfDb(v128.load(params + P.level))), frames);
  rampTo(state + DAMP, f32x4.div(one, v128.load(params + P.resonance)), frames);
  const shape1 = <i32>f32x4.extract_lane(v128.load(params + P.osc1Shape), 0);
  const shape2 = <i32>f32x4.extract_lane(v128.load(params + P.osc2Shape), 0);
  const kind = <i32>f32x4.extract_lane(v128.load(params + P.filterType), 0);
  const hasSub = f32x4.extract_lane(v128.load(params + P.subLevel), 0) > 0 || rampMoves(state + LEVEL_SUB);
  const hasNoise = f32x4.extract_lane(v128.load(params + P.noiseLevel), 0) > 0;
  const driveDb = v128.load(params + P.drive);
  const driven = any(f32x4.gt(driveDb, zero));
  const drive = gainOfDb(driveDb);
  // What drive adds in level is mostly taken back.
  const undrive = gainOfDb(f32x4.mul(driveDb, f32x4.splat(-0.6)));
  const spread = f32x4.mul(percent, v128.load(params + P.spread));
  const wide = any(f32x4.gt(spread, zero));
  // Equal power: the first oscillator towards the left, the second towards the right.
  const near = f32x4.sqrt(f32x4.mul(f32x4.splat(0.5), f32x4.add(one, spread)));
  const far = f32x4.sqrt(f32x4.mul(f32x4.splat(0.5), f32x4.sub(one, spread)));
  const lfoStep = f32x4.div(v128.load(params + P.lfoRate), s.sampleRate);
  const widthBase = f32x4.mul(percent, v128.load(params + P.width));
  const widthDepth = f32x4.mul(percent, v128.load(params + P.lfoWidth));
  const touch = f32x4.mul(percent, v128.load(params + P.velocity));
  const velocityGain = f32x4.add(f32x4.sub(one, touch), f32x4.mul(touch, f32x4.mul(s.velocity, s.velocity)));
  const choked = any(f32x4.gt(s.fadeStep, zero));
  let width = widthBase;

  let beat = i32x4.extract_lane(s.beat, 0);
  let i = 0;
  while (i < frames) {
    if (beat == 0) {
      const g = targetG(state, params);
      s.gStep = f32x4.mul(f32x4.sub(g, s.g), f32x4.splat(<f32>(1.0 / 16.0)));
      width = clamp(f32x4.add(widthBase, f32x4.mul(widthDepth, sinTurns(s.lfo))), 0.03, 0.97);
    } else width = clamp(f32x4.add(widthBase, f32x4.mul(widthDepth, sinTurns(f32x4.sub(s.lfo, f32x4.mul(lfoStep, f32x4.splat(<f32>beat)))))), 0.03, 0.97);
    const n = min(frames - i, CONTROL - beat);
    for (const end = i + n; i < end; i++) {
      s.g = f32x4.add(s.g, s.gStep);
      const a = f32x4.mul(shape(shape1, s.phase1, s.step1, width), rampNext(state + LEVEL1));
      const b = f32x4.mul(shape(shape2, s.phase2, s.step2, width), rampNext(state + LEVEL2));
      let middle = zero;
      const subLevel = rampNext(state + LEVEL_SUB);
      const noiseLevel = rampNext(state + LEVEL_NOISE);
      if (hasSub) middle = f32x4.mul(sine(s.phaseSub), subLevel);
      if (hasNoise) middle = f32x4.add(middle, f32x4.mul(randomNext(state + P.STATE + offsetof<State>("noise")), noiseLevel));
      const k = rampNext(state + DAMP);
      const g = s.g;
      const a1 = f32x4.div(one, f32x4.add(one, f32x4.mul(g, f32x4.add(g, k))));
      const amp = f32x4.mul(f32x4.mul(adsrNext(state + AMP, state + AMP_RATES), velocityGain), rampNext(state + LEVEL));
      adsrNext(state + FILTER, state + FILTER_RATES);
      let l: v128, r: v128;
      if (wide) {
        l = f32x4.add(middle, f32x4.add(f32x4.mul(near, a), f32x4.mul(far, b)));
        r = f32x4.add(middle, f32x4.add(f32x4.mul(far, a), f32x4.mul(near, b)));
        if (driven) {
          l = f32x4.mul(tanh(f32x4.mul(l, drive)), undrive);
          r = f32x4.mul(tanh(f32x4.mul(r, drive)), undrive);
        }
        l = filter(kind, state + L1, l, g, k, a1);
        r = filter(kind, state + R1, r, g, k, a1);
        if (kind == 1) {
          l = filter(kind, state + L2, l, g, k, a1);
          r = filter(kind, state + R2, r, g, k, a1);
        }
      } else {
        // Both sides alike: one filter does for both.
        l = f32x4.add(middle, f32x4.mul(near, f32x4.add(a, b)));
        if (driven) l = f32x4.mul(tanh(f32x4.mul(l, drive)), undrive);
        l = filter(kind, state + L1, l, g, k, a1);
        if (kind == 1) l = filter(kind, state + L2, l, g, k, a1);
        changetype<SvfState>(state + R1).c1 = changetype<SvfState>(state + L1).c1;
        changetype<SvfState>(state + R1).c2 = changetype<SvfState>(state + L1).c2;
        changetype<SvfState>(state + R2).c1 = changetype<SvfState>(state + L2).c1;
        changetype<SvfState>(state + R2).c2 = changetype<SvfState>(state + L2).c2;
        r = l;
      }
      let gain = amp;
      if (choked) {
        s.fade = f32x4.max(zero, f32x4.sub(s.fade, s.fadeStep));
        gain = f32x4.mul(gain, s.fade);
      }
      v128.store(io + (<usize>i << 4), f32x4.mul(l, gain));
      v128.store(right + (<usize>i << 4), f32x4.mul(r, gain));
      s.phase1 = phaseNext(s.phase1, s.step1);
      s.phase2 = phaseNext(s.phase2, s.step2);
      s.phaseSub = phaseNext(s.phaseSub, s.stepSub);
      s.lfo = phaseNext(s.lfo, lfoStep);
    }
    beat = (beat + n) & (CONTROL - 1);
  }
  s.beat = i32x4.splat(beat);
  if (choked) {
    for (let lane = 0; lane < 4; lane++)
      if (laneOf(state + P.STATE + offsetof<State>("fade"), lane) == 0) {
        adsrStop(state + AMP, lane);
        adsrStop(state + FILTER, lane);
        setLane(state + P.STATE + offsetof<State>("fadeStep"), lane, 0);
      }
  }
}
