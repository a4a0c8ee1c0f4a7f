// Convolution reverb. Each stereo pair has a "room" of its own beside the lanes: the convolver with its spectra, the pre-delay, the response. The engine gives it
// (see `roomBytes`) and a pair takes its room's address along when it moves.
// The response is a file's or a computed one (rooms.ts); size resamples it (sinc.ts), decay lays a falling exponential over it, reverse turns it round. When one
// of these changes, a new one is made beside what sounds, a little at every step of 64 frames, and faded to: 0.1 s for a short room, 0.8 s for a long hall.
// Source: convolver.ts. Deviations: none; at full mix, without cuts and level match, the output is the convolution.
// Cost: about 120 ns a frame and pair with 3 s of four responses; nothing after the tail.
import * as P from "../catalog/layout/convolution";
import { convolve, convolverBegin, convolverBytes, convolverFade, convolverFades, convolverInit, convolverPiece, convolverPieceFrom, convolverPieceTaps, convolverStart, convolverTime, convolverWrite, STEP } from "@tonmeister/dsp/assembly/convolver";
import { any, laneMask, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { exp2, gainOfDb, onePoleStep, select } from "@tonmeister/dsp/assembly/math";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { makerBegin, makerBytes, makerReflections, makerTail, MARGIN, roomTaps } from "@tonmeister/dsp/assembly/rooms";
import { SINC_BEFORE, sincEven, sincOdd, sincSet } from "@tonmeister/dsp/assembly/sinc";
import { beatAdvance, beatFrames, flushAt, Glide, glideNext, glidesMove, glideTo, SILENT } from "@tonmeister/dsp/assembly/smooth";

/** As in device.ts. */
const LONGEST: f32 = 10;
const PREDELAY_LONGEST: f32 = 0.25;
/** Taps at most: 5 s at 192 kHz. */
const TAPS_MOST: i32 = 960000;
/** The longest computed response, s. */
const MADE_LONGEST: f32 = 7.5;
/** Taps made, and filled in, at a step. */
const MADE: i32 = 1024, FILLED: i32 = 4096;
const PREDELAY_FADE: i32 = 2048;
const LOWCUT_OUT: f32 = 20.5, HIGHCUT_OUT: f32 = 19500;
const GLIDE_SECONDS: f32 = 0.004;
/** log2(10) / 20. */
const DB: f32 = 0.16609640474436813;

// ── A pair's room ────────────────────────────────────────────────────────────
// RESPONSE v1, what the engine gives: 0 u32 channels (0 = the file is missing) | 4 u32 frames | 8 u32 address of the first channel's samples, 12, 16, 20 of the
// others. Sixteen zeros lie before and behind each. 1 channel: mono · 2: left, right · 4: left to left, left to right, right to left, right to right.

const IDLE: i32 = 0, MAKING: i32 = 1, WAITING: i32 = 2, WRITING: i32 = 3;
@unmanaged class Room {
  rate: f32 = 0;
  /** Taps at most, and of computed ones. */
  most: i32 = 0;
  mostMade: i32 = 0;
  convolver: usize = 0;
  maker: usize = 0;
  /** Taps of the computed response: four sides. */
  made: usize = 0;
  /** Which response lies there, +1. */
  madeIs: i32 = 0;
  /** What the engine gave; 0 = nothing: a computed response. */
  file: usize = 0;
  fileEnergy: f32 = 0;
  madeEnergy: f32 = 0;
  /** A file was put in or taken away. */
  isNew: i32 = 0;
  /** Nothing has sounded yet: the first response is to be there with the first frame. */
  isFirst: i32 = 0;
  // The response that is being made, or was made last.
  phase: i32 = IDLE;
  response: f32 = -1;
  decay: f32 = 0;
  size: f32 = 0;
  reverse: f32 = 0;
  match: f32 = 0;
  taps: i32 = 0;
  fadesOut: i32 = 0;
  gain: f32 = 0;
  at: i32 = 0;
  piece: i32 = 0;
  side: i32 = 0;
  /** Of what sounds, s. */
  length: f32 = 0;
  // Pre-delay: ring of left and right, frames now and before, frames of the fade that are left.
  ring: usize = 0;
  ringMask: i32 = 0;
  frames: i32 = -1;
  before: i32 = 0;
  fading: i32 = 0;
}
const LEFT: usize = offsetof<Room>() + 15 & ~15, RIGHT: usize = LEFT + (<usize>STEP << 2), ROOM: usize = RIGHT + (<usize>STEP << 2);

@inline function mostTaps(rate: f32): i32 { return min(TAPS_MOST, <i32>(LONGEST * rate)); }
@inline function mostMade(rate: f32): i32 { return min(mostTaps(rate), <i32>(MADE_LONGEST * rate)); }
@inline function ringFrames(rate: f32): i32 {
  let n = 64;
  while (n < <i32>(PREDELAY_LONGEST * rate) + 2 * STEP) n <<= 1;
  return n;
}
@inline function sides(rate: f32): i32 { return mostMade(rate) + 2 * MARGIN; }

/** Bytes of one pair's room. */
export function roomBytes(rate: f32): i32 {
  return <i32>(ROOM + (<usize>ringFrames(rate) << 3) + (makerBytes(rate) + 15 & ~15) + (<usize>sides(rate) << 4) + convolverBytes(mostTaps(rate)));
}
/**
 * @param room  zeroed memory of roomBytes(rate)
 * @param isFirst  the response is to be there with the first frame; else it comes up as soon as it is made
 */
export function roomInit(room: usize, rate: f32, isFirst: i32): void {
  const r = changetype<Room>(room);
  r.rate = rate;
  r.most = mostTaps(rate);
  r.mostMade = mostMade(rate);
  r.isFirst = isFirst;
  r.response = -1;
  r.frames = -1;
  r.ring = room + ROOM;
  r.ringMask = ringFrames(rate) - 1;
  r.maker = r.ring + (<usize>ringFrames(rate) << 3);
  r.made = r.maker + (makerBytes(rate) + 15 & ~15);
  r.convolver = r.made + (<usize>sides(rate) << 4);
  convolverInit(r.convolver, r.most);
}
/** Puts in a file (RESPONSE v1), or takes it away: 0. */
export function roomFile(room: usize, file: usize): void {
  const r = changetype<Room>(room);
  r.isNew = 1;
  r.file = file;
  r.fileEnergy = 0;
  if (!file) return;
  const channels = load<u32>(file);
  for (let side: u32 = 0; side < channels; side++) {
    let energy: f32 = 0;
    const from = <usize>load<u32>(file + 8 + <usize>(side << 2)), frames = min(<i32>load<u32>(file, 4), r.most);
    for (let p = from, end = from + (<usize>frames << 2); p < end; p += 4) energy += load<f32>(p) * load<f32>(p);
    // Of one output: mono goes to each alone, four sides meet two by two.
    r.fileEnergy += channels == 1 ? energy : energy * 0.5;
  }
}
/** Taps of a side, or 0: it has none. */
function sideOf(r: Room, side: i32): usize {
  if (!r.file) return r.made + ((<usize>side * <usize>sides(r.rate) + <usize>MARGIN) << 2);
  const channels = load<u32>(r.file);
  if (channels >= 4) return load<u32>(r.file + 8 + (<usize>side << 2));
  if (side == 1 || side == 2 || channels == 0) return 0;
  return load<u32>(r.file + 8 + (channels > 1 && side == 3 ? 4 : 0));
}
@inline function isMissing(r: Room): bool { return r.file != 0 && load<u32>(r.file) == 0; }
@inline function isStraight(r: Room): bool { return r.file != 0 && load<u32>(r.file) < 4; }
@inline function valueOf(params: usize, half: i32): f32 { return load<f32>(params + (<usize>half << 3)); }

/** A step's work on the next response. */
function prepare(r: Room, params: usize, half: i32): void {
  if (r.phase == IDLE || r.isNew) {
    const response = valueOf(params + P.response, half), decay = valueOf(params + P.decay, half), size = valueOf(params + P.size, half);
    const reverse = valueOf(params + P.reverse, half), match = valueOf(params + P.match, half);
    const isOther = r.file == 0 && response != r.response;
    if (!r.isNew && !isOther && decay == r.decay && size == r.size && reverse == r.reverse && match == r.match) return;
    r.isNew = 0;
    r.response = response;
    r.decay = decay;
    r.size = size;
    r.reverse = reverse;
    r.match = match;
    r.at = 0;
    if (r.file == 0 && r.madeIs != <i32>response + 1) {
      r.phase = MAKING;
      r.madeIs = 0;
      makerBegin(r.maker, <i32>response, r.rate);
    } else r.phase = WAITING;
  }
  if (r.phase == MAKING) make(r);
  else if (r.phase == WAITING) {
    if (!convolverFades(r.convolver)) write(r);
  } else fill(r);
}
@inline function madeTaps(r: Room): i32 { return min(r.mostMade, roomTaps(<i32>r.response, r.rate)); }
function make(r: Room): void {
  const taps = madeTaps(r), room = <i32>r.response;
  const to = min(taps, r.at + MADE);
  const first = r.made + (<usize>MARGIN << 2), capacity = sides(r.rate);
  makerTail(r.maker, room, r.rate, first, capacity, r.at, to);
  r.at = to;
  if (to < taps) return;
  makerReflections(room, r.rate, first, capacity, taps);
  r.madeEnergy = 0;
  for (let side = 0; side < 4; side++) {
    // What an earlier, longer one has left behind the end would be interpolated into it.
    const p = first + (<usize>side * <usize>capacity << 2), end = p + (<usize>taps << 2);
    memory.fill(end, 0, <usize>MARGIN << 2);
    let energy: f32 = 0;
    for (let q = p; q < end; q += 4) energy += load<f32>(q) * load<f32>(q);
    r.madeEnergy += energy * 0.5;
  }
  r.madeIs = room + 1;
  r.phase = WAITING;
}
/** How many times 60 dB it falls by more over its length. */
@inline function steeperOf(r: Room): f32 { return <f32>100 / r.decay - 1; }
/** How long it is, and how loud. */
function write(r: Room): void {
  const frames = r.file ? <i32>load<u32>(r.file, 4) : madeTaps(r);
  const stretch = r.size * 0.01;
  const whole = <i32>(<f32>frames * stretch);
  let taps = min(whole, r.most);
  const steeper = steeperOf(r);
  if (steeper > 0 && r.reverse < 0.5) taps = min(taps, <i32>(<f32>whole * (<f32>100 / 60) / steeper) + 1);
  if (isMissing(r)) taps = 0;
  r.taps = taps;
  r.fadesOut = taps < whole && steeper <= 0 ? min(taps, <i32>(r.rate * 0.1)) : 0;
  const energy = (r.file ? r.fileEnergy : r.madeEnergy) * stretch;
  r.gain = r.match >= 0.5 && energy > 1e-9 ? 1 / sqrt<f32>(energy) : 1;
  r.phase = WRITING;
  r.piece = 0;
  r.side = 0;
  r.at = 0;
  convolverBegin(r.convolver, taps, isStraight(r));
}
/** Fills in some taps of a piece's side; once they are there, gives them to the convolver. */
function fill(r: Room): void {
  const c = r.convolver;
  const from = convolverPieceFrom(c, r.piece);
  if (from >= max(1, r.taps)) {
    if (r.isFirst) convolverStart(c);
    else convolverFade(c);
    r.length = <f32>r.taps / r.rate;
    r.phase = IDLE;
    return;
  }
  const all = convolverPieceTaps(c, r.piece), to = convolverPiece(c, r.side);
  const n = min(FILLED, all - r.at);
  const side = sideOf(r, r.side);
  const inside = side ? max(0, min(n, r.taps - from - r.at)) : 0;
  if (inside) {
    if (r.size == 100) taken(r, side, from + r.at, inside, to + (<usize>r.at << 2));
    else stretched(r, side, from + r.at, inside, to + (<usize>r.at << 2));
    shaped(r, from + r.at, inside, to + (<usize>r.at << 2));
  }
  memory.fill(to + (<usize>(r.at + inside) << 2), 0, <usize>(n - inside) << 2);
  r.at += n;
  if (r.at < all) return;
  r.at = 0;
  convolverWrite(c, r.piece, r.side);
  if (++r.side < 4) return;
  r.side = 0;
  r.piece++;
}
/** Taps [at, at + n) as they are, or from the end. */
function taken(r: Room, side: usize, at: i32, n: i32, to: usize): void {
  if (r.reverse < 0.5) memory.copy(to, side + (<usize>at << 2), <usize>n << 2);
  else {
    const last = side + (<usize>(r.taps - 1 - at) << 2);
    for (let i = 0; i < n; i++) store<f32>(to + (<usize>i << 2), load<f32>(last - (<usize>i << 2)));
  }
}
/** The same of the response resampled to its size. */
function stretched(r: Room, side: usize, at: i32, n: i32, to: usize): void {
  const speed = <f64>100 / <f64>r.size;
  const set = sincSet(<f32>speed);
  const isReverse = r.reverse >= 0.5;
  const frames = r.file ? <i32>load<u32>(r.file, 4) : madeTaps(r);
  for (let i = 0; i < n; i++) {
    const position = <f64>(isReverse ? r.taps - 1 - at - i : at + i) * speed;
    const whole = min(<i32>position, frames - 1);
    const f = f32x4.splat(<f32>(position - <f64>whole) - 0.5), f2 = f32x4.mul(f, f);
    const p = side + (<usize>whole << 2);
    let sum = f32x4.splat(0);
    for (let group: usize = 0; group < 4; group++) {
      const even = sincEven(set, group, f2), odd = sincOdd(set, group, f, f2);
      const a = v128.load(p + (group << 4) - (<usize>SINC_BEFORE << 2)), b = v128.load(p - (group << 4) + 52);
      const mirrored = v128.shuffle<f32>(b, b, 3, 2, 1, 0);
      sum = f32x4.add(sum, f32x4.add(f32x4.mul(even, f32x4.add(a, mirrored)), f32x4.mul(odd, f32x4.sub(a, mirrored))));
    }
    sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
    store<f32>(to + (<usize>i << 2), f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1));
  }
}
/** Decay, level and the fade of a response that is cut. */
function shaped(r: Room, at: i32, n: i32, to: usize): void {
  const steeper = steeperOf(r);
  if (steeper <= 0 && r.gain == 1 && r.fadesOut == 0) return;
  const frames = r.file ? <i32>load<u32>(r.file, 4) : madeTaps(r);
  // Decay belongs to the sound's own time, also when it runs backwards.
  const slope = <f32>-60 * DB * steeper / (<f32>frames * r.size * 0.01);
  const gain = f32x4.splat(r.gain), end = f32x4.splat(<f32>r.taps);
  const out = f32x4.splat(r.fadesOut ? <f32>1 / <f32>r.fadesOut : 1e9);
  const isReverse = r.reverse >= 0.5;
  // Up to three more than there are: what lies behind is written over.
  for (let i = 0; i < n; i += 4) {
    const place = f32x4.add(f32x4.splat(<f32>(at + i)), f32x4(0, 1, 2, 3));
    const time = isReverse ? f32x4.sub(end, place) : place;
    let g = f32x4.mul(gain, exp2(f32x4.mul(time, f32x4.splat(slope))));
    g = f32x4.mul(g, f32x4.min(f32x4.splat(1), f32x4.mul(out, f32x4.sub(end, place))));
    const p = to + (<usize>i << 2);
    v128.store(p, f32x4.mul(v128.load(p), g));
  }
}

