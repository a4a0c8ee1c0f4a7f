// Saturator: tilt, drive, a biased curve, tilt back; at about 400 kHz and with the second-order antialiasing of shaper.ts.
// Sources: as oversample.ts and shaper.ts say. Tilts are first-order shelves of equal and opposite ends about 800 Hz, so that the second undoes the first
// exactly where nothing is bent: V. Zavalishin, "The Art of VA Filter Design", 2018, chapter 2. Every parameter glides to its new value in about 40 ms.
// The point of rest is 0 whatever the bias; the direct current that an asymmetric curve makes of a signal goes through a high-pass of 5 Hz.
// Cost: 250 to 330 ns per frame of four channels at 48 kHz.
import * as P from "../catalog/layout/saturator";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { dbOfGain, exp2, gainOfDb, log2, onePoleStep, tanHalfTurns } from "@tonmeister/dsp/assembly/math";
import { any, isOn, lanes } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { CHUNK, keep, overBytes, overDown, overInput, overLatency, overStages, overUp, overWork } from "@tonmeister/dsp/assembly/oversample";
import { Curve, Shaper, curveAbout, curveAt, shape } from "@tonmeister/dsp/assembly/shaper";

// Coefficients of u … u⁵, of u unclipped, and the slope in the middle. curves.ts has the same.
const CURVES = memory.data<f32>([
  1.875, 0, -1.25, 0, 0.375, 0, 1.875,
  1.5, 0, -0.5, 0, 0, 0, 1.5,
  1, 0, 0, 0, 0, 0, 1,
  1.5, -0.5, -0.5, 0.25, 0, 0, 1.5,
  1.38, 0, -0.46, 0, 0, 0.12, 1.5,
]);
const COEFFICIENTS: i32 = 6;
const MOST_BIAS: f32 = 0.7;
const PIVOT_HERTZ: f32 = 800;
const GLIDE_SECONDS: f32 = 0.01;
const BLOCK_HERTZ: f32 = 5;

