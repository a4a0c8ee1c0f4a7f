// What feed-forward and feedback compressors share: curve with a soft knee, smoothing of the reduction in decibels, key low cut, make-up and parallel mix,
// and the loops with a key input. A device adds a class of its own, which lies behind Dynamics in memory.
// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 60(6), 2012: gain computer eq. 4, smooth branching
// detector eq. 16.
// The channels of a pair share one detector. Alone, a group has it on both its lanes; two groups together have their four detectors in one register, so
// that logarithm, curve and exponential are worked out once for both. Every step from linking on is the same on each lane, so the bits are too.
// Each step goes over a beat of frames by itself: in one loop for all, every frame would wait for the long chain from logarithm to exponential.
import { Glide, glideNext, glideTo, glidesMove, BEAT, SILENT, beatFrames, beatAdvance } from "./smooth";
import { dbOfGains, gainsOfDb, max, min, onePoleStep, select } from "./math";
import { Svf, SvfState, svfDesign, svfNext, HIGH_PASS } from "./svf";
import { any, leftsOf, linkMax, ofFirst, ofSecond, rightsOf } from "./lanes";

/** Modes of a call: parameters move; the key has a low cut; a device hears something else than the key. What else a device adds is from 8 to 128. */
export const MOVES = 1, CUTS = 2, HEARS = 4;
/** The bit from which on stands how a look-ahead is read (lookahead.ts). */
export const LATE = 8;
const THRESHOLD = 0, SLOPE = 1, KNEE = 2, MAKEUP = 3, MIX = 4, GLIDES = 5;
const GLIDE_SECONDS: f32 = 0.01;
/** Lower levels count as this, −200 dB. */
const FAINTEST: f32 = 1e-10;
const FLOOR_UP_SECONDS: f32 = 0.5;
const FLOOR_DOWN_SECONDS: f32 = 1.2;

@unmanaged export class Dynamics {
  beat: v128 = f32x4.splat(0);
  cut: v128 = f32x4.splat(0);
  seenLowcut: v128 = f32x4.splat(0);
  /** A mask of the lanes that have had their first call; the device sets it. */
  isSet: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  // From here on by detector.
  /** Gain reduction in dB, smoothed, and the most of it in this call. */
  reduction: v128 = f32x4.splat(0);
  most: v128 = f32x4.splat(0);
  glideStep: v128 = f32x4.splat(0);
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
}
@inline function glideAt(at: usize, n: i32): usize { return at + offsetof<Dynamics>() + <usize>n * offsetof<Glide>(); }
/** Where a device's own state begins. */
@inline export function ownOf(at: usize): usize { return glideAt(at, GLIDES); }
@inline function filterOf<T>(at: usize): usize { return ownOf(at) + offsetof<T>(); }
@inline function filterStateOf<T>(at: usize): usize { return filterOf<T>(at) + offsetof<Svf>(); }
/** What the detector hears, a beat long, where it is not the key as it is. */
@inline function heardOf<T>(at: usize): usize { return filterStateOf<T>(at) + offsetof<SvfState>(); }
/** One number per frame of a beat: level, then reduction, then gain of the detectors. */
@inline function workOf<T>(at: usize): usize { return heardOf<T>(at) + (<usize>BEAT << 4); }
/** While this group runs with another: Dynamics, glides and the device's own state of the four detectors. */
@inline function sharedOf<T>(at: usize): usize { return workOf<T>(at) + (<usize>BEAT << 4); }
/** Bytes of all of it, T being the class of the device's own state. */
@inline export function dynamicsBytes<T>(): usize { return filterOf<T>(sharedOf<T>(0)); }

/** On zeroed memory. */
export function dynamicsInit(at: usize, sampleRate: f32): void {
  changetype<Dynamics>(at).rate = f32x4.splat(sampleRate);
  changetype<Dynamics>(at).glideStep = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
}
/**
 * Takes the parameters in: threshold, knee and make-up in dB, slope in dB of reduction per dB, mix 0…100, low cut in Hz (out at 20).
 * They glide to their new values in about 40 ms. Returns the modes.
 */
