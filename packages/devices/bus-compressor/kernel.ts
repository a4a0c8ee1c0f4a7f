// Feedback compressor of the kind on large consoles: the detector hears the output, in decibels; linked over each stereo pair by the louder channel.
// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: feedback topology (slope
// R - 1 in the loop gives R:1 outside), smooth branching detector eq. 16.
// Deviates: the loop makes an attack R times as fast, so the step is divided by R: what is set is what is measured above the knee. The output's level is
// the key's times the last gain, so that another key steers alike. Auto release: a second smoother (0.5 s up, 1.2 s down) is the floor to which the
// first (0.1 s) recovers: short peaks let go at once, long passages slowly.
// Cost: about 60 operations and one division per frame for four channels.
import * as P from "../catalog/layout/bus-compressor";
import { Ramp, rampTo, rampMoves, rampNext, rampValue, SILENT, beatFrames, beatAdvance } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, exp2, onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { Svf, SvfState, svfDesign, svfNext, HIGH_PASS } from "@tonmeister/dsp/assembly/svf";
import { any, linkMax } from "@tonmeister/dsp/assembly/lanes";

/** log2(10) / 20: decibels to powers of two. */
const DB: f32 = 0.16609640474436813;

@unmanaged class BusCompressor {
  beat: v128 = f32x4.splat(0);
  /** Gain reduction in dB, smoothed. */
  reduction: v128 = f32x4.splat(0);
  /** Where an automatic release ends for now, dB. */
  floor: v128 = f32x4.splat(0);
  // Coefficients and what they were made of.
  attack: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
  seenAttack: v128 = f32x4.splat(0);
  seenRatio: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  seenLowcut: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  // Values for the current frame, and how they move.
  threshold: v128 = f32x4.splat(0);
  slope: v128 = f32x4.splat(0);
  knee: v128 = f32x4.splat(0);
  kneeScale: v128 = f32x4.splat(0);
  makeup: v128 = f32x4.splat(0);
  mix: v128 = f32x4.splat(0);
  automatic: v128 = f32x4.splat(0);
  cut: v128 = f32x4.splat(0);
  floorUp: v128 = f32x4.splat(0);
  floorDown: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  most: v128 = f32x4.splat(0);
}
@inline function rampOf(c: usize, n: usize): usize { return c + offsetof<BusCompressor>() + n * offsetof<Ramp>(); }
@inline function filterOf(c: usize): usize { return rampOf(c, 5); }
@inline function filterStateOf(c: usize): usize { return filterOf(c) + offsetof<Svf>(); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + filterStateOf(0) + offsetof<SvfState>()); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const c = changetype<BusCompressor>(state + P.STATE);
  c.rate = f32x4.splat(sampleRate);
  c.floorUp = onePoleStep(f32x4.splat(0.5), sampleRate);
  c.floorDown = onePoleStep(f32x4.splat(1.2), sampleRate);
}

