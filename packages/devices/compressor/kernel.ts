// Feed-forward or feedback compressor in the logarithmic domain, smoothed in decibels, linked over each stereo pair by the louder channel.
// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: gain computer eq. 4, smooth branching
// detector eq. 16 behind it, feedback topology (dynamics.ts; its loop as in the bus compressor).
// Deviates: branching rather than decoupled smoothing, so that attack and release are each exactly the time constant that is set (a decoupled
// detector adds the attack to the release). RMS is the exponential mean square of 10 ms, linked after averaging. Key low cut: 12 dB/octave, out at 20 Hz.
// Cost: about 60 operations and one division per frame, for four channels or for eight.
import * as P from "../catalog/layout/compressor";
import { AutoRelease, Dynamics, HEARS, LATE, cutKey, dynamicsBytes, dynamicsInit, dynamicsRun, dynamicsRunPair, dynamicsTo, ownOf, wantedAt } from "@tonmeister/dsp/assembly/dynamics";
import { onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { any, isOn, leftsOf } from "@tonmeister/dsp/assembly/lanes";
import { overKnee } from "@tonmeister/dsp/assembly/reduction";
import { lookaheadBytes, lookaheadFrames, lookaheadInit, lookaheadNext, lookaheadTo } from "@tonmeister/dsp/assembly/lookahead";

const RMS_SECONDS: f32 = 0.01;
/** Level in dB that an automatic make-up leaves as it is; curve.ts has the same. */
const KEPT_LEVEL: f32 = -12;
const LOOKAHEAD_SECONDS: f32 = 0.02;
/** Modes: the mean square is needed; a detector hears what comes out; a release follows the programme. */
const MEANS = HEARS, BACK = 8, AUTO = 16;

@unmanaged class Compressor extends AutoRelease {
  meanSquare: v128 = f32x4.splat(0);
  seenAttack: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  rms: v128 = f32x4.splat(0);
  rmsStep: v128 = f32x4.splat(0);
  /** A mask of the detectors that hear what comes out. */
  back: v128 = f32x4.splat(0);
  seenRatio: v128 = f32x4.splat(0);
  seenBack: v128 = f32x4.splat(0);

  begin(at: usize, params: usize): i32 {
    const d = changetype<Dynamics>(at);
    const rate = f32x4.extract_lane(d.rate, 0);
    const attack = v128.load(params + P.attack), release = v128.load(params + P.release), ratio = v128.load(params + P.ratio), one = f32x4.splat(1);
    this.back = isOn(v128.load(params + P.topology));
    const others = v128.or(f32x4.ne(ratio, this.seenRatio), i32x4.ne(this.back, this.seenBack));
    if (any(v128.or(v128.or(v128.not(d.isSet), others), v128.or(f32x4.ne(attack, this.seenAttack), f32x4.ne(release, this.seenRelease))))) {
      // The loop makes an attack as many times as fast.
      d.attack = f32x4.div(onePoleStep(attack, rate), select(this.back, ratio, one));
      d.release = onePoleStep(release, rate);
      this.seenAttack = attack;
      this.seenRelease = release;
      this.seenRatio = ratio;
      this.seenBack = this.back;
    }
    this.rms = isOn(v128.load(params + P.detector));
    // What is not used counts as silent, so that it does not depend on what other lanes use.
    this.meanSquare = v128.and(this.meanSquare, this.rms);
    const part = f32x4.sub(one, f32x4.div(one, ratio)), slope = select(this.back, f32x4.sub(ratio, one), part);
    const threshold = v128.load(params + P.threshold), knee = v128.load(params + P.knee);
    let makeup = v128.load(params + P.makeup);
    const kept = isOn(v128.load(params + P.automakeup));
    if (any(kept)) makeup = f32x4.add(makeup, v128.and(kept, this.restAt(f32x4.sub(f32x4.splat(KEPT_LEVEL), threshold), slope, part, f32x4.max(knee, f32x4.splat(0.01)))));
    const automatic = this.floorWhere(isOn(v128.load(params + P.autorelease)));
    const mode = (any(this.rms) ? MEANS : 0) | (any(this.back) ? BACK : 0) | (automatic ? AUTO : 0);
    const how = lookaheadTo(waitOf(at), lookaheadFrames(v128.load(params + P.lookahead), rate));
    return mode | (how << LATE) | dynamicsTo<Compressor>(at, threshold, slope, knee, makeup, v128.load(params + P.mix), v128.load(params + P.lowcut));
  }
  /** dB of reduction that a level so far over the threshold comes to, `part` being how much of it is taken above the knee. */
  restAt(over: v128, slope: v128, part: v128, knee: v128): v128 {
    const one = f32x4.splat(1), inKnee = f32x4.add(over, f32x4.mul(f32x4.splat(0.5), knee));
    const forward = f32x4.mul(part, overKnee(over, knee, f32x4.div(f32x4.splat(0.5), knee)));
    // A loop takes r where r = slope · t² / 2W and t = inKnee − r: a quadratic in t.
    const steep = f32x4.max(slope, f32x4.splat(1e-6));
    const root = f32x4.sqrt(f32x4.add(one, f32x4.mul(f32x4.add(steep, steep), f32x4.div(f32x4.max(inKnee, f32x4.splat(0)), knee))));
    const t = f32x4.div(f32x4.mul(knee, f32x4.sub(root, one)), steep);
    const loop = select(f32x4.lt(t, knee), f32x4.max(f32x4.splat(0), f32x4.sub(inKnee, t)), f32x4.mul(part, over));
    return select(this.back, loop, forward);
  }
  @inline heard(at: usize, mode: i32, key: v128): v128 {
    key = cutKey<Compressor>(at, mode, key);
    if (!(mode & MEANS)) return key;
    this.meanSquare = f32x4.add(this.meanSquare, f32x4.mul(f32x4.sub(f32x4.mul(key, key), this.meanSquare), this.rmsStep));
    return select(this.rms, f32x4.sqrt(this.meanSquare), key);
  }
  @inline wanted(at: usize, mode: i32, level: v128, reduction: v128): v128 {
    // What comes out is what goes in less the reduction so far.
    if (mode & BACK) level = f32x4.sub(level, v128.and(this.back, reduction));
    const wanted = wantedAt(at, level);
    return mode & AUTO ? this.aboveFloor(wanted, reduction) : wanted;
  }
  @inline late(at: usize, how: i32, x: v128): v128 { return lookaheadNext(waitOf(at), how, x); }
  @inline flushHeard(due: v128): void {
    this.meanSquare = v128.and(this.meanSquare, v128.or(v128.not(due), f32x4.gt(this.meanSquare, f32x4.splat(1e-30))));
  }
  @inline flush(due: v128): void { this.flushFloor(due); }
  @inline share(a: Compressor, b: Compressor): void {
    this.back = leftsOf(a.back, b.back);
    this.shareFloor(a, b);
  }
  @inline giveBack(a: Compressor, b: Compressor): void { this.giveBackFloor(a, b); }
}
@inline function waitOf(at: usize): usize { return at + dynamicsBytes<Compressor>(); }
@inline function framesMax(rate: f32): i32 { return <i32>(LOOKAHEAD_SECONDS * rate) + 1; }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + waitOf(0)) + lookaheadBytes(framesMax(sampleRate)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  dynamicsInit(at, sampleRate);
  const own = changetype<Compressor>(ownOf(at));
  own.rmsStep = onePoleStep(f32x4.splat(RMS_SECONDS), sampleRate);
  own.floorInit(sampleRate);
  lookaheadInit(waitOf(at), framesMax(sampleRate), sampleRate);
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
