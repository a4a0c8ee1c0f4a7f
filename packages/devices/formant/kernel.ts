// Formant shifter: formant.ts in place, beside the dry sound. At 0 semitones the two lattices undo each other (within −100 dB).
// Source: see formant.ts. Cost: about 400 ns a frame for four channels.
import * as P from "../catalog/layout/formant";
import { Glide, glideTo, glideNext, glidesMove, BEAT } from "@tonmeister/dsp/assembly/smooth";
import { onePoleStep } from "@tonmeister/dsp/assembly/math";
import { formantBytes, formantInit, formantRun } from "@tonmeister/dsp/assembly/formant";

const QUICK_SECONDS: f32 = 0.01;

@unmanaged class Formant { quick: v128 = f32x4.splat(0); }
const DRY = 0, WET = 1, GLIDES = 2;
@inline function glideOf(at: usize, n: i32): usize { return at + offsetof<Formant>() + <usize>n * offsetof<Glide>(); }
@inline function dryOf(at: usize): usize { return glideOf(at, GLIDES); }
@inline function moverOf(at: usize): usize { return dryOf(at) + (BEAT << 4); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + moverOf(0) + formantBytes(sampleRate)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  changetype<Formant>(at).quick = onePoleStep(f32x4.splat(QUICK_SECONDS), sampleRate);
  formantInit(moverOf(at), sampleRate);
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const quick = changetype<Formant>(at).quick, dry = dryOf(at);
  const mix = f32x4.mul(v128.load(params + P.mix), f32x4.splat(0.01));
  // Both are the same sound: their levels, not their powers, add up.
  glideTo(glideOf(at, DRY), f32x4.sub(f32x4.splat(1), mix));
  glideTo(glideOf(at, WET), mix);
  const moves = glidesMove(glideOf(at, 0), GLIDES);
  const octaves = f32x4.mul(v128.load(params + P.shift), f32x4.splat(1.0 / 12));
  while (frames > 0) {
    const n = min(frames, BEAT);
    memory.copy(dry, io, <usize>n << 4);
    formantRun(moverOf(at), io, n, octaves);
    for (let i = 0; i < n; i++, io += 16) {
      const x = v128.load(dry + (<usize>i << 4));
      v128.store(io, f32x4.add(f32x4.mul(glideNext(glideOf(at, DRY), quick, moves), x), f32x4.mul(glideNext(glideOf(at, WET), quick, moves), v128.load(io))));
    }
    frames -= n;
  }
}
