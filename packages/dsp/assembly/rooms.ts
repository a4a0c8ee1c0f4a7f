// Responses of rooms, plates and springs, computed: nothing was recorded. Each has four sides, one to a lane: left to left, left to right, right to left, right
// to right. The same seed and rate give the same taps on every machine.
// Room: reflections of a box by image sources up to the second order, each source to each of two microphones; behind them noise that decays in three bands,
// each at its own rate, and comes up as slowly as the room is large. Source: J. Allen, D. Berkley, "Image method for efficiently simulating small-room acoustics",
// JASA 65(4), 1979; J. Moorer, "About This Reverberation Business", CMJ 3(2), 1979 (decaying noise).
// Plate: the same noise, at once and bright, without reflections.
// Spring: a loop of a delay and stretched all-passes, in which low sounds travel faster. Source: J. Abel, D. Berners, S. Costello, J. Smith, "Spring Reverb
// Emulation Using Dispersive Allpass Filters in a Waveguide Structure", AES 121, 2006. Differs: one loop per side, no pickup or amplifier.
// Cost: about 8 ns a tap, springs 60 ns.
import { onePoleG, onePoleLow } from "./onepole";
import { randomNext, randomSeed } from "./random";
import { expFalling } from "./math64";

/** Zeros before and behind each side's taps, for those who interpolate. */
export const MARGIN: i32 = 16;
const SPEED_OF_SOUND: f64 = 343;
const LN_1000: f64 = 6.907755278982137;
/** The end lies 75 dB below the start. */
const LENGTH: f32 = 1.25;
const FIELDS: usize = 12;
// Per room: decay of the middle in s, low and high against it | time in which the tail comes up, in s | length, width, height in m | part that a wall returns |
// level of reflections | of what crosses over | crossovers in Hz. Length 0: a plate; −1: a spring.
const ROOMS = memory.data<f32>([
  0.42, 0.95, 0.6, 0.003, 9, 6.5, 3.4, 0.66, 1.1, 0.5, 250, 5000, // Studio room
  0.75, 0.8, 0.55, 0.005, 12, 8, 5, 0.74, 1, 0.55, 300, 4200, // Wooden room
  0.9, 0.6, 0.9, 0.002, 4, 3, 2.6, 0.92, 0.9, 0.75, 400, 8000, // Tiled room
  1.1, 0.9, 0.65, 0.006, 7, 5, 4, 0.82, 0.6, 0.8, 300, 6000, // Chamber
  1.3, 1.1, 0.55, 0.018, 22, 14, 9, 0.78, 0.9, 0.7, 250, 5000, // Recital hall
  2.1, 1.25, 0.45, 0.035, 44, 24, 17, 0.8, 0.8, 0.7, 250, 4500, // Concert hall
  3.2, 1.15, 0.38, 0.06, 48, 20, 22, 0.86, 0.7, 0.8, 220, 3800, // Church
  4.8, 1.2, 0.32, 0.11, 90, 32, 30, 0.88, 0.5, 0.85, 200, 3200, // Cathedral
  2.6, 0.85, 0.5, 0.012, 5, 4, 15, 0.9, 0.9, 0.8, 300, 4000, // Stairwell
  1.9, 0.75, 0.7, 0.001, 0, 0, 0, 0, 0, 0.6, 350, 7000, // Plate
  2.2, 1, 1, 0, -1, 0, 0, 0, 0, 0.5, 120, 4300, // Spring
  0.28, 1, 0.75, 0.004, 6, 5, 3, 0.6, 1.2, 0.5, 300, 7000, // Ambience
]);
@inline function field(room: i32, n: usize): f32 { return load<f32>(ROOMS + ((<usize>room * FIELDS + n) << 2)); }

/** All-passes of a spring, and how much each turns. */
const STAGES: i32 = 64;
const TURN: f32 = 0.62;
const SPRING_SECONDS: f32 = 0.046;
const SPRING_BACK: f32 = -0.72;

