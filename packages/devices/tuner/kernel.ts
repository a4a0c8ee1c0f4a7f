// Tuner: passes every bit, or fades to silence in about 20 ms while it is muted. What is played is found by its view, see pitch.ts. Cost: none.
import * as P from "../catalog/layout/tuner";
import { Glide, glideTo, glideNext, glidesMove } from "@tonmeister/dsp/assembly/smooth";
import { onePoleStep } from "@tonmeister/dsp/assembly/math";
import { all, isOn } from "@tonmeister/dsp/assembly/lanes";

/** Time constant of the two poles by which it fades. */
const GLIDE_SECONDS: f32 = 0.005;
@unmanaged class Tuner {
  step: v128 = f32x4.splat(0);
}
@inline function level(at: usize): usize { return at + offsetof<Tuner>(); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + level(0) + offsetof<Glide>()); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  changetype<Tuner>(state + P.STATE).step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const one = f32x4.splat(1);
  const wanted = v128.andnot(one, isOn(v128.load(params + P.mute)));
  glideTo(level(at), wanted);
  const moves = glidesMove(level(at), 1);
  if (!moves && all(f32x4.eq(wanted, one))) return;
  const step = changetype<Tuner>(at).step;
  for (let i = 0; i < frames; i++, io += 16) v128.store(io, f32x4.mul(v128.load(io), glideNext(level(at), step, moves)));
}
