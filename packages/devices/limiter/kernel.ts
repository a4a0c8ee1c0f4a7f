// Brick-wall limiter with look-ahead, against true peaks, linked over each stereo pair.
// Peaks: the curve between the samples at four points a sample (48 taps, least squares to 0.488 of the rate) and the vertex of the parabola through
// each three of them. Gain: what the ceiling allows, held at its minimum over the look-ahead, released exponentially, smoothed by two boxes.
// Sources: ITU-R BS.1770-5 annex 2 (what a true peak is); J. O. Smith, "Spectral Audio Signal Processing", parabolic peaks; the minimum over a window of a
// power of two by doubling (min of windows 1, 2, 4 …), which costs the same at every frame, unlike a deque.
// Deviates: the gain is an integer from the minimum to the last box, so that running sums neither drift nor depend on history: without a peak it is
// exactly 1, and the signal is only delayed.
// Latency: two boxes of L frames and half the interpolator: 2L − 2 + 24. Cost: per frame about 320 operations for true peaks, 90 for the rest.
import * as P from "../catalog/layout/limiter";
import { Ramp, rampTo, rampNext } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, gainOfDb, onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { any, linkMax } from "@tonmeister/dsp/assembly/lanes";
import { ringAligned, ringRead, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";

const TAPS: i32 = 48;
const CHUNK: i32 = 64;
/** Frames between a sample's arrival and its place in the middle of the taps. */
const CENTRE: i32 = 24;
/** 0.19 dB: what the interpolator hides at worst, of 48 noises that fill the band to half the rate; tones need 0.1 dB of it. */
const MARGIN: f32 = 1.022;
// For each of 24 pairs of taps: even and odd part of the phase ¼ (which mirrored is ¾), and the phase ½.
const INTERPOLATOR = memory.data<f32>([
  -0.0061470046, -4.4647816e-05, -0.0086918644,
  0.0066928971, 5.3184622e-05, 0.0094636518,
  -0.007278933, -6.3068463e-05, -0.010292169,
  0.0079165613, 7.4564441e-05, 0.011193596,
  -0.0086068992, -8.8007108e-05, -0.0121695,
  0.0093640902, 0.00010382359, 0.013239862,
  -0.010192702, -0.00012256625, -0.014411118,
  0.011111352, 0.00014495957, 0.015709559,
  -0.012130491, -0.00017196888, -0.017149917,
  0.0132766, 0.00020490347, 0.018769567,
  -0.014570828, -0.00024557495, -0.020598312,
  0.01605451, 0.00029654785, 0.022694444,
  -0.017769911, -0.00036154914, -0.02511748,
  0.019789204, 0.00044616333, 0.027969073,
  -0.022201154, -0.00055906583, -0.031374053,
  0.025150757, 0.00071432941, 0.035536208,
  -0.028846162, -0.00093602134, -0.040747503,
  0.033639537, 0.0012681154, 0.047501009,
  -0.040125563, -0.0017981129, -0.05662635,
  0.049450292, 0.0027212861, 0.069714326,
  -0.064074352, -0.0045507956, -0.090148467,
  0.090539173, 0.0090277878, 0.12675565,
  -0.15409749, -0.025656937, -0.21186374,
  0.60013099, 0.30003902, 0.6365068,
]);

@unmanaged class Limiter {
  where: v128 = f32x4.splat(0);
  /** Gain before the boxes, 0…1. */
  gain: v128 = f32x4.splat(0);
  sum1: v128 = f32x4.splat(0);
  sum2: v128 = f32x4.splat(0);
  /** The last point before the present sample: |x| at −¼. */
  before: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  lowest: v128 = f32x4.splat(0);
}
@inline function inputOf(l: usize): usize { return l + offsetof<Limiter>(); }
@inline function ceilingOf(l: usize): usize { return inputOf(l) + offsetof<Ramp>(); }
/** The last 47 frames and those of the chunk, in order. */
@inline function lineOf(l: usize): usize { return ceilingOf(l) + offsetof<Ramp>(); }
/** One number per frame of the chunk. */
@inline function workOf(l: usize): usize { return lineOf(l) + (<usize>(TAPS - 1 + CHUNK) << 4); }
/** Rings of the minimum: 1, 2, 4 … L slots, i.e. 2L − 1, then two boxes of L, then the signal. */
@inline function minimaOf(l: usize): usize { return workOf(l) + (<usize>CHUNK << 4); }
@inline function boxOf(l: usize, half: i32, n: i32): usize { return minimaOf(l) + (<usize>(2 * half + n * half) << 4); }
@inline function signalOf(l: usize, half: i32): usize { return boxOf(l, half, 2); }

/** L as in device.ts. */
function halfLookahead(rate: f32): i32 {
  let n = 16;
  while (<f32>(n * 15000) <= rate * 23) n *= 2;
  return n;
}
@inline function latency(half: i32): i32 { return 2 * half - 2 + CENTRE; }

export function stateBytes(sampleRate: f32): i32 {
  const half = halfLookahead(sampleRate);
  return <i32>(P.STATE + signalOf(0, half)) + (ringSlots(latency(half)) << 4);
}
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  const l = changetype<Limiter>(at);
  const half = halfLookahead(sampleRate);
  l.rate = f32x4.splat(sampleRate);
  l.gain = f32x4.splat(1);
  // Everything that averages or remembers gains begins with gain 1.
  l.sum1 = i32x4.splat(1 << 30);
  l.sum2 = i32x4.splat(1 << 30);
  const one = i32x4.splat((1 << 30) / half);
  for (let p = minimaOf(at); p < signalOf(at, half); p += 16) v128.store(p, one);
}

