// Distortion: three pedals of one structure: a low cut, gain, a curve at about 400 kHz, a tone between a low and a high side, a low-pass.
// Source: D. Yeh, J. Abel, J. O. Smith, "Simplified, Physically-Informed Models of Distortion and Overdrive Guitar Effects Pedals", DAFx 2007: the overdrive's
// diodes in the feedback loop of the amplifier (the input goes past them, low cut 720 Hz, tone about 723 Hz), the distortion's diodes to ground and its tone,
// which fades between a low-pass of 234 Hz and a high-pass of 1063 Hz. The fuzz follows the same plan with the tone's corners of a large four-transistor one.
// Differs: diodes are curves of shaper.ts, without memory. Every parameter glides to its new value in about 60 ms, the pedal too.
// Cost: about 320 ns per frame of four channels at 48 kHz.
import * as P from "../catalog/layout/distortion";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { exp2, gainOfDb, log2, onePoleStep } from "@tonmeister/dsp/assembly/math";
import { any, entry, isOn } from "@tonmeister/dsp/assembly/lanes";
import {
  changed, coefficientOf, movingCurve, movingShape, movingShaperBytes, movingShaperMoves, movingShaperTo, movingSvf, movingSvfBytes, movingSvfMoves,
  movingSvfNext, movingSvfTo,
} from "@tonmeister/dsp/assembly/moving";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { CHUNK, keep, overBytes, overDown, overInput, overLatency, overStages, overUp, overWork } from "@tonmeister/dsp/assembly/oversample";
import { Curve, sineThrough } from "@tonmeister/dsp/assembly/shaper";
import { LOW_PASS, SvfState, svfDesign } from "@tonmeister/dsp/assembly/svf";

// By pedal: coefficients of the curve, bias, dB of drive from and to, part past the curve, Hz of the low cut, of the tone's two sides, of the low-pass.
// curves.ts has the same.
const PEDALS = memory.data<f32>([
  1.38, 0, -0.46, 0, 0, 0.12, 0, 6, 42, 1, 720, 723, 723, 4800,
  1.5, 0, -0.5, 0, 0, 0, 0.1, 12, 54, 0, 72, 234, 1063, 7200,
  1.5, -0.5, -0.5, 0.25, 0, 0, 0.35, 24, 66, 0, 40, 408, 1850, 5500,
]);
const COLUMNS: i32 = 14, COEFFICIENTS: i32 = 6;
const BIAS: i32 = 6, FROM: i32 = 7, TO: i32 = 8, PAST: i32 = 9, LOW: i32 = 10, DARK: i32 = 11, BRIGHT: i32 = 12, TOP: i32 = 13;
const LEVELLED: f32 = 0.25;
const INNER: i32 = 1;
const GLIDE_SECONDS: f32 = 0.015;
const BLOCK_HERTZ: f32 = 8;
const PARAMS: i32 = 7;

