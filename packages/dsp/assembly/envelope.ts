// Envelopes: peak and RMS followers, and an exponential ADSR; each lane its own.
import { any } from "./lanes";
import { onePoleStep, select } from "./math";
import { flushed } from "./smooth";

/** Peak follower: rises to |x| with `attack`, falls with `release`, each the part of the distance per frame (`onePoleStep`). One slot. */
@inline export function peakNext(state: usize, x: v128, attack: v128, release: v128): v128 {
  const s = v128.load(state);
  const d = f32x4.sub(f32x4.abs(x), s);
  const y = f32x4.add(s, f32x4.mul(d, select(f32x4.gt(d, f32x4.splat(0)), attack, release)));
  v128.store(state, y);
  return y;
}
/** Mean square with exponential window, `step` as above. One slot; the level is its root. */
@inline export function meanSquareNext(state: usize, x: v128, step: v128): v128 {
  const s = v128.load(state);
  const y = f32x4.add(s, f32x4.mul(f32x4.sub(f32x4.mul(x, x), s), step));
  v128.store(state, y);
  return y;
}

/** Attack, decay, sustain, release. Zero at rest. */
@unmanaged export class Adsr {
  value: v128 = f32x4.splat(0);
  /** i32 per lane: 0 idle, 1 attack, 2 decay and sustain, 3 release. */
  stage: v128 = i32x4.splat(0);
}
/** How the four times of an Adsr act per frame. */
@unmanaged export class AdsrRates {
  attack: v128 = f32x4.splat(1);
  decay: v128 = f32x4.splat(1);
  sustain: v128 = f32x4.splat(1);
  release: v128 = f32x4.splat(1);
}
// A curve that would reach 1.3 and is cut at 1: as bent as a charging capacitor in a classic envelope.
const OVERSHOOT: f32 = 0.3;
const LN_ATTACK: f32 = 1.466337068793427; // ln((1 + 0.3) / 0.3)
// Falling curves aim a thousandth below their goal (−60 dB), so that they arrive, after exactly the time that was set, at exactly 0.
const BELOW: f32 = 0.001;
const LN_FALL: f32 = 6.908754779315221; // ln(1.001 / 0.001)

/**
 * Times in seconds (0 = at once), sustain 0…1. Attack is the time from 0 to 1; decay the time in which 60 dB of the way to the sustain level is done;
 * release the time from 1 to exact silence.
 */
export function adsrSet(rates: usize, attack: v128, decay: v128, sustain: v128, release: v128, sampleRate: f32): void {
  const r = changetype<AdsrRates>(rates);
  r.attack = onePoleStep(f32x4.div(attack, f32x4.splat(LN_ATTACK)), sampleRate);
  r.decay = onePoleStep(f32x4.div(decay, f32x4.splat(LN_FALL)), sampleRate);
  r.sustain = sustain;
  r.release = onePoleStep(f32x4.div(release, f32x4.splat(LN_FALL)), sampleRate);
}
/** Starts a lane's attack from where its value is (no click when a voice is taken over). */
export function adsrStart(at: usize, lane: i32): void { store<i32>(at + offsetof<Adsr>("stage") + (<usize>lane << 2), 1); }
/** Lets a lane go, if it sounds. */
export function adsrRelease(at: usize, lane: i32): void {
  const stage = at + offsetof<Adsr>("stage") + (<usize>lane << 2);
  if (load<i32>(stage) != 0) store<i32>(stage, 3);
}
/** Silences a lane at once. */
export function adsrStop(at: usize, lane: i32): void {
  store<i32>(at + offsetof<Adsr>("stage") + (<usize>lane << 2), 0);
  store<f32>(at + (<usize>lane << 2), 0);
}
/** Which lanes are not idle, as four bits. */
@inline export function adsrSounding(at: usize): i32 {
  return i32x4.bitmask(i32x4.ne(changetype<Adsr>(at).stage, i32x4.splat(0)));
}
/** One frame. */
@inline export function adsrNext(at: usize, rates: usize): v128 {
  const a = changetype<Adsr>(at);
  const r = changetype<AdsrRates>(rates);
  const stage = a.stage;
  const rising = i32x4.eq(stage, i32x4.splat(1));
  const letGo = i32x4.eq(stage, i32x4.splat(3));
  const idle = i32x4.eq(stage, i32x4.splat(0));
  const goal = select(rising, f32x4.splat(1 + OVERSHOOT), select(letGo, f32x4.splat(-BELOW), r.sustain));
  const step = select(rising, r.attack, select(letGo, r.release, r.decay));
  // Flushed: a decay towards 0 would otherwise end among the subnormal numbers, which are slow, and stay there while the key is held.
  let v = flushed(f32x4.add(a.value, f32x4.mul(f32x4.sub(goal, a.value), step)));
  const arrived = v128.and(rising, f32x4.ge(v, f32x4.splat(1)));
  const ended = v128.and(letGo, f32x4.le(v, f32x4.splat(0)));
  if (any(v128.or(arrived, ended))) {
    v = select(arrived, f32x4.splat(1), v);
    a.stage = v128.andnot(select(arrived, i32x4.splat(2), stage), ended);
  }
  v = v128.andnot(v, v128.or(idle, ended));
  a.value = v;
  return v;
}
/** `n` frames into the slots from `out` on: the same bits as `adsrNext`, in half the time. */
export function adsrFill(at: usize, rates: usize, out: usize, n: i32): void {
  const a = changetype<Adsr>(at);
  const r = changetype<AdsrRates>(rates);
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  let stage = a.stage, v = a.value;
  const end = out + (<usize>n << 4);
  while (out < end) {
    const rising = i32x4.eq(stage, i32x4.splat(1));
    const letGo = i32x4.eq(stage, i32x4.splat(3));
    const idle = i32x4.eq(stage, zero);
    const goal = select(rising, f32x4.splat(1 + OVERSHOOT), select(letGo, f32x4.splat(-BELOW), r.sustain));
    const step = select(rising, r.attack, select(letGo, r.release, r.decay));
    // Until a lane enters its next stage.
    for (; out < end; out += 16) {
      v = v128.andnot(flushed(f32x4.add(v, f32x4.mul(f32x4.sub(goal, v), step))), idle);
      const arrived = v128.and(rising, f32x4.ge(v, one));
      const ended = v128.and(letGo, f32x4.le(v, zero));
      if (any(v128.or(arrived, ended))) {
        v = v128.andnot(select(arrived, one, v), ended);
        stage = v128.andnot(select(arrived, i32x4.splat(2), stage), ended);
        v128.store(out, v);
        out += 16;
        break;
      }
      v128.store(out, v);
    }
  }
  a.stage = stage;
  a.value = v;
}
/** One step of the lanes in `due` alone: for envelopes that run at a control rate (their rates set for it). */
export function adsrNextWhere(at: usize, rates: usize, due: v128): void {
  const a = changetype<Adsr>(at);
  const stage = a.stage, value = a.value;
  adsrNext(at, rates);
  a.stage = select(due, a.stage, stage);
  a.value = select(due, a.value, value);
}
