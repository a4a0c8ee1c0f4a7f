// Transient shaper by the difference of two envelopes: the level against one that rises late (attack) and against one that falls late (sustain), in
// decibels, so that it is the same at every level and needs no threshold; linked over each stereo pair by the louder channel.
// Source: the differential envelopes of the hardware transient designers of the 1990s, worked out here in the logarithmic domain; one-pole smoothing as in
// D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012.
// Differs: the level is a peak held for 12 ms, so that a steady tone from 42 Hz has no difference at all and passes unchanged; differences are kept
// within 15 dB (attack) and 24 dB (sustain) where they arise, so that what follows silence does not last longer than what follows sound.
// Cost: about 70 operations and two divisions per frame for four channels.
import * as P from "../catalog/layout/transient";
import { Ramp, rampTo, rampNext, SILENT, beatFrames, beatAdvance } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, exp2, gainOfDb, onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { any, isOn, linkMax } from "@tonmeister/dsp/assembly/lanes";

const HOLD_SECONDS: f32 = 0.012;
const FALL_SECONDS: f32 = 0.005;
const SMOOTH_SECONDS: f32 = 0.0005;
/** −100 dB: what is quieter has no transients. */
const FLOOR: f32 = 1e-5;
const MOST_ATTACK: f32 = 15;
const MOST_SUSTAIN: f32 = 24;
/** log2(10) / 20: decibels to powers of two. */
const DB: f32 = 0.16609640474436813;

@unmanaged class Transient {
  beat: v128 = f32x4.splat(0);
  /** The held peak, and frames for which it is still held. */
  peak: v128 = f32x4.splat(0);
  left: v128 = f32x4.splat(0);
  /** Levels in dB that rise and that fall late. */
  rising: v128 = f32x4.splat(0);
  falling: v128 = f32x4.splat(0);
  /** dB that are added, smoothed. */
  change: v128 = f32x4.splat(0);
  riseStep: v128 = f32x4.splat(0);
  fallStep: v128 = f32x4.splat(0);
  seenAttack: v128 = f32x4.splat(0);
  seenSustain: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  fall: v128 = f32x4.splat(0);
  smooth: v128 = f32x4.splat(0);
  hold: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
}
@inline function outputOf(t: usize): usize { return t + offsetof<Transient>(); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + outputOf(0) + offsetof<Ramp>()); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const t = changetype<Transient>(state + P.STATE);
  t.rate = f32x4.splat(sampleRate);
  t.hold = f32x4.splat(nearest<f32>(HOLD_SECONDS * sampleRate));
  t.fall = onePoleStep(f32x4.splat(FALL_SECONDS), sampleRate);
  t.smooth = onePoleStep(f32x4.splat(SMOOTH_SECONDS), sampleRate);
  t.rising = f32x4.splat(-100);
  t.falling = f32x4.splat(-100);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const t = changetype<Transient>(at);
  const rate = f32x4.extract_lane(t.rate, 0);
  const attackTime = v128.load(params + P.attacktime), sustainTime = v128.load(params + P.sustaintime);
  if (any(v128.or(v128.not(t.isSet), v128.or(f32x4.ne(attackTime, t.seenAttack), f32x4.ne(sustainTime, t.seenSustain))))) {
    t.riseStep = onePoleStep(attackTime, rate);
    t.fallStep = onePoleStep(sustainTime, rate);
    t.seenAttack = attackTime;
    t.seenSustain = sustainTime;
  }
  t.isSet = i32x4.splat(-1);
  rampTo(outputOf(at), gainOfDb(v128.load(params + P.output)), frames);
  const attack = f32x4.mul(v128.load(params + P.attack), f32x4.splat(0.01));
  const sustain = f32x4.mul(v128.load(params + P.sustain), f32x4.splat(0.01));
  const guards = isOn(v128.load(params + P.guard));
  const zero = f32x4.splat(0), one = f32x4.splat(1), floor = f32x4.splat(FLOOR);
  const mostAttack = f32x4.splat(MOST_ATTACK), mostSustain = f32x4.splat(MOST_SUSTAIN);
  while (frames > 0) {
    const n = beatFrames(at, frames);
    let peak = t.peak, left = t.left, rising = t.rising, falling = t.falling, change = t.change;
    for (let i = 0; i < n; i++) {
      const x = v128.load(io);
      const now = linkMax(f32x4.abs(x));
      const rises = f32x4.ge(now, peak);
      peak = select(rises, now, select(f32x4.gt(left, zero), peak, f32x4.add(peak, f32x4.mul(f32x4.sub(now, peak), t.fall))));
      left = select(rises, t.hold, f32x4.max(zero, f32x4.sub(left, one)));
      const level = dbOfGain(f32x4.max(peak, floor));
      // One follows down at once and up late, the other up at once and down late.
      rising = f32x4.max(f32x4.min(level, f32x4.add(rising, f32x4.mul(f32x4.sub(level, rising), t.riseStep))), f32x4.sub(level, mostAttack));
      falling = f32x4.min(f32x4.max(level, f32x4.add(falling, f32x4.mul(f32x4.sub(level, falling), t.fallStep))), f32x4.add(level, mostSustain));
      const wanted = f32x4.add(f32x4.mul(attack, f32x4.sub(level, rising)), f32x4.mul(sustain, f32x4.sub(falling, level)));
      change = f32x4.add(change, f32x4.mul(f32x4.sub(wanted, change), t.smooth));
      let gain = f32x4.mul(exp2(f32x4.mul(change, f32x4.splat(DB))), rampNext(outputOf(at)));
      // The guard takes back what would lift a sample over full scale, never more.
      const allowed = f32x4.max(one, f32x4.div(one, f32x4.max(peak, floor)));
      gain = select(guards, f32x4.min(gain, allowed), gain);
      v128.store(io, f32x4.mul(x, gain));
      io += 16;
    }
    const due = beatAdvance(at, n);
    const others = v128.not(due), silent = f32x4.splat(SILENT);
    t.peak = v128.and(peak, v128.or(others, f32x4.gt(peak, silent)));
    t.change = v128.and(change, v128.or(others, f32x4.gt(f32x4.abs(change), silent)));
    t.left = left;
    t.rising = rising;
    t.falling = falling;
    frames -= n;
  }
  v128.store(state + P.reading_boost, t.change);
}
