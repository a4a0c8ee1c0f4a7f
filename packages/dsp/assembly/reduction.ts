// What devices of the dynamics share in decibels: a curve's knee, the smoothing of a reduction, and its gain.
// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: gain computer eq. 4, smooth branching
// detector eq. 16.
import { exp2, select } from "./math";

/** log2(10) / 20: decibels to powers of two. */
const DB: f32 = 0.16609640474436813;

/** dB by which a level counts as over the threshold: 0 below the knee, a parabola in it, `over` itself above. `knee` in dB, above 0; `scale` is ½ / knee. */
@inline export function overKnee(over: v128, knee: v128, scale: v128): v128 {
  const half = f32x4.mul(knee, f32x4.splat(0.5)), zero = f32x4.splat(0);
  const t = f32x4.max(zero, f32x4.min(knee, f32x4.add(over, half)));
  return f32x4.add(f32x4.mul(f32x4.mul(t, t), scale), f32x4.max(zero, f32x4.sub(over, half)));
}
/** A reduction one frame further on its way: `attack` and `release` are the parts of the distance (onePoleStep) when it grows and when it falls. */
@inline export function smoothed(reduction: v128, wanted: v128, attack: v128, release: v128): v128 {
  const way = f32x4.sub(wanted, reduction);
  return f32x4.add(reduction, f32x4.mul(way, select(f32x4.gt(way, f32x4.splat(0)), attack, release)));
}
/** The factor that is `db` decibels; exactly 1 at 0. */
@inline export function gainOf(db: v128): v128 { return exp2(f32x4.mul(db, f32x4.splat(DB))); }