@unmanaged class Saturator {
  rate: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  pivot: v128 = f32x4.splat(0);
  blocker: v128 = f32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  // Filters.
  before: v128 = f32x4.splat(0);
  after: v128 = f32x4.splat(0);
  tone: v128 = f32x4.splat(0);
  direct: v128 = f32x4.splat(0);
}
/** The curve's six coefficients come first. A tilt is its high end, what the low end gets more, and its pole; gain and level are powers of 2. */
const BIAS = 6, GAIN = 7, COLOUR_HIGH = 8, COLOUR_MORE = 9, COLOUR_G = 10;
const UNCOLOUR_HIGH = 11, UNCOLOUR_MORE = 12, UNCOLOUR_G = 13, TONE_HIGH = 14, TONE_MORE = 15, TONE_G = 16, LEVEL = 17, WET = 18, DRY = 19, GLIDES = 20;
@inline function glideOf(at: usize, n: i32): usize { return at + offsetof<Saturator>() + <usize>n * offsetof<Glide>(); }
@inline function curveIn(at: usize): usize { return glideOf(at, GLIDES); }
@inline function shaperOf(at: usize): usize { return curveIn(at) + offsetof<Curve>(); }
@inline function overOf(at: usize): usize { return shaperOf(at) + offsetof<Shaper>(); }
/** Place of new frames of the dry signal. */
@inline function dryOf(at: usize, latency: i32): usize { return overOf(at) + overBytes() + (<usize>latency << 4); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + dryOf(0, overLatency(overStages(sampleRate)))) + (CHUNK << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Saturator>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  d.pivot = tanHalfTurns(f32x4.splat(min<f32>(0.4, PIVOT_HERTZ / sampleRate)));
  d.blocker = onePoleG(f32x4.splat(BLOCK_HERTZ), sampleRate);
}
/** Sets the three glides from `first` on to a tilt whose high end has gain `high`. */
function tiltTo(at: usize, first: i32, high: v128): void {
  const one = f32x4.splat(1);
  const g = f32x4.mul(changetype<Saturator>(at).pivot, high);
  glideTo(glideOf(at, first), high);
  glideTo(glideOf(at, first + 1), f32x4.sub(f32x4.div(one, high), high));
  glideTo(glideOf(at, first + 2), f32x4.div(g, f32x4.add(one, g)));
}
@inline function tilt(at: usize, first: i32, state: usize, x: v128, step: v128, moves: bool): v128 {
  const high = glideNext(glideOf(at, first), step, moves), more = glideNext(glideOf(at, first + 1), step, moves);
  return f32x4.add(f32x4.mul(high, x), f32x4.mul(more, onePoleLow(at + state, x, glideNext(glideOf(at, first + 2), step, moves))));
}
/** Gain that gives a sine of −12 dBFS its level back after `gain` and the curve: sums over eight points of it. */
function levelling(curve: usize, gain: v128): v128 {
  const a = f32x4.mul(f32x4.splat(0.25), gain);
  let sum = f32x4.splat(0), squares = f32x4.splat(0);
  for (let i = 0; i < 4; i++) {
    const x = f32x4.mul(a, f32x4.splat(i == 0 ? 0.19509032 : i == 1 ? 0.55557023 : i == 2 ? 0.83146961 : 0.98078528));
    const y = curveAt(curve, x), z = curveAt(curve, f32x4.neg(x));
    sum = f32x4.add(sum, f32x4.add(y, z));
    squares = f32x4.add(squares, f32x4.add(f32x4.mul(y, y), f32x4.mul(z, z)));
  }
  const power = f32x4.sub(squares, f32x4.mul(f32x4.splat(0.125), f32x4.mul(sum, sum)));
  return f32x4.sqrt(f32x4.div(f32x4.splat(0.25), f32x4.max(power, f32x4.splat(1e-12))));
}
/** Column `i` of each lane's curve. */
function fromTable(which: v128, i: i32): v128 {
  const at = CURVES + (<usize>i << 2), row: usize = (COEFFICIENTS + 1) << 2;
  const n = i32x4.trunc_sat_f32x4_s(f32x4.nearest(which));
  return lanes(load<f32>(at + i32x4.extract_lane(n, 0) * row), load<f32>(at + i32x4.extract_lane(n, 1) * row), load<f32>(at + i32x4.extract_lane(n, 2) * row), load<f32>(at + i32x4.extract_lane(n, 3) * row));
}
@inline function coefficientOf(curve: usize, i: i32): usize { return curve + (i < 5 ? <usize>i << 4 : offsetof<Curve>("line")); }
function begin(at: usize, params: usize): void {
  const d = changetype<Saturator>(at);
  const one = f32x4.splat(1), percent = f32x4.splat(0.01);
  const wanted = curveIn(at);
  const which = v128.load(params + P.curve);
  for (let i: i32 = 0; i < COEFFICIENTS; i++) {
    const c = fromTable(which, i);
    v128.store(coefficientOf(wanted, i), c);
    glideTo(glideOf(at, i), c);
  }
  const slope = fromTable(which, COEFFICIENTS);
  const bias = f32x4.mul(v128.load(params + P.asymmetry), f32x4.splat(0.01 * MOST_BIAS));
  const gain = f32x4.div(gainOfDb(v128.load(params + P.drive)), slope);
  glideTo(glideOf(at, BIAS), bias);
  glideTo(glideOf(at, GAIN), log2(gain));
  const colour = gainOfDb(v128.load(params + P.colour));
  tiltTo(at, COLOUR_HIGH, colour);
  tiltTo(at, UNCOLOUR_HIGH, f32x4.div(one, colour));
  tiltTo(at, TONE_HIGH, gainOfDb(v128.load(params + P.tone)));
  curveAbout(wanted, bias);
  const output = gainOfDb(v128.load(params + P.output)), mix = f32x4.mul(v128.load(params + P.mix), percent);
  const level = v128.bitselect(levelling(wanted, gain), one, isOn(v128.load(params + P.level)));
  glideTo(glideOf(at, LEVEL), log2(level));
  glideTo(glideOf(at, WET), f32x4.mul(output, mix));
  glideTo(glideOf(at, DRY), f32x4.mul(output, f32x4.sub(one, mix)));
}
/** The curve of this frame, while it moves. */
function moveCurve(at: usize, step: v128): void {
  const curve = curveIn(at);
  for (let i: i32 = 0; i < COEFFICIENTS; i++) v128.store(coefficientOf(curve, i), glideNext(glideOf(at, i), step, true));
  curveAbout(curve, glideNext(glideOf(at, BIAS), step, true));
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Saturator>(at);
  const stages = overStages(f32x4.extract_lane(d.rate, 0)), latency = overLatency(stages);
  const over = overOf(at), work = overWork(over, stages), dry = dryOf(at, latency);
  const step = d.step, blocker = d.blocker;
  begin(at, params);
  const moves = glidesMove(glideOf(at, 0), GLIDES);
  const gain = exp2(changetype<Glide>(glideOf(at, GAIN)).wanted), level = exp2(changetype<Glide>(glideOf(at, LEVEL)).wanted);
  let loudest = f32x4.splat(0);
  while (frames > 0) {
    const n = min(CHUNK, beatFrames(at + offsetof<Saturator>("beat"), frames));
    const stop = <usize>n << 4;
    for (let i: usize = 0; i < stop; i += 16) {
      const x = v128.load(io + i);
      v128.store(dry + i, x);
      const y = tilt(at, COLOUR_HIGH, offsetof<Saturator>("before"), x, step, moves);
      loudest = f32x4.max(loudest, f32x4.abs(y));
      v128.store(overInput(over) + i, f32x4.mul(y, moves ? exp2(glideNext(glideOf(at, GAIN), step, true)) : gain));
    }
    overUp(over, n, stages);
    if (moves)
      for (let i = 0; i < n; i++) {
        moveCurve(at, step);
        shape(shaperOf(at), curveIn(at), work + (<usize>i << (4 + stages)), 1 << stages);
      }
    else shape(shaperOf(at), curveIn(at), work, n << stages);
    overDown(over, n, stages, io);
    for (let i: usize = 0; i < stop; i += 16) {
      let y = v128.load(io + i);
      y = f32x4.sub(y, onePoleLow(at + offsetof<Saturator>("direct"), y, blocker));
      y = tilt(at, UNCOLOUR_HIGH, offsetof<Saturator>("after"), y, step, moves);
      y = tilt(at, TONE_HIGH, offsetof<Saturator>("tone"), y, step, moves);
      y = f32x4.mul(y, f32x4.mul(moves ? exp2(glideNext(glideOf(at, LEVEL), step, true)) : level, glideNext(glideOf(at, WET), step, moves)));
      v128.store(io + i, f32x4.add(y, f32x4.mul(glideNext(glideOf(at, DRY), step, moves), v128.load(dry + i - (<usize>latency << 4)))));
    }
    keep(dry, latency, n);
    const due = beatAdvance(at + offsetof<Saturator>("beat"), n);
    if (any(due)) for (let s = at + offsetof<Saturator>("before"); s < at + offsetof<Saturator>(); s += 16) flushAt(s, due);
    io += stop;
    frames -= n;
  }
  v128.store(state + P.reading_input, f32x4.max(f32x4.splat(-60), dbOfGain(loudest)));
}
