// Gate, downward expander and ducker: held peak level in, decibels of reduction out, linked over each stereo pair by the louder channel.
// Source: U. Zölzer (ed.), "DAFX", 2nd edition 2011, section 4.2 (gate and expander with hysteresis and hold); the curve and the branching smoother in
// decibels as in D. Giannoulis, M. Massberg, J. Reiss, JAES 60(6), 2012, eq. 16.
// Deviates: hold lies in the detector, not behind the decision: a peak counts in full for that long, so that a steady tone whose half wave is shorter is
// one level without ripple, also for an expander. Behind it the level falls with 2 ms.
// Cost: about 60 operations and one division per frame for four channels, 15 more for each filter of the key.
import * as P from "../catalog/layout/gate";
import { Ramp, rampTo, rampMoves, rampNext, SILENT, beatFrames, beatAdvance } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, exp2, onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { Svf, SvfState, svfDesign, svfNext, HIGH_PASS, LOW_PASS } from "@tonmeister/dsp/assembly/svf";
import { any, isOn, linkMax } from "@tonmeister/dsp/assembly/lanes";
import { ringAligned, ringReadLanes, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";

const FALL_SECONDS: f32 = 0.002;
/** log2(10) / 20: decibels to powers of two. */
const DB: f32 = 0.16609640474436813;

@unmanaged class Gate {
  beat: v128 = f32x4.splat(0);
  where: v128 = f32x4.splat(0);
  /** Gain reduction in dB, smoothed. */
  reduction: v128 = f32x4.splat(0);
  /** The held level, frames for which it is still held, and whether the gate is open (a mask). */
  level: v128 = f32x4.splat(0);
  left: v128 = f32x4.splat(0);
  open: v128 = f32x4.splat(0);
  // Coefficients and what they were made of.
  attack: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
  fall: v128 = f32x4.splat(0);
  seenAttack: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  seenLowcut: v128 = f32x4.splat(0);
  seenHighcut: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  /** Frames (i32) by which the signal is late, now and before this call. */
  delay: v128 = f32x4.splat(0);
  delayBefore: v128 = f32x4.splat(0);
  threshold: v128 = f32x4.splat(0);
  hysteresis: v128 = f32x4.splat(0);
  slope: v128 = f32x4.splat(0);
  range: v128 = f32x4.splat(0);
  hold: v128 = f32x4.splat(0);
  ducks: v128 = f32x4.splat(0);
  cutsLow: v128 = f32x4.splat(0);
  cutsHigh: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  most: v128 = f32x4.splat(0);
}
@inline function listenOf(g: usize): usize { return g + offsetof<Gate>(); }
@inline function lowcutOf(g: usize): usize { return listenOf(g) + offsetof<Ramp>(); }
@inline function highcutOf(g: usize): usize { return lowcutOf(g) + offsetof<Svf>() + offsetof<SvfState>(); }
@inline function stateOf(filter: usize): usize { return filter + offsetof<Svf>(); }
@inline function ringOf(g: usize): usize { return highcutOf(g) + offsetof<Svf>() + offsetof<SvfState>(); }
/** Frames of `ms` as in device.ts. */
@inline function framesOf(ms: i32, rate: f32): i32 { return (ms * <i32>rate + 500) / 1000; }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0)) + (ringSlots(framesOf(10, sampleRate)) << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const g = changetype<Gate>(state + P.STATE);
  g.rate = f32x4.splat(sampleRate);
  g.fall = onePoleStep(f32x4.splat(FALL_SECONDS), sampleRate);
}

