// Parameter ramps: a value that moves linearly to its target within one call of `process`.

/** State of one ramp, three slots: value, step per frame, and whether the value was ever set (per lane, so that lanes can move). */
@unmanaged export class Ramp { value: v128 = f32x4.splat(0); step: v128 = f32x4.splat(0); isSet: v128 = f32x4.splat(0); }

/** The next `rampTo` jumps instead of ramping. */
@inline export function rampReset(r: usize): void { memory.fill(r, 0, offsetof<Ramp>()); }

/** Starts at where the ramp is and arrives at `target` after `frames` calls of `rampNext`. Exact on arrival of constants: a step of 0 changes no bit. */
@inline export function rampTo(r: usize, target: v128, frames: i32): void {
  const s = changetype<Ramp>(r);
  const fresh = f32x4.eq(s.isSet, f32x4.splat(0));
  s.value = v128.bitselect(target, s.value, fresh);
  s.isSet = f32x4.splat(1);
  // Arriving within one rounding of the target would otherwise keep a constant parameter moving for ever.
  const step = f32x4.div(f32x4.sub(target, s.value), f32x4.splat(<f32>frames));
  s.step = step;
}
/** The value for this frame: `frames` calls after `rampTo` it has reached the target. */
@inline export function rampNext(r: usize): v128 {
  const s = changetype<Ramp>(r);
  s.value = f32x4.add(s.value, s.step);
  return s.value;
}
/** Removes the rounding of a finished ramp: call after the last `rampNext` of a block. */
@inline export function rampEnd(r: usize, target: v128): void { changetype<Ramp>(r).value = target; }
