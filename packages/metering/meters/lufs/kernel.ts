// Loudness of the last moments per channel, for live meters: K-weighting of ITU-R BS.1770 and the power of a sliding window (400 ms momentary,
// 3 s short-term of EBU Tech 3341) that moves by 10 ms. Slot 0: root of the mean power of each channel; whoever shows it adds the powers of a pair.
// The filters work in f64, as in meters/loudness. Cost: 2 µs per 128 frames.

/** Pieces of 10 ms in the longest window. */
const PIECES = 300;
@unmanaged class Lufs {
  now: v128 = f32x4.splat(0);
  b0: v128 = f64x2.splat(0); b1: v128 = f64x2.splat(0); b2: v128 = f64x2.splat(0); a1: v128 = f64x2.splat(0); a2: v128 = f64x2.splat(0);
  c1: v128 = f64x2.splat(0); c2: v128 = f64x2.splat(0);
  /** Frames of a piece, pieces of the window; the frames of the piece that fills, and its number. */
  length: i32 = 0; pieces: i32 = 0; filled: i32 = 0; piece: i32 = 0;
}
/** Of a pair of channels, behind the head: four memories of the filters, power of the piece that fills, power of the window. */
const MEMORY: usize = 96;
const RING: usize = offsetof<Lufs>() + 2 * MEMORY;

export function stateBytes(sampleRate: f32): i32 { return <i32>RING + PIECES * 32; }
export function init(state: usize, length: i32, pieces: i32, b0: f64, b1: f64, b2: f64, a1: f64, a2: f64, c1: f64, c2: f64): void {
  memory.fill(state, 0, RING + PIECES * 32);
  const s = changetype<Lufs>(state);
  s.length = length; s.pieces = pieces;
  s.b0 = f64x2.splat(b0); s.b1 = f64x2.splat(b1); s.b2 = f64x2.splat(b2); s.a1 = f64x2.splat(a1); s.a2 = f64x2.splat(a2);
  s.c1 = f64x2.splat(c1); s.c2 = f64x2.splat(c2);
}
/** Adds the weighted power of `frames` frames of one pair of lanes. */
@inline function weigh(s: Lufs, at: usize, buffer: usize, frames: i32): void {
  const b0 = s.b0, b1 = s.b1, b2 = s.b2, a1 = s.a1, a2 = s.a2, c1 = s.c1, c2 = s.c2;
  let s1 = v128.load(at), s2 = v128.load(at, 16), t1 = v128.load(at, 32), t2 = v128.load(at, 48), power = v128.load(at, 64);
  for (let i = 0; i < frames; i++) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(buffer + (<usize>i << 4)));
    const y = f64x2.add(f64x2.mul(b0, x), s1);
    s1 = f64x2.sub(f64x2.add(f64x2.mul(b1, x), s2), f64x2.mul(a1, y));
    s2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    const z = f64x2.add(y, t1);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.add(y, y)), f64x2.mul(c1, z));
    t2 = f64x2.sub(y, f64x2.mul(c2, z));
    power = f64x2.add(power, f64x2.mul(z, z));
  }
  v128.store(at, keep(s1)); v128.store(at, keep(s2), 16); v128.store(at, keep(t1), 32); v128.store(at, keep(t2), 48); v128.store(at, power, 64);
}
@inline function keep(v: v128): v128 { return v128.and(v, f64x2.ge(f64x2.abs(v), f64x2.splat(1e-100))); }
/** The piece of a pair is full: it takes the place of the oldest in the window. */
@inline function push(s: Lufs, at: usize, slot: usize): void {
  const power = v128.load(at, 64);
  // What rounding has left of a sum must not be less than nothing.
  const sum = f64x2.max(f64x2.sub(f64x2.add(v128.load(at, 80), power), v128.load(slot)), f64x2.splat(0));
  v128.store(slot, power);
  v128.store(at, sum, 80);
  v128.store(at, f64x2.splat(0), 64);
}
export function process(state: usize, buffer: usize, frames: i32): void {
  const s = changetype<Lufs>(state);
  const first = state + offsetof<Lufs>(), second = first + MEMORY;
  while (frames > 0) {
    const n = min(frames, s.length - s.filled);
    weigh(s, first, buffer, n);
    weigh(s, second, buffer + 8, n);
    buffer += <usize>n << 4;
    frames -= n;
    s.filled += n;
    if (s.filled < s.length) continue;
    const slot = state + RING + (<usize>s.piece << 5);
    push(s, first, slot);
    push(s, second, slot + 16);
    s.filled = 0;
    s.piece = s.piece + 1 < s.pieces ? s.piece + 1 : 0;
  }
  const count = f64x2.splat(<f64>s.length * <f64>s.pieces);
  const l = f32x4.demote_f64x2_zero(f64x2.div(v128.load(first, 80), count)), r = f32x4.demote_f64x2_zero(f64x2.div(v128.load(second, 80), count));
  s.now = f32x4.sqrt(v128.shuffle<f32>(l, r, 0, 1, 4, 5));
}
