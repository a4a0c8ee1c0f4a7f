// What dsp's tests measure of the primitives: each on arrays in memory. Compiled by the tests only.
import * as math from "./math";
import { expFalling, sinQuarter } from "./math64";
import { SINC_POINTS, sincEven, sincOdd } from "./sinc";
import { lane } from "./lanes";
import { Ramp, rampTo, rampNext, rampReset, beatFrames, beatAdvance, flushAt } from "./smooth";
import { Svf, SvfState, svfDesign, svfNext, svfLow, svfG } from "./svf";
import { randomSeed, randomNext } from "./random";
import { onePoleG, onePoleLow, onePoleTo } from "./onepole";
import { ringWrite, ringAligned, ringRead, ringReadLanes, ringLinear, ringCubic, ringSlots } from "./delay";
import { allPassNext, allPassCoefficient } from "./allpass";
import { Adsr, AdsrRates, adsrSet, adsrStart, adsrRelease, adsrStop, adsrFill, adsrNext, adsrSounding, peakNext, meanSquareNext } from "./envelope";
import { convolve, convolverBegin, convolverBytes, convolverFade, convolverFades, convolverInit, convolverPiece, convolverPieceFrom, convolverPieceTaps, convolverStart, convolverWrite } from "./convolver";
import { fftEnter, fftLeave, fftPass, fftPassBack, fftTable, fftTableBytes } from "./fft";
import { saw, pulse, square, triangle, sine, phaseNext, oscStep } from "./oscillator";
import * as over from "./oversample";
import { Shaper, curveAbout, shape } from "./shaper";

