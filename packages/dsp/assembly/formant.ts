// Moves the formants of a voice and leaves its pitch: what a lattice of linear prediction takes off as the envelope, another one puts back stretched in
// frequency. The stretched envelope is sampled as a power spectrum, whose autocorrelation gives the second lattice; unstretched both are the same and undo
// each other. The first is that of the last 24 ms of the pre-emphasised sound in a Hann window, both sides of a pair together, four times in a window.
// No latency: the envelope is 12 ms behind. Solutions are in 64 bits, for the two pairs at once: an envelope spans 70 dB.
// Cost: about 350 ns a frame for four channels, of which 50 µs come at once every 7 ms.
// Source: J. Makhoul, "Linear Prediction: A Tutorial Review", Proc. IEEE 63(4), 1975 (autocorrelation method, lattice); P. Dutilleux, G. De Poli, A. von dem Knesebeck, U. Zölzer,
// "Time-Segment Processing" and "Source-Filter Processing", in DAFX, chapters 6 and 8 (formant move).
import { any, swapPairs } from "./lanes";
import { clamp, cosTurns, exp2, select } from "./math";
import { sinQuarter } from "./math64";
import { BEAT, beatAdvance, beatFrames, flushAt } from "./smooth";

const ORDER: i32 = 36;
const LAGS: i32 = ORDER + 1;
/** Places at which the envelope is sampled up to half the rate. */
const PLACES: i32 = 256;
/** cos(π / PLACES). */
const TURN: f64 = 0.9999247018391445;
const WINDOW_SECONDS: f32 = 0.024;
/** Steps in a window. */
const OVERLAP: i32 = 4;
const EMPHASIS: f32 = 0.9;
/** What keeps the envelope from being sharper than a voice's: noise 45 dB below, and a floor for silence. */
const NOISE: f32 = 1.00003, FLOOR: f32 = 1e-9;
/** Hz by which lags are widened. */
const WIDENED: f32 = 40;
/** Coefficients stay this far inside, so that what rings dies away. */
const INSIDE: f64 = 0.9995;
const MOST: f32 = 32;
/** Part of their way that coefficients go every 64 frames. */
const GOES: f32 = 0.2;

@unmanaged class Mover {
  beat: v128 = i32x4.splat(0);
  /** Beats since the coefficients were made. */
  beats: v128 = i32x4.splat(0);
  last: v128 = f32x4.splat(0);
  gain: v128 = f32x4.splat(1);
  wantedGain: v128 = f32x4.splat(1);
  // Constant: frames of the window (i32).
  window: v128 = i32x4.splat(0);
}
@inline function windowFrames(rate: f32): i32 { return (<i32>(WINDOW_SECONDS * rate) / (OVERLAP * BEAT) + 1) * OVERLAP * BEAT; }
@inline function framesOf(at: usize): i32 { return i32x4.extract_lane(changetype<Mover>(at).window, 0); }
/** Rows of slots: the lags' weights; coefficients; memories. */
@inline function weightOf(at: usize): usize { return at + offsetof<Mover>(); }
@inline function takeOf(at: usize): usize { return weightOf(at) + (<usize>LAGS << 4); }
@inline function putOf(at: usize): usize { return takeOf(at) + (<usize>ORDER << 4); }
/** What they go towards. */
@inline function wantedOf(at: usize): usize { return putOf(at) + (<usize>ORDER << 4); }
@inline function takenOf(at: usize): usize { return wantedOf(at) + (<usize>(2 * ORDER) << 4); }
@inline function givenOf(at: usize): usize { return takenOf(at) + (<usize>ORDER << 4); }
/** Room for solutions in 64 bits: lags, two rows of a predictor, its own products. */
@inline function roomOf(at: usize): usize { return givenOf(at) + (<usize>ORDER << 4); }
/** The window's weights; what lies in it, weighted; the last pre-emphasised frames of a window, and those of the beat. */
@inline function hannOf(at: usize): usize { return roomOf(at) + (<usize>(4 * LAGS) << 4); }
@inline function weightedOf(at: usize, window: i32): usize { return hannOf(at) + (<usize>window << 4); }
@inline function pastOf(at: usize, window: i32): usize { return weightedOf(at, window) + (<usize>window << 4); }
@inline export function formantBytes(sampleRate: f32): usize { return pastOf(0, windowFrames(sampleRate)) + (<usize>(windowFrames(sampleRate) + BEAT) << 4); }

