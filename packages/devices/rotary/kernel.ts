// Rotary speaker: sound is split at 800 Hz; the upper part leaves a horn, the lower a drum, which turn against each other before two microphones.
// Each microphone hears both at their true distance (Doppler, 1/r) with what is beamed forward: a one-pole shelf that falls towards the back. The horn is
// heard a second time over the cabinet's back wall, turned away when it faces the microphone: two opposite Doppler shifts at once make the chorale.
// Source: J. Smith, S. Serafin, J. Abel, D. Berners, "Doppler Simulation and the Leslie", DAFx 2002 (interpolated lines, directivity, wall reflection);
// C. Henricksen, "Unearthing the Mysteries of the Leslie Cabinet", Recording Engineer/Producer 12(2), 1981 (crossover, speeds, acceleration).
// Differs: directivity by formula, not measured; one reflection; power over a turn is 1 at any distance. The sum of both sides goes in, as in the cabinet.
// Cost: about 200 ns a frame for four channels.
import * as P from "../catalog/layout/rotary";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { cosTurns, onePoleStep, select, sinTurns } from "@tonmeister/dsp/assembly/math";
import { any, leftRight, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { ringAligned, ringSlots, ringWrite } from "@tonmeister/dsp/assembly/delay";
import { ringCubicAt, ringSinc, SINC_REACH, wholeFrames } from "@tonmeister/dsp/assembly/fractional";
import { HIGH_PASS, LOW_PASS, Svf, SvfState, svfDesign, svfNext } from "@tonmeister/dsp/assembly/svf";

const CROSSOVER: f32 = 800;
/** Metres: radius of the horn's mouth and of the drum's, from the axis to the back wall; metres a second. */
const HORN: f32 = 0.19, DRUM: f32 = 0.15, WALL: f32 = 0.3, SOUND: f32 = 343;
/** What the wall gives back. */
const REFLECTED: f32 = 0.5;
/** Corner above which horn and drum beam, and what is left of it behind them. */
const HORN_BEAMS: f32 = 1500, HORN_BACK: f32 = 0.1, DRUM_BEAMS: f32 = 250, DRUM_BACK: f32 = 0.3;
/** The drum turns slower than the horn by its pulley. */
const PULLEY: f32 = 0.85;
/** Seconds of the longest way: over the wall, less the shortest. */
const LONGEST: f32 = 0.006;
/** An inertia is the time for 90 % of the way: ln 10 time constants. */
const TO_NINETY: f32 = 0.4342944819032518;
/** Turns per second from a goal that count as arrived. */
const ARRIVED: f32 = 1e-4;
const SLOW_SECONDS: f32 = 0.03;
const QUICK_SECONDS: f32 = 0.01;

/** Of a rotor: where it points, in 2⁻³² turns, and how fast it turns, per second. */
@unmanaged class Rotor {
  phase: v128 = i32x4.splat(0);
  speed: v128 = f32x4.splat(0);
  /** Per call: where its speed goes, and the part of the way per frame. */
  goal: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
}
@unmanaged class Rotary {
  where: v128 = i32x4.splat(0);
  beat: v128 = i32x4.splat(0);
  isSet: v128 = i32x4.splat(0);
  // One-poles of the ways: the horn's, over the wall, the drum's.
  hornLow: v128 = f32x4.splat(0);
  wallLow: v128 = f32x4.splat(0);
  drumLow: v128 = f32x4.splat(0);
  // Constants.
  rate: v128 = f32x4.splat(0);
  framesOfMetres: v128 = f32x4.splat(0);
  turnsOfHertz: v128 = f32x4.splat(0);
  hornG: v128 = f32x4.splat(0);
  drumG: v128 = f32x4.splat(0);
  slow: v128 = f32x4.splat(0);
  quick: v128 = f32x4.splat(0);
}
@inline function hornOf(at: usize): usize { return at + offsetof<Rotary>(); }
@inline function drumOf(at: usize): usize { return hornOf(at) + offsetof<Rotor>(); }
/** The microphone's place in metres: X ahead of the axis, Y to its side. */
const DRY = 0, HIGH = 1, LOW = 2, X = 3, Y = 4, GLIDES = 5;
@inline function glideOf(at: usize, n: i32): usize { return drumOf(at) + offsetof<Rotor>() + <usize>n * offsetof<Glide>(); }
/** Crossover: low and high section, and the states of two of each in a row. */
@inline function sectionOf(at: usize, high: usize): usize { return glideOf(at, GLIDES) + high * offsetof<Svf>(); }
@inline function sectionStateOf(at: usize, n: usize): usize { return sectionOf(at, 2) + n * offsetof<SvfState>(); }
/** What the horn plays; then what the drum plays. */
@inline function ringOf(at: usize): usize { return sectionStateOf(at, 4); }
@inline function slots(rate: f32): i32 { return ringSlots(<i32>(LONGEST * rate) + 32); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + ringOf(0)) + (slots(sampleRate) << 5); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const at = state + P.STATE;
  const d = changetype<Rotary>(at);
  d.rate = f32x4.splat(sampleRate);
  d.framesOfMetres = f32x4.splat(sampleRate / SOUND);
  d.turnsOfHertz = f32x4.splat(4294967296 / sampleRate);
  d.hornG = onePoleG(f32x4.splat(HORN_BEAMS), sampleRate);
  d.drumG = onePoleG(f32x4.splat(DRUM_BEAMS), sampleRate);
  d.slow = onePoleStep(f32x4.splat(SLOW_SECONDS), sampleRate);
  d.quick = onePoleStep(f32x4.splat(QUICK_SECONDS), sampleRate);
  // Two Butterworth sections in a row: Linkwitz and Riley's crossover of 24 dB per octave, whose halves add up flat.
  svfDesign(sectionOf(at, 0), f32x4.splat(LOW_PASS), f32x4.splat(CROSSOVER), f32x4.splat(0.70710678), f32x4.splat(0), sampleRate);
  svfDesign(sectionOf(at, 1), f32x4.splat(HIGH_PASS), f32x4.splat(CROSSOVER), f32x4.splat(0.70710678), f32x4.splat(0), sampleRate);
}

