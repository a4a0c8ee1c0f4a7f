// K-weighting and power of two channels: two second-order sections per channel in f64, lane = channel.
// In f32 a transposed direct form is too noisy at the high-pass's 38 Hz; in f64 its noise lies below −250 dB.
// The plain version in plain.ts does the same operations in the same order and gives the same bits.

@unmanaged class Pair {
  b0: v128 = f64x2.splat(0); b1: v128 = f64x2.splat(0); b2: v128 = f64x2.splat(0); a1: v128 = f64x2.splat(0); a2: v128 = f64x2.splat(0);
  c1: v128 = f64x2.splat(0); c2: v128 = f64x2.splat(0);
  s1: v128 = f64x2.splat(0); s2: v128 = f64x2.splat(0); t1: v128 = f64x2.splat(0); t2: v128 = f64x2.splat(0);
  sum: v128 = f64x2.splat(0);
}

export function stateBytes(): i32 { return <i32>offsetof<Pair>(); }

export function init(state: usize, b0: f64, b1: f64, b2: f64, a1: f64, a2: f64, c1: f64, c2: f64): void {
  memory.fill(state, 0, offsetof<Pair>());
  const s = changetype<Pair>(state);
  s.b0 = f64x2.splat(b0); s.b1 = f64x2.splat(b1); s.b2 = f64x2.splat(b2); s.a1 = f64x2.splat(a1); s.a2 = f64x2.splat(a2);
  s.c1 = f64x2.splat(c1); s.c2 = f64x2.splat(c2);
}

/** Adds the weighted power of `frames` frames of the channels at `a` and `b` (planar f32) to `sum`. */
export function process(state: usize, a: usize, b: usize, frames: i32): void {
  const s = changetype<Pair>(state);
  const b0 = s.b0, b1 = s.b1, b2 = s.b2, a1 = s.a1, a2 = s.a2, c1 = s.c1, c2 = s.c2;
  let s1 = s.s1, s2 = s.s2, t1 = s.t1, t2 = s.t2, sum = s.sum;
  const pairs = frames >> 1;
  for (let i = 0; i < pairs; i++) {
    const xa = f64x2.promote_low_f32x4(v128.load64_zero(a));
    const xb = f64x2.promote_low_f32x4(v128.load64_zero(b));
    a += 8; b += 8;
    let x = v128.shuffle<f64>(xa, xb, 0, 2);
    let y = f64x2.add(f64x2.mul(b0, x), s1);
    s1 = f64x2.sub(f64x2.add(f64x2.mul(b1, x), s2), f64x2.mul(a1, y));
    s2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    let z = f64x2.add(y, t1);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.add(y, y)), f64x2.mul(c1, z));
    t2 = f64x2.sub(y, f64x2.mul(c2, z));
    sum = f64x2.add(sum, f64x2.mul(z, z));

    x = v128.shuffle<f64>(xa, xb, 1, 3);
    y = f64x2.add(f64x2.mul(b0, x), s1);
    s1 = f64x2.sub(f64x2.add(f64x2.mul(b1, x), s2), f64x2.mul(a1, y));
    s2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    z = f64x2.add(y, t1);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.add(y, y)), f64x2.mul(c1, z));
    t2 = f64x2.sub(y, f64x2.mul(c2, z));
    sum = f64x2.add(sum, f64x2.mul(z, z));
  }
  if (frames & 1) {
    const x = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(a)), 1, <f64>load<f32>(b));
    const y = f64x2.add(f64x2.mul(b0, x), s1);
    s1 = f64x2.sub(f64x2.add(f64x2.mul(b1, x), s2), f64x2.mul(a1, y));
    s2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
    const z = f64x2.add(y, t1);
    t1 = f64x2.sub(f64x2.sub(t2, f64x2.add(y, y)), f64x2.mul(c1, z));
    t2 = f64x2.sub(y, f64x2.mul(c2, z));
    sum = f64x2.add(sum, f64x2.mul(z, z));
  }
  s.s1 = s1; s.s2 = s2; s.t1 = t1; s.t2 = t2; s.sum = sum;
}

/** The power of channel 0 or 1 since the last `settle`. */
export function power(state: usize, channel: i32): f64 { return load<f64>(state + offsetof<Pair>("sum") + (<usize>channel << 3)); }

/** Starts the next segment: flushes tiny state (WASM has no flush-to-zero) and forgets what a NaN or an infinity has left behind. */
export function settle(state: usize): void {
  const s = changetype<Pair>(state);
  s.s1 = keep(s.s1); s.s2 = keep(s.s2); s.t1 = keep(s.t1); s.t2 = keep(s.t2);
  s.sum = f64x2.splat(0);
}
@inline function keep(v: v128): v128 {
  const size = f64x2.abs(v);
  return v128.and(v, v128.and(f64x2.ge(size, f64x2.splat(1e-100)), f64x2.le(size, f64x2.splat(1e100))));
}