/** In zeroed memory. */
export function formantInit(at: usize, sampleRate: f32): void {
  const m = changetype<Mover>(at);
  m.gain = f32x4.splat(1);
  m.wantedGain = f32x4.splat(1);
  const window = windowFrames(sampleRate);
  m.window = i32x4.splat(window);
  for (let n = 0; n < window; n++)
    v128.store(slot(hannOf(at), n), f32x4.sub(f32x4.splat(0.5), f32x4.mul(f32x4.splat(0.5), cosTurns(f32x4.splat((<f32>n + 0.5) / <f32>window)))));
  for (let n = 0; n < LAGS; n++) {
    // e^(−(2π·Hz·n/rate)²/2) as a power of two.
    const w: f32 = 6.2831855 * WIDENED * <f32>n / sampleRate;
    v128.store(slot(weightOf(at), n), exp2(f32x4.splat(<f32>-0.72134752 * w * w)));
  }
}
@inline function slot(row: usize, n: i32): usize { return row + (<usize>n << 4); }

/** One slot with a number per pair, from the lanes of their left sides. */
@inline function doubled(x: v128): v128 { return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 0, 2, 0, 2)); }
/** On both lanes of each pair. */
@inline function lanesOf(x: v128): v128 {
  const y = f32x4.demote_f64x2_zero(x);
  return v128.shuffle<f32>(y, y, 0, 0, 1, 1);
}
/**
 * Levinson's and Durbin's recursion on a row of lags: a predictor, its reflection coefficients into row `to` in the lanes that are due. Returns the part
 * of the power that is left.
 */
