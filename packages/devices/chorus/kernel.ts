// Chorus: one ring per channel, read by two to four voices whose delays swing as sines, spaced evenly over a turn; the right channel's between the left's.
// Read between frames by 12 taps (fractional.ts), so that moving voices stay bright. Every parameter glides to its new value, delay and depth in about
// 120 ms, the others in 40: nothing steps. The low cut (6 dB per octave) keeps the bottom, where voices would add up, dry.
// Source: Dattorro, "Effect Design, Part 2: Delay-Line Modulation and Chorus", JAES 45(10), 1997; several voices after general practice.
// Differs: no feedback (his "white chorus"), power-preserving mix. Cost: about 65 ns a frame and voice for four channels.
import * as P from "../catalog/layout/chorus";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { lfoBytes, lfoInit, lfoNext, lfoTo, lfoTurns } from "@tonmeister/dsp/assembly/lfo";
import { onePoleStep, sinTurns } from "@tonmeister/dsp/assembly/math";
import { any, leftRight, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { ringAligned, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringSinc, SINC_REACH, wholeFrames } from "@tonmeister/dsp/assembly/fractional";

/** Seconds of delay and depth at most, as in device.ts. */
const LONGEST: f32 = 0.05;
const LOWCUT_OUT: f32 = 20.5;
/** Time constants of the two poles by which delay and depth, and all others, glide. */
const SLOW_SECONDS: f32 = 0.03;
const QUICK_SECONDS: f32 = 0.01;
const LEAST: i32 = SINC_REACH + 1;
const VOICES = 4;

@unmanaged class Chorus {
  where: v128 = i32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  low: v128 = f32x4.splat(0);
  // Constants.
  rate: v128 = f32x4.splat(0);
  slow: v128 = f32x4.splat(0);
  quick: v128 = f32x4.splat(0);
}
/** Delay and swing in frames, rate in Hz; LOW is the low cut's coefficient, CUT how far it is in circuit. */
const DRY = 0, OWN = 1, OTHER = 2, LOW = 3, CUT = 4, DELAY = 5, SWING = 6, HERTZ = 7, GLIDES = 8;
@inline function lfoOf(at: usize): usize { return at + offsetof<Chorus>(); }
@inline function glideOf(at: usize, n: i32): usize { return lfoOf(at) + lfoBytes() + <usize>n * offsetof<Glide>(); }
/** Of a voice: turns ahead of the phase, and gain. */
@inline function aheadOf(at: usize, n: i32): usize { return glideOf(at, GLIDES + n); }
@inline function gainOf(at: usize, n: i32): usize { return glideOf(at, GLIDES + VOICES + n); }
@inline function ringOf(at: usize): usize { return glideOf(at, GLIDES + 2 * VOICES); }
@inline function slots(rate: f32): i32 { return ringSlots(<i32>(LONGEST * rate) + 32); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0)) + (slots(sampleRate) << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Chorus>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  lfoInit(lfoOf(state + P.STATE), sampleRate);
  d.slow = onePoleStep(f32x4.splat(SLOW_SECONDS), sampleRate);
  d.quick = onePoleStep(f32x4.splat(QUICK_SECONDS), sampleRate);
}

