// Convolution of a stereo signal with four responses (left to left, left to right, right to left, right to right) without delay: the first 64 taps directly,
// the rest by transforms of blocks that grow by four: 64, 256, 1024, 4096, 16384. A level of blocks of B begins at tap 2B, so that its transforms and products
// have a whole block's time: every 64 frames (a "step") it does the same share of its work, and the worst call is close to the mean one. The first two levels
// begin at tap B and do their work at once: little enough.
// Source: W. Gardner, "Efficient Convolution without Input-Output Delay", JAES 43(3), 1995; G. García, "Optimal Filter Partition for Efficient Convolution with
// Short Input/Output Delay", AES 113, 2002. Differs: factor 4 instead of 2, transforms modulo z^B − i (fft.ts), overlap-add.
// Everything is counted in frames since the start, so that the bits do not depend on how a signal is cut into calls. Two sets of spectra: one sounds, the other is
// written piece by piece and then faded to, each level at its own block's edge: the past of the signal is there, so that the new response sounds whole.
// Cost for 3 s of four responses: about 115 ns a frame; no more than twice that while fading. Silence at the input is passed over once the blocks have run empty.
import { fftEnter, fftLast, fftLeave, fftPass, fftPassBack, fftTable, fftTableBytes } from "./fft";
import { any } from "./lanes";

/** Frames between two shares of work; also the taps that are convolved directly. */
export const STEP: i32 = 64;
const LEVELS: i32 = 5;
/** The first levels have no time to wait: they do their work as a block of input ends. */
const AT_ONCE: i32 = 2;
/** Frames of a fade to another response, at least a block. */
const FADE: i32 = 4096;
/** Costs in about nanoseconds: 16 values through a pass of the transform; four values' product, and what each partition adds. */
const PASS_COST: i32 = 5, PRODUCT_COST: i32 = 2, PARTITION_COST: i32 = 3;
/** No fade: those that are begin at a step. */
const NEVER: i32 = 1;

@unmanaged class Level {
  block: i32 = 0;
  /** First tap. */
  from: i32 = 0;
  /** Most partitions. */
  most: i32 = 0;
  /** Partitions of each set. */
  parts0: i32 = 0;
  parts1: i32 = 0;
  /** Passes of a transform beyond the first. */
  passes: i32 = 0;
  /** Spectra of the last `most` blocks of input: of each element, of each block, left and right. */
  history: usize = 0;
  /** Spectra of the responses: of each element, of each partition, four. */
  set0: usize = 0;
  set1: usize = 0;
  left: usize = 0;
  right: usize = 0;
  /** Which block of the history is the newest. */
  newest: i32 = 0;
  /** Blocks of silence in a row. */
  silent: i32 = 0;
  // The job: of the last whole block of input.
  stage: i32 = 0;
  unit: i32 = 0;
  stages: i32 = 0;
  done: i32 = 0;
  total: i32 = 0;
  /** Frame of the first output. */
  output: i32 = 0;
  /** Set that sounds; when a fade to the other is under way, the frame at which it begins, else NEVER. */
  set: i32 = 0;
  fadeFrom: i32 = NEVER;
}
@unmanaged class Convolver {
  /** Frames since the start; turns over after 2³². */
  time: i32 = 0;
  /** The last step with a sample that is not 0, as frames. */
  sounded: i32 = 0;
  /** Taps of each set. */
  taps0: i32 = 0;
  taps1: i32 = 0;
  levels: i32 = 0;
  table: usize = 0;
  work: usize = 0;
  pieces: usize = 0;
  /** Rings of input and output, left and right. */
  input: usize = 0;
  inputMask: i32 = 0;
  output: usize = 0;
  outputMask: i32 = 0;
  /** Set of the direct taps that sounds, and its fade. */
  set: i32 = 0;
  fadeFrom: i32 = NEVER;
  /** Whether left only goes left and right only right, of each set. */
  straight0: i32 = 0;
  straight1: i32 = 0;
}
const HEAD: usize = offsetof<Convolver>();
/** Direct taps: of each set the four responses; then the last two steps of left and right. */
const DIRECT: usize = HEAD + (<usize>LEVELS * offsetof<Level>()) + 16 & ~15;
const RECENT: usize = DIRECT + 8 * <usize>STEP * 4;
const SCRATCH: usize = RECENT + 4 * <usize>STEP * 4;
const BODY: usize = SCRATCH + 128;

