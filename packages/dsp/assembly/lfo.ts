// The swing of modulation: a phase that runs by itself at a rate, or goes along with a place in a note that the engine tells (project/note-value.ts).
// What is told is where the note will be when the call ends, so that a call knows its beginning without a memory; where the phase was elsewhere (after a
// jump, another note value, another tempo) the difference glides away. A place that does not move leaves the phase running free.
import { any } from "./lanes";
import { Glide, glideAway, glideNext, glidesMove } from "./smooth";

/** Turns by which rounding may part the two: far below what is heard. */
const ROUNDED: i32 = 1 << 14;

@unmanaged export class Lfo {
  /** In 2⁻³² turns. */
  phase: v128 = i32x4.splat(0);
  seen: v128 = f32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  turnsOfHertz: v128 = f32x4.splat(0);
}
/** Where the glide of the difference lies. */
@inline function awayOf(at: usize): usize { return at + offsetof<Lfo>(); }
@inline export function lfoBytes(): usize { return awayOf(0) + offsetof<Glide>(); }
/** In zeroed memory. */
export function lfoInit(at: usize, sampleRate: f32): void { changetype<Lfo>(at).turnsOfHertz = f32x4.splat(4294967296 / sampleRate); }
@inline function stepOf(at: usize, hz: v128): v128 { return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(hz, changetype<Lfo>(at).turnsOfHertz))); }

/** Begins a call of `frames` at the end of which the note will be at `turn` (0…1); `hz` is its rate. Returns whether the difference glides in some lane. */
export function lfoTo(at: usize, turn: v128, hz: v128, frames: i32): bool {
  const s = changetype<Lfo>(at);
  const place = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(turn, f32x4.nearest(turn)), f32x4.splat(4294967296)));
  // A first call does not know yet whether the place moves.
  s.phase = v128.bitselect(s.phase, place, s.isSet);
  const goes = v128.and(s.isSet, f32x4.ne(turn, s.seen));
  s.isSet = i32x4.splat(-1);
  s.seen = turn;
  if (any(goes)) {
    const start = i32x4.sub(place, i32x4.mul(stepOf(at, hz), i32x4.splat(frames)));
    const away = i32x4.sub(s.phase, start);
    const elsewhere = v128.and(goes, i32x4.gt_u(i32x4.add(away, i32x4.splat(ROUNDED)), i32x4.splat(2 * ROUNDED)));
    if (any(elsewhere)) glideAway(awayOf(at), v128.and(elsewhere, f32x4.mul(f32x4.convert_i32x4_s(away), f32x4.splat(2.3283064365386963e-10))));
    s.phase = v128.bitselect(start, s.phase, goes);
  }
  return glidesMove(awayOf(at), 1);
}
/** Turns of this frame; `step` and `moves` as of glideNext. */
@inline export function lfoTurns(at: usize, step: v128, moves: bool): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(changetype<Lfo>(at).phase), f32x4.splat(2.3283064365386963e-10)), glideNext(awayOf(at), step, moves));
}
/** On to the next frame. */
@inline export function lfoNext(at: usize, hz: v128): void {
  const s = changetype<Lfo>(at);
  s.phase = i32x4.add(s.phase, stepOf(at, hz));
}
