// Trapezoidal state-variable filter: low, high, band, notch, all-pass, bell and shelves, each lane its own type and coefficients.
// Source: A. Simper, "Linear Trapezoidal Integrated State Variable Filter With Low Noise Optimisation", Cytomic 2013; V. Zavalishin,
// "The Art of VA Filter Design", chapters 3–4. Same transfer functions as the bilinear (RBJ) sections, but quiet in f32 at low frequencies
// and well-behaved while its parameters move.
import { gainOfDb, select, tanHalfTurns } from "./math";
import { SILENT } from "./smooth";

/** Memory of one filter: two slots, zero at rest. */
@unmanaged export class SvfState { c1: v128 = f32x4.splat(0); c2: v128 = f32x4.splat(0); }

/** What a filter does: y = m0·x + m1·band + m2·low. Six numbers per lane follow from (g, k). */
@unmanaged export class Svf {
  g: v128 = f32x4.splat(0); // tan(π f / rate)
  k: v128 = f32x4.splat(2); // 1 / Q
  m0: v128 = f32x4.splat(1);
  m1: v128 = f32x4.splat(0);
  m2: v128 = f32x4.splat(0);
  a1: v128 = f32x4.splat(1);
  a2: v128 = f32x4.splat(0);
  a3: v128 = f32x4.splat(0);
}

/** Types for `svfDesign`, one per lane. */
export const BELL: f32 = 0;
export const LOW_SHELF: f32 = 1;
export const HIGH_SHELF: f32 = 2;
export const LOW_PASS: f32 = 3;
export const HIGH_PASS: f32 = 4;
export const BAND_PASS: f32 = 5; // 0 dB at the centre
export const NOTCH: f32 = 6;
export const ALL_PASS: f32 = 7;
export const FLAT: f32 = 8;
// Of the first order, in the structure of the second; only `matchedDesign` knows them.
export const LOW_PASS_1: f32 = 9;
export const HIGH_PASS_1: f32 = 10;
export const TILT: f32 = 11; // half of the gain above the frequency, half of it down below

/** tan(π f / rate) of a frequency in Hz, kept within 0…0.49 of the rate: the filter's g. */
@inline export function svfG(hz: v128, sampleRate: f32): v128 {
  const ratio = f32x4.mul(hz, f32x4.splat(1 / sampleRate));
  return tanHalfTurns(f32x4.max(f32x4.splat(1e-6), f32x4.min(f32x4.splat(0.49), ratio)));
}
/** a1, a2, a3 from g and k. */
@inline export function svfSolve(s: usize): void {
  const c = changetype<Svf>(s);
  const a1 = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(c.g, f32x4.add(c.g, c.k))));
  c.a1 = a1;
  c.a2 = f32x4.mul(c.g, a1);
  c.a3 = f32x4.mul(c.g, c.a2);
}
/**
 * Fills the Svf at `s`. `hz` within 0…0.49 of the rate (kept there), `q` ≥ 0.025, `db` for bell and shelves.
 * The response is that of the RBJ section of the same f, Q and gain within 0.001 dB (measured).
 */