@inline function levelOf(c: usize, n: i32): Level { return changetype<Level>(c + HEAD + <usize>n * offsetof<Level>()); }
@inline function blockOf(n: i32): i32 { return STEP << (2 * n); }
@inline function fromOf(n: i32): i32 { return n < AT_ONCE ? blockOf(n) : 2 * blockOf(n); }
/** Levels that this many taps need. */
function levelsOf(taps: i32): i32 {
  let n = 1;
  while (n < LEVELS && fromOf(n) < taps) n++;
  return n;
}
function mostOf(taps: i32, n: i32): i32 {
  const end = n == levelsOf(taps) - 1 ? taps : fromOf(n + 1);
  return max(1, (end - fromOf(n) + blockOf(n) - 1) / blockOf(n));
}

/** Bytes for responses of up to `taps`. */
export function convolverBytes(taps: i32): usize { return layOut(0, taps); }
/** @param c  zeroed memory of convolverBytes(taps) */
export function convolverInit(c: usize, taps: i32): void {
  layOut(c, taps);
  fftTable(changetype<Convolver>(c).table, blockOf(levelsOf(taps) - 1));
}
/** Says where everything lies, when `c` is not 0. @returns bytes */
function layOut(c: usize, taps: i32): usize {
  const levels = levelsOf(taps);
  const top = blockOf(levels - 1);
  let at = c + (BODY + 63 & ~63);
  const table = at;
  at += fftTableBytes(top);
  const work = at;
  at += <usize>top << 3;
  const pieces = at;
  at += <usize>top << 4;
  const input = at;
  at += <usize>top << 4;
  const output = at;
  at += <usize>top << 5;
  for (let n = 0; n < levels; n++) {
    const block = blockOf(n), most = mostOf(taps, n);
    const spectra = <usize>block * <usize>most << 4;
    if (c) {
      const l = levelOf(c, n);
      l.block = block;
      l.from = fromOf(n);
      l.most = most;
      l.passes = 2 + n;
      l.left = at;
      l.right = at + (<usize>block << 3);
      l.history = at + (<usize>block << 4);
      l.set0 = l.history + spectra;
      l.set1 = l.set0 + 2 * spectra;
      l.silent = most + 1;
      l.fadeFrom = NEVER;
    }
    at += (<usize>block << 4) + 5 * spectra;
  }
  if (c) {
    const v = changetype<Convolver>(c);
    v.levels = levels;
    v.table = table;
    v.work = work;
    v.pieces = pieces;
    v.input = input;
    v.inputMask = 2 * top - 1;
    v.output = output;
    v.outputMask = 4 * top - 1;
    v.fadeFrom = NEVER;
  }
  return at - c;
}

// ── Responses ────────────────────────────────────────────────────────────────
// To write one: when not convolverFades, convolverBegin; for piece = 0, 1, … while convolverPieceFrom(piece) < taps, each of the four responses by
// convolverPiece and convolverWrite; then, at a step, convolverFade, or convolverStart where nothing has sounded yet.

