// The ends of a look-ahead limiter against true peaks, between which a device decides how its gain is released. A call goes in chunks, each in steps:
// limitTake (the signal waits, the line for the interpolator grows), limitPeaks (the highest point about each frame), the device's allowed gains as
// integers of limitUnit, limitHold (their minimum over the look-ahead), the device's release, limitGive (two boxes, and the signal that has waited).
// Peaks: the curve between the samples at four points a sample (48 taps, least squares to 0.488 of the rate) and the vertex of the parabola through
// each three of them.
// Sources: ITU-R BS.1770-5 annex 2 (what a true peak is); J. O. Smith, "Spectral Audio Signal Processing", parabolic peaks; the minimum over a window of a
// power of two by doubling (min of windows 1, 2, 4 …), which costs the same at every frame, unlike a deque.
// Gains are integers from the minimum to the last box, so that running sums neither drift nor depend on history: without a peak the gain is exactly 1,
// and the signal is only delayed.
// Latency: two boxes of L frames and half the interpolator: 2L − 2 + 24. Cost: per frame about 320 operations for true peaks, 70 for the rest.
import { select } from "./math";
import { any } from "./lanes";
import { ringAligned, ringRead, ringSlots, ringWrite } from "./delay";

const TAPS: i32 = 48;
/** Frames of a chunk at most. */
export const LIMIT_CHUNK: i32 = 64;
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

@unmanaged export class Limit {
  where: v128 = f32x4.splat(0);
  sum1: v128 = f32x4.splat(0);
  sum2: v128 = f32x4.splat(0);
  /** The last point before the present sample: |x| at −¼. */
  before: v128 = f32x4.splat(0);
  /** The lowest gain that was given since the device set it. */
  lowest: v128 = f32x4.splat(0);
  /** Half the look-ahead, frames (i32). */
  half: v128 = i32x4.splat(0);
}
/** The last 47 frames and those of the chunk, in order. */
@inline function lineOf(l: usize): usize { return l + offsetof<Limit>(); }
/** One number per frame of the chunk: peaks, then gains. */
@inline export function limitWork(l: usize): usize { return lineOf(l) + (<usize>(TAPS - 1 + LIMIT_CHUNK) << 4); }
/** Rings of the minimum: 1, 2, 4 … L slots, i.e. 2L − 1, then two boxes of L, then the signal. */
@inline function minimaOf(l: usize): usize { return limitWork(l) + (<usize>LIMIT_CHUNK << 4); }
@inline function boxOf(l: usize, half: i32, n: i32): usize { return minimaOf(l) + (<usize>(2 * half + n * half) << 4); }
@inline function signalOf(l: usize, half: i32): usize { return boxOf(l, half, 2); }
@inline function halfOf(l: usize): i32 { return i32x4.extract_lane(changetype<Limit>(l).half, 0); }
@inline function latency(half: i32): i32 { return 2 * half - 2 + CENTRE; }

/** L as in devices/lookahead.ts. */
function halfLookahead(rate: f32): i32 {
  let n = 16;
  while (<f32>(n * 15000) <= rate * 23) n *= 2;
  return n;
}
export function limitBytes(sampleRate: f32): i32 {
  const half = halfLookahead(sampleRate);
  return <i32>signalOf(0, half) + (ringSlots(latency(half)) << 4);
}
/** On zeroed memory. */
export function limitInit(at: usize, sampleRate: f32): void {
  const l = changetype<Limit>(at);
  const half = halfLookahead(sampleRate);
  l.half = i32x4.splat(half);
  // Everything that averages or remembers gains begins with gain 1.
  l.sum1 = i32x4.splat(1 << 30);
  l.sum2 = i32x4.splat(1 << 30);
  const one = i32x4.splat((1 << 30) / half);
  for (let p = minimaOf(at); p < signalOf(at, half); p += 16) v128.store(p, one);
}
/** The integer that is a gain of 1. */
@inline export function limitUnit(at: usize): f32 { return <f32>((1 << 30) / halfOf(at)); }

