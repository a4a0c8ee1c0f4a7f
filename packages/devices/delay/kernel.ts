// Stereo delay: a ring per channel, a loop with one-pole filters and a saturator, ping-pong, wow, ducked echoes.
// At rest the delay is a whole number of frames and a round without filters and saturation gives the same bits; while it moves (wow, glide) it is read
// between frames by 12 taps (fractional.ts). A new time is reached by a crossfade of 30 ms, or by a glide that bends the pitch as a tape's motor does,
// by half its speed at most.
// Source: general practice; saturation tanh(d·x)/d, which leaves quiet sounds alone; filters Zavalishin, "The Art of VA Filter Design", chapter 3.
// Ping-pong: both inputs' mean enters left, the loops cross. Feedback may pass 100 %: a bend above +12 dB holds the loop below +18 dB.
// Cost: about 90 operations a frame for four channels, 330 with wow, saturation and ducking.
import * as P from "../catalog/layout/delay";
import { Ramp, rampTo, rampMoves, rampNext, rampValue, beatFrames, beatAdvance } from "@tonmeister/dsp/assembly/smooth";
import { clamp, dbOfGain, exp2, gainOfDb, onePoleStep, select, sinTurns, tanh } from "@tonmeister/dsp/assembly/math";
import { any, isOn, leftRight, linkMax, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { peakNext } from "@tonmeister/dsp/assembly/envelope";
import { ringAligned, ringGather, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringSinc, SINC_REACH, wholeFrames } from "@tonmeister/dsp/assembly/fractional";

/** As in device.ts. */
const LONGEST: f32 = 4;
/** Seconds that wow may add: 50 cents at 0.1 Hz are 47 ms. */
const WOW_ROOM: f32 = 0.05;
const DROPPED: f32 = 1e-9;
const LOWCUT_OUT: f32 = 20.5;
const HIGHCUT_OUT: f32 = 19500;
const FADE_SECONDS: f32 = 0.03;
/** Time constant of the end of a glide, and its largest speed in frames per frame. */
const GLIDE_SECONDS: f32 = 0.1;
const GLIDE_SPEED: f32 = 0.5;
/** A glide ends when it is this near, in frames. */
const ARRIVED: f32 = 0.001;
/** The least delay, so that the interpolator finds what it needs. */
const LEAST: i32 = SINC_REACH + 1;
/** Where the loop bends: +12 dB, and how far above it can go: to +18 dB. */
const BEND: f32 = 4;
// Ducking starts at −45 dBFS of the input and is whole at −20.
const DUCK_FROM: f32 = -45;
const DUCK_SPAN: f32 = 25;
const DUCK_ATTACK: f32 = 0.004;
const DUCK_RELEASE: f32 = 0.3;

@unmanaged class Delay {
  where: v128 = i32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  /** Frames (i32) of the delay that sounds, and of the one it fades from; how far the fade is, 0…1. */
  frames: v128 = i32x4.splat(0);
  from: v128 = i32x4.splat(0);
  fade: v128 = f32x4.splat(1);
  /** Frames that a glide still has to go: the delay is `frames` + `away` + wow. */
  away: v128 = f32x4.splat(0);
  /** Wow: phase in 2⁻³² turns, step per frame. */
  phase: v128 = i32x4.splat(0);
  phaseStep: v128 = i32x4.splat(0);
  low: v128 = f32x4.splat(0);
  high: v128 = f32x4.splat(0);
  envelope: v128 = f32x4.splat(0);
  // Per call.
  wanted: v128 = i32x4.splat(0);
  glides: v128 = i32x4.splat(0);
  cutsLow: v128 = i32x4.splat(0);
  cutsHigh: v128 = i32x4.splat(0);
  drives: v128 = i32x4.splat(0);
  // Constants.
  rate: v128 = f32x4.splat(0);
  fadeStep: v128 = f32x4.splat(0);
  glideStep: v128 = f32x4.splat(0);
  attack: v128 = f32x4.splat(0);
  release: v128 = f32x4.splat(0);
}
// Ramps.
const FEEDBACK = 0, PING = 1, DRY = 2, OWN = 3, OTHER = 4, LOW = 5, HIGH = 6, DRIVE = 7, WOW = 8, DUCK = 9, RAMPS = 10;
@inline function rampOf(d: usize, n: i32): usize { return d + offsetof<Delay>() + <usize>n * offsetof<Ramp>(); }
@inline function ringOf(d: usize): usize { return rampOf(d, RAMPS); }
@inline function slots(rate: f32): i32 { return ringSlots(<i32>((LONGEST + WOW_ROOM) * rate) + 16); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0)) + (slots(sampleRate) << 4); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Delay>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.fade = f32x4.splat(1);
  d.fadeStep = f32x4.splat(1 / (FADE_SECONDS * sampleRate));
  d.glideStep = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
  d.attack = onePoleStep(f32x4.splat(DUCK_ATTACK), sampleRate);
  d.release = onePoleStep(f32x4.splat(DUCK_RELEASE), sampleRate);
  // The right channel's wow runs a quarter turn ahead.
  d.phase = i32x4(0, 0x40000000, 0, 0x40000000);
}

