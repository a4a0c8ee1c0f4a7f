// Brick-wall limiter with look-ahead, against true peaks, linked over each stereo pair: what the ceiling allows, held at its minimum over the look-ahead,
// released exponentially, smoothed by two boxes.
// Sources, latency and cost as in limit.ts.
import * as P from "../catalog/layout/limiter";
import { Ramp, rampTo, rampNext } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, gainOfDb, onePoleStep } from "@tonmeister/dsp/assembly/math";
import { any, isOn, linkMax } from "@tonmeister/dsp/assembly/lanes";
import { LIMIT_CHUNK, Limit, limitBytes, limitGive, limitHold, limitInit, limitPeaks, limitTake, limitUnit, limitWork } from "@tonmeister/dsp/assembly/limit";

@unmanaged class Limiter {
  /** Gain before the boxes, 0…1. */
  gain: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
}
@inline function inputOf(l: usize): usize { return l + offsetof<Limiter>(); }
@inline function ceilingOf(l: usize): usize { return inputOf(l) + offsetof<Ramp>(); }
@inline function limitOf(l: usize): usize { return ceilingOf(l) + offsetof<Ramp>(); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + limitOf(0)) + limitBytes(sampleRate); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  const l = changetype<Limiter>(at);
  l.rate = f32x4.splat(sampleRate);
  l.gain = f32x4.splat(1);
  limitInit(limitOf(at), sampleRate);
}
/** What is allowed, released, in place over n frames. */
function released(at: usize, n: i32): void {
  const l = changetype<Limiter>(at), unit = limitUnit(limitOf(at));
  const toInteger = f32x4.splat(unit), toGain = f32x4.splat(<f32>1 / unit);
  // Aims a little beyond 1, so that it arrives.
  const goal = f32x4.splat(1.0003), one = f32x4.splat(1);
  let gain = l.gain;
  for (let p = limitWork(limitOf(at)), end = p + (<usize>n << 4); p < end; p += 16) {
    const allowed = f32x4.mul(f32x4.convert_i32x4_s(v128.load(p)), toGain);
    gain = f32x4.min(f32x4.min(one, allowed), f32x4.add(gain, f32x4.mul(f32x4.sub(goal, gain), l.release)));
    v128.store(p, i32x4.trunc_sat_f32x4_s(f32x4.mul(gain, toInteger)));
  }
  l.gain = gain;
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE, limit = limitOf(at);
  const l = changetype<Limiter>(at);
  const release = v128.load(params + P.release);
  if (any(v128.or(v128.not(l.isSet), f32x4.ne(release, l.seenRelease)))) {
    l.release = onePoleStep(release, f32x4.extract_lane(l.rate, 0));
    l.seenRelease = release;
  }
  l.isSet = i32x4.splat(-1);
  rampTo(inputOf(at), gainOfDb(v128.load(params + P.input)), frames);
  rampTo(ceilingOf(at), gainOfDb(v128.load(params + P.ceiling)), frames);
  const truly = v128.not(isOn(v128.load(params + P.detector)));
  changetype<Limit>(limit).lowest = f32x4.splat(1);
  const unit = f32x4.splat(limitUnit(limit)), one = f32x4.splat(1), work = limitWork(limit);
  while (frames > 0) {
    const n = min(frames, LIMIT_CHUNK), bytes = <usize>n << 4;
    for (let p: usize = 0; p < bytes; p += 16) v128.store(io + p, f32x4.mul(v128.load(io + p), rampNext(inputOf(at))));
    limitTake(limit, io, n);
    limitPeaks(limit, n, truly);
    for (let p = work; p < work + bytes; p += 16)
      v128.store(p, i32x4.trunc_sat_f32x4_s(f32x4.mul(unit, f32x4.min(one, f32x4.div(rampNext(ceilingOf(at)), linkMax(v128.load(p)))))));
    limitHold(limit, n);
    released(at, n);
    limitGive(limit, io, n);
    frames -= n;
    io += bytes;
  }
  v128.store(state + P.reading_reduction, f32x4.max(f32x4.splat(0), f32x4.neg(dbOfGain(changetype<Limit>(limit).lowest))));
}
