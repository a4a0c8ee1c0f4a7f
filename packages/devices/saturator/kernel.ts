// Saturator: tilt, drive, a biased curve, tilt back; at about 400 kHz and with the second-order antialiasing of shaper.ts.
// Sources: as oversample.ts and shaper.ts say. Tilts are first-order shelves of equal and opposite ends about 800 Hz (moving.ts), so that the second
// undoes the first exactly where nothing is bent. Every parameter glides to its new value in about 40 ms.
// The point of rest is 0 whatever the bias; the direct current that an asymmetric curve makes of a signal goes through a high-pass of 5 Hz.
// Cost: 250 to 330 ns per frame of four channels at 48 kHz.
import * as P from "../catalog/layout/saturator";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { exp2, gainOfDb, log2, onePoleStep, tanHalfTurns } from "@tonmeister/dsp/assembly/math";
import { any, entry, isOn } from "@tonmeister/dsp/assembly/lanes";
import {
  coefficientOf, movingCurve, movingShape, movingShaperBytes, movingShaperMoves, movingShaperTo, shelfBytes, shelfMoves, shelfNext, shelfTo,
} from "@tonmeister/dsp/assembly/moving";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { CHUNK, keep, overBytes, overDown, overInput, overLatency, overStages, overUp, overWork } from "@tonmeister/dsp/assembly/oversample";
import { Curve, sineThrough } from "@tonmeister/dsp/assembly/shaper";

// Coefficients of u … u⁵ and of u unclipped. curves.ts has the same.
const CURVES = memory.data<f32>([
  1.875, 0, -1.25, 0, 0.375, 0,
  1.5, 0, -0.5, 0, 0, 0,
  1, 0, 0, 0, 0, 0,
  1.5, -0.5, -0.5, 0.25, 0, 0,
  1.38, 0, -0.46, 0, 0, 0.12,
]);
const COEFFICIENTS: i32 = 6;
const MOST_BIAS: f32 = 0.7;
/** Amplitude of the sine whose level is kept: −12 dBFS. */
const LEVELLED: f32 = 0.25;
const PIVOT_HERTZ: f32 = 800;
/** Frames of the high rate that the shaper takes. */
const INNER: i32 = 1;
const GLIDE_SECONDS: f32 = 0.01;
const BLOCK_HERTZ: f32 = 5;

