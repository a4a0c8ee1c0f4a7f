// Pitch shifter in the time domain: a reader goes through a delay line at another speed; when it has come too near or too far it fades over to a second
// place, where the sound is most like that at the first.
// Source: S. Roucos, A. Wilgus, "High Quality Time-Scale Modification for Speech", ICASSP 1985 (SOLA), as in the splicing of hardware harmonizers;
// crossfade by likeness after P. Dutilleux, G. De Poli, U. Zölzer, "Time-Segment Processing", in DAFX, chapter 6. Differs: the place is found in two steps –
// every eighth frame of the low-passed sound, then between frames of the whole of it – and both sides of a stereo pair share it, so that the image stands.
// The delay swings around the window, which is the latency reported; without a shift it is that exactly, and every bit is the input's. Before it reads
// faster, what would fold is taken off (four sections, 48 dB per octave from 0.4 of the rate over the speed).
// Cost: about 110 ns a frame for four channels, 30 µs for each splice, of which there are 1.5 · |speed − 1| / window a second.
import * as P from "../catalog/layout/pitch";
import { Glide, glideTo, glideNext, glidesMove, BEAT, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { clamp, exp2, onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { all, any, isOn } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { ringAligned, ringGather, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringSinc, SINC_REACH, wholeFrames } from "@tonmeister/dsp/assembly/fractional";
import { formantBytes, formantClear, formantInit, formantRun } from "@tonmeister/dsp/assembly/formant";
import { SvfState, svfClear, svfG, svfLow } from "@tonmeister/dsp/assembly/svf";

/** Seconds of the longest delay: the longest window, once more at most, and what is looked at behind it. */
const LONGEST: f32 = 0.25;
/** Parts of the window: what a fade reads, and the least way of a splice. */
const FADE: f32 = 0.25, NEAREST: f32 = 0.33;
/** Corner of the sound that is compared first. */
const COARSE_HZ: f32 = 1500;
/** Frames between those that are compared first. */
const STRIDE: i32 = 8;
/** Time constants of the two poles by which kept formants come and go, and all else; seconds in which the dry sound takes up another delay. */
const SLOW_SECONDS: f32 = 0.03, QUICK_SECONDS: f32 = 0.01, FADE_SECONDS: f32 = 0.03;
/** Corner of the filter against folding over the rate at speed 1, and 1 / Q of the four sections of a Butterworth filter of the eighth order. */
const CUT: f32 = 0.4;
const SECTIONS: i32 = 4;
const DAMPING = memory.data<f32>([1.9615706, 1.6629392, 1.1111405, 0.3901806]);

@unmanaged class Pitch {
  where: v128 = i32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  /** The reader's delay: whole frames (i32) and a fraction, 0…1. */
  whole: v128 = i32x4.splat(0);
  part: v128 = f32x4.splat(0);
  /** That of the place it comes from, how far the fade is, and how alike the two places are. */
  fromWhole: v128 = i32x4.splat(0);
  fromPart: v128 = f32x4.splat(0);
  fade: v128 = f32x4.splat(1);
  alike: v128 = f32x4.splat(0);
  /** The dry sound's delay, the one that it fades from, and how far. */
  dry: v128 = i32x4.splat(0);
  dryFrom: v128 = i32x4.splat(0);
  dryFade: v128 = f32x4.splat(1);
  low: v128 = f32x4.splat(0);
  /** Lanes in which the filter against folding, and the formants, ran in the last call: what lay idle begins at rest. */
  filters: v128 = i32x4.splat(0);
  keeps: v128 = i32x4.splat(0);
  // Per call: the window and what a fade reads of it in frames (i32), the part of a fade per frame, the nearest place to read at.
  window: v128 = i32x4.splat(0);
  reads: v128 = i32x4.splat(0);
  fadeStep: v128 = f32x4.splat(0);
  nearest: v128 = i32x4.splat(0);
  // Constants.
  dryStep: v128 = f32x4.splat(0);
  slow: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  lowG: v128 = f32x4.splat(0);
  quick: v128 = f32x4.splat(0);
}
/** SHIFT is in octaves. */
const DRY = 0, WET = 1, SHIFT = 2, KEEP = 3, GLIDES = 4;
@inline function glideOf(at: usize, n: i32): usize { return at + offsetof<Pitch>() + <usize>n * offsetof<Glide>(); }
@inline function sectionOf(at: usize, n: i32): usize { return glideOf(at, GLIDES) + <usize>n * offsetof<SvfState>(); }
@inline function formantOf(at: usize): usize { return sectionOf(at, SECTIONS); }
/** The shifted sound of a beat, and as its formants were. */
@inline function wetOf(at: usize, rate: f32): usize { return formantOf(at) + formantBytes(rate); }
@inline function keptOf(at: usize, rate: f32): usize { return wetOf(at, rate) + (BEAT << 4); }
/** What is read; then the input, for the dry path; then what is compared first. */
@inline function ringOf(at: usize, rate: f32): usize { return keptOf(at, rate) + (BEAT << 4); }
@inline function slots(rate: f32): i32 { return ringSlots(<i32>(LONGEST * rate) + 32); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0, sampleRate)) + 3 * (slots(sampleRate) << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Pitch>(state + P.STATE);
  d.fade = f32x4.splat(1);
  d.dryFade = f32x4.splat(1);
  d.dryStep = f32x4.splat(1 / (FADE_SECONDS * sampleRate));
  d.slow = onePoleStep(f32x4.splat(SLOW_SECONDS), sampleRate);
  formantInit(formantOf(state + P.STATE), sampleRate);
  d.rate = f32x4.splat(sampleRate);
  d.lowG = onePoleG(f32x4.splat(COARSE_HZ), sampleRate);
  d.quick = onePoleStep(f32x4.splat(QUICK_SECONDS), sampleRate);
}

function begin(at: usize, params: usize): void {
  const d = changetype<Pitch>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const one = f32x4.splat(1);
  // As device.ts rounds: half upwards.
  const window = i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(f32x4.mul(v128.load(params + P.window), f32x4.splat(rate)), f32x4.splat(0.5))));
  d.window = window;
  d.whole = select(d.isSet, d.whole, window);
  d.dry = select(d.isSet, d.dry, window);
  d.isSet = i32x4.splat(-1);
  const octaves = f32x4.add(f32x4.mul(v128.load(params + P.semitones), f32x4.splat(1.0 / 12)), f32x4.mul(v128.load(params + P.cents), f32x4.splat(1.0 / 1200)));
  glideTo(glideOf(at, SHIFT), octaves);
  const reads = f32x4.floor(f32x4.mul(f32x4.convert_i32x4_s(window), f32x4.splat(FADE)));
  d.reads = i32x4.trunc_sat_f32x4_s(reads);
  // A faster reader has read it sooner.
  d.fadeStep = f32x4.div(f32x4.max(one, exp2(octaves)), reads);
  d.nearest = i32x4.add(i32x4.splat(SINC_REACH + 1), d.reads);
  glideTo(glideOf(at, KEEP), v128.and(isOn(v128.load(params + P.formants)), one));
  const mix = f32x4.mul(v128.load(params + P.mix), f32x4.splat(0.01));
  glideTo(glideOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)));
  glideTo(glideOf(at, WET), f32x4.sqrt(mix));
  const shift = changetype<Glide>(glideOf(at, SHIFT)), keep = changetype<Glide>(glideOf(at, KEEP));
  const filters = v128.or(f32x4.gt(shift.wanted, f32x4.splat(0)), f32x4.ne(v128.or(shift.first, shift.left), f32x4.splat(0)));
  const keeps = f32x4.ne(v128.or(keep.wanted, v128.or(keep.first, keep.left)), f32x4.splat(0));
  for (let n = 0; n < SECTIONS; n++) svfClear(sectionOf(at, n), v128.andnot(filters, d.filters));
  const wakes = v128.andnot(keeps, d.keeps);
  if (any(wakes)) formantClear(formantOf(at), wakes);
  d.filters = filters;
  d.keeps = keeps;
}
/** What the ring holds whole + part frames ago: the stored bits where part is 0. */
function tap(ring: usize, mask: i32, where: v128, whole: v128, part: v128): v128 {
  // A window that has grown may leave the reader too near for a while.
  const from = i32x4.sub(where, i32x4.max_s(whole, i32x4.splat(SINC_REACH)));
  const plain = f32x4.eq(part, f32x4.splat(0));
  if (all(plain)) return ringGather(ring, mask, from);
  return select(plain, ringGather(ring, mask, from), ringSinc(ring, mask, from, part));
}

