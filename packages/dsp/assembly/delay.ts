// Delay lines: rings whose length is a power of two, read at whole, linear or cubic positions; every lane may have its own delay and its own place.
// A device keeps one slot "where" (i32 per lane, zeroed by init) for all its rings and raises it by one each frame: because it is per lane, a lane can
// move to a group that began at another time. Usually the four lanes agree, and then a read of a common delay is one load.
import { alike } from "./lanes";

/** Slots of a ring that can delay by `frames`; reads reach from 0 (the frame just written) to `frames` + 2. */
export function ringSlots(frames: i32): i32 {
  let n = 4;
  while (n < frames + 4) n <<= 1;
  return n;
}
@inline export function ringBytes(frames: i32): i32 { return ringSlots(frames) << 4; }

/** Whether the four lanes stand at the same place: ask once per call, pass it on. */
@inline export function ringAligned(where: v128): bool { return alike(where); }

/** Writes x at `where`. `mask` = slots − 1. */
@inline export function ringWrite(ring: usize, mask: i32, where: v128, aligned: bool, x: v128): void {
  const at = v128.and(where, i32x4.splat(mask));
  if (aligned) v128.store(ring + (<usize>i32x4.extract_lane(at, 0) << 4), x);
  else {
    v128.store_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 0) << 4), x, 0);
    v128.store_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 1) << 4), x, 1, 4);
    v128.store_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 2) << 4), x, 2, 8);
    v128.store_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 3) << 4), x, 3, 12);
  }
}
/** Reads at `where`, a place per lane. */
@inline export function ringGather(ring: usize, mask: i32, where: v128): v128 {
  const at = v128.and(where, i32x4.splat(mask));
  let x = f32x4.splat(0);
  x = v128.load_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 0) << 4), x, 0);
  x = v128.load_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 1) << 4), x, 1, 4);
  x = v128.load_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 2) << 4), x, 2, 8);
  return v128.load_lane<f32>(ring + (<usize>i32x4.extract_lane(at, 3) << 4), x, 3, 12);
}
/** What was written `frames` ago, the same delay in all lanes. */
@inline export function ringRead(ring: usize, mask: i32, where: v128, aligned: bool, frames: i32): v128 {
  const from = i32x4.sub(where, i32x4.splat(frames));
  return aligned ? v128.load(ring + (<usize>(i32x4.extract_lane(from, 0) & mask) << 4)) : ringGather(ring, mask, from);
}
/** What was written `frames` ago (i32 per lane). */
@inline export function ringReadLanes(ring: usize, mask: i32, where: v128, frames: v128): v128 {
  return ringGather(ring, mask, i32x4.sub(where, frames));
}
/** What was written `frames` ago, frames ≥ 0 with a fraction, per lane; straight line between neighbours. */
@inline export function ringLinear(ring: usize, mask: i32, where: v128, frames: v128): v128 {
  const whole = f32x4.floor(frames);
  const f = f32x4.sub(frames, whole);
  const at = i32x4.sub(where, i32x4.trunc_sat_f32x4_s(whole));
  const a = ringGather(ring, mask, at);
  const b = ringGather(ring, mask, i32x4.sub(at, i32x4.splat(1)));
  return f32x4.add(a, f32x4.mul(f, f32x4.sub(b, a)));
}
/**
 * As `ringLinear` with the cubic through four neighbours (Catmull–Rom, i.e. Hermite with central differences): flat to −0.1 dB up to 0.17 of the rate.
 * frames ≥ 1. A whole number of frames gives the stored bits.
 */
@inline export function ringCubic(ring: usize, mask: i32, where: v128, frames: v128): v128 {
  const whole = f32x4.floor(frames);
  const f = f32x4.sub(frames, whole);
  const at = i32x4.sub(where, i32x4.trunc_sat_f32x4_s(whole));
  const one = i32x4.splat(1);
  return cubic(
    ringGather(ring, mask, i32x4.add(at, one)), ringGather(ring, mask, at),
    ringGather(ring, mask, i32x4.sub(at, one)), ringGather(ring, mask, i32x4.sub(at, i32x4.splat(2))), f);
}
/** The cubic between b (f = 0) and c (f = 1) with neighbours a and d. */
@inline export function cubic(a: v128, b: v128, c: v128, d: v128, f: v128): v128 {
  const half = f32x4.splat(0.5);
  const c1 = f32x4.mul(half, f32x4.sub(c, a));
  const e = f32x4.sub(b, c);
  const c3 = f32x4.add(f32x4.mul(half, f32x4.sub(d, a)), f32x4.mul(f32x4.splat(1.5), e));
  const c2 = f32x4.sub(f32x4.neg(f32x4.add(c3, e)), c1);
  return f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(c3, f), c2), f), c1), f), b);
}