// ── The lanes ────────────────────────────────────────────────────────────────

@unmanaged class State {
  /** Address of each pair's room, 0 = none: it passes. */
  room: v128 = i32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  /** Memories of the cuts, two each. */
  low1: v128 = f32x4.splat(0);
  low2: v128 = f32x4.splat(0);
  high1: v128 = f32x4.splat(0);
  high2: v128 = f32x4.splat(0);
}
const DRY: i32 = 0, OWN: i32 = 1, OTHER: i32 = 2, LOW_G: i32 = 3, LOW: i32 = 4, HIGH_G: i32 = 5, HIGH: i32 = 6, GLIDES: i32 = 7;
@inline function glideOf(at: usize, n: i32): usize { return at + offsetof<State>() + <usize>n * offsetof<Glide>(); }
@inline function wetOf(at: usize): usize { return glideOf(at, GLIDES); }

export function stateBytes(rate: f32): i32 { return <i32>(P.STATE + wetOf(0)) + (STEP << 4); }
export function init(state: usize, rate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(rate));
  changetype<State>(state + P.STATE).rate = f32x4.splat(rate);
}
/** Gives half a group its room; 0 = none. */
export function roomTake(state: usize, half: i32, room: usize): void {
  store<u32>(state + P.STATE + offsetof<State>("room") + (<usize>half << 3), <u32>room);
  store<u32>(state + P.STATE + offsetof<State>("room") + (<usize>half << 3), <u32>room, 4);
}
@inline function roomOf(at: usize, half: i32): usize { return <usize>load<u32>(at + offsetof<State>("room") + (<usize>half << 3)); }

