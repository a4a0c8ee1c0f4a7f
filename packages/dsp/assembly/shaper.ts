// Curves that bend a signal and alias little: what comes out is not the curve at a point but its mean over the straight lines to the point and from it,
// under a triangle two frames wide. Second-order antiderivative antialiasing: S. Bilbao, F. Esqueda, J. Parker, V. Välimäki, "Antiderivative Antialiasing
// for Memoryless Nonlinearities", IEEE Signal Processing Letters 24(7), 2017; after J. Parker, V. Zavalishin, E. Le Bivic, DAFx 2016.
// Differs: no difference quotients, which lose all precision where the signal stands still. Curves are polynomials of the fifth degree within a reach, flat
// beyond, plus a straight line; their mean and first moment over a line are polynomials of its ends, and the clipped parts are lengths along it.
// At 8 times the rate (see oversample.ts) even a square of 10 kHz leaves its aliases below −80 dB. Cost: about 75 operations and one division.

import { any } from "./lanes";

/** A curve: c1 u + c2 u² + … + c5 u⁵ with u = x kept within low…high, and `line` · x. It is 0 at 0, which lies within. */
@unmanaged export class Curve {
  c1: v128 = f32x4.splat(0); c2: v128 = f32x4.splat(0); c3: v128 = f32x4.splat(0); c4: v128 = f32x4.splat(0); c5: v128 = f32x4.splat(0);
  low: v128 = f32x4.splat(-1);
  high: v128 = f32x4.splat(1);
  line: v128 = f32x4.splat(0);
}
/** Memory of one shaper, zero at rest. */
@unmanaged export class Shaper {
  /** The last two inputs, the last one within reach, the polynomial there. */
  last: v128 = f32x4.splat(0);
  before: v128 = f32x4.splat(0);
  within: v128 = f32x4.splat(0);
  value: v128 = f32x4.splat(0);
  /** First moment of the polynomial over the last line. */
  moment: v128 = f32x4.splat(0);
}
/** The same curve about another point, `bias` within ±1, from the curve's middle: what rests there gives 0. Keeps `line`. */
export function curveAbout(curve: usize, bias: v128): void {
  const c = changetype<Curve>(curve);
  // Taylor's shift by Horner's scheme; the constant is dropped.
  const c5 = c.c5;
  let c4 = f32x4.add(c.c4, f32x4.mul(bias, c5)), c3 = f32x4.add(c.c3, f32x4.mul(bias, c4)), c2 = f32x4.add(c.c2, f32x4.mul(bias, c3)), c1 = f32x4.add(c.c1, f32x4.mul(bias, c2));
  for (let lowest = 1; lowest < 5; lowest++) {
    c4 = f32x4.add(c4, f32x4.mul(bias, c5));
    if (lowest < 4) c3 = f32x4.add(c3, f32x4.mul(bias, c4));
    if (lowest < 3) c2 = f32x4.add(c2, f32x4.mul(bias, c3));
    if (lowest < 2) c1 = f32x4.add(c1, f32x4.mul(bias, c2));
  }
  c.c1 = c1; c.c2 = c2; c.c3 = c3; c.c4 = c4;
  c.low = f32x4.sub(f32x4.splat(-1), bias);
  c.high = f32x4.sub(f32x4.splat(1), bias);
}
/** The curve at a point. */
export function curveAt(curve: usize, x: v128): v128 {
  const c = changetype<Curve>(curve);
  return f32x4.add(polynomial(c, within(c, x)), f32x4.mul(c.line, x));
}
/** Level, without direct current, of what the curve makes of a slow sine of `amplitude`, as the amplitude of a sine: from eight points of it. */
export function sineThrough(curve: usize, amplitude: v128): v128 {
  let sum = f32x4.splat(0), squares = f32x4.splat(0);
  for (let i = 0; i < 4; i++) {
    const x = f32x4.mul(amplitude, f32x4.splat(i == 0 ? 0.19509032 : i == 1 ? 0.55557023 : i == 2 ? 0.83146961 : 0.98078528));
    const y = curveAt(curve, x), z = curveAt(curve, f32x4.neg(x));
    sum = f32x4.add(sum, f32x4.add(y, z));
    squares = f32x4.add(squares, f32x4.add(f32x4.mul(y, y), f32x4.mul(z, z)));
  }
  const power = f32x4.sub(squares, f32x4.mul(f32x4.splat(0.125), f32x4.mul(sum, sum)));
  return f32x4.mul(f32x4.splat(0.5), f32x4.sqrt(f32x4.max(power, f32x4.splat(1e-12))));
}
@inline function within(c: Curve, x: v128): v128 { return f32x4.max(c.low, f32x4.min(c.high, x)); }
@inline function share(x: v128): v128 { return f32x4.max(f32x4.splat(0), f32x4.min(f32x4.splat(1), x)); }
@inline function polynomial(c: Curve, u: v128): v128 {
  let y = f32x4.add(f32x4.mul(c.c5, u), c.c4);
  y = f32x4.add(f32x4.mul(y, u), c.c3);
  y = f32x4.add(f32x4.mul(y, u), c.c2);
  y = f32x4.add(f32x4.mul(y, u), c.c1);
  return f32x4.mul(y, u);
}
/** `n` frames in place, one frame late. */
export function shape(at: usize, curve: usize, io: usize, n: i32): void {
  const s = changetype<Shaper>(at), c = changetype<Curve>(curve);
  const one = f32x4.splat(1), half = f32x4.splat(0.5), four = f32x4.splat(4), sixth = f32x4.splat(1.0 / 6.0);
  // The polynomial's mean and first moment over a line from v to u: sums of hₖ cₖ / (k + 1) and gₖ cₖ / (k + 1)(k + 2), where hₖ is the sum of all
  // products of k of the ends and gₖ the same, each product counted once more for every u in it.
  const a1 = f32x4.mul(c.c1, half), a2 = f32x4.mul(c.c2, f32x4.splat(1.0 / 3.0)), a3 = f32x4.mul(c.c3, f32x4.splat(0.25));
  const a4 = f32x4.mul(c.c4, f32x4.splat(0.2)), a5 = f32x4.mul(c.c5, sixth);
  const b1 = f32x4.mul(a1, f32x4.splat(1.0 / 3.0)), b2 = f32x4.mul(a2, f32x4.splat(0.25)), b3 = f32x4.mul(a3, f32x4.splat(0.2));
  const b4 = f32x4.mul(a4, sixth), b5 = f32x4.mul(a5, f32x4.splat(1.0 / 7.0));
  let last = s.last, before = s.before, v = s.within, fv = s.value, lastMoment = s.moment, wasOut = f32x4.ne(v, last);
  for (const end = io + (<usize>n << 4); io < end; io += 16) {
    const x = v128.load(io);
    const u = within(c, x), fu = polynomial(c, u);
    let power = v, h = f32x4.add(u, v), g = f32x4.add(h, u);
    let mean = f32x4.mul(a1, h), moment = f32x4.mul(b1, g);
    power = f32x4.mul(power, v); h = f32x4.add(f32x4.mul(h, u), power); g = f32x4.add(f32x4.mul(g, u), h);
    mean = f32x4.add(mean, f32x4.mul(a2, h)); moment = f32x4.add(moment, f32x4.mul(b2, g));
    power = f32x4.mul(power, v); h = f32x4.add(f32x4.mul(h, u), power); g = f32x4.add(f32x4.mul(g, u), h);
    mean = f32x4.add(mean, f32x4.mul(a3, h)); moment = f32x4.add(moment, f32x4.mul(b3, g));
    power = f32x4.mul(power, v); h = f32x4.add(f32x4.mul(h, u), power); g = f32x4.add(f32x4.mul(g, u), h);
    mean = f32x4.add(mean, f32x4.mul(a4, h)); moment = f32x4.add(moment, f32x4.mul(b4, g));
    power = f32x4.mul(power, v); h = f32x4.add(f32x4.mul(h, u), power); g = f32x4.add(f32x4.mul(g, u), h);
    mean = f32x4.add(mean, f32x4.mul(a5, h)); moment = f32x4.add(moment, f32x4.mul(b5, g));
    const isOut = v128.or(f32x4.ne(u, x), wasOut);
    if (any(isOut)) {
      // Shares of the way from the last input to this one: until it is within reach, and after it has left it.
      const way = f32x4.sub(x, last);
      const part = f32x4.div(one, v128.bitselect(one, way, f32x4.lt(f32x4.abs(way), f32x4.splat(1e-20))));
      const enter = share(f32x4.mul(f32x4.sub(v, last), part)), beyond = share(f32x4.mul(f32x4.sub(x, u), part));
      const leave = f32x4.sub(one, beyond), inside = f32x4.sub(leave, enter);
      const inner = f32x4.mul(inside, f32x4.add(f32x4.mul(enter, mean), f32x4.mul(inside, moment)));
      const outer = f32x4.add(f32x4.mul(f32x4.mul(enter, enter), fv), f32x4.mul(f32x4.mul(beyond, f32x4.add(one, leave)), fu));
      mean = f32x4.add(f32x4.mul(inside, mean), f32x4.add(f32x4.mul(enter, fv), f32x4.mul(beyond, fu)));
      moment = f32x4.add(inner, f32x4.mul(half, outer));
    }
    wasOut = f32x4.ne(u, x);
    const straight = f32x4.mul(sixth, f32x4.add(f32x4.add(before, x), f32x4.mul(four, last)));
    // Rising along the last line, falling along this one.
    v128.store(io, f32x4.add(f32x4.add(lastMoment, f32x4.sub(mean, moment)), f32x4.mul(c.line, straight)));
    before = last;
    last = x;
    v = u;
    fv = fu;
    lastMoment = moment;
  }
  s.last = last;
  s.before = before;
  s.within = v;
  s.value = fv;
  s.moment = lastMoment;
}