/** One function of one slot over `count` slots in place. */
export function map(id: i32, io: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const at = io + (<usize>i << 4);
    const x = v128.load(at);
    let y = x;
    if (id == 0) y = math.exp2(x);
    else if (id == 1) y = math.exp(x);
    else if (id == 2) y = math.log2(x);
    else if (id == 3) y = math.gainOfDb(x);
    else if (id == 4) y = math.dbOfGain(x);
    else if (id == 5) y = math.sinTurns(x);
    else if (id == 6) y = math.cosTurns(x);
    else if (id == 7) y = math.sin(x);
    else if (id == 8) y = math.cos(x);
    else if (id == 9) y = math.tan(x);
    else if (id == 10) y = math.tanHalfTurns(x);
    else if (id == 11) y = math.tanh(x);
    else if (id == 12) y = math.onePoleStep(x, 48000);
    v128.store(at, y);
  }
}
/** The functions in double precision. */
export function double(id: i32, x: f64): f64 { return id == 0 ? expFalling(x) : sinQuarter(x); }
/** Weights of the 32 points of kernel `set` at a fraction, one to a slot. */
export function sinc(set: i32, fraction: f32, out: usize): void {
  const f = f32x4.splat(fraction - 0.5), f2 = f32x4.mul(f, f);
  for (let group: usize = 0; group < 4; group++) {
    const even = sincEven(set, group, f2), odd = sincOdd(set, group, f, f2);
    const first = f32x4.add(even, odd), mirrored = f32x4.sub(even, odd);
    for (let n = 0; n < 4; n++) {
      const i = (<i32>group << 2) + n;
      v128.store(out + (<usize>i << 4), f32x4.splat(lane(first, n)));
      v128.store(out + (<usize>(SINC_POINTS - 1 - i) << 4), f32x4.splat(lane(mirrored, n)));
    }
  }
}
export function rampBytes(): i32 { return offsetof<Ramp>(); }
export function ramp(state: usize, target: f32, out: usize, frames: i32): void {
  rampTo(state, f32x4.splat(target), frames);
  for (let i = 0; i < frames; i++) v128.store(out + (<usize>i << 4), rampNext(state));
}
/** An SVF section; state behind it. */
export function svf(at: usize, type: f32, hz: f32, q: f32, db: f32, sampleRate: f32, io: usize, frames: i32): void {
  svfDesign(at, f32x4.splat(type), f32x4.splat(hz), f32x4.splat(q), f32x4.splat(db), sampleRate);
  const state = at + offsetof<Svf>();
  for (let i = 0; i < frames; i++) { const p = io + (<usize>i << 4); v128.store(p, svfNext(at, state, v128.load(p))); }
}
/** A low-pass whose cutoff moves exponentially from `from` to `to` Hz over the frames. */
export function svfSweep(state: usize, from: f32, to: f32, q: f32, sampleRate: f32, io: usize, frames: i32): void {
  const span = math.log2(f32x4.splat(to / from));
  for (let i = 0; i < frames; i++) {
    const p = io + (<usize>i << 4);
    const hz = f32x4.mul(f32x4.splat(from), math.exp2(f32x4.mul(span, f32x4.splat(<f32>i / <f32>frames))));
    v128.store(p, svfLow(state, v128.load(p), svfG(hz, sampleRate), f32x4.splat(1 / q)));
  }
}
export function noise(seed: u32, state: usize, out: usize, frames: i32): void {
  if (seed != 0) randomSeed(state, seed);
  for (let i = 0; i < frames; i++) v128.store(out + (<usize>i << 4), randomNext(state));
}
export function onePole(state: usize, hz: f32, sampleRate: f32, io: usize, frames: i32): void {
  const G = onePoleG(f32x4.splat(hz), sampleRate);
  for (let i = 0; i < frames; i++) { const p = io + (<usize>i << 4); v128.store(p, onePoleLow(state, v128.load(p), G)); }
}
export function allPass(state: usize, c: f32, io: usize, frames: i32): void {
  for (let i = 0; i < frames; i++) { const p = io + (<usize>i << 4); v128.store(p, allPassNext(state, v128.load(p), f32x4.splat(c))); }
}
/** Delays by four times, `kind` 0 whole, 1 linear, 2 cubic, 3 whole and common to all lanes (lane 0). `where` is a slot. */
export function delay(kind: i32, ring: usize, slots: i32, where: usize, times: usize, io: usize, frames: i32): void {
  const mask = slots - 1;
  const t = v128.load(times);
  const whole = i32x4.trunc_sat_f32x4_s(t);
  let at = v128.load(where);
  const aligned = ringAligned(at);
  for (let i = 0; i < frames; i++) {
    const p = io + (<usize>i << 4);
    ringWrite(ring, mask, at, aligned, v128.load(p));
    let y = t;
    if (kind == 0) y = ringReadLanes(ring, mask, at, whole);
    else if (kind == 1) y = ringLinear(ring, mask, at, t);
    else if (kind == 2) y = ringCubic(ring, mask, at, t);
    else y = ringRead(ring, mask, at, aligned, i32x4.extract_lane(whole, 0));
    v128.store(p, y);
    at = i32x4.add(at, i32x4.splat(1));
  }
  v128.store(where, at);
}
export function slots(frames: i32): i32 { return ringSlots(frames); }
export function adsrBytes(): i32 { return offsetof<Adsr>() + offsetof<AdsrRates>(); }
export function adsr(at: usize, attack: f32, decay: f32, sustain: f32, release: f32, sampleRate: f32, out: usize, frames: i32): i32 {
  const rates = at + offsetof<Adsr>();
  adsrSet(rates, f32x4.splat(attack), f32x4.splat(decay), f32x4.splat(sustain), f32x4.splat(release), sampleRate);
  for (let i = 0; i < frames; i++) v128.store(out + (<usize>i << 4), adsrNext(at, rates));
  return adsrSounding(at);
}
/** As `adsr`, by adsrFill, in parts of `block` frames. */
export function adsrFilled(at: usize, attack: f32, decay: f32, sustain: f32, release: f32, sampleRate: f32, out: usize, frames: i32, block: i32): i32 {
  const rates = at + offsetof<Adsr>();
  adsrSet(rates, f32x4.splat(attack), f32x4.splat(decay), f32x4.splat(sustain), f32x4.splat(release), sampleRate);
  for (let i = 0; i < frames; i += block) adsrFill(at, rates, out + (<usize>i << 4), min(block, frames - i));
  return adsrSounding(at);
}
export function adsrGate(at: usize, lane: i32, what: i32): void {
  if (what == 1) adsrStart(at, lane); else if (what == 2) adsrRelease(at, lane); else adsrStop(at, lane);
}
export function follow(kind: i32, state: usize, attack: f32, release: f32, io: usize, frames: i32): void {
  const up = math.onePoleStep(f32x4.splat(attack), 48000);
  const down = math.onePoleStep(f32x4.splat(release), 48000);
  for (let i = 0; i < frames; i++) {
    const p = io + (<usize>i << 4);
    const x = v128.load(p);
    v128.store(p, kind == 0 ? peakNext(state, x, up, down) : kind == 1 ? meanSquareNext(state, x, up) : onePoleTo(state, x, up));
  }
}
/** Shape 0 saw, 1 pulse, 2 triangle, 3 sine, 4 square. Phase in a slot. */
export function oscillate(shape: i32, phaseAt: usize, hz: f32, width: f32, sampleRate: f32, out: usize, frames: i32): void {
  const step = oscStep(f32x4.splat(hz), sampleRate);
  let phase = v128.load(phaseAt);
  for (let i = 0; i < frames; i++) {
    const w = f32x4.splat(width);
    const y = shape == 0 ? saw(phase, step) : shape == 1 ? pulse(phase, step, w) : shape == 2 ? triangle(phase, step) : shape == 4 ? square(phase, step) : sine(phase);
    v128.store(out + (<usize>i << 4), y);
    phase = phaseNext(phase, step);
  }
  v128.store(phaseAt, phase);
}
/** Decay of a slot by `factor` per frame, flushed on the beat. */
export function fade(beat: usize, slot: usize, factor: f32, frames: i32): void {
  while (frames > 0) {
    const n = beatFrames(beat, frames);
    for (let i = 0; i < n; i++) v128.store(slot, f32x4.mul(v128.load(slot), f32x4.splat(factor)));
    flushAt(slot, beatAdvance(beat, n));
    frames -= n;
  }
}
export function overBytes(): usize { return over.overBytes(); }
export function overLatency(stages: i32, inner: i32): i32 { return over.overLatency(stages, inner); }
/** `frames` of `io` to 2^stages as many of `high`, and back. */
export function overUp(at: usize, stages: i32, io: usize, frames: i32, high: usize): void {
  for (let n = 0; frames > 0; frames -= n, io += <usize>n << 4, high += <usize>n << (4 + stages)) {
    n = min(frames, over.CHUNK);
    memory.copy(over.overInput(at), io, <usize>n << 4);
    over.overUp(at, n, stages);
    memory.copy(high, over.overWork(at, stages), <usize>n << (4 + stages));
  }
}
export function overDown(at: usize, stages: i32, inner: i32, high: usize, frames: i32, io: usize): void {
  for (let n = 0; frames > 0; frames -= n, io += <usize>n << 4, high += <usize>n << (4 + stages)) {
    n = min(frames, over.CHUNK);
    memory.copy(over.overWork(at, stages), high, <usize>n << (4 + stages));
    over.overDown(at, n, stages, io, inner);
  }
}
/** A shaper, zeroed, with its curve behind it. */
export function shaper(at: usize, bias: f32, io: usize, frames: i32): void {
  const curve = at + offsetof<Shaper>();
  if (bias) curveAbout(curve, f32x4.splat(bias));
  shape(at, curve, io, frames);
}
/** Values of a real block's polynomial, element by element, and back to twice as many samples. */
export function fftBytes(block: i32): usize { return fftTableBytes(block); }
export function fft(table: usize, x: usize, work: usize, block: i32): void {
  fftTable(table, block);
  fftEnter(x, work, block, 0, block / 16);
  for (let quarter = block / 16; quarter > 0; quarter >>= 2) fftPass(table, work, block, quarter, 0, block / 16);
}
export function fftBack(table: usize, work: usize, block: i32, out: usize): void {
  for (let quarter = 1; quarter <= block / 16; quarter <<= 2) fftPassBack(table, work, block, quarter, 0, block / 16);
  fftLeave(work, block, 0, block / 16, out, out + (<usize>block << 2));
}
export function convolverSize(taps: i32): usize { return convolverBytes(taps); }
export function convolverMake(c: usize, taps: i32): void { convolverInit(c, taps); }
/** Writes the four responses, planar one after the other, and starts or fades to them; false while a fade is under way. */
export function convolverSet(c: usize, responses: usize, taps: i32, straight: bool, fades: bool): bool {
  if (convolverFades(c)) return false;
  convolverBegin(c, taps, straight);
  for (let piece = 0; convolverPieceFrom(c, piece) < taps; piece++) {
    const from = convolverPieceFrom(c, piece), n = convolverPieceTaps(c, piece);
    for (let r = 0; r < 4; r++) {
      const to = convolverPiece(c, r);
      memory.fill(to, 0, <usize>n << 2);
      memory.copy(to, responses + (<usize>(r * taps + from) << 2), <usize>min(n, taps - from) << 2);
      convolverWrite(c, piece, r);
    }
  }
  if (fades) convolverFade(c);
  else convolverStart(c);
  return true;
}
/** In place, `block` frames at a time. */
export function convolveAll(c: usize, left: usize, right: usize, frames: i32, block: i32): void {
  while (frames > 0) {
    let n = min(block, frames);
    frames -= n;
    while (n > 0) {
      const done = convolve(c, left, right, left, right, n);
      left += <usize>done << 2;
      right += <usize>done << 2;
      n -= done;
    }
  }
}
