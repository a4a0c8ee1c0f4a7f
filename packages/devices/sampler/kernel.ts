// Sampler: zones by key and velocity, each a stretch of memory read at the note's speed. Four voices to a register, each with its own zone.
// Model: interpolation by 32 points of a Kaiser-windowed sinc between samples (sinc.ts). A note above its zone's root takes one of four narrower kernels,
// so that what would fold down is taken away first. A loop is read as the endless thing it is: neighbours beyond either end come from the other one.
// Source: A. Oppenheim, R. Schafer, "Discrete-Time Signal Processing", section 7.5 (the window). Deviations: the kernel is chosen when the note starts; bends
// keep it.
// Cost: about 135 ns per frame and group of four stereo voices, 40 ns at their roots.
// The data block is laid out by the engine: see ZONES in packages/engine/program.ts; 16 zeros lie before and behind each plane.
import * as P from "../catalog/layout/sampler";
import { Adsr, AdsrRates, adsrFill, adsrRelease, adsrSet, adsrSounding, adsrStart, adsrStop } from "@tonmeister/dsp/assembly/envelope";
import { any, laneMask, laneOf, setLane } from "@tonmeister/dsp/assembly/lanes";
import { exp2, gainOfDb } from "@tonmeister/dsp/assembly/math";
import { SINC_BEFORE, SINC_POINTS, sincEven, sincOdd, sincSet } from "@tonmeister/dsp/assembly/sinc";
import { Ramp, rampNext, rampTo } from "@tonmeister/dsp/assembly/smooth";
import { svfClear, svfG, svfLow, SvfState } from "@tonmeister/dsp/assembly/svf";

const HEADER: usize = 16, ZONE: usize = 64;
const PARAMS: usize = P.modulation + 16;
/** Frames for which the envelope is computed ahead. */
const SEGMENT: i32 = 16;
/** Where the position is kept: whole frames and 2^-24 parts of one, so that it never drifts. */
const FRACTION: f32 = 16777216;

@unmanaged class State {
  /** i32 lanes: whole frame, fraction of 2^24. */
  frame: v128 = f32x4.splat(0);
  part: v128 = f32x4.splat(0);
  key: v128 = f32x4.splat(0);
  velocity: v128 = f32x4.splat(0);
  /** Semitones from the zone's root at its own rate; gain of the zone. */
  tune: v128 = f32x4.splat(0);
  gain: v128 = f32x4.splat(0);
  speed: v128 = f32x4.splat(1);
  // i32 lanes, addresses and frames.
  left: v128 = f32x4.splat(0);
  right: v128 = f32x4.splat(0);
  frames: v128 = f32x4.splat(0);
  loopStart: v128 = f32x4.splat(0);
  /** 0 = no loop. */
  loopEnd: v128 = f32x4.splat(0);
  /** 1 once the loop's end was passed: then it also lies before its start. */
  looped: v128 = f32x4.splat(0);
  /** Which kernel interpolates. */
  kernel: v128 = f32x4.splat(0);
  fade: v128 = f32x4.splat(1);
  fadeStep: v128 = f32x4.splat(0);
  sampleRate: v128 = f32x4.splat(0);
  data: v128 = f32x4.splat(0);
}
const AMP: usize = P.STATE + offsetof<State>();
const RATES: usize = AMP + offsetof<Adsr>();
const FILTER_LEFT: usize = RATES + offsetof<AdsrRates>();
const FILTER_RIGHT: usize = FILTER_LEFT + offsetof<SvfState>();
const LEVEL: usize = FILTER_RIGHT + offsetof<SvfState>();
const CUTOFF: usize = LEVEL + offsetof<Ramp>();
/** The envelope of a segment; then the points around a loop's end, left and right. */
const ENVELOPE: usize = CUTOFF + offsetof<Ramp>();
const POINTS: usize = ENVELOPE + (<usize>SEGMENT << 4);
const LAST: usize = POINTS + 2 * (<usize>SINC_POINTS << 2);
const BYTES: usize = LAST + PARAMS;

