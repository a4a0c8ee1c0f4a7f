// Sampler: zones by key and velocity, each a stretch of memory read at the note's speed. Four voices to a register, each with its own zone.
// Model: interpolation by six points, fifth-order polynomial, between samples. Source: O. Niemitalo, "Polynomial Interpolators for High-Quality
// Resampling of Oversampled Audio", 2001 (6-point, 5th-order Hermite). Deviations: no anti-alias filter when played far above the root.
// Cost: about 60 ns per frame and group of four stereo voices.
// The data block is laid out by the engine: see ZONES in packages/engine/program.ts.
import * as P from "../catalog/layout/sampler";
import { Adsr, AdsrRates, adsrNext, adsrRelease, adsrSet, adsrSounding, adsrStart, adsrStop } from "@tonmeister/dsp/assembly/envelope";
import { any, laneMask, laneOf, setLane } from "@tonmeister/dsp/assembly/lanes";
import { exp2, gainOfDb } from "@tonmeister/dsp/assembly/math";
import { Ramp, rampNext, rampTo } from "@tonmeister/dsp/assembly/smooth";
import { svfClear, svfG, svfLow, SvfState } from "@tonmeister/dsp/assembly/svf";

const HEADER: usize = 16, ZONE: usize = 64;
const PARAMS: usize = P.modulation + 16;
/** Where the position is kept: whole frames and 2^-24 parts of one, so that it never drifts. */
const FRACTION: f32 = 16777216;

@unmanaged class State {
  /** i32 lanes: whole frame, fraction of 2^24. */
  frame: v128 = f32x4.splat(0);
  part: v128 = f32x4.splat(0);
  key: v128 = f32x4.splat(0);
  velocity: v128 = f32x4.splat(0);
  /** Semitones from the zone's root at its own rate; gain of the zone. */
  tune: v128 = f32x4.splat(0);
  gain: v128 = f32x4.splat(0);
  speed: v128 = f32x4.splat(1);
  // i32 lanes, addresses and frames.
  left: v128 = f32x4.splat(0);
  right: v128 = f32x4.splat(0);
  frames: v128 = f32x4.splat(0);
  loopStart: v128 = f32x4.splat(0);
  /** 0 = no loop. */
  loopEnd: v128 = f32x4.splat(0);
  fade: v128 = f32x4.splat(1);
  fadeStep: v128 = f32x4.splat(0);
  sampleRate: v128 = f32x4.splat(0);
  data: v128 = f32x4.splat(0);
}
const AMP: usize = P.STATE + offsetof<State>();
const RATES: usize = AMP + offsetof<Adsr>();
const FILTER_LEFT: usize = RATES + offsetof<AdsrRates>();
const FILTER_RIGHT: usize = FILTER_LEFT + offsetof<SvfState>();
const LEVEL: usize = FILTER_RIGHT + offsetof<SvfState>();
const CUTOFF: usize = LEVEL + offsetof<Ramp>();
const LAST: usize = CUTOFF + offsetof<Ramp>();
const BYTES: usize = LAST + PARAMS;