// What the loop has to do in some lane.
const MOVES = 1, BETWEEN = 2, DRIVES = 4, DUCKS = 8, CUTS_LOW = 16, CUTS_HIGH = 32;

/** Takes the parameters in and says what is to be done. */
function begin(at: usize, params: usize, frames: i32): i32 {
  const d = changetype<Delay>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const zero = f32x4.splat(0), one = f32x4.splat(1), half = f32x4.splat(0.5), percent = f32x4.splat(0.01);
  // A positive offset makes the right channel later, a negative one the left.
  const offset = f32x4.mul(v128.load(params + P.offset), percent);
  const later = f32x4.add(one, f32x4.max(zero, leftRight(f32x4.neg(offset), offset)));
  const seconds = f32x4.min(f32x4.splat(LONGEST), f32x4.mul(v128.load(params + P.time), later));
  const wanted = i32x4.max_s(i32x4.splat(LEAST), i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(seconds, f32x4.splat(rate)))));
  d.wanted = wanted;
  d.frames = select(d.isSet, d.frames, wanted);
  d.isSet = i32x4.splat(-1);
  d.glides = isOn(v128.load(params + P.change));
  const lowcut = v128.load(params + P.lowcut), highcut = v128.load(params + P.highcut);
  d.cutsLow = f32x4.gt(lowcut, f32x4.splat(LOWCUT_OUT));
  d.cutsHigh = f32x4.lt(highcut, f32x4.splat(HIGHCUT_OUT));
  // What is out of circuit counts as silent, whatever the neighbours do.
  d.low = v128.and(d.low, d.cutsLow);
  d.high = v128.and(d.high, d.cutsHigh);
  const ping = v128.and(isOn(v128.load(params + P.pingpong)), one);
  const mix = f32x4.mul(v128.load(params + P.mix), percent), width = f32x4.mul(v128.load(params + P.width), percent);
  // Dry and echoes are hardly related: their powers add up to one.
  const wet = f32x4.sqrt(mix);
  const drive = f32x4.mul(v128.load(params + P.drive), percent);
  const duck = v128.load(params + P.duck);
  // Speed ±s gives a swing of ±s·rate/2πf frames; kept so short that the delay stays a delay.
  const rateHz = v128.load(params + P.wowrate);
  const speed = f32x4.sub(exp2(f32x4.mul(v128.load(params + P.wow), f32x4.splat(1.0 / 1200))), one);
  const swing = f32x4.min(
    f32x4.div(f32x4.mul(speed, f32x4.splat(rate * 0.15915494309189535)), rateHz),
    f32x4.convert_i32x4_s(i32x4.sub(wanted, i32x4.splat(LEAST))));
  d.phaseStep = i32x4.trunc_sat_f32x4_s(f32x4.mul(rateHz, f32x4.splat(4294967296 / rate)));
  rampTo(rampOf(at, FEEDBACK), f32x4.mul(v128.load(params + P.feedback), percent), frames);
  rampTo(rampOf(at, PING), ping, frames);
  rampTo(rampOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)), frames);
  rampTo(rampOf(at, OWN), f32x4.mul(wet, f32x4.mul(half, f32x4.add(one, width))), frames);
  rampTo(rampOf(at, OTHER), f32x4.mul(wet, f32x4.mul(half, f32x4.sub(one, width))), frames);
  rampTo(rampOf(at, LOW), onePoleG(lowcut, rate), frames);
  rampTo(rampOf(at, HIGH), onePoleG(highcut, rate), frames);
  // Full saturation bends at −12 dBFS. Near 0 it is a straight line within 1e-4.
  rampTo(rampOf(at, DRIVE), f32x4.max(f32x4.splat(0.02), f32x4.mul(f32x4.splat(4), f32x4.mul(drive, drive))), frames);
  rampTo(rampOf(at, WOW), swing, frames);
  rampTo(rampOf(at, DUCK), duck, frames);
  // On while it moves towards off, too.
  d.drives = v128.or(f32x4.gt(drive, zero), f32x4.ne(changetype<Ramp>(rampOf(at, DRIVE)).step, zero));
  const ducks = v128.or(f32x4.gt(duck, zero), f32x4.ne(changetype<Ramp>(rampOf(at, DUCK)).step, zero));
  d.envelope = v128.and(d.envelope, ducks);
  let mode = 0;
  for (let n = 0; n < RAMPS; n++) if (rampMoves(rampOf(at, n))) mode = MOVES;
  const swings = f32x4.ne(swing, zero), turns = f32x4.ne(changetype<Ramp>(rampOf(at, WOW)).step, zero);
  if (any(v128.or(v128.or(swings, turns), f32x4.ne(d.away, zero))) || any(v128.and(d.glides, i32x4.ne(wanted, d.frames)))) mode |= BETWEEN;
  if (any(d.drives)) mode |= DRIVES;
  if (any(ducks)) mode |= DUCKS;
  if (any(d.cutsLow)) mode |= CUTS_LOW;
  if (any(d.cutsHigh)) mode |= CUTS_HIGH;
  return mode;
}
@inline function ramped(at: usize, n: i32, mode: i32): v128 { return mode & MOVES ? rampNext(rampOf(at, n)) : rampValue(rampOf(at, n)); }