/** Frames since the start; a multiple of STEP at a step. */
export function convolverTime(c: usize): i32 { return changetype<Convolver>(c).time; }
/** Whether a fade is under way: until it is over there is nowhere to write another response. */
export function convolverFades(c: usize): bool {
  const v = changetype<Convolver>(c);
  if (v.fadeFrom != NEVER) return true;
  for (let n = 0; n < v.levels; n++) if (levelOf(c, n).fadeFrom != NEVER) return true;
  return false;
}
/** Begins to write a response of so many taps (no more than there is memory for); `straight`: left goes only left, right only right. */
export function convolverBegin(c: usize, taps: i32, straight: bool): void {
  const v = changetype<Convolver>(c);
  for (let n = 0; n < v.levels; n++) {
    const l = levelOf(c, n);
    const parts = min(l.most, max(0, (taps - l.from + l.block - 1) / l.block));
    if (l.set) l.parts0 = parts;
    else l.parts1 = parts;
  }
  if (v.set) {
    v.straight0 = straight ? 1 : 0;
    v.taps0 = taps;
  } else {
    v.straight1 = straight ? 1 : 0;
    v.taps1 = taps;
  }
}
/** The level of a piece. */
function levelOfPiece(c: usize, piece: i32): i32 {
  const v = changetype<Convolver>(c);
  let n = 0, first = 1;
  while (n < v.levels - 1 && piece >= first + levelOf(c, n).most) first += levelOf(c, n++).most;
  return n;
}
/** First tap of a piece; behind the last one what lies beyond all taps. */
export function convolverPieceFrom(c: usize, piece: i32): i32 {
  if (piece == 0) return 0;
  let n = 0, part = piece - 1;
  const levels = changetype<Convolver>(c).levels;
  while (n < levels - 1 && part >= levelOf(c, n).most) part -= levelOf(c, n++).most;
  return levelOf(c, n).from + part * levelOf(c, n).block;
}
export function convolverPieceTaps(c: usize, piece: i32): i32 { return piece == 0 ? STEP : levelOf(c, levelOfPiece(c, piece)).block; }
/** Where the taps of a piece are to be written, by response (0 left to left, 1 left to right, 2 right to left, 3 right to right). */
export function convolverPiece(c: usize, response: i32): usize {
  const v = changetype<Convolver>(c);
  return v.pieces + (<usize>blockOf(v.levels - 1) * <usize>response << 2);
}
/** Takes a response's taps of a piece over into the set that does not sound. */
export function convolverWrite(c: usize, piece: i32, response: i32): void {
  const v = changetype<Convolver>(c);
  const taps = convolverPiece(c, response);
  if (piece == 0) {
    memory.copy(c + DIRECT + ((<usize>(v.set ^ 1) * 4 + <usize>response) * <usize>STEP << 2), taps, <usize>STEP << 2);
    return;
  }
  const l = levelOf(c, levelOfPiece(c, piece));
  const block = l.block, units = block / 16;
  // What goes there and back comes out larger by the block.
  const scale = f32x4.splat(<f32>1 / <f32>block);
  for (let p = taps, end = taps + (<usize>block << 2); p < end; p += 16) v128.store(p, f32x4.mul(scale, v128.load(p)));
  const part = (convolverPieceFrom(c, piece) - l.from) / block;
  fftEnter(taps, v.work, block, 0, units);
  for (let quarter = units; quarter > 1; quarter >>= 2) fftPass(v.table, v.work, block, quarter, 0, units);
  const set = l.set ? l.set0 : l.set1;
  fftLast(v.table, v.work, block, 0, units, set + (<usize>part << 7) + (<usize>response << 5), <usize>(l.set ? l.parts0 : l.parts1) << 7);
}
/** Fades to the response that was written. */
export function convolverFade(c: usize): void {
  const v = changetype<Convolver>(c);
  v.fadeFrom = v.time;
  for (let n = 0; n < v.levels; n++) {
    const l = levelOf(c, n);
    // Behind what jobs that knew only the old one still bring.
    const next = (v.time + l.block - 1) & ~(l.block - 1);
    l.fadeFrom = next + l.block + (n < AT_ONCE ? 0 : l.block);
  }
}
/** The response that was written sounds from here on. */
export function convolverStart(c: usize): void {
  const v = changetype<Convolver>(c);
  v.set ^= 1;
  for (let n = 0; n < v.levels; n++) levelOf(c, n).set ^= 1;
}

// ── Sound ────────────────────────────────────────────────────────────────────

/**
 * Convolves. Input and output are planar and may be the same.
 * @returns frames done: up to `frames`, but never beyond a step; between two calls a response may be written
 */
