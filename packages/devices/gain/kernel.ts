// Gain and polarity: multiplies the signal. Exact: at 0 dB the bits pass unchanged.
import * as P from "../catalog/layout/gain";
import { Ramp, rampTo, rampNext, rampReset } from "@tonmeister/dsp/assembly/smooth";
import { gainOfDb } from "@tonmeister/dsp/assembly/math";

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + offsetof<Ramp>()); }
export function init(state: usize, sampleRate: f32): void { rampReset(state + P.STATE); }
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const gain = state + P.STATE;
  const sign = f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.splat(2), v128.load(params + P.invert)));
  rampTo(gain, f32x4.mul(sign, gainOfDb(v128.load(params + P.gain))), frames);
  for (let i = 0; i < frames; i++) {
    const p = io + (<usize>i << 4);
    v128.store(p, f32x4.mul(v128.load(p), rampNext(gain)));
  }
}
