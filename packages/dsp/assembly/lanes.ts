// A v128 is one slot: four channels of one sample, lane n = channel n. Lanes 0/1 and 2/3 are stereo pairs.

@inline export function lane(v: v128, n: i32): f32 {
  return n == 0 ? f32x4.extract_lane(v, 0) : n == 1 ? f32x4.extract_lane(v, 1) : n == 2 ? f32x4.extract_lane(v, 2) : f32x4.extract_lane(v, 3);
}
@inline export function lanes(a: f32, b: f32, c: f32, d: f32): v128 {
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(a), 1, b), 2, c), 3, d);
}
/** Swaps the channels of each stereo pair: (L R | l r) becomes (R L | r l). */
@inline export function swapPairs(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 1, 0, 3, 2);
}
/** The louder channel of each pair, on both channels: the only place where lanes meet. */
@inline export function linkMax(v: v128): v128 {
  return f32x4.max(v, swapPairs(v));
}