function begin(at: usize, params: usize): void {
  const d = changetype<Chorus>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const zero = f32x4.splat(0), one = f32x4.splat(1), half = f32x4.splat(0.5), percent = f32x4.splat(0.01);
  // A whole number of frames, so that the fraction is that of the swing alone.
  const delay = f32x4.max(f32x4.splat(<f32>LEAST), f32x4.nearest(f32x4.mul(v128.load(params + P.delay), f32x4.splat(rate))));
  glideTo(glideOf(at, DELAY), delay);
  // Both glide alike, so that on their way, too, the swing is never more than the delay has room for.
  glideTo(glideOf(at, SWING), f32x4.min(f32x4.mul(v128.load(params + P.depth), f32x4.splat(rate)), f32x4.sub(delay, f32x4.splat(<f32>LEAST))));
  glideTo(glideOf(at, HERTZ), v128.load(params + P.rate));
  const voices = f32x4.nearest(v128.load(params + P.voices));
  const share = f32x4.div(one, voices);
  // Voices are hardly related above the low cut: their powers add up to one.
  const gain = f32x4.sqrt(share);
  for (let n = 0; n < VOICES; n++) {
    glideTo(aheadOf(at, n), f32x4.mul(share, f32x4.add(f32x4.splat(<f32>n), leftRight(zero, half))));
    glideTo(gainOf(at, n), v128.and(gain, f32x4.gt(voices, f32x4.splat(<f32>n + 0.5))));
  }
  const lowcut = v128.load(params + P.lowcut);
  glideTo(glideOf(at, CUT), v128.and(f32x4.gt(lowcut, f32x4.splat(LOWCUT_OUT)), one));
  glideTo(glideOf(at, LOW), onePoleG(lowcut, rate));
  const mix = f32x4.mul(v128.load(params + P.mix), percent), width = f32x4.mul(v128.load(params + P.width), percent);
  const wet = f32x4.sqrt(mix);
  glideTo(glideOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)));
  glideTo(glideOf(at, OWN), f32x4.mul(wet, f32x4.mul(half, f32x4.add(one, width))));
  glideTo(glideOf(at, OTHER), f32x4.mul(wet, f32x4.mul(half, f32x4.sub(one, width))));
}
@inline function frame(at: usize, ring: usize, mask: i32, where: v128, aligned: bool, moves: bool, x: v128): v128 {
  const d = changetype<Chorus>(at);
  const zero = f32x4.splat(0);
  ringWrite(ring, mask, where, aligned, x);
  const delay = glideNext(glideOf(at, DELAY), d.slow, moves), swing = glideNext(glideOf(at, SWING), d.slow, moves);
  const base = wholeFrames(delay);
  const rest = f32x4.sub(delay, f32x4.convert_i32x4_s(base));
  // What rounding may take off.
  const least = f32x4.convert_i32x4_s(i32x4.sub(i32x4.splat(LEAST), base));
  const turns = lfoTurns(lfoOf(at), d.slow, moves);
  let y = zero;
  for (let n = 0; n < VOICES; n++) {
    const ahead = glideNext(aheadOf(at, n), d.slow, moves), gain = glideNext(gainOf(at, n), d.quick, moves);
    if (!any(f32x4.gt(gain, zero))) continue;
    const away = f32x4.max(least, f32x4.add(rest, f32x4.mul(swing, sinTurns(f32x4.add(turns, ahead)))));
    const whole = wholeFrames(away);
    const f = f32x4.sub(away, f32x4.convert_i32x4_s(whole));
    y = f32x4.add(y, f32x4.mul(gain, ringSinc(ring, mask, i32x4.sub(where, i32x4.add(base, whole)), f)));
  }
  const G = glideNext(glideOf(at, LOW), d.quick, moves), cut = glideNext(glideOf(at, CUT), d.quick, moves);
  const low = onePoleLow(changetype<usize>(d) + offsetof<Chorus>("low"), y, G);
  y = f32x4.sub(y, f32x4.mul(cut, low));
  lfoNext(lfoOf(at), glideNext(glideOf(at, HERTZ), d.quick, moves));
  const wet = f32x4.add(f32x4.mul(glideNext(glideOf(at, OWN), d.quick, moves), y), f32x4.mul(glideNext(glideOf(at, OTHER), d.quick, moves), swapPairs(y)));
  return f32x4.add(f32x4.mul(glideNext(glideOf(at, DRY), d.quick, moves), x), wet);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Chorus>(at);
  const mask = slots(f32x4.extract_lane(d.rate, 0)) - 1;
  const ring = ringOf(at);
  begin(at, params);
  const moves = lfoTo(lfoOf(at), v128.load(params + P.turn), v128.load(params + P.rate), frames) || glidesMove(glideOf(at, 0), GLIDES + 2 * VOICES);
  let where = d.where;
  const aligned = ringAligned(where);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Chorus>("beat"), frames);
    for (let i = 0; i < n; i++) {
      v128.store(io, moves ? frame(at, ring, mask, where, aligned, true, v128.load(io)) : frame(at, ring, mask, where, aligned, false, v128.load(io)));
      where = i32x4.add(where, i32x4.splat(1));
      io += 16;
    }
    const due = beatAdvance(at + offsetof<Chorus>("beat"), n);
    if (any(due)) flushAt(at + offsetof<Chorus>("low"), due);
    frames -= n;
  }
  d.where = where;
}
