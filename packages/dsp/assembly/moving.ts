// Filters and curves whose numbers glide to what is wanted (see Glide): they may jump without a click.
import { any } from "./lanes";
import { onePoleLow } from "./onepole";
import { Glide, glideNext, glidesMove, glideTo } from "./smooth";
import { Curve, Shaper, curveAbout, shape } from "./shaper";
import { Svf, SvfState, svfNext, svfSolve } from "./svf";

/** A first-order shelf, state and glides: `high` · x + `more` · low-pass. Zero at rest. */
@unmanaged export class Shelf {
  low: v128 = f32x4.splat(0);
}
const HIGH = 0, MORE = 1, POLE = 2, SHELF_GLIDES = 3;
@inline function shelfGlide(at: usize, n: i32): usize { return at + offsetof<Shelf>() + <usize>n * offsetof<Glide>(); }
@inline export function shelfBytes(): usize { return shelfGlide(0, SHELF_GLIDES); }
/**
 * Gains far below and far above; halfway between, in dB and in octaves, lies the frequency whose tan(π f / rate) is `g`. Gains the other way round
 * make exactly the inverse. Source: V. Zavalishin, "The Art of VA Filter Design", 2018, chapter 2.
 */
export function shelfTo(at: usize, low: v128, high: v128, g: v128): void {
  const pole = f32x4.mul(g, f32x4.sqrt(f32x4.div(high, low)));
  glideTo(shelfGlide(at, HIGH), high);
  glideTo(shelfGlide(at, MORE), f32x4.sub(low, high));
  glideTo(shelfGlide(at, POLE), f32x4.div(pole, f32x4.add(f32x4.splat(1), pole)));
}
@inline export function shelfMoves(at: usize): bool { return glidesMove(shelfGlide(at, 0), SHELF_GLIDES); }
@inline export function shelfNext(at: usize, x: v128, step: v128, moves: bool): v128 {
  const high = glideNext(shelfGlide(at, HIGH), step, moves), more = glideNext(shelfGlide(at, MORE), step, moves);
  return f32x4.add(f32x4.mul(high, x), f32x4.mul(more, onePoleLow(at, x, glideNext(shelfGlide(at, POLE), step, moves))));
}

// A state-variable filter: design into it with svfDesign or matchedDesign, then `movingSvfTo`. State first, then the filter, then glides of g, k, m0, m1, m2.
const NUMBERS: i32 = 5;
@inline export function movingSvf(at: usize): usize { return at + offsetof<SvfState>(); }
@inline function svfGlide(at: usize, n: i32): usize { return movingSvf(at) + offsetof<Svf>() + <usize>n * offsetof<Glide>(); }
@inline export function movingSvfBytes(): usize { return svfGlide(0, NUMBERS); }
/** Takes what has been designed as what is wanted. */
export function movingSvfTo(at: usize): void {
  for (let n: i32 = 0; n < NUMBERS; n++) glideTo(svfGlide(at, n), v128.load(movingSvf(at) + (<usize>n << 4)));
}
@inline export function movingSvfMoves(at: usize): bool { return glidesMove(svfGlide(at, 0), NUMBERS); }
@inline export function movingSvfNext(at: usize, x: v128, step: v128, moves: bool): v128 {
  if (moves) {
    for (let n: i32 = 0; n < NUMBERS; n++) v128.store(movingSvf(at) + (<usize>n << 4), glideNext(svfGlide(at, n), step, true));
    svfSolve(movingSvf(at));
  }
  return svfNext(movingSvf(at), at, x);
}

// A shaper: write a curve about 0 to `movingCurve`, then `movingShaperTo`. Memory first, then the curve, then glides of its coefficients and of the bias.
const COEFFICIENTS: i32 = 6, BIAS = 6, SHAPER_GLIDES = 7;
@inline export function movingCurve(at: usize): usize { return at + offsetof<Shaper>(); }
@inline function shaperGlide(at: usize, n: i32): usize { return movingCurve(at) + offsetof<Curve>() + <usize>n * offsetof<Glide>(); }
@inline export function movingShaperBytes(): usize { return shaperGlide(0, SHAPER_GLIDES); }
/** Place in a curve of c1 … c5 (0 … 4) and of `line` (5). */
@inline export function coefficientOf(curve: usize, n: i32): usize { return curve + (n < 5 ? <usize>n << 4 : offsetof<Curve>("line")); }
/** Takes the curve that has been written as what is wanted, about `bias`, and leaves it so. */
export function movingShaperTo(at: usize, bias: v128): void {
  for (let n: i32 = 0; n < COEFFICIENTS; n++) glideTo(shaperGlide(at, n), v128.load(coefficientOf(movingCurve(at), n)));
  glideTo(shaperGlide(at, BIAS), bias);
  curveAbout(movingCurve(at), bias);
}
@inline export function movingShaperMoves(at: usize): bool { return glidesMove(shaperGlide(at, 0), SHAPER_GLIDES); }
/** `n` frames of 2^stages each at `work`, in place, one of them late. */
export function movingShape(at: usize, work: usize, n: i32, stages: i32, step: v128, moves: bool): void {
  const curve = movingCurve(at);
  if (!moves) return shape(at, curve, work, n << stages);
  for (; n > 0; n--, work += <usize>16 << stages) {
    for (let i: i32 = 0; i < COEFFICIENTS; i++) v128.store(coefficientOf(curve, i), glideNext(shaperGlide(at, i), step, true));
    curveAbout(curve, glideNext(shaperGlide(at, BIAS), step, true));
    shape(at, curve, work, 1 << stages);
  }
}

/** Whether any of `count` parameters is another in any lane than at the last call, whose copy (zero at first) lies at `seen`; a lane that is new is. */
export function changed(seen: usize, params: usize, count: i32): bool {
  let other = v128.not(v128.load(seen));
  v128.store(seen, i32x4.splat(-1));
  for (let i: usize = 0; i < <usize>count << 4; i += 16) {
    const now = v128.load(params + i);
    other = v128.or(other, f32x4.ne(v128.load(seen + 16 + i), now));
    v128.store(seen + 16 + i, now);
  }
  return any(other);
}
