// Tremolo and auto-pan: gain = 1 − depth · (1 − w) / 2, w = sin(π/2 · clamp(k · triangle)): a sine at k = 1, towards a square with rounded edges.
// Edges take at least 4 ms, so that a square does not click. Source: general practice; the shaper keeps value and slope continuous for every k.
// Every parameter glides to its new value in about 80 ms. Cost: about 40 ns a frame for four channels.
import * as P from "../catalog/layout/tremolo";
import { Glide, glideTo, glideNext, glidesMove } from "@tonmeister/dsp/assembly/smooth";
import { lfoBytes, lfoInit, lfoNext, lfoTo, lfoTurns } from "@tonmeister/dsp/assembly/lfo";
import { clamp, exp2, onePoleStep, sinTurns } from "@tonmeister/dsp/assembly/math";
import { leftRight } from "@tonmeister/dsp/assembly/lanes";

const EDGE_SECONDS: f32 = 0.004;
/** Time constant of the two poles by which parameters glide. */
const GLIDE_SECONDS: f32 = 0.02;
@unmanaged class Tremolo {
  step: v128 = f32x4.splat(0);
}
/** SHAPE is the doublings of k, AHEAD the turns that the right side is ahead, HERTZ the rate. */
const DEPTH = 0, SHAPE = 1, AHEAD = 2, HERTZ = 3, GLIDES = 4;
@inline function lfoOf(at: usize): usize { return at + offsetof<Tremolo>(); }
@inline function glideOf(at: usize, n: i32): usize { return lfoOf(at) + lfoBytes() + <usize>n * offsetof<Glide>(); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + glideOf(0, GLIDES)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Tremolo>(state + P.STATE);
  lfoInit(lfoOf(state + P.STATE), sampleRate);
  d.step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Tremolo>(at);
  const one = f32x4.splat(1), zero = f32x4.splat(0), step = d.step;
  glideTo(glideOf(at, DEPTH), f32x4.mul(v128.load(params + P.depth), f32x4.splat(0.005)));
  glideTo(glideOf(at, SHAPE), f32x4.mul(v128.load(params + P.shape), f32x4.splat(0.06)));
  glideTo(glideOf(at, AHEAD), leftRight(zero, f32x4.mul(v128.load(params + P.spread), f32x4.splat(0.005))));
  glideTo(glideOf(at, HERTZ), v128.load(params + P.rate));
  const moves = lfoTo(lfoOf(at), v128.load(params + P.turn), v128.load(params + P.rate), frames) || glidesMove(glideOf(at, 0), GLIDES);
  for (let i = 0; i < frames; i++) {
    let turns = f32x4.add(lfoTurns(lfoOf(at), step, moves), glideNext(glideOf(at, AHEAD), step, moves));
    turns = f32x4.sub(turns, f32x4.nearest(turns));
    const hz = glideNext(glideOf(at, HERTZ), step, moves);
    const steepest = f32x4.div(f32x4.splat(0.5 / EDGE_SECONDS), hz);
    const k = f32x4.max(one, f32x4.min(steepest, exp2(glideNext(glideOf(at, SHAPE), step, moves))));
    const triangle = f32x4.sub(one, f32x4.mul(f32x4.splat(4), f32x4.abs(turns)));
    const w = sinTurns(f32x4.mul(f32x4.splat(0.25), clamp(f32x4.mul(k, triangle), -1, 1)));
    const gain = f32x4.sub(one, f32x4.mul(glideNext(glideOf(at, DEPTH), step, moves), f32x4.sub(one, w)));
    v128.store(io, f32x4.mul(v128.load(io), gain));
    lfoNext(lfoOf(at), hz);
    io += 16;
  }
}
