// True peak of one channel: the curve between the samples, computed only where it can be higher than what was found.
// The search is in f32, four frames at a time, and errs on the side of computing; the curve is in f64, two taps at a time, in the order of
// plain.ts, and so has its bits. Cost: about 1 ns per frame where nothing is computed, 60 ns per frame where everything is.

const TAPS: i32 = 48;
const HALF: i32 = 24;
const REACH: i32 = 13;
const BLOCK: i32 = 256;
/** A bound this close below the peak counts as above it: room for rounding, and for the slope of a ramp, which the taps see 4e-4 too steep. */
const MARGIN: f64 = 0.999;
const BIGGEST: f32 = 3.4028234663852886e38;

@unmanaged class State {
  most: f64 = 0;
  at: f64 = 0;
  sample: f64 = 0;
  frames: f64 = 0;
  overshoot: f64 = 1;
  table: usize = 0;
  phases: i32 = 0;
}
// Behind it: f32 lift[4], the last bound's part; f32 line[TAPS + BLOCK + 32], the last TAPS frames and then the new ones; f32 tops[BLOCK / 4 + 16] and bends[BLOCK / 4 + 16], the
// greatest sample and second difference per group of four frames. The table: f64 rows[(phases - 1) * TAPS], then f32 lifts[REACH].
const LIFT: usize = 64;
const LINE: usize = 80;
const LINE_BYTES: usize = (<usize>(TAPS + BLOCK) + 32) << 2;
const TOPS: usize = LINE + LINE_BYTES;
const GROUPS_BYTES: usize = ((<usize>BLOCK >> 2) + 16) << 2;
const BENDS: usize = TOPS + GROUPS_BYTES;

export function stateBytes(): i32 { return <i32>(BENDS + GROUPS_BYTES); }

export function init(state: usize, table: usize, phases: i32, overshoot: f64): void {
  memory.fill(state, 0, BENDS + GROUPS_BYTES);
  const s = changetype<State>(state);
  s.table = table; s.phases = phases; s.overshoot = overshoot;
}

/** Takes `frames` frames at `x` (f32). */
export function process(state: usize, x: usize, frames: i32): void {
  const s = changetype<State>(state);
  for (let at = 0; at < frames; at += BLOCK) {
    const n = min(BLOCK, frames - at);
    const peak = take(state, x + (<usize>at << 2), n);
    if (<f64>peak > s.sample) s.sample = <f64>peak;
    if (<f64>peak > s.most) {
      s.most = <f64>peak;
      s.at = s.frames + <f64>find(state + LINE + (TAPS << 2), peak);
    }
    search(s, state, n);
    memory.copy(state + LINE, state + LINE + (<usize>n << 2), TAPS << 2);
    s.frames += <f64>n;
  }
}

/** Greatest true peak in full scale; the frame at or before it; greatest sample. */
export function most(state: usize): f64 { return changetype<State>(state).most; }
export function at(state: usize): f64 { return changetype<State>(state).at; }
export function sample(state: usize): f64 { return changetype<State>(state).sample; }

/** Puts new frames behind the old ones, a NaN or an infinity as 0, silence behind them, and returns their peak. */
function take(state: usize, x: usize, n: i32): f32 {
  let line = state + LINE + (TAPS << 2);
  const end = line + (<usize>n << 2);
  let peak = f32x4.splat(0);
  for (; line + 16 <= end; line += 16, x += 16) {
    const v = v128.load(x);
    const size = f32x4.abs(v);
    const sound = f32x4.le(size, f32x4.splat(BIGGEST));
    v128.store(line, v128.and(v, sound));
    peak = f32x4.max(peak, v128.and(size, sound));
  }
  let most = max(max(f32x4.extract_lane(peak, 0), f32x4.extract_lane(peak, 1)), max(f32x4.extract_lane(peak, 2), f32x4.extract_lane(peak, 3)));
  for (; line < end; line += 4, x += 4) {
    const v = load<f32>(x);
    const sound = abs(v) <= BIGGEST;
    store<f32>(line, sound ? v : 0);
    if (sound && abs(v) > most) most = abs(v);
  }
  memory.fill(line, 0, 32 << 2);
  return most;
}
function find(line: usize, peak: f32): i32 {
  let i = 0;
  while (abs(load<f32>(line + (<usize>i << 2))) != peak) i++;
  return i;
}

