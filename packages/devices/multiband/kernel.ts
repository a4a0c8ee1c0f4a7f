// Multiband compressor: Linkwitz-Riley crossovers into four bands, each with a feed-forward compressor in decibels, linked over each stereo pair by the louder
// channel. Split in the middle first, then each half, which gets the all-pass of the other half's crossover: the bands stay in phase and sum to an all-pass.
// Sources: crossover.ts (Linkwitz; D'Appolito), reduction.ts (Giannoulis, Massberg, Reiss).
// Deviates: branching smoothing and a mean square of 10 ms as in the compressor. Mix is against the bands before their compressors, not against the input,
// whose phase is another.
// Cost: about 330 operations and four divisions per frame for four channels.
import * as P from "../catalog/layout/multiband";
import { Glide, beatAdvance, beatFrames, flushAt, glideNext, glideTo, glidesMove } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, gainOfDb, onePoleStep } from "@tonmeister/dsp/assembly/math";
import { SvfState, svfFlush, svfG } from "@tonmeister/dsp/assembly/svf";
import { any, isOn, linkMax } from "@tonmeister/dsp/assembly/lanes";
import { gainOf, overKnee, smoothed } from "@tonmeister/dsp/assembly/reduction";
import { Crossover, CrossoverState, crossoverAllPass, crossoverFlush, crossoverNext, crossoverSet } from "@tonmeister/dsp/assembly/crossover";

const BANDS: i32 = 4;
const RMS_SECONDS: f32 = 0.01;
const GLIDE_SECONDS: f32 = 0.01;

@unmanaged class Multiband {
  beat: v128 = f32x4.splat(0);
  // For the current frame.
  knee: v128 = f32x4.splat(0);
  kneeScale: v128 = f32x4.splat(0);
  mix: v128 = f32x4.splat(0);
  output: v128 = f32x4.splat(0);
  rms: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  rmsStep: v128 = f32x4.splat(0);
  glideStep: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
  /** The halves, then the bands, of one frame. */
  half0: v128 = f32x4.splat(0);
  half1: v128 = f32x4.splat(0);
  band0: v128 = f32x4.splat(0);
  band1: v128 = f32x4.splat(0);
  band2: v128 = f32x4.splat(0);
  band3: v128 = f32x4.splat(0);
}
@unmanaged class Band {
  /** dB, smoothed, and the most of it in this call. */
  reduction: v128 = f32x4.splat(0);
  most: v128 = f32x4.splat(0);
  square: v128 = f32x4.splat(0);
  attack: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
  seenAttack: v128 = f32x4.splat(0);
  seenRelease: v128 = f32x4.splat(0);
  // For the current frame.
  threshold: v128 = f32x4.splat(0);
  slope: v128 = f32x4.splat(0);
  gain: v128 = f32x4.splat(0);
  on: v128 = f32x4.splat(0);
  heard: v128 = f32x4.splat(0);
}
/** Glides of a band, then of all. */
const THRESHOLD = 0, SLOPE = 1, GAIN = 2, ON = 3, HEARD = 4, OF_BAND = 5;
const KNEE = 20, MIX = 21, OUTPUT = 22, RMS = 23, G = 24, GLIDES = 27;
@inline function bandAt(at: usize, n: i32): usize { return at + offsetof<Multiband>() + <usize>n * offsetof<Band>(); }
@inline function glideAt(at: usize, n: i32): usize { return bandAt(at, BANDS) + <usize>n * offsetof<Glide>(); }
/** Crossovers 0…2, from low to high, and the memories of their splits. */
@inline function crossoverAt(at: usize, n: i32): usize { return glideAt(at, GLIDES) + <usize>n * offsetof<Crossover>(); }
@inline function splitAt(at: usize, n: i32): usize { return crossoverAt(at, 3) + <usize>n * offsetof<CrossoverState>(); }
/** All-passes of the low half (through the highest crossover) and of the high half (through the lowest). */
@inline function allPassAt(at: usize, n: i32): usize { return splitAt(at, 3) + <usize>n * offsetof<SvfState>(); }
/** A parameter of a band: bands follow each other in device.ts. */
@inline function paramOf(params: usize, n: i32, first: usize): v128 { return v128.load(params + first + <usize>n * (P.b2on - P.b1on)); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + allPassAt(0, 2)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const m = changetype<Multiband>(state + P.STATE);
  m.rate = f32x4.splat(sampleRate);
  m.rmsStep = onePoleStep(f32x4.splat(RMS_SECONDS), sampleRate);
  m.glideStep = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
}