export function stateBytes(sampleRate: f32): i32 { return <i32>BYTES; }
/** @param data  address of the zones, 0 = none: silent */
export function init(state: usize, sampleRate: f32, data: usize): void {
  memory.fill(state, 0, BYTES);
  const s = changetype<State>(state + P.STATE);
  s.sampleRate = f32x4.splat(sampleRate);
  s.fade = f32x4.splat(1);
  s.speed = f32x4.splat(1);
  s.data = i32x4.splat(<i32>data);
}
function prepare(state: usize, params: usize): void {
  if (memory.compare(state + LAST, params, PARAMS) == 0) return;
  memory.copy(state + LAST, params, PARAMS);
  const s = changetype<State>(state + P.STATE);
  const rate = f32x4.extract_lane(s.sampleRate, 0);
  adsrSet(state + RATES, v128.load(params + P.attack), v128.load(params + P.decay), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.sustain)), v128.load(params + P.release), rate);
  retune(state, params);
}
function retune(state: usize, params: usize): void {
  const s = changetype<State>(state + P.STATE);
  const semitones = f32x4.add(f32x4.add(s.tune, v128.load(params + P.bend)), f32x4.add(v128.load(params + P.transpose), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.fine))));
  s.speed = f32x4.min(f32x4.splat(64), exp2(f32x4.mul(semitones, f32x4.splat(<f32>(1.0 / 12.0)))));
}
export function start(state: usize, params: usize, lane: i32, key: f32, velocity: f32, seed: u32): void {
  prepare(state, params);
  const at = state + P.STATE;
  const data = <usize>i32x4.extract_lane(changetype<State>(at).data, 0);
  adsrStop(state + AMP, lane);
  if (!data) return;
  // Of the zones that fit, the seed takes turns: round robin without memory.
  const count = load<u32>(data);
  let fitting: u32 = 0;
  for (let z: u32 = 0; z < count; z++) if (fits(data + HEADER + <usize>z * ZONE, key, velocity)) fitting++;
  if (!fitting) return;
  let turn = (seed >> 8) % fitting;
  let zone: usize = 0;
  for (let z: u32 = 0; z < count; z++) {
    const candidate = data + HEADER + <usize>z * ZONE;
    if (!fits(candidate, key, velocity)) continue;
    if (!turn) { zone = candidate; break; }
    turn--;
  }
  const frames = load<u32>(zone, 40);
  if (!frames) return;
  const loops = load<u32>(zone, 28) != 0 && load<u32>(zone, 36) > load<u32>(zone, 32) + 1;
  store<u32>(at + offsetof<State>("frame") + (<usize>lane << 2), <u32>(<f32>frames * load<f32>(params + P.start) * 0.01));
  store<u32>(at + offsetof<State>("part") + (<usize>lane << 2), 0);
  setLane(at + offsetof<State>("key"), lane, key);
  setLane(at + offsetof<State>("velocity"), lane, velocity);
  setLane(at + offsetof<State>("tune"), lane, key - load<f32>(zone, 16) + load<f32>(zone, 20) * 0.01);
  setLane(at + offsetof<State>("gain"), lane, load<f32>(zone, 24));
  store<u32>(at + offsetof<State>("left") + (<usize>lane << 2), load<u32>(zone, 48));
  store<u32>(at + offsetof<State>("right") + (<usize>lane << 2), load<u32>(zone, 52));
  store<u32>(at + offsetof<State>("frames") + (<usize>lane << 2), frames);
  store<u32>(at + offsetof<State>("loopStart") + (<usize>lane << 2), loops ? load<u32>(zone, 32) : 0);
  store<u32>(at + offsetof<State>("loopEnd") + (<usize>lane << 2), loops ? load<u32>(zone, 36) : 0);
  setLane(at + offsetof<State>("fade"), lane, 1);
  setLane(at + offsetof<State>("fadeStep"), lane, 0);
  svfClear(state + FILTER_LEFT, laneMask(lane));
  svfClear(state + FILTER_RIGHT, laneMask(lane));
  retune(state, params);
  adsrStart(state + AMP, lane);
}
@inline function fits(zone: usize, key: f32, velocity: f32): bool {
  return key >= load<f32>(zone) - 0.5 && key <= load<f32>(zone, 4) + 0.5 && velocity >= load<f32>(zone, 8) - 0.004 && velocity <= load<f32>(zone, 12) + 0.004;
}
export function release(state: usize, lane: i32): void { adsrRelease(state + AMP, lane); }
export function choke(state: usize, lane: i32): void {
  const rate = f32x4.extract_lane(changetype<State>(state + P.STATE).sampleRate, 0);
  setLane(state + P.STATE + offsetof<State>("fadeStep"), lane, 1 / (0.004 * rate));
}
export function sounding(state: usize): i32 { return adsrSounding(state + AMP); }