/** Takes n frames in, at most a chunk. */
export function limitTake(at: usize, io: usize, n: i32): void {
  const l = changetype<Limit>(at), half = halfOf(at);
  const signal = signalOf(at, half), mask = ringSlots(latency(half)) - 1, aligned = ringAligned(l.where);
  const fresh = lineOf(at) + (<usize>(TAPS - 1) << 4);
  let w = l.where;
  for (let i = 0; i < n; i++) {
    const offset = <usize>i << 4, x = v128.load(io + offset);
    v128.store(fresh + offset, x);
    ringWrite(signal, mask, w, aligned, x);
    w = i32x4.add(w, i32x4.splat(1));
  }
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
  const l = changetype<Limit>(at);
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

/** The highest point about each frame of the chunk into the work: true peaks, with what the interpolator may hide, where `truly` is set, else samples. */
export function limitPeaks(at: usize, n: i32, truly: v128): void {
  const l = changetype<Limit>(at), line = lineOf(at), work = limitWork(at), interpolates = any(truly);
  // Lanes that look at samples only forget the point between them, whatever their neighbours do.
  l.before = v128.and(l.before, truly);
  for (let p: usize = 0; p < <usize>n << 4; p += 16) {
    let top = f32x4.abs(v128.load(line + p, 23 << 4));
    if (interpolates) top = select(truly, f32x4.mul(truePeak(at, line + p), f32x4.splat(MARGIN)), top);
    v128.store(work + p, top);
  }
  memory.copy(line, line + (<usize>n << 4), <usize>(TAPS - 1) << 4);
}
/** Minima over windows of 2L frames, in place over `n` frames of integers: one pass per doubling. */
@inline function hold(at: usize, half: i32, where: v128, aligned: bool, n: i32): void {
  const work = limitWork(at);
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
export function limitHold(at: usize, n: i32): void {
  const where = changetype<Limit>(at).where, half = halfOf(at);
  if (ringAligned(where)) hold(at, half, where, true, n);
  else hold(at, half, where, false, n);
}
@inline function give(at: usize, half: i32, aligned: bool, io: usize, n: i32): void {
  const l = changetype<Limit>(at);
  const work = limitWork(at);
  const box1 = boxOf(at, half, 0), box2 = boxOf(at, half, 1), signal = signalOf(at, half);
  const mask = half - 1, signalMask = ringSlots(latency(half)) - 1;
  const shift = ctz(half);
  const toGain = f32x4.splat(<f32>1 / limitUnit(at));
  let sum1 = l.sum1, sum2 = l.sum2, lowest = l.lowest, w = l.where;
  for (let i = 0; i < n; i++) {
    const p = <usize>i << 4, g0 = v128.load(work + p);
    sum1 = i32x4.add(sum1, i32x4.sub(g0, ringRead(box1, mask, w, aligned, 0)));
    ringWrite(box1, mask, w, aligned, g0);
    const g1 = i32x4.shr_s(sum1, shift);
    sum2 = i32x4.add(sum2, i32x4.sub(g1, ringRead(box2, mask, w, aligned, 0)));
    ringWrite(box2, mask, w, aligned, g1);
    const g = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(sum2, shift)), toGain);
    lowest = f32x4.min(lowest, g);
    v128.store(io + p, f32x4.mul(g, ringRead(signal, signalMask, w, aligned, latency(half))));
    w = i32x4.add(w, i32x4.splat(1));
  }
  l.sum1 = sum1;
  l.sum2 = sum2;
  l.lowest = lowest;
  l.where = w;
}
/** Gives n frames out, under the gains in the work. */
export function limitGive(at: usize, io: usize, n: i32): void {
  if (ringAligned(changetype<Limit>(at).where)) give(at, halfOf(at), true, io, n);
  else give(at, halfOf(at), false, io, n);
}
