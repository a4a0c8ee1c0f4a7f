// De-esser: the level of a band, against that of the whole signal or by itself, turns down a dynamic shelf or bell over the same band, or everything.
// Linked over each stereo pair by the louder channel.
// Sources: J. D. Reiss, A. McPherson, "Audio Effects: Theory, Implementation and Application", CRC Press 2014, chapter 6 (de-essing); comparing a band with the
// whole, so that the voice's level does not count, as the dbx 902 did; curve and smoothing in reduction.ts; filters as in svf.ts (Simper, Zavalishin).
// Deviates: the dynamic filters keep their poles and move only their zeros: no division per frame, and at rest the bits pass unchanged. For a shelf of
// the gain G these zeros are at 1/√G of the frequency, so it falls from the frequency on and never rises. Levels are mean squares of 1.5 ms.
// Cost: about 110 operations and two divisions per frame for four channels.
import * as P from "../catalog/layout/deesser";
import { Glide, beatAdvance, beatFrames, flushAt, glideNext, glideTo, glidesMove } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { Svf, SvfState, svfFlush, svfG, svfNext, svfSolve } from "@tonmeister/dsp/assembly/svf";
import { any, isOn, linkMax } from "@tonmeister/dsp/assembly/lanes";
import { gainOf, overKnee, smoothed } from "@tonmeister/dsp/assembly/reduction";
import { lookaheadBytes, lookaheadFrames, lookaheadInit, lookaheadNext, lookaheadTo } from "@tonmeister/dsp/assembly/lookahead";

const LOOKAHEAD_SECONDS: f32 = 0.005;
const LEVEL_SECONDS: f32 = 0.0015;
const GLIDE_SECONDS: f32 = 0.01;
/** As in curve.ts, dB. */
const KNEE: f32 = 6;
/** Square of −70 dB: what is quieter has no sibilants, whatever its colour. */
const QUIET: f32 = 1e-7;

@unmanaged class Deesser {
  beat: v128 = f32x4.splat(0);
  /** dB, smoothed, and the most of it in this call. */
  reduction: v128 = f32x4.splat(0);
  most: v128 = f32x4.splat(0);
  /** Mean squares of the band and of all, and the highest quotient in this call. */
  band: v128 = f32x4.splat(0);
  whole: v128 = f32x4.splat(0);
  highest: v128 = f32x4.splat(0);
  attack: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
  seenAttack: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  levelStep: v128 = f32x4.splat(0);
  glideStep: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  // For the current frame. Shares: of a bell and of a shelf in what is done, of the whole in what a level is
  // compared with, of what is listened to.
  threshold: v128 = f32x4.splat(0);
  slope: v128 = f32x4.splat(0);
  range: v128 = f32x4.splat(0);
  relative: v128 = f32x4.splat(0);
  bell: v128 = f32x4.splat(0);
  shelf: v128 = f32x4.splat(0);
  detected: v128 = f32x4.splat(0);
  taken: v128 = f32x4.splat(0);
}
const G = 0, K = 1, THRESHOLD = 2, SLOPE = 3, RANGE = 4, RELATIVE = 5, SPLITS = 6, ROUND = 7, DETECTED = 8, TAKEN = 9, GLIDES = 10;
@inline function glideAt(at: usize, n: i32): usize { return at + offsetof<Deesser>() + <usize>n * offsetof<Glide>(); }
/** What finds the band, and what turns it down: the same poles, before and behind the look-ahead. */
@inline function finder(at: usize): usize { return glideAt(at, GLIDES); }
@inline function filter(at: usize): usize { return finder(at) + offsetof<Svf>() + offsetof<SvfState>(); }
@inline function stateOf(filter: usize): usize { return filter + offsetof<Svf>(); }
@inline function waitOf(at: usize): usize { return filter(at) + offsetof<Svf>() + offsetof<SvfState>(); }
@inline function framesMax(rate: f32): i32 { return <i32>(LOOKAHEAD_SECONDS * rate) + 1; }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + waitOf(0)) + lookaheadBytes(framesMax(sampleRate)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  const d = changetype<Deesser>(at);
  d.rate = f32x4.splat(sampleRate);
  d.levelStep = onePoleStep(f32x4.splat(LEVEL_SECONDS), sampleRate);
  d.glideStep = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  lookaheadInit(waitOf(at), framesMax(sampleRate), sampleRate);
}

