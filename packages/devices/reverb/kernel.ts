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
// Cost: about 1200 operations a frame for four channels (two stereo reverbs).
import * as P from "../catalog/layout/reverb";
import { Ramp, rampTo, rampMoves, rampNext, rampValue, rampStep, beatFrames, beatAdvance } from "@tonmeister/dsp/assembly/smooth";
import { exp2, select } from "@tonmeister/dsp/assembly/math";
import { any, lanes, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { ringAligned, ringGather, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringCubicAt, wholeFrames } from "@tonmeister/dsp/assembly/fractional";

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
@inline function workOf(r: usize, line: i32): usize { return slotOf(fadeOf(r), CHUNK + line * CHUNK); }
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
@inline function dropped(x: v128): v128 { return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(DROPPED))); }

/** Takes the parameters in. Returns whether any lane's lines move. */
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
  return rampMoves(rampOf(at, DEPTH)) || any(f32x4.gt(rampValue(rampOf(at, DEPTH)), f32x4.splat(0)));
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
/** `now` in lanes that do not fade, else between `before` and `now`. */
@inline function faded(at: usize, i: i32, lanesFading: v128, before: v128, now: v128): v128 {
  return select(lanesFading, f32x4.add(before, f32x4.mul(v128.load(slotOf(fadeOf(at), i)), f32x4.sub(now, before))), now);
}