export function stateBytes(sampleRate: f32): i32 { return <i32>BYTES; }
/** @param data  address of the zones, 0 = none: silent */
export function init(state: usize, sampleRate: f32, data: usize): void {
  memory.fill(state, 0, BYTES);
  const s = changetype<State>(state + P.STATE);
  s.sampleRate = f32x4.splat(sampleRate);
  s.fade = f32x4.splat(1);
  s.speed = f32x4.splat(1);
  s.data = i32x4.splat(<i32>data);
}
function prepare(state: usize, params: usize): void {
  if (memory.compare(state + LAST, params, PARAMS) == 0) return;
  memory.copy(state + LAST, params, PARAMS);
  const s = changetype<State>(state + P.STATE);
  const rate = f32x4.extract_lane(s.sampleRate, 0);
  adsrSet(state + RATES, v128.load(params + P.attack), v128.load(params + P.decay), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.sustain)), v128.load(params + P.release), rate);
  retune(state, params);
}
function retune(state: usize, params: usize): void {
  const s = changetype<State>(state + P.STATE);
  const semitones = f32x4.add(f32x4.add(s.tune, v128.load(params + P.bend)), f32x4.add(v128.load(params + P.transpose), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.fine))));
  s.speed = f32x4.min(f32x4.splat(64), exp2(f32x4.mul(semitones, f32x4.splat(<f32>(1.0 / 12.0)))));
}
export function start(state: usize, params: usize, lane: i32, key: f32, velocity: f32, seed: u32): void {
  prepare(state, params);
  const at = state + P.STATE;
  const data = <usize>i32x4.extract_lane(changetype<State>(at).data, 0);
  adsrStop(state + AMP, lane);
  if (!data) return;
  // Of the zones that fit, the seed takes turns: round robin without memory.
  const count = load<u32>(data);
  let fitting: u32 = 0;
  for (let z: u32 = 0; z < count; z++) if (fits(data + HEADER + <usize>z * ZONE, key, velocity)) fitting++;
  if (!fitting) return;
  let turn = (seed >> 8) % fitting;
  let zone: usize = 0;
  for (let z: u32 = 0; z < count; z++) {
    const candidate = data + HEADER + <usize>z * ZONE;
    if (!fits(candidate, key, velocity)) continue;
    if (!turn) { zone = candidate; break; }
    turn--;
  }
  const frames = load<u32>(zone, 40);
  if (!frames) return;
  // A new note begins with level and cutoff as they are, not on the way from where they were when the lane last sounded.
  for (let r = LEVEL; r < ENVELOPE; r += offsetof<Ramp>()) store<i32>(state + r + offsetof<Ramp>("isSet") + (<usize>lane << 2), 0);
  const loops = load<u32>(zone, 28) != 0 && load<u32>(zone, 36) > load<u32>(zone, 32) + 1;
  store<u32>(at + offsetof<State>("frame") + (<usize>lane << 2), <u32>(<f32>frames * load<f32>(params + P.start) * 0.01));
  store<u32>(at + offsetof<State>("part") + (<usize>lane << 2), 0);
  setLane(at + offsetof<State>("key"), lane, key);
  setLane(at + offsetof<State>("velocity"), lane, velocity);
  setLane(at + offsetof<State>("tune"), lane, key - load<f32>(zone, 16) + load<f32>(zone, 20) * 0.01);
  setLane(at + offsetof<State>("gain"), lane, load<f32>(zone, 24));
  store<u32>(at + offsetof<State>("left") + (<usize>lane << 2), load<u32>(zone, 48));
  store<u32>(at + offsetof<State>("right") + (<usize>lane << 2), load<u32>(zone, 52));
  store<u32>(at + offsetof<State>("frames") + (<usize>lane << 2), frames);
  store<u32>(at + offsetof<State>("loopStart") + (<usize>lane << 2), loops ? load<u32>(zone, 32) : 0);
  store<u32>(at + offsetof<State>("loopEnd") + (<usize>lane << 2), loops ? load<u32>(zone, 36) : 0);
  setLane(at + offsetof<State>("fade"), lane, 1);
  setLane(at + offsetof<State>("fadeStep"), lane, 0);
  svfClear(state + FILTER_LEFT, laneMask(lane));
  svfClear(state + FILTER_RIGHT, laneMask(lane));
  store<i32>(at + offsetof<State>("looped") + (<usize>lane << 2), 0);
  retune(state, params);
  store<i32>(at + offsetof<State>("kernel") + (<usize>lane << 2), sincSet(laneOf(at + offsetof<State>("speed"), lane)));
  adsrStart(state + AMP, lane);
}
@inline function fits(zone: usize, key: f32, velocity: f32): bool {
  return key >= load<f32>(zone) - 0.5 && key <= load<f32>(zone, 4) + 0.5 && velocity >= load<f32>(zone, 8) - 0.004 && velocity <= load<f32>(zone, 12) + 0.004;
}
export function release(state: usize, lane: i32): void { adsrRelease(state + AMP, lane); }
export function choke(state: usize, lane: i32): void {
  const rate = f32x4.extract_lane(changetype<State>(state + P.STATE).sampleRate, 0);
  setLane(state + P.STATE + offsetof<State>("fadeStep"), lane, 1 / (0.004 * rate));
}
export function sounding(state: usize): i32 { return adsrSounding(state + AMP); }