/** The value for a choice, per lane. */
@inline function chosen(choice: v128, n: f32, value: f32, other: v128): v128 { return select(f32x4.eq(choice, f32x4.splat(n)), f32x4.splat(value), other); }
/** Takes the parameters in. Returns 1 when one of them moves, 2 when the release is automatic, 4 when the key has a low cut, in any lane. */
function begin(at: usize, params: usize, frames: i32): i32 {
  const c = changetype<BusCompressor>(at);
  const rate = f32x4.extract_lane(c.rate, 0);
  const attack = f32x4.nearest(v128.load(params + P.attack)), release = f32x4.nearest(v128.load(params + P.release));
  const choice = f32x4.nearest(v128.load(params + P.ratio));
  const ratio = chosen(choice, 0, 1.5, chosen(choice, 1, 2, chosen(choice, 2, 4, f32x4.splat(10))));
  const lowcut = v128.load(params + P.lowcut);
  const fresh = v128.not(c.isSet);
  if (any(v128.or(fresh, v128.or(f32x4.ne(attack, c.seenAttack), v128.or(f32x4.ne(ratio, c.seenRatio), f32x4.ne(release, c.seenRelease)))))) {
    const a = chosen(attack, 0, 0.0001, chosen(attack, 1, 0.0003, chosen(attack, 2, 0.001, chosen(attack, 3, 0.003, chosen(attack, 4, 0.01, f32x4.splat(0.03))))));
    const r = chosen(release, 1, 0.3, chosen(release, 2, 0.6, chosen(release, 3, 1.2, f32x4.splat(0.1))));
    c.attack = f32x4.div(onePoleStep(a, rate), ratio);
    c.release = onePoleStep(r, rate);
    c.seenRatio = ratio;
    c.seenAttack = attack;
    c.seenRelease = release;
  }
  // The low cut steers only the detector, whose smoothing hides its jumps.
  if (any(v128.or(fresh, f32x4.ne(lowcut, c.seenLowcut)))) {
    svfDesign(filterOf(at), f32x4.splat(HIGH_PASS), lowcut, f32x4.splat(0.70710678), f32x4.splat(0), rate);
    c.seenLowcut = lowcut;
  }
  c.isSet = i32x4.splat(-1);
  c.automatic = f32x4.gt(release, f32x4.splat(3.5));
  c.cut = f32x4.gt(lowcut, f32x4.splat(20.5));
  // What is not used counts as silent, so that it does not depend on what other lanes use.
  c.floor = v128.and(c.floor, c.automatic);
  const f = changetype<SvfState>(filterStateOf(at));
  f.c1 = v128.and(f.c1, c.cut);
  f.c2 = v128.and(f.c2, c.cut);
  const one = f32x4.splat(1);
  rampTo(rampOf(at, 0), v128.load(params + P.threshold), frames);
  rampTo(rampOf(at, 1), f32x4.sub(ratio, one), frames);
  rampTo(rampOf(at, 2), f32x4.max(v128.load(params + P.knee), f32x4.splat(0.01)), frames);
  rampTo(rampOf(at, 3), v128.load(params + P.makeup), frames);
  rampTo(rampOf(at, 4), f32x4.mul(v128.load(params + P.mix), f32x4.splat(0.01)), frames);
  c.most = f32x4.splat(0);
  let moves = 0;
  for (let n: usize = 0; n < 5; n++) if (rampMoves(rampOf(at, n))) moves = 1;
  load5(at);
  return moves | (any(c.automatic) ? 2 : 0) | (any(c.cut) ? 4 : 0);
}
@inline function load5(at: usize): void {
  const c = changetype<BusCompressor>(at);
  c.threshold = rampValue(rampOf(at, 0));
  c.slope = rampValue(rampOf(at, 1));
  setKnee(at, rampValue(rampOf(at, 2)));
  c.makeup = rampValue(rampOf(at, 3));
  c.mix = rampValue(rampOf(at, 4));
}
@inline function setKnee(at: usize, knee: v128): void {
  const c = changetype<BusCompressor>(at);
  c.knee = knee;
  c.kneeScale = f32x4.div(f32x4.splat(0.5), knee);
}
/** The next frame's parameters, while they move. */
function advance(at: usize): void {
  const c = changetype<BusCompressor>(at);
  c.threshold = rampNext(rampOf(at, 0));
  c.slope = rampNext(rampOf(at, 1));
  setKnee(at, rampNext(rampOf(at, 2)));
  c.makeup = rampNext(rampOf(at, 3));
  c.mix = rampNext(rampOf(at, 4));
}
/** One frame: the signal x, steered by `key`. */
@inline function frame(at: usize, mode: i32, x: v128, key: v128): v128 {
  const c = changetype<BusCompressor>(at);
  if (mode & 4) key = select(c.cut, svfNext(filterOf(at), filterStateOf(at), key), key);
  const level = f32x4.abs(key);
  // What comes out is what goes in less the reduction so far: that is what the loop hears.
  const heard = f32x4.sub(dbOfGain(f32x4.max(linkMax(level), f32x4.splat(1e-10))), c.reduction);
  const over = f32x4.sub(heard, c.threshold);
  // 0 below the knee, a parabola in it, the straight line above: t²/2W + (o − W/2).
  const half = f32x4.mul(c.knee, f32x4.splat(0.5));
  const t = f32x4.max(f32x4.splat(0), f32x4.min(c.knee, f32x4.add(over, half)));
  const above = f32x4.max(f32x4.splat(0), f32x4.sub(over, half));
  let wanted = f32x4.mul(c.slope, f32x4.add(f32x4.mul(f32x4.mul(t, t), c.kneeScale), above));
  if (mode & 2) {
    const rise = f32x4.sub(wanted, c.floor);
    const floor = v128.and(c.automatic, f32x4.add(c.floor, f32x4.mul(rise, select(f32x4.gt(rise, f32x4.splat(0)), c.floorUp, c.floorDown))));
    c.floor = floor;
    wanted = f32x4.max(wanted, f32x4.min(floor, c.reduction));
  }
  const way = f32x4.sub(wanted, c.reduction);
  const reduction = f32x4.add(c.reduction, f32x4.mul(way, select(f32x4.gt(way, f32x4.splat(0)), c.attack, c.release)));
  c.reduction = reduction;
  c.most = f32x4.max(c.most, reduction);
  const gain = exp2(f32x4.mul(f32x4.sub(c.makeup, reduction), f32x4.splat(DB)));
  const parallel = f32x4.add(f32x4.sub(f32x4.splat(1), c.mix), f32x4.mul(c.mix, gain));
  return f32x4.mul(x, parallel);
}
@inline function flush(at: usize, due: v128): void {
  if (!any(due)) return;
  const c = changetype<BusCompressor>(at);
  const loud = f32x4.splat(SILENT);
  c.reduction = v128.and(c.reduction, v128.or(v128.not(due), f32x4.gt(c.reduction, loud)));
  c.floor = v128.and(c.floor, v128.or(v128.not(due), f32x4.gt(c.floor, loud)));
  const f = changetype<SvfState>(filterStateOf(at));
  const keep = v128.or(v128.not(due), f32x4.gt(f32x4.add(f32x4.abs(f.c1), f32x4.abs(f.c2)), loud));
  f.c1 = v128.and(f.c1, keep);
  f.c2 = v128.and(f.c2, keep);
}