/** Takes the parameters in; returns whether any is on its way. */
function begin(at: usize, params: usize): bool {
  const m = changetype<Multiband>(at);
  const rate = f32x4.extract_lane(m.rate, 0), one = f32x4.splat(1);
  let soloed = i32x4.splat(0);
  for (let n = 0; n < BANDS; n++) soloed = v128.or(soloed, isOn(paramOf(params, n, P.b1solo)));
  for (let n = 0; n < BANDS; n++) {
    const b = changetype<Band>(bandAt(at, n));
    const attack = paramOf(params, n, P.b1attack), release = paramOf(params, n, P.b1release);
    if (any(v128.or(v128.not(m.isSet), v128.or(f32x4.ne(attack, b.seenAttack), f32x4.ne(release, b.seenRelease))))) {
      b.attack = onePoleStep(attack, rate);
      b.release = onePoleStep(release, rate);
      b.seenAttack = attack;
      b.seenRelease = release;
    }
    b.most = f32x4.splat(0);
    const glides = OF_BAND * n;
    glideTo(glideAt(at, glides + THRESHOLD), paramOf(params, n, P.b1threshold));
    glideTo(glideAt(at, glides + SLOPE), f32x4.sub(one, f32x4.div(one, paramOf(params, n, P.b1ratio))));
    glideTo(glideAt(at, glides + GAIN), paramOf(params, n, P.b1gain));
    glideTo(glideAt(at, glides + ON), v128.and(one, isOn(paramOf(params, n, P.b1on))));
    glideTo(glideAt(at, glides + HEARD), v128.and(one, v128.or(v128.not(soloed), isOn(paramOf(params, n, P.b1solo)))));
  }
  m.isSet = i32x4.splat(-1);
  glideTo(glideAt(at, KNEE), f32x4.max(v128.load(params + P.knee), f32x4.splat(0.01)));
  glideTo(glideAt(at, MIX), f32x4.mul(v128.load(params + P.mix), f32x4.splat(0.01)));
  glideTo(glideAt(at, OUTPUT), gainOfDb(v128.load(params + P.output)));
  glideTo(glideAt(at, RMS), v128.and(one, isOn(v128.load(params + P.detector))));
  // A crossover pushes the next one before it.
  const x1 = v128.load(params + P.x1), x2 = f32x4.max(x1, v128.load(params + P.x2)), x3 = f32x4.max(x2, v128.load(params + P.x3));
  glideTo(glideAt(at, G), svfG(x1, rate));
  glideTo(glideAt(at, G + 1), svfG(x2, rate));
  glideTo(glideAt(at, G + 2), svfG(x3, rate));
  return glidesMove(glideAt(at, 0), GLIDES);
}
/** The next frame's parameters. */
function advance(at: usize, moves: bool): void {
  const m = changetype<Multiband>(at), step = m.glideStep;
  for (let n = 0; n < BANDS; n++) {
    const b = changetype<Band>(bandAt(at, n)), glides = OF_BAND * n;
    b.threshold = glideNext(glideAt(at, glides + THRESHOLD), step, moves);
    b.slope = glideNext(glideAt(at, glides + SLOPE), step, moves);
    b.gain = glideNext(glideAt(at, glides + GAIN), step, moves);
    b.on = glideNext(glideAt(at, glides + ON), step, moves);
    b.heard = glideNext(glideAt(at, glides + HEARD), step, moves);
  }
  m.knee = glideNext(glideAt(at, KNEE), step, moves);
  m.kneeScale = f32x4.div(f32x4.splat(0.5), m.knee);
  m.mix = glideNext(glideAt(at, MIX), step, moves);
  m.output = glideNext(glideAt(at, OUTPUT), step, moves);
  m.rms = glideNext(glideAt(at, RMS), step, moves);
  for (let n = 0; n < 3; n++) crossoverSet(crossoverAt(at, n), glideNext(glideAt(at, G + n), step, moves));
}
/** What a band becomes. */
@inline function compressed(at: usize, n: i32, means: bool, x: v128): v128 {
  const m = changetype<Multiband>(at), b = changetype<Band>(bandAt(at, n));
  let level = f32x4.abs(x);
  if (means) {
    b.square = f32x4.add(b.square, f32x4.mul(f32x4.sub(f32x4.mul(x, x), b.square), m.rmsStep));
    level = f32x4.add(level, f32x4.mul(m.rms, f32x4.sub(f32x4.sqrt(b.square), level)));
  }
  const over = f32x4.sub(dbOfGain(f32x4.max(linkMax(level), f32x4.splat(1e-10))), b.threshold);
  b.reduction = smoothed(b.reduction, f32x4.mul(f32x4.mul(b.on, b.slope), overKnee(over, m.knee, m.kneeScale)), b.attack, b.release);
  b.most = f32x4.max(b.most, b.reduction);
  const gain = gainOf(f32x4.sub(f32x4.mul(b.on, b.gain), b.reduction));
  const parallel = f32x4.add(f32x4.sub(f32x4.splat(1), m.mix), f32x4.mul(m.mix, gain));
  return f32x4.mul(f32x4.mul(x, parallel), b.heard);
}
@inline function frame(at: usize, means: bool, x: v128): v128 {
  const m = changetype<Multiband>(at);
  const halves = at + offsetof<Multiband>("half0"), bands = at + offsetof<Multiband>("band0");
  crossoverNext(crossoverAt(at, 1), splitAt(at, 1), x, halves);
  crossoverNext(crossoverAt(at, 0), splitAt(at, 0), crossoverAllPass(crossoverAt(at, 2), allPassAt(at, 0), m.half0), bands);
  crossoverNext(crossoverAt(at, 2), splitAt(at, 2), crossoverAllPass(crossoverAt(at, 0), allPassAt(at, 1), m.half1), bands + 32);
  const low = f32x4.add(compressed(at, 0, means, m.band0), compressed(at, 1, means, m.band1));
  const high = f32x4.add(compressed(at, 2, means, m.band2), compressed(at, 3, means, m.band3));
  return f32x4.mul(f32x4.add(low, high), m.output);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const moves = begin(at, params);
  if (!moves) advance(at, false);
  const zero = f32x4.splat(0);
  // Lanes that need no mean square forget theirs, whatever their neighbours do.
  const rms = changetype<Glide>(glideAt(at, RMS)), needs = f32x4.ne(v128.or(rms.wanted, rms.left), zero);
  for (let n = 0; n < BANDS; n++) {
    const b = changetype<Band>(bandAt(at, n));
    b.square = v128.and(b.square, needs);
  }
  const means = any(needs);
  while (frames > 0) {
    const n = beatFrames(at, frames);
    const end = io + (<usize>n << 4);
    if (!moves && !means) for (; io < end; io += 16) v128.store(io, frame(at, false, v128.load(io)));
    else
      for (; io < end; io += 16) {
        if (moves) advance(at, true);
        v128.store(io, frame(at, true, v128.load(io)));
      }
    const due = beatAdvance(at, n);
    if (any(due)) {
      for (let i = 0; i < BANDS; i++) {
        flushAt(bandAt(at, i) + offsetof<Band>("reduction"), due);
        flushAt(bandAt(at, i) + offsetof<Band>("square"), due);
      }
      for (let i = 0; i < 3; i++) crossoverFlush(splitAt(at, i), due);
      for (let i = 0; i < 2; i++) svfFlush(allPassAt(at, i), due);
    }
    frames -= n;
  }
  let most = zero;
  for (let n = 0; n < BANDS; n++) {
    const own = changetype<Band>(bandAt(at, n)).most;
    v128.store(state + P.reading_reduction1 + (<usize>n << 4), own);
    most = f32x4.max(most, own);
  }
  v128.store(state + P.reading_reduction, most);
}
