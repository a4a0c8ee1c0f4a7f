// Fourier transform for convolution: a real block of B = 4^m samples (64 or more) to B values of its polynomial, and back. It works modulo z^B − i
// instead of z^B − 1: a product of two blocks is then lo + i·hi, the whole linear convolution of length 2B in one complex transform of length B,
// with no padding, and for real input no bin is superfluous.
// Radix 4, in place, the twiddle factor constant over a butterfly's inner loop: z^n − c⁴ = Π (z^(n/4) − c·iʲ). Values stay in the order in which the
// factors come: convolution does not ask for another. The first step puts its four factors into the four lanes, which never meet again before the last.
// Source: D. Bernstein, "Multidigit multiplication for mathematicians", 2001, sections 4 to 9 (the twisted transforms; the right-angle convolution).
// Layout: B/4 elements of two slots, real and imaginary. Passes can be made in pieces ("units", 16 values each), so that work can be spread over time.
// Cost: about 0.9 cycles a value and pass; m passes. Error against double precision: below −135 dB of the block's level, −134 dB there and back.
import { sinQuarter } from "./math64";

const NODE: usize = 96;
const ELEMENT: usize = 32;
/** cos and sin of π/8, cos of π/4. */
const C1: f32 = 0.9238795325112867, S1: f32 = 0.3826834323650898, C2: f32 = 0.7071067811865476;
const QUARTER_TURN: f64 = 1.5707963267948966;

/** Bytes of the factors for blocks of up to `block`. */
export function fftTableBytes(block: i32): usize { return NODE * <usize>((block / 4 - 1) / 3); }
/** Writes the factors c, c², c³ of every node, a lane each: they serve all shorter blocks too. */
export function fftTable(table: usize, block: i32): void {
  let at = table;
  for (let nodes = 1; nodes < block / 4; nodes <<= 2)
    for (let node = 0; node < nodes; node++, at += NODE)
      for (let lane = 0; lane < 4; lane++) {
        // Where on the circle the node's factor lies, in turns; each step takes a quarter of it and adds 0 to 3 quarters.
        let turn: f64 = 0.0625 + 0.25 * <f64>lane;
        for (let digit = nodes >> 2; digit > 0; digit >>= 2) turn = 0.25 * (turn + <f64>((node / digit) & 3));
        const c = sinQuarter(QUARTER_TURN * (1 - turn)), s = sinQuarter(QUARTER_TURN * turn);
        const c2 = c * c - s * s, s2 = 2 * c * s;
        const to = at + (<usize>lane << 2);
        store<f32>(to, <f32>c);
        store<f32>(to, <f32>s, 16);
        store<f32>(to, <f32>c2, 32);
        store<f32>(to, <f32>s2, 48);
        store<f32>(to, <f32>(c2 * c - s2 * s), 64);
        store<f32>(to, <f32>(c2 * s + s2 * c), 80);
      }
}
@inline function nodeOf(table: usize, nodes: i32, node: i32): usize { return table + NODE * <usize>((nodes - 1) / 3 + node); }