export function process(state: usize, params: usize, io: usize, frames: i32, key: usize): void {
  const c = state + P.STATE;
  const mode = begin(c, params, frames);
  const steer = key ? key : io;
  let p: usize = 0;
  while (frames > 0) {
    const n = beatFrames(c, frames);
    const end = p + (<usize>n << 4);
    if (mode == 0) for (; p < end; p += 16) v128.store(io + p, frame(c, 0, v128.load(io + p), v128.load(steer + p)));
    else
      for (; p < end; p += 16) {
        if (mode & 1) advance(c);
        v128.store(io + p, frame(c, mode, v128.load(io + p), v128.load(steer + p)));
      }
    flush(c, beatAdvance(c, n));
    frames -= n;
  }
  finish(state);
}
export function processPair(stateA: usize, paramsA: usize, ioA: usize, stateB: usize, paramsB: usize, ioB: usize, frames: i32, keyA: usize, keyB: usize): void {
  const a = stateA + P.STATE, b = stateB + P.STATE;
  const modeA = begin(a, paramsA, frames), modeB = begin(b, paramsB, frames);
  const steerA = keyA ? keyA : ioA, steerB = keyB ? keyB : ioB;
  let p: usize = 0;
  while (frames > 0) {
    const n = beatFrames(b, beatFrames(a, frames));
    const end = p + (<usize>n << 4);
    if ((modeA | modeB) == 0)
      for (; p < end; p += 16) {
        const x = v128.load(ioA + p), y = v128.load(ioB + p), k = v128.load(steerA + p), l = v128.load(steerB + p);
        v128.store(ioA + p, frame(a, 0, x, k));
        v128.store(ioB + p, frame(b, 0, y, l));
      }
    else
      for (; p < end; p += 16) {
        if (modeA & 1) advance(a);
        if (modeB & 1) advance(b);
        v128.store(ioA + p, frame(a, modeA, v128.load(ioA + p), v128.load(steerA + p)));
        v128.store(ioB + p, frame(b, modeB, v128.load(ioB + p), v128.load(steerB + p)));
      }
    flush(a, beatAdvance(a, n));
    flush(b, beatAdvance(b, n));
    frames -= n;
  }
  finish(stateA);
  finish(stateB);
}
@inline function finish(state: usize): void {
  v128.store(state + P.reading_reduction, changetype<BusCompressor>(state + P.STATE).most);
}