/** Takes up a new time where the last one has been reached: a fade begins, or a glide gets further to go. */
function turnTo(d: Delay, ready: v128): void {
  const wanted = d.wanted;
  d.away = select(v128.and(ready, d.glides), f32x4.add(d.away, f32x4.convert_i32x4_s(i32x4.sub(d.frames, wanted))), d.away);
  const fades = v128.andnot(ready, d.glides);
  d.from = select(fades, d.frames, d.from);
  d.fade = v128.andnot(d.fade, fades);
  d.frames = select(ready, wanted, d.frames);
}
/** What the ring holds `frames` + `away` ago: the stored bits where `away` is 0. */
@inline function tap(ring: usize, mask: i32, where: v128, frames: v128, away: v128, mode: i32): v128 {
  const plain = ringGather(ring, mask, i32x4.sub(where, frames));
  if (!(mode & BETWEEN)) return plain;
  away = f32x4.max(away, f32x4.convert_i32x4_s(i32x4.sub(i32x4.splat(LEAST), frames)));
  const whole = wholeFrames(away);
  const f = f32x4.sub(away, f32x4.convert_i32x4_s(whole));
  const between = ringSinc(ring, mask, i32x4.sub(where, i32x4.add(frames, whole)), f);
  return select(f32x4.eq(away, f32x4.splat(0)), plain, between);
}
/** One frame; `ring` is written at `where`. */
@inline function frame(at: usize, ring: usize, mask: i32, where: v128, aligned: bool, mode: i32, x: v128): v128 {
  const d = changetype<Delay>(at);
  const zero = f32x4.splat(0), one = f32x4.splat(1), half = f32x4.splat(0.5);
  const ready = v128.and(i32x4.ne(d.wanted, d.frames), v128.or(d.glides, f32x4.ge(d.fade, one)));
  if (any(ready)) turnTo(d, ready);
  let away = d.away;
  if (mode & BETWEEN) {
    const step = clamp(f32x4.mul(away, d.glideStep), -GLIDE_SPEED, GLIDE_SPEED);
    away = f32x4.sub(away, step);
    away = v128.and(away, f32x4.gt(f32x4.abs(away), f32x4.splat(ARRIVED)));
    d.away = away;
    const swing = ramped(at, WOW, mode);
    away = f32x4.add(away, f32x4.mul(swing, sinTurns(f32x4.mul(f32x4.convert_i32x4_s(d.phase), f32x4.splat(2.3283064365386963e-10)))));
  }
  let y = tap(ring, mask, where, d.frames, away, mode);
  if (any(f32x4.lt(d.fade, one))) {
    const t = f32x4.min(one, f32x4.add(d.fade, d.fadeStep));
    d.fade = t;
    // Smoothstep: no corner where the fade begins and ends.
    const s = f32x4.mul(f32x4.mul(t, t), f32x4.sub(f32x4.splat(3), f32x4.add(t, t)));
    const old = tap(ring, mask, where, d.from, away, mode);
    y = select(f32x4.lt(t, one), f32x4.add(old, f32x4.mul(s, f32x4.sub(y, old))), y);
  }
  if (mode & CUTS_LOW) y = f32x4.sub(y, v128.and(d.cutsLow, onePoleLow(changetype<usize>(d) + offsetof<Delay>("low"), y, ramped(at, LOW, mode))));
  if (mode & CUTS_HIGH) y = select(d.cutsHigh, onePoleLow(changetype<usize>(d) + offsetof<Delay>("high"), y, ramped(at, HIGH, mode)), y);

  // Into the ring: input and what comes round, straight or crossed.
  const ping = ramped(at, PING, mode), straight = f32x4.sub(one, ping);
  const mean = v128.and(f32x4.mul(half, f32x4.add(x, swapPairs(x))), i32x4(-1, 0, -1, 0));
  const enters = f32x4.add(f32x4.mul(straight, x), f32x4.mul(ping, mean));
  const round = f32x4.add(f32x4.mul(straight, y), f32x4.mul(ping, swapPairs(y)));
  let into = f32x4.add(enters, f32x4.mul(ramped(at, FEEDBACK, mode), round));
  if (mode & DRIVES) {
    const drive = ramped(at, DRIVE, mode);
    into = select(d.drives, f32x4.div(tanh(f32x4.mul(drive, into)), drive), into);
  }
  const over = f32x4.max(zero, f32x4.sub(f32x4.abs(into), f32x4.splat(BEND)));
  if (any(f32x4.gt(over, zero))) {
    const bent = f32x4.add(f32x4.splat(BEND), f32x4.div(over, f32x4.add(one, f32x4.mul(over, f32x4.splat(1 / BEND)))));
    into = select(f32x4.gt(over, zero), v128.or(bent, v128.and(into, i32x4.splat(0x80000000))), into);
  }
  ringWrite(ring, mask, where, aligned, v128.and(into, f32x4.gt(f32x4.abs(into), f32x4.splat(DROPPED))));

  if (mode & DUCKS) {
    const level = peakNext(changetype<usize>(d) + offsetof<Delay>("envelope"), linkMax(f32x4.abs(x)), d.attack, d.release);
    const part = clamp(f32x4.mul(f32x4.sub(dbOfGain(level), f32x4.splat(DUCK_FROM)), f32x4.splat(1 / DUCK_SPAN)), 0, 1);
    y = f32x4.mul(y, gainOfDb(f32x4.neg(f32x4.mul(part, ramped(at, DUCK, mode)))));
  }
  const wet = f32x4.add(f32x4.mul(ramped(at, OWN, mode), y), f32x4.mul(ramped(at, OTHER, mode), swapPairs(y)));
  return f32x4.add(f32x4.mul(ramped(at, DRY, mode), x), wet);
}
@inline function dropAt(slot: usize, due: v128): void {
  const x = v128.load(slot);
  v128.store(slot, v128.and(x, v128.or(v128.not(due), f32x4.gt(f32x4.abs(x), f32x4.splat(DROPPED)))));
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Delay>(at);
  const mask = slots(f32x4.extract_lane(d.rate, 0)) - 1;
  const ring = ringOf(at);
  const mode = begin(at, params, frames);
  let where = d.where;
  const aligned = ringAligned(where);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Delay>("beat"), frames);
    for (let i = 0; i < n; i++) {
      v128.store(io, frame(at, ring, mask, where, aligned, mode, v128.load(io)));
      d.phase = i32x4.add(d.phase, d.phaseStep);
      where = i32x4.add(where, i32x4.splat(1));
      io += 16;
    }
    const due = beatAdvance(at + offsetof<Delay>("beat"), n);
    if (any(due)) {
      dropAt(at + offsetof<Delay>("low"), due);
      dropAt(at + offsetof<Delay>("high"), due);
      dropAt(at + offsetof<Delay>("envelope"), due);
    }
    frames -= n;
  }
  d.where = where;
}
