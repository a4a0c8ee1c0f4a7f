// Drum machine: every sound from one voice of sines that fall in pitch, six squares in the ratios of a cymbal, and filtered noise with bursts.
// Four different drums share a register. Model: the analogue drum machines of around 1980, described in sounds/rows below.
// Source: K. Werner, J. Abel, J. Smith, "The TR-808 Cymbal: a Physically-Informed, Circuit-Bendable, Digital Model", ICMC 2014 (ratios of the squares).
// Deviations: band-limited squares; one filter per voice for noise and metal; nothing of a circuit.
// Cost: about 25 ns per frame and group of four voices, 110 ns while one of them is metal.
import * as P from "../catalog/layout/drums";
import { any, isOn, laneOf, setLane } from "@tonmeister/dsp/assembly/lanes";
import { exp2, gainOfDb, select, sinTurns, tanh } from "@tonmeister/dsp/assembly/math";
import { phaseNext, square, wrapped } from "@tonmeister/dsp/assembly/oscillator";
import { randomNext, randomSeed, randomSeedLane } from "@tonmeister/dsp/assembly/random";
import { BEAT, flushAt, Ramp, rampMoves, rampNext, rampTo, SILENT } from "@tonmeister/dsp/assembly/smooth";
import { Svf, svfClear, svfDesign, svfNext, SvfState } from "@tonmeister/dsp/assembly/svf";
import { laneMask } from "@tonmeister/dsp/assembly/lanes";

