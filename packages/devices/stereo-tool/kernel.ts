// Stereo tool: middle and side with a level each, the side's width in one band or two. Two bands: Linkwitz-Riley, 24 dB/octave; middle and side take its
// all-pass (low + high), so neither phase nor level of one against the other changes, and the low side is added or taken away: exactly opposite left and right.
// Source: S. Linkwitz, "Active Crossover Networks for Noncoincident Drivers", JAES 1976; filters as in svf.ts (Simper). At its defaults the bits pass unchanged.
// Every parameter glides to its new value in about 80 ms. Filters run only where a lane uses them.
import * as P from "../catalog/layout/stereo-tool";
import { Glide, glideTo, glideNext, glidesMove, beatFrames, beatAdvance, flushAt } from "@tonmeister/dsp/assembly/smooth";
import { gainOfDb, onePoleStep } from "@tonmeister/dsp/assembly/math";
import { all, any, isOn, swapPairs } from "@tonmeister/dsp/assembly/lanes";
import { SvfState, svfClear, svfG } from "@tonmeister/dsp/assembly/svf";

/** Time constant of the two poles by which parameters glide. */
const GLIDE_SECONDS: f32 = 0.02;
/** 1 / Q of both sections. */
const K: f32 = 1.4142135623730951;
@unmanaged class Tool {
  rate: v128 = f32x4.splat(0);
  step: v128 = f32x4.splat(0);
  beat: v128 = i32x4.splat(0);
}
/** Part of the own side and of the other, half of what the low side gets more than the high one, part of the all-pass, the crossover's g. */
const OWN = 0, OTHER = 1, MORE = 2, BANDS = 3, G = 4, GLIDES = 5;
@inline function glideOf(at: usize, n: i32): usize { return at + offsetof<Tool>() + <usize>n * offsetof<Glide>(); }
@inline function filterOf(at: usize, n: i32): usize { return glideOf(at, GLIDES) + <usize>n * offsetof<SvfState>(); }
export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + filterOf(0, 2)); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  const d = changetype<Tool>(state + P.STATE);
  d.rate = f32x4.splat(sampleRate);
  d.step = onePoleStep(f32x4.splat(GLIDE_SECONDS), sampleRate);
}
/** Lanes whose glide rests at 0. */
@inline function rests(r: usize): v128 {
  const s = changetype<Glide>(r);
  return f32x4.eq(v128.or(s.wanted, v128.or(s.first, s.left)), f32x4.splat(0));
}
export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const at = state + P.STATE;
  const d = changetype<Tool>(at);
  const one = f32x4.splat(1), half = f32x4.splat(0.5), zero = f32x4.splat(0), step = d.step;
  // Filters that were off begin from silence, whatever the neighbours' did.
  const off = v128.and(rests(glideOf(at, BANDS)), rests(glideOf(at, MORE)));
  svfClear(filterOf(at, 0), off);
  svfClear(filterOf(at, 1), off);
  const bands = v128.and(isOn(v128.load(params + P.split)), one);
  const mid = gainOfDb(v128.load(params + P.mid)), level = gainOfDb(v128.load(params + P.side));
  const width = f32x4.mul(v128.load(params + P.width), f32x4.splat(0.01)), low = f32x4.mul(v128.load(params + P.low), f32x4.splat(0.01));
  const side = f32x4.mul(level, width);
  glideTo(glideOf(at, OWN), f32x4.mul(half, f32x4.add(mid, side)));
  glideTo(glideOf(at, OTHER), f32x4.mul(half, f32x4.sub(mid, side)));
  glideTo(glideOf(at, MORE), f32x4.mul(bands, f32x4.mul(half, f32x4.sub(f32x4.mul(level, low), side))));
  glideTo(glideOf(at, BANDS), bands);
  glideTo(glideOf(at, G), svfG(v128.load(params + P.frequency), f32x4.extract_lane(d.rate, 0)));
  const moves = glidesMove(glideOf(at, 0), GLIDES);
  const filters = !all(v128.and(rests(glideOf(at, BANDS)), rests(glideOf(at, MORE))));
  if (!filters && !moves && all(f32x4.eq(changetype<Glide>(glideOf(at, OWN)).wanted, one)) && all(f32x4.eq(changetype<Glide>(glideOf(at, OTHER)).wanted, zero))) return;
  const k = f32x4.splat(K), twoK = f32x4.splat(2 * K);
  const first = changetype<SvfState>(filterOf(at, 0)), second = changetype<SvfState>(filterOf(at, 1));
  while (frames > 0) {
    const n = beatFrames(at + offsetof<Tool>("beat"), frames);
    for (let i = 0; i < n; i++) {
      let x = v128.load(io);
      let more = zero;
      const own = glideNext(glideOf(at, OWN), step, moves), other = glideNext(glideOf(at, OTHER), step, moves), g = glideNext(glideOf(at, G), step, moves);
      if (filters) {
        const a1 = f32x4.div(one, f32x4.add(one, f32x4.mul(g, f32x4.add(g, k)))), a2 = f32x4.mul(g, a1);
        const v1 = f32x4.add(f32x4.mul(a1, first.c1), f32x4.mul(a2, f32x4.sub(x, first.c2)));
        const v2 = f32x4.add(first.c2, f32x4.mul(g, v1));
        first.c1 = f32x4.sub(f32x4.add(v1, v1), first.c1);
        first.c2 = f32x4.sub(f32x4.add(v2, v2), first.c2);
        const w1 = f32x4.add(f32x4.mul(a1, second.c1), f32x4.mul(a2, f32x4.sub(v2, second.c2)));
        const w2 = f32x4.add(second.c2, f32x4.mul(g, w1));
        second.c1 = f32x4.sub(f32x4.add(w1, w1), second.c1);
        second.c2 = f32x4.sub(f32x4.add(w2, w2), second.c2);
        more = f32x4.mul(glideNext(glideOf(at, MORE), step, moves), f32x4.sub(w2, swapPairs(w2)));
        // The all-pass is x − 2k · band.
        x = f32x4.sub(x, f32x4.mul(glideNext(glideOf(at, BANDS), step, moves), f32x4.mul(twoK, v1)));
      }
      v128.store(io, f32x4.add(f32x4.add(f32x4.mul(x, own), f32x4.mul(swapPairs(x), other)), more));
      io += 16;
    }
    const due = beatAdvance(at + offsetof<Tool>("beat"), n);
    if (any(due)) for (let s: usize = 0; s < 2 * offsetof<SvfState>(); s += 16) flushAt(filterOf(at, 0) + s, due);
    frames -= n;
  }
}
