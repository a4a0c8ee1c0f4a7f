// Flanger: a comb whose delay, manual ± depth, swings as a sine; with feedback of either sign, and through zero if wanted.
// Through zero the dry sound is late by 5 ms (reported as latency), so that the moving copy can be earlier; the loop then goes on at the distance
// between the two, never nearer than 6 frames. Otherwise the nearest is 6 frames (0.125 ms at 48 kHz), what the interpolator needs.
// Read between frames by 12 taps (fractional.ts); a whole number of frames gives the stored bits. Every parameter glides to its new value, those that move
// the copy in about 120 ms, the others in 40.
// Source: Dattorro, "Effect Design, Part 2: Delay-Line Modulation and Chorus", JAES 45(10), 1997, sections 6 and 7; through zero as with two tape machines.
// Differs: power-preserving mix, equal parts at 50 %. Cost: about 80 ns a frame for four channels, 125 through zero.
import * as P from "../catalog/layout/flanger";
import { Glide, glideTo, glideNext, glidesMove } from "@tonmeister/dsp/assembly/smooth";
import { lfoBytes, lfoInit, lfoNext, lfoTo, lfoTurns } from "@tonmeister/dsp/assembly/lfo";
import { onePoleStep, select, sinTurns } from "@tonmeister/dsp/assembly/math";
import { any, isOn, leftRight } from "@tonmeister/dsp/assembly/lanes";
import { ringAligned, ringGather, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringSinc, SINC_REACH, wholeFrames } from "@tonmeister/dsp/assembly/fractional";

/** As in device.ts, which also says how late the dry sound is. */
const DROPPED: f32 = 1e-9;
/** Seconds of manual, depth and the dry sound's delay at most. */
const LONGEST: f32 = 0.02;
/** Time constants of the two poles by which what moves the copy, and all else, glides. */
const SLOW_SECONDS: f32 = 0.03;
const QUICK_SECONDS: f32 = 0.01;
const LEAST: i32 = SINC_REACH + 1;

@unmanaged class Flanger {
  where: v128 = i32x4.splat(0);
  // Constants.
  rate: v128 = f32x4.splat(0);
  zero: v128 = f32x4.splat(0);
  slow: v128 = f32x4.splat(0);
  quick: v128 = f32x4.splat(0);
}
/** Manual and swing in frames, rate in Hz, turns ahead, and how far the dry sound has moved to its later place, 0…1. */
const DRY = 0, WET = 1, FEEDBACK = 2, MANUAL = 3, SWING = 4, HERTZ = 5, AHEAD = 6, ZERO = 7, GLIDES = 8;
@inline function lfoOf(at: usize): usize { return at + offsetof<Flanger>(); }
@inline function glideOf(at: usize, n: i32): usize { return lfoOf(at) + lfoBytes() + <usize>n * offsetof<Glide>(); }
/** What goes round; then the dry sound. */
@inline function ringOf(at: usize): usize { return glideOf(at, GLIDES); }
@inline function slots(rate: f32): i32 { return ringSlots(<i32>(LONGEST * rate) + 32); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0)) + (slots(sampleRate) << 5); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Flanger>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  // As device.ts rounds: in 64 bits, half upwards.
  d.zero = f32x4.splat(<f32>Math.floor(0.005 * <f64>sampleRate + 0.5));
  lfoInit(lfoOf(state + P.STATE), sampleRate);
  d.slow = onePoleStep(f32x4.splat(SLOW_SECONDS), sampleRate);
  d.quick = onePoleStep(f32x4.splat(QUICK_SECONDS), sampleRate);
}