const KICK: i32 = 0, SNARE: i32 = 1, HAT: i32 = 2, TOM: i32 = 3, CLAP: i32 = 4, CYMBAL: i32 = 5;
const FIRST: i32 = 35, LAST: i32 = 81, COLUMNS: i32 = 18;
// Per General MIDI key: family | Hz, sweep (parts of it above the pitch), seconds of the sweep, of the tone (to −60 dB), level, ratio and level of a second partial
// | noise level, seconds, filter type (3 low, 4 high, 5 band), Hz, Q | metal level, pitch | bursts | pan −1…1 | level
const ROWS = memory.data<f32>([
  0, 48, 4.5, 0.055, 0.75, 1, 1.5, 0, 0.1, 0.03, 3, 3500, 0.7, 0, 0, 0, 0, 1, // 35
  0, 54, 5, 0.045, 0.5, 1, 1.5, 0, 0.16, 0.025, 3, 5200, 0.7, 0, 0, 0, 0, 1, // 36
  1, 480, 0.25, 0.01, 0.06, 0.75, 3.59, 0.55, 0.25, 0.03, 5, 2600, 1.2, 0, 0, 0, -0.15, 0.62, // 37
  1, 186, 0.85, 0.025, 0.22, 0.75, 1.78, 0.42, 0.78, 0.24, 4, 1500, 0.6, 0, 0, 0, 0, 0.78, // 38
  4, 0, 0, 0.01, 0.01, 0, 1, 0, 1.5, 0.21, 5, 1250, 1.3, 0, 0, 3, 0.12, 0.74, // 39
  1, 225, 1, 0.02, 0.16, 0.7, 1.62, 0.45, 0.85, 0.17, 4, 1900, 0.7, 0, 0, 0, 0, 0.74, // 40
  3, 78, 0.9, 0.09, 0.62, 1, 1.51, 0.12, 0.1, 0.05, 3, 2500, 0.7, 0, 0, 0, -0.45, 0.8, // 41
  2, 0, 0, 0.01, 0.01, 0, 1, 0, 0.3, 0.055, 4, 7600, 0.8, 0.55, 1, 0, 0.22, 0.62, // 42
  3, 95, 0.9, 0.085, 0.56, 1, 1.51, 0.12, 0.1, 0.05, 3, 2600, 0.7, 0, 0, 0, -0.28, 0.8, // 43
  2, 0, 0, 0.01, 0.01, 0, 1, 0, 0.3, 0.085, 4, 6800, 0.8, 0.5, 0.95, 0, 0.22, 0.54, // 44
  3, 115, 0.85, 0.08, 0.5, 1, 1.51, 0.12, 0.1, 0.05, 3, 2800, 0.7, 0, 0, 0, -0.1, 0.78, // 45
  2, 0, 0, 0.01, 0.01, 0, 1, 0, 0.32, 0.5, 4, 7000, 0.8, 0.55, 1, 0, 0.22, 0.6, // 46
  3, 138, 0.8, 0.075, 0.46, 1, 1.51, 0.12, 0.1, 0.05, 3, 3000, 0.7, 0, 0, 0, 0.1, 0.78, // 47
  3, 165, 0.8, 0.07, 0.42, 1, 1.51, 0.12, 0.1, 0.05, 3, 3200, 0.7, 0, 0, 0, 0.28, 0.76, // 48
  5, 0, 0, 0.01, 0.01, 0, 1, 0, 0.62, 1.5, 4, 4200, 0.6, 0.42, 1.35, 0, -0.3, 0.5, // 49
  3, 196, 0.75, 0.065, 0.38, 1, 1.51, 0.12, 0.1, 0.05, 3, 3400, 0.7, 0, 0, 0, 0.42, 0.76, // 50
  5, 0, 0, 0.01, 0.01, 0, 1, 0, 0.16, 1.1, 5, 6200, 0.8, 0.6, 1.7, 0, 0.3, 0.4, // 51
  5, 0, 0, 0.01, 0.01, 0, 1, 0, 0.75, 1.1, 4, 2600, 0.6, 0.55, 1.05, 0, -0.2, 0.46, // 52
  5, 810, 0, 0.01, 0.9, 0.35, 2.67, 0.5, 0.05, 0.3, 5, 5200, 1, 0.3, 2.1, 0, 0.3, 0.4, // 53
  6, 0, 0, 0.01, 0.01, 0, 1, 0, 0.55, 0.13, 4, 8200, 0.9, 0.5, 2.2, 2, 0.3, 0.4, // 54
  5, 0, 0, 0.01, 0.01, 0, 1, 0, 0.66, 0.62, 4, 5600, 0.6, 0.4, 1.6, 0, 0.35, 0.46, // 55
  6, 562, 0, 0.01, 0.32, 0.62, 1.5, 0.62, 0, 0.01, 5, 2600, 0.8, 0, 0, 0, 0.15, 0.46, // 56
  5, 0, 0, 0.01, 0.01, 0, 1, 0, 0.62, 1.7, 4, 3800, 0.6, 0.42, 1.2, 0, 0.3, 0.48, // 57
  6, 0, 0, 0.01, 0.01, 0, 1, 0, 0.9, 0.45, 5, 2900, 5, 0.2, 1, 5, 0.2, 0.46, // 58
  5, 0, 0, 0.01, 0.01, 0, 1, 0, 0.18, 1.2, 5, 5600, 0.8, 0.58, 1.55, 0, -0.3, 0.4, // 59
  6, 404, 0.35, 0.02, 0.14, 0.95, 1.9, 0.15, 0.1, 0.02, 5, 3000, 1, 0, 0, 0, -0.3, 0.62, // 60
  6, 300, 0.35, 0.025, 0.2, 0.95, 1.9, 0.15, 0.1, 0.02, 5, 2600, 1, 0, 0, 0, -0.2, 0.62, // 61
  6, 360, 0.4, 0.015, 0.09, 0.95, 1.9, 0.15, 0.16, 0.02, 5, 3200, 1, 0, 0, 0, 0.2, 0.6, // 62
  6, 330, 0.35, 0.02, 0.24, 0.95, 1.9, 0.15, 0.08, 0.02, 5, 2800, 1, 0, 0, 0, 0.28, 0.62, // 63
  6, 222, 0.35, 0.025, 0.3, 1, 1.9, 0.12, 0.06, 0.02, 5, 2400, 1, 0, 0, 0, 0.34, 0.64, // 64
  6, 430, 0.4, 0.03, 0.3, 0.85, 1.83, 0.4, 0.12, 0.03, 5, 3800, 1, 0, 0, 0, -0.35, 0.56, // 65
  6, 320, 0.4, 0.035, 0.36, 0.85, 1.83, 0.4, 0.12, 0.03, 5, 3400, 1, 0, 0, 0, -0.35, 0.56, // 66
  6, 880, 0, 0.01, 0.34, 0.6, 1.48, 0.6, 0, 0.01, 5, 3000, 1, 0, 0, 0, -0.25, 0.42, // 67
  6, 640, 0, 0.01, 0.36, 0.6, 1.48, 0.6, 0, 0.01, 5, 3000, 1, 0, 0, 0, -0.25, 0.42, // 68
  6, 0, 0, 0.01, 0.01, 0, 1, 0, 0.7, 0.07, 4, 5200, 0.8, 0, 0, 0, 0.3, 0.42, // 69
  6, 0, 0, 0.01, 0.01, 0, 1, 0, 0.75, 0.045, 4, 6200, 0.9, 0, 0, 0, 0.34, 0.4, // 70
  6, 2350, 0, 0.01, 0.16, 0.5, 1.01, 0.3, 0.1, 0.05, 5, 2600, 3, 0, 0, 0, 0.2, 0.36, // 71
  6, 2300, 0, 0.01, 0.42, 0.5, 1.01, 0.3, 0.1, 0.05, 5, 2600, 3, 0, 0, 0, 0.2, 0.36, // 72
  6, 0, 0, 0.01, 0.01, 0, 1, 0, 0.8, 0.1, 5, 4200, 1.6, 0, 0, 2, -0.2, 0.44, // 73
  6, 0, 0, 0.01, 0.01, 0, 1, 0, 0.8, 0.26, 5, 3800, 1.6, 0, 0, 6, -0.2, 0.44, // 74
  6, 2480, 0, 0.01, 0.05, 0.9, 1.61, 0.3, 0.06, 0.01, 5, 4200, 1.4, 0, 0, 0, 0.15, 0.52, // 75
  6, 1180, 0, 0.01, 0.07, 0.9, 2.4, 0.3, 0.06, 0.01, 5, 3200, 1.4, 0, 0, 0, 0.2, 0.5, // 76
  6, 820, 0, 0.01, 0.09, 0.9, 2.4, 0.3, 0.06, 0.01, 5, 2600, 1.4, 0, 0, 0, 0.2, 0.5, // 77
  6, 640, -0.35, 0.08, 0.16, 0.85, 1.2, 0.1, 0.2, 0.05, 5, 1600, 3, 0, 0, 0, -0.2, 0.46, // 78
  6, 420, 0.4, 0.12, 0.26, 0.85, 1.2, 0.1, 0.18, 0.06, 5, 1300, 3, 0, 0, 0, -0.2, 0.46, // 79
  6, 3900, 0, 0.01, 0.1, 0.5, 1.57, 0.5, 0.03, 0.02, 4, 6000, 1, 0.12, 3, 0, 0.3, 0.34, // 80
  6, 3900, 0, 0.01, 0.95, 0.5, 1.57, 0.5, 0.03, 0.05, 4, 6000, 1, 0.12, 3, 0, 0.3, 0.34, // 81
]);
const RATIOS = memory.data<f32>([205.3, 304.4, 369.6, 522.7, 540, 800]);
/** Frames between the bursts of a clap at 1 Hz sample rate: 11 ms. */
const BURST: f32 = 0.011;