/** The 32 points around `frame` of a plane, where a loop turns: beyond its end from its start, and, once it was passed, before its start from its end. */
function gather(to: usize, plane: usize, frame: i32, loopStart: i32, loopEnd: i32, looped: bool): usize {
  const length = loopEnd - loopStart;
  for (let i = 0; i < SINC_POINTS; i++) {
    let at = frame - SINC_BEFORE + i;
    while (at >= loopEnd) at -= length;
    if (looped) while (at < loopStart) at += length;
    store<f32>(to + (<usize>i << 2), load<f32>(plane + (<usize>at << 2)));
  }
  return to + (<usize>SINC_BEFORE << 2);
}
/** Sum of the lanes, in all of them. */
@inline function total(x: v128): v128 {
  x = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.add(x, v128.shuffle<f32>(x, x, 1, 0, 3, 2));
}
/** Four points before `p` against the kernel's even part, the four mirrored ones behind it, and their difference against the odd part. */
@inline function points(p: usize, group: usize, even: v128, odd: v128, sum: v128): v128 {
  const a = v128.load(p + (group << 4) - (<usize>SINC_BEFORE << 2));
  const b = v128.load(p - (group << 4) + 52);
  const mirrored = v128.shuffle<f32>(b, b, 3, 2, 1, 0);
  return f32x4.add(sum, f32x4.add(f32x4.mul(even, f32x4.add(a, mirrored)), f32x4.mul(odd, f32x4.sub(a, mirrored))));
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const rightOf = <usize>frames << 4;
  if (adsrSounding(state + AMP) == 0) {
    memory.fill(io, 0, <usize>frames << 5);
    return;
  }
  prepare(state, params);
  const base = state + P.STATE;
  const s = changetype<State>(base);
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  const rate = f32x4.extract_lane(s.sampleRate, 0);
  const touch = f32x4.mul(f32x4.splat(0.01), v128.load(params + P.velocity));
  const velocityGain = f32x4.mul(s.gain, f32x4.add(f32x4.sub(one, touch), f32x4.mul(touch, f32x4.mul(s.velocity, s.velocity))));
  rampTo(state + LEVEL, f32x4.mul(velocityGain, gainOfDb(v128.load(params + P.level))), frames);
  // Key tracking and velocity move the cutoff; wide open the filter is left out, so that a sample at its root passes as it is.
  const cutoff = v128.load(params + P.cutoff);
  const filtered = any(f32x4.lt(cutoff, f32x4.splat(19999)));
  const track = f32x4.mul(f32x4.sub(s.key, f32x4.splat(60)), f32x4.mul(f32x4.splat(0.01), v128.load(params + P.keyTrack)));
  const sweep = f32x4.add(track, f32x4.mul(f32x4.sub(s.velocity, one), v128.load(params + P.velocityFilter)));
  rampTo(state + CUTOFF, f32x4.mul(cutoff, exp2(f32x4.mul(sweep, f32x4.splat(<f32>(1.0 / 12.0))))), frames);
  const k = f32x4.div(one, v128.load(params + P.resonance));
  // Speed in whole frames and parts of 2^24.
  const wholeSpeed = i32x4.trunc_sat_f32x4_s(s.speed);
  const partSpeed = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(s.speed, f32x4.convert_i32x4_s(wholeSpeed)), f32x4.splat(FRACTION)));
  const choked = any(f32x4.gt(s.fadeStep, zero));
  const mask24 = i32x4.splat(0xffffff);
  let l = zero, r = zero;
  while (frames > 0) {
    const n = min(frames, SEGMENT);
    const playing = adsrSounding(state + AMP);
    adsrFill(state + AMP, state + RATES, state + ENVELOPE, n);
    for (let i = 0; i < n; i++) {
      l = zero;
      r = zero;
      for (let lane = 0; lane < 4; lane++) {
        if (!(playing & (1 << lane))) continue;
        const o = base + (<usize>lane << 2);
        const frame = load<i32>(o + offsetof<State>("frame"));
        if (frame >= load<i32>(o + offsetof<State>("frames"))) continue;
        const part = load<i32>(o + offsetof<State>("part")), kernel = load<i32>(o + offsetof<State>("kernel"));
        let left = <usize>load<i32>(o + offsetof<State>("left")) + (<usize>frame << 2), right = <usize>load<i32>(o + offsetof<State>("right")) + (<usize>frame << 2);
        const mask = laneMask(lane);
        if ((part | kernel) == 0) {
          // On the sample itself.
          l = v128.or(l, v128.and(mask, v128.load_splat<f32>(left)));
          r = v128.or(r, v128.and(mask, v128.load_splat<f32>(right)));
          continue;
        }
        const loopEnd = load<i32>(o + offsetof<State>("loopEnd"));
        if (loopEnd) {
          const loopStart = load<i32>(o + offsetof<State>("loopStart")), looped = <bool>load<i32>(o + offsetof<State>("looped"));
          if (frame + SINC_POINTS - SINC_BEFORE > loopEnd || (looped && frame - SINC_BEFORE < loopStart)) {
            left = gather(state + POINTS, left - (<usize>frame << 2), frame, loopStart, loopEnd, looped);
            right = gather(state + POINTS + (<usize>SINC_POINTS << 2), right - (<usize>frame << 2), frame, loopStart, loopEnd, looped);
          }
        }
        const f = f32x4.splat(<f32>part * (1 / FRACTION) - 0.5);
        const f2 = f32x4.mul(f, f);
        let x = zero, y = zero;
        for (let group: usize = 0; group < 4; group++) {
          const even = sincEven(kernel, group, f2), odd = sincOdd(kernel, group, f, f2);
          x = points(left, group, even, odd, x);
          y = points(right, group, even, odd, y);
        }
        l = v128.or(l, v128.and(mask, total(x)));
        r = v128.or(r, v128.and(mask, total(y)));
      }
      let x = l, y = r;
      if (filtered) {
        const g = svfG(f32x4.max(f32x4.splat(16), rampNext(state + CUTOFF)), rate);
        x = svfLow(state + FILTER_LEFT, x, g, k);
        y = svfLow(state + FILTER_RIGHT, y, g, k);
      }
      let gain = f32x4.mul(v128.load(state + ENVELOPE + (<usize>i << 4)), rampNext(state + LEVEL));
      if (choked) {
        s.fade = f32x4.max(zero, f32x4.sub(s.fade, s.fadeStep));
        gain = f32x4.mul(gain, s.fade);
      }
      v128.store(io, f32x4.mul(x, gain));
      v128.store(io + rightOf, f32x4.mul(y, gain));
      io += 16;
      // Move on, and around the loop.
      const part = i32x4.add(s.part, partSpeed);
      s.part = v128.and(part, mask24);
      s.frame = i32x4.add(i32x4.add(s.frame, wholeSpeed), i32x4.shr_u(part, 24));
      let beyond = v128.and(i32x4.ge_s(s.frame, s.loopEnd), i32x4.gt_s(s.loopEnd, zero));
      while (any(beyond)) {
        // More than once where a loop is shorter than a step.
        s.frame = i32x4.sub(s.frame, v128.and(beyond, i32x4.sub(s.loopEnd, s.loopStart)));
        s.looped = v128.or(s.looped, v128.and(beyond, i32x4.splat(1)));
        beyond = v128.and(beyond, i32x4.ge_s(s.frame, s.loopEnd));
      }
    }
    frames -= n;
    // Samples that have ended.
    const ended = i32x4.ge_s(s.frame, s.frames);
    if (any(ended)) for (let lane = 0; lane < 4; lane++) if (i32x4.bitmask(ended) & (1 << lane)) adsrStop(state + AMP, lane);
  }
  // A filter that comes in finds itself where the signal is.
  if (!filtered) {
    const a = changetype<SvfState>(state + FILTER_LEFT), b = changetype<SvfState>(state + FILTER_RIGHT);
    a.c1 = zero;
    a.c2 = l;
    b.c1 = zero;
    b.c2 = r;
  }
  if (choked)
    for (let lane = 0; lane < 4; lane++)
      if (laneOf(base + offsetof<State>("fade"), lane) == 0) {
        adsrStop(state + AMP, lane);
        setLane(base + offsetof<State>("fadeStep"), lane, 0);
      }
}
