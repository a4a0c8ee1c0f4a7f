// Tape: record equalisation, the curve that high-frequency bias leaves, playback equalisation, head bump, loss of treble, and a speed that wanders.
// With enough bias a tape follows its anhysteretic curve, which is odd, has no memory and saturates: D. C. Jiles, D. L. Atherton, "Theory of Ferromagnetic
// Hysteresis", J. Magn. Magn. Mater. 61, 1986; H. N. Bertram, "Theory of Magnetic Recording", 1994, chapter 10. Its slope here is K (1 + k u²)(1 − u²):
// k = −1 with too much bias, −0.6 as it should be, up to 2.4 with too little, where small signals are recorded less than larger ones.
// Differs: no hysteresis loop, which bias removes. Work at about 400 kHz and antialiasing as in shaper.ts, which a curve without memory allows.
// Equalisations: shelves at the standards' time constants, 70, 35 and 17.5 µs (IEC 60094-1), so that treble saturates first. Loss: what spacing, thickness
// and gap leave after playback equalisation, a low-pass of the second order. Bump: the contour of a playback head at wavelengths near its own length,
// a bell with a shallower dip an octave above. Wow and flutter: sines of two and three frequencies, read between frames by fractional.ts.
// Latency: that of oversample.ts and 2 ms of room for the wandering. Cost: about 260 ns per frame of four channels at 48 kHz, 350 with wow and flutter.
import * as P from "../catalog/layout/tape";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { exp2, gainOfDb, log2, onePoleStep, select, sinTurns, tanHalfTurns } from "@tonmeister/dsp/assembly/math";
import { any, entry, isOn } from "@tonmeister/dsp/assembly/lanes";
import {
  changed, movingCurve, movingShape, movingShaperBytes, movingShaperMoves, movingShaperTo, movingSvf, movingSvfBytes, movingSvfMoves, movingSvfNext, movingSvfTo,
  shelfBytes, shelfMoves, shelfNext, shelfTo,
} from "@tonmeister/dsp/assembly/moving";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { CHUNK, keep, overBytes, overDown, overInput, overLatency, overStages, overUp, overWork } from "@tonmeister/dsp/assembly/oversample";
import { ringAligned, ringRead, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringSinc, wholeFrames } from "@tonmeister/dsp/assembly/fractional";
import { Curve, sineThrough } from "@tonmeister/dsp/assembly/shaper";
import { BELL, LOW_PASS, SvfState, svfDesign } from "@tonmeister/dsp/assembly/svf";

// By speed: Hz of the equalisations, of the bump, of the loss at 50 %. curves.ts has the same.
const SPEEDS = memory.data<f32>([
  2274, 38, 15000,
  4547, 66, 20000,
  9095, 118, 26000,
]);
const COLUMNS: i32 = 3, EMPHASIS: i32 = 0, BUMP: i32 = 1, LOSS: i32 = 2;
/** dB of treble more in recording than in playing, of the bump and of the dip above it at 100 %, of treble that a bias of 100 % costs. */
const EMPHASIS_DB: f32 = 9, BUMP_DB: f32 = 2.5, DIP_DB: f32 = -1, BIAS_DB: f32 = -4;
const NOMINAL: f32 = -0.6;
const LEVELLED: f32 = 0.25;
const INNER: i32 = 1;
const GLIDE_SECONDS: f32 = 0.015;
const BLOCK_HERTZ: f32 = 5;
/** Of the wanderings in Hz, and each one's part of the speed at 100 %. */
const WOWS = 2, WANDERINGS = 5;
const HERTZ = memory.data<f32>([0.53, 0.87, 6.1, 9.7, 14.3]);
const PARTS = memory.data<f32>([0.0025, 0.0025, 0.001, 0.001, 0.001]);
const PARAMS: i32 = 10;

