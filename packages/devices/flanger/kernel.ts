// Flanger: a comb whose delay, manual ± depth, swings as a sine; with feedback of either sign, and through zero if wanted.
// Through zero the dry sound is late by 5 ms (reported as latency), so that the moving copy can be earlier; the loop then goes on at the distance
// between the two, never nearer than 6 frames. Otherwise the nearest is 6 frames (0.125 ms at 48 kHz), what the interpolator needs.
// Read between frames by 12 taps (fractional.ts); a whole number of frames gives the stored bits. Manual and depth glide (time constant 60 ms).
// Source: Dattorro, "Effect Design, Part 2: Delay-Line Modulation and Chorus", JAES 45(10), 1997, sections 6 and 7; through zero as with two tape machines.
// Differs: power-preserving mix, equal parts at 50 %. Cost: about 120 ns a frame for four channels, 200 through zero.
import * as P from "../catalog/layout/flanger";
import { Ramp, rampTo, rampNext } from "@tonmeister/dsp/assembly/smooth";
import { onePoleStep, select, sinTurns } from "@tonmeister/dsp/assembly/math";
import { any, isOn, leftRight } from "@tonmeister/dsp/assembly/lanes";
import { ringAligned, ringGather, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringSinc, SINC_REACH, wholeFrames } from "@tonmeister/dsp/assembly/fractional";

/** As in device.ts, which also says how late the dry sound is. */
const DROPPED: f32 = 1e-9;
/** Seconds of manual, depth and the dry sound's delay at most. */
const LONGEST: f32 = 0.02;
const GLIDE_SECONDS: f32 = 0.06;
/** The dry sound moves to its later place, and the copy with it, in this time. */
const FADE_SECONDS: f32 = 0.05;
const SPREAD_SPEED: f32 = 1;
const LEAST: i32 = SINC_REACH + 1;

@unmanaged class Flanger {
  where: v128 = i32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  /** Of the swing, in 2⁻³² turns. */
  phase: v128 = i32x4.splat(0);
  phaseStep: v128 = i32x4.splat(0);
  /** Frames, on their way to what is wanted; turns; and how far the dry sound has moved to its later place, 0…1. */
  manual: v128 = f32x4.splat(0);
  swing: v128 = f32x4.splat(0);
  ahead: v128 = f32x4.splat(0);
  late: v128 = f32x4.splat(0);
  // Per call.
  manualWanted: v128 = f32x4.splat(0);
  swingWanted: v128 = f32x4.splat(0);
  aheadWanted: v128 = f32x4.splat(0);
  lateWanted: v128 = f32x4.splat(0);
  // Constants.
  rate: v128 = f32x4.splat(0);
  zero: v128 = f32x4.splat(0);
  glideStep: v128 = f32x4.splat(0);
  fadeStep: v128 = f32x4.splat(0);
  spreadStep: v128 = f32x4.splat(0);
}
const DRY = 0, WET = 1, FEEDBACK = 2, RAMPS = 3;
@inline function rampOf(at: usize, n: i32): usize { return at + offsetof<Flanger>() + <usize>n * offsetof<Ramp>(); }
/** What goes round; then the dry sound. */
@inline function ringOf(at: usize): usize { return rampOf(at, RAMPS); }
@inline function slots(rate: f32): i32 { return ringSlots(<i32>(LONGEST * rate) + 32); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0)) + (slots(sampleRate) << 5); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Flanger>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  // As device.ts rounds: in 64 bits, half upwards.
  d.zero = f32x4.splat(<f32>Math.floor(0.005 * <f64>sampleRate + 0.5));
  d.glideStep = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  d.fadeStep = f32x4.splat(1 / (FADE_SECONDS * sampleRate));
  d.spreadStep = f32x4.splat(SPREAD_SPEED / sampleRate);
}

