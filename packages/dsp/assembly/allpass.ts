// All-passes: of the first order, and over a delay line (the diffusers of reverbs).
import { flushed } from "./smooth";

/** One frame of a first-order all-pass, `c` in −1…1; one slot of state. H = (c + z⁻¹) / (1 + c z⁻¹). */
@inline export function allPassNext(state: usize, x: v128, c: v128): v128 {
  const s = v128.load(state);
  const v = f32x4.sub(x, f32x4.mul(c, s));
  v128.store(state, v);
  return f32x4.add(f32x4.mul(c, v), s);
}
/** c that puts −90° at `hz`, from g = tan(π hz / rate). */
@inline export function allPassCoefficient(g: v128): v128 {
  return f32x4.div(f32x4.sub(g, f32x4.splat(1)), f32x4.add(g, f32x4.splat(1)));
}
/**
 * Schroeder's all-pass over a delay line: give what the line returned (`delayed`) and the input; returns what goes into the line.
 * The output is `diffuserOut(delayed, into, g)`. Tiny values are dropped on the way in, so that the line ends in exact silence.
 */
@inline export function diffuserIn(delayed: v128, x: v128, g: v128): v128 {
  return flushed(f32x4.sub(x, f32x4.mul(g, delayed)));
}
@inline export function diffuserOut(delayed: v128, into: v128, g: v128): v128 {
  return f32x4.add(delayed, f32x4.mul(g, into));
}