@unmanaged class Tape {
  rate: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  blocker: v128 = f32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  where: v128 = i32x4.splat(0);
  direct: v128 = f32x4.splat(0);
}
/** Record and output level are powers of 2; wow and flutter parts of 1. */
const GAIN = 0, LEVEL = 1, WOW = 2, FLUTTER = 3, WET = 4, DRY = 5, GLIDES = 6;
const RECORD = 0, PLAY = 1, SHELVES = 2;
const HEAD = 0, DIP = 1, TREBLE = 2, FILTERS = 3;
@inline function phaseOf(at: usize, n: i32): usize { return at + offsetof<Tape>() + (<usize>n << 4); }
@inline function seenOf(at: usize): usize { return phaseOf(at, WANDERINGS); }
@inline function glideOf(at: usize, n: i32): usize { return seenOf(at) + (<usize>(PARAMS + 1) << 4) + <usize>n * offsetof<Glide>(); }
@inline function shelfOf(at: usize, n: i32): usize { return glideOf(at, GLIDES) + <usize>n * shelfBytes(); }
@inline function filterOf(at: usize, n: i32): usize { return shelfOf(at, SHELVES) + <usize>n * movingSvfBytes(); }
@inline function shaperOf(at: usize): usize { return filterOf(at, FILTERS); }
@inline function overOf(at: usize): usize { return shaperOf(at) + movingShaperBytes(); }
@inline function latency(rate: f32): i32 { return overLatency(overStages(rate), INNER) + wander(rate); }
@inline function wander(rate: f32): i32 { return <i32>rate * 2 / 1000 + 8; }
/** Place of new frames of the dry signal; behind it the ring of the wet one. */
@inline function dryOf(at: usize, rate: f32): usize { return overOf(at) + overBytes() + (<usize>latency(rate) << 4); }
@inline function ringOf(at: usize, rate: f32): usize { return dryOf(at, rate) + (CHUNK << 4); }
@inline function slots(rate: f32): i32 { return ringSlots(2 * wander(rate) + 8); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0, sampleRate)) + (slots(sampleRate) << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Tape>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  d.blocker = onePoleG(f32x4.splat(BLOCK_HERTZ), sampleRate);
}
function begin(at: usize, params: usize): void {
  if (!changed(seenOf(at), params, PARAMS)) return;
  const d = changetype<Tape>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const zero = f32x4.splat(0), one = f32x4.splat(1), percent = f32x4.splat(0.01);
  const speed = v128.load(params + P.speed), bias = f32x4.mul(v128.load(params + P.bias), percent);
  const k = f32x4.add(f32x4.splat(NOMINAL), f32x4.mul(bias, select(f32x4.lt(bias, zero), f32x4.splat(-3), f32x4.splat(-0.4))));
  const curve = movingCurve(shaperOf(at)), c = changetype<Curve>(curve);
  const K = f32x4.div(one, f32x4.add(f32x4.splat(2.0 / 3.0), f32x4.mul(k, f32x4.splat(2.0 / 15.0))));
  c.c1 = K;
  c.c3 = f32x4.mul(K, f32x4.mul(f32x4.splat(1.0 / 3.0), f32x4.sub(k, one)));
  c.c5 = f32x4.mul(K, f32x4.mul(f32x4.splat(-0.2), k));
  movingShaperTo(shaperOf(at), zero);
  // Bias decides how much of a small signal is recorded: the gain is that of the nominal one's slope.
  const gain = f32x4.mul(gainOfDb(v128.load(params + P.drive)), f32x4.splat(2.0 / 3.0 + NOMINAL * 2.0 / 15.0));
  const level = select(isOn(v128.load(params + P.level)), f32x4.div(f32x4.splat(LEVELLED), sineThrough(curve, f32x4.mul(f32x4.splat(LEVELLED), gain))), one);
  glideTo(glideOf(at, GAIN), log2(gain));
  glideTo(glideOf(at, LEVEL), log2(level));
  glideTo(glideOf(at, WOW), f32x4.mul(v128.load(params + P.wow), percent));
  glideTo(glideOf(at, FLUTTER), f32x4.mul(v128.load(params + P.flutter), percent));
  const emphasis = gainOfDb(f32x4.splat(EMPHASIS_DB)), unbiased = gainOfDb(f32x4.mul(bias, f32x4.splat(BIAS_DB)));
  // The time constant is the shelf's lower corner.
  const turn = f32x4.mul(entry(SPEEDS, COLUMNS, speed, EMPHASIS), f32x4.splat(1 / rate));
  const g = tanHalfTurns(f32x4.min(f32x4.splat(0.4), f32x4.mul(turn, f32x4.sqrt(emphasis))));
  shelfTo(shelfOf(at, RECORD), one, emphasis, g);
  shelfTo(shelfOf(at, PLAY), one, f32x4.div(unbiased, emphasis), f32x4.div(g, f32x4.sqrt(unbiased)));
  const bump = f32x4.mul(v128.load(params + P.bump), percent), hz = entry(SPEEDS, COLUMNS, speed, BUMP);
  svfDesign(movingSvf(filterOf(at, HEAD)), f32x4.splat(BELL), hz, f32x4.splat(0.9), f32x4.mul(bump, f32x4.splat(BUMP_DB)), rate);
  svfDesign(movingSvf(filterOf(at, DIP)), f32x4.splat(BELL), f32x4.mul(hz, f32x4.splat(2.1)), f32x4.splat(1.2), f32x4.mul(bump, f32x4.splat(DIP_DB)), rate);
  const octaves = f32x4.mul(f32x4.sub(f32x4.splat(50), v128.load(params + P.loss)), f32x4.splat(0.03));
  svfDesign(movingSvf(filterOf(at, TREBLE)), f32x4.splat(LOW_PASS), f32x4.mul(entry(SPEEDS, COLUMNS, speed, LOSS), exp2(octaves)), f32x4.splat(0.65), zero, rate);
  for (let n: i32 = 0; n < FILTERS; n++) movingSvfTo(filterOf(at, n));
  const output = gainOfDb(v128.load(params + P.output)), mix = f32x4.mul(v128.load(params + P.mix), percent);
  glideTo(glideOf(at, WET), f32x4.mul(output, mix));
  glideTo(glideOf(at, DRY), f32x4.mul(output, f32x4.sub(one, mix)));
}
function anyMoves(at: usize): bool {
  if (glidesMove(glideOf(at, 0), GLIDES) || movingShaperMoves(shaperOf(at)) || shelfMoves(shelfOf(at, RECORD)) || shelfMoves(shelfOf(at, PLAY))) return true;
  for (let n: i32 = 0; n < FILTERS; n++) if (movingSvfMoves(filterOf(at, n))) return true;
  return false;
}
/** Frames by which the tape runs late now, against the middle. */
@inline function wandering(at: usize, wow: v128, flutter: v128, rate: f32): v128 {
  let late = f32x4.splat(0);
  for (let n: i32 = 0; n < WANDERINGS; n++) {
    const turns = f32x4.mul(f32x4.convert_i32x4_s(v128.load(phaseOf(at, n))), f32x4.splat(2.3283064365386963e-10));
    const hertz = load<f32>(HERTZ + (<usize>n << 2)), part = load<f32>(PARTS + (<usize>n << 2));
    late = f32x4.add(late, f32x4.mul(f32x4.mul(n < WOWS ? wow : flutter, f32x4.splat(part * rate / (6.2831855 * hertz))), sinTurns(turns)));
  }
  return late;
}
@inline function advance(at: usize, rate: f32): void {
  for (let n: i32 = 0; n < WANDERINGS; n++) {
    const per = i32x4.splat(<i32>nearest(load<f32>(HERTZ + (<usize>n << 2)) * (4294967296 / rate)));
    v128.store(phaseOf(at, n), i32x4.add(v128.load(phaseOf(at, n)), per));
  }
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Tape>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const stages = overStages(rate), over = overOf(at), work = overWork(over, stages), middle = wander(rate);
  const dry = dryOf(at, rate), ring = ringOf(at, rate), mask = slots(rate) - 1, back = <usize>latency(rate) << 4;
  const step = d.step, blocker = d.blocker;
  begin(at, params);
  const moves = anyMoves(at);
  const gain = exp2(changetype<Glide>(glideOf(at, GAIN)).wanted), level = exp2(changetype<Glide>(glideOf(at, LEVEL)).wanted);
  const still = !moves && !any(f32x4.gt(f32x4.add(changetype<Glide>(glideOf(at, WOW)).wanted, changetype<Glide>(glideOf(at, FLUTTER)).wanted), f32x4.splat(0)));
  const aligned = ringAligned(d.where);
  let loudest = f32x4.splat(0);
  while (frames > 0) {
    const n = min(CHUNK, beatFrames(at + offsetof<Tape>("beat"), frames));
    const stop = <usize>n << 4;
    for (let i: usize = 0; i < stop; i += 16) {
      const x = v128.load(io + i);
      v128.store(dry + i, x);
      loudest = f32x4.max(loudest, f32x4.abs(x));
      const y = shelfNext(shelfOf(at, RECORD), x, step, moves);
      v128.store(overInput(over) + i, f32x4.mul(y, moves ? exp2(glideNext(glideOf(at, GAIN), step, true)) : gain));
    }
    overUp(over, n, stages);
    movingShape(shaperOf(at), work, n, stages, step, moves);
    overDown(over, n, stages, io, INNER);
    for (let i: usize = 0; i < stop; i += 16) {
      let y = v128.load(io + i);
      y = f32x4.sub(y, onePoleLow(at + offsetof<Tape>("direct"), y, blocker));
      y = shelfNext(shelfOf(at, PLAY), y, step, moves);
      y = movingSvfNext(filterOf(at, HEAD), y, step, moves);
      y = movingSvfNext(filterOf(at, DIP), y, step, moves);
      y = movingSvfNext(filterOf(at, TREBLE), y, step, moves);
      ringWrite(ring, mask, d.where, aligned, y);
      y = ringRead(ring, mask, d.where, aligned, middle);
      if (!still) {
        const late = wandering(at, glideNext(glideOf(at, WOW), step, moves), glideNext(glideOf(at, FLUTTER), step, moves), rate);
        const whole = wholeFrames(late);
        const read = ringSinc(ring, mask, i32x4.sub(d.where, i32x4.add(i32x4.splat(middle), whole)), f32x4.sub(late, f32x4.convert_i32x4_s(whole)));
        // A tape that runs evenly is read at frames, whatever its neighbours do.
        y = select(f32x4.eq(late, f32x4.splat(0)), y, read);
      }
      advance(at, rate);
      d.where = i32x4.add(d.where, i32x4.splat(1));
      y = f32x4.mul(y, f32x4.mul(moves ? exp2(glideNext(glideOf(at, LEVEL), step, true)) : level, glideNext(glideOf(at, WET), step, moves)));
      v128.store(io + i, f32x4.add(y, f32x4.mul(glideNext(glideOf(at, DRY), step, moves), v128.load(dry + i - back))));
    }
    keep(dry, latency(rate), n);
    const due = beatAdvance(at + offsetof<Tape>("beat"), n);
    if (any(due)) {
      flushAt(at + offsetof<Tape>("direct"), due);
      for (let s: i32 = 0; s < SHELVES; s++) flushAt(shelfOf(at, s), due);
      for (let f: i32 = 0; f < FILTERS; f++) for (let s: usize = 0; s < offsetof<SvfState>(); s += 16) flushAt(filterOf(at, f) + s, due);
    }
    io += stop;
    frames -= n;
  }
  v128.store(state + P.reading_input, f32x4.mul(f32x4.splat(100), loudest));
}