/** The greatest lane of each of four vectors. */
@inline function greatest(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.max(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.max(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.max(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}
/** Second differences, as sizes, of the frames at `p` and the three after it. */
@inline function bend(p: usize): v128 {
  const middle = v128.load(p, 4);
  return f32x4.abs(f32x4.add(f32x4.sub(v128.load(p), f32x4.add(middle, middle)), v128.load(p, 8)));
}
/** Sizes of four frames, or of those one later. */
@inline function top(p: usize): v128 { return f32x4.max(f32x4.abs(v128.load(p)), f32x4.abs(v128.load(p, 4))); }

function search(s: State, state: usize, n: i32): void {
  const groups = (n + 3) >> 2;
  for (let g = 0; g < groups + REACH - 1; g += 4) {
    const p = state + LINE + (<usize>g << 4);
    v128.store(state + BENDS + (<usize>g << 2), greatest(bend(p), bend(p + 16), bend(p + 32), bend(p + 48)));
  }
  for (let g = 0; g < groups; g += 4) {
    const p = state + LINE + (<usize>g << 4) + (HALF << 2);
    v128.store(state + TOPS + (<usize>g << 2), greatest(top(p), top(p + 16), top(p + 32), top(p + 48)));
  }
  const lifts = s.table + (<usize>((s.phases - 1) * TAPS) << 3);
  const found = f32x4.splat(min(<f32>(s.most * MARGIN), BIGGEST));
  for (let g = 0; g < groups; g += 4) {
    let lift = f32x4.splat(0);
    for (let j = 0; j < REACH; j++)
      lift = f32x4.add(lift, f32x4.mul(v128.load32_splat(lifts + (<usize>j << 2)), v128.load(state + BENDS + (<usize>(g + j) << 2))));
    // Not "greater": what overflowed must be computed.
    const passed = i32x4.bitmask(f32x4.le(f32x4.add(v128.load(state + TOPS + (<usize>g << 2)), lift), found));
    if (passed == 15) continue;
    v128.store(state + LIFT, lift);
    for (let k = 0; k < 4; k++)
      if (!(passed & (1 << k))) {
        const from = (g + k) << 2;
        if (from < n) compute(s, state, from, min(n, from + 4), <f64>load<f32>(state + LIFT + (<usize>k << 2)));
      }
  }
}

/** The curve from each frame `from` to `to` of the line to the next one, where its samples and `lift` together are high enough. */
function compute(s: State, state: usize, from: i32, to: i32, lift: f64): void {
  const phases = s.phases;
  const overshoot = s.overshoot;
  const last = s.table + (<usize>((phases - 2) * TAPS) << 3);
  let window = state + LINE + (<usize>from << 2);
  let computed = -2;
  let before: f64 = 0;
  for (let i = from; i < to; i++, window += 4) {
    let here = <f64>load<f32>(window + (HALF << 2));
    const following = <f64>load<f32>(window + ((HALF + 1) << 2));
    if (max(abs(here), abs(following)) + lift <= s.most * MARGIN) continue;
    if (computed != i - 1) before = value(last, window);
    computed = i;
    let row = s.table;
    for (let p = 1; p <= phases; p++) {
      const next = p < phases ? value(row, window + 4) : following;
      row += TAPS << 3;
      const size = abs(here);
      if (size * overshoot > s.most) {
        const left = here < 0 ? -before : before;
        const right = here < 0 ? -next : next;
        if (size >= left && size >= right) {
          const height = summit(left, size, right, overshoot);
          if (height > s.most) {
            s.most = height;
            s.at = max(0, s.frames + <f64>(i - HALF));
          }
        }
      }
      before = here;
      here = next;
    }
  }
}

/** The taps of a row over the frames of a window. */
@inline function value(row: usize, x: usize): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (const end = row + (TAPS << 3); row < end; row += 32, x += 16) {
    even = f64x2.add(even, f64x2.mul(v128.load(row), f64x2.promote_low_f32x4(v128.load64_zero(x))));
    odd = f64x2.add(odd, f64x2.mul(v128.load(row, 16), f64x2.promote_low_f32x4(v128.load64_zero(x, 8))));
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Height of the parabola through a highest place and its neighbours, but never more than a band-limited curve can have. */
@inline function summit(left: f64, middle: f64, right: f64, overshoot: f64): f64 {
  const curve = 0.5 * (left + right) - middle;
  if (!(curve < 0)) return middle;
  const slope = 0.5 * (right - left);
  return min(middle - (slope * slope) / (4 * curve), middle * overshoot);
}
