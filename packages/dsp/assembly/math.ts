// Transcendental functions on four lanes, made of + − × ÷ only, so that every machine gives the same bits.
// The polynomials are near-minimax fits (Lawson's iteration); the stated bounds are measured over the stated range by math.test.ts.


/** |x|. */
@inline export function abs(x: v128): v128 { return f32x4.abs(x); }
/** `yes` where `mask` has ones, else `no`. */
@inline export function select(mask: v128, yes: v128, no: v128): v128 { return v128.bitselect(yes, no, mask); }
/** The larger, the smaller of two; x itself where either is NaN or both are zeros. One instruction: f32x4.max and min take eight to obey the standard. */
@inline export function max(x: v128, other: v128): v128 { return f32x4.pmax(x, other); }
@inline export function min(x: v128, other: v128): v128 { return f32x4.pmin(x, other); }
@inline export function clamp(x: v128, low: f32, high: f32): v128 {
  return max(min(x, f32x4.splat(high)), f32x4.splat(low));
}
/** Added and taken away again it rounds |x| < 2^22 to a whole number, half to even; while it is there, the low bits are that number. */
const WHOLE: f32 = 12582912;
/** One decibel as a power of two, and a power of two in decibels. */
const OCTAVES: f32 = 0.16609640474436813, DECIBELS: f32 = 6.020599913279624;

/** Ends of what 2^x takes, WHOLE, the polynomial from x⁶ down to x, and 1. */
const EXP2 = memory.data<f32>([-126, 126, WHOLE, 0.00015475897, 0.00134002835, 0.00961800541, 0.0555032774, 0.240226513, 0.693147206, 1]);
@inline function exp2By(x: v128, low: v128, high: v128, whole: v128, c6: v128, c5: v128, c4: v128, c3: v128, c2: v128, c1: v128, one: v128): v128 {
  x = max(min(x, high), low);
  const n = f32x4.add(x, whole);
  const f = f32x4.sub(x, f32x4.sub(n, whole));
  let p = f32x4.add(f32x4.mul(c6, f), c5);
  p = f32x4.add(f32x4.mul(p, f), c4);
  p = f32x4.add(f32x4.mul(p, f), c3);
  p = f32x4.add(f32x4.mul(p, f), c2);
  p = f32x4.add(f32x4.mul(p, f), c1);
  p = f32x4.add(f32x4.mul(p, f), one);
  return f32x4.mul(p, i32x4.add(i32x4.shl(n, 23), one));
}
@inline function entry(table: usize, n: usize): v128 { return v128.load_splat<f32>(table + (n << 2)); }
/** 2^x, x clamped to −126…126. Relative error < 2e-7. Exact at integers. */
export function exp2(x: v128): v128 {
  return exp2By(x, entry(EXP2, 0), entry(EXP2, 1), entry(EXP2, 2), entry(EXP2, 3), entry(EXP2, 4), entry(EXP2, 5), entry(EXP2, 6), entry(EXP2, 7), entry(EXP2, 8), entry(EXP2, 9));
}
/** e^x, x clamped to ±87. Relative error < 2e-7 for |x| ≤ 1, < 8e-6 over the range (the argument's own rounding). */
export function exp(x: v128): v128 { return exp2(f32x4.mul(x, f32x4.splat(1.4426950408889634))); }

/** The least x, √½ as bits, the mantissa's bits, 1, and the polynomial in ((m − 1) / (m + 1))². */
const LOG2 = memory.data<u32>([0x00800000, 0x3f3504f3, 0x007fffff, 0x3f800000, 0x3ede56cf, 0x3f139b0b, 0x3f763893, 0x4038aa3b]);
@inline function log2By(x: v128, least: v128, root: v128, mantissa: v128, one: v128, c3: v128, c2: v128, c1: v128, c0: v128): v128 {
  x = max(x, least);
  // Mantissa into √½…√2, so that 1 is in the middle and log2(1) is exactly 0.
  const shifted = i32x4.sub(x, root);
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, mantissa), root);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const s2 = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(c3, s2), c2);
  p = f32x4.add(f32x4.mul(p, s2), c1);
  p = f32x4.add(f32x4.mul(p, s2), c0);
  return f32x4.add(f32x4.mul(p, s), exponent);
}
/**
 * log2 x for normal x > 0; anything smaller (0, negative, subnormal) counts as 2^−126.
 * Error < 2e-7 relative to max(1, |log2 x|); exact at powers of two. In a dB detector: < 5e-5 dB down to −200 dB.
 */