/** n frames (at most STEP) of a pair through its room, into the wet buffer. */
function runRoom(at: usize, room: usize, half: i32, params: usize, io: usize, n: i32): void {
  const r = changetype<Room>(room);
  if (r.isFirst) {
    do prepare(r, params, half); while (r.phase != IDLE);
    r.isFirst = 0;
  }
  const wet = wetOf(at) + (<usize>half << 3);
  io += <usize>half << 3;
  for (let done = 0; done < n;) {
    const time = convolverTime(r.convolver);
    const now = min(n - done, STEP - (time & (STEP - 1)));
    enter(r, room, params, half, io + (<usize>done << 4), time, now);
    convolve(r.convolver, room + LEFT, room + RIGHT, room + LEFT, room + RIGHT, now);
    for (let i = 0; i < now; i++) {
      const to = wet + (<usize>(done + i) << 4);
      store<f32>(to, load<f32>(room + LEFT + (<usize>i << 2)));
      store<f32>(to, load<f32>(room + RIGHT + (<usize>i << 2)), 4);
    }
    done += now;
    if ((time + now & (STEP - 1)) == 0) prepare(r, params, half);
  }
}
@inline function sample(x: f32): f32 { return abs(x) > SILENT ? x : 0; }
/** n frames into the pre-delay, and what comes out of it into left and right; its time is looked at as a step begins. */
function enter(r: Room, room: usize, params: usize, half: i32, io: usize, time: i32, n: i32): void {
  const mask = r.ringMask, other = <usize>(mask + 1) << 2;
  for (let i = 0; i < n; i++) {
    const p = r.ring + (<usize>((time + i) & mask) << 2), from = io + (<usize>i << 4);
    store<f32>(p, sample(load<f32>(from)));
    store<f32>(p + other, sample(load<f32>(from, 4)));
  }
  if (((time & (STEP - 1)) == 0 || r.frames < 0) && r.fading == 0) {
    const wanted = <i32>nearest(min(PREDELAY_LONGEST, max<f32>(0, valueOf(params + P.predelay, half))) * r.rate);
    if (r.frames >= 0 && wanted != r.frames) {
      r.before = r.frames;
      r.fading = PREDELAY_FADE;
    }
    r.frames = wanted;
  }
  for (let i = 0; i < n; i++) {
    const p = r.ring + (<usize>((time + i - r.frames) & mask) << 2);
    let left = load<f32>(p), right = load<f32>(p + other);
    if (r.fading > 0) {
      const u = <f32>r.fading * (<f32>1 / <f32>PREDELAY_FADE), w = u * u * (3 - 2 * u);
      const q = r.ring + (<usize>((time + i - r.before) & mask) << 2);
      left += w * (load<f32>(q) - left);
      right += w * (load<f32>(q + other) - right);
      r.fading--;
    }
    store<f32>(room + LEFT + (<usize>i << 2), left);
    store<f32>(room + RIGHT + (<usize>i << 2), right);
  }
}