/** The largest of the parabola through three points, if the middle one is the highest of them; else the middle one. */
@inline function vertex(b: v128, a: v128, c: v128): v128 {
  const d = f32x4.sub(f32x4.add(a, a), f32x4.add(b, c));
  const e = f32x4.sub(b, c);
  // A tenth more than the parabola says: it lies below a sine's crest by so much at the highest frequencies.
  const rise = f32x4.div(f32x4.mul(f32x4.mul(e, e), f32x4.splat(0.1375)), f32x4.max(d, f32x4.splat(1e-20)));
  const isTop = v128.and(f32x4.ge(a, b), f32x4.ge(a, c));
  return f32x4.add(a, v128.and(rise, isTop));
}
/** The highest point of the curve around tap 23 of the line at `x` (the sample and the three points after it). `before` is the point ahead of it. */
@inline function truePeak(at: usize, x: usize): v128 {
  const l = changetype<Limiter>(at);
  let even = f32x4.splat(0), odd = f32x4.splat(0), middle = f32x4.splat(0);
  let c = INTERPOLATOR;
  let far = x + (47 << 4);
  const stop = x + (24 << 4);
  for (let near = x; near < stop; near += 16) {
    const a = v128.load(near), b = v128.load(far);
    const s = f32x4.add(a, b), d = f32x4.sub(a, b);
    even = f32x4.add(even, f32x4.mul(s, v128.load_splat<f32>(c)));
    odd = f32x4.add(odd, f32x4.mul(d, v128.load_splat<f32>(c, 4)));
    middle = f32x4.add(middle, f32x4.mul(s, v128.load_splat<f32>(c, 8)));
    far -= 16;
    c += 12;
  }
  const p0 = f32x4.abs(v128.load(x, 23 << 4));
  const p1 = f32x4.abs(f32x4.add(even, odd));
  const p2 = f32x4.abs(middle);
  const p3 = f32x4.abs(f32x4.sub(even, odd));
  const p4 = f32x4.abs(v128.load(x, 24 << 4));
  const top = f32x4.max(f32x4.max(vertex(l.before, p0, p1), vertex(p0, p1, p2)), f32x4.max(vertex(p1, p2, p3), vertex(p2, p3, p4)));
  l.before = p3;
  return top;
}

