// Look-ahead: the signal waits, its key does not. Another wait is faded in over 20 ms once the ring holds as much, so that nothing clicks; while no lane
// waits nothing need be called.
import { ringAligned, ringBytes, ringRead, ringReadLanes, ringSlots, ringWrite } from "./delay";
import { alike, any } from "./lanes";
import { clamp, select } from "./math";

const FADE_SECONDS: f32 = 0.02;

@unmanaged export class Lookahead {
  where: v128 = i32x4.splat(0);
  /** Frames (i32) by which the signal is late, was late before the fade, and shall be late. */
  delay: v128 = i32x4.splat(0);
  before: v128 = i32x4.splat(0);
  wanted: v128 = i32x4.splat(0);
  /** Frames of the fade done: below 0 while the ring does not hold enough, `fade` when done. */
  done: v128 = f32x4.splat(0);
  fade: v128 = f32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  /** Slots of the ring less one. */
  mask: v128 = i32x4.splat(0);
}
@inline export function lookaheadBytes(framesMax: i32): i32 { return offsetof<Lookahead>() + ringBytes(framesMax); }
/** On zeroed memory. */
export function lookaheadInit(at: usize, framesMax: i32, sampleRate: f32): void {
  const l = changetype<Lookahead>(at);
  l.fade = f32x4.splat(nearest<f32>(FADE_SECONDS * sampleRate));
  l.mask = i32x4.splat(ringSlots(framesMax) - 1);
}
/** Frames (i32) of a time in seconds; packages/devices/lookahead.ts computes the same. */
@inline export function lookaheadFrames(seconds: v128, sampleRate: f32): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(seconds, f32x4.splat(sampleRate)), f32x4.splat(0.5)));
}
// How a call reads the ring.
const PASSES = 0, TOGETHER = 1, APART = 2, FADES = 3;
/** Sets the frames (i32) to wait from here on; the first call of a lane waits at once. Returns how this call has to read. */
export function lookaheadTo(at: usize, wanted: v128): i32 {
  const l = changetype<Lookahead>(at);
  l.delay = select(l.isSet, l.delay, wanted);
  l.done = select(l.isSet, l.done, l.fade);
  l.wanted = wanted;
  l.isSet = i32x4.splat(-1);
  if (any(v128.or(f32x4.lt(l.done, l.fade), i32x4.ne(l.delay, wanted)))) return FADES;
  if (!any(wanted)) return PASSES;
  return ringAligned(l.where) && alike(wanted) ? TOGETHER : APART;
}
/** One frame: what was given so long ago. `how` from lookaheadTo; need not be called for PASSES. */
@inline export function lookaheadNext(at: usize, how: i32, x: v128): v128 {
  if (how == PASSES) return x;
  const l = changetype<Lookahead>(at);
  const ring = at + offsetof<Lookahead>(), where = l.where, mask = i32x4.extract_lane(l.mask, 0);
  l.where = i32x4.add(where, i32x4.splat(1));
  ringWrite(ring, mask, where, how == TOGETHER, x);
  if (how == TOGETHER) return ringRead(ring, mask, where, true, i32x4.extract_lane(l.delay, 0));
  const late = ringReadLanes(ring, mask, where, l.delay);
  return how == FADES ? faded(at, late, ringReadLanes(ring, mask, where, l.before)) : late;
}
function faded(at: usize, late: v128, before: v128): v128 {
  const l = changetype<Lookahead>(at);
  const done = f32x4.min(l.fade, f32x4.add(l.done, f32x4.splat(1)));
  const share = clamp(f32x4.div(done, l.fade), 0, 1), arrived = f32x4.ge(done, l.fade);
  const smooth = f32x4.mul(f32x4.mul(share, share), f32x4.sub(f32x4.splat(3), f32x4.add(share, share)));
  const y = select(arrived, late, f32x4.add(before, f32x4.mul(smooth, f32x4.sub(late, before))));
  const again = v128.and(arrived, i32x4.ne(l.wanted, l.delay));
  l.before = select(again, l.delay, l.before);
  l.delay = select(again, l.wanted, l.delay);
  l.done = select(again, f32x4.neg(f32x4.convert_i32x4_s(l.wanted)), done);
  return y;
}
