// The mixer's own kernel: moves, gains, delays and sums stereo pairs inside lane groups.
// A buffer is frames × v128; `half` 0 or 1 says which pair of lanes. Everything here is exact at unity: it changes no bit.
// Cost: about 0.05 µs per 128 frames and call.

@inline function pair(buffer: usize, half: i32, i: i32): usize { return buffer + (<usize>i << 4) + (<usize>half << 3); }

export function clear(buffer: usize, frames: i32): void { memory.fill(buffer, 0, <usize>frames << 4); }
export function copy(target: usize, source: usize, frames: i32): void { memory.copy(target, source, <usize>frames << 4); }

/** target.half = source.half */
export function copyHalf(target: usize, targetHalf: i32, source: usize, sourceHalf: i32, frames: i32): void {
  for (let i = 0; i < frames; i++) store<u64>(pair(target, targetHalf, i), load<u64>(pair(source, sourceHalf, i)));
}
export function clearHalf(buffer: usize, half: i32, frames: i32): void {
  for (let i = 0; i < frames; i++) store<u64>(pair(buffer, half, i), 0);
}
/** Writes planar left and right into a half. */
export function interleave(buffer: usize, half: i32, left: usize, right: usize, frames: i32): void {
  for (let i = 0; i < frames; i++) {
    const p = pair(buffer, half, i), o = <usize>i << 2;
    store<f32>(p, load<f32>(left + o));
    store<f32>(p, load<f32>(right + o), 4);
  }
}
/** Reads a half into planar left and right. */
export function deinterleave(buffer: usize, half: i32, left: usize, right: usize, frames: i32): void {
  for (let i = 0; i < frames; i++) {
    const p = pair(buffer, half, i), o = <usize>i << 2;
    store<f32>(left + o, load<f32>(p));
    store<f32>(right + o, load<f32>(p, 4));
  }
}
/** target.half += source.half */
export function add(target: usize, targetHalf: i32, source: usize, sourceHalf: i32, frames: i32): void {
  for (let i = 0; i < frames; i++) {
    const t = pair(target, targetHalf, i);
    v128.store64_lane(t, f32x4.add(v128.load64_zero(t), v128.load64_zero(pair(source, sourceHalf, i))), 0);
  }
}
/** target.half += source.half × gain, the gain moving linearly from `from` (before the first frame) to `to` (at the last). */
export function addGain(target: usize, targetHalf: i32, source: usize, sourceHalf: i32, frames: i32, from: f32, to: f32): void {
  let g = f32x4.splat(from);
  const step = f32x4.splat((to - from) / <f32>frames);
  for (let i = 0; i < frames; i++) {
    g = f32x4.add(g, step);
    const t = pair(target, targetHalf, i);
    v128.store64_lane(t, f32x4.add(v128.load64_zero(t), f32x4.mul(g, v128.load64_zero(pair(source, sourceHalf, i)))), 0);
  }
}
/** As addGain, with gains of their own for left and right. */
export function addPair(target: usize, targetHalf: i32, source: usize, sourceHalf: i32, frames: i32, left: f32, right: f32, leftTo: f32, rightTo: f32): void {
  let g = f32x4(left, right, 0, 0);
  const step = f32x4.div(f32x4.sub(f32x4(leftTo, rightTo, 0, 0), g), f32x4.splat(<f32>frames));
  for (let i = 0; i < frames; i++) {
    g = f32x4.add(g, step);
    const t = pair(target, targetHalf, i);
    v128.store64_lane(t, f32x4.add(v128.load64_zero(t), f32x4.mul(g, v128.load64_zero(pair(source, sourceHalf, i)))), 0);
  }
}
/** left = ll·left + lr·right, right = rl·left + rr·right, moving linearly from the first four (before the first frame) to the second four (at the last). */
export function place(buffer: usize, half: i32, frames: i32, ll: f32, lr: f32, rl: f32, rr: f32, llTo: f32, lrTo: f32, rlTo: f32, rrTo: f32): void {
  let fromLeft = f32x4(ll, rl, 0, 0), fromRight = f32x4(lr, rr, 0, 0);
  const n = f32x4.splat(<f32>frames);
  const stepLeft = f32x4.div(f32x4.sub(f32x4(llTo, rlTo, 0, 0), fromLeft), n), stepRight = f32x4.div(f32x4.sub(f32x4(lrTo, rrTo, 0, 0), fromRight), n);
  for (let i = 0; i < frames; i++) {
    fromLeft = f32x4.add(fromLeft, stepLeft);
    fromRight = f32x4.add(fromRight, stepRight);
    const p = pair(buffer, half, i);
    const x = v128.load64_zero(p);
    const l = v128.shuffle<f32>(x, x, 0, 0, 2, 3), r = v128.shuffle<f32>(x, x, 1, 1, 2, 3);
    v128.store64_lane(p, f32x4.add(f32x4.mul(fromLeft, l), f32x4.mul(fromRight, r)), 0);
  }
}
// x − x is 0 for every number and NaN for what is none: such samples of a file are silence and must not reach a device's memory.
@inline function number(x: f32): f32 { return x - x == 0 ? x : 0; }
/** target.half += planar left/right × gain per frame (`gains` = 0: unity). Samples that are no finite numbers count as silence. */
export function addPlanar(target: usize, half: i32, left: usize, right: usize, gains: usize, frames: i32): void {
  for (let i = 0; i < frames; i++) {
    const t = pair(target, half, i), o = <usize>i << 2;
    const g: f32 = gains ? load<f32>(gains + o) : 1;
    store<f32>(t, load<f32>(t) + g * number(load<f32>(left + o)));
    store<f32>(t, load<f32>(t, 4) + g * number(load<f32>(right + o)), 4);
  }
}
/** buffer × gain per lane, moving linearly from the slot at `from` to the slot at `to`, which `from` then holds. */
export function fade(buffer: usize, frames: i32, from: usize, to: usize): void {
  let g = v128.load(from);
  const end = v128.load(to);
  if (v128.any_true(f32x4.ne(g, end))) {
    const step = f32x4.div(f32x4.sub(end, g), f32x4.splat(<f32>frames));
    for (let i = 0; i < frames; i++) {
      const p = buffer + (<usize>i << 4);
      g = f32x4.add(g, step);
      v128.store(p, f32x4.mul(v128.load(p), g));
    }
    v128.store(from, end);
  } else if (v128.any_true(f32x4.ne(g, f32x4.splat(1)))) {
    for (let i = 0; i < frames; i++) {
      const p = buffer + (<usize>i << 4);
      v128.store(p, f32x4.mul(v128.load(p), g));
    }
  }
}
/** io.half = dry.half + wet × (io.half − dry.half), wet moving linearly from `from` to `to`. */
export function blend(io: usize, dry: usize, half: i32, frames: i32, from: f32, to: f32): void {
  let w = f32x4.splat(from);
  const step = f32x4.splat((to - from) / <f32>frames);
  for (let i = 0; i < frames; i++) {
    w = f32x4.add(w, step);
    const p = pair(io, half, i);
    const d = v128.load64_zero(pair(dry, half, i));
    v128.store64_lane(p, f32x4.add(d, f32x4.mul(w, f32x4.sub(v128.load64_zero(p), d))), 0);
  }
}
/**
 * A stereo delay of whole frames. `ring` holds `size` frames (a power of two) of left/right; `position` counts written frames.
 * With `sum` the target keeps what it holds.
 */