@unmanaged class Distortion {
  rate: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  blocker: v128 = f32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  // Filters.
  low: v128 = f32x4.splat(0);
  dark: v128 = f32x4.splat(0);
  bright: v128 = f32x4.splat(0);
  direct: v128 = f32x4.splat(0);
}
/** Gain and level are powers of 2. CLEAN is what goes past the curve, before the tone. */
const GAIN = 0, LEVEL = 1, CLEAN = 2, LOW_G = 3, DARK_G = 4, BRIGHT_G = 5, TONE = 6, WET = 7, DRY = 8, GLIDES = 9;
@inline function seenOf(at: usize): usize { return at + offsetof<Distortion>(); }
@inline function glideOf(at: usize, n: i32): usize { return seenOf(at) + (<usize>(PARAMS + 1) << 4) + <usize>n * offsetof<Glide>(); }
@inline function topOf(at: usize): usize { return glideOf(at, GLIDES); }
@inline function shaperOf(at: usize): usize { return topOf(at) + movingSvfBytes(); }
@inline function overOf(at: usize): usize { return shaperOf(at) + movingShaperBytes(); }
/** Place of new frames of the dry signal. */
@inline function dryOf(at: usize, latency: i32): usize { return overOf(at) + overBytes() + (<usize>latency << 4); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + dryOf(0, overLatency(overStages(sampleRate), INNER))) + (CHUNK << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Distortion>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  d.blocker = onePoleG(f32x4.splat(BLOCK_HERTZ), sampleRate);
}
function begin(at: usize, params: usize): void {
  if (!changed(seenOf(at), params, PARAMS)) return;
  const rate = f32x4.extract_lane(changetype<Distortion>(at).rate, 0);
  const one = f32x4.splat(1), percent = f32x4.splat(0.01);
  const pedal = v128.load(params + P.pedal);
  const curve = movingCurve(shaperOf(at)), c = changetype<Curve>(curve);
  for (let i: i32 = 0; i < COEFFICIENTS; i++) v128.store(coefficientOf(curve, i), entry(PEDALS, COLUMNS, pedal, i));
  const slope = f32x4.add(c.c1, c.line);
  movingShaperTo(shaperOf(at), entry(PEDALS, COLUMNS, pedal, BIAS));
  const from = entry(PEDALS, COLUMNS, pedal, FROM), clean = entry(PEDALS, COLUMNS, pedal, PAST);
  const drive = f32x4.add(from, f32x4.mul(f32x4.sub(entry(PEDALS, COLUMNS, pedal, TO), from), f32x4.mul(v128.load(params + P.drive), percent)));
  const gain = f32x4.div(gainOfDb(drive), slope);
  // What goes past the curve adds to its sine.
  const through = f32x4.add(sineThrough(curve, f32x4.mul(f32x4.splat(LEVELLED), gain)), f32x4.mul(f32x4.splat(LEVELLED), clean));
  const level = v128.bitselect(f32x4.div(f32x4.splat(LEVELLED), through), one, isOn(v128.load(params + P.level)));
  glideTo(glideOf(at, GAIN), log2(gain));
  glideTo(glideOf(at, LEVEL), log2(level));
  glideTo(glideOf(at, CLEAN), clean);
  const octaves = f32x4.mul(f32x4.sub(v128.load(params + P.tight), f32x4.splat(50)), f32x4.splat(0.05));
  glideTo(glideOf(at, LOW_G), onePoleG(f32x4.mul(entry(PEDALS, COLUMNS, pedal, LOW), exp2(octaves)), rate));
  glideTo(glideOf(at, DARK_G), onePoleG(entry(PEDALS, COLUMNS, pedal, DARK), rate));
  glideTo(glideOf(at, BRIGHT_G), onePoleG(entry(PEDALS, COLUMNS, pedal, BRIGHT), rate));
  glideTo(glideOf(at, TONE), f32x4.mul(v128.load(params + P.tone), percent));
  svfDesign(movingSvf(topOf(at)), f32x4.splat(LOW_PASS), entry(PEDALS, COLUMNS, pedal, TOP), f32x4.splat(0.70710678), f32x4.splat(0), rate);
  movingSvfTo(topOf(at));
  const output = gainOfDb(v128.load(params + P.output)), mix = f32x4.mul(v128.load(params + P.mix), percent);
  glideTo(glideOf(at, WET), f32x4.mul(output, mix));
  glideTo(glideOf(at, DRY), f32x4.mul(output, f32x4.sub(one, mix)));
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Distortion>(at);
  const stages = overStages(f32x4.extract_lane(d.rate, 0)), latency = overLatency(stages, INNER);
  const over = overOf(at), work = overWork(over, stages), dry = dryOf(at, latency), back = <usize>latency << 4;
  const step = d.step, blocker = d.blocker, two = f32x4.splat(2), one = f32x4.splat(1);
  begin(at, params);
  const moves = glidesMove(glideOf(at, 0), GLIDES) || movingShaperMoves(shaperOf(at)) || movingSvfMoves(topOf(at));
  const gain = exp2(changetype<Glide>(glideOf(at, GAIN)).wanted), level = exp2(changetype<Glide>(glideOf(at, LEVEL)).wanted);
  let loudest = f32x4.splat(0);
  while (frames > 0) {
    const n = min(CHUNK, beatFrames(at + offsetof<Distortion>("beat"), frames));
    const stop = <usize>n << 4;
    for (let i: usize = 0; i < stop; i += 16) {
      const x = v128.load(io + i);
      v128.store(dry + i, x);
      loudest = f32x4.max(loudest, f32x4.abs(x));
      const y = f32x4.sub(x, onePoleLow(at + offsetof<Distortion>("low"), x, glideNext(glideOf(at, LOW_G), step, moves)));
      v128.store(overInput(over) + i, f32x4.mul(y, moves ? exp2(glideNext(glideOf(at, GAIN), step, true)) : gain));
    }
    overUp(over, n, stages);
    movingShape(shaperOf(at), work, n, stages, step, moves);
    overDown(over, n, stages, io, INNER);
    for (let i: usize = 0; i < stop; i += 16) {
      const x = v128.load(dry + i - back);
      let y = f32x4.add(v128.load(io + i), f32x4.mul(glideNext(glideOf(at, CLEAN), step, moves), x));
      y = f32x4.sub(y, onePoleLow(at + offsetof<Distortion>("direct"), y, blocker));
      const dark = onePoleLow(at + offsetof<Distortion>("dark"), y, glideNext(glideOf(at, DARK_G), step, moves));
      const bright = f32x4.sub(y, onePoleLow(at + offsetof<Distortion>("bright"), y, glideNext(glideOf(at, BRIGHT_G), step, moves)));
      const tone = glideNext(glideOf(at, TONE), step, moves);
      y = f32x4.mul(two, f32x4.add(f32x4.mul(f32x4.sub(one, tone), dark), f32x4.mul(tone, bright)));
      y = movingSvfNext(topOf(at), y, step, moves);
      y = f32x4.mul(y, f32x4.mul(moves ? exp2(glideNext(glideOf(at, LEVEL), step, true)) : level, glideNext(glideOf(at, WET), step, moves)));
      v128.store(io + i, f32x4.add(y, f32x4.mul(glideNext(glideOf(at, DRY), step, moves), x)));
    }
    keep(dry, latency, n);
    const due = beatAdvance(at + offsetof<Distortion>("beat"), n);
    if (any(due)) {
      for (let s = at + offsetof<Distortion>("low"); s < at + offsetof<Distortion>(); s += 16) flushAt(s, due);
      for (let s: usize = 0; s < offsetof<SvfState>(); s += 16) flushAt(topOf(at) + s, due);
    }
    io += stop;
    frames -= n;
  }
  v128.store(state + P.reading_input, f32x4.mul(f32x4.splat(100), loudest));
}
