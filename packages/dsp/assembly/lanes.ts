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
  return f32x4.pmax(v, swapPairs(v));
}
/** (L L | l l) and (R R | r r). */
@inline export function lefts(v: v128): v128 { return v128.shuffle<f32>(v, v, 0, 0, 2, 2); }
@inline export function rights(v: v128): v128 { return v128.shuffle<f32>(v, v, 1, 1, 3, 3); }
/** Left channels from `l`, right channels from `r`. */
@inline export function leftRight(l: v128, r: v128): v128 { return v128.shuffle<f32>(l, r, 0, 5, 2, 7); }

/** The left, the right channels of two groups, one lane to a pair: (a0 a2 b0 b2); and back, to both channels of each pair of the first, the second group. */
@inline export function leftsOf(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 0, 2, 4, 6); }
@inline export function rightsOf(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 1, 3, 5, 7); }
@inline export function ofFirst(d: v128): v128 { return v128.shuffle<f32>(d, d, 0, 0, 1, 1); }
@inline export function ofSecond(d: v128): v128 { return v128.shuffle<f32>(d, d, 2, 2, 3, 3); }

/** Whether any lane of a mask is set. */
@inline export function any(mask: v128): bool { return v128.any_true(mask); }
/** Whether every lane of a mask is set. */
@inline export function all(mask: v128): bool { return i32x4.all_true(mask); }
/** Whether the four lanes hold the same bits. */
@inline export function alike(v: v128): bool { return i32x4.all_true(i32x4.eq(v, v128.shuffle<i32>(v, v, 0, 0, 0, 0))); }
/** All bits set in lane `n` (0…3), none elsewhere. */
@inline export function laneMask(n: i32): v128 { return i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(n)); }
/** A toggle or choice as a mask: set where the parameter is ≥ ½. */
@inline export function isOn(v: v128): v128 { return f32x4.ge(v, f32x4.splat(0.5)); }
/** Lane `n` of the slot at `at`, in memory. */
@inline export function laneOf(at: usize, n: i32): f32 { return load<f32>(at + (<usize>n << 2)); }
@inline export function setLane(at: usize, n: i32, x: f32): void { store<f32>(at + (<usize>n << 2), x); }
/** Entry `column` of each lane's row (a choice: 0, 1, 2 …) of a table of f32. */
export function entry(table: usize, columns: i32, row: v128, column: i32): v128 {
  const n = i32x4.trunc_sat_f32x4_s(f32x4.nearest(row));
  const at = table + (<usize>column << 2);
  return lanes(
    load<f32>(at + (<usize>(i32x4.extract_lane(n, 0) * columns) << 2)), load<f32>(at + (<usize>(i32x4.extract_lane(n, 1) * columns) << 2)),
    load<f32>(at + (<usize>(i32x4.extract_lane(n, 2) * columns) << 2)), load<f32>(at + (<usize>(i32x4.extract_lane(n, 3) * columns) << 2)));
}
