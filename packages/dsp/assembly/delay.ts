// Delay lines: rings whose length is a power of two, read at whole, linear or cubic positions; every lane may have its own delay and its own place.
// A device keeps one slot "where" (i32 per lane, zeroed by init) for all its rings and raises it by one each frame: because it is per lane, a lane can
// move to a group that began at another time. Usually the four lanes agree, and then a read of a common delay is one load.
import { alike, leftRight } from "./lanes";

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
// Runs: many frames at once, in a loop that knows that no lane comes to the end of the ring.
/** The foremost of four places. */
@inline export function foremost(at: v128): i32 {
  return max(max(i32x4.extract_lane(at, 0), i32x4.extract_lane(at, 1)), max(i32x4.extract_lane(at, 2), i32x4.extract_lane(at, 3)));
}
/** Where the slot of lane `n` of these places lies. */
@inline export function slotAt(ring: usize, at: v128, n: i32): usize {
  return ring + (<usize>(n == 0 ? i32x4.extract_lane(at, 0) : n == 1 ? i32x4.extract_lane(at, 1) : n == 2 ? i32x4.extract_lane(at, 2) : i32x4.extract_lane(at, 3)) << 4);
}
/** Whether both pairs look at the same two places: then two loads read a slot, not four. */
@inline export function pairsAgree(at: v128): bool { return i32x4.all_true(i32x4.eq(at, v128.shuffle<i32>(at, at, 2, 3, 0, 1))); }
@inline export function loadLanes(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  return v128.load_lane<f32>(p3, v128.load_lane<f32>(p2, v128.load_lane<f32>(p1, v128.load_zero<f32>(p0), 1, 4), 2, 8), 3, 12);
}
/** `n` slots to `out`, from what was written `frames` (i32 per lane) before `where` on; all of them have been written. */
export function ringReadRun(ring: usize, mask: i32, where: v128, frames: v128, out: usize, n: i32): void {
  let at = v128.and(i32x4.sub(where, frames), i32x4.splat(mask));
  while (n > 0) {
    const m = min(n, mask + 1 - foremost(at)), bytes = <usize>m << 4;
    const p0 = slotAt(ring, at, 0), p1 = slotAt(ring, at, 1), p2 = slotAt(ring, at, 2), p3 = slotAt(ring, at, 3);
    if (pairsAgree(at)) for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, leftRight(v128.load(p0 + i), v128.load(p1 + i)));
    else for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, loadLanes(p0 + i, p1 + i, p2 + i, p3 + i));
    at = v128.and(i32x4.add(at, i32x4.splat(m)), i32x4.splat(mask));
    out += bytes;
    n -= m;
  }
}
/** Writes `n` slots from `from` at `where` and the places behind it. */
export function ringWriteRun(ring: usize, mask: i32, where: v128, aligned: bool, from: usize, n: i32): void {
  if (!aligned) {
    for (; n > 0; n--, from += 16) {
      ringWrite(ring, mask, where, false, v128.load(from));
      where = i32x4.add(where, i32x4.splat(1));
    }
    return;
  }
  let at = i32x4.extract_lane(where, 0) & mask;
  while (n > 0) {
    const m = min(n, mask + 1 - at), bytes = <usize>m << 4, to = ring + (<usize>at << 4);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
    at = 0;
    from += bytes;
    n -= m;
  }
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
@inline export function cubic(a: v128, b: v128, c: v128, d: v128, f: v128): v128 { return cubicBy(a, b, c, d, f, f32x4.splat(0.5), f32x4.splat(1.5)); }
/** The same for loops that keep ½ and 1½ in registers. */
@inline export function cubicBy(a: v128, b: v128, c: v128, d: v128, f: v128, half: v128, oneAndHalf: v128): v128 {
  const c1 = f32x4.mul(half, f32x4.sub(c, a));
  const e = f32x4.sub(b, c);
  const c3 = f32x4.add(f32x4.mul(half, f32x4.sub(d, a)), f32x4.mul(oneAndHalf, e));
  const less = f32x4.add(f32x4.add(c3, e), c1);
  return f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.sub(f32x4.mul(c3, f), less), f), c1), f), b);
}
