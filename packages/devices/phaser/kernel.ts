// Phaser: 4 to 12 equal all-passes of the first order whose corner swings as a sine in octaves, with feedback around them, against the dry sound.
// The loop has no delay of its own: each frame is solved for the chain's answer before the chain runs, so notches and peaks lie where the analogue circuit
// has them (but for the bilinear warp) with any feedback. All-passes are trapezoidal integrators, whose memory stays right while the corner moves.
// Source: R. Kiiski, F. Esqueda, V. Välimäki, "Time-Variant Gray-Box Modeling of a Phaser Pedal", DAFx 2016 (chain, feedback, swing of the corner);
// V. Zavalishin, "The Art of VA Filter Design", chapters 3 (all-pass), 5 (loops without delay) and 10 (phasers).
// Differs: stages are equal, and sine in octaves rather than the pedal's measured wave; power-preserving mix as the flanger's. A number of stages changes by
// a fade between two taps. Every parameter glides, those that move notches in about 120 ms, the others in 40.
// Cost: about 55 ns a frame for four channels with 4 stages, 100 with 12.
import * as P from "../catalog/layout/phaser";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { lfoBytes, lfoInit, lfoNext, lfoTo, lfoTurns } from "@tonmeister/dsp/assembly/lfo";
import { exp2, log2, onePoleStep, sinTurns } from "@tonmeister/dsp/assembly/math";
import { any, leftRight } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG } from "@tonmeister/dsp/assembly/onepole";

/** Octaves to either side at a depth of 100 %, as in device.ts. */
const OCTAVES: f32 = 2.5;
const STAGES: i32 = 12;
/** The sound is taken after 4, 6, 8, 10 or 12 stages: after the second to the sixth pair. */
const PAIRS: i32 = 6, FIRST_TAP: i32 = 2, TAPS: i32 = 5;
/** Time constants of the two poles by which what moves the notches, and all else, glides. */
const SLOW_SECONDS: f32 = 0.03;
const QUICK_SECONDS: f32 = 0.01;

@unmanaged class Phaser {
  beat: v128 = i32x4.splat(0);
  /** Pairs that had a tap at or after them in the last call, per lane: what lay idle begins at rest. */
  used: v128 = i32x4.splat(0);
  // Constants.
  rate: v128 = f32x4.splat(0);
  slow: v128 = f32x4.splat(0);
  quick: v128 = f32x4.splat(0);
}
/** Centre and swing in octaves (of 1 Hz), turns that the right side is ahead, rate in Hz; then the taps' gains. */
const DRY = 0, WET = 1, FEEDBACK = 2, CENTER = 3, SWING = 4, AHEAD = 5, HERTZ = 6, TAP = 7, GLIDES = 12;
@inline function lfoOf(at: usize): usize { return at + offsetof<Phaser>(); }
@inline function glideOf(at: usize, n: i32): usize { return lfoOf(at) + lfoBytes() + <usize>n * offsetof<Glide>(); }
/** Integrator of a stage. */
@inline function stageOf(at: usize, n: i32): usize { return glideOf(at, GLIDES) + (<usize>n << 4); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + stageOf(0, STAGES)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Phaser>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  lfoInit(lfoOf(state + P.STATE), sampleRate);
  d.slow = onePoleStep(f32x4.splat(SLOW_SECONDS), sampleRate);
  d.quick = onePoleStep(f32x4.splat(QUICK_SECONDS), sampleRate);
}

