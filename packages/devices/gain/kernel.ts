// Gain and utility: a 2×2 matrix for each stereo pair, made of polarity, channel choice, width and gain, and a high-pass against direct current.
// Exact: at its defaults the bits pass unchanged. Every change is a straight line over the call, so switches do not click.
// Source of the filter: trapezoidal one-pole, Zavalishin, "The Art of VA Filter Design", chapter 3; corner 5 Hz.
// Cost: two multiplications, an addition and a shuffle per frame; the filter only where it is on.
import * as P from "../catalog/layout/gain";
import { Ramp, rampTo, rampMoves, rampValue, rampStep, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { gainOfDb, select } from "@tonmeister/dsp/assembly/math";
import { all, any, isOn, leftRight, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG } from "@tonmeister/dsp/assembly/onepole";

const DC_HZ: f32 = 5;

/** Part of the own channel and of the other one, part of the direct current that is taken away, filter. */
@inline function ownOf(g: usize): usize { return g; }
@inline function otherOf(g: usize): usize { return g + offsetof<Ramp>(); }
@inline function dcOf(g: usize): usize { return g + 2 * offsetof<Ramp>(); }
@inline function lowOf(g: usize): usize { return g + 3 * offsetof<Ramp>(); }
@inline function beatOf(g: usize): usize { return lowOf(g) + 16; }
@inline function cornerOf(g: usize): usize { return lowOf(g) + 32; }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + cornerOf(0) + 16); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  v128.store(cornerOf(state + P.STATE), onePoleG(f32x4.splat(DC_HZ), sampleRate));
}

/** Sets the ramps of the matrix. */
function aim(g: usize, params: usize, frames: i32): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1), half = f32x4.splat(0.5);
  const kind = f32x4.nearest(v128.load(params + P.channels));
  const mono = f32x4.eq(kind, one), swapped = f32x4.eq(kind, f32x4.splat(2)), left = f32x4.eq(kind, f32x4.splat(3)), right = f32x4.eq(kind, f32x4.splat(4));
  // Seen from each output channel: what it takes of the channel of the same side and of the other.
  let own = select(mono, half, select(swapped, zero, one));
  let other = select(mono, half, select(swapped, one, zero));
  const takesOwn = v128.or(leftRight(left, right), v128.not(v128.or(left, right)));
  other = select(takesOwn, other, one);
  own = select(takesOwn, own, zero);
  // Width w of middle and side: own and other become (1 + w)/2 and (1 − w)/2 of each other. Exactly 1 and 0 at 100 %.
  const w = f32x4.mul(v128.load(params + P.width), f32x4.splat(0.01));
  const near = f32x4.mul(half, f32x4.add(one, w)), far = f32x4.mul(half, f32x4.sub(one, w));
  const ownRow = own, otherRow = other;
  const ownFar = swapPairs(otherRow), otherFar = swapPairs(ownRow);
  own = f32x4.add(f32x4.mul(near, ownRow), f32x4.mul(far, ownFar));
  other = f32x4.add(f32x4.mul(near, otherRow), f32x4.mul(far, otherFar));
  // Polarity belongs to the inputs: of both, and of the right one.
  const flip = isOn(v128.load(params + P.invert));
  const flipRight = v128.and(isOn(v128.load(params + P.invertright)), i32x4(0, -1, 0, -1));
  const flips = v128.and(v128.xor(flip, flipRight), i32x4.splat(0x80000000));
  const level = gainOfDb(v128.load(params + P.gain));
  rampTo(ownOf(g), f32x4.mul(level, v128.xor(own, flips)), frames);
  rampTo(otherOf(g), f32x4.mul(level, v128.xor(other, swapPairs(flips))), frames);
  rampTo(dcOf(g), v128.and(isOn(v128.load(params + P.dc)), one), frames);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const g = state + P.STATE;
  const wasOff = f32x4.eq(changetype<Ramp>(dcOf(g)).target, f32x4.splat(0));
  aim(g, params, frames);
  // A filter that is off counts as silent, whatever the neighbours' filters do.
  v128.store(lowOf(g), v128.andnot(v128.load(lowOf(g)), wasOff));
  let own = rampValue(ownOf(g)), other = rampValue(otherOf(g)), dc = rampValue(dcOf(g));
  const ownStep = rampStep(ownOf(g)), otherStep = rampStep(otherOf(g)), dcStep = rampStep(dcOf(g));
  const filters = any(f32x4.ne(dc, f32x4.splat(0))) || rampMoves(dcOf(g));
  const moves = rampMoves(ownOf(g)) || rampMoves(otherOf(g));
  if (!filters && !moves && all(f32x4.eq(own, f32x4.splat(1))) && all(f32x4.eq(other, f32x4.splat(0)))) return;
  const corner = v128.load(cornerOf(g));
  while (frames > 0) {
    const n = beatFrames(beatOf(g), frames);
    let low = v128.load(lowOf(g));
    for (let i = 0; i < n; i++) {
      own = f32x4.add(own, ownStep);
      other = f32x4.add(other, otherStep);
      let x = v128.load(io);
      if (filters) {
        dc = f32x4.add(dc, dcStep);
        const v = f32x4.mul(f32x4.sub(x, low), corner);
        const y = f32x4.add(low, v);
        low = f32x4.add(y, v);
        x = f32x4.sub(x, f32x4.mul(dc, y));
      }
      v128.store(io, f32x4.add(f32x4.mul(x, own), f32x4.mul(swapPairs(x), other)));
      io += 16;
    }
    v128.store(lowOf(g), low);
    flushAt(lowOf(g), beatAdvance(beatOf(g), n));
    frames -= n;
  }
}