/** Minima over windows of 2L frames, in place over `n` frames of integers: one pass per doubling. */
@inline function hold(at: usize, half: i32, where: v128, aligned: bool, n: i32): void {
  const work = workOf(at);
  let ring = minimaOf(at);
  for (let size = 1; size <= half; size <<= 1) {
    let w = where;
    for (let i = 0; i < n; i++) {
      const p = work + (<usize>i << 4);
      const x = v128.load(p);
      const old = ringRead(ring, size - 1, w, aligned, 0);
      ringWrite(ring, size - 1, w, aligned, x);
      v128.store(p, i32x4.min_s(x, old));
      w = i32x4.add(w, i32x4.splat(1));
    }
    ring += <usize>size << 4;
  }
}
/** Release, boxes and the delayed signal, n frames. */
@inline function finish(at: usize, half: i32, where: v128, aligned: bool, io: usize, n: i32): void {
  const l = changetype<Limiter>(at);
  const work = workOf(at);
  const box1 = boxOf(at, half, 0), box2 = boxOf(at, half, 1), signal = signalOf(at, half);
  const mask = half - 1, signalMask = ringSlots(latency(half)) - 1;
  const shift = ctz(half);
  const unit = <f32>((1 << 30) / half);
  const toInteger = f32x4.splat(unit), toGain = f32x4.splat(<f32>1 / unit);
  // Aims a little beyond 1, so that it arrives.
  const goal = f32x4.splat(1.0003), one = f32x4.splat(1);
  let gain = l.gain, sum1 = l.sum1, sum2 = l.sum2, lowest = l.lowest, w = where;
  for (let i = 0; i < n; i++) {
    const allowed = f32x4.mul(f32x4.convert_i32x4_s(v128.load(work + (<usize>i << 4))), toGain);
    gain = f32x4.min(f32x4.min(one, allowed), f32x4.add(gain, f32x4.mul(f32x4.sub(goal, gain), l.release)));
    const g0 = i32x4.trunc_sat_f32x4_s(f32x4.mul(gain, toInteger));
    sum1 = i32x4.add(sum1, i32x4.sub(g0, ringRead(box1, mask, w, aligned, 0)));
    ringWrite(box1, mask, w, aligned, g0);
    const g1 = i32x4.shr_s(sum1, shift);
    sum2 = i32x4.add(sum2, i32x4.sub(g1, ringRead(box2, mask, w, aligned, 0)));
    ringWrite(box2, mask, w, aligned, g1);
    const g = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(sum2, shift)), toGain);
    lowest = f32x4.min(lowest, g);
    const p = io + (<usize>i << 4);
    v128.store(p, f32x4.mul(g, ringRead(signal, signalMask, w, aligned, latency(half))));
    w = i32x4.add(w, i32x4.splat(1));
  }
  l.gain = gain;
  l.sum1 = sum1;
  l.sum2 = sum2;
  l.lowest = lowest;
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const l = changetype<Limiter>(at);
  const rate = f32x4.extract_lane(l.rate, 0);
  const half = halfLookahead(rate);
  const release = v128.load(params + P.release);
  if (any(v128.or(v128.not(l.isSet), f32x4.ne(release, l.seenRelease)))) {
    l.release = onePoleStep(release, rate);
    l.seenRelease = release;
  }
  l.isSet = i32x4.splat(-1);
  rampTo(inputOf(at), gainOfDb(v128.load(params + P.input)), frames);
  rampTo(ceilingOf(at), gainOfDb(v128.load(params + P.ceiling)), frames);
  const truly = f32x4.lt(v128.load(params + P.detector), f32x4.splat(0.5));
  const interpolates = any(truly);
  // Lanes that look at samples only forget the point between them, whatever their neighbours do.
  l.before = v128.and(l.before, truly);
  l.lowest = f32x4.splat(1);
  const unit = f32x4.splat(<f32>((1 << 30) / half));
  const signal = signalOf(at, half);
  const signalMask = ringSlots(latency(half)) - 1;
  const aligned = ringAligned(l.where);
  while (frames > 0) {
    const n = min(frames, CHUNK);
    const line = lineOf(at), work = workOf(at);
    const fresh = line + (<usize>(TAPS - 1) << 4);
    let w = l.where;
    for (let i = 0; i < n; i++) {
      const offset = <usize>i << 4;
      const x = f32x4.mul(v128.load(io + offset), rampNext(inputOf(at)));
      v128.store(fresh + offset, x);
      ringWrite(signal, signalMask, w, aligned, x);
      w = i32x4.add(w, i32x4.splat(1));
    }
    for (let i = 0; i < n; i++) {
      const x = line + (<usize>i << 4);
      let top = f32x4.abs(v128.load(x, 23 << 4));
      if (interpolates) top = select(truly, truePeak(at, x), top);
      const allowed = f32x4.div(rampNext(ceilingOf(at)), linkMax(select(truly, f32x4.mul(top, f32x4.splat(MARGIN)), top)));
      v128.store(work + (<usize>i << 4), i32x4.trunc_sat_f32x4_s(f32x4.mul(unit, f32x4.min(f32x4.splat(1), allowed))));
    }
    memory.copy(line, line + (<usize>n << 4), <usize>(TAPS - 1) << 4);
    if (aligned) {
      hold(at, half, l.where, true, n);
      finish(at, half, l.where, true, io, n);
    } else {
      hold(at, half, l.where, false, n);
      finish(at, half, l.where, false, io, n);
    }
    l.where = i32x4.add(l.where, i32x4.splat(n));
    frames -= n;
    io += <usize>n << 4;
  }
  v128.store(state + P.reading_reduction, f32x4.max(f32x4.splat(0), f32x4.neg(dbOfGain(l.lowest))));
}