@inline export function dynamicsTo<T>(at: usize, threshold: v128, slope: v128, knee: v128, makeup: v128, mix: v128, lowcut: v128): i32 {
  const d = changetype<Dynamics>(at);
  // The low cut steers only the detector, whose smoothing hides its jumps.
  if (any(v128.or(v128.not(d.isSet), f32x4.ne(lowcut, d.seenLowcut)))) {
    svfDesign(filterOf<T>(at), f32x4.splat(HIGH_PASS), lowcut, f32x4.splat(0.70710678), f32x4.splat(0), f32x4.extract_lane(d.rate, 0));
    d.seenLowcut = lowcut;
  }
  d.isSet = i32x4.splat(-1);
  d.cut = f32x4.gt(lowcut, f32x4.splat(20.5));
  // What is not used counts as silent, so that it does not depend on what other lanes use.
  const f = changetype<SvfState>(filterStateOf<T>(at));
  f.c1 = v128.and(f.c1, d.cut);
  f.c2 = v128.and(f.c2, d.cut);
  glideTo(glideAt(at, THRESHOLD), threshold);
  glideTo(glideAt(at, SLOPE), slope);
  glideTo(glideAt(at, KNEE), f32x4.max(knee, f32x4.splat(0.01)));
  glideTo(glideAt(at, MAKEUP), makeup);
  glideTo(glideAt(at, MIX), f32x4.mul(mix, f32x4.splat(0.01)));
  d.most = f32x4.splat(0);
  const moves = glidesMove(glideAt(at, 0), GLIDES);
  if (!moves) {
    advance(at, false);
    d.mix = glideNext(glideAt(at, MIX), d.glideStep, false);
  }
  return (moves ? MOVES : 0) | (any(d.cut) ? CUTS : 0);
}
/** The next frame's parameters; the mix is asked for later. */
@inline function advance(at: usize, moves: bool): void {
  const d = changetype<Dynamics>(at), step = d.glideStep;
  d.threshold = glideNext(glideAt(at, THRESHOLD), step, moves);
  d.slope = glideNext(glideAt(at, SLOPE), step, moves);
  d.knee = glideNext(glideAt(at, KNEE), step, moves);
  d.kneeScale = f32x4.div(f32x4.splat(0.5), d.knee);
  d.makeup = glideNext(glideAt(at, MAKEUP), step, moves);
}
/** The key behind its low cut. */
@inline export function cutKey<T>(at: usize, mode: i32, key: v128): v128 {
  return mode & CUTS ? select(changetype<Dynamics>(at).cut, svfNext(filterOf<T>(at), filterStateOf<T>(at), key), key) : key;
}
/** dB of reduction that the curve wants for a level in dB: 0 below the knee, a parabola in it, the straight line above: t²/2W + (o − W/2). */
@inline export function wantedAt(at: usize, level: v128): v128 {
  const d = changetype<Dynamics>(at);
  const over = f32x4.sub(level, d.threshold);
  const half = f32x4.mul(d.knee, f32x4.splat(0.5));
  const t = max(min(f32x4.add(over, half), d.knee), f32x4.splat(0));
  const above = max(f32x4.sub(over, half), f32x4.splat(0));
  return f32x4.mul(d.slope, f32x4.add(f32x4.mul(f32x4.mul(t, t), d.kneeScale), above));
}
/**
 * Own state of a device whose release may follow the programme: a second smoother is the floor to which the first recovers, so that short peaks let go at
 * once and long passages slowly.
 */
@unmanaged export class AutoRelease {
  /** Where a release ends for now, dB, and a mask of the detectors that have one. */
  floor: v128 = f32x4.splat(0);
  automatic: v128 = f32x4.splat(0);
  floorUp: v128 = f32x4.splat(0);
  floorDown: v128 = f32x4.splat(0);

