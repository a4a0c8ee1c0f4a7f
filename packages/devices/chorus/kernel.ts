// Chorus: one ring per channel, read by two to four voices whose delays swing as sines, spaced evenly over a turn; the right channel's between the left's.
// Read between frames by 12 taps (fractional.ts), so that moving voices stay bright. Delay and depth glide to new values (time constant 60 ms), voices
// come and go in 50 ms: nothing steps. The low cut (6 dB per octave) keeps the bottom, where voices would add up, dry.
// Source: Dattorro, "Effect Design, Part 2: Delay-Line Modulation and Chorus", JAES 45(10), 1997; several voices after general practice.
// Differs: no feedback (his "white chorus"), power-preserving mix. Cost: about 70 ns a frame and voice for four channels.
import * as P from "../catalog/layout/chorus";
import { Ramp, rampTo, rampNext, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { onePoleStep, select, sinTurns } from "@tonmeister/dsp/assembly/math";
import { any, leftRight, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { ringAligned, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringSinc, SINC_REACH, wholeFrames } from "@tonmeister/dsp/assembly/fractional";

/** Seconds of delay and depth at most, as in device.ts. */
const LONGEST: f32 = 0.05;
const LOWCUT_OUT: f32 = 20.5;
const GLIDE_SECONDS: f32 = 0.06;
/** A voice comes or goes in this time. */
const FADE_SECONDS: f32 = 0.05;
/** Turns a second by which voices move apart when another joins. */
const SPREAD_SPEED: f32 = 1;
const LEAST: i32 = SINC_REACH + 1;
const VOICES = 4;

@unmanaged class Chorus {
  where: v128 = i32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  /** Of the swing, in 2⁻³² turns. */
  phase: v128 = i32x4.splat(0);
  phaseStep: v128 = i32x4.splat(0);
  /** Frames, on their way to what is wanted. */
  delay: v128 = f32x4.splat(0);
  swing: v128 = f32x4.splat(0);
  low: v128 = f32x4.splat(0);
  // Per call.
  delayWanted: v128 = f32x4.splat(0);
  swingWanted: v128 = f32x4.splat(0);
  cutsLow: v128 = i32x4.splat(0);
  // Constants.
  rate: v128 = f32x4.splat(0);
  glideStep: v128 = f32x4.splat(0);
  fadeStep: v128 = f32x4.splat(0);
  spreadStep: v128 = f32x4.splat(0);
}
@unmanaged class Voice {
  /** Turns ahead of the phase, and gain; both on their way. */
  ahead: v128 = f32x4.splat(0);
  gain: v128 = f32x4.splat(0);
  aheadWanted: v128 = f32x4.splat(0);
  gainWanted: v128 = f32x4.splat(0);
}
const DRY = 0, OWN = 1, OTHER = 2, LOW = 3, RAMPS = 4;
@inline function rampOf(at: usize, n: i32): usize { return at + offsetof<Chorus>() + <usize>n * offsetof<Ramp>(); }
@inline function voiceOf(at: usize, n: i32): usize { return rampOf(at, RAMPS) + <usize>n * offsetof<Voice>(); }
@inline function ringOf(at: usize): usize { return voiceOf(at, VOICES); }
@inline function slots(rate: f32): i32 { return ringSlots(<i32>(LONGEST * rate) + 32); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0)) + (slots(sampleRate) << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Chorus>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.glideStep = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  d.fadeStep = f32x4.splat(1 / (FADE_SECONDS * sampleRate));
  d.spreadStep = f32x4.splat(SPREAD_SPEED / sampleRate);
}

function begin(at: usize, params: usize, frames: i32): void {
  const d = changetype<Chorus>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const zero = f32x4.splat(0), one = f32x4.splat(1), half = f32x4.splat(0.5), percent = f32x4.splat(0.01);
  // A whole number of frames, so that the fraction is that of the swing alone.
  const delay = f32x4.max(f32x4.splat(<f32>LEAST), f32x4.nearest(f32x4.mul(v128.load(params + P.delay), f32x4.splat(rate))));
  const swing = f32x4.min(f32x4.mul(v128.load(params + P.depth), f32x4.splat(rate)), f32x4.sub(delay, f32x4.splat(<f32>LEAST)));
  d.delayWanted = delay;
  d.swingWanted = swing;
  d.delay = select(d.isSet, d.delay, delay);
  d.swing = select(d.isSet, d.swing, swing);
  d.phaseStep = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(params + P.rate), f32x4.splat(4294967296 / rate))));
  const voices = f32x4.nearest(v128.load(params + P.voices));
  const share = f32x4.div(one, voices);
  // Voices are hardly related above the low cut: their powers add up to one.
  const gain = f32x4.sqrt(share);
  for (let n = 0; n < VOICES; n++) {
    const v = changetype<Voice>(voiceOf(at, n));
    v.aheadWanted = f32x4.mul(share, f32x4.add(f32x4.splat(<f32>n), leftRight(zero, half)));
    v.gainWanted = v128.and(gain, f32x4.gt(voices, f32x4.splat(<f32>n + 0.5)));
    v.ahead = select(d.isSet, v.ahead, v.aheadWanted);
    v.gain = select(d.isSet, v.gain, v.gainWanted);
  }
  d.isSet = i32x4.splat(-1);
  const lowcut = v128.load(params + P.lowcut);
  d.cutsLow = f32x4.gt(lowcut, f32x4.splat(LOWCUT_OUT));
  d.low = v128.and(d.low, d.cutsLow);
  const mix = f32x4.mul(v128.load(params + P.mix), percent), width = f32x4.mul(v128.load(params + P.width), percent);
  const wet = f32x4.sqrt(mix);
  rampTo(rampOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)), frames);
  rampTo(rampOf(at, OWN), f32x4.mul(wet, f32x4.mul(half, f32x4.add(one, width))), frames);
  rampTo(rampOf(at, OTHER), f32x4.mul(wet, f32x4.mul(half, f32x4.sub(one, width))), frames);
  rampTo(rampOf(at, LOW), onePoleG(lowcut, rate), frames);
}
/** x nearer to `wanted` by at most `step`; arrives exactly. */
@inline function nearer(x: v128, wanted: v128, step: v128): v128 {
  const away = f32x4.sub(wanted, x);
  return select(f32x4.le(f32x4.abs(away), step), wanted, f32x4.add(x, v128.or(step, v128.and(away, i32x4.splat(0x80000000)))));
}
@inline function frame(at: usize, ring: usize, mask: i32, where: v128, aligned: bool, x: v128): v128 {
  const d = changetype<Chorus>(at);
  const zero = f32x4.splat(0);
  ringWrite(ring, mask, where, aligned, x);
  const delay = f32x4.add(d.delay, f32x4.mul(d.glideStep, f32x4.sub(d.delayWanted, d.delay)));
  const swing = f32x4.add(d.swing, f32x4.mul(d.glideStep, f32x4.sub(d.swingWanted, d.swing)));
  d.delay = delay;
  d.swing = swing;
  const base = wholeFrames(delay);
  const rest = f32x4.sub(delay, f32x4.convert_i32x4_s(base));
  // While both glide the swing may reach too far.
  const least = f32x4.convert_i32x4_s(i32x4.sub(i32x4.splat(LEAST), base));
  const turns = f32x4.mul(f32x4.convert_i32x4_s(d.phase), f32x4.splat(2.3283064365386963e-10));
  let y = zero;
  for (let n = 0; n < VOICES; n++) {
    const v = changetype<Voice>(voiceOf(at, n));
    v.ahead = nearer(v.ahead, v.aheadWanted, d.spreadStep);
    v.gain = nearer(v.gain, v.gainWanted, d.fadeStep);
    if (!any(f32x4.gt(v.gain, zero))) continue;
    const away = f32x4.max(least, f32x4.add(rest, f32x4.mul(swing, sinTurns(f32x4.add(turns, v.ahead)))));
    const whole = wholeFrames(away);
    const f = f32x4.sub(away, f32x4.convert_i32x4_s(whole));
    y = f32x4.add(y, f32x4.mul(v.gain, ringSinc(ring, mask, i32x4.sub(where, i32x4.add(base, whole)), f)));
  }
  const G = rampNext(rampOf(at, LOW));
  if (any(d.cutsLow)) y = f32x4.sub(y, v128.and(d.cutsLow, onePoleLow(changetype<usize>(d) + offsetof<Chorus>("low"), y, G)));
  const wet = f32x4.add(f32x4.mul(rampNext(rampOf(at, OWN)), y), f32x4.mul(rampNext(rampOf(at, OTHER)), swapPairs(y)));
  return f32x4.add(f32x4.mul(rampNext(rampOf(at, DRY)), x), wet);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Chorus>(at);
  const mask = slots(f32x4.extract_lane(d.rate, 0)) - 1;
  const ring = ringOf(at);
  begin(at, params, frames);
  let where = d.where;
  const aligned = ringAligned(where);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Chorus>("beat"), frames);
    for (let i = 0; i < n; i++) {
      v128.store(io, frame(at, ring, mask, where, aligned, v128.load(io)));
      d.phase = i32x4.add(d.phase, d.phaseStep);
      where = i32x4.add(where, i32x4.splat(1));
      io += 16;
    }
    const due = beatAdvance(at + offsetof<Chorus>("beat"), n);
    if (any(due)) flushAt(at + offsetof<Chorus>("low"), due);
    frames -= n;
  }
  d.where = where;
}