function begin(at: usize, params: usize, frames: i32): void {
  const g = changetype<Gate>(at);
  const rate = f32x4.extract_lane(g.rate, 0);
  const attack = v128.load(params + P.attack), release = v128.load(params + P.release);
  const lowcut = v128.load(params + P.lowcut), highcut = v128.load(params + P.highcut);
  const fresh = v128.not(g.isSet), zero = f32x4.splat(0), one = f32x4.splat(1), q = f32x4.splat(0.70710678);
  if (any(v128.or(fresh, v128.or(f32x4.ne(attack, g.seenAttack), f32x4.ne(release, g.seenRelease))))) {
    g.attack = onePoleStep(attack, rate);
    g.release = onePoleStep(release, rate);
    g.seenAttack = attack;
    g.seenRelease = release;
  }
  if (any(v128.or(fresh, v128.or(f32x4.ne(lowcut, g.seenLowcut), f32x4.ne(highcut, g.seenHighcut))))) {
    svfDesign(lowcutOf(at), f32x4.splat(HIGH_PASS), lowcut, q, zero, rate);
    svfDesign(highcutOf(at), f32x4.splat(LOW_PASS), highcut, q, zero, rate);
    g.seenLowcut = lowcut;
    g.seenHighcut = highcut;
  }
  g.cutsLow = f32x4.gt(lowcut, f32x4.splat(20.5));
  g.cutsHigh = f32x4.lt(highcut, f32x4.splat(19_900));
  // What is not used counts as silent, so that it does not depend on what other lanes use.
  const l = changetype<SvfState>(stateOf(lowcutOf(at))), h = changetype<SvfState>(stateOf(highcutOf(at)));
  l.c1 = v128.and(l.c1, g.cutsLow);
  l.c2 = v128.and(l.c2, g.cutsLow);
  h.c1 = v128.and(h.c1, g.cutsHigh);
  h.c2 = v128.and(h.c2, g.cutsHigh);
  // What is decided goes through attack and release: nothing here needs a ramp of its own.
  g.threshold = v128.load(params + P.threshold);
  g.hysteresis = f32x4.neg(v128.load(params + P.hysteresis));
  g.range = v128.load(params + P.range);
  // 100:1 is a gate: the whole range as soon as it is closed.
  const ratio = v128.load(params + P.ratio);
  g.slope = select(f32x4.gt(ratio, f32x4.splat(99.5)), f32x4.splat(1e9), f32x4.sub(ratio, one));
  g.hold = f32x4.nearest(f32x4.mul(v128.load(params + P.hold), g.rate));
  g.ducks = isOn(v128.load(params + P.mode));
  const ahead = f32x4.nearest(v128.load(params + P.lookahead));
  let delay = v128.and(f32x4.eq(ahead, one), i32x4.splat(framesOf(1, rate)));
  delay = v128.or(delay, v128.and(f32x4.eq(ahead, f32x4.splat(2)), i32x4.splat(framesOf(3, rate))));
  delay = v128.or(delay, v128.and(f32x4.eq(ahead, f32x4.splat(3)), i32x4.splat(framesOf(10, rate))));
  g.delayBefore = select(fresh, delay, g.delay);
  g.delay = delay;
  g.isSet = i32x4.splat(-1);
  g.most = zero;
  rampTo(listenOf(at), v128.and(isOn(v128.load(params + P.listen)), one), frames);
}
/** The key behind its filters. */
@inline function filtered(at: usize, cutsLow: bool, cutsHigh: bool, key: v128): v128 {
  const g = changetype<Gate>(at);
  if (cutsLow) key = select(g.cutsLow, svfNext(lowcutOf(at), stateOf(lowcutOf(at)), key), key);
  if (cutsHigh) key = select(g.cutsHigh, svfNext(highcutOf(at), stateOf(highcutOf(at)), key), key);
  return key;
}
/** One frame of the detector: the gain that follows from the key. */
@inline function gainOf(at: usize, key: v128): v128 {
  const g = changetype<Gate>(at);
  const zero = f32x4.splat(0);
  const now = linkMax(f32x4.abs(key));
  const rises = f32x4.ge(now, g.level), left = g.left;
  const level = select(rises, now, select(f32x4.gt(left, zero), g.level, f32x4.add(g.level, f32x4.mul(f32x4.sub(now, g.level), g.fall))));
  g.level = level;
  g.left = select(rises, g.hold, f32x4.max(zero, f32x4.sub(left, f32x4.splat(1))));
  const over = f32x4.sub(dbOfGain(f32x4.max(level, f32x4.splat(1e-10))), g.threshold);
  const open = v128.or(f32x4.ge(over, zero), v128.and(g.open, f32x4.ge(over, g.hysteresis)));
  g.open = open;
  const closed = f32x4.min(g.range, f32x4.mul(g.slope, f32x4.max(zero, f32x4.neg(over))));
  const wanted = select(g.ducks, v128.and(g.range, open), v128.andnot(closed, open));
  const way = f32x4.sub(wanted, g.reduction);
  // Attack is the way that the key's beginning asks for: up for a gate, down for a ducker.
  const falls = v128.xor(f32x4.gt(way, zero), g.ducks);
  const reduction = f32x4.add(g.reduction, f32x4.mul(way, select(falls, g.release, g.attack)));
  g.reduction = reduction;
  g.most = f32x4.max(g.most, reduction);
  return exp2(f32x4.mul(reduction, f32x4.splat(-DB)));
}
@inline function flush(at: usize, due: v128): void {
  if (!any(due)) return;
  const g = changetype<Gate>(at);
  const loud = f32x4.splat(SILENT), others = v128.not(due);
  g.reduction = v128.and(g.reduction, v128.or(others, f32x4.gt(g.reduction, loud)));
  g.level = v128.and(g.level, v128.or(others, f32x4.gt(g.level, loud)));
  for (let n = 0; n < 2; n++) {
    const f = changetype<SvfState>(stateOf(n ? highcutOf(at) : lowcutOf(at)));
    const keep = v128.or(others, f32x4.gt(f32x4.add(f32x4.abs(f.c1), f32x4.abs(f.c2)), loud));
    f.c1 = v128.and(f.c1, keep);
    f.c2 = v128.and(f.c2, keep);
  }
}