/** Takes the parameters in and returns the pairs that have to run in some lane. */
function begin(at: usize, params: usize): i32 {
  const d = changetype<Phaser>(at);
  const one = f32x4.splat(1), percent = f32x4.splat(0.01);
  glideTo(glideOf(at, CENTER), log2(v128.load(params + P.center)));
  glideTo(glideOf(at, SWING), f32x4.mul(v128.load(params + P.depth), f32x4.splat(0.01 * OCTAVES)));
  glideTo(glideOf(at, AHEAD), leftRight(f32x4.splat(0), f32x4.mul(v128.load(params + P.spread), f32x4.splat(0.005))));
  glideTo(glideOf(at, HERTZ), v128.load(params + P.rate));
  glideTo(glideOf(at, FEEDBACK), f32x4.mul(v128.load(params + P.feedback), percent));
  const mix = f32x4.mul(v128.load(params + P.mix), percent);
  glideTo(glideOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)));
  glideTo(glideOf(at, WET), f32x4.sqrt(mix));
  const pair = f32x4.nearest(f32x4.mul(f32x4.splat(0.5), v128.load(params + P.stages)));
  let used = i32x4.splat(0);
  for (let n = 0; n < TAPS; n++) {
    const g = changetype<Glide>(glideOf(at, TAP + n));
    glideTo(changetype<usize>(g), v128.and(f32x4.eq(pair, f32x4.splat(<f32>(n + FIRST_TAP))), one));
    const sounds = f32x4.ne(v128.or(g.wanted, v128.or(g.first, g.left)), f32x4.splat(0));
    used = v128.bitselect(i32x4.splat(n + FIRST_TAP), used, sounds);
  }
  for (let n = 0; n < STAGES; n++) {
    const wakes = v128.and(i32x4.gt_s(used, i32x4.splat(n >> 1)), i32x4.le_s(d.used, i32x4.splat(n >> 1)));
    v128.store(stageOf(at, n), v128.andnot(v128.load(stageOf(at, n)), wakes));
  }
  d.used = used;
  return max(max(i32x4.extract_lane(used, 0), i32x4.extract_lane(used, 1)), max(i32x4.extract_lane(used, 2), i32x4.extract_lane(used, 3)));
}
/** One stage: 2·low − x. */
@inline function allPass(state: usize, x: v128, G: v128): v128 {
  const s = v128.load(state);
  const v = f32x4.mul(f32x4.sub(x, s), G);
  const low = f32x4.add(v, s);
  v128.store(state, f32x4.add(low, v));
  return f32x4.sub(f32x4.add(low, low), x);
}
@inline function frame(at: usize, pairs: i32, moves: bool, x: v128): v128 {
  const d = changetype<Phaser>(at);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  const turns = f32x4.add(lfoTurns(lfoOf(at), d.slow, moves), glideNext(glideOf(at, AHEAD), d.slow, moves));
  const octave = f32x4.add(glideNext(glideOf(at, CENTER), d.slow, moves), f32x4.mul(glideNext(glideOf(at, SWING), d.slow, moves), sinTurns(turns)));
  const G = onePoleG(exp2(octave), f32x4.extract_lane(d.rate, 0));
  // A stage answers c·x + b·s: c for what comes in, b for what it holds.
  const c = f32x4.sub(f32x4.add(G, G), one), b = f32x4.sub(one, c);
  const square = f32x4.mul(c, c);
  let through = one, held = zero, answer = zero, rest = zero;
  for (let n = 0; n < pairs; n++) {
    const s = stageOf(at, n << 1);
    held = f32x4.add(f32x4.mul(c, held), f32x4.mul(b, v128.load(s)));
    held = f32x4.add(f32x4.mul(c, held), f32x4.mul(b, v128.load(s, 16)));
    through = f32x4.mul(through, square);
    if (n < FIRST_TAP - 1) continue;
    const gain = glideNext(glideOf(at, TAP + n + 1 - FIRST_TAP), d.quick, moves);
    answer = f32x4.add(answer, f32x4.mul(gain, through));
    rest = f32x4.add(rest, f32x4.mul(gain, held));
  }
  const feedback = glideNext(glideOf(at, FEEDBACK), d.quick, moves);
  const y = f32x4.div(f32x4.add(f32x4.mul(answer, x), rest), f32x4.sub(one, f32x4.mul(feedback, answer)));
  let p = f32x4.add(x, f32x4.mul(feedback, y));
  for (let s = stageOf(at, 0), end = stageOf(at, pairs << 1); s < end; s += 32) p = allPass(s + 16, allPass(s, p, G), G);
  lfoNext(lfoOf(at), glideNext(glideOf(at, HERTZ), d.quick, moves));
  return f32x4.add(f32x4.mul(glideNext(glideOf(at, DRY), d.quick, moves), x), f32x4.mul(glideNext(glideOf(at, WET), d.quick, moves), y));
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const pairs = begin(at, params);
  const moves = lfoTo(lfoOf(at), v128.load(params + P.turn), v128.load(params + P.rate), frames) || glidesMove(glideOf(at, 0), GLIDES);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Phaser>("beat"), frames);
    for (let i = 0; i < n; i++) {
      v128.store(io, moves ? frame(at, pairs, true, v128.load(io)) : frame(at, pairs, false, v128.load(io)));
      io += 16;
    }
    const due = beatAdvance(at + offsetof<Phaser>("beat"), n);
    if (any(due)) for (let s = stageOf(at, 0), end = stageOf(at, pairs << 1); s < end; s += 16) flushAt(s, due);
    frames -= n;
  }
}