function begin(at: usize, params: usize, frames: i32): void {
  const d = changetype<Flanger>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const zero = f32x4.splat(0), one = f32x4.splat(1), percent = f32x4.splat(0.01);
  d.manualWanted = f32x4.mul(v128.load(params + P.manual), f32x4.splat(rate));
  d.swingWanted = f32x4.mul(v128.load(params + P.depth), f32x4.splat(rate));
  d.aheadWanted = leftRight(zero, f32x4.mul(v128.load(params + P.spread), f32x4.splat(0.005)));
  d.lateWanted = v128.and(isOn(v128.load(params + P.zero)), one);
  d.manual = select(d.isSet, d.manual, d.manualWanted);
  d.swing = select(d.isSet, d.swing, d.swingWanted);
  d.ahead = select(d.isSet, d.ahead, d.aheadWanted);
  d.late = select(d.isSet, d.late, d.lateWanted);
  d.isSet = i32x4.splat(-1);
  d.phaseStep = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(params + P.rate), f32x4.splat(4294967296 / rate))));
  const mix = f32x4.mul(v128.load(params + P.mix), percent), wet = f32x4.sqrt(mix);
  rampTo(rampOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)), frames);
  rampTo(rampOf(at, WET), select(isOn(v128.load(params + P.invert)), f32x4.neg(wet), wet), frames);
  rampTo(rampOf(at, FEEDBACK), f32x4.mul(v128.load(params + P.feedback), percent), frames);
}
/** x nearer to `wanted` by at most `step`; arrives exactly. */
@inline function nearer(x: v128, wanted: v128, step: v128): v128 {
  const away = f32x4.sub(wanted, x);
  return select(f32x4.le(f32x4.abs(away), step), wanted, f32x4.add(x, v128.or(step, v128.and(away, i32x4.splat(0x80000000)))));
}
/** What the ring holds `frames` ago (≥ LEAST). */
function tap(ring: usize, mask: i32, where: v128, frames: v128): v128 {
  const whole = wholeFrames(frames);
  const f = f32x4.sub(frames, f32x4.convert_i32x4_s(whole));
  const from = i32x4.sub(where, whole);
  return select(f32x4.eq(f, f32x4.splat(0)), ringGather(ring, mask, from), ringSinc(ring, mask, from, f));
}
@inline function frame(at: usize, ring: usize, dryRing: usize, mask: i32, where: v128, aligned: bool, x: v128): v128 {
  const d = changetype<Flanger>(at);
  const zero = f32x4.splat(0), one = f32x4.splat(1), least = f32x4.splat(<f32>LEAST);
  d.manual = f32x4.add(d.manual, f32x4.mul(d.glideStep, f32x4.sub(d.manualWanted, d.manual)));
  d.swing = f32x4.add(d.swing, f32x4.mul(d.glideStep, f32x4.sub(d.swingWanted, d.swing)));
  d.ahead = nearer(d.ahead, d.aheadWanted, d.spreadStep);
  d.late = nearer(d.late, d.lateWanted, d.fadeStep);
  const turns = f32x4.mul(f32x4.convert_i32x4_s(d.phase), f32x4.splat(2.3283064365386963e-10));
  const distance = f32x4.add(d.manual, f32x4.mul(d.swing, sinTurns(f32x4.add(turns, d.ahead))));
  // Where the copy may be earlier than the dry sound it is read twice: once for the loop, once to be heard.
  const loop = tap(ring, mask, where, f32x4.max(least, select(f32x4.gt(d.late, zero), f32x4.abs(distance), distance)));
  let y = loop, dry = x;
  if (any(f32x4.gt(d.late, zero))) {
    const lateBy = f32x4.mul(d.late, d.zero);
    y = tap(ring, mask, where, f32x4.max(least, f32x4.add(distance, lateBy)));
    const held = ringGather(dryRing, mask, i32x4.sub(where, i32x4.trunc_sat_f32x4_s(d.zero)));
    dry = select(f32x4.ge(d.late, one), held, f32x4.add(x, f32x4.mul(d.late, f32x4.sub(held, x))));
  }
  const into = f32x4.add(x, f32x4.mul(rampNext(rampOf(at, FEEDBACK)), loop));
  ringWrite(ring, mask, where, aligned, v128.and(into, f32x4.gt(f32x4.abs(into), f32x4.splat(DROPPED))));
  return f32x4.add(f32x4.mul(rampNext(rampOf(at, DRY)), dry), f32x4.mul(rampNext(rampOf(at, WET)), y));
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Flanger>(at);
  const mask = slots(f32x4.extract_lane(d.rate, 0)) - 1;
  const ring = ringOf(at), dryRing = ring + (<usize>(mask + 1) << 4);
  begin(at, params, frames);
  let where = d.where;
  const aligned = ringAligned(where);
  for (let i = 0; i < frames; i++) {
    const x = v128.load(io);
    ringWrite(dryRing, mask, where, aligned, x);
    v128.store(io, frame(at, ring, dryRing, mask, where, aligned, x));
    d.phase = i32x4.add(d.phase, d.phaseStep);
    where = i32x4.add(where, i32x4.splat(1));
    io += 16;
  }
  d.where = where;
}