@inline function transposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), ELEMENT);
  v128.store(to, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 2 * ELEMENT);
  v128.store(to, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 3 * ELEMENT);
}
/** The first pass, units [from, to) of block / 16: real samples at `x` into elements. */
export function fftEnter(x: usize, work: usize, block: i32, from: i32, to: i32): void {
  const quarter = <usize>block;
  const c1 = f32x4.splat(C1), s1 = f32x4.splat(S1), c2 = f32x4.splat(C2);
  for (let i = from; i < to; i++) {
    const p = x + (<usize>i << 4);
    const x0 = v128.load(p), x1 = v128.load(p + quarter), x2 = f32x4.mul(c2, v128.load(p + 2 * quarter)), x3 = v128.load(p + 3 * quarter);
    const r1 = f32x4.mul(c1, x1), i1 = f32x4.mul(s1, x1), r3 = f32x4.mul(s1, x3), i3 = f32x4.mul(c1, x3);
    const sum = f32x4.add(x0, x2), difference = f32x4.sub(x0, x2);
    const sr = f32x4.add(r1, r3), dr = f32x4.sub(r1, r3), si = f32x4.add(i1, i3), di = f32x4.sub(i1, i3);
    const out = work + (<usize>i << 7);
    transposed(out, f32x4.add(sum, sr), f32x4.sub(difference, di), f32x4.sub(sum, sr), f32x4.add(difference, di));
    transposed(out + 16, f32x4.add(x2, si), f32x4.sub(dr, x2), f32x4.sub(x2, si), f32x4.neg(f32x4.add(dr, x2)));
  }
}
/** A pass with butterflies over `quarter` elements (block/16 at first, then a quarter of it each time, at last 1), in place, units [from, to) of block / 16. */
export function fftPass(table: usize, work: usize, block: i32, quarter: i32, from: i32, to: i32): void {
  const nodes = block / 16 / quarter;
  const step = ELEMENT * <usize>quarter;
  let node = from / quarter, i = from % quarter;
  while (from < to) {
    const n = min(quarter - i, to - from);
    const p = work + ELEMENT * <usize>(node * 4 * quarter + i);
    butterflies(nodeOf(table, nodes, node), p, step, p, step, n);
    from += n;
    i = 0;
    node++;
  }
}
/** The last pass (quarter 1), with element e written to `out` + e·`stride` bytes. */
export function fftLast(table: usize, work: usize, block: i32, from: i32, to: i32, out: usize, stride: usize): void {
  for (let node = from; node < to; node++)
    butterflies(nodeOf(table, block / 16, node), work + ELEMENT * <usize>(4 * node), ELEMENT, out + stride * <usize>(4 * node), stride, 1);
}
/** `n` butterflies of one node; their four values `step` bytes apart, the results at `q` as `qStep` says. */
@inline function butterflies(w: usize, p: usize, step: usize, q: usize, qStep: usize, n: i32): void {
  const r1 = v128.load(w), i1 = v128.load(w, 16), r2 = v128.load(w, 32), i2 = v128.load(w, 48), r3 = v128.load(w, 64), i3 = v128.load(w, 80);
  let p1 = p + step, p2 = p1 + step, p3 = p2 + step;
  let q1 = q + qStep, q2 = q1 + qStep, q3 = q2 + qStep;
  for (const end = p + ELEMENT * <usize>n; p < end; p += ELEMENT) {
    const x1 = v128.load(p1), y1 = v128.load(p1, 16), x3 = v128.load(p3), y3 = v128.load(p3, 16);
    const b1 = f32x4.sub(f32x4.mul(x1, r1), f32x4.mul(y1, i1)), c1 = f32x4.add(f32x4.mul(x1, i1), f32x4.mul(y1, r1));
    const b3 = f32x4.sub(f32x4.mul(x3, r3), f32x4.mul(y3, i3)), c3 = f32x4.add(f32x4.mul(x3, i3), f32x4.mul(y3, r3));
    const sr1 = f32x4.add(b1, b3), dr1 = f32x4.sub(b1, b3), si1 = f32x4.add(c1, c3), di1 = f32x4.sub(c1, c3);
    const x2 = v128.load(p2), y2 = v128.load(p2, 16), x0 = v128.load(p), y0 = v128.load(p, 16);
    const b2 = f32x4.sub(f32x4.mul(x2, r2), f32x4.mul(y2, i2)), c2 = f32x4.add(f32x4.mul(x2, i2), f32x4.mul(y2, r2));
    const sr0 = f32x4.add(x0, b2), dr0 = f32x4.sub(x0, b2), si0 = f32x4.add(y0, c2), di0 = f32x4.sub(y0, c2);
    v128.store(q, f32x4.add(sr0, sr1));
    v128.store(q, f32x4.add(si0, si1), 16);
    v128.store(q1, f32x4.sub(dr0, di1));
    v128.store(q1, f32x4.add(di0, dr1), 16);
    v128.store(q2, f32x4.sub(sr0, sr1));
    v128.store(q2, f32x4.sub(si0, si1), 16);
    v128.store(q3, f32x4.add(dr0, di1));
    v128.store(q3, f32x4.sub(di0, dr1), 16);
    p1 += ELEMENT; p2 += ELEMENT; p3 += ELEMENT;
    q += ELEMENT; q1 += ELEMENT; q2 += ELEMENT; q3 += ELEMENT;
  }
}
/** The way back of `fftPass`, in place: quarter 1 first, block/16 last. Everything becomes four times as large. */
export function fftPassBack(table: usize, work: usize, block: i32, quarter: i32, from: i32, to: i32): void {
  const nodes = block / 16 / quarter;
  const step = ELEMENT * <usize>quarter;
  let node = from / quarter, i = from % quarter;
  while (from < to) {
    const n = min(quarter - i, to - from);
    const w = nodeOf(table, nodes, node);
    const r1 = v128.load(w), i1 = v128.load(w, 16), r2 = v128.load(w, 32), i2 = v128.load(w, 48), r3 = v128.load(w, 64), i3 = v128.load(w, 80);
    let p = work + ELEMENT * <usize>(node * 4 * quarter + i);
    let p1 = p + step, p2 = p1 + step, p3 = p2 + step;
    for (const end = p + ELEMENT * <usize>n; p < end; p += ELEMENT) {
      const x0 = v128.load(p), y0 = v128.load(p, 16), x2 = v128.load(p2), y2 = v128.load(p2, 16);
      const sr0 = f32x4.add(x0, x2), dr0 = f32x4.sub(x0, x2), si0 = f32x4.add(y0, y2), di0 = f32x4.sub(y0, y2);
      const x1 = v128.load(p1), y1 = v128.load(p1, 16), x3 = v128.load(p3), y3 = v128.load(p3, 16);
      const sr1 = f32x4.add(x1, x3), dr1 = f32x4.sub(x1, x3), si1 = f32x4.add(y1, y3), di1 = f32x4.sub(y1, y3);
      v128.store(p, f32x4.add(sr0, sr1));
      v128.store(p, f32x4.add(si0, si1), 16);
      const b1 = f32x4.add(dr0, di1), c1 = f32x4.sub(di0, dr1);
      v128.store(p1, f32x4.add(f32x4.mul(b1, r1), f32x4.mul(c1, i1)));
      v128.store(p1, f32x4.sub(f32x4.mul(c1, r1), f32x4.mul(b1, i1)), 16);
      const b2 = f32x4.sub(sr0, sr1), c2 = f32x4.sub(si0, si1);
      v128.store(p2, f32x4.add(f32x4.mul(b2, r2), f32x4.mul(c2, i2)));
      v128.store(p2, f32x4.sub(f32x4.mul(c2, r2), f32x4.mul(b2, i2)), 16);
      const b3 = f32x4.sub(dr0, di1), c3 = f32x4.add(di0, dr1);
      v128.store(p3, f32x4.add(f32x4.mul(b3, r3), f32x4.mul(c3, i3)));
      v128.store(p3, f32x4.sub(f32x4.mul(c3, r3), f32x4.mul(b3, i3)), 16);
      p1 += ELEMENT; p2 += ELEMENT; p3 += ELEMENT;
    }
    from += n;
    i = 0;
    node++;
  }
}
/**
 * The last step back, units [from, to) of block / 16, four times as large: adds the first half of the result (real parts) to `low`, the second (imaginary
 * parts) to `high`.
 */