export function svfDesign(s: usize, type: v128, hz: v128, q: v128, db: v128, sampleRate: f32): void {
  const c = changetype<Svf>(s);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const bell = f32x4.eq(type, f32x4.splat(BELL));
  const lowShelf = f32x4.eq(type, f32x4.splat(LOW_SHELF));
  const highShelf = f32x4.eq(type, f32x4.splat(HIGH_SHELF));
  const low = f32x4.eq(type, f32x4.splat(LOW_PASS));
  const high = f32x4.eq(type, f32x4.splat(HIGH_PASS));
  const band = f32x4.eq(type, f32x4.splat(BAND_PASS));
  const notch = f32x4.eq(type, f32x4.splat(NOTCH));
  const allPass = f32x4.eq(type, f32x4.splat(ALL_PASS));
  // Amplitude at the shelf's half height and its root; both are 1 for types without gain.
  const A = gainOfDb(f32x4.mul(db, f32x4.splat(0.5)));
  const rootA = f32x4.sqrt(A);
  let g = svfG(hz, sampleRate);
  g = select(lowShelf, f32x4.div(g, rootA), select(highShelf, f32x4.mul(g, rootA), g));
  let k = f32x4.div(one, f32x4.max(q, f32x4.splat(0.025)));
  k = select(bell, f32x4.div(k, A), k);
  const A2 = f32x4.mul(A, A);
  let m0 = select(v128.or(low, band), zero, one);
  m0 = select(highShelf, A2, m0);
  let m1 = select(bell, f32x4.mul(k, f32x4.sub(A2, one)), zero);
  m1 = select(lowShelf, f32x4.mul(k, f32x4.sub(A, one)), m1);
  m1 = select(highShelf, f32x4.mul(k, f32x4.mul(f32x4.sub(one, A), A)), m1);
  m1 = select(v128.or(high, notch), f32x4.neg(k), m1);
  m1 = select(band, k, m1);
  m1 = select(allPass, f32x4.mul(f32x4.splat(-2), k), m1);
  let m2 = select(low, one, zero);
  m2 = select(high, f32x4.splat(-1), m2);
  m2 = select(lowShelf, f32x4.sub(A2, one), m2);
  m2 = select(highShelf, f32x4.sub(one, A2), m2);
  c.g = g;
  c.k = k;
  c.m0 = m0;
  c.m1 = m1;
  c.m2 = m2;
  svfSolve(s);
}

/** One frame of a low-pass with g and 1/Q given now: for cutoffs that move at every frame. Costs one division. */
@inline export function svfLow(state: usize, x: v128, g: v128, k: v128): v128 {
  const s = changetype<SvfState>(state);
  const a1 = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(g, f32x4.add(g, k))));
  const a2 = f32x4.mul(g, a1);
  const c1 = s.c1;
  const c2 = s.c2;
  const v3 = f32x4.sub(x, c2);
  const v1 = f32x4.add(f32x4.mul(a1, c1), f32x4.mul(a2, v3));
  const v2 = f32x4.add(c2, f32x4.mul(g, v1));
  s.c1 = f32x4.sub(f32x4.add(v1, v1), c1);
  s.c2 = f32x4.sub(f32x4.add(v2, v2), c2);
  return v2;
}
/** One frame through the filter `s`. */
@inline export function svfNext(s: usize, state: usize, x: v128): v128 {
  const f = changetype<Svf>(s);
  const m = changetype<SvfState>(state);
  const c1 = m.c1;
  const c2 = m.c2;
  const v3 = f32x4.sub(x, c2);
  const v1 = f32x4.add(f32x4.mul(f.a1, c1), f32x4.mul(f.a2, v3));
  const v2 = f32x4.add(f32x4.add(c2, f32x4.mul(f.a2, c1)), f32x4.mul(f.a3, v3));
  m.c1 = f32x4.sub(f32x4.add(v1, v1), c1);
  m.c2 = f32x4.sub(f32x4.add(v2, v2), c2);
  return f32x4.add(f32x4.mul(f.m0, x), f32x4.add(f32x4.mul(f.m1, v1), f32x4.mul(f.m2, v2)));
}
/** On the beat: drops the memory of the lanes that are due when nobody can hear it any more. */
@inline export function svfFlush(state: usize, due: v128): void {
  const m = changetype<SvfState>(state);
  const quiet = f32x4.le(f32x4.add(f32x4.abs(m.c1), f32x4.abs(m.c2)), f32x4.splat(SILENT));
  svfClear(state, v128.and(due, quiet));
}
/** Makes the memory of the lanes in `mask` silent. */
@inline export function svfClear(state: usize, mask: v128): void {
  const m = changetype<SvfState>(state);
  m.c1 = v128.andnot(m.c1, mask);
  m.c2 = v128.andnot(m.c2, mask);
}