export function convolve(c: usize, left: usize, right: usize, outLeft: usize, outRight: usize, frames: i32): i32 {
  const v = changetype<Convolver>(c);
  const at = v.time & (STEP - 1);
  const n = min(frames, STEP - at);
  const recent = c + RECENT + (<usize>(STEP + at) << 2);
  copy(recent, left, n);
  copy(recent + 2 * (<usize>STEP << 2), right, n);
  direct(c, at, n, outLeft, outRight);
  v.time += n;
  if (at + n == STEP) step(c);
  return n;
}
// A call into the engine's memory.copy takes longer than a few registers.
@inline function copy(to: usize, from: usize, floats: i32): void {
  let i = 0;
  for (; i + 4 <= floats; i += 4) v128.store(to + (<usize>i << 2), v128.load(from + (<usize>i << 2)));
  for (; i < floats; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>i << 2)));
}
@inline function clear(at: usize, floats: i32): void {
  let i = 0;
  for (; i + 4 <= floats; i += 4) v128.store(at + (<usize>i << 2), f32x4.splat(0));
  for (; i < floats; i++) store<f32>(at + (<usize>i << 2), 0);
}
/** Weight of the new response at frame `at`, where a fade of `length` frames began at `from`: 3u² − 2u³. */
@inline function weight(at: v128, from: i32, length: i32): v128 {
  const d = f32x4.convert_i32x4_s(i32x4.sub(at, i32x4.splat(from)));
  const u = f32x4.max(f32x4.splat(0), f32x4.min(f32x4.splat(1), f32x4.mul(d, f32x4.splat(<f32>1 / <f32>length))));
  return f32x4.mul(f32x4.mul(u, u), f32x4.sub(f32x4.splat(3), f32x4.add(u, u)));
}
/** The direct part of n frames from frame `at` of the step, and what the levels have left for them. */
function direct(c: usize, at: i32, n: i32, outLeft: usize, outRight: usize): void {
  const v = changetype<Convolver>(c);
  const ring = v.output + (<usize>(v.time & v.outputMask) << 2), ringRight = ring + (<usize>(v.outputMask + 1) << 2);
  const fades = v.fadeFrom != NEVER;
  const taps = c + DIRECT + (<usize>v.set * 4 * <usize>STEP << 2), other = c + DIRECT + (<usize>(v.set ^ 1) * 4 * <usize>STEP << 2);
  const x = c + RECENT + (<usize>(STEP + at) << 2);
  // When all that was heard has passed through all taps, what the transforms still bring is their rounding.
  if (v.time - at - v.sounded >= max(v.taps0, v.taps1)) {
    clear(ring, n);
    clear(ringRight, n);
  }
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const o = <usize>i << 2;
    eight(x + o, taps, v128.load(ring + o), v128.load(ring + o, 16), v128.load(ringRight + o), v128.load(ringRight + o, 16), outLeft + o, outRight + o);
  }
  for (; i < n; i++) {
    const o = <usize>i << 2;
    one(x + o, taps, load<f32>(ring + o), load<f32>(ringRight + o), outLeft + o, outRight + o);
  }
  if (fades) fadeDirect(c, x, taps, other, n, outLeft, outRight);
  clear(ring, n);
  clear(ringRight, n);
}
/** Adds the weighted difference of the two responses' direct parts. */
function fadeDirect(c: usize, x: usize, taps: usize, other: usize, n: i32, outLeft: usize, outRight: usize): void {
  const v = changetype<Convolver>(c);
  const was = c + SCRATCH, is = was + 16;
  for (let i = 0; i < n; i++) {
    const o = <usize>i << 2;
    one(x + o, taps, 0, 0, was, was + 4);
    one(x + o, other, 0, 0, is, is + 4);
    const w = f32x4.extract_lane(weight(i32x4.splat(v.time + i), v.fadeFrom, FADE), 0);
    store<f32>(outLeft + o, load<f32>(outLeft + o) + w * (load<f32>(is) - load<f32>(was)));
    store<f32>(outRight + o, load<f32>(outRight + o) + w * (load<f32>(is, 4) - load<f32>(was, 4)));
  }
}
/** Eight frames of the direct part, added to l and r. Every frame is summed in the same order as by `one`. */
function eight(x: usize, taps: usize, l0: v128, l1: v128, r0: v128, r1: v128, outLeft: usize, outRight: usize): void {
  const end = taps + (<usize>STEP << 2);
  for (; taps < end; taps += 4, x -= 4) {
    const ll = v128.load32_splat(taps), lr = v128.load32_splat(taps + (<usize>STEP << 2)), rl = v128.load32_splat(taps + (<usize>STEP << 3)), rr = v128.load32_splat(taps + 3 * (<usize>STEP << 2));
    const a0 = v128.load(x), a1 = v128.load(x, 16);
    const b0 = v128.load(x + (<usize>STEP << 3)), b1 = v128.load(x + (<usize>STEP << 3), 16);
    l0 = f32x4.add(l0, f32x4.add(f32x4.mul(a0, ll), f32x4.mul(b0, rl)));
    l1 = f32x4.add(l1, f32x4.add(f32x4.mul(a1, ll), f32x4.mul(b1, rl)));
    r0 = f32x4.add(r0, f32x4.add(f32x4.mul(a0, lr), f32x4.mul(b0, rr)));
    r1 = f32x4.add(r1, f32x4.add(f32x4.mul(a1, lr), f32x4.mul(b1, rr)));
  }
  v128.store(outLeft, l0);
  v128.store(outLeft, l1, 16);
  v128.store(outRight, r0);
  v128.store(outRight, r1, 16);
}
function one(x: usize, taps: usize, l: f32, r: f32, outLeft: usize, outRight: usize): void {
  const end = taps + (<usize>STEP << 2);
  for (; taps < end; taps += 4, x -= 4) {
    const a = load<f32>(x), b = load<f32>(x + (<usize>STEP << 3));
    l += a * load<f32>(taps) + b * load<f32>(taps + (<usize>STEP << 3));
    r += a * load<f32>(taps + (<usize>STEP << 2)) + b * load<f32>(taps + 3 * (<usize>STEP << 2));
  }
  store<f32>(outLeft, l);
  store<f32>(outRight, r);
}