  floorInit(rate: f32): void {
    this.floorUp = onePoleStep(f32x4.splat(FLOOR_UP_SECONDS), rate);
    this.floorDown = onePoleStep(f32x4.splat(FLOOR_DOWN_SECONDS), rate);
  }
  /** Where it is off it counts as silent, so that it does not depend on what other lanes use. Returns whether any is on. */
  @inline floorWhere(on: v128): bool {
    this.automatic = on;
    this.floor = v128.and(this.floor, on);
    return any(on);
  }
  /** What is wanted, with the floor under the reduction. */
  @inline aboveFloor(wanted: v128, reduction: v128): v128 {
    const rise = f32x4.sub(wanted, this.floor);
    const floor = v128.and(this.automatic, f32x4.add(this.floor, f32x4.mul(rise, select(f32x4.gt(rise, f32x4.splat(0)), this.floorUp, this.floorDown))));
    this.floor = floor;
    return max(wanted, min(floor, reduction));
  }
  @inline flushFloor(due: v128): void {
    this.floor = v128.and(this.floor, v128.or(v128.not(due), f32x4.gt(this.floor, f32x4.splat(SILENT))));
  }
  @inline shareFloor(a: AutoRelease, b: AutoRelease): void {
    this.floor = leftsOf(a.floor, b.floor);
    this.automatic = leftsOf(a.automatic, b.automatic);
    this.floorUp = leftsOf(a.floorUp, b.floorUp);
    this.floorDown = leftsOf(a.floorDown, b.floorDown);
  }
  @inline giveBackFloor(a: AutoRelease, b: AutoRelease): void {
    a.floor = ofFirst(this.floor);
    b.floor = ofSecond(this.floor);
  }
}
/** Fills what is heard for n frames and says where it lies: the key itself when that is what is heard. */
@inline function hear<T>(at: usize, mode: i32, key: usize, n: i32): usize {
  if ((mode & (CUTS | HEARS)) == 0) return key;
  const own = changetype<T>(ownOf(at)), heard = heardOf<T>(at);
  for (let p: usize = 0; p < <usize>n << 4; p += 16) v128.store(heard + p, own.heard(at, mode, v128.load(key + p)));
  return heard;
}
@inline function flush<T>(at: usize, due: v128): void {
  if (!any(due)) return;
  const f = changetype<SvfState>(filterStateOf<T>(at));
  const keep = v128.or(v128.not(due), f32x4.gt(f32x4.add(f32x4.abs(f.c1), f32x4.abs(f.c2)), f32x4.splat(SILENT)));
  f.c1 = v128.and(f.c1, keep);
  f.c2 = v128.and(f.c2, keep);
  changetype<T>(ownOf(at)).flushHeard(due);
}
@inline function flushDetectors<T>(at: usize, due: v128): void {
  if (!any(due)) return;
  const d = changetype<Dynamics>(at);
  d.reduction = v128.and(d.reduction, v128.or(v128.not(due), f32x4.gt(d.reduction, f32x4.splat(SILENT))));
  changetype<T>(ownOf(at)).flush(due);
}

/** Levels in dB become gains in dB. */
@inline function smooth<T>(at: usize, mode: i32, p: usize, end: usize): void {
  const d = changetype<Dynamics>(at), own = changetype<T>(ownOf(at));
  let reduction = d.reduction, most = d.most;
  for (; p < end; p += 16) {
    if (mode & MOVES) advance(at, true);
    const way = f32x4.sub(own.wanted(at, mode, v128.load(p), reduction), reduction);
    reduction = f32x4.add(reduction, f32x4.mul(way, select(f32x4.gt(way, f32x4.splat(0)), d.attack, d.release)));
    most = max(most, reduction);
    v128.store(p, f32x4.sub(d.makeup, reduction));
  }
  d.reduction = reduction;
  d.most = most;
}
/** Levels in `work`, one slot of detectors a frame, become gains. The detectors' Dynamics and T lie at `at`. */
function gainsOfLevels<T>(at: usize, mode: i32, work: usize, n: i32): void {
  const d = changetype<Dynamics>(at), one = f32x4.splat(1);
  const end = work + (<usize>n << 4);
  dbOfGains(work, n);
  // What is heard is settled; for the others there is a loop without questions.
  mode &= ~(-1 << LATE) & ~(CUTS | HEARS);
  if (mode == 0) smooth<T>(at, 0, work, end);
  else smooth<T>(at, mode, work, end);
  gainsOfDb(work, n);
  let mix = d.mix;
  for (let p = work; p < end; p += 16) {
    if (mode & MOVES) mix = glideNext(glideAt(at, MIX), d.glideStep, true);
    v128.store(p, f32x4.add(f32x4.sub(one, mix), f32x4.mul(mix, v128.load(p))));
  }
}
/**
 * A call. T is the class of the device's own state, with
 * `begin(at, params): i32` (the modes),
 * `heard(at, mode, key): v128`, what of the key the detector hears, by channel and before the pair is linked (asked for when CUTS or HEARS),
 * `wanted(at, mode, level, reduction): v128`, dB of reduction for a linked level in dB,
 * `late(at, how, x): v128`, the signal behind its look-ahead (asked for when the mode says how),
 * `flushHeard(due)` and `flush(due)`, what each of these two remembers,
 * `share(a: T, b: T)` and `giveBack(a: T, b: T)`, which take what `wanted` needs from two groups and bring back what it remembers.
 */
