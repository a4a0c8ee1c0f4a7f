// Noise: one seeded stream per lane, the same on every machine.
// Source: G. Marsaglia, "Xorshift RNGs", J. Stat. Software 8(14), 2003 (13, 17, 5): period 2³² − 1.

/** Seeds the slot at `at` in all lanes; equal seeds give equal streams, different lanes different ones. */
export function randomSeed(at: usize, seed: u32): void {
  for (let n: u32 = 0; n < 4; n++) randomSeedLane(at, n, seed + (n + 1) * 0x9e3779b9);
}
/** Seeds one lane. Any seed is fine; the stream depends on it alone, so that a voice sounds the same in whichever lane it is. */
export function randomSeedLane(at: usize, lane: i32, seed: u32): void {
  // Mixed, so that neighbouring seeds do not start alike; never 0, which would stay 0.
  let h: u32 = seed;
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  h ^= h >> 16;
  store<u32>(at + (<usize>lane << 2), h == 0 ? 1 : h);
}
/** Uniform in −1…1 on each lane. */
@inline export function randomNext(at: usize): v128 {
  let x = v128.load(at);
  x = v128.xor(x, i32x4.shl(x, 13));
  x = v128.xor(x, i32x4.shr_u(x, 17));
  x = v128.xor(x, i32x4.shl(x, 5));
  v128.store(at, x);
  return f32x4.mul(f32x4.convert_i32x4_s(x), f32x4.splat(4.656612873077393e-10));
}