export function fftLeave(work: usize, block: i32, from: i32, to: i32, low: usize, high: usize): void {
  const quarter = <usize>block;
  const c1 = f32x4.splat(C1), s1 = f32x4.splat(S1), c2 = f32x4.splat(C2);
  for (let i = from; i < to; i++) {
    const p = work + (<usize>i << 7);
    let a = v128.load(p), b = v128.load(p, ELEMENT), c = v128.load(p, 2 * ELEMENT), d = v128.load(p, 3 * ELEMENT);
    let ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    let cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    const x0 = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), x1 = v128.shuffle<f32>(ab, cd, 2, 3, 6, 7);
    const x2 = v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), x3 = v128.shuffle<f32>(AB, CD, 2, 3, 6, 7);
    const sr0 = f32x4.add(x0, x2), dr0 = f32x4.sub(x0, x2), sr1 = f32x4.add(x1, x3), dr1 = f32x4.sub(x1, x3);
    a = v128.load(p, 16);
    b = v128.load(p, ELEMENT + 16);
    c = v128.load(p, 2 * ELEMENT + 16);
    d = v128.load(p, 3 * ELEMENT + 16);
    ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    const y0 = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), y1 = v128.shuffle<f32>(ab, cd, 2, 3, 6, 7);
    const y2 = v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), y3 = v128.shuffle<f32>(AB, CD, 2, 3, 6, 7);
    const si0 = f32x4.add(y0, y2), di0 = f32x4.sub(y0, y2), si1 = f32x4.add(y1, y3), di1 = f32x4.sub(y1, y3);
    const l = low + (<usize>i << 4), h = high + (<usize>i << 4);
    addTo(l, f32x4.add(sr0, sr1));
    addTo(h, f32x4.add(si0, si1));
    const b1 = f32x4.add(dr0, di1), d1 = f32x4.sub(di0, dr1);
    addTo(l + quarter, f32x4.add(f32x4.mul(b1, c1), f32x4.mul(d1, s1)));
    addTo(h + quarter, f32x4.sub(f32x4.mul(d1, c1), f32x4.mul(b1, s1)));
    const b2 = f32x4.sub(sr0, sr1), d2 = f32x4.sub(si0, si1);
    addTo(l + 2 * quarter, f32x4.mul(c2, f32x4.add(b2, d2)));
    addTo(h + 2 * quarter, f32x4.mul(c2, f32x4.sub(d2, b2)));
    const b3 = f32x4.sub(dr0, di1), d3 = f32x4.add(di0, dr1);
    addTo(l + 3 * quarter, f32x4.add(f32x4.mul(b3, s1), f32x4.mul(d3, c1)));
    addTo(h + 3 * quarter, f32x4.sub(f32x4.mul(d3, s1), f32x4.mul(b3, c1)));
  }
}
@inline function addTo(at: usize, x: v128): void { v128.store(at, f32x4.add(v128.load(at), x)); }