export function dynamicsRun<T>(at: usize, params: usize, io: usize, frames: i32, key: usize): void {
  const own = changetype<T>(ownOf(at)), mode = own.begin(at, params), how = mode >> LATE;
  const work = workOf<T>(at);
  let steer = key ? key : io;
  while (frames > 0) {
    const n = beatFrames(at, frames);
    const heard = hear<T>(at, mode, steer, n), bytes = <usize>n << 4;
    for (let p: usize = 0; p < bytes; p += 16) v128.store(work + p, max(linkMax(f32x4.abs(v128.load(heard + p))), f32x4.splat(FAINTEST)));
    gainsOfLevels<T>(at, mode, work, n);
    if (how) for (let p: usize = 0; p < bytes; p += 16) v128.store(io + p, own.late(at, how, v128.load(io + p)));
    for (let p: usize = 0; p < bytes; p += 16) v128.store(io + p, f32x4.mul(v128.load(io + p), v128.load(work + p)));
    const due = beatAdvance(at, n);
    flush<T>(at, due);
    flushDetectors<T>(at, due);
    frames -= n;
    io += bytes;
    steer += bytes;
  }
}
/** Two groups at once: their four detectors share one register. */
export function dynamicsRunPair<T>(a: usize, paramsA: usize, ioA: usize, b: usize, paramsB: usize, ioB: usize, frames: i32, keyA: usize, keyB: usize): void {
  const ownA = changetype<T>(ownOf(a)), ownB = changetype<T>(ownOf(b));
  const modeA = ownA.begin(a, paramsA), modeB = ownB.begin(b, paramsB), howA = modeA >> LATE, howB = modeB >> LATE;
  const mode = modeA | modeB, at = sharedOf<T>(a), work = workOf<T>(a);
  let steerA = keyA ? keyA : ioA, steerB = keyB ? keyB : ioB;
  share<T>(at, a, b, mode);
  while (frames > 0) {
    const n = beatFrames(b, beatFrames(a, frames));
    const heardA = hear<T>(a, modeA, steerA, n), heardB = hear<T>(b, modeB, steerB, n);
    const bytes = <usize>n << 4;
    for (let p: usize = 0; p < bytes; p += 16) {
      const x = f32x4.abs(v128.load(heardA + p)), y = f32x4.abs(v128.load(heardB + p));
      v128.store(work + p, max(max(leftsOf(x, y), rightsOf(x, y)), f32x4.splat(FAINTEST)));
    }
    gainsOfLevels<T>(at, mode, work, n);
    if (howA) for (let p: usize = 0; p < bytes; p += 16) v128.store(ioA + p, ownA.late(a, howA, v128.load(ioA + p)));
    if (howB) for (let p: usize = 0; p < bytes; p += 16) v128.store(ioB + p, ownB.late(b, howB, v128.load(ioB + p)));
    for (let p: usize = 0; p < bytes; p += 16) {
      const gain = v128.load(work + p);
      v128.store(ioA + p, f32x4.mul(v128.load(ioA + p), ofFirst(gain)));
      v128.store(ioB + p, f32x4.mul(v128.load(ioB + p), ofSecond(gain)));
    }
    const dueA = beatAdvance(a, n), dueB = beatAdvance(b, n);
    flush<T>(a, dueA);
    flush<T>(b, dueB);
    flushDetectors<T>(at, leftsOf(dueA, dueB));
    frames -= n;
    ioA += bytes;
    ioB += bytes;
    steerA += bytes;
    steerB += bytes;
  }
  giveBack<T>(at, a, b, mode);
}
/** The detectors of `a` and `b` together, at `at`. */
@inline function share<T>(at: usize, a: usize, b: usize, mode: i32): void {
  for (let n = offsetof<Dynamics>("reduction"); n < (mode & MOVES ? ownOf(0) : offsetof<Dynamics>()); n += 16)
    v128.store(at + n, leftsOf(v128.load(a + n), v128.load(b + n)));
  changetype<T>(ownOf(at)).share(changetype<T>(ownOf(a)), changetype<T>(ownOf(b)));
}
@inline function giveBack<T>(at: usize, a: usize, b: usize, mode: i32): void {
  const d = changetype<Dynamics>(at), first = changetype<Dynamics>(a), second = changetype<Dynamics>(b);
  first.reduction = ofFirst(d.reduction);
  second.reduction = ofSecond(d.reduction);
  first.most = ofFirst(d.most);
  second.most = ofSecond(d.most);
  if (mode & MOVES)
    for (let n = glideAt(0, 0); n < ownOf(0); n += 16) {
      v128.store(a + n, ofFirst(v128.load(at + n)));
      v128.store(b + n, ofSecond(v128.load(at + n)));
    }
  changetype<T>(ownOf(at)).giveBack(changetype<T>(ownOf(a)), changetype<T>(ownOf(b)));
}
