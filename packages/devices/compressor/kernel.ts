// Feed-forward compressor in the logarithmic domain, smoothed in decibels, linked over each stereo pair by the louder channel.
// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: gain computer eq. 4, smooth branching
// detector eq. 16 behind it (dynamics.ts).
// Deviates: branching rather than decoupled smoothing, so that attack and release are each exactly the time constant that is set (a decoupled
// detector adds the attack to the release). RMS is the exponential mean square of 10 ms, linked after averaging. Key low cut: 12 dB/octave, out at 20 Hz.
// Cost: about 60 operations and one division per frame, for four channels or for eight.
import * as P from "../catalog/layout/compressor";
import { Dynamics, cutKey, dynamicsBytes, dynamicsRun, dynamicsRunPair, dynamicsTo, ownOf, wantedAt } from "@tonmeister/dsp/assembly/dynamics";
import { onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { any, isOn } from "@tonmeister/dsp/assembly/lanes";

const RMS_SECONDS: f32 = 0.01;
/** The mode in which the mean square is needed. */
const MEANS = 4;

@unmanaged class Compressor {
  meanSquare: v128 = f32x4.splat(0);
  seenAttack: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  rms: v128 = f32x4.splat(0);
  rmsStep: v128 = f32x4.splat(0);

  begin(at: usize, params: usize, frames: i32): i32 {
    const d = changetype<Dynamics>(at);
    const rate = f32x4.extract_lane(d.rate, 0);
    const attack = v128.load(params + P.attack), release = v128.load(params + P.release);
    if (any(v128.or(v128.not(d.isSet), v128.or(f32x4.ne(attack, this.seenAttack), f32x4.ne(release, this.seenRelease))))) {
      d.attack = onePoleStep(attack, rate);
      d.release = onePoleStep(release, rate);
      this.seenAttack = attack;
      this.seenRelease = release;
    }
    this.rms = isOn(v128.load(params + P.detector));
    // What is not used counts as silent, so that it does not depend on what other lanes use.
    this.meanSquare = v128.and(this.meanSquare, this.rms);
    const one = f32x4.splat(1);
    const slope = f32x4.sub(one, f32x4.div(one, v128.load(params + P.ratio)));
    return (any(this.rms) ? MEANS : 0) | dynamicsTo<Compressor>(at, v128.load(params + P.threshold), slope, v128.load(params + P.knee), v128.load(params + P.makeup), v128.load(params + P.mix), v128.load(params + P.lowcut), frames);
  }
  @inline heard(at: usize, mode: i32, key: v128): v128 {
    key = cutKey<Compressor>(at, mode, key);
    if (!(mode & MEANS)) return key;
    this.meanSquare = f32x4.add(this.meanSquare, f32x4.mul(f32x4.sub(f32x4.mul(key, key), this.meanSquare), this.rmsStep));
    return select(this.rms, f32x4.sqrt(this.meanSquare), key);
  }
  @inline wanted(at: usize, mode: i32, level: v128, reduction: v128): v128 { return wantedAt(at, level); }
  @inline flushHeard(due: v128): void {
    this.meanSquare = v128.and(this.meanSquare, v128.or(v128.not(due), f32x4.gt(this.meanSquare, f32x4.splat(1e-30))));
  }
  @inline flush(due: v128): void {}
  @inline share(a: Compressor, b: Compressor): void {}
  @inline giveBack(a: Compressor, b: Compressor): void {}
}

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + dynamicsBytes<Compressor>()); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  changetype<Dynamics>(at).rate = f32x4.splat(sampleRate);
  changetype<Compressor>(ownOf(at)).rmsStep = onePoleStep(f32x4.splat(RMS_SECONDS), sampleRate);
}
export function process(state: usize, params: usize, io: usize, frames: i32, key: usize): void {
  dynamicsRun<Compressor>(state + P.STATE, params, io, frames, key);
  finish(state);
}
export function processPair(stateA: usize, paramsA: usize, ioA: usize, stateB: usize, paramsB: usize, ioB: usize, frames: i32, keyA: usize, keyB: usize): void {
  dynamicsRunPair<Compressor>(stateA + P.STATE, paramsA, ioA, stateB + P.STATE, paramsB, ioB, frames, keyA, keyB);
  finish(stateA);
  finish(stateB);
}
@inline function finish(state: usize): void {
  v128.store(state + P.reading_reduction, changetype<Dynamics>(state + P.STATE).most);
}
