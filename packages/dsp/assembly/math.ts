// Transcendental functions on four lanes, made of + − × ÷ only, so that every machine gives the same bits.

/** 2^x for −126 ≤ x ≤ 126 (clamped). Relative error < 2e-7 (cubic-minimax remainder of degree 6 on ±0.5). Exact at integers. */
export function exp2(x: v128): v128 {
  x = f32x4.max(f32x4.splat(-126), f32x4.min(f32x4.splat(126), x));
  const n = f32x4.nearest(x);
  const f = f32x4.sub(x, n);
  let p = f32x4.splat(0.00015403530393381609);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.0013333558146428443));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.009618129107628477));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.05550410866482158));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.24022650695910072));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.6931471805599453));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, scale);
}
/** Amplitude ratio of `db` decibels; exactly 1 at 0 dB. */
export function gainOfDb(db: v128): v128 {
  return exp2(f32x4.mul(db, f32x4.splat(0.16609640474436813)));
}