@unmanaged class State {
  /** Frames left until exact silence. */
  left: v128 = f32x4.splat(0);
  phase: v128 = f32x4.splat(0);
  phase2: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  ratio: v128 = f32x4.splat(1);
  sweep: v128 = f32x4.splat(0);
  sweepFall: v128 = f32x4.splat(0);
  tone: v128 = f32x4.splat(0);
  toneFall: v128 = f32x4.splat(0);
  second: v128 = f32x4.splat(0);
  noise: v128 = f32x4.splat(0);
  noiseFall: v128 = f32x4.splat(0);
  noiseLevel: v128 = f32x4.splat(0);
  metalLevel: v128 = f32x4.splat(0);
  metalStep: v128 = f32x4.splat(0);
  bursts: v128 = f32x4.splat(0);
  burstLeft: v128 = f32x4.splat(0);
  burstFrames: v128 = f32x4.splat(0);
  gainLeft: v128 = f32x4.splat(0);
  gainRight: v128 = f32x4.splat(0);
  fade: v128 = f32x4.splat(1);
  fadeStep: v128 = f32x4.splat(0);
  random: v128 = f32x4.splat(0);
  sampleRate: v128 = f32x4.splat(0);
  metal0: v128 = f32x4.splat(0);
  metal1: v128 = f32x4.splat(0);
  metal2: v128 = f32x4.splat(0);
  metal3: v128 = f32x4.splat(0);
  metal4: v128 = f32x4.splat(0);
  metal5: v128 = f32x4.splat(0);
  // What the filter of each lane is.
  type: v128 = f32x4.splat(3);
  hz: v128 = f32x4.splat(1000);
  q: v128 = f32x4.splat(0.7);
}
const FILTER: usize = P.STATE + offsetof<State>();
const MEMORY: usize = FILTER + offsetof<Svf>();
const LEVEL: usize = MEMORY + offsetof<SvfState>();
const DRIVE: usize = LEVEL + offsetof<Ramp>();
const UNDRIVE: usize = DRIVE + offsetof<Ramp>();
const DRIVEN: usize = UNDRIVE + offsetof<Ramp>();
const BYTES: usize = DRIVEN + offsetof<Ramp>();

