// Algorithmic reverb: a feedback delay network of sixteen lines, eight per channel of a stereo pair, behind diffusers and early reflections.
// Sources: J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90, 1991: lossless matrix, and absorbent filters
// whose gain in dB is in proportion to the length of their line, which gives every mode of a frequency the same decay. M. R. Schroeder, "Natural sounding
// artificial reverberation", JAES 10(3), 1962: the all-pass diffusers; their lengths and coefficients follow J. Dattorro, "Effect design, part 1", JAES
// 45(9), 1997.
// Here: the matrix is a Hadamard matrix of order 16: three butterflies over the slots and one across each stereo pair, so one register holds a
// line of both channels of two reverbs. Absorption: one gain and two first-order shelves per line. Lengths are spread evenly on a logarithmic scale and
// move a little, each with its own slow wave, read by cubics, so that no mode rings. Reflections: eight taps a side, half of them from the other side.
// Level: the input of the lines is scaled by √(1 − g²), g the mean gain of a round: the wet sound is as loud as the dry at any decay and size.
// Size and pre-delay change by a crossfade of 50 ms of all reads, so that nothing bends or clicks; all else ramps.
// Cost: about 900 operations a frame for four channels (two stereo reverbs). Each stage goes over a chunk by itself, its constants and memories in registers.
import * as P from "../catalog/layout/reverb";
import { Ramp, rampTo, rampMoves, rampNext, rampValue, rampStep, beatFrames, beatAdvance } from "@tonmeister/dsp/assembly/smooth";
import { exp2, select } from "@tonmeister/dsp/assembly/math";
import { all, any, lanes, leftRight, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG } from "@tonmeister/dsp/assembly/onepole";
import { cubicBy, foremost, loadLanes, pairsAgree, ringAligned, ringGather, ringReadRun, ringSlots, ringWriteRun, slotAt } from "@tonmeister/dsp/assembly/delay";

const LINES: i32 = 8;
const TAPS: i32 = 8;
/** Diffusers: the first ones of fixed length, the last two of lengths that follow the size. */
const STAGES: i32 = 6;
const FIXED: i32 = 4;
/** Delays that follow the size. */
const SCALED: i32 = LINES + TAPS + STAGES - FIXED;
/** Frames worked through at once: less than the shortest line at the lowest sample rate. */
const CHUNK: i32 = 32;
const LONGEST_PREDELAY: f32 = 0.5;
const FADE_SECONDS: f32 = 0.05;
/** Below −180 dB the lines drop what comes round. */
const DROPPED: f32 = 1e-9;
/** What damping and cuts take from pink noise at the defaults, given back. */
const LOUDER: f32 = 1.2;
/** Seconds by which full modulation moves a line each way. */
const SWING: f32 = 0.0004;
/** −60 dB as a power of two: log2(10⁻³). */
const SIXTY: f32 = -9.965784284662087;
/** Size 0 % is this part of size 100 %. */
const SMALLEST: f32 = 0.14;
/** Mean length of the lines at size 100 %, in seconds. */
const MEAN_LENGTH: f32 = 0.0645;

// Seconds at size 100 %, left and right: sixteen lengths, each 7.85 % longer than the last, give or take a little, dealt so that both sides sum alike.
const LENGTHS = memory.data<f32>([
  0.03448, 0.036954, 0.04286, 0.040581, 0.047008, 0.050388, 0.05891, 0.053738, 0.06246, 0.06834, 0.078506, 0.072737, 0.085702, 0.093772, 0.106729, 0.098603,
]);
const LONGEST_LINE: f32 = 0.1068;
/** Speeds of the lines' waves against the rate that is set, and their phases in turns. */
const SPEEDS = memory.data<f32>([1, 0.83, 1.21, 0.71, 0.93, 1.33, 0.77, 1.12, 0.88, 1.05, 1.27, 0.67, 0.8, 1.17, 0.74, 0.97]);
const PHASES = memory.data<f32>([0, 0.31, 0.62, 0.13, 0.44, 0.75, 0.26, 0.57, 0.88, 0.19, 0.5, 0.81, 0.12, 0.43, 0.94, 0.05]);
// Signs of what goes into each line, of what of it comes from the other channel, and of what goes out, left and right.
const IN = memory.data<f32>([1, 1, -1, 1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1, 1, -1]);
const CROSS = memory.data<f32>([1, -1, -1, 1, 1, 1, -1, -1, -1, 1, 1, -1, 1, -1, -1, 1]);
const OUT = memory.data<f32>([1, -1, 1, 1, -1, 1, 1, 1, 1, -1, -1, 1, -1, -1, 1, 1]);
// Into the lines of a channel: 0.8 of its own and 0.6 of the other, over the root of eight.
const OWN_IN: f32 = 0.28284271;
const CROSS_IN: f32 = 0.21213203;
// Reflections at size 100 %: seconds left, seconds right, gain. Every second one comes from the other side. The squares of the gains sum to 1.
const REFLECTIONS = memory.data<f32>([
  0.0079, 0.0093, 0.5317, 0.0141, 0.0127, -0.4654, 0.0211, 0.0229, 0.4121, 0.0307, 0.0281, 0.3457, 0.0409, 0.0433, -0.2926, 0.0523, 0.0491, 0.2394,
  0.0641, 0.0677, -0.1995, 0.0797, 0.0769, 0.1595,
]);
const LAST_REFLECTION: f32 = 0.0797;
// Diffusers: seconds left, seconds right, coefficient at 100 %. The last two at size 100 %.
const DIFFUSERS = memory.data<f32>([
  0.00477, 0.00455, 0.75, 0.0036, 0.00337, 0.75, 0.01273, 0.01187, 0.625, 0.00931, 0.00997, 0.625, 0.0163, 0.0171, 0.625, 0.0223, 0.0211, 0.625,
]);
const LONGEST_DIFFUSER: f32 = 0.0223;

