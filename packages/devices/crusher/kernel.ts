// Bit crusher: a converter of few bits and low rate. Samples are taken and held at their exact times between frames, so that a rate which does not divide
// the studio's has no jitter: the input is read on the line between its frames, and steps are heard through a triangle two frames wide, which keeps their
// aliases down (V. Välimäki, A. Huovilainen, "Antialiasing Oscillators in Subtractive Synthesis", IEEE SPM 24(2), 2007: polynomial steps). Rounding is that of a mid-tread
// quantiser without dither: B. Widrow, I. Kollár, "Quantization Noise", 2008. Filters: Butterworth low-passes of the eighth order at 0.45 of the rate.
// Every parameter glides to its new value in about 40 ms; filters run only where a lane uses them.
// Latency: 1 frame. Cost: about 20 ns per frame of four channels, 40 with one filter, 55 with both.
import * as P from "../catalog/layout/crusher";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { exp2, gainOfDb, log2, onePoleStep } from "@tonmeister/dsp/assembly/math";
import { all, any, isOn } from "@tonmeister/dsp/assembly/lanes";
import { SvfState, svfClear, svfG, svfLow } from "@tonmeister/dsp/assembly/svf";

const GLIDE_SECONDS: f32 = 0.01;
/** Corner of the filters, as a part of the rate. */
const CORNER: f32 = 0.45;
const SECTIONS: i32 = 4;
/** 1 / Q of the sections: 2 sin((2n + 1) π / 16). */
const DAMPING = memory.data<f32>([0.39018065, 1.1111405, 1.6629392, 1.9615705]);

