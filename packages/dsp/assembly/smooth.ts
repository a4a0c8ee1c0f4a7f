// Parameter ramps, and the beat on which feedback paths drop what nobody can hear.
import { any } from "./lanes";

/** State of one ramp: four slots, per lane, so that lanes can move. */
@unmanaged export class Ramp {
  value: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  target: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
}

/** The next `rampTo` jumps instead of ramping. */
@inline export function rampReset(r: usize): void { memory.fill(r, 0, offsetof<Ramp>()); }

/**
 * Starts at the last target and arrives at `target` after `frames` calls of `rampNext` (which must all be made before the next `rampTo`).
 * A constant target gives a step of exactly 0, so it changes no bit however processing is split: what rounding left over is dropped here.
 */
@inline export function rampTo(r: usize, target: v128, frames: i32): void {
  const s = changetype<Ramp>(r);
  const from = v128.bitselect(s.target, target, s.isSet);
  s.isSet = i32x4.splat(-1);
  s.target = target;
  s.value = from;
  s.step = f32x4.div(f32x4.sub(target, from), f32x4.splat(<f32>frames));
}
/** The value for this frame: `frames` calls after `rampTo` it has reached the target. */
@inline export function rampNext(r: usize): v128 {
  const s = changetype<Ramp>(r);
  s.value = f32x4.add(s.value, s.step);
  return s.value;
}
/** For loops that keep the ramp in locals: value before the first frame, and what to add at each frame. Nothing has to be stored back. */
@inline export function rampValue(r: usize): v128 { return changetype<Ramp>(r).value; }
@inline export function rampStep(r: usize): v128 { return changetype<Ramp>(r).step; }
/** Whether any lane is on its way. */
@inline export function rampMoves(r: usize): bool {
  return any(f32x4.ne(changetype<Ramp>(r).step, f32x4.splat(0)));
}

/**
 * State of one glide: a value that leaves softly for what is wanted and arrives exactly, through two equal one-poles in a row. A ramp's corners can be
 * heard where a block is short or what is moved is large; a glide has none. `step` (see onePoleStep) is of each pole's time constant: 90 % of the way
 * takes 3.9 of them, the rest to 1e-6 about 17. What is stored is the distance left, which rounds finely near the goal however large the goal.
 */
@unmanaged export class Glide {
  wanted: v128 = f32x4.splat(0);
  first: v128 = f32x4.splat(0);
  left: v128 = f32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
}
/** A distance below this counts as arrived. */
const ARRIVED: f32 = 1e-6;
/** Sets what is wanted from here on; the first call of a lane is there at once. */
@inline export function glideTo(r: usize, wanted: v128): void {
  const s = changetype<Glide>(r);
  const more = v128.and(f32x4.sub(s.wanted, wanted), s.isSet);
  s.first = f32x4.add(s.first, more);
  s.left = f32x4.add(s.left, more);
  s.wanted = wanted;
  s.isSet = i32x4.splat(-1);
}
/** Puts the value `more` away from what is wanted, to glide back. */
@inline export function glideAway(r: usize, more: v128): void {
  const s = changetype<Glide>(r);
  s.first = f32x4.add(s.first, more);
  s.left = f32x4.add(s.left, more);
}
/** The value for this frame. `moves` must be true while any lane is on its way (see glidesMove); a constant false costs nothing. */
@inline export function glideNext(r: usize, step: v128, moves: bool): v128 {
  const s = changetype<Glide>(r);
  if (!moves) return s.wanted;
  let first = f32x4.sub(s.first, f32x4.mul(step, s.first));
  first = v128.and(first, f32x4.gt(f32x4.abs(first), f32x4.splat(ARRIVED)));
  let left = f32x4.add(s.left, f32x4.mul(step, f32x4.sub(first, s.left)));
  left = v128.and(left, f32x4.gt(f32x4.abs(left), f32x4.splat(ARRIVED)));
  s.first = first;
  s.left = left;
  return f32x4.add(s.wanted, left);
}
/** Whether any of `count` glides in a row is on its way in any lane. Asked once a call, after glideTo. */
export function glidesMove(r: usize, count: i32): bool {
  let moves = i32x4.splat(0);
  for (; count > 0; count--, r += offsetof<Glide>()) moves = v128.or(moves, v128.or(changetype<Glide>(r).first, changetype<Glide>(r).left));
  return any(moves);
}

/** Below this a feedback path counts as silent: −300 dB, far above the subnormal numbers that would make it slow. */
export const SILENT: f32 = 1e-15;

/** x, with anything below −300 dB made exactly 0. */
@inline export function flushed(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(SILENT)));
}

/**
 * A beat of 64 frames, counted per lane in one slot of state (zeroed by init). Filters flush their tiny values on it instead of at every frame
 * or at the end of a call: the same frame however processing is split, for almost nothing.
 * Use: while (frames > 0) { const n = beatFrames(beat, frames); …n frames…; const due = beatAdvance(beat, n); …if (any(due)) flush those lanes… }
 */
export const BEAT: i32 = 64;
/** Frames until the next lane's beat, at most `frames`. */
@inline export function beatFrames(beat: usize, frames: i32): i32 {
  const b = v128.load(beat);
  const most = max(max(i32x4.extract_lane(b, 0), i32x4.extract_lane(b, 1)), max(i32x4.extract_lane(b, 2), i32x4.extract_lane(b, 3)));
  return min(frames, BEAT - most);
}
/** Counts `frames` and says which lanes reached their beat. */
@inline export function beatAdvance(beat: usize, frames: i32): v128 {
  const b = i32x4.add(v128.load(beat), i32x4.splat(frames));
  const due = i32x4.ge_s(b, i32x4.splat(BEAT));
  v128.store(beat, v128.andnot(b, due));
  return due;
}
/** Flushes the slot at `at` in the lanes that are due. */
@inline export function flushAt(at: usize, due: v128): void {
  const x = v128.load(at);
  v128.store(at, v128.and(x, v128.or(v128.not(due), f32x4.gt(f32x4.abs(x), f32x4.splat(SILENT)))));
}