function begin(at: usize, params: usize): void {
  const rate = changetype<Flanger>(at).rate;
  const one = f32x4.splat(1), percent = f32x4.splat(0.01);
  glideTo(glideOf(at, MANUAL), f32x4.mul(v128.load(params + P.manual), rate));
  glideTo(glideOf(at, SWING), f32x4.mul(v128.load(params + P.depth), rate));
  glideTo(glideOf(at, HERTZ), v128.load(params + P.rate));
  glideTo(glideOf(at, AHEAD), leftRight(f32x4.splat(0), f32x4.mul(v128.load(params + P.spread), f32x4.splat(0.005))));
  glideTo(glideOf(at, ZERO), v128.and(isOn(v128.load(params + P.zero)), one));
  const mix = f32x4.mul(v128.load(params + P.mix), percent), wet = f32x4.sqrt(mix);
  glideTo(glideOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)));
  glideTo(glideOf(at, WET), select(isOn(v128.load(params + P.invert)), f32x4.neg(wet), wet));
  glideTo(glideOf(at, FEEDBACK), f32x4.mul(v128.load(params + P.feedback), percent));
}
/** What the ring holds `frames` ago (≥ LEAST). */
function tap(ring: usize, mask: i32, where: v128, frames: v128): v128 {
  const whole = wholeFrames(frames);
  const f = f32x4.sub(frames, f32x4.convert_i32x4_s(whole));
  const from = i32x4.sub(where, whole);
  return select(f32x4.eq(f, f32x4.splat(0)), ringGather(ring, mask, from), ringSinc(ring, mask, from, f));
}
@inline function frame(at: usize, ring: usize, dryRing: usize, mask: i32, where: v128, aligned: bool, moves: bool, x: v128): v128 {
  const d = changetype<Flanger>(at);
  const zero = f32x4.splat(0), one = f32x4.splat(1), least = f32x4.splat(<f32>LEAST);
  const manual = glideNext(glideOf(at, MANUAL), d.slow, moves), swing = glideNext(glideOf(at, SWING), d.slow, moves);
  const ahead = glideNext(glideOf(at, AHEAD), d.slow, moves), late = glideNext(glideOf(at, ZERO), d.slow, moves);
  const turns = lfoTurns(lfoOf(at), d.slow, moves);
  const distance = f32x4.add(manual, f32x4.mul(swing, sinTurns(f32x4.add(turns, ahead))));
  // Where the copy may be earlier than the dry sound it is read twice: once for the loop, once to be heard.
  const loop = tap(ring, mask, where, f32x4.max(least, f32x4.add(distance, f32x4.mul(late, f32x4.sub(f32x4.abs(distance), distance)))));
  let y = loop, dry = x;
  if (any(f32x4.gt(late, zero))) {
    const lateBy = f32x4.mul(late, d.zero);
    y = tap(ring, mask, where, f32x4.max(least, f32x4.add(distance, lateBy)));
    const held = ringGather(dryRing, mask, i32x4.sub(where, i32x4.trunc_sat_f32x4_s(d.zero)));
    dry = select(f32x4.ge(late, one), held, f32x4.add(x, f32x4.mul(late, f32x4.sub(held, x))));
  }
  const into = f32x4.add(x, f32x4.mul(glideNext(glideOf(at, FEEDBACK), d.quick, moves), loop));
  ringWrite(ring, mask, where, aligned, v128.and(into, f32x4.gt(f32x4.abs(into), f32x4.splat(DROPPED))));
  lfoNext(lfoOf(at), glideNext(glideOf(at, HERTZ), d.quick, moves));
  return f32x4.add(f32x4.mul(glideNext(glideOf(at, DRY), d.quick, moves), dry), f32x4.mul(glideNext(glideOf(at, WET), d.quick, moves), y));
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Flanger>(at);
  const mask = slots(f32x4.extract_lane(d.rate, 0)) - 1;
  const ring = ringOf(at), dryRing = ring + (<usize>(mask + 1) << 4);
  begin(at, params);
  const moves = lfoTo(lfoOf(at), v128.load(params + P.turn), v128.load(params + P.rate), frames) || glidesMove(glideOf(at, 0), GLIDES);
  let where = d.where;
  const aligned = ringAligned(where);
  for (let i = 0; i < frames; i++) {
    const x = v128.load(io);
    ringWrite(dryRing, mask, where, aligned, x);
    v128.store(io, moves ? frame(at, ring, dryRing, mask, where, aligned, true, x) : frame(at, ring, dryRing, mask, where, aligned, false, x));
    where = i32x4.add(where, i32x4.splat(1));
    io += 16;
  }
  d.where = where;
}
