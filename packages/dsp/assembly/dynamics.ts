// What feed-forward and feedback compressors share: curve with a soft knee, smoothing of the reduction in decibels, key low cut, make-up and parallel mix,
// and the loops with a key input. A device adds a class of its own, which lies behind Dynamics in memory.
// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: gain computer eq. 4, smooth branching
// detector eq. 16.
import { Ramp, rampTo, rampMoves, rampNext, rampValue, SILENT, beatFrames, beatAdvance } from "./smooth";
import { dbOfGain, exp2, select } from "./math";
import { Svf, SvfState, svfDesign, svfNext, HIGH_PASS } from "./svf";
import { any, linkMax } from "./lanes";

/** log2(10) / 20: decibels to powers of two. */
const DB: f32 = 0.16609640474436813;
/** Modes of a call: parameters move; the key has a low cut. What a device adds begins at 4. */
export const MOVES = 1, CUTS = 2;

@unmanaged export class Dynamics {
  beat: v128 = f32x4.splat(0);
  /** Gain reduction in dB, smoothed, and the most of it in this call. */
  reduction: v128 = f32x4.splat(0);
  most: v128 = f32x4.splat(0);
  /** Coefficients of the smoothing (see onePoleStep), by the device. */
  attack: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
  // Values for the current frame.
  threshold: v128 = f32x4.splat(0);
  slope: v128 = f32x4.splat(0);
  knee: v128 = f32x4.splat(0);
  kneeScale: v128 = f32x4.splat(0);
  makeup: v128 = f32x4.splat(0);
  mix: v128 = f32x4.splat(0);
  cut: v128 = f32x4.splat(0);
  seenLowcut: v128 = f32x4.splat(0);
  /** A mask of the lanes that have had their first call; the device sets it. */
  isSet: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
}
@inline function rampOf(at: usize, n: usize): usize { return at + offsetof<Dynamics>() + n * offsetof<Ramp>(); }
@inline function filterOf(at: usize): usize { return rampOf(at, 5); }
@inline function filterStateOf(at: usize): usize { return filterOf(at) + offsetof<Svf>(); }
/** Where a device's own state begins. */
@inline export function ownOf(at: usize): usize { return filterStateOf(at) + offsetof<SvfState>(); }

/** Takes the parameters in: threshold, knee and make-up in dB, slope in dB of reduction per dB, mix 0…100, low cut in Hz (out at 20). Returns the modes. */
@inline export function dynamicsTo(at: usize, threshold: v128, slope: v128, knee: v128, makeup: v128, mix: v128, lowcut: v128, frames: i32): i32 {
  const d = changetype<Dynamics>(at);
  // The low cut steers only the detector, whose smoothing hides its jumps.
  if (any(v128.or(v128.not(d.isSet), f32x4.ne(lowcut, d.seenLowcut)))) {
    svfDesign(filterOf(at), f32x4.splat(HIGH_PASS), lowcut, f32x4.splat(0.70710678), f32x4.splat(0), f32x4.extract_lane(d.rate, 0));
    d.seenLowcut = lowcut;
  }
  d.isSet = i32x4.splat(-1);
  d.cut = f32x4.gt(lowcut, f32x4.splat(20.5));
  // What is not used counts as silent, so that it does not depend on what other lanes use.
  const f = changetype<SvfState>(filterStateOf(at));
  f.c1 = v128.and(f.c1, d.cut);
  f.c2 = v128.and(f.c2, d.cut);
  rampTo(rampOf(at, 0), threshold, frames);
  rampTo(rampOf(at, 1), slope, frames);
  rampTo(rampOf(at, 2), f32x4.max(knee, f32x4.splat(0.01)), frames);
  rampTo(rampOf(at, 3), makeup, frames);
  rampTo(rampOf(at, 4), f32x4.mul(mix, f32x4.splat(0.01)), frames);
  d.most = f32x4.splat(0);
  let moves = 0;
  for (let n: usize = 0; n < 5; n++) if (rampMoves(rampOf(at, n))) moves = MOVES;
  d.threshold = rampValue(rampOf(at, 0));
  d.slope = rampValue(rampOf(at, 1));
  setKnee(at, rampValue(rampOf(at, 2)));
  d.makeup = rampValue(rampOf(at, 3));
  d.mix = rampValue(rampOf(at, 4));
  return moves | (any(d.cut) ? CUTS : 0);
}
@inline function setKnee(at: usize, knee: v128): void {
  const d = changetype<Dynamics>(at);
  d.knee = knee;
  d.kneeScale = f32x4.div(f32x4.splat(0.5), knee);
}
/** The next frame's parameters, while they move. */
function advance(at: usize): void {
  const d = changetype<Dynamics>(at);
  d.threshold = rampNext(rampOf(at, 0));
  d.slope = rampNext(rampOf(at, 1));
  setKnee(at, rampNext(rampOf(at, 2)));
  d.makeup = rampNext(rampOf(at, 3));
  d.mix = rampNext(rampOf(at, 4));
}
/** The key behind its low cut. */
@inline export function cutKey(at: usize, mode: i32, key: v128): v128 {
  return mode & CUTS ? select(changetype<Dynamics>(at).cut, svfNext(filterOf(at), filterStateOf(at), key), key) : key;
}
/** dB of a level, by the louder channel of each pair. */
@inline export function linkedDb(level: v128): v128 { return dbOfGain(f32x4.max(linkMax(level), f32x4.splat(1e-10))); }
/** dB of reduction that the curve wants for a level in dB: 0 below the knee, a parabola in it, the straight line above: t²/2W + (o − W/2). */
@inline export function wantedAt(at: usize, level: v128): v128 {
  const d = changetype<Dynamics>(at);
  const over = f32x4.sub(level, d.threshold);
  const half = f32x4.mul(d.knee, f32x4.splat(0.5));
  const t = f32x4.max(f32x4.splat(0), f32x4.min(d.knee, f32x4.add(over, half)));
  const above = f32x4.max(f32x4.splat(0), f32x4.sub(over, half));
  return f32x4.mul(d.slope, f32x4.add(f32x4.mul(f32x4.mul(t, t), d.kneeScale), above));
}
/** The signal, with the reduction one frame further on its way to what is wanted. */
@inline export function reduced(at: usize, wanted: v128, x: v128): v128 {
  const d = changetype<Dynamics>(at);
  const way = f32x4.sub(wanted, d.reduction);
  const reduction = f32x4.add(d.reduction, f32x4.mul(way, select(f32x4.gt(way, f32x4.splat(0)), d.attack, d.release)));
  d.reduction = reduction;
  d.most = f32x4.max(d.most, reduction);
  const gain = exp2(f32x4.mul(f32x4.sub(d.makeup, reduction), f32x4.splat(DB)));
  const parallel = f32x4.add(f32x4.sub(f32x4.splat(1), d.mix), f32x4.mul(d.mix, gain));
  return f32x4.mul(x, parallel);
}
@inline function flush<T>(at: usize, due: v128): void {
  if (!any(due)) return;
  const d = changetype<Dynamics>(at);
  const loud = f32x4.splat(SILENT);
  d.reduction = v128.and(d.reduction, v128.or(v128.not(due), f32x4.gt(d.reduction, loud)));
  const f = changetype<SvfState>(filterStateOf(at));
  const keep = v128.or(v128.not(due), f32x4.gt(f32x4.add(f32x4.abs(f.c1), f32x4.abs(f.c2)), loud));
  f.c1 = v128.and(f.c1, keep);
  f.c2 = v128.and(f.c2, keep);
  changetype<T>(ownOf(at)).flush(due);
}