/** Sets where a rotor's speed goes; the first call of a lane is there at once, and points at the left microphone, `toward` turns away. */
function drive(at: usize, isSet: v128, goal: v128, seconds: v128, toward: v128, rate: f32): void {
  const r = changetype<Rotor>(at);
  r.goal = goal;
  r.step = onePoleStep(f32x4.mul(seconds, f32x4.splat(TO_NINETY)), rate);
  r.speed = select(isSet, r.speed, goal);
  r.phase = select(isSet, r.phase, i32x4.trunc_sat_f32x4_s(f32x4.mul(toward, f32x4.splat(4294967296))));
}
function begin(at: usize, params: usize): void {
  const d = changetype<Rotary>(at);
  const rate = f32x4.extract_lane(d.rate, 0);
  const zero = f32x4.splat(0), one = f32x4.splat(1), percent = f32x4.splat(0.01);
  // Half the angle to the left, half to the right, in turns.
  const half = f32x4.mul(v128.load(params + P.angle), f32x4.splat(1.0 / 720));
  const side = leftRight(f32x4.neg(half), half);
  const distance = v128.load(params + P.distance);
  glideTo(glideOf(at, X), f32x4.mul(distance, cosTurns(side)));
  glideTo(glideOf(at, Y), f32x4.mul(distance, sinTurns(side)));
  const speed = f32x4.nearest(v128.load(params + P.speed));
  const moving = select(f32x4.gt(speed, one), v128.load(params + P.fast), v128.load(params + P.slow));
  const goal = v128.and(moving, f32x4.gt(speed, zero));
  drive(hornOf(at), d.isSet, goal, v128.load(params + P.horntime), f32x4.neg(half), rate);
  drive(drumOf(at), d.isSet, f32x4.mul(goal, f32x4.splat(PULLEY)), v128.load(params + P.drumtime), f32x4.neg(half), rate);
  d.isSet = i32x4.splat(-1);
  const mix = f32x4.mul(v128.load(params + P.mix), percent), wet = f32x4.sqrt(mix);
  const balance = f32x4.mul(v128.load(params + P.balance), percent);
  glideTo(glideOf(at, DRY), f32x4.sqrt(f32x4.sub(one, mix)));
  glideTo(glideOf(at, HIGH), f32x4.mul(wet, f32x4.min(one, f32x4.add(one, balance))));
  glideTo(glideOf(at, LOW), f32x4.mul(wet, f32x4.min(one, f32x4.sub(one, balance))));
}
/** A frame's speed. */
@inline function turned(at: usize): void {
  const r = changetype<Rotor>(at);
  const way = f32x4.sub(r.goal, r.speed);
  const isThere = f32x4.lt(f32x4.abs(way), f32x4.splat(ARRIVED));
  r.speed = select(isThere, r.goal, f32x4.add(r.speed, f32x4.mul(r.step, way)));
}
/** Where a rotor points, in turns. */
@inline function pointing(at: usize): v128 { return f32x4.mul(f32x4.convert_i32x4_s(changetype<Rotor>(at).phase), f32x4.splat(2.3283064365386963e-10)); }

/**
 * What a microphone at (x, y) hears of a mouth that stands `radius` from the axis towards (c, s): at its distance less `nearest`, by `level` over its
 * distance, with less above the corner of G the more the mouth turns away, down to `back`.
 */