export function log2(x: v128): v128 {
  return log2By(x, entry(LOG2, 0), entry(LOG2, 1), entry(LOG2, 2), entry(LOG2, 3), entry(LOG2, 4), entry(LOG2, 5), entry(LOG2, 6), entry(LOG2, 7));
}

/** Amplitude ratio of `db` decibels; exactly 1 at 0 dB. Relative error < 1e-6 for |db| ≤ 120. */
export function gainOfDb(db: v128): v128 { return exp2(f32x4.mul(db, f32x4.splat(OCTAVES))); }
/** Decibels of an amplitude ratio; −758.6 for 0. Exactly 0 at 1. Error < 1e-4 dB from −200 to +60 dB. */
export function dbOfGain(gain: v128): v128 { return f32x4.mul(log2(gain), f32x4.splat(DECIBELS)); }
/** The same of `count` slots in place, several times as fast: constants stay in registers, and nothing waits for the slot before. */
export function gainsOfDb(slots: usize, count: i32): void {
  const low = entry(EXP2, 0), high = entry(EXP2, 1), whole = entry(EXP2, 2), c6 = entry(EXP2, 3), c5 = entry(EXP2, 4), c4 = entry(EXP2, 5), c3 = entry(EXP2, 6), c2 = entry(EXP2, 7), c1 = entry(EXP2, 8), one = entry(EXP2, 9);
  const octaves = f32x4.splat(OCTAVES);
  for (const end = slots + (<usize>count << 4); slots < end; slots += 16)
    v128.store(slots, exp2By(f32x4.mul(v128.load(slots), octaves), low, high, whole, c6, c5, c4, c3, c2, c1, one));
}
export function dbOfGains(slots: usize, count: i32): void {
  const least = entry(LOG2, 0), root = entry(LOG2, 1), mantissa = entry(LOG2, 2), one = entry(LOG2, 3), c3 = entry(LOG2, 4), c2 = entry(LOG2, 5), c1 = entry(LOG2, 6), c0 = entry(LOG2, 7);
  const decibels = f32x4.splat(DECIBELS);
  for (const end = slots + (<usize>count << 4); slots < end; slots += 16)
    v128.store(slots, f32x4.mul(log2By(v128.load(slots), least, root, mantissa, one, c3, c2, c1, c0), decibels));
}