/** What is to be done when 64 frames are there. */
function step(c: usize): void {
  const v = changetype<Convolver>(c);
  const bytes = <usize>STEP << 2;
  const left = c + RECENT + bytes, right = left + 2 * bytes;
  const ring = v.input + (<usize>((v.time - STEP) & v.inputMask) << 2), ringRight = ring + (<usize>(v.inputMask + 1) << 2);
  let heard = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = v128.load(left + o), y = v128.load(right + o);
    v128.store(ring + o, x);
    v128.store(ringRight + o, y);
    v128.store(left + o - bytes, x);
    v128.store(right + o - bytes, y);
    heard = v128.or(heard, f32x4.abs(v128.or(x, y)));
  }
  // −0 is silence too, and `abs` has taken its sign away.
  if (any(heard)) v.sounded = v.time;
  if (v.fadeFrom != NEVER && v.time - v.fadeFrom >= FADE) {
    v.fadeFrom = NEVER;
    v.set ^= 1;
  }
  for (let n = 0; n < v.levels; n++) {
    const l = levelOf(c, n);
    const into = v.time & (l.block - 1);
    if (into == 0) begin(c, l, n < AT_ONCE);
    const share = n < AT_ONCE ? l.total : <i32>(<i64>l.total * (into / STEP + 1) / (l.block / STEP));
    while (l.stage < l.stages && l.done < share) work(c, l, share);
  }
}
@inline function fadeLength(block: i32): i32 { return max(block, FADE); }
/** Begins the job of the block of input that has just ended. */
function begin(c: usize, l: Level, atOnce: bool): void {
  const v = changetype<Convolver>(c);
  const block = l.block;
  l.output = v.time + (atOnce ? 0 : block);
  if (l.fadeFrom != NEVER && l.output - l.fadeFrom >= fadeLength(block)) {
    l.fadeFrom = NEVER;
    l.set ^= 1;
  }
  l.stage = 0;
  l.unit = 0;
  l.done = 0;
  l.stages = 0;
  l.total = 0;
  l.silent = v.time - v.sounded < block ? 0 : l.silent + 1;
  // Once the whole history is silent there is nothing to transform.
  if (l.silent > l.most) {
    l.silent = l.most + 1;
    return;
  }
  l.newest = l.newest == 0 ? l.most - 1 : l.newest - 1;
  const transform = l.passes + 1, parts = l.set ? l.parts1 : l.parts0, others = l.set ? l.parts0 : l.parts1;
  const back = 2 * transform + 1;
  // Stages: there twice, then product and back twice, for one set or both.
  l.stages = 2 * transform + (fading(l) ? 2 * back : back);
  const passUnits = block / 16 * PASS_COST;
  l.total = 2 * transform * passUnits + setCost(block, parts, transform * passUnits) + (fading(l) ? setCost(block, others, transform * passUnits) : 0);
}
/** Whether the job's output lies within a fade. */
@inline function fading(l: Level): bool { return l.fadeFrom != NEVER && l.output + 2 * l.block - l.fadeFrom > 0; }
@inline function setCost(block: i32, parts: i32, transform: i32): i32 {
  return parts ? 2 * transform + block / 4 * (PRODUCT_COST + parts * PARTITION_COST) : 0;
}
/** Goes on with a job's stage, up to `share` of its cost or the stage's end. */
function work(c: usize, l: Level, share: i32): void {
  const v = changetype<Convolver>(c);
  const block = l.block, transform = l.passes + 1, back = 2 * transform + 1;
  let stage = l.stage - 2 * transform;
  let set = l.set;
  const isSecond = stage >= back;
  if (isSecond) {
    stage -= back;
    set ^= 1;
  }
  const parts = set ? l.parts1 : l.parts0;
  if (stage >= 0 && parts == 0) {
    l.stage += back - stage;
    l.unit = 0;
    return;
  }
  const isProduct = stage == 0;
  const each = isProduct ? PRODUCT_COST + parts * PARTITION_COST : PASS_COST;
  const units = isProduct ? block / 4 : block / 16;
  const from = l.unit, to = min(units, from + (share - l.done + each - 1) / each);
  if (stage < 0) {
    const isRight = l.stage >= transform, pass = isRight ? l.stage - transform : l.stage;
    const data = isRight ? l.right : l.left;
    if (pass == 0) fftEnter(inputOf(c, l, isRight), data, block, from, to);
    else if (pass < l.passes) fftPass(v.table, data, block, units >> (2 * (pass - 1)), from, to);
    else fftLast(v.table, data, block, from, to, l.history + (<usize>l.newest << 6) + (isRight ? 32 : 0), <usize>l.most << 6);
  } else if (isProduct) {
    if (set ? v.straight1 : v.straight0) multiplyStraight(l, set ? l.set1 : l.set0, parts, from, to);
    else multiply(l, set ? l.set1 : l.set0, parts, from, to);
  } else {
    const isRight = stage > transform, pass = (isRight ? stage - transform : stage) - 1;
    const data = isRight ? l.right : l.left;
    if (pass < l.passes) fftPassBack(v.table, data, block, 1 << (2 * pass), from, to);
    else leave(c, l, data, isRight, fading(l) ? (isSecond ? 2 : 1) : 0, from, to);
  }
  l.done += (to - from) * each;
  l.unit = to;
  if (to == units) {
    l.stage++;
    l.unit = 0;
  }
}
/** The block of input of a job, which began one or two blocks ago. */
@inline function inputOf(c: usize, l: Level, isRight: bool): usize {
  const v = changetype<Convolver>(c);
  const start = (v.time & ~(l.block - 1)) - l.block;
  return v.input + (<usize>((start & v.inputMask) + (isRight ? v.inputMask + 1 : 0)) << 2);
}
/** left, right = the sum over all partitions of the history's spectra times those of the four responses; elements [from, to). */
function multiply(l: Level, set: usize, parts: i32, from: i32, to: i32): void {
  const row = <usize>l.most << 6;
  // Back in time is up in memory, and from the end of the history to its start.
  const first = l.most - l.newest;
  for (let e = from; e < to; e++) {
    const x = l.history + row * <usize>e;
    let h = set + (<usize>parts << 7) * <usize>e;
    let lr = f32x4.splat(0), li = lr, rr = lr, ri = lr;
    let p = x + (<usize>l.newest << 6);
    for (let n = 0; n < parts; n++) {
      const a = v128.load(p), b = v128.load(p, 16), d = v128.load(p, 32), f = v128.load(p, 48);
      const llr = v128.load(h), lli = v128.load(h, 16), lrr = v128.load(h, 32), lri = v128.load(h, 48);
      lr = f32x4.add(lr, f32x4.sub(f32x4.mul(a, llr), f32x4.mul(b, lli)));
      li = f32x4.add(li, f32x4.add(f32x4.mul(a, lli), f32x4.mul(b, llr)));
      rr = f32x4.add(rr, f32x4.sub(f32x4.mul(a, lrr), f32x4.mul(b, lri)));
      ri = f32x4.add(ri, f32x4.add(f32x4.mul(a, lri), f32x4.mul(b, lrr)));
      const rlr = v128.load(h, 64), rli = v128.load(h, 80), rrr = v128.load(h, 96), rri = v128.load(h, 112);
      lr = f32x4.add(lr, f32x4.sub(f32x4.mul(d, rlr), f32x4.mul(f, rli)));
      li = f32x4.add(li, f32x4.add(f32x4.mul(d, rli), f32x4.mul(f, rlr)));
      rr = f32x4.add(rr, f32x4.sub(f32x4.mul(d, rrr), f32x4.mul(f, rri)));
      ri = f32x4.add(ri, f32x4.add(f32x4.mul(d, rri), f32x4.mul(f, rrr)));
      h += 128;
      p = n + 1 == first ? x : p + 64;
    }
    const o = <usize>e << 5;
    v128.store(l.left + o, lr);
    v128.store(l.left + o, li, 16);
    v128.store(l.right + o, rr);
    v128.store(l.right + o, ri, 16);
  }
}
/** As `multiply`, without what crosses over. */
function multiplyStraight(l: Level, set: usize, parts: i32, from: i32, to: i32): void {
  const row = <usize>l.most << 6;
  const first = l.most - l.newest;
  for (let e = from; e < to; e++) {
    const x = l.history + row * <usize>e;
    let h = set + (<usize>parts << 7) * <usize>e;
    let lr = f32x4.splat(0), li = lr, rr = lr, ri = lr;
    let p = x + (<usize>l.newest << 6);
    for (let n = 0; n < parts; n++) {
      const a = v128.load(p), b = v128.load(p, 16), d = v128.load(p, 32), f = v128.load(p, 48);
      const llr = v128.load(h), lli = v128.load(h, 16), rrr = v128.load(h, 96), rri = v128.load(h, 112);
      lr = f32x4.add(lr, f32x4.sub(f32x4.mul(a, llr), f32x4.mul(b, lli)));
      li = f32x4.add(li, f32x4.add(f32x4.mul(a, lli), f32x4.mul(b, llr)));
      rr = f32x4.add(rr, f32x4.sub(f32x4.mul(d, rrr), f32x4.mul(f, rri)));
      ri = f32x4.add(ri, f32x4.add(f32x4.mul(d, rri), f32x4.mul(f, rrr)));
      h += 128;
      p = n + 1 == first ? x : p + 64;
    }
    const o = <usize>e << 5;
    v128.store(l.left + o, lr);
    v128.store(l.left + o, li, 16);
    v128.store(l.right + o, rr);
    v128.store(l.right + o, ri, 16);
  }
}
/** Adds a job's result to what is to come. `role`: 0 alone, 1 the one that fades out, 2 the one that fades in. */
function leave(c: usize, l: Level, data: usize, isRight: bool, role: i32, from: i32, to: i32): void {
  const v = changetype<Convolver>(c);
  const ring = v.output + (isRight ? <usize>(v.outputMask + 1) << 2 : 0);
  const low = ring + (<usize>(l.output & v.outputMask) << 2), high = ring + (<usize>((l.output + l.block) & v.outputMask) << 2);
  if (role == 0) return fftLeave(data, l.block, from, to, low, high);
  // A unit at a time: four samples of each quarter, in both halves.
  const quarter = l.block >> 2, scratch = c + SCRATCH;
  const length = fadeLength(l.block);
  for (let i = from; i < to; i++) {
    memory.fill(scratch, 0, 128);
    fftLeave(data + (<usize>i << 7), 16, 0, 1, scratch, scratch + 64);
    for (let part = 0; part < 4; part++) {
      const frame = part * quarter + 4 * i;
      const at = i32x4.add(i32x4.splat(l.output + frame), i32x4(0, 1, 2, 3));
      addWeighted(low + (<usize>frame << 2), scratch + (<usize>part << 4), weight(at, l.fadeFrom, length), role);
      addWeighted(high + (<usize>frame << 2), scratch + 64 + (<usize>part << 4), weight(i32x4.add(at, i32x4.splat(l.block)), l.fadeFrom, length), role);
    }
  }
}
@inline function addWeighted(to: usize, from: usize, w: v128, role: i32): void {
  const part = role == 1 ? f32x4.sub(f32x4.splat(1), w) : w;
  v128.store(to, f32x4.add(v128.load(to), f32x4.mul(part, v128.load(from))));
}