@unmanaged class Reverb {
  where: v128 = i32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  /** Frames (i32) that a crossfade still lasts. */
  fading: v128 = i32x4.splat(0);
  // What sounds, and what it was made of: pre-delay in frames (i32), size.
  predelay: v128 = i32x4.splat(0);
  predelayBefore: v128 = i32x4.splat(0);
  size: v128 = f32x4.splat(0);
  wantedPredelay: v128 = i32x4.splat(0);
  wantedSize: v128 = f32x4.splat(0);
  seenDecay: v128 = f32x4.splat(0);
  seenHigh: v128 = f32x4.splat(0);
  seenLow: v128 = f32x4.splat(0);
  seenSize: v128 = f32x4.splat(0);
  /** Lanes whose absorption was on its way in the last call. */
  moved: v128 = i32x4.splat(0);
  waveStep: v128 = f32x4.splat(0);
  // From here on twenty one-pole memories: two low cuts, the high cut, the reflections' shelf, and two shelves per line.
  cut1: v128 = f32x4.splat(0);
  cut2: v128 = f32x4.splat(0);
  top: v128 = f32x4.splat(0);
  shelf: v128 = f32x4.splat(0);
}
const MEMORIES: i32 = 4 + 2 * LINES;
// Ramps, then three for each line: gain, low shelf, high shelf.
const DRY = 0, OWN = 1, OTHER = 2, EARLY = 3, DIFFUSION = 4, LOWCUT = 5, HIGHCUT = 6, DEPTH = 7, LOWFREQ = 8, HIGHFREQ = 9, LEVEL = 10, SHELF = 11, LINE = 12;
const RAMPS: i32 = LINE + 3 * LINES;

@inline function slotOf(r: usize, n: i32): usize { return r + (<usize>n << 4); }
@inline function memoriesOf(r: usize): usize { return r + offsetof<Reverb>("cut1"); }
@inline function lineMemoryOf(r: usize, line: i32): usize { return slotOf(memoriesOf(r), 4 + 2 * line); }
@inline function rampOf(r: usize, n: i32): usize { return slotOf(memoriesOf(r), MEMORIES) + <usize>n * offsetof<Ramp>(); }
/** Frames (i32) of the lines, taps and last diffusers, those they had before, and the lines' phases (i32, 2⁻³² turns). */
@inline function lengthsOf(r: usize): usize { return rampOf(r, RAMPS); }
@inline function lengthsBeforeOf(r: usize): usize { return slotOf(lengthsOf(r), SCALED); }
@inline function wavesOf(r: usize): usize { return slotOf(lengthsBeforeOf(r), SCALED); }
// Work of one chunk: what enters the lines, reflections, what leaves the lines, progress of the fade, and each line's signal.
@inline function enterOf(r: usize): usize { return slotOf(wavesOf(r), LINES); }
@inline function earlyOf(r: usize): usize { return slotOf(enterOf(r), CHUNK); }
@inline function lateOf(r: usize): usize { return slotOf(earlyOf(r), CHUNK); }
@inline function fadeOf(r: usize): usize { return slotOf(lateOf(r), CHUNK); }
/** A tap, and what it was before. */
@inline function tapOf(r: usize): usize { return slotOf(fadeOf(r), CHUNK); }
@inline function otherOf(r: usize): usize { return slotOf(tapOf(r), CHUNK); }
/** Where the wave of the line that was read last has come to. */
@inline function otherWaveOf(r: usize): usize { return slotOf(otherOf(r), CHUNK); }
@inline function workOf(r: usize, line: i32): usize { return otherWaveOf(r) + 16 + <usize>line * LINE_WORK; }
const LINE_WORK: usize = <usize>CHUNK << 4;
@inline function ringsOf(r: usize): usize { return workOf(r, LINES); }
// Rings.
@inline function predelaySlots(rate: f32): i32 { return ringSlots(<i32>(LONGEST_PREDELAY * rate) + 1); }
@inline function reflectionSlots(rate: f32): i32 { return ringSlots(<i32>(LAST_REFLECTION * rate) + 1); }
@inline function diffuserSlots(rate: f32): i32 { return ringSlots(<i32>(LONGEST_DIFFUSER * rate) + 1); }
@inline function lineSlots(rate: f32): i32 { return ringSlots(<i32>((LONGEST_LINE + SWING) * rate) + 4); }
@inline function reflectionsAt(r: usize, rate: f32): usize { return slotOf(ringsOf(r), predelaySlots(rate)); }
@inline function diffuserAt(r: usize, rate: f32, n: i32): usize { return slotOf(reflectionsAt(r, rate), reflectionSlots(rate) + n * diffuserSlots(rate)); }
@inline function lineAt(r: usize, rate: f32, n: i32): usize { return slotOf(diffuserAt(r, rate, STAGES), n * lineSlots(rate)); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + lineAt(0, sampleRate, LINES)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const r = state + P.STATE;
  changetype<Reverb>(r).rate = f32x4.splat(sampleRate);
  for (let n = 0; n < LINES; n++) {
    const turns = both(PHASES, n, 8);
    // From −½…½ turn, so that it fits.
    v128.store(slotOf(wavesOf(r), n), i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(turns, f32x4.nearest(turns)), f32x4.splat(4294967296.0))));
  }
}
/** Left and right of entry `n` of a table, for both pairs. */
@inline function both(table: usize, n: i32, stride: i32): v128 {
  const at = table + <usize>(n * stride);
  return lanes(load<f32>(at), load<f32>(at, 4), load<f32>(at), load<f32>(at, 4));
}
/** As a mask of sign bits. */
@inline function signs(table: usize, n: i32): v128 { return v128.and(both(table, n, 8), i32x4.splat(0x80000000)); }
@inline function inFrames(seconds: v128, rate: f32): v128 { return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(seconds, f32x4.splat(rate)))); }
/** Frames of line `n` at this size (a part of size 100 %). */
@inline function lineFrames(n: i32, size: v128, rate: f32): v128 {
  return i32x4.max_s(i32x4.splat(CHUNK + 6), inFrames(f32x4.mul(size, both(LENGTHS, n, 8)), rate));
}