/**
 * A call. T is the class of the device's own state, with
 * `begin(at, params, frames): i32` (the modes), `frame(at, mode, x, key): v128` and `flush(due): void`.
 */
export function dynamicsRun<T>(at: usize, params: usize, io: usize, frames: i32, key: usize): void {
  const own = changetype<T>(ownOf(at));
  const mode = own.begin(at, params, frames);
  const steer = key ? key : io;
  let p: usize = 0;
  while (frames > 0) {
    const n = beatFrames(at, frames);
    const end = p + (<usize>n << 4);
    if (mode == 0) for (; p < end; p += 16) v128.store(io + p, own.frame(at, 0, v128.load(io + p), v128.load(steer + p)));
    else
      for (; p < end; p += 16) {
        if (mode & MOVES) advance(at);
        v128.store(io + p, own.frame(at, mode, v128.load(io + p), v128.load(steer + p)));
      }
    flush<T>(at, beatAdvance(at, n));
    frames -= n;
  }
}
/** Two at once, which hides the latency of each one's operations behind the other's. */
export function dynamicsRunPair<T>(a: usize, paramsA: usize, ioA: usize, b: usize, paramsB: usize, ioB: usize, frames: i32, keyA: usize, keyB: usize): void {
  const ownA = changetype<T>(ownOf(a)), ownB = changetype<T>(ownOf(b));
  const modeA = ownA.begin(a, paramsA, frames), modeB = ownB.begin(b, paramsB, frames);
  const steerA = keyA ? keyA : ioA, steerB = keyB ? keyB : ioB;
  let p: usize = 0;
  while (frames > 0) {
    const n = beatFrames(b, beatFrames(a, frames));
    const end = p + (<usize>n << 4);
    if ((modeA | modeB) == 0)
      for (; p < end; p += 16) {
        const x = v128.load(ioA + p), y = v128.load(ioB + p), k = v128.load(steerA + p), l = v128.load(steerB + p);
        v128.store(ioA + p, ownA.frame(a, 0, x, k));
        v128.store(ioB + p, ownB.frame(b, 0, y, l));
      }
    else
      for (; p < end; p += 16) {
        if (modeA & MOVES) advance(a);
        if (modeB & MOVES) advance(b);
        v128.store(ioA + p, ownA.frame(a, modeA, v128.load(ioA + p), v128.load(steerA + p)));
        v128.store(ioB + p, ownB.frame(b, modeB, v128.load(ioB + p), v128.load(steerB + p)));
      }
    flush<T>(a, beatAdvance(a, n));
    flush<T>(b, beatAdvance(b, n));
    frames -= n;
  }
}
