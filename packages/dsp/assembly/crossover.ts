// Linkwitz-Riley crossovers, 24 dB per octave: low and high are in phase everywhere and sum to an all-pass. The high part is what the low one leaves of it,
// so that they sum to it to the last bits whatever becomes of the coefficients. What is split at several frequencies needs the all-pass of every other split too.
// Sources: S. Linkwitz, "Active Crossover Networks for Noncoincident Drivers", JAES 24(1), 1976; J. A. D'Appolito, "Active Realization of Multiway All-Pass
// Crossover Systems", JAES 35(4), 1987; sections as in svf.ts.
import { SvfState, svfFlush } from "./svf";

/** 1 / Q of both sections. */
const K: f32 = 1.4142135623730951;
@unmanaged export class Crossover {
  g: v128 = f32x4.splat(0);
  a1: v128 = f32x4.splat(0);
  a2: v128 = f32x4.splat(0);
}
/** Memory of a split; that of an all-pass is an SvfState. */
@unmanaged export class CrossoverState {
  c1: v128 = f32x4.splat(0);
  c2: v128 = f32x4.splat(0);
  d1: v128 = f32x4.splat(0);
  d2: v128 = f32x4.splat(0);
}
/** @param g  of the frequency (svfG) */
@inline export function crossoverSet(at: usize, g: v128): void {
  const c = changetype<Crossover>(at);
  c.g = g;
  c.a1 = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(g, f32x4.add(g, f32x4.splat(K)))));
  c.a2 = f32x4.mul(g, c.a1);
}
/** A section's band; its low end follows by `lowNext`, once. */
@inline function bandOf(c: usize, state: usize, x: v128): v128 {
  const f = changetype<Crossover>(c), s = changetype<SvfState>(state);
  return f32x4.add(f32x4.mul(f.a1, s.c1), f32x4.mul(f.a2, f32x4.sub(x, s.c2)));
}
@inline function lowNext(c: usize, state: usize, band: v128): v128 {
  const s = changetype<SvfState>(state);
  const low = f32x4.add(s.c2, f32x4.mul(changetype<Crossover>(c).g, band));
  s.c1 = f32x4.sub(f32x4.add(band, band), s.c1);
  s.c2 = f32x4.sub(f32x4.add(low, low), s.c2);
  return low;
}
/** One frame of the all-pass. */
@inline export function crossoverAllPass(c: usize, state: usize, x: v128): v128 {
  const band = bandOf(c, state, x);
  lowNext(c, state, band);
  return f32x4.sub(x, f32x4.mul(f32x4.splat(2 * K), band));
}
/** One frame of a split: the low part goes to `out`, the high part to the slot behind it. */
@inline export function crossoverNext(c: usize, state: usize, x: v128, out: usize): void {
  const band = bandOf(c, state, x);
  const second = state + offsetof<CrossoverState>("d1"), first = lowNext(c, state, band);
  const low = lowNext(c, second, bandOf(c, second, first));
  v128.store(out, low);
  v128.store(out, f32x4.sub(f32x4.sub(x, f32x4.mul(f32x4.splat(2 * K), band)), low), 16);
}
/** On the beat, as svfFlush. */
@inline export function crossoverFlush(state: usize, due: v128): void {
  svfFlush(state, due);
  svfFlush(state + offsetof<CrossoverState>("d1"), due);
}