export function process(state: usize, params: usize, io: usize, frames: i32, key: usize): void {
  const at = state + P.STATE;
  const g = changetype<Gate>(at);
  begin(at, params, frames);
  const cutsLow = any(g.cutsLow), cutsHigh = any(g.cutsHigh);
  const listens = rampMoves(listenOf(at)) || any(f32x4.ne(changetype<Ramp>(listenOf(at)).target, f32x4.splat(0)));
  const moves = any(i32x4.ne(g.delay, g.delayBefore));
  const isLate = moves || any(g.delay);
  const ring = ringOf(at), mask = ringSlots(framesOf(10, f32x4.extract_lane(g.rate, 0))) - 1;
  const aligned = ringAligned(g.where);
  const one = f32x4.splat(1), step = f32x4.splat(<f32>1 / <f32>frames);
  let share = f32x4.splat(0), where = g.where;
  const delay = g.delay, before = g.delayBefore;
  let steer = key ? key : io;
  while (frames > 0) {
    const n = beatFrames(at, frames);
    for (let i = 0; i < n; i++) {
      let x = v128.load(io);
      const k = filtered(at, cutsLow, cutsHigh, v128.load(steer));
      let gain = gainOf(at, k);
      if (listens) {
        // The key takes the signal's place, look-ahead included.
        const l = rampNext(listenOf(at));
        x = f32x4.add(f32x4.mul(f32x4.sub(one, l), x), f32x4.mul(l, k));
        gain = f32x4.add(gain, f32x4.mul(l, f32x4.sub(one, gain)));
      }
      ringWrite(ring, mask, where, aligned, x);
      if (isLate) {
        x = ringReadLanes(ring, mask, where, delay);
        if (moves) {
          // Another look-ahead fades in over the call.
          share = f32x4.add(share, step);
          const old = ringReadLanes(ring, mask, where, before);
          x = select(i32x4.eq(delay, before), x, f32x4.add(old, f32x4.mul(share, f32x4.sub(x, old))));
        }
      }
      v128.store(io, f32x4.mul(x, gain));
      where = i32x4.add(where, i32x4.splat(1));
      io += 16;
      steer += 16;
    }
    flush(at, beatAdvance(at, n));
    frames -= n;
  }
  g.where = where;
  v128.store(state + P.reading_reduction, g.most);
  v128.store(state + P.reading_level, f32x4.mul(g.level, f32x4.splat(100)));
}