/** Pre-delay, cuts and diffusers: from `io` into what enters the lines; the reflections' ring is filled behind the second diffuser. */
function enter(at: usize, io: usize, n: i32, where: v128, aligned: bool, isFading: bool): void {
  const r = changetype<Reverb>(at);
  const rate = f32x4.extract_lane(r.rate, 0);
  const ring = ringsOf(at), mask = predelaySlots(rate) - 1;
  const lanesFading = i32x4.ne(r.fading, i32x4.splat(0));
  const cut1 = at + offsetof<Reverb>("cut1"), cut2 = at + offsetof<Reverb>("cut2"), top = at + offsetof<Reverb>("top");
  let w = where;
  for (let i = 0; i < n; i++) {
    ringWrite(ring, mask, w, aligned, v128.load(slotOf(io, i)));
    let x = ringGather(ring, mask, i32x4.sub(w, r.predelay));
    if (isFading) x = faded(at, i, lanesFading, ringGather(ring, mask, i32x4.sub(w, r.predelayBefore)), x);
    const G = rampNext(rampOf(at, LOWCUT));
    x = f32x4.sub(x, onePoleLow(cut1, x, G));
    x = f32x4.sub(x, onePoleLow(cut2, x, G));
    v128.store(slotOf(enterOf(at), i), onePoleLow(top, x, rampNext(rampOf(at, HIGHCUT))));
    w = i32x4.add(w, i32x4.splat(1));
  }
  const diffusion = rampOf(at, DIFFUSION);
  const step = rampStep(diffusion);
  let g = rampValue(diffusion);
  for (let stage = 0; stage < STAGES; stage++) {
    g = rampValue(diffusion);
    const diffuser = diffuserAt(at, rate, stage), most = load<f32>(DIFFUSERS + <usize>(stage * 12), 8);
    if (stage < FIXED) {
      const frames = inFrames(both(DIFFUSERS, stage, 12), rate);
      diffuse(at, diffuser, frames, frames, most, n, where, aligned, false, g, step);
    } else {
      const slot = slotOf(0, LINES + TAPS + stage - FIXED);
      diffuse(at, diffuser, v128.load(lengthsOf(at) + slot), v128.load(lengthsBeforeOf(at) + slot), most, n, where, aligned, isFading, g, step);
    }
    if (stage == 1) {
      const reflections = reflectionsAt(at, rate), reflectionsMask = reflectionSlots(rate) - 1;
      w = where;
      for (let i = 0; i < n; i++) {
        ringWrite(reflections, reflectionsMask, w, aligned, v128.load(slotOf(enterOf(at), i)));
        w = i32x4.add(w, i32x4.splat(1));
      }
    }
  }
  for (let i = 0; i < n; i++) g = f32x4.add(g, step);
  changetype<Ramp>(diffusion).value = g;
}
/** One all-pass over n frames of what enters; `g` (0…1, moving by `step`) times `most` is its coefficient. */
function diffuse(at: usize, ring: usize, frames: v128, before: v128, most: f32, n: i32, where: v128, aligned: bool, isFading: bool, g: v128, step: v128): void {
  const r = changetype<Reverb>(at);
  const mask = diffuserSlots(f32x4.extract_lane(r.rate, 0)) - 1, io = enterOf(at);
  const lanesFading = i32x4.ne(r.fading, i32x4.splat(0));
  let w = where;
  for (let i = 0; i < n; i++) {
    g = f32x4.add(g, step);
    const c = f32x4.mul(g, f32x4.splat(most));
    let late = ringGather(ring, mask, i32x4.sub(w, frames));
    if (isFading) late = faded(at, i, lanesFading, ringGather(ring, mask, i32x4.sub(w, before)), late);
    const into = dropped(f32x4.sub(v128.load(slotOf(io, i)), f32x4.mul(c, late)));
    ringWrite(ring, mask, w, aligned, into);
    v128.store(slotOf(io, i), f32x4.add(late, f32x4.mul(c, into)));
    w = i32x4.add(w, i32x4.splat(1));
  }
}
/** The reflections of n frames. */
function reflect(at: usize, n: i32, where: v128, isFading: bool): void {
  const r = changetype<Reverb>(at);
  const rate = f32x4.extract_lane(r.rate, 0);
  const ring = reflectionsAt(at, rate), mask = reflectionSlots(rate) - 1;
  const lanesFading = i32x4.ne(r.fading, i32x4.splat(0));
  const early = earlyOf(at);
  memory.fill(early, 0, <usize>n << 4);
  for (let tap = 0; tap < TAPS; tap++) {
    // A reflection from the other side is read at the other channel's time, then swapped.
    const crosses = (tap & 1) == 1;
    const gain = f32x4.splat(load<f32>(REFLECTIONS + <usize>(tap * 12), 8));
    const frames = v128.load(slotOf(lengthsOf(at), LINES + tap)), before = v128.load(slotOf(lengthsBeforeOf(at), LINES + tap));
    let w = where;
    for (let i = 0; i < n; i++) {
      let x = ringGather(ring, mask, i32x4.sub(w, frames));
      if (isFading) x = faded(at, i, lanesFading, ringGather(ring, mask, i32x4.sub(w, before)), x);
      if (crosses) x = swapPairs(x);
      v128.store(slotOf(early, i), f32x4.add(v128.load(slotOf(early, i)), f32x4.mul(gain, x)));
      w = i32x4.add(w, i32x4.splat(1));
    }
  }
}
/** Reads line `n` over the chunk: adds it to what leaves, absorbs, and keeps the result for the matrix. */
function readLine(at: usize, line: i32, n: i32, where: v128, isFading: bool, isMoving: bool): void {
  const r = changetype<Reverb>(at);
  const rate = f32x4.extract_lane(r.rate, 0);
  const ring = lineAt(at, rate, line), mask = lineSlots(rate) - 1;
  const frames = v128.load(slotOf(lengthsOf(at), line)), before = v128.load(slotOf(lengthsBeforeOf(at), line));
  const lanesFading = i32x4.ne(r.fading, i32x4.splat(0));
  const sign = signs(OUT, line);
  const gainAt = rampOf(at, LINE + 3 * line), lowAt = rampOf(at, LINE + 3 * line + 1), highAt = rampOf(at, LINE + 3 * line + 2);
  let gain = rampValue(gainAt), low = rampValue(lowAt), high = rampValue(highAt);
  let lowG = rampValue(rampOf(at, LOWFREQ)), highG = rampValue(rampOf(at, HIGHFREQ)), depth = rampValue(rampOf(at, DEPTH));
  const gainStep = rampStep(gainAt), lowStep = rampStep(lowAt), highStep = rampStep(highAt);
  const lowGStep = rampStep(rampOf(at, LOWFREQ)), highGStep = rampStep(rampOf(at, HIGHFREQ)), depthStep = rampStep(rampOf(at, DEPTH));
  const waveAt = slotOf(wavesOf(at), line);
  let wave = v128.load(waveAt);
  const waveStep = i32x4.trunc_sat_f32x4_s(f32x4.mul(r.waveStep, both(SPEEDS, line, 8)));
  const memory1 = lineMemoryOf(at, line), memory2 = memory1 + 16;
  let late = lateOf(at), work = workOf(at, line), w = where;
  for (let i = 0; i < n; i++) {
    gain = f32x4.add(gain, gainStep);
    low = f32x4.add(low, lowStep);
    high = f32x4.add(high, highStep);
    lowG = f32x4.add(lowG, lowGStep);
    highG = f32x4.add(highG, highGStep);
    depth = f32x4.add(depth, depthStep);
    let y = f32x4.splat(0);
    if (isMoving) {
      // A sine made of two parabolas: smooth, and slow enough that nobody hears the difference.
      const x = f32x4.mul(f32x4.convert_i32x4_s(wave), f32x4.splat(4.656612873077393e-10));
      const sway = f32x4.mul(depth, f32x4.mul(f32x4.mul(f32x4.splat(4), x), f32x4.sub(f32x4.splat(1), f32x4.abs(x))));
      const whole = wholeFrames(sway);
      const f = f32x4.sub(sway, f32x4.convert_i32x4_s(whole));
      const from = i32x4.sub(w, whole);
      y = ringCubicAt(ring, mask, i32x4.sub(from, frames), f);
      if (isFading) y = faded(at, i, lanesFading, ringCubicAt(ring, mask, i32x4.sub(from, before), f), y);
    } else {
      y = ringGather(ring, mask, i32x4.sub(w, frames));
      if (isFading) y = faded(at, i, lanesFading, ringGather(ring, mask, i32x4.sub(w, before)), y);
    }
    wave = i32x4.add(wave, waveStep);
    v128.store(late, f32x4.add(v128.load(late), v128.xor(y, sign)));
    y = f32x4.add(y, f32x4.mul(low, onePoleLow(memory1, y, lowG)));
    const under = onePoleLow(memory2, y, highG);
    y = f32x4.add(under, f32x4.mul(high, f32x4.sub(y, under)));
    v128.store(work, f32x4.mul(gain, y));
    late += 16;
    work += 16;
    w = i32x4.add(w, i32x4.splat(1));
  }
  v128.store(waveAt, wave);
  changetype<Ramp>(gainAt).value = gain;
  changetype<Ramp>(lowAt).value = low;
  changetype<Ramp>(highAt).value = high;
  if (line == LINES - 1) {
    changetype<Ramp>(rampOf(at, LOWFREQ)).value = lowG;
    changetype<Ramp>(rampOf(at, HIGHFREQ)).value = highG;
    changetype<Ramp>(rampOf(at, DEPTH)).value = depth;
  }
}
/** Through the matrix, together with what enters, and into the lines. */
function feed(at: usize, n: i32, where: v128, aligned: bool): void {
  const rate = f32x4.extract_lane(changetype<Reverb>(at).rate, 0);
  const mask = lineSlots(rate) - 1;
  const flip = i32x4(0, 0x80000000, 0, 0x80000000), quarter = f32x4.splat(0.25);
  let w = where;
  for (let i = 0; i < n; i++) {
    let a = v128.load(slotOf(workOf(at, 0), i)), b = v128.load(slotOf(workOf(at, 1), i)), c = v128.load(slotOf(workOf(at, 2), i)), d = v128.load(slotOf(workOf(at, 3), i));
    let e = v128.load(slotOf(workOf(at, 4), i)), f = v128.load(slotOf(workOf(at, 5), i)), g = v128.load(slotOf(workOf(at, 6), i)), h = v128.load(slotOf(workOf(at, 7), i));
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
    const x = f32x4.mul(rampNext(rampOf(at, LEVEL)), v128.load(slotOf(enterOf(at), i)));
    const own = f32x4.mul(x, f32x4.splat(OWN_IN)), other = f32x4.mul(swapPairs(x), f32x4.splat(CROSS_IN));
    write(at, rate, mask, 0, w, aligned, across(a, flip, quarter), own, other);
    write(at, rate, mask, 1, w, aligned, across(b, flip, quarter), own, other);
    write(at, rate, mask, 2, w, aligned, across(c, flip, quarter), own, other);
    write(at, rate, mask, 3, w, aligned, across(d, flip, quarter), own, other);
    write(at, rate, mask, 4, w, aligned, across(e, flip, quarter), own, other);
    write(at, rate, mask, 5, w, aligned, across(f, flip, quarter), own, other);
    write(at, rate, mask, 6, w, aligned, across(g, flip, quarter), own, other);
    write(at, rate, mask, 7, w, aligned, across(h, flip, quarter), own, other);
    w = i32x4.add(w, i32x4.splat(1));
  }
}
/** The butterfly across a stereo pair: (L + R, L − R), over the root of sixteen for all four. */
@inline function across(x: v128, flip: v128, quarter: v128): v128 { return f32x4.mul(quarter, f32x4.add(swapPairs(x), v128.xor(x, flip))); }
@inline function write(at: usize, rate: f32, mask: i32, line: i32, where: v128, aligned: bool, back: v128, own: v128, other: v128): void {
  const enters = v128.xor(f32x4.add(own, v128.xor(other, signs(CROSS, line))), signs(IN, line));
  ringWrite(lineAt(at, rate, line), mask, where, aligned, dropped(f32x4.add(back, enters)));
}
/** Dry, reflections and tail, into `io`. */
function leave(at: usize, io: usize, n: i32): void {
  const shelf = at + offsetof<Reverb>("shelf");
  const half = f32x4.splat(0.5);
  // The reflections lose half of what lies above the high crossover: walls do not return it all.
  for (let i = 0; i < n; i++) {
    const x = v128.load(slotOf(io, i)), e = v128.load(slotOf(earlyOf(at), i));
    const early = f32x4.mul(half, f32x4.add(e, onePoleLow(shelf, e, rampNext(rampOf(at, SHELF)))));
    const wet = f32x4.add(v128.load(slotOf(lateOf(at), i)), f32x4.mul(rampNext(rampOf(at, EARLY)), early));
    const out = f32x4.add(f32x4.mul(rampNext(rampOf(at, OWN)), wet), f32x4.mul(rampNext(rampOf(at, OTHER)), swapPairs(wet)));
    v128.store(slotOf(io, i), f32x4.add(f32x4.mul(rampNext(rampOf(at, DRY)), x), out));
  }
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
  const isMoving = begin(at, params, frames);
  const aligned = ringAligned(r.where);
  while (frames > 0) {
    const isFading = fades(at);
    const n = untilFaded(r.fading, beatFrames(at + offsetof<Reverb>("beat"), min(frames, CHUNK)));
    if (isFading) fadeCurve(at, n);
    enter(at, io, n, r.where, aligned, isFading);
    reflect(at, n, r.where, isFading);
    memory.fill(lateOf(at), 0, <usize>n << 4);
    for (let line = 0; line < LINES; line++) readLine(at, line, n, r.where, isFading, isMoving);
    feed(at, n, r.where, aligned);
    leave(at, io, n);
    r.where = i32x4.add(r.where, i32x4.splat(n));
    r.fading = i32x4.max_s(i32x4.splat(0), i32x4.sub(r.fading, i32x4.splat(n)));
    dropMemories(at, beatAdvance(at + offsetof<Reverb>("beat"), n));
    frames -= n;
    io += <usize>n << 4;
  }
}