@unmanaged class Crusher {
  rate: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  /** What of a turn has passed since the last sample, taken to be almost one at first. */
  passed: v128 = f32x4.splat(0);
  held: v128 = f32x4.splat(0);
  last: v128 = f32x4.splat(0);
  /** What the next frame puts out, but for a step in it. */
  pending: v128 = f32x4.splat(0);
  lastDry: v128 = f32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
}
/** BITS, RATIO and IN are powers of 2; BEFORE and AFTER say how far filters are in circuit. */
const IN = 0, BITS = 1, RATIO = 2, G = 3, BEFORE = 4, AFTER = 5, ZERO = 6, WET = 7, DRY = 8, GLIDES = 9;
@inline function glideOf(at: usize, n: i32): usize { return at + offsetof<Crusher>() + <usize>n * offsetof<Glide>(); }
/** Sections 0 … 3 before, 4 … 7 after. */
@inline function sectionOf(at: usize, n: i32): usize { return glideOf(at, GLIDES) + <usize>n * offsetof<SvfState>(); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + sectionOf(0, 2 * SECTIONS)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Crusher>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
}
/** Lanes whose glide rests at 0. */
@inline function rests(r: usize): v128 {
  const s = changetype<Glide>(r);
  return f32x4.eq(v128.or(s.wanted, v128.or(s.first, s.left)), f32x4.splat(0));
}
function begin(at: usize, params: usize): void {
  const d = changetype<Crusher>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const one = f32x4.splat(1), percent = f32x4.splat(0.01), filter = v128.load(params + P.filter);
  const hz = v128.load(params + P.rate);
  const ratio = f32x4.min(one, f32x4.mul(hz, f32x4.splat(1 / rate)));
  glideTo(glideOf(at, IN), log2(gainOfDb(v128.load(params + P.input))));
  glideTo(glideOf(at, BITS), f32x4.sub(v128.load(params + P.bits), one));
  glideTo(glideOf(at, RATIO), log2(ratio));
  glideTo(glideOf(at, G), svfG(f32x4.mul(hz, f32x4.splat(CORNER)), rate));
  glideTo(glideOf(at, BEFORE), v128.and(one, isOn(filter)));
  glideTo(glideOf(at, AFTER), v128.and(one, f32x4.ge(filter, f32x4.splat(1.5))));
  glideTo(glideOf(at, ZERO), v128.and(one, isOn(v128.load(params + P.rounding))));
  const output = gainOfDb(v128.load(params + P.output)), mix = f32x4.mul(v128.load(params + P.mix), percent);
  glideTo(glideOf(at, WET), f32x4.mul(output, mix));
  glideTo(glideOf(at, DRY), f32x4.mul(output, f32x4.sub(one, mix)));
  d.passed = v128.bitselect(d.passed, f32x4.sub(one, ratio), d.isSet);
  d.isSet = i32x4.splat(-1);
}
@inline function filtered(at: usize, first: i32, x: v128, g: v128): v128 {
  for (let n: i32 = 0; n < SECTIONS; n++) x = svfLow(sectionOf(at, first + n), x, g, v128.load_splat<f32>(DAMPING + (<usize>n << 2)));
  return x;
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Crusher>(at);
  const one = f32x4.splat(1), half = f32x4.splat(0.5), zero = f32x4.splat(0), step = d.step;
  // Filters that were off begin from silence, whatever the neighbours' did.
  const noBefore = rests(glideOf(at, BEFORE)), noAfter = rests(glideOf(at, AFTER));
  for (let n: i32 = 0; n < SECTIONS; n++) {
    svfClear(sectionOf(at, n), noBefore);
    svfClear(sectionOf(at, SECTIONS + n), noAfter);
  }
  begin(at, params);
  const moves = glidesMove(glideOf(at, 0), GLIDES);
  const before = !all(rests(glideOf(at, BEFORE))), after = !all(rests(glideOf(at, AFTER)));
  let gain = exp2(changetype<Glide>(glideOf(at, IN)).wanted), levels = exp2(changetype<Glide>(glideOf(at, BITS)).wanted);
  let ratio = exp2(changetype<Glide>(glideOf(at, RATIO)).wanted);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Crusher>("beat"), frames);
    for (let i = 0; i < n; i++) {
      if (moves) {
        gain = exp2(glideNext(glideOf(at, IN), step, true));
        levels = exp2(glideNext(glideOf(at, BITS), step, true));
        ratio = exp2(glideNext(glideOf(at, RATIO), step, true));
      }
      const dry = v128.load(io), g = glideNext(glideOf(at, G), step, moves);
      let x = f32x4.mul(dry, gain);
      if (before) x = f32x4.add(x, f32x4.mul(glideNext(glideOf(at, BEFORE), step, moves), f32x4.sub(filtered(at, 0, x, g), x)));
      // Frames since a sample was due, if one was.
      const passed = f32x4.add(d.passed, ratio);
      const due = f32x4.ge(passed, one);
      d.passed = v128.bitselect(f32x4.sub(passed, one), passed, due);
      const ago = f32x4.div(d.passed, ratio);
      const sample = f32x4.sub(x, f32x4.mul(ago, f32x4.sub(x, d.last)));
      const scaled = f32x4.mul(f32x4.max(f32x4.splat(-1), f32x4.min(one, sample)), levels);
      // Towards zero is to the nearest of what is half a step smaller, but not beyond zero.
      const shorter = f32x4.max(zero, f32x4.sub(f32x4.abs(scaled), f32x4.mul(half, glideNext(glideOf(at, ZERO), step, moves))));
      const rounded = v128.or(f32x4.nearest(shorter), v128.and(scaled, i32x4.splat(0x80000000)));
      const held = d.held, now = f32x4.add(f32x4.div(rounded, levels), zero);
      // At the full rate frames pass as they are.
      const stepped = v128.and(f32x4.sub(now, held), v128.and(due, f32x4.lt(ratio, one))), rest = f32x4.sub(one, ago);
      let y = f32x4.add(d.pending, f32x4.mul(half, f32x4.mul(stepped, f32x4.mul(ago, ago))));
      d.held = v128.bitselect(now, held, due);
      d.pending = f32x4.sub(d.held, f32x4.mul(half, f32x4.mul(stepped, f32x4.mul(rest, rest))));
      d.last = x;
      if (after) y = f32x4.add(y, f32x4.mul(glideNext(glideOf(at, AFTER), step, moves), f32x4.sub(filtered(at, SECTIONS, y, g), y)));
      v128.store(io, f32x4.add(f32x4.mul(glideNext(glideOf(at, WET), step, moves), y), f32x4.mul(glideNext(glideOf(at, DRY), step, moves), d.lastDry)));
      d.lastDry = dry;
      io += 16;
    }
    const due = beatAdvance(at + offsetof<Crusher>("beat"), n);
    if (any(due) && (before || after)) for (let s = sectionOf(at, 0); s < sectionOf(at, 2 * SECTIONS); s += 16) flushAt(s, due);
    frames -= n;
  }
}