/** Takes the parameters in; returns whether any is on its way. */
function begin(at: usize, params: usize): bool {
  const d = changetype<Deesser>(at);
  const rate = f32x4.extract_lane(d.rate, 0), one = f32x4.splat(1);
  const attack = v128.load(params + P.attack), release = v128.load(params + P.release);
  if (any(v128.or(v128.not(d.isSet), v128.or(f32x4.ne(attack, d.seenAttack), f32x4.ne(release, d.seenRelease))))) {
    d.attack = onePoleStep(attack, rate);
    d.release = onePoleStep(release, rate);
    d.seenAttack = attack;
    d.seenRelease = release;
  }
  d.isSet = i32x4.splat(-1);
  d.most = f32x4.splat(0);
  d.highest = f32x4.splat(0);
  const isRound = isOn(v128.load(params + P.shape)), listen = f32x4.nearest(v128.load(params + P.listen));
  glideTo(glideAt(at, G), svfG(v128.load(params + P.frequency), rate));
  glideTo(glideAt(at, K), select(isRound, f32x4.div(one, v128.load(params + P.q)), f32x4.splat(1.4142135623730951)));
  glideTo(glideAt(at, THRESHOLD), v128.load(params + P.threshold));
  glideTo(glideAt(at, SLOPE), f32x4.sub(one, f32x4.div(one, v128.load(params + P.ratio))));
  glideTo(glideAt(at, RANGE), v128.load(params + P.range));
  glideTo(glideAt(at, RELATIVE), v128.andnot(one, isOn(v128.load(params + P.detection))));
  glideTo(glideAt(at, SPLITS), v128.andnot(one, isOn(v128.load(params + P.mode))));
  glideTo(glideAt(at, ROUND), v128.and(one, isRound));
  glideTo(glideAt(at, DETECTED), v128.and(one, f32x4.eq(listen, one)));
  glideTo(glideAt(at, TAKEN), v128.and(one, f32x4.eq(listen, f32x4.splat(2))));
  return glidesMove(glideAt(at, 0), GLIDES);
}
/** The next frame's parameters. */
function advance(at: usize, moves: bool): void {
  const d = changetype<Deesser>(at);
  const one = f32x4.splat(1), step = d.glideStep;
  const f = changetype<Svf>(finder(at)), e = changetype<Svf>(filter(at));
  f.g = glideNext(glideAt(at, G), step, moves);
  f.k = glideNext(glideAt(at, K), step, moves);
  svfSolve(finder(at));
  e.a1 = f.a1;
  e.a2 = f.a2;
  e.a3 = f.a3;
  d.threshold = glideNext(glideAt(at, THRESHOLD), step, moves);
  d.slope = glideNext(glideAt(at, SLOPE), step, moves);
  d.range = glideNext(glideAt(at, RANGE), step, moves);
  d.relative = glideNext(glideAt(at, RELATIVE), step, moves);
  const splits = glideNext(glideAt(at, SPLITS), step, moves), round = glideNext(glideAt(at, ROUND), step, moves);
  d.bell = f32x4.mul(splits, round);
  d.shelf = f32x4.sub(splits, d.bell);
  // Band-pass and high-pass of one filter, each 1 at its highest.
  const high = f32x4.sub(one, round);
  f.m0 = high;
  f.m1 = f32x4.mul(f.k, f32x4.sub(round, high));
  f.m2 = f32x4.neg(high);
  d.detected = glideNext(glideAt(at, DETECTED), step, moves);
  d.taken = glideNext(glideAt(at, TAKEN), step, moves);
}
/** One frame of the detector: the gain that follows. */
@inline function found(at: usize, x: v128): v128 {
  const d = changetype<Deesser>(at);
  const s = svfNext(finder(at), stateOf(finder(at)), x);
  d.band = f32x4.add(d.band, f32x4.mul(f32x4.sub(f32x4.mul(s, s), d.band), d.levelStep));
  d.whole = f32x4.add(d.whole, f32x4.mul(f32x4.sub(f32x4.mul(x, x), d.whole), d.levelStep));
  const whole = f32x4.max(linkMax(d.whole), f32x4.splat(QUIET));
  const against = f32x4.add(f32x4.mul(d.relative, whole), f32x4.sub(f32x4.splat(1), d.relative));
  const square = f32x4.div(linkMax(d.band), against);
  d.highest = f32x4.max(d.highest, square);
  const level = f32x4.mul(f32x4.splat(0.5), dbOfGain(f32x4.max(square, f32x4.splat(1e-12))));
  const wanted = f32x4.min(d.range, f32x4.mul(d.slope, overKnee(f32x4.sub(level, d.threshold), f32x4.splat(KNEE), f32x4.splat(<f32>0.5 / KNEE))));
  d.reduction = smoothed(d.reduction, wanted, d.attack, d.release);
  d.most = f32x4.max(d.most, d.reduction);
  return gainOf(f32x4.neg(d.reduction));
}
/** Sets what the filter does to its input, its band and its low end: as a bell 1 + (G − 1) · band, as a shelf low + √G · band + G · high, else G. */
@inline function shape(at: usize, gain: v128, listens: bool): void {
  const d = changetype<Deesser>(at);
  const f = changetype<Svf>(finder(at)), e = changetype<Svf>(filter(at));
  const less = f32x4.sub(f32x4.splat(1), gain);
  e.m0 = f32x4.add(gain, f32x4.mul(d.bell, less));
  e.m1 = f32x4.mul(f.k, f32x4.sub(f32x4.mul(d.shelf, f32x4.sub(f32x4.sqrt(gain), gain)), f32x4.mul(d.bell, less)));
  e.m2 = f32x4.mul(d.shelf, less);
  if (!listens) return;
  // Of what is taken away first, then of what is detected.
  const back = f32x4.add(d.taken, d.taken);
  e.m0 = toward(f32x4.add(e.m0, f32x4.sub(d.taken, f32x4.mul(back, e.m0))), f.m0, d.detected);
  e.m1 = toward(f32x4.sub(e.m1, f32x4.mul(back, e.m1)), f.m1, d.detected);
  e.m2 = toward(f32x4.sub(e.m2, f32x4.mul(back, e.m2)), f.m2, d.detected);
}
@inline function toward(from: v128, to: v128, share: v128): v128 { return f32x4.add(from, f32x4.mul(share, f32x4.sub(to, from))); }

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Deesser>(at);
  const moves = begin(at, params);
  if (!moves) advance(at, false);
  const how = lookaheadTo(waitOf(at), lookaheadFrames(v128.load(params + P.lookahead), f32x4.extract_lane(d.rate, 0)));
  const listens = moves || any(f32x4.ne(v128.or(d.detected, d.taken), f32x4.splat(0)));
  while (frames > 0) {
    const n = beatFrames(at, frames);
    for (const end = io + (<usize>n << 4); io < end; io += 16) {
      if (moves) advance(at, true);
      const x = v128.load(io);
      shape(at, found(at, x), listens);
      v128.store(io, svfNext(filter(at), stateOf(filter(at)), lookaheadNext(waitOf(at), how, x)));
    }
    const due = beatAdvance(at, n);
    if (any(due)) {
      flushAt(at + offsetof<Deesser>("reduction"), due);
      flushAt(at + offsetof<Deesser>("band"), due);
      flushAt(at + offsetof<Deesser>("whole"), due);
      svfFlush(stateOf(finder(at)), due);
      svfFlush(stateOf(filter(at)), due);
    }
    frames -= n;
  }
  v128.store(state + P.reading_reduction, d.most);
  v128.store(state + P.reading_level, f32x4.mul(f32x4.sqrt(d.highest), f32x4.splat(100)));
}