/** sin 2πx for |x| < 2^22 turns. Absolute error < 3e-7; exactly 0 at whole and half turns. */
export function sinTurns(x: v128): v128 {
  let r = f32x4.sub(x, f32x4.nearest(x)); // −½…½
  const a = f32x4.abs(r);
  // sin(π − x) = sin x: fold to a quarter turn.
  r = v128.or(f32x4.min(a, f32x4.sub(f32x4.splat(0.5), a)), v128.and(r, i32x4.splat(0x80000000)));
  const r2 = f32x4.mul(r, r);
  let p = f32x4.splat(39.5366967);
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(-76.5497811));
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(81.601004));
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(-41.341655));
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(6.28318516));
  return f32x4.mul(p, r);
}
/** cos 2πx for |x| < 2^20 turns. Absolute error < 3e-7 plus the rounding of x + ¼. */
export function cosTurns(x: v128): v128 {
  // Reduced first: adding a quarter to a large argument would lose its fraction.
  return sinTurns(f32x4.add(f32x4.sub(x, f32x4.nearest(x)), f32x4.splat(0.25)));
}
/** sin x, |x| ≤ 10 000 radians. Absolute error < 4e-7. */
export function sin(x: v128): v128 {
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(0.3183098861837907)));
  return sinReduced(x, k, k);
}
/** cos x, |x| ≤ 10 000 radians. Absolute error < 4e-7. */
export function cos(x: v128): v128 {
  // cos x = −sin(x − π/2 − kπ)·(−1)^k… with k + ½ half turns taken away.
  const k = f32x4.nearest(f32x4.sub(f32x4.mul(x, f32x4.splat(0.3183098861837907)), f32x4.splat(0.5)));
  return sinReduced(x, f32x4.add(k, f32x4.splat(0.5)), f32x4.add(k, f32x4.splat(1)));
}
/** sin(x − π·halfTurns), negated for odd `parity`. π in three parts of few bits (Cody and Waite), so that the products are exact. */
@inline function sinReduced(x: v128, halfTurns: v128, parity: v128): v128 {
  let r = f32x4.sub(x, f32x4.mul(halfTurns, f32x4.splat(3.140625)));
  r = f32x4.sub(r, f32x4.mul(halfTurns, f32x4.splat(0.0009670257568359375)));
  r = f32x4.sub(r, f32x4.mul(halfTurns, f32x4.splat(6.278329557e-7)));
  const r2 = f32x4.mul(r, r);
  let p = f32x4.splat(2.60005361e-6);
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(-0.000198066146));
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(0.00833301728));
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(-0.166666571));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r2), r), r);
  return v128.xor(p, i32x4.shl(i32x4.trunc_sat_f32x4_s(parity), 31));
}
/** tan x, |x| ≤ 1.57. Relative error < 4e-7 for |x| ≤ 1, growing as the argument's rounding does near π/2 (1e-5 at 1.56). */
export function tan(x: v128): v128 { return tanHalfTurns(f32x4.mul(x, f32x4.splat(0.3183098861837907))); }
/** tan πx for |x| < ½: the prewarping of filters, x = frequency / sample rate. Relative error < 4e-7 for |x| ≤ 0.499. */
export function tanHalfTurns(x: v128): v128 {
  const a = f32x4.abs(x);
  const upper = f32x4.gt(a, f32x4.splat(0.25));
  // tan(π/2 − y) = 1 / tan y, and ½ − x is exact here.
  const r = f32x4.min(a, f32x4.sub(f32x4.splat(0.5), a));
  const r2 = f32x4.mul(r, r);
  let s = f32x4.splat(-0.58781295);
  s = f32x4.add(f32x4.mul(s, r2), f32x4.splat(2.54962889));
  s = f32x4.add(f32x4.mul(s, r2), f32x4.splat(-5.16770351));
  s = f32x4.mul(f32x4.add(f32x4.mul(s, r2), f32x4.splat(3.14159261)), r);
  let c = f32x4.splat(0.231429523);
  c = f32x4.add(f32x4.mul(c, r2), f32x4.splat(-1.33505846));
  c = f32x4.add(f32x4.mul(c, r2), f32x4.splat(4.0587079));
  c = f32x4.add(f32x4.mul(c, r2), f32x4.splat(-4.93480217));
  c = f32x4.add(f32x4.mul(c, r2), f32x4.splat(1));
  const t = f32x4.div(select(upper, c, s), select(upper, s, c));
  return v128.or(t, v128.and(x, i32x4.splat(0x80000000)));
}
/** tanh x, any x. Relative error < 4e-7. */
export function tanh(x: v128): v128 {
  const a = f32x4.abs(x);
  const u = exp2(f32x4.mul(a, f32x4.splat(-2.8853900817779268)));
  const far = f32x4.div(f32x4.sub(f32x4.splat(1), u), f32x4.add(f32x4.splat(1), u));
  // 1 − u cancels near 0: a polynomial there.
  const x2 = f32x4.mul(x, x);
  let p = f32x4.splat(-0.00577266961);
  p = f32x4.add(f32x4.mul(p, x2), f32x4.splat(0.0206814965));
  p = f32x4.add(f32x4.mul(p, x2), f32x4.splat(-0.0537461394));
  p = f32x4.add(f32x4.mul(p, x2), f32x4.splat(0.133314172));
  p = f32x4.add(f32x4.mul(p, x2), f32x4.splat(-0.333332753));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, x2), x), x);
  return select(f32x4.lt(a, f32x4.splat(0.6)), near, v128.or(far, v128.and(x, i32x4.splat(0x80000000))));
}

/** The part of a time constant that a one-pole covers in one frame: 1 − e^(−1/(seconds·rate)). Accurate for long times too. */
export function onePoleStep(seconds: v128, sampleRate: f32): v128 {
  const x = f32x4.div(f32x4.splat(-1), f32x4.max(f32x4.mul(seconds, f32x4.splat(sampleRate)), f32x4.splat(1e-3)));
  // −expm1(x) by its series where 1 − e^x would cancel.
  let p = f32x4.splat(1.0 / 120.0);
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.0 / 24.0));
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.0 / 6.0));
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1));
  const near = f32x4.neg(f32x4.mul(p, x));
  return select(f32x4.gt(x, f32x4.splat(-0.125)), near, f32x4.sub(f32x4.splat(1), exp(x)));
}