export function stateBytes(sampleRate: f32): i32 { return <i32>BYTES; }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, BYTES);
  const s = changetype<State>(state + P.STATE);
  s.sampleRate = f32x4.splat(sampleRate);
  s.fade = f32x4.splat(1);
  s.ratio = f32x4.splat(1);
  s.hz = f32x4.splat(1000);
  s.q = f32x4.splat(0.7);
  s.type = f32x4.splat(3);
  randomSeed(state + P.STATE + offsetof<State>("random"), 1);
}
@inline function column(key: i32, at: i32): f32 { return load<f32>(ROWS + (<usize>((key - FIRST) * COLUMNS + at) << 2)); }
@inline function param(params: usize, at: usize): f32 { return load<f32>(params + at); }
@inline function scalarExp2(x: f32): f32 { return f32x4.extract_lane(exp2(f32x4.splat(x)), 0); }
/** What is multiplied per frame to fall 60 dB in `seconds`. */
@inline function fall(seconds: f32, rate: f32): f32 { return scalarExp2(<f32>-9.965784284662087 / (seconds * rate)); }

export function start(state: usize, params: usize, lane: i32, key: f32, velocity: f32, seed: u32): void {
  const k = <i32>(key + 0.5);
  // Beyond General MIDI's keys there is no drum.
  if (k < FIRST || k > LAST) return;
  const s = state + P.STATE;
  const rate = f32x4.extract_lane(changetype<State>(s).sampleRate, 0);
  const family = <i32>column(k, 0);
  let hz = column(k, 1), sweep = column(k, 2), sweepTime = column(k, 3), toneTime = column(k, 4), tone = column(k, 5);
  let second = column(k, 7), noise = column(k, 8), noiseTime = column(k, 9), filterHz = column(k, 11), metal = column(k, 13);
  let levelDb: f32 = 0;
  // Each family has its knobs. Tunings are semitones, decays and amounts per cent of the row.
  if (family == KICK) {
    hz *= scalarExp2(param(params, P.kickTune) * <f32>(1.0 / 12.0));
    toneTime *= param(params, P.kickDecay) * 0.01;
    sweep *= param(params, P.kickPunch) * 0.01;
    noise *= param(params, P.kickPunch) * 0.01;
    levelDb = param(params, P.kickLevel);
  } else if (family == SNARE) {
    hz *= scalarExp2(param(params, P.snareTune) * <f32>(1.0 / 12.0));
    toneTime *= param(params, P.snareDecay) * 0.01;
    noiseTime *= param(params, P.snareDecay) * 0.01;
    noise *= param(params, P.snareSnap) * 0.01;
    levelDb = param(params, P.snareLevel);
  } else if (family == HAT) {
    noiseTime *= param(params, P.hatDecay) * 0.01;
    filterHz *= scalarExp2(param(params, P.hatTone) * <f32>(1.0 / 12.0));
    levelDb = param(params, P.hatLevel);
  } else if (family == TOM) {
    hz *= scalarExp2(param(params, P.tomTune) * <f32>(1.0 / 12.0));
    toneTime *= param(params, P.tomDecay) * 0.01;
    levelDb = param(params, P.tomLevel);
  } else if (family == CLAP) levelDb = param(params, P.clapLevel);
  else if (family == CYMBAL) {
    noiseTime *= param(params, P.cymbalDecay) * 0.01;
    levelDb = param(params, P.cymbalLevel);
  } else levelDb = param(params, P.percussionLevel);
  const bursts = column(k, 15);
  // Soft hits are also darker and have less attack.
  const soft: f32 = 1 - velocity;
  sweep *= 1 - 0.45 * soft;
  filterHz *= 1 - 0.25 * soft;
  noiseTime *= 1 - 0.25 * soft;
  const touch = param(params, P.velocity) * 0.01;
  const gain = column(k, 17) * (1 - touch + touch * velocity * velocity) * f32x4.extract_lane(gainOfDb(f32x4.splat(levelDb)), 0);
  const pan = column(k, 16) * param(params, P.width) * 0.01;
  const seconds: f32 = max(tone > 0 ? toneTime : 0, noise > 0 || metal > 0 ? noiseTime + bursts * BURST : 0) * <f32>(100.0 / 60.0);

  setLane(s + offsetof<State>("left"), lane, Mathf.ceil(seconds * rate));
  setLane(s + offsetof<State>("phase"), lane, family == KICK ? 0.06 : 0.02);
  setLane(s + offsetof<State>("phase2"), lane, 0.02);
  setLane(s + offsetof<State>("step"), lane, hz / rate);
  setLane(s + offsetof<State>("ratio"), lane, column(k, 6));
  setLane(s + offsetof<State>("sweep"), lane, sweep);
  setLane(s + offsetof<State>("sweepFall"), lane, fall(sweepTime * 2.3, rate));
  setLane(s + offsetof<State>("tone"), lane, tone);
  setLane(s + offsetof<State>("toneFall"), lane, fall(toneTime, rate));
  setLane(s + offsetof<State>("second"), lane, second);
  setLane(s + offsetof<State>("noise"), lane, 1);
  setLane(s + offsetof<State>("noiseFall"), lane, fall(bursts > 0 ? 0.03 : noiseTime, rate));
  setLane(s + offsetof<State>("noiseLevel"), lane, noise);
  setLane(s + offsetof<State>("metalLevel"), lane, metal);
  setLane(s + offsetof<State>("metalStep"), lane, column(k, 14) / rate);
  setLane(s + offsetof<State>("bursts"), lane, bursts);
  setLane(s + offsetof<State>("burstFrames"), lane, Mathf.floor(BURST * rate));
  setLane(s + offsetof<State>("burstLeft"), lane, bursts > 0 ? Mathf.floor(BURST * rate) : 1e9);
  setLane(s + offsetof<State>("gainLeft"), lane, gain * Mathf.sqrt(0.5 * (1 - pan)));
  setLane(s + offsetof<State>("gainRight"), lane, gain * Mathf.sqrt(0.5 * (1 + pan)));
  setLane(s + offsetof<State>("fade"), lane, 1);
  setLane(s + offsetof<State>("fadeStep"), lane, 0);
  for (let m = 0; m < 6; m++) setLane(s + offsetof<State>("metal0") + (<usize>m << 4), lane, <f32>((seed >> (m * 4)) & 15) * <f32>(1.0 / 16.0));
  setLane(s + offsetof<State>("type"), lane, column(k, 10));
  setLane(s + offsetof<State>("hz"), lane, min(filterHz, 0.45 * rate));
  setLane(s + offsetof<State>("q"), lane, column(k, 12));
  randomSeedLane(s + offsetof<State>("random"), lane, seed);
  svfClear(state + MEMORY, laneMask(lane));
  // A new drum begins with level and drive as they are, not on the way from where they were when the lane last sounded.
  for (let r = LEVEL; r < BYTES; r += offsetof<Ramp>()) store<i32>(state + r + offsetof<Ramp>("isSet") + (<usize>lane << 2), 0);
  const o = changetype<State>(s);
  svfDesign(state + FILTER, o.type, o.hz, o.q, f32x4.splat(0), rate);
  // What follows the last burst of a clap is its tail.
  if (bursts > 0) setLane(s + offsetof<State>("second"), lane, fall(noiseTime, rate));
}
/** Drums ring out by themselves. */
export function release(state: usize, lane: i32): void {}
export function choke(state: usize, lane: i32): void {
  const rate = f32x4.extract_lane(changetype<State>(state + P.STATE).sampleRate, 0);
  setLane(state + P.STATE + offsetof<State>("fadeStep"), lane, 1 / (0.004 * rate));
}
export function sounding(state: usize): i32 {
  return i32x4.bitmask(f32x4.gt(changetype<State>(state + P.STATE).left, f32x4.splat(0)));
}
@inline function metal(s: State, at: usize, index: i32): v128 {
  const slot = at + offsetof<State>("metal0") + (<usize>index << 4);
  const step = f32x4.mul(s.metalStep, f32x4.splat(load<f32>(RATIOS + (<usize>index << 2))));
  const phase = v128.load(slot);
  v128.store(slot, phaseNext(phase, step));
  return square(phase, step);
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const right = io + (<usize>frames << 4);
  const at = state + P.STATE;
  const s = changetype<State>(at);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (!any(f32x4.gt(s.left, zero))) {
    memory.fill(io, 0, <usize>frames << 5);
    return;
  }
  // What drive adds in level is partly taken back. Its first 3 dB fade it in: even at 0 dB the curve is not a straight line.
  const driveDb = v128.load(params + P.drive);
  const blend = f32x4.min(one, f32x4.mul(driveDb, f32x4.splat(<f32>(1.0 / 3.0))));
  rampTo(state + DRIVE, gainOfDb(driveDb), frames);
  rampTo(state + UNDRIVE, gainOfDb(f32x4.mul(driveDb, f32x4.splat(-0.55))), frames);
  rampTo(state + DRIVEN, blend, frames);
  const driven = any(f32x4.gt(blend, zero)) || rampMoves(state + DRIVEN);
  rampTo(state + LEVEL, gainOfDb(v128.load(params + P.level)), frames);
  const isMetal = any(f32x4.gt(v128.and(s.metalLevel, f32x4.gt(s.left, zero)), zero));
  for (let i = 0; i < frames; i++) {
    const sounds = f32x4.gt(s.left, zero);
    // Tone.
    const step = f32x4.mul(s.step, f32x4.add(one, s.sweep));
    s.sweep = f32x4.mul(s.sweep, s.sweepFall);
    const clap = f32x4.gt(s.burstFrames, zero);
    const second = v128.andnot(s.second, f32x4.gt(s.bursts, zero));
    let x = f32x4.mul(s.tone, f32x4.add(sinTurns(s.phase), f32x4.mul(v128.andnot(second, f32x4.eq(s.tone, zero)), sinTurns(s.phase2))));
    s.tone = f32x4.mul(s.tone, s.toneFall);
    s.phase = wrapped(f32x4.add(s.phase, step));
    s.phase2 = wrapped(f32x4.add(s.phase2, f32x4.mul(step, s.ratio)));
    // Noise and metal under one envelope, with bursts.
    let n = f32x4.mul(s.noiseLevel, randomNext(at + offsetof<State>("random")));
    if (isMetal) {
      let m = f32x4.add(f32x4.add(metal(s, at, 0), metal(s, at, 1)), f32x4.add(metal(s, at, 2), metal(s, at, 3)));
      m = f32x4.add(m, f32x4.add(metal(s, at, 4), metal(s, at, 5)));
      n = f32x4.add(n, f32x4.mul(f32x4.mul(m, f32x4.splat(0.3)), s.metalLevel));
    }
    x = f32x4.add(x, svfNext(state + FILTER, state + MEMORY, f32x4.mul(n, s.noise)));
    s.noise = f32x4.mul(s.noise, s.noiseFall);
    s.burstLeft = f32x4.sub(s.burstLeft, one);
    const bursting = v128.and(f32x4.le(s.burstLeft, zero), v128.and(clap, f32x4.gt(s.bursts, zero)));
    if (any(bursting)) {
      s.noise = select(bursting, one, s.noise);
      s.bursts = select(bursting, f32x4.sub(s.bursts, one), s.bursts);
      s.burstLeft = select(bursting, s.burstFrames, s.burstLeft);
      // The last one is the tail.
      const last = v128.and(bursting, f32x4.le(s.bursts, zero));
      s.noiseFall = select(last, s.second, s.noiseFall);
      s.burstLeft = select(last, f32x4.splat(1e9), s.burstLeft);
      s.second = v128.andnot(s.second, last);
    }
    if (driven) {
      const y = f32x4.mul(tanh(f32x4.mul(x, rampNext(state + DRIVE))), rampNext(state + UNDRIVE));
      x = f32x4.add(x, f32x4.mul(rampNext(state + DRIVEN), f32x4.sub(y, x)));
    }
    s.fade = f32x4.max(zero, f32x4.sub(s.fade, s.fadeStep));
    x = f32x4.mul(f32x4.mul(x, s.fade), rampNext(state + LEVEL));
    x = v128.and(x, sounds);
    v128.store(io + (<usize>i << 4), f32x4.mul(x, s.gainLeft));
    v128.store(right + (<usize>i << 4), f32x4.mul(x, s.gainRight));
    s.left = f32x4.max(zero, f32x4.sub(s.left, one));
    s.left = v128.andnot(s.left, f32x4.eq(s.fade, zero));
    const due = i32x4.eq(v128.and(i32x4.trunc_sat_f32x4_s(s.left), i32x4.splat(BEAT - 1)), zero);
    if (any(due)) flush(state, due);
  }
}
/** A short noise under a long tone would decay into the subnormal numbers, which are slow: what is below −300 dB becomes 0. */
function flush(state: usize, due: v128): void {
  flushAt(state + P.STATE + offsetof<State>("tone"), due);
  flushAt(state + P.STATE + offsetof<State>("noise"), due);
  flushAt(state + P.STATE + offsetof<State>("sweep"), due);
  const m = changetype<SvfState>(state + MEMORY);
  svfClear(state + MEMORY, v128.and(due, f32x4.le(f32x4.add(f32x4.abs(m.c1), f32x4.abs(m.c2)), f32x4.splat(SILENT))));
}
