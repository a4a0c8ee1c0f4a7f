// Oversampling by 2, 4 or 8 for what bends the signal: half-band filters in a row, linear in phase, a whole number of frames late, in chunks.
// Source: equiripple half-bands as one-band designs of half the length, P. P. Vaidyanathan, T. Q. Nguyen, "A 'TRICK' for the Design of FIR Half-Band
// Filters", IEEE Trans. CAS 34(3), 1987 (Parks-McClellan); polyphase form: R. Crochiere, L. Rabiner, "Multirate Digital Signal Processing", 1983. Only the
// first filter is steep; the next ones have an octave and more of room. Each way at 48 kHz: flat within 0.0001 dB to 20.2 kHz, −103 dB from 27.8 kHz on and
// around every multiple of the rate; −0.5 dB at 20 kHz there and back at 44.1 kHz.
// Use: write n ≤ CHUNK frames from `overInput` on; `overUp`; work on the n · 2^stages frames from `overWork` on, in place, which may make them `inner` of
// them late (at most 8); `overDown` to where the n frames shall go, which fills up to whole frames.
// Cost of a frame there and back: 35 ns at 2, 55 at 4, 90 at 8 times the rate.

/** Frames at a time. */
export const CHUNK: i32 = 32;
/** Slots that lines keep more than filters look back, for filling. */
const FILLING: i32 = 8;
/** 3 (8 times) up to 64 kHz, 2 up to 128 kHz, else 1: about 400 kHz everywhere. devices/shaping.ts has the same. */
export function overStages(sampleRate: f32): i32 { return sampleRate <= 64000 ? 3 : sampleRate <= 128000 ? 2 : 1; }
/** Frames from input to output. With `inner` 1 or 2: 40, 44, 45. */
export function overLatency(stages: i32, inner: i32): i32 { return (lateness(stages) + inner + filling(stages, inner)) >> stages; }
/** Frames of the high rate by which the filters are late. */
@inline function lateness(stages: i32): i32 {
  let sum = 0;
  for (let stage = 1; stage <= stages; stage++) sum = 2 * sum + 2 * upBack(stage);
  return sum;
}
@inline function filling(stages: i32, inner: i32): i32 { return -(lateness(stages) + inner) & ((1 << stages) - 1); }

// Half of the taps at odd distance from the middle, from the outside in, times two; the middle's is 1, all others are 0.
const PAIRS_1: i32 = 20, PAIRS_2: i32 = 5, PAIRS_3: i32 = 3;
const TAPS_1 = memory.data<f32>([
  -3.01568764e-05, 8.74397374e-05, -0.000207326681, 0.000426207407, -0.000795742089, 0.00138343649, -0.00227463571, 0.00357467518, -0.00541179581,
  0.00794212241, -0.0113590835, 0.0159119386, -0.0219427478, 0.0299622584, -0.0408142462, 0.0560651198, -0.0790671632, 0.118577443, -0.206850678, 0.63481611,
]);
const TAPS_2 = memory.data<f32>([0.00150756713, -0.0113763399, 0.0469771214, -0.150045395, 0.61294359]);
const TAPS_3 = memory.data<f32>([0.013595992, -0.10295587, 0.589368403]);

// Lines of slots, each with what its filter still looks back at in front: on the way up the input and the first two stages' outputs, on the way down
// the highest rate's work and the stages' outputs.
@inline function upBack(stage: i32): i32 { return 2 * pairsOf(stage) - 1; }
@inline function downBack(stage: i32): i32 { return 4 * pairsOf(stage) - 2 + FILLING; }
@inline function pairsOf(stage: i32): i32 { return stage == 1 ? PAIRS_1 : stage == 2 ? PAIRS_2 : PAIRS_3; }
@inline function tapsOf(stage: i32): usize { return stage == 1 ? TAPS_1 : stage == 2 ? TAPS_2 : TAPS_3; }
/** Place of the newest frames of the line that is the input of `stage` on the way up. */
@inline function upLine(at: usize, stage: i32): usize {
  let slots = upBack(1);
  if (stage > 1) slots += CHUNK + upBack(2);
  if (stage > 2) slots += 2 * CHUNK + upBack(3);
  return at + (<usize>slots << 4);
}
/** The same on the way down: frames of the rate that `stage` leads to. */
@inline function downLine(at: usize, stage: i32): usize {
  let slots = 4 * CHUNK + downBack(1);
  if (stage > 1) slots += 2 * CHUNK + downBack(2);
  if (stage > 2) slots += 4 * CHUNK + downBack(3);
  return upLine(at, 3) + (<usize>slots << 4);
}
/** Bytes of memory, zero at rest: whole slots. */
export function overBytes(): usize { return downLine(0, 3) + (8 * CHUNK << 4); }
export function overInput(at: usize): usize { return upLine(at, 1); }
export function overWork(at: usize, stages: i32): usize { return downLine(at, stages); }

/** Twice as many frames to `to`. */
function up(from: usize, to: usize, n: i32, taps: usize, pairs: i32): void {
  const end = taps + (<usize>pairs << 2), middle = <usize>(pairs - 1) << 4, span = <usize>(2 * pairs - 1) << 4;
  for (let i = 0; i < n; i++) {
    let near = from, far = from - span;
    let y = f32x4.splat(0);
    for (let c = taps; c < end; c += 4) {
      y = f32x4.add(y, f32x4.mul(v128.load_splat<f32>(c), f32x4.add(v128.load(near), v128.load(far))));
      near -= 16;
      far += 16;
    }
    v128.store(to, y);
    v128.store(to, v128.load(from - middle), 16);
    from += 16;
    to += 32;
  }
}
/** Half as many, n, frames to `to`. */
function down(from: usize, to: usize, n: i32, taps: usize, pairs: i32): void {
  const end = taps + (<usize>pairs << 2), middle = <usize>(2 * pairs - 1) << 4, span = <usize>(4 * pairs - 2) << 4;
  for (let i = 0; i < n; i++) {
    let near = from, far = from - span;
    let y = v128.load(from - middle);
    for (let c = taps; c < end; c += 4) {
      y = f32x4.add(y, f32x4.mul(v128.load_splat<f32>(c), f32x4.add(v128.load(near), v128.load(far))));
      near -= 32;
      far += 32;
    }
    v128.store(to, f32x4.mul(f32x4.splat(0.5), y));
    from += 32;
    to += 16;
  }
}
/** Moves the last `back` of n new frames, and of those before them, to where the next chunk looks back at them. `line` is the place of new frames. */
@inline export function keep(line: usize, back: i32, n: i32): void {
  const start = line - (<usize>back << 4);
  memory.copy(start, start + (<usize>n << 4), <usize>back << 4);
}
export function overUp(at: usize, n: i32, stages: i32): void {
  for (let stage = 1; stage <= stages; stage++) {
    const line = upLine(at, stage);
    up(line, stage == stages ? downLine(at, stage) : upLine(at, stage + 1), n, tapsOf(stage), pairsOf(stage));
    keep(line, upBack(stage), n);
    n <<= 1;
  }
}
export function overDown(at: usize, n: i32, stages: i32, to: usize, inner: i32): void {
  for (let stage = stages; stage > 0; stage--) {
    const line = downLine(at, stage);
    const late: usize = stage == stages ? filling(stages, inner) << 4 : 0;
    down(line - late, stage == 1 ? to : downLine(at, stage - 1), n << (stage - 1), tapsOf(stage), pairsOf(stage));
    keep(line, downBack(stage), n << stage);
  }
}