export function delay(ring: usize, size: i32, position: i32, delayFrames: i32, source: usize, sourceHalf: i32, target: usize, targetHalf: i32, frames: i32, sum: i32): void {
  const mask = size - 1;
  for (let i = 0; i < frames; i++) {
    const w = position + i;
    store<u64>(ring + (<usize>(w & mask) << 3), load<u64>(pair(source, sourceHalf, i)));
    const d = v128.load64_zero(ring + (<usize>((w - delayFrames) & mask) << 3));
    const t = pair(target, targetHalf, i);
    if (sum) v128.store64_lane(t, f32x4.add(v128.load64_zero(t), d), 0);
    else v128.store64_lane(t, d, 0);
  }
}
/** Adds four voices (frames × v128 of left, then of right) to one stereo half: lanes are summed in order. */
export function voices(source: usize, target: usize, half: i32, frames: i32): void {
  const right = source + (<usize>frames << 4);
  for (let i = 0; i < frames; i++) {
    const l = v128.load(source + (<usize>i << 4)), r = v128.load(right + (<usize>i << 4));
    // Pairwise: (0 + 1) + (2 + 3), left and right at once.
    const a = v128.shuffle<f32>(l, r, 0, 2, 4, 6), b = v128.shuffle<f32>(l, r, 1, 3, 5, 7);
    const s = f32x4.add(a, b);
    const t = pair(target, half, i);
    store<f32>(t, load<f32>(t) + (f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1)));
    store<f32>(t, load<f32>(t, 4) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3)), 4);
  }
}
/** Bit h is set when half h holds a NaN or an infinity. */
export function broken(buffer: usize, frames: i32): i32 {
  let bad = f32x4.splat(0);
  for (let i = 0; i < frames; i++) {
    const x = v128.load(buffer + (<usize>i << 4));
    bad = f32x4.add(bad, f32x4.sub(x, x)); // 0 for finite numbers, NaN otherwise
  }
  const ok = f32x4.eq(bad, bad);
  return (i32x4.extract_lane(ok, 0) & i32x4.extract_lane(ok, 1) ? 0 : 1) | (i32x4.extract_lane(ok, 2) & i32x4.extract_lane(ok, 3) ? 0 : 2);
}
/** Adds to the meter at `meter`: slot 0 the greatest |x| per lane, slot 1 the sum of x². */
export function meter(buffer: usize, frames: i32, at: usize): void {
  let peak = v128.load(at), energy = v128.load(at, 16);
  for (let i = 0; i < frames; i++) {
    const x = v128.load(buffer + (<usize>i << 4));
    peak = f32x4.max(peak, f32x4.abs(x));
    energy = f32x4.add(energy, f32x4.mul(x, x));
  }
  v128.store(at, peak);
  v128.store(at, energy, 16);
}
/** Copies lanes of half `sourceHalf` of every slot to half `targetHalf`: how a strip moves to another group. */
export function moveState(target: usize, targetHalf: i32, source: usize, sourceHalf: i32, bytes: i32): void {
  for (let at: usize = 0; at < <usize>bytes; at += 16) store<u64>(target + at + (<usize>targetHalf << 3), load<u64>(source + at + (<usize>sourceHalf << 3)));
}