/** Takes the parameters in. Returns whether the absorption of any lane is on its way. */
function begin(at: usize, params: usize, frames: i32): bool {
  const r = changetype<Reverb>(at);
  const rate = f32x4.extract_lane(r.rate, 0);
  const one = f32x4.splat(1), half = f32x4.splat(0.5), percent = f32x4.splat(0.01);
  const size = f32x4.add(f32x4.splat(SMALLEST), f32x4.mul(f32x4.splat((1 - SMALLEST) * 0.01), v128.load(params + P.size)));
  r.wantedSize = size;
  r.wantedPredelay = inFrames(f32x4.max(f32x4.splat(0), v128.load(params + P.predelay)), rate);
  const fresh = v128.not(r.isSet);
  r.isSet = i32x4.splat(-1);
  if (any(fresh)) takeUp(at, fresh);

  const decay = v128.load(params + P.decay), high = v128.load(params + P.highdecay), low = v128.load(params + P.lowdecay);
  const changed = v128.or(
    v128.or(fresh, f32x4.ne(size, r.seenSize)),
    v128.or(f32x4.ne(decay, r.seenDecay), v128.or(f32x4.ne(high, r.seenHigh), f32x4.ne(low, r.seenLow))));
  if (any(v128.or(changed, r.moved))) {
    // dB per second in powers of two per frame.
    const mid = f32x4.div(f32x4.splat(SIXTY / rate), decay);
    const lowMore = f32x4.mul(mid, f32x4.sub(f32x4.div(f32x4.splat(100), low), one)), highMore = f32x4.mul(mid, f32x4.sub(f32x4.div(f32x4.splat(100), high), one));
    for (let n = 0; n < LINES; n++) {
      const length = f32x4.convert_i32x4_s(lineFrames(n, size, rate));
      rampTo(rampOf(at, LINE + 3 * n), exp2(f32x4.mul(mid, length)), frames);
      rampTo(rampOf(at, LINE + 3 * n + 1), f32x4.sub(exp2(f32x4.mul(lowMore, length)), one), frames);
      rampTo(rampOf(at, LINE + 3 * n + 2), exp2(f32x4.mul(highMore, length)), frames);
    }
    const square = exp2(f32x4.mul(f32x4.mul(f32x4.splat(2 * MEAN_LENGTH * rate), mid), size));
    rampTo(rampOf(at, LEVEL), f32x4.mul(f32x4.splat(LOUDER), f32x4.sqrt(f32x4.sub(one, square))), frames);
    r.seenDecay = decay;
    r.seenHigh = high;
    r.seenLow = low;
    r.seenSize = size;
    r.moved = changed;
  }
  const mix = f32x4.mul(v128.load(params + P.mix), percent), width = f32x4.mul(v128.load(params + P.width), percent);
  // Dry and wet are not related: their powers add up to one.
  const wet = f32x4.sqrt(mix);
  rampTo(rampOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)), frames);
  rampTo(rampOf(at, OWN), f32x4.mul(wet, f32x4.mul(half, f32x4.add(one, width))), frames);
  rampTo(rampOf(at, OTHER), f32x4.mul(wet, f32x4.mul(half, f32x4.sub(one, width))), frames);
  rampTo(rampOf(at, EARLY), f32x4.mul(v128.load(params + P.early), percent), frames);
  rampTo(rampOf(at, DIFFUSION), f32x4.mul(v128.load(params + P.diffusion), percent), frames);
  rampTo(rampOf(at, LOWCUT), onePoleG(v128.load(params + P.lowcut), rate), frames);
  rampTo(rampOf(at, HIGHCUT), onePoleG(v128.load(params + P.highcut), rate), frames);
  rampTo(rampOf(at, DEPTH), f32x4.mul(v128.load(params + P.moddepth), f32x4.splat(0.01 * SWING * rate)), frames);
  rampTo(rampOf(at, LOWFREQ), onePoleG(v128.load(params + P.lowfreq), rate), frames);
  const highG = onePoleG(v128.load(params + P.highfreq), rate);
  rampTo(rampOf(at, HIGHFREQ), highG, frames);
  rampTo(rampOf(at, SHELF), highG, frames);
  r.waveStep = f32x4.mul(v128.load(params + P.modrate), f32x4.splat(4294967296 / rate));
  let moves = rampMoves(rampOf(at, LOWFREQ)) || rampMoves(rampOf(at, HIGHFREQ));
  for (let n = LINE; n < RAMPS && !moves; n++) moves = rampMoves(rampOf(at, n));
  return moves;
}
/** Lines, taps and pre-delay of the lanes in `mask` become what is wanted; what they were is kept for the fade. */
function takeUp(at: usize, mask: v128): void {
  const r = changetype<Reverb>(at);
  const rate = f32x4.extract_lane(r.rate, 0);
  memory.copy(lengthsBeforeOf(at), lengthsOf(at), <usize>SCALED << 4);
  r.predelayBefore = select(mask, r.predelay, r.predelayBefore);
  r.predelay = select(mask, r.wantedPredelay, r.predelay);
  r.size = select(mask, r.wantedSize, r.size);
  for (let n = 0; n < LINES; n++) {
    const slot = slotOf(lengthsOf(at), n);
    v128.store(slot, select(mask, lineFrames(n, r.wantedSize, rate), v128.load(slot)));
  }
  for (let n = 0; n < TAPS; n++) {
    const slot = slotOf(lengthsOf(at), LINES + n);
    v128.store(slot, select(mask, inFrames(f32x4.mul(r.wantedSize, both(REFLECTIONS, n, 12)), rate), v128.load(slot)));
  }
  for (let n = FIXED; n < STAGES; n++) {
    const slot = slotOf(lengthsOf(at), LINES + TAPS + n - FIXED);
    const frames = inFrames(f32x4.mul(r.wantedSize, both(DIFFUSERS, n, 12)), rate);
    v128.store(slot, select(mask, i32x4.max_s(i32x4.splat(1), frames), v128.load(slot)));
  }
}
/** Begins fades where a new size or pre-delay waits. Returns whether any lane fades. */
@inline function fades(at: usize): bool {
  const r = changetype<Reverb>(at);
  const rests = i32x4.eq(r.fading, i32x4.splat(0));
  const due = v128.and(rests, v128.or(i32x4.ne(r.predelay, r.wantedPredelay), f32x4.ne(r.size, r.wantedSize)));
  if (any(due)) {
    takeUp(at, due);
    r.fading = select(due, i32x4.splat(<i32>(FADE_SECONDS * f32x4.extract_lane(r.rate, 0))), r.fading);
  }
  return any(r.fading);
}
/** At most `n` frames, and not beyond the end of any lane's fade. */
@inline function untilFaded(fading: v128, n: i32): i32 {
  const a = i32x4.extract_lane(fading, 0), b = i32x4.extract_lane(fading, 1), c = i32x4.extract_lane(fading, 2), d = i32x4.extract_lane(fading, 3);
  if (a > 0) n = min(n, a);
  if (b > 0) n = min(n, b);
  if (c > 0) n = min(n, c);
  if (d > 0) n = min(n, d);
  return n;
}
/** How far each lane's fade is, per frame of the chunk: 0…1 with soft ends. */
function fadeCurve(at: usize, n: i32): void {
  const r = changetype<Reverb>(at);
  const whole = <f32>(<i32>(FADE_SECONDS * f32x4.extract_lane(r.rate, 0)));
  for (let i = 0; i < n; i++) {
    const left = f32x4.convert_i32x4_s(i32x4.sub(r.fading, i32x4.splat(i)));
    const t = f32x4.sub(f32x4.splat(1), f32x4.mul(left, f32x4.splat(1 / whole)));
    v128.store(slotOf(fadeOf(at), i), f32x4.mul(f32x4.mul(t, t), f32x4.sub(f32x4.splat(3), f32x4.add(t, t))));
  }
}
/** Reads a ring for n frames, `frames` late per lane, into `out`; while lanes fade, also at what the delay was `before`. */
function readFaded(at: usize, ring: usize, mask: i32, where: v128, frames: v128, before: v128, isFading: bool, out: usize, n: i32): void {
  ringReadRun(ring, mask, where, frames, out, n);
  if (!isFading) return;
  ringReadRun(ring, mask, where, before, otherOf(at), n);
  fadeInto(at, out, n);
}
/** In lanes that fade, `out` becomes what lies between what was read before and it. */
function fadeInto(at: usize, out: usize, n: i32): void {
  const lanesFading = i32x4.ne(changetype<Reverb>(at).fading, i32x4.splat(0));
  for (let i = 0; i < n; i++) {
    const now = v128.load(slotOf(out, i)), before = v128.load(slotOf(otherOf(at), i));
    v128.store(slotOf(out, i), select(lanesFading, f32x4.add(before, f32x4.mul(v128.load(slotOf(fadeOf(at), i)), f32x4.sub(now, before))), now));
  }
}
/** Pre-delay, cuts and diffusers: from `io` into what enters the lines; the reflections' ring is filled behind the second diffuser. */
function enter(at: usize, io: usize, n: i32, where: v128, aligned: bool, isFading: bool): void {
  const r = changetype<Reverb>(at);
  const rate = f32x4.extract_lane(r.rate, 0);
  const ring = ringsOf(at), mask = predelaySlots(rate) - 1, into = enterOf(at);
  ringWriteRun(ring, mask, where, aligned, io, n);
  readFaded(at, ring, mask, where, r.predelay, r.predelayBefore, isFading, into, n);
  const lowStep = rampStep(rampOf(at, LOWCUT)), highStep = rampStep(rampOf(at, HIGHCUT));
  let low = rampValue(rampOf(at, LOWCUT)), high = rampValue(rampOf(at, HIGHCUT)), cut1 = r.cut1, cut2 = r.cut2, top = r.top;
  for (let i = 0; i < n; i++) {
    low = f32x4.add(low, lowStep);
    high = f32x4.add(high, highStep);
    let x = v128.load(slotOf(into, i));
    let v = f32x4.mul(f32x4.sub(x, cut1), low), y = f32x4.add(v, cut1);
    cut1 = f32x4.add(y, v);
    x = f32x4.sub(x, y);
    v = f32x4.mul(f32x4.sub(x, cut2), low);
    y = f32x4.add(v, cut2);
    cut2 = f32x4.add(y, v);
    x = f32x4.sub(x, y);
    v = f32x4.mul(f32x4.sub(x, top), high);
    y = f32x4.add(v, top);
    top = f32x4.add(y, v);
    v128.store(slotOf(into, i), y);
  }
  r.cut1 = cut1;
  r.cut2 = cut2;
  r.top = top;
  changetype<Ramp>(rampOf(at, LOWCUT)).value = low;
  changetype<Ramp>(rampOf(at, HIGHCUT)).value = high;
  let g = rampValue(rampOf(at, DIFFUSION));
  for (let stage = 0; stage < STAGES; stage++) {
    if (stage == 2) ringWriteRun(reflectionsAt(at, rate), reflectionSlots(rate) - 1, where, aligned, into, n);
    let frames = inFrames(both(DIFFUSERS, stage, 12), rate), before = frames;
    if (stage >= FIXED) {
      const slot = slotOf(0, LINES + TAPS + stage - FIXED);
      frames = v128.load(lengthsOf(at) + slot);
      before = v128.load(lengthsBeforeOf(at) + slot);
    }
    g = diffuse(at, diffuserAt(at, rate, stage), frames, before, load<f32>(DIFFUSERS + <usize>(stage * 12), 8), n, where, aligned, isFading && stage >= FIXED);
  }
  changetype<Ramp>(rampOf(at, DIFFUSION)).value = g;
}
/** One all-pass over n frames of what enters; the diffusion (0…1, it may move) times `most` is its coefficient. Returns the diffusion at the end. */
function diffuse(at: usize, ring: usize, frames: v128, before: v128, most: f32, n: i32, where: v128, aligned: bool, isFading: bool): v128 {
  const mask = diffuserSlots(f32x4.extract_lane(changetype<Reverb>(at).rate, 0)) - 1;
  const step = rampStep(rampOf(at, DIFFUSION)), scale = f32x4.splat(most), limit = f32x4.splat(DROPPED), late = tapOf(at);
  let g = rampValue(rampOf(at, DIFFUSION)), io = enterOf(at);
  // At low rates the delay may be shorter than the chunk: no further than what has been written.
  const shortest = isFading ? i32x4.min_s(frames, before) : frames;
  const reach = -foremost(i32x4.neg(shortest));
  while (n > 0) {
    const m = min(n, reach);
    readFaded(at, ring, mask, where, frames, before, isFading, late, m);
    for (let i = 0; i < m; i++) {
      g = f32x4.add(g, step);
      const c = f32x4.mul(g, scale), out = v128.load(slotOf(late, i));
      let x = f32x4.sub(v128.load(slotOf(io, i)), f32x4.mul(c, out));
      x = v128.and(x, f32x4.gt(f32x4.abs(x), limit));
      v128.store(slotOf(late, i), x);
      v128.store(slotOf(io, i), f32x4.add(out, f32x4.mul(c, x)));
    }
    ringWriteRun(ring, mask, where, aligned, late, m);
    where = i32x4.add(where, i32x4.splat(m));
    io += <usize>m << 4;
    n -= m;
  }
  return g;
}
/** The reflections of n frames. */
function reflect(at: usize, n: i32, where: v128, isFading: bool): void {
  const rate = f32x4.extract_lane(changetype<Reverb>(at).rate, 0);
  const ring = reflectionsAt(at, rate), mask = reflectionSlots(rate) - 1;
  const early = earlyOf(at), late = tapOf(at);
  memory.fill(early, 0, <usize>n << 4);
  for (let tap = 0; tap < TAPS; tap++) {
    const gain = f32x4.splat(load<f32>(REFLECTIONS + <usize>(tap * 12), 8));
    readFaded(at, ring, mask, where, v128.load(slotOf(lengthsOf(at), LINES + tap)), v128.load(slotOf(lengthsBeforeOf(at), LINES + tap)), isFading, late, n);
    // A reflection from the other side is read at the other channel's time, then swapped.
    if (tap & 1) for (let i = 0; i < n; i++) v128.store(slotOf(early, i), f32x4.add(v128.load(slotOf(early, i)), f32x4.mul(gain, swapPairs(v128.load(slotOf(late, i))))));
    else for (let i = 0; i < n; i++) v128.store(slotOf(early, i), f32x4.add(v128.load(slotOf(early, i)), f32x4.mul(gain, v128.load(slotOf(late, i)))));
  }
}
/** A sine of a phase in 2⁻³² turns, made of two parabolas: smooth, and slow enough that nobody hears the difference. Times a quarter of `depth`. */
@inline function sway(wave: v128, depth: v128, turn: v128, positive: v128, one: v128): v128 {
  const x = f32x4.mul(f32x4.convert_i32x4_s(wave), turn);
  return f32x4.mul(depth, f32x4.mul(x, f32x4.sub(one, v128.and(x, positive))));
}
const SWAY = memory.data<f32>([4.656612873077393e-10, 1, 0.5, 1.5]);
/**
 * Reads line `n` for n frames, late by `frames` and its wave, into `out`. As long as no lane's wave passes a whole frame, each frame needs only the newest
 * of the four samples of its cubic: the others are those of the frame before, one further on.
 */