/** Six neighbours of a place, the two middle ones around it; wraps at the loop, zeros beyond the ends (the engine leaves room there). */
@inline function read(plane: usize, frame: i32, f: f32, loopStart: i32, loopEnd: i32, frames: i32): f32 {
  let a: f32, b: f32, c: f32, d: f32, e: f32, g: f32;
  if (loopEnd && frame + 3 >= loopEnd) {
    const length = loopEnd - loopStart;
    a = at(plane, frame - 2, frames);
    b = at(plane, frame - 1, frames);
    c = at(plane, frame, frames);
    d = at(plane, frame + 1 >= loopEnd ? frame + 1 - length : frame + 1, frames);
    e = at(plane, frame + 2 >= loopEnd ? frame + 2 - length : frame + 2, frames);
    g = at(plane, frame + 3 >= loopEnd ? frame + 3 - length : frame + 3, frames);
  } else {
    const p = plane + (<usize>frame << 2);
    a = load<f32>(p - 8);
    b = load<f32>(p - 4);
    c = load<f32>(p);
    d = load<f32>(p, 4);
    e = load<f32>(p, 8);
    g = load<f32>(p, 12);
  }
  const c1 = <f32>(1.0 / 12.0) * (a - e) + <f32>(2.0 / 3.0) * (d - b);
  const eighthA = <f32>0.125 * a;
  const c2 = <f32>(13.0 / 12.0) * b - <f32>(25.0 / 12.0) * c + <f32>1.5 * d - <f32>(11.0 / 24.0) * e + <f32>(1.0 / 12.0) * g - eighthA;
  const c3 = <f32>(5.0 / 12.0) * c - <f32>(7.0 / 12.0) * d + <f32>(7.0 / 24.0) * e - <f32>(1.0 / 24.0) * (a + b + g);
  const c4 = eighthA - <f32>(7.0 / 12.0) * b + <f32>(13.0 / 12.0) * c - d + <f32>(11.0 / 24.0) * e - <f32>(1.0 / 12.0) * g;
  const c5 = <f32>(1.0 / 24.0) * (g - a) + <f32>(5.0 / 24.0) * (b - e) + <f32>(5.0 / 12.0) * (d - c);
  return ((((c5 * f + c4) * f + c3) * f + c2) * f + c1) * f + c;
}
@inline function at(plane: usize, frame: i32, frames: i32): f32 {
  return frame < 0 || frame >= frames ? 0 : load<f32>(plane + (<usize>frame << 2));
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const rightIo = io + (<usize>frames << 4);
  if (adsrSounding(state + AMP) == 0) {
    memory.fill(io, 0, <usize>frames << 5);
    return;
  }
  prepare(state, params);
  const base = state + P.STATE;
  const s = changetype<State>(base);
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  const rate = f32x4.extract_lane(s.sampleRate, 0);
  rampTo(state + LEVEL, gainOfDb(v128.load(params + P.level)), frames);
  rampTo(state + CUTOFF, v128.load(params + P.cutoff), frames);
  const touch = f32x4.mul(f32x4.splat(0.01), v128.load(params + P.velocity));
  const velocityGain = f32x4.mul(s.gain, f32x4.add(f32x4.sub(one, touch), f32x4.mul(touch, f32x4.mul(s.velocity, s.velocity))));
  // Wide open the filter is left out, so that a sample at its root passes as it is.
  const filtered = any(f32x4.lt(v128.load(params + P.cutoff), f32x4.splat(19999)));
  const track = f32x4.mul(f32x4.sub(s.key, f32x4.splat(60)), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.keyTrack)));
  const sweep = f32x4.add(track, f32x4.mul(f32x4.sub(s.velocity, one), v128.load(params + P.velocityFilter)));
  const scale = exp2(f32x4.mul(sweep, f32x4.splat(<f32>(1.0 / 12.0))));
  const k = f32x4.div(one, v128.load(params + P.resonance));
  // Speed in whole frames and parts of 2^24.
  const wholeSpeed = i32x4.trunc_sat_f32x4_s(s.speed);
  const partSpeed = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(s.speed, f32x4.convert_i32x4_s(wholeSpeed)), f32x4.splat(FRACTION)));
  const choked = any(f32x4.gt(s.fadeStep, zero));
  const mask24 = i32x4.splat(0xffffff);
  for (let i = 0; i < frames; i++) {
    const envelope = adsrNext(state + AMP, state + RATES);
    const playing = adsrSounding(state + AMP);
    let l = zero, r = zero;
    for (let n = 0; n < 4; n++) {
      if (!(playing & (1 << n))) continue;
      const o = <usize>n << 2;
      const frame = load<i32>(base + offsetof<State>("frame") + o);
      const length = load<i32>(base + offsetof<State>("frames") + o);
      if (frame >= length) {
        adsrStop(state + AMP, n);
        continue;
      }
      const f = <f32>load<i32>(base + offsetof<State>("part") + o) * (1 / FRACTION);
      const loopStart = load<i32>(base + offsetof<State>("loopStart") + o), loopEnd = load<i32>(base + offsetof<State>("loopEnd") + o);
      const left = load<i32>(base + offsetof<State>("left") + o), right = load<i32>(base + offsetof<State>("right") + o);
      const x = read(<usize>left, frame, f, loopStart, loopEnd, length);
      const y = left == right ? x : read(<usize>right, frame, f, loopStart, loopEnd, length);
      l = v128.or(l, v128.and(f32x4.splat(x), laneMask(n)));
      r = v128.or(r, v128.and(f32x4.splat(y), laneMask(n)));
    }
    if (filtered) {
      const g = svfG(f32x4.max(f32x4.splat(16), f32x4.mul(rampNext(state + CUTOFF), scale)), rate);
      l = svfLow(state + FILTER_LEFT, l, g, k);
      r = svfLow(state + FILTER_RIGHT, r, g, k);
    }
    let gain = f32x4.mul(f32x4.mul(envelope, velocityGain), rampNext(state + LEVEL));
    if (choked) {
      s.fade = f32x4.max(zero, f32x4.sub(s.fade, s.fadeStep));
      gain = f32x4.mul(gain, s.fade);
    }
    v128.store(io + (<usize>i << 4), f32x4.mul(l, gain));
    v128.store(rightIo + (<usize>i << 4), f32x4.mul(r, gain));
    // Move on, and around the loop.
    const part = i32x4.add(s.part, partSpeed);
    s.part = v128.and(part, mask24);
    s.frame = i32x4.add(i32x4.add(s.frame, wholeSpeed), i32x4.shr_u(part, 24));
    const beyond = v128.and(i32x4.ge_s(s.frame, s.loopEnd), i32x4.gt_s(s.loopEnd, i32x4.splat(0)));
    if (any(beyond)) s.frame = i32x4.sub(s.frame, v128.and(beyond, i32x4.sub(s.loopEnd, s.loopStart)));
  }
  if (choked)
    for (let lane = 0; lane < 4; lane++)
      if (laneOf(base + offsetof<State>("fade"), lane) == 0) {
        adsrStop(state + AMP, lane);
        setLane(base + offsetof<State>("fadeStep"), lane, 0);
      }
}