@inline function heard(d: Rotary, ring: usize, mask: i32, where: v128, isFine: bool, low: usize, G: v128, x: v128, y: v128, c: v128, s: v128, radius: f32, nearest: v128, level: v128, back: f32): v128 {
  const dx = f32x4.sub(x, f32x4.mul(f32x4.splat(radius), c)), dy = f32x4.sub(y, f32x4.mul(f32x4.splat(radius), s));
  const distance = f32x4.sqrt(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)));
  const frames = f32x4.add(f32x4.splat(<f32>SINC_REACH), f32x4.max(f32x4.splat(0), f32x4.mul(d.framesOfMetres, f32x4.sub(distance, nearest))));
  const whole = wholeFrames(frames);
  const f = f32x4.sub(frames, f32x4.convert_i32x4_s(whole));
  const from = i32x4.sub(where, whole);
  const sound = f32x4.mul(f32x4.div(level, distance), isFine ? ringSinc(ring, mask, from, f) : ringCubicAt(ring, mask, from, f));
  // Cosine of the angle at which the mouth sees the microphone.
  const facing = f32x4.div(f32x4.add(f32x4.mul(dx, c), f32x4.mul(dy, s)), distance);
  const beam = f32x4.add(f32x4.splat(0.5 * (1 + back)), f32x4.mul(f32x4.splat(0.5 * (1 - back)), facing));
  const dull = onePoleLow(low, sound, G);
  return f32x4.add(dull, f32x4.mul(beam, f32x4.sub(sound, dull)));
}
@inline function frame(at: usize, ring: usize, drumRing: usize, mask: i32, where: v128, aligned: bool, moves: bool, x: v128): v128 {
  const d = changetype<Rotary>(at);
  const mono = f32x4.mul(f32x4.splat(0.5), f32x4.add(x, swapPairs(x)));
  const lows = svfNext(sectionOf(at, 0), sectionStateOf(at, 1), svfNext(sectionOf(at, 0), sectionStateOf(at, 0), mono));
  const highs = svfNext(sectionOf(at, 1), sectionStateOf(at, 3), svfNext(sectionOf(at, 1), sectionStateOf(at, 2), mono));
  ringWrite(ring, mask, where, aligned, highs);
  ringWrite(drumRing, mask, where, aligned, lows);
  const mx = glideNext(glideOf(at, X), d.slow, moves), my = glideNext(glideOf(at, Y), d.slow, moves);
  const square = f32x4.add(f32x4.mul(mx, mx), f32x4.mul(my, my)), distance = f32x4.sqrt(square);
  // 1/r² averaged over a turn is 1 / (distance² − radius²).
  const nearest = f32x4.sub(distance, f32x4.splat(HORN)), level = f32x4.sqrt(f32x4.sub(square, f32x4.splat(HORN * HORN)));
  const horn = pointing(hornOf(at)), c = cosTurns(horn), s = sinTurns(horn);
  let high = heard(d, ring, mask, where, true, at + offsetof<Rotary>("hornLow"), d.hornG, mx, my, c, s, HORN, nearest, level, HORN_BACK);
  // As if from a microphone behind the mirror that the wall is.
  const behind = f32x4.sub(f32x4.splat(-2 * WALL), mx);
  high = f32x4.add(high, heard(d, ring, mask, where, true, at + offsetof<Rotary>("wallLow"), d.hornG, behind, my, c, s, HORN, nearest, f32x4.mul(level, f32x4.splat(REFLECTED)), HORN_BACK));
  const drum = pointing(drumOf(at));
  const low = heard(d, drumRing, mask, where, false, at + offsetof<Rotary>("drumLow"), d.drumG, mx, my, cosTurns(drum), sinTurns(drum), DRUM, f32x4.sub(distance, f32x4.splat(DRUM)), f32x4.sqrt(f32x4.sub(square, f32x4.splat(DRUM * DRUM))), DRUM_BACK);
  turned(hornOf(at));
  turned(drumOf(at));
  const h = changetype<Rotor>(hornOf(at)), w = changetype<Rotor>(drumOf(at));
  h.phase = i32x4.add(h.phase, i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(h.speed, d.turnsOfHertz))));
  w.phase = i32x4.sub(w.phase, i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(w.speed, d.turnsOfHertz))));
  const wet = f32x4.add(f32x4.mul(glideNext(glideOf(at, HIGH), d.quick, moves), high), f32x4.mul(glideNext(glideOf(at, LOW), d.quick, moves), low));
  return f32x4.add(f32x4.mul(glideNext(glideOf(at, DRY), d.quick, moves), x), wet);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Rotary>(at);
  const mask = slots(f32x4.extract_lane(d.rate, 0)) - 1;
  const ring = ringOf(at), drumRing = ring + (<usize>(mask + 1) << 4);
  begin(at, params);
  const moves = glidesMove(glideOf(at, 0), GLIDES);
  let where = d.where;
  const aligned = ringAligned(where);
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Rotary>("beat"), frames);
    for (let i = 0; i < n; i++) {
      const x = v128.load(io);
      v128.store(io, moves ? frame(at, ring, drumRing, mask, where, aligned, true, x) : frame(at, ring, drumRing, mask, where, aligned, false, x));
      where = i32x4.add(where, i32x4.splat(1));
      io += 16;
    }
    const due = beatAdvance(at + offsetof<Rotary>("beat"), n);
    if (any(due)) {
      for (let p = at + offsetof<Rotary>("hornLow"); p <= at + offsetof<Rotary>("drumLow"); p += 16) flushAt(p, due);
      for (let p = sectionStateOf(at, 0); p < sectionStateOf(at, 4); p += 16) flushAt(p, due);
    }
    frames -= n;
  }
  d.where = where;
  v128.store(state + P.reading_horn, changetype<Rotor>(hornOf(at)).speed);
  v128.store(state + P.reading_drum, changetype<Rotor>(drumOf(at)).speed);
}