/** Sum of both sides of a pair at a place in a ring. */
@inline function both(ring: usize, mask: i32, place: i32): f64 {
  const p = ring + (<usize>(place & mask) << 4);
  return <f64>load<f32>(p) + <f64>load<f32>(p, 4);
}
/** How alike the sound around two places is, −1…1: from `before` frames older to `after` newer, every `stride`. */
function likeness(ring: usize, mask: i32, a: i32, b: i32, before: i32, after: i32, stride: i32): f64 {
  let ab: f64 = 0, aa: f64 = 0, bb: f64 = 0;
  for (let i = -before; i < after; i += stride) {
    const x = both(ring, mask, a + i), y = both(ring, mask, b + i);
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  const size = aa * bb;
  return size > 1e-30 ? ab / Math.sqrt(size) : 0;
}
/** Begins a fade of pair `pair` to a place that is `way` frames older (newer where negative) and as alike as `like` says. */
function turnTo(d: Pitch, pair: usize, way: f64, like: f64): void {
  const at = changetype<usize>(d) + (pair << 3);
  const whole = load<i32>(at + offsetof<Pitch>("whole")), part = load<f32>(at + offsetof<Pitch>("part"));
  const delay = <f64>whole + <f64>part + way;
  const to = <i32>Math.floor(delay);
  for (let p = at; p < at + 8; p += 4) {
    store<i32>(p + offsetof<Pitch>("fromWhole"), whole);
    store<f32>(p + offsetof<Pitch>("fromPart"), part);
    store<i32>(p + offsetof<Pitch>("whole"), to);
    store<f32>(p + offsetof<Pitch>("part"), <f32>(delay - <f64>to));
    store<f32>(p + offsetof<Pitch>("fade"), 0);
    store<f32>(p + offsetof<Pitch>("alike"), <f32>Math.max(0, like));
  }
}
/** Finds where pair `pair` goes on: older for sign 1, newer for −1; exactly to the window's delay for 0. */
function splice(d: Pitch, ring: usize, coarse: usize, mask: i32, pair: usize, sign: i32): void {
  const at = changetype<usize>(d) + (pair << 3);
  ring += pair << 3;
  coarse += pair << 3;
  const whole = load<i32>(at + offsetof<Pitch>("whole")), window = load<i32>(at + offsetof<Pitch>("window"));
  const a = load<i32>(at + offsetof<Pitch>("where")) - whole;
  const after = load<i32>(at + offsetof<Pitch>("reads")), before = after >> 1;
  if (sign == 0) {
    const way = <f64>(window - whole) - <f64>load<f32>(at + offsetof<Pitch>("part"));
    turnTo(d, pair, way, likeness(ring, mask, a, a + whole - window, before, after, 1));
    return;
  }
  let best: f64 = -2, way = window;
  const least = <i32>(NEAREST * <f32>window);
  for (let n = least; n <= window; n += STRIDE) {
    const like = likeness(coarse, mask, a, a - sign * n, before, after, STRIDE);
    if (like <= best) continue;
    best = like;
    way = n;
  }
  const middle = way;
  best = -2;
  for (let n = middle - STRIDE; n <= middle + STRIDE; n++) {
    const like = likeness(ring, mask, a, a - sign * n, before, after, 1);
    if (like <= best) continue;
    best = like;
    way = n;
  }
  // The top of the parabola through the best and its neighbours.
  const l = likeness(ring, mask, a, a - sign * (way - 1), before, after, 1), r = likeness(ring, mask, a, a - sign * (way + 1), before, after, 1);
  const bow = l - best - best + r;
  const beside = bow < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (l - r)) / bow)) : 0;
  turnTo(d, pair, <f64>sign * (<f64>way + beside), best);
}
/** The filter against folding, as far as the speed (above 1) wants it. */
@inline function unfolded(at: usize, x: v128, speed: v128, rate: f32): v128 {
  const g = svfG(f32x4.div(f32x4.splat(CUT * rate), f32x4.max(f32x4.splat(1), speed)), rate);
  let y = x;
  for (let n = 0; n < SECTIONS; n++) y = svfLow(sectionOf(at, n), y, g, v128.load_splat<f32>(DAMPING + (<usize>n << 2)));
  // Whole from a semitone on.
  const share = clamp(f32x4.mul(f32x4.sub(speed, f32x4.splat(1)), f32x4.splat(16)), 0, 1);
  return f32x4.add(x, f32x4.mul(share, f32x4.sub(y, x)));
}
@inline function signOf(x: f32): i32 { return x > 0 ? 1 : x < 0 ? -1 : 0; }
/** The shifted sound of a frame. */
@inline function frame(at: usize, ring: usize, coarse: usize, mask: i32, where: v128, aligned: bool, moves: bool, filters: bool, x: v128): v128 {
  const d = changetype<Pitch>(at);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  const shift = glideNext(glideOf(at, SHIFT), d.quick, moves);
  const speed = exp2(shift);
  const y = filters ? unfolded(at, x, speed, f32x4.extract_lane(d.rate, 0)) : x;
  ringWrite(ring, mask, where, aligned, y);
  ringWrite(coarse, mask, where, aligned, onePoleLow(at + offsetof<Pitch>("low"), y, d.lowG));
  const up = f32x4.gt(speed, one), down = f32x4.lt(speed, one);
  const isAway = v128.or(i32x4.ne(d.whole, d.window), f32x4.ne(d.part, zero));
  const home = v128.and(f32x4.eq(shift, zero), isAway);
  let turns = v128.or(v128.and(up, i32x4.lt_s(d.whole, d.nearest)), v128.and(down, i32x4.gt_s(d.whole, i32x4.add(d.nearest, d.window))));
  turns = v128.and(v128.or(turns, home), f32x4.ge(d.fade, one));
  if (any(turns)) {
    d.where = where;
    if (i32x4.extract_lane(turns, 0)) splice(d, ring, coarse, mask, 0, signOf(f32x4.extract_lane(shift, 0)));
    if (i32x4.extract_lane(turns, 2)) splice(d, ring, coarse, mask, 1, signOf(f32x4.extract_lane(shift, 2)));
  }
  const away = f32x4.sub(one, speed);
  let out = tap(ring, mask, where, d.whole, d.part);
  if (any(f32x4.lt(d.fade, one))) {
    const t = f32x4.min(one, f32x4.add(d.fade, d.fadeStep));
    d.fade = t;
    const s = f32x4.mul(f32x4.mul(t, t), f32x4.sub(f32x4.splat(3), f32x4.add(t, t))), q = f32x4.sub(one, s);
    // Two sounds of equal power that are so much alike.
    const power = f32x4.add(f32x4.add(f32x4.mul(s, s), f32x4.mul(q, q)), f32x4.mul(f32x4.add(d.alike, d.alike), f32x4.mul(s, q)));
    const old = tap(ring, mask, where, d.fromWhole, d.fromPart);
    out = select(f32x4.lt(t, one), f32x4.div(f32x4.add(f32x4.mul(s, out), f32x4.mul(q, old)), f32x4.sqrt(power)), out);
    const from = f32x4.add(d.fromPart, away), over = f32x4.floor(from);
    d.fromWhole = i32x4.add(d.fromWhole, i32x4.trunc_sat_f32x4_s(over));
    d.fromPart = f32x4.sub(from, over);
  }
  const part = f32x4.add(d.part, away), over = f32x4.floor(part);
  d.whole = i32x4.add(d.whole, i32x4.trunc_sat_f32x4_s(over));
  d.part = f32x4.sub(part, over);
  return out;
}
/** The input of a window ago. */
@inline function dryAt(d: Pitch, ring: usize, mask: i32, where: v128): v128 {
  const one = f32x4.splat(1);
  const turns = v128.and(f32x4.ge(d.dryFade, one), i32x4.ne(d.dry, d.window));
  d.dryFrom = select(turns, d.dry, d.dryFrom);
  d.dry = select(turns, d.window, d.dry);
  d.dryFade = v128.andnot(d.dryFade, turns);
  const now = ringGather(ring, mask, i32x4.sub(where, d.dry));
  if (all(f32x4.ge(d.dryFade, one))) return now;
  const t = f32x4.min(one, f32x4.add(d.dryFade, d.dryStep));
  d.dryFade = t;
  const s = f32x4.mul(f32x4.mul(t, t), f32x4.sub(f32x4.splat(3), f32x4.add(t, t)));
  const old = ringGather(ring, mask, i32x4.sub(where, d.dryFrom));
  return select(f32x4.lt(t, one), f32x4.add(old, f32x4.mul(s, f32x4.sub(now, old))), now);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Pitch>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const mask = slots(rate) - 1;
  const size = <usize>(mask + 1) << 4;
  const ring = ringOf(at, rate), dryRing = ring + size, coarse = dryRing + size;
  begin(at, params);
  const moves = glidesMove(glideOf(at, 0), GLIDES), filters = any(d.filters), keeps = any(d.keeps);
  const octaves = f32x4.neg(changetype<Glide>(glideOf(at, SHIFT)).wanted);
  let where = d.where;
  const aligned = ringAligned(where);
  const wet = wetOf(at, rate), kept = keptOf(at, rate);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Pitch>("beat"), frames);
    for (let i = 0; i < n; i++) {
      const x = v128.load(io + (<usize>i << 4)), now = i32x4.add(where, i32x4.splat(i));
      ringWrite(dryRing, mask, now, aligned, x);
      v128.store(wet + (<usize>i << 4), frame(at, ring, coarse, mask, now, aligned, moves, filters, x));
    }
    if (keeps) {
      memory.copy(kept, wet, <usize>n << 4);
      formantRun(formantOf(at), kept, n, octaves);
    }
    for (let i = 0; i < n; i++) {
      let y = v128.load(wet + (<usize>i << 4));
      const keep = glideNext(glideOf(at, KEEP), d.slow, moves);
      if (keeps) y = select(f32x4.gt(keep, f32x4.splat(0)), f32x4.add(y, f32x4.mul(keep, f32x4.sub(v128.load(kept + (<usize>i << 4)), y))), y);
      const dry = dryAt(d, dryRing, mask, i32x4.add(where, i32x4.splat(i)));
      v128.store(io, f32x4.add(f32x4.mul(glideNext(glideOf(at, DRY), d.quick, moves), dry), f32x4.mul(glideNext(glideOf(at, WET), d.quick, moves), y)));
      io += 16;
    }
    where = i32x4.add(where, i32x4.splat(n));
    const due = beatAdvance(at + offsetof<Pitch>("beat"), n);
    if (any(due)) {
      flushAt(at + offsetof<Pitch>("low"), due);
      for (let p = sectionOf(at, 0); p < formantOf(at); p += 16) flushAt(p, due);
    }
    frames -= n;
  }
  d.where = where;
}