function solve(r: usize, a: usize, b: usize, to: usize, due: v128): v128 {
  const one = f64x2.splat(1);
  let left = one, error = v128.load(r);
  v128.store(a, one);
  for (let i = 1; i <= ORDER; i++) {
    let sum = f64x2.splat(0);
    for (let j = 0; j < i; j++) sum = f64x2.add(sum, f64x2.mul(v128.load(slot(a, j)), v128.load(slot(r, i - j))));
    const k = f64x2.max(f64x2.splat(-INSIDE), f64x2.min(f64x2.splat(INSIDE), f64x2.neg(f64x2.div(sum, error))));
    for (let j = 1; j < i; j++) v128.store(slot(b, j), f64x2.add(v128.load(slot(a, j)), f64x2.mul(k, v128.load(slot(a, i - j)))));
    memory.copy(slot(a, 1), slot(b, 1), <usize>(i - 1) << 4);
    v128.store(slot(a, i), k);
    const rest = f64x2.sub(one, f64x2.mul(k, k));
    error = f64x2.mul(error, rest);
    left = f64x2.mul(left, rest);
    v128.store(slot(to, i - 1), select(due, lanesOf(k), v128.load(slot(to, i - 1))));
  }
  return left;
}
/** Row r becomes the autocorrelation of predictor a's spectrum, stretched so that what was at f is at stretch · f; above, the last of it goes on. */
function stretched(a: usize, q: usize, r: usize, stretch: v128): void {
  const zero = f64x2.splat(0), one = f64x2.splat(1);
  for (let l = 0; l <= ORDER; l++) {
    let sum = zero;
    for (let i = 0; i + l <= ORDER; i++) sum = f64x2.add(sum, f64x2.mul(v128.load(slot(a, i)), v128.load(slot(a, i + l))));
    v128.store(slot(q, l), l ? f64x2.add(sum, sum) : sum);
    v128.store(slot(r, l), zero);
  }
  // Cosines of the places before and behind the stretch, by turning on: 2·cos δ·cos(mδ) − cos((m − 1)δ).
  const turn = f64x2.div(f64x2.splat(3.141592653589793 / <f64>PLACES), stretch);
  const cosine = f64x2(sinQuarter(1.5707963267948966 - f64x2.extract_lane(turn, 0)), sinQuarter(1.5707963267948966 - f64x2.extract_lane(turn, 1)));
  let x = one, lastX = cosine, y = one, lastY = f64x2.splat(TURN);
  for (let m = 0; m <= PLACES; m++) {
    // |A|² by Clenshaw's recursion.
    const twice = f64x2.add(x, x);
    let b1 = zero, b2 = zero;
    for (let l = ORDER; l > 0; l--) {
      const b0 = f64x2.add(v128.load(slot(q, l)), f64x2.sub(f64x2.mul(twice, b1), b2));
      b2 = b1;
      b1 = b0;
    }
    const square = f64x2.add(v128.load(q), f64x2.sub(f64x2.mul(x, b1), b2));
    const power = f64x2.div(f64x2.splat(m == 0 || m == PLACES ? 0.5 : 1), f64x2.max(square, f64x2.splat(1e-9)));
    let c = one, lastC = y;
    for (let n = 0; n <= ORDER; n++) {
      v128.store(slot(r, n), f64x2.add(v128.load(slot(r, n)), f64x2.mul(power, c)));
      const next = f64x2.sub(f64x2.mul(f64x2.add(y, y), c), lastC);
      lastC = c;
      c = next;
    }
    const nextX = f64x2.sub(f64x2.mul(f64x2.add(cosine, cosine), x), lastX);
    lastX = x;
    x = v128.bitselect(f64x2.splat(-1), nextX, f64x2.ge(f64x2.mul(turn, f64x2.splat(<f64>(m + 1))), f64x2.splat(3.141592653589793)));
    const nextY = f64x2.sub(f64x2.mul(f64x2.splat(2 * TURN), y), lastY);
    lastY = y;
    y = nextY;
  }
}
/** New coefficients for the lanes that are due. */
function follow(at: usize, stretch: v128, due: v128): void {
  const m = changetype<Mover>(at);
  const r = roomOf(at), a = slot(r, LAGS), b = slot(a, LAGS), q = slot(b, LAGS);
  const window = framesOf(at), weighted = weightedOf(at, window), wanted = wantedOf(at);
  for (let n = 0; n < window; n++) v128.store(slot(weighted, n), f32x4.mul(v128.load(slot(hannOf(at), n)), v128.load(slot(pastOf(at, window), n))));
  const share = f32x4.splat(1 / <f32>window), end = slot(weighted, window);
  for (let n = 0; n < LAGS; n++) {
    let own = f32x4.splat(0);
    const lag = <usize>n << 4;
    for (let p = weighted + lag; p < end; p += 16) own = f32x4.add(own, f32x4.mul(v128.load(p), v128.load(p - lag)));
    own = f32x4.mul(f32x4.add(own, swapPairs(own)), f32x4.mul(share, v128.load(slot(weightOf(at), n))));
    if (n == 0) own = f32x4.add(f32x4.mul(own, f32x4.splat(NOISE)), f32x4.splat(FLOOR));
    v128.store(slot(r, n), doubled(own));
  }
  const left = solve(r, a, b, wanted, due);
  const put = slot(wanted, ORDER);
  stretched(a, q, r, doubled(stretch));
  let gain = lanesOf(f64x2.sqrt(f64x2.div(solve(r, a, b, put, due), left)));
  const still = f32x4.eq(stretch, f32x4.splat(1));
  gain = select(still, f32x4.splat(1), gain);
  m.wantedGain = select(due, gain, m.wantedGain);
  for (let n = 0; n < ORDER; n++) v128.store(slot(put, n), select(v128.and(due, still), v128.load(slot(wanted, n)), v128.load(slot(put, n))));
}
/** One frame through both lattices. */
@inline function filtered(at: usize, gain: v128, x: v128): v128 {
  const take = takeOf(at), put = putOf(at), taken = takenOf(at), given = givenOf(at);
  let f = x, b = x;
  for (let i = 0; i < ORDER; i++) {
    const k = v128.load(slot(take, i)), late = v128.load(slot(taken, i));
    v128.store(slot(taken, i), b);
    b = f32x4.add(late, f32x4.mul(k, f));
    f = f32x4.add(f, f32x4.mul(k, late));
  }
  f = f32x4.mul(gain, f);
  for (let i = ORDER - 1; i >= 0; i--) {
    const k = v128.load(slot(put, i)), late = v128.load(slot(given, i));
    // A lattice whose coefficients jump may hold more than it should: it gives it back in bounds.
    f = clamp(f32x4.sub(f, f32x4.mul(k, late)), -MOST, MOST);
    if (i + 1 < ORDER) v128.store(slot(given, i + 1), f32x4.add(late, f32x4.mul(k, f)));
  }
  v128.store(given, f);
  return f;
}
/** `frames` in place; `octaves` (−2…1) is how far the formants move. */
export function formantRun(at: usize, io: usize, frames: i32, octaves: v128): void {
  const m = changetype<Mover>(at);
  const stretch = exp2(clamp(octaves, -2, 1));
  const window = framesOf(at), past = pastOf(at, window);
  while (frames > 0) {
    const n = beatFrames(at, frames);
    for (let i = 0; i < n; i++) {
      const x = v128.load(slot(io, i));
      v128.store(slot(past, window + i), f32x4.sub(x, f32x4.mul(f32x4.splat(EMPHASIS), m.last)));
      m.last = x;
      v128.store(slot(io, i), filtered(at, m.gain, x));
    }
    memory.copy(past, slot(past, n), <usize>window << 4);
    const due = beatAdvance(at, n);
    if (any(due)) {
      m.beats = i32x4.sub(m.beats, due);
      const steps = v128.and(due, i32x4.ge_s(m.beats, i32x4.splat(window / (OVERLAP * BEAT))));
      m.beats = v128.andnot(m.beats, steps);
      if (any(steps)) follow(at, stretch, steps);
      const part = v128.and(due, f32x4.splat(GOES));
      m.gain = f32x4.add(m.gain, f32x4.mul(part, f32x4.sub(m.wantedGain, m.gain)));
      for (let n = 0; n < 2 * ORDER; n++) {
        const k = v128.load(slot(takeOf(at), n));
        v128.store(slot(takeOf(at), n), f32x4.add(k, f32x4.mul(part, f32x4.sub(v128.load(slot(wantedOf(at), n)), k))));
      }
      for (let p = takenOf(at); p < roomOf(at); p += 16) flushAt(p, due);
    }
    io = slot(io, n);
    frames -= n;
  }
}
/** Makes the memory of the lanes in `mask` as if nothing had been. */
export function formantClear(at: usize, mask: v128): void {
  const m = changetype<Mover>(at);
  m.beat = v128.andnot(m.beat, mask);
  m.last = v128.andnot(m.last, mask);
  m.gain = select(mask, f32x4.splat(1), m.gain);
  m.wantedGain = select(mask, f32x4.splat(1), m.wantedGain);
  m.beats = v128.andnot(m.beats, mask);
  const past = pastOf(at, framesOf(at));
  for (let p = past, end = slot(past, framesOf(at)); p < end; p += 16) v128.store(p, v128.andnot(v128.load(p), mask));
  for (let p = takeOf(at); p < roomOf(at); p += 16) v128.store(p, v128.andnot(v128.load(p), mask));
}