@unmanaged class Maker {
  noise: v128 = f32x4.splat(0);
  // Envelopes of the bands, and what they are multiplied by in a frame; how far the tail has come up.
  low: v128 = f32x4.splat(0);
  middle: v128 = f32x4.splat(0);
  high: v128 = f32x4.splat(0);
  lowStep: f32 = 0;
  middleStep: f32 = 0;
  highStep: f32 = 0;
  up: f32 = 0;
  upStep: f32 = 0;
  /** Frames by which a spring's all-passes are stretched, and of its loop. */
  stretch: i32 = 0;
  round: i32 = 0;
  lowMemory: v128 = f32x4.splat(0);
  highMemory: v128 = f32x4.splat(0);
}
@inline function stretchOf(rate: f32): i32 { return max(1, <i32>(rate / 9000)); }
@inline function roundOf(rate: f32): i32 { return <i32>(SPRING_SECONDS * rate); }
/** Bytes of what a maker has to remember. */
export function makerBytes(rate: f32): usize { return offsetof<Maker>() + (<usize>(STAGES * stretchOf(rate) + roundOf(rate)) << 4); }

/** Taps of a room's response. */
export function roomTaps(room: i32, rate: f32): i32 { return <i32>(field(room, 0) * max<f32>(1, field(room, 1)) * LENGTH * rate); }

