// Feedback compressor of the kind on large consoles: the detector hears the output, in decibels; linked over each stereo pair by the louder channel.
// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: feedback topology (slope
// R - 1 in the loop gives R:1 outside), smooth branching detector eq. 16 (dynamics.ts).
// Deviates: the loop makes an attack R times as fast, so the step is divided by R: what is set is what is measured above the knee. The output's level is
// the key's times the last gain, so that another key steers alike. Auto release: AutoRelease (dynamics.ts)
// over 0.1 s.
// Cost: about 60 operations and one division per frame, for four channels or for eight; each frame waits for the one before.
import * as P from "../catalog/layout/bus-compressor";
import { AutoRelease, Dynamics, cutKey, dynamicsBytes, dynamicsInit, dynamicsRun, dynamicsRunPair, dynamicsTo, ownOf, wantedAt } from "@tonmeister/dsp/assembly/dynamics";
import { onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { any } from "@tonmeister/dsp/assembly/lanes";

/** The mode in which a release is automatic. */
const AUTO = 8;

/** The value for a choice, per lane. */
@inline function chosen(choice: v128, n: f32, value: f32, other: v128): v128 { return select(f32x4.eq(choice, f32x4.splat(n)), f32x4.splat(value), other); }

@unmanaged class BusCompressor extends AutoRelease {
  seenAttack: v128 = f32x4.splat(0);
  seenRatio: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);

  begin(at: usize, params: usize): i32 {
    const d = changetype<Dynamics>(at);
    const rate = f32x4.extract_lane(d.rate, 0);
    const attack = f32x4.nearest(v128.load(params + P.attack)), release = f32x4.nearest(v128.load(params + P.release));
    const choice = f32x4.nearest(v128.load(params + P.ratio));
    const ratio = chosen(choice, 0, 1.5, chosen(choice, 1, 2, chosen(choice, 2, 4, f32x4.splat(10))));
    const isSame = v128.and(f32x4.eq(attack, this.seenAttack), v128.and(f32x4.eq(ratio, this.seenRatio), f32x4.eq(release, this.seenRelease)));
    if (any(v128.not(v128.and(d.isSet, isSame)))) {
      const a = chosen(attack, 0, 0.0001, chosen(attack, 1, 0.0003, chosen(attack, 2, 0.001, chosen(attack, 3, 0.003, chosen(attack, 4, 0.01, f32x4.splat(0.03))))));
      const r = chosen(release, 1, 0.3, chosen(release, 2, 0.6, chosen(release, 3, 1.2, f32x4.splat(0.1))));
      d.attack = f32x4.div(onePoleStep(a, rate), ratio);
      d.release = onePoleStep(r, rate);
      this.seenRatio = ratio;
      this.seenAttack = attack;
      this.seenRelease = release;
    }
    const slope = f32x4.sub(ratio, f32x4.splat(1)), automatic = this.floorWhere(f32x4.gt(release, f32x4.splat(3.5)));
    return (automatic ? AUTO : 0) | dynamicsTo<BusCompressor>(at, v128.load(params + P.threshold), slope, v128.load(params + P.knee), v128.load(params + P.makeup), v128.load(params + P.mix), v128.load(params + P.lowcut));
  }
  @inline heard(at: usize, mode: i32, key: v128): v128 { return cutKey<BusCompressor>(at, mode, key); }
  @inline wanted(at: usize, mode: i32, level: v128, reduction: v128): v128 {
    // What comes out is what goes in less the reduction so far: that is what the loop hears.
    const wanted = wantedAt(at, f32x4.sub(level, reduction));
    return mode & AUTO ? this.aboveFloor(wanted, reduction) : wanted;
  }
  @inline late(at: usize, how: i32, x: v128): v128 { return x; }
  @inline flushHeard(due: v128): void {}
  @inline flush(due: v128): void { this.flushFloor(due); }
  @inline share(a: BusCompressor, b: BusCompressor): void { this.shareFloor(a, b); }
  @inline giveBack(a: BusCompressor, b: BusCompressor): void { this.giveBackFloor(a, b); }
}

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + dynamicsBytes<BusCompressor>()); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  dynamicsInit(at, sampleRate);
  changetype<BusCompressor>(ownOf(at)).floorInit(sampleRate);
}
export function process(state: usize, params: usize, io: usize, frames: i32, key: usize): void {
  dynamicsRun<BusCompressor>(state + P.STATE, params, io, frames, key);
  finish(state);
}
export function processPair(stateA: usize, paramsA: usize, ioA: usize, stateB: usize, paramsB: usize, ioB: usize, frames: i32, keyA: usize, keyB: usize): void {
  dynamicsRunPair<BusCompressor>(stateA + P.STATE, paramsA, ioA, stateB + P.STATE, paramsB, ioB, frames, keyA, keyB);
  finish(stateA);
  finish(stateB);
}
@inline function finish(state: usize): void {
  v128.store(state + P.reading_reduction, changetype<Dynamics>(state + P.STATE).most);
}