// What a call has to do in some lane.
const MOVES: i32 = 1, CUTS: i32 = 2;
/** Takes the parameters in. */
function begin(at: usize, params: usize): i32 {
  const s = changetype<State>(at);
  const rate = f32x4.extract_lane(s.rate, 0);
  const one = f32x4.splat(1), half = f32x4.splat(0.5), percent = f32x4.splat(0.01);
  const mix = f32x4.mul(v128.load(params + P.mix), percent), width = f32x4.mul(v128.load(params + P.width), percent);
  // A pair without a room, or whose file is missing, passes.
  let passes = i32x4.eq(s.room, i32x4.splat(0));
  for (let pair = 0; pair < 2; pair++) {
    const room = roomOf(at, pair);
    if (!room) continue;
    if (isMissing(changetype<Room>(room))) passes = v128.or(passes, v128.or(laneMask(2 * pair), laneMask(2 * pair + 1)));
  }
  // Dry and room are hardly related: their powers add up to one.
  const wet = v128.andnot(f32x4.mul(f32x4.sqrt(mix), gainOfDb(v128.load(params + P.level))), passes);
  glideTo(glideOf(at, DRY), select(passes, one, f32x4.sqrt(f32x4.sub(one, mix))));
  glideTo(glideOf(at, OWN), f32x4.mul(wet, f32x4.mul(half, f32x4.add(one, width))));
  glideTo(glideOf(at, OTHER), f32x4.mul(wet, f32x4.mul(half, f32x4.sub(one, width))));
  const lowcut = v128.load(params + P.lowcut), highcut = v128.load(params + P.highcut);
  glideTo(glideOf(at, LOW_G), onePoleG(lowcut, rate));
  glideTo(glideOf(at, HIGH_G), onePoleG(highcut, rate));
  // At its end a cut is out of circuit.
  glideTo(glideOf(at, LOW), v128.and(one, f32x4.gt(lowcut, f32x4.splat(LOWCUT_OUT))));
  glideTo(glideOf(at, HIGH), v128.and(one, f32x4.lt(highcut, f32x4.splat(HIGHCUT_OUT))));
  const low = isIn(glideOf(at, LOW)), high = isIn(glideOf(at, HIGH));
  // What is not used is silent, so that it does not depend on what other lanes use.
  s.low1 = v128.and(s.low1, low);
  s.low2 = v128.and(s.low2, low);
  s.high1 = v128.and(s.high1, high);
  s.high2 = v128.and(s.high2, high);
  return (glidesMove(glideOf(at, 0), GLIDES) ? MOVES : 0) | (any(v128.or(low, high)) ? CUTS : 0);
}
/** Lanes in which a share is wanted or has not gone yet. */
@inline function isIn(glide: usize): v128 {
  const g = changetype<Glide>(glide);
  return f32x4.ne(v128.or(v128.or(g.wanted, g.first), g.left), f32x4.splat(0));
}
/** Dry and wet, cut and as wide as wanted, into `io`. */
@inline function mix(at: usize, io: usize, n: i32, step: v128, mode: i32): void {
  const moves = (mode & MOVES) != 0;
  for (let i = 0; i < n; i++, io += 16) {
    let y = v128.load(wetOf(at) + (<usize>i << 4));
    if (mode & CUTS) {
      const lowG = glideNext(glideOf(at, LOW_G), step, moves), low = glideNext(glideOf(at, LOW), step, moves);
      const highG = glideNext(glideOf(at, HIGH_G), step, moves), high = glideNext(glideOf(at, HIGH), step, moves);
      // Twice 6 dB an octave: −6 dB at the frequency.
      let passed = f32x4.sub(y, onePoleLow(at + offsetof<State>("low1"), y, lowG));
      passed = f32x4.sub(passed, onePoleLow(at + offsetof<State>("low2"), passed, lowG));
      y = f32x4.add(y, f32x4.mul(low, f32x4.sub(passed, y)));
      passed = onePoleLow(at + offsetof<State>("high2"), onePoleLow(at + offsetof<State>("high1"), y, highG), highG);
      y = f32x4.add(y, f32x4.mul(high, f32x4.sub(passed, y)));
    }
    const wet = f32x4.add(f32x4.mul(glideNext(glideOf(at, OWN), step, moves), y), f32x4.mul(glideNext(glideOf(at, OTHER), step, moves), swapPairs(y)));
    v128.store(io, f32x4.add(f32x4.mul(glideNext(glideOf(at, DRY), step, moves), v128.load(io)), wet));
  }
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const s = changetype<State>(at);
  const mode = begin(at, params);
  const step = onePoleStep(f32x4.splat(GLIDE_SECONDS), f32x4.extract_lane(s.rate, 0));
  let length = f32x4.splat(0);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<State>("beat"), min(frames, STEP));
    for (let half = 0; half < 2; half++) {
      const room = roomOf(at, half);
      if (room) runRoom(at, room, half, params, io, n);
      else for (let i = 0; i < n; i++) store<u64>(wetOf(at) + (<usize>half << 3) + (<usize>i << 4), 0);
    }
    if (mode == 0) mix(at, io, n, step, 0);
    else mix(at, io, n, step, mode);
    const due = beatAdvance(at + offsetof<State>("beat"), n);
    if (any(due)) for (let m = offsetof<State>("low1"); m <= offsetof<State>("high2"); m += 16) flushAt(at + m, due);
    frames -= n;
    io += <usize>n << 4;
  }
  for (let half = 0; half < 2; half++) {
    const room = roomOf(at, half);
    if (room) length = v128.or(length, v128.and(v128.or(laneMask(2 * half), laneMask(2 * half + 1)), f32x4.splat(changetype<Room>(room).length)));
  }
  v128.store(state + P.reading_length, length);
}