/** What a frame leaves of a sound that decays by 60 dB in so many seconds. */
function stepOf(seconds: f32, rate: f32): f32 { return <f32>expFalling(-LN_1000 / (<f64>seconds * <f64>rate)); }
/** Begins a response. */
export function makerBegin(maker: usize, room: i32, rate: f32): void {
  memory.fill(maker, 0, makerBytes(rate));
  const m = changetype<Maker>(maker);
  randomSeed(maker, 0x51ed270b + <u32>room * 0x2545f491);
  const decay = field(room, 0);
  m.middleStep = stepOf(decay, rate);
  m.lowStep = stepOf(decay * field(room, 1), rate);
  m.highStep = stepOf(decay * field(room, 2), rate);
  m.upStep = field(room, 3) > 0 ? 1 - <f32>expFalling(-1.0 / (<f64>field(room, 3) * <f64>rate)) : 1;
  // The tail of the middle has the energy of one whole tap: 6.9 = ln 1000, uniform noise has a third of its square.
  const cross = field(room, 9);
  const sides = f32x4.mul(f32x4.splat(sqrt<f32>(<f32>(6 * LN_1000) / (decay * rate))), f32x4(1, cross, cross, 1));
  m.low = sides;
  m.middle = sides;
  m.high = sides;
  m.stretch = stretchOf(rate);
  m.round = roundOf(rate);
}
/** Writes taps [from, to) of the response that was begun, in order, into four sides of `capacity` floats each. */
export function makerTail(maker: usize, room: i32, rate: f32, sides: usize, capacity: i32, from: i32, to: i32): void {
  const side = <usize>capacity << 2;
  if (field(room, 4) < 0) return spring(maker, room, rate, sides, side, from, to);
  const m = changetype<Maker>(maker);
  const lowG = onePoleG(f32x4.splat(field(room, 10)), rate), highG = onePoleG(f32x4.splat(field(room, 11)), rate);
  const lowStep = f32x4.splat(m.lowStep), middleStep = f32x4.splat(m.middleStep), highStep = f32x4.splat(m.highStep);
  const lowMemory = maker + offsetof<Maker>("lowMemory"), highMemory = maker + offsetof<Maker>("highMemory");
  for (let i = from; i < to; i++) {
    const x = randomNext(maker);
    const low = onePoleLow(lowMemory, x, lowG), high = f32x4.sub(x, onePoleLow(highMemory, x, highG));
    const middle = f32x4.sub(f32x4.sub(x, low), high);
    m.up += (1 - m.up) * m.upStep;
    const y = f32x4.add(f32x4.add(f32x4.mul(low, m.low), f32x4.mul(middle, m.middle)), f32x4.mul(high, m.high));
    put(sides + (<usize>i << 2), side, f32x4.mul(y, f32x4.splat(m.up)));
    m.low = f32x4.mul(m.low, lowStep);
    m.middle = f32x4.mul(m.middle, middleStep);
    m.high = f32x4.mul(m.high, highStep);
  }
}
@inline function put(at: usize, side: usize, x: v128): void {
  v128.store_lane<f32>(at, x, 0);
  v128.store_lane<f32>(at + side, x, 1);
  v128.store_lane<f32>(at + 2 * side, x, 2);
  v128.store_lane<f32>(at + 3 * side, x, 3);
}
function spring(maker: usize, room: i32, rate: f32, sides: usize, side: usize, from: i32, to: i32): void {
  const m = changetype<Maker>(maker);
  const stages = maker + offsetof<Maker>(), line = stages + (<usize>(STAGES * m.stretch) << 4);
  const lowG = onePoleG(f32x4.splat(field(room, 10)), rate), highG = onePoleG(f32x4.splat(field(room, 11)), rate);
  const turn = f32x4.splat(TURN), back = f32x4.splat(SPRING_BACK), cross = field(room, 9);
  // Each side's spring is a little longer than the last.
  const rounds = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.splat(<f32>(m.round - 1)), f32x4(0.8, 0.93, 0.88, 1)));
  for (let i = from; i < to; i++) {
    let x = f32x4.splat(0);
    for (let lane = 0; lane < 4; lane++) {
      const frames = lane == 0 ? i32x4.extract_lane(rounds, 0) : lane == 1 ? i32x4.extract_lane(rounds, 1) : lane == 2 ? i32x4.extract_lane(rounds, 2) : i32x4.extract_lane(rounds, 3);
      const at = i - frames;
      const late = at < 0 ? <f32>0 : load<f32>(line + (<usize>(at % m.round) << 4) + (<usize>lane << 2));
      x = lane == 0 ? f32x4.replace_lane(x, 0, late) : lane == 1 ? f32x4.replace_lane(x, 1, late) : lane == 2 ? f32x4.replace_lane(x, 2, late) : f32x4.replace_lane(x, 3, late);
    }
    x = f32x4.mul(x, back);
    if (i == 0) x = f32x4(1, cross, cross, 1);
    const stand = <usize>(i % m.stretch) << 4;
    for (let n = 0; n < STAGES; n++) {
      const s = stages + (<usize>(n * m.stretch) << 4) + stand;
      const y = f32x4.add(f32x4.mul(turn, x), v128.load(s));
      v128.store(s, f32x4.sub(x, f32x4.mul(turn, y)));
      x = y;
    }
    x = onePoleLow(maker + offsetof<Maker>("highMemory"), x, highG);
    x = f32x4.sub(x, onePoleLow(maker + offsetof<Maker>("lowMemory"), x, lowG));
    v128.store(line + (<usize>(i % m.round) << 4), x);
    put(sides + (<usize>i << 2), side, x);
  }
}
/** Adds a room's reflections, once its tail is there. */
export function makerReflections(room: i32, rate: f32, sides: usize, capacity: i32, taps: i32): void {
  if (field(room, 4) <= 0) return;
  const wall = <f64>field(room, 7);
  // The direct sound is the dry one; reflections are later than it, and quieter.
  const straight = distanceOf(room, 0, 0, 0, 0);
  for (let side = 0; side < 4; side++) {
    for (let x = -2; x <= 2; x++)
      for (let y = -2; y <= 2; y++)
        for (let z = -2; z <= 2; z++) {
          const order = abs(x) + abs(y) + abs(z);
          if (order == 0 || order > 3) continue;
          const distance = distanceOf(room, side, x, y, z);
          let gain = <f64>field(room, 8) * straight / distance;
          for (let n = 0; n < order; n++) gain *= wall;
          const frames = max<f64>(0, (distance - straight) / SPEED_OF_SOUND * <f64>rate);
          const whole = <i32>frames;
          if (whole + 1 >= taps) continue;
          const part = frames - <f64>whole;
          const at = sides + ((<usize>side * <usize>capacity + <usize>whole) << 2);
          store<f32>(at, load<f32>(at) + <f32>(gain * (1 - part)));
          store<f32>(at, load<f32>(at, 4) + <f32>(gain * part), 4);
        }
  }
}
/** Metres from the image (x, y, z) of a source on the stage, left or right of its middle, to one of two microphones half a metre apart. */
function distanceOf(room: i32, side: i32, x: i32, y: i32, z: i32): f64 {
  const length = <f64>field(room, 4), width = <f64>field(room, 5), height = <f64>field(room, 6);
  const dx = image(x, length, length * 0.18) - length * 0.63;
  const dy = image(y, width, width * (side < 2 ? 0.36 : 0.64)) - (width * 0.5 + (side & 1 ? 0.25 : -0.25));
  const dz = image(z, height, 1.4) - 1.7;
  return sqrt<f64>(dx * dx + dy * dy + dz * dz);
}
/** Where the nth mirror image of a source lies along an axis. */
@inline function image(n: i32, size: f64, at: f64): f64 { return <f64>n * size + (n & 1 ? size - at : at); }
