// One-pole filters: smoothing, damping in loops, and the blocking of direct current. State: one slot, zero at rest.
import { tanHalfTurns } from "./math";

/** Trapezoidal one-pole's coefficient for a corner frequency in Hz (kept within 0…0.49 of the rate): G = g / (1 + g). */
@inline export function onePoleG(hz: v128, sampleRate: f32): v128 {
  const g = tanHalfTurns(f32x4.max(f32x4.splat(1e-7), f32x4.min(f32x4.splat(0.49), f32x4.mul(hz, f32x4.splat(1 / sampleRate)))));
  return f32x4.div(g, f32x4.add(f32x4.splat(1), g));
}
/** One frame of a 6 dB/octave low-pass. The high-pass is x minus it. Source: Zavalishin, chapter 3. */
@inline export function onePoleLow(state: usize, x: v128, G: v128): v128 {
  const s = v128.load(state);
  const v = f32x4.mul(f32x4.sub(x, s), G);
  const y = f32x4.add(v, s);
  v128.store(state, f32x4.add(y, v));
  return y;
}
/** One frame of exponential smoothing towards x: `step` is the part of the distance covered per frame (see `onePoleStep`). */
@inline export function onePoleTo(state: usize, x: v128, step: v128): v128 {
  const s = v128.load(state);
  const y = f32x4.add(s, f32x4.mul(f32x4.sub(x, s), step));
  v128.store(state, y);
  return y;
}