@unmanaged class Saturator {
  rate: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  pivot: v128 = f32x4.splat(0);
  blocker: v128 = f32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  direct: v128 = f32x4.splat(0);
}
/** Gain and level are powers of 2. */
const GAIN = 0, LEVEL = 1, WET = 2, DRY = 3, GLIDES = 4;
const COLOUR = 0, UNCOLOUR = 1, TONE = 2, SHELVES = 3;
@inline function glideOf(at: usize, n: i32): usize { return at + offsetof<Saturator>() + <usize>n * offsetof<Glide>(); }
@inline function shelfOf(at: usize, n: i32): usize { return glideOf(at, GLIDES) + <usize>n * shelfBytes(); }
@inline function shaperOf(at: usize): usize { return shelfOf(at, SHELVES); }
@inline function overOf(at: usize): usize { return shaperOf(at) + movingShaperBytes(); }
/** Place of new frames of the dry signal. */
@inline function dryOf(at: usize, latency: i32): usize { return overOf(at) + overBytes() + (<usize>latency << 4); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + dryOf(0, overLatency(overStages(sampleRate), INNER))) + (CHUNK << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Saturator>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  d.pivot = tanHalfTurns(f32x4.splat(min<f32>(0.4, PIVOT_HERTZ / sampleRate)));
  d.blocker = onePoleG(f32x4.splat(BLOCK_HERTZ), sampleRate);
}
function begin(at: usize, params: usize): void {
  const d = changetype<Saturator>(at);
  const one = f32x4.splat(1), percent = f32x4.splat(0.01);
  const curve = movingCurve(shaperOf(at)), which = v128.load(params + P.curve);
  for (let i: i32 = 0; i < COEFFICIENTS; i++) v128.store(coefficientOf(curve, i), entry(CURVES, COEFFICIENTS, which, i));
  const slope = f32x4.add(changetype<Curve>(curve).c1, changetype<Curve>(curve).line);
  const bias = f32x4.mul(v128.load(params + P.asymmetry), f32x4.splat(0.01 * MOST_BIAS));
  const gain = f32x4.div(gainOfDb(v128.load(params + P.drive)), slope);
  movingShaperTo(shaperOf(at), bias);
  glideTo(glideOf(at, GAIN), log2(gain));
  const colour = gainOfDb(v128.load(params + P.colour));
  const uncolour = f32x4.div(one, colour), tone = gainOfDb(v128.load(params + P.tone));
  shelfTo(shelfOf(at, COLOUR), uncolour, colour, d.pivot);
  shelfTo(shelfOf(at, UNCOLOUR), colour, uncolour, d.pivot);
  shelfTo(shelfOf(at, TONE), f32x4.div(one, tone), tone, d.pivot);
  const output = gainOfDb(v128.load(params + P.output)), mix = f32x4.mul(v128.load(params + P.mix), percent);
  const level = v128.bitselect(f32x4.div(f32x4.splat(LEVELLED), sineThrough(curve, f32x4.mul(f32x4.splat(LEVELLED), gain))), one, isOn(v128.load(params + P.level)));
  glideTo(glideOf(at, LEVEL), log2(level));
  glideTo(glideOf(at, WET), f32x4.mul(output, mix));
  glideTo(glideOf(at, DRY), f32x4.mul(output, f32x4.sub(one, mix)));
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Saturator>(at);
  const stages = overStages(f32x4.extract_lane(d.rate, 0)), latency = overLatency(stages, INNER);
  const over = overOf(at), work = overWork(over, stages), dry = dryOf(at, latency);
  const step = d.step, blocker = d.blocker;
  begin(at, params);
  const moves = glidesMove(glideOf(at, 0), GLIDES) || movingShaperMoves(shaperOf(at)) || shelfMoves(shelfOf(at, COLOUR)) || shelfMoves(shelfOf(at, TONE));
  const gain = exp2(changetype<Glide>(glideOf(at, GAIN)).wanted), level = exp2(changetype<Glide>(glideOf(at, LEVEL)).wanted);
  let loudest = f32x4.splat(0);
  while (frames > 0) {
    const n = min(CHUNK, beatFrames(at + offsetof<Saturator>("beat"), frames));
    const stop = <usize>n << 4;
    for (let i: usize = 0; i < stop; i += 16) {
      const x = v128.load(io + i);
      v128.store(dry + i, x);
      const y = shelfNext(shelfOf(at, COLOUR), x, step, moves);
      loudest = f32x4.max(loudest, f32x4.abs(y));
      v128.store(overInput(over) + i, f32x4.mul(y, moves ? exp2(glideNext(glideOf(at, GAIN), step, true)) : gain));
    }
    overUp(over, n, stages);
    movingShape(shaperOf(at), work, n, stages, step, moves);
    overDown(over, n, stages, io, INNER);
    for (let i: usize = 0; i < stop; i += 16) {
      let y = v128.load(io + i);
      y = f32x4.sub(y, onePoleLow(at + offsetof<Saturator>("direct"), y, blocker));
      y = shelfNext(shelfOf(at, UNCOLOUR), y, step, moves);
      y = shelfNext(shelfOf(at, TONE), y, step, moves);
      y = f32x4.mul(y, f32x4.mul(moves ? exp2(glideNext(glideOf(at, LEVEL), step, true)) : level, glideNext(glideOf(at, WET), step, moves)));
      v128.store(io + i, f32x4.add(y, f32x4.mul(glideNext(glideOf(at, DRY), step, moves), v128.load(dry + i - (<usize>latency << 4)))));
    }
    keep(dry, latency, n);
    const due = beatAdvance(at + offsetof<Saturator>("beat"), n);
    if (any(due)) {
      flushAt(at + offsetof<Saturator>("direct"), due);
      for (let i: i32 = 0; i < SHELVES; i++) flushAt(shelfOf(at, i), due);
    }
    io += stop;
    frames -= n;
  }
  v128.store(state + P.reading_input, f32x4.mul(f32x4.splat(100), loudest));
}