function readLine(at: usize, line: i32, frames: v128, out: usize, n: i32, where: v128): void {
  const r = changetype<Reverb>(at);
  const rate = f32x4.extract_lane(r.rate, 0);
  const ring = lineAt(at, rate, line), mask = lineSlots(rate) - 1;
  const turn = v128.load_splat<f32>(SWAY), one = v128.load_splat<f32>(SWAY, 4), half = v128.load_splat<f32>(SWAY, 8), oneAndHalf = v128.load_splat<f32>(SWAY, 12);
  const positive = i32x4.splat(0x7fffffff), four = f32x4.splat(4);
  const depthStep = f32x4.mul(four, rampStep(rampOf(at, DEPTH)));
  let depth = f32x4.add(f32x4.mul(four, rampValue(rampOf(at, DEPTH))), depthStep);
  const waveStep = i32x4.trunc_sat_f32x4_s(f32x4.mul(r.waveStep, both(SPEEDS, line, 8)));
  let wave = v128.load(slotOf(wavesOf(at), line));
  let swayed = sway(wave, depth, turn, positive, one);
  const end = out + (<usize>n << 4);
  let from = i32x4.sub(where, frames);
  while (out < end) {
    const whole = f32x4.floor(swayed);
    const now = i32x4.sub(from, i32x4.trunc_sat_f32x4_s(whole));
    let a = ringGather(ring, mask, now), b = ringGather(ring, mask, i32x4.sub(now, i32x4.splat(1))), c = ringGather(ring, mask, i32x4.sub(now, i32x4.splat(2)));
    const newest = v128.and(i32x4.add(now, i32x4.splat(1)), i32x4.splat(mask));
    const begin = out, last = min(end, out + (<usize>(mask + 1 - foremost(newest)) << 4));
    let p0 = slotAt(ring, newest, 0) - out, p1 = slotAt(ring, newest, 1) - out, p2 = slotAt(ring, newest, 2) - out, p3 = slotAt(ring, newest, 3) - out;
    const agree = pairsAgree(newest);
    do {
      const d = c;
      c = b;
      b = a;
      a = agree ? leftRight(v128.load(p0 + out), v128.load(p1 + out)) : loadLanes(p0 + out, p1 + out, p2 + out, p3 + out);
      v128.store(out, cubicBy(a, b, c, d, f32x4.sub(swayed, whole), half, oneAndHalf));
      wave = i32x4.add(wave, waveStep);
      depth = f32x4.add(depth, depthStep);
      swayed = sway(wave, depth, turn, positive, one);
      out += 16;
    } while (out < last && all(f32x4.eq(f32x4.floor(swayed), whole)));
    from = i32x4.add(from, i32x4.splat(<i32>((out - begin) >> 4)));
  }
  v128.store(otherWaveOf(at), wave);
}
/** What leaves a line (`out`, its signs) is added to `late`; what stays loses what the air and the walls take, for the matrix. */
@inline function absorb(at: usize, line: i32, n: i32, moves: bool): void {
  const sign = signs(OUT, line), memory1 = lineMemoryOf(at, line), memory2 = memory1 + 16;
  const gainAt = rampOf(at, LINE + 3 * line), lowAt = rampOf(at, LINE + 3 * line + 1), highAt = rampOf(at, LINE + 3 * line + 2);
  const gainStep = rampStep(gainAt), lowStep = rampStep(lowAt), highStep = rampStep(highAt);
  const lowGStep = rampStep(rampOf(at, LOWFREQ)), highGStep = rampStep(rampOf(at, HIGHFREQ));
  let gain = rampValue(gainAt), low = rampValue(lowAt), high = rampValue(highAt), lowG = rampValue(rampOf(at, LOWFREQ)), highG = rampValue(rampOf(at, HIGHFREQ));
  let s1 = v128.load(memory1), s2 = v128.load(memory2);
  let late = lateOf(at), work = workOf(at, line);
  for (const end = late + (<usize>n << 4); late < end; late += 16, work += 16) {
    if (moves) {
      gain = f32x4.add(gain, gainStep);
      low = f32x4.add(low, lowStep);
      high = f32x4.add(high, highStep);
      lowG = f32x4.add(lowG, lowGStep);
      highG = f32x4.add(highG, highGStep);
    }
    let y = v128.load(work);
    v128.store(late, f32x4.add(v128.load(late), v128.xor(y, sign)));
    let v = f32x4.mul(f32x4.sub(y, s1), lowG), under = f32x4.add(v, s1);
    s1 = f32x4.add(under, v);
    y = f32x4.add(y, f32x4.mul(low, under));
    v = f32x4.mul(f32x4.sub(y, s2), highG);
    under = f32x4.add(v, s2);
    s2 = f32x4.add(under, v);
    v128.store(work, f32x4.mul(gain, f32x4.add(under, f32x4.mul(high, f32x4.sub(y, under)))));
  }
  v128.store(memory1, s1);
  v128.store(memory2, s2);
  if (!moves) return;
  changetype<Ramp>(gainAt).value = gain;
  changetype<Ramp>(lowAt).value = low;
  changetype<Ramp>(highAt).value = high;
  if (line == LINES - 1) {
    changetype<Ramp>(rampOf(at, LOWFREQ)).value = lowG;
    changetype<Ramp>(rampOf(at, HIGHFREQ)).value = highG;
  }
}
function absorbStill(at: usize, line: i32, n: i32): void { absorb(at, line, n, false); }
function absorbMoving(at: usize, line: i32, n: i32): void { absorb(at, line, n, true); }
/** All lines over n frames: what leaves them, and what of it goes to the matrix. */
function circulate(at: usize, n: i32, where: v128, isFading: bool, moves: bool): void {
  memory.fill(lateOf(at), 0, <usize>n << 4);
  for (let line = 0; line < LINES; line++) {
    const out = workOf(at, line);
    if (isFading) readLine(at, line, v128.load(slotOf(lengthsBeforeOf(at), line)), otherOf(at), n, where);
    readLine(at, line, v128.load(slotOf(lengthsOf(at), line)), out, n, where);
    if (isFading) fadeInto(at, out, n);
    v128.store(slotOf(wavesOf(at), line), v128.load(otherWaveOf(at)));
    if (moves) absorbMoving(at, line, n);
    else absorbStill(at, line, n);
  }
  const depth = changetype<Ramp>(rampOf(at, DEPTH));
  for (let i = 0; i < n; i++) depth.value = f32x4.add(depth.value, depth.step);
}
/** The three butterflies of the matrix that lie across the lines. */
function mix(at: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const at0 = slotOf(workOf(at, 0), i);
    let a = v128.load(at0), b = v128.load(at0, LINE_WORK), c = v128.load(at0, 2 * LINE_WORK), d = v128.load(at0, 3 * LINE_WORK);
    let e = v128.load(at0, 4 * LINE_WORK), f = v128.load(at0, 5 * LINE_WORK), g = v128.load(at0, 6 * LINE_WORK), h = v128.load(at0, 7 * LINE_WORK);
    let t = a;
    a = f32x4.add(t, b); b = f32x4.sub(t, b);
    t = c; c = f32x4.add(t, d); d = f32x4.sub(t, d);
    t = e; e = f32x4.add(t, f); f = f32x4.sub(t, f);
    t = g; g = f32x4.add(t, h); h = f32x4.sub(t, h);
    t = a; a = f32x4.add(t, c); c = f32x4.sub(t, c);
    t = b; b = f32x4.add(t, d); d = f32x4.sub(t, d);
    t = e; e = f32x4.add(t, g); g = f32x4.sub(t, g);
    t = f; f = f32x4.add(t, h); h = f32x4.sub(t, h);
    t = a; a = f32x4.add(t, e); e = f32x4.sub(t, e);
    t = b; b = f32x4.add(t, f); f = f32x4.sub(t, f);
    t = c; c = f32x4.add(t, g); g = f32x4.sub(t, g);
    t = d; d = f32x4.add(t, h); h = f32x4.sub(t, h);
    v128.store(at0, a);
    v128.store(at0, b, LINE_WORK);
    v128.store(at0, c, 2 * LINE_WORK);
    v128.store(at0, d, 3 * LINE_WORK);
    v128.store(at0, e, 4 * LINE_WORK);
    v128.store(at0, f, 5 * LINE_WORK);
    v128.store(at0, g, 6 * LINE_WORK);
    v128.store(at0, h, 7 * LINE_WORK);
  }
}
/** Into the lines: what came through the matrix, whose last butterfly lies across the channels, together with what enters. */
function feed(at: usize, n: i32, where: v128, aligned: bool): void {
  const rate = f32x4.extract_lane(changetype<Reverb>(at).rate, 0);
  const mask = lineSlots(rate) - 1, into = enterOf(at);
  const levelStep = rampStep(rampOf(at, LEVEL));
  let level = rampValue(rampOf(at, LEVEL));
  for (let i = 0; i < n; i++) {
    level = f32x4.add(level, levelStep);
    v128.store(slotOf(into, i), f32x4.mul(level, v128.load(slotOf(into, i))));
  }
  changetype<Ramp>(rampOf(at, LEVEL)).value = level;
  mix(at, n);
  // (L + R, L − R) over the root of sixteen.
  const same = f32x4(0.25, -0.25, 0.25, -0.25), quarter = f32x4.splat(0.25), limit = f32x4.splat(DROPPED), positive = i32x4.splat(0x7fffffff);
  for (let line = 0; line < LINES; line++) {
    const inSign = signs(IN, line);
    const own = v128.xor(f32x4.splat(OWN_IN), inSign), other = v128.xor(f32x4.splat(CROSS_IN), v128.xor(inSign, signs(CROSS, line)));
    let p = workOf(at, line), q = into;
    for (const end = p + (<usize>n << 4); p < end; p += 16, q += 16) {
      const y = v128.load(p), x = v128.load(q);
      const back = f32x4.add(f32x4.mul(quarter, swapPairs(y)), f32x4.mul(same, y));
      const sum = f32x4.add(back, f32x4.add(f32x4.mul(own, x), f32x4.mul(other, swapPairs(x))));
      v128.store(p, v128.and(sum, f32x4.gt(v128.and(sum, positive), limit)));
    }
    ringWriteRun(lineAt(at, rate, line), mask, where, aligned, workOf(at, line), n);
  }
}
/** Dry, reflections and tail, into `io`. */
function leave(at: usize, io: usize, n: i32): void {
  const r = changetype<Reverb>(at), half = f32x4.splat(0.5);
  let shelf = r.shelf;
  // The reflections lose half of what lies above the high crossover: walls do not return it all.
  for (let i = 0; i < n; i++) {
    const x = v128.load(slotOf(io, i)), e = v128.load(slotOf(earlyOf(at), i));
    const v = f32x4.mul(f32x4.sub(e, shelf), rampNext(rampOf(at, SHELF))), under = f32x4.add(v, shelf);
    shelf = f32x4.add(under, v);
    const early = f32x4.mul(half, f32x4.add(e, under));
    const wet = f32x4.add(v128.load(slotOf(lateOf(at), i)), f32x4.mul(rampNext(rampOf(at, EARLY)), early));
    const out = f32x4.add(f32x4.mul(rampNext(rampOf(at, OWN)), wet), f32x4.mul(rampNext(rampOf(at, OTHER)), swapPairs(wet)));
    v128.store(slotOf(io, i), f32x4.add(f32x4.mul(rampNext(rampOf(at, DRY)), x), out));
  }
  r.shelf = shelf;
}
function dropMemories(at: usize, due: v128): void {
  if (!any(due)) return;
  for (let n = 0; n < MEMORIES; n++) {
    const slot = slotOf(memoriesOf(at), n);
    const x = v128.load(slot);
    v128.store(slot, v128.and(x, v128.or(v128.not(due), f32x4.gt(f32x4.abs(x), f32x4.splat(DROPPED)))));
  }
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const r = changetype<Reverb>(at);
  const moves = begin(at, params, frames);
  const aligned = ringAligned(r.where);
  while (frames > 0) {
    const isFading = fades(at);
    const n = untilFaded(r.fading, beatFrames(at + offsetof<Reverb>("beat"), min(frames, CHUNK)));
    if (isFading) fadeCurve(at, n);
    enter(at, io, n, r.where, aligned, isFading);
    reflect(at, n, r.where, isFading);
    circulate(at, n, r.where, isFading, moves);
    feed(at, n, r.where, aligned);
    leave(at, io, n);
    r.where = i32x4.add(r.where, i32x4.splat(n));
    r.fading = i32x4.max_s(i32x4.splat(0), i32x4.sub(r.fading, i32x4.splat(n)));
    dropMemories(at, beatAdvance(at + offsetof<Reverb>("beat"), n));
    frames -= n;
    io += <usize>n << 4;
  }
}
