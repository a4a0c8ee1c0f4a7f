// Equaliser: six bands of trapezoidal state-variable filters, up to four a band for the steep passes (Butterworth when Q is 0.71), on both sides, one of
// them, or what they share or differ in.
// Source: Simper 2013, see dsp/assembly/svf.ts, for the structure; Vicanek 2016, see dsp/assembly/matched.ts, for responses that are the analogue ones up to
// half the rate.
// Deviates from a plain cascade: a flat section (off, or 0 dB) is not computed, so a flat equaliser passes every bit; its memory counts as silent.
// Moving parameters: g, k and the mix of each section go in a straight line over the call, the rest is solved per frame: switching a band on, off or to
// another type is thereby a crossfade. Cost: one division and 30 operations more per frame and moving section; nothing at rest.
// Cost: 13 operations per frame and section for four channels; two sections, in `processPair` of two groups, in one loop.
import * as P from "../catalog/layout/eq";
import { BAND_PASS, BELL, FLAT, HIGH_PASS, HIGH_PASS_1, HIGH_SHELF, LOW_PASS, LOW_PASS_1, LOW_SHELF, NOTCH, TILT } from "@tonmeister/dsp/assembly/svf";
import { matchedDesign } from "@tonmeister/dsp/assembly/matched";
import { Ramp, rampTo, rampMoves, rampNext, rampValue, SILENT, beatFrames, beatAdvance } from "@tonmeister/dsp/assembly/smooth";
import { gainOfDb, select } from "@tonmeister/dsp/assembly/math";
import { all, any, isOn, lane, setLane, swapPairs } from "@tonmeister/dsp/assembly/lanes";

const BANDS: i32 = 6;
/** Sections of a band, and of all. */
const PARTS: i32 = 4;
const SECTIONS: i32 = BANDS * PARTS;
/** Parameters of a band, in the order of device.ts. */
const BAND_PARAMS: usize = 6 * 16;
const WHERE: usize = 5 * 16;

/**
 * One section: where it is, where it shall be at the end of the call, its step per frame, its memory; and while it rests, what it does in one frame
 * with v = x − c2: y = yV·v + y1·c1 + y2·c2, c1 becomes r·c1 + s·v, c2 becomes c2 + s·c1 + q·v. That is svf.ts multiplied out: less to wait for.
 */
@unmanaged class Section {
  g: v128 = f32x4.splat(0); k: v128 = f32x4.splat(0); m0: v128 = f32x4.splat(0); m1: v128 = f32x4.splat(0); m2: v128 = f32x4.splat(0);
  a1: v128 = f32x4.splat(0); a2: v128 = f32x4.splat(0); a3: v128 = f32x4.splat(0);
  c1: v128 = f32x4.splat(0); c2: v128 = f32x4.splat(0);
  toG: v128 = f32x4.splat(0); toK: v128 = f32x4.splat(0); toM0: v128 = f32x4.splat(0); toM1: v128 = f32x4.splat(0); toM2: v128 = f32x4.splat(0);
  toA1: v128 = f32x4.splat(0); toA2: v128 = f32x4.splat(0); toA3: v128 = f32x4.splat(0);
  stepG: v128 = f32x4.splat(0); stepK: v128 = f32x4.splat(0); stepM0: v128 = f32x4.splat(0); stepM1: v128 = f32x4.splat(0); stepM2: v128 = f32x4.splat(0);
  r: v128 = f32x4.splat(0); s: v128 = f32x4.splat(0); q: v128 = f32x4.splat(0);
  yV: v128 = f32x4.splat(0); y1: v128 = f32x4.splat(0); y2: v128 = f32x4.splat(0);
  /** What it is designed as. */
  type: v128 = f32x4.splat(0); width: v128 = f32x4.splat(0);

  /** Works out r to y2. Where the section does nothing its memory stays silent and y is x. */
  @inline solve(a1: v128, a2: v128, a3: v128, flat: v128): void {
    this.r = v128.andnot(f32x4.sub(f32x4.add(a1, a1), f32x4.splat(1)), flat);
    this.s = v128.andnot(f32x4.add(a2, a2), flat);
    this.q = v128.andnot(f32x4.add(a3, a3), flat);
    this.yV = f32x4.add(this.m0, f32x4.add(f32x4.mul(this.m1, a2), f32x4.mul(this.m2, a3)));
    this.y1 = f32x4.add(f32x4.mul(this.m1, a1), f32x4.mul(this.m2, a2));
    this.y2 = f32x4.add(this.m0, this.m2);
  }
}
@inline function yOf(yV: v128, y1: v128, y2: v128, v: v128, c1: v128, c2: v128): v128 { return f32x4.add(f32x4.add(f32x4.mul(y1, c1), f32x4.mul(y2, c2)), f32x4.mul(yV, v)); }
@inline function next1(r: v128, s: v128, v: v128, c1: v128): v128 { return f32x4.add(f32x4.mul(r, c1), f32x4.mul(s, v)); }
@inline function next2(s: v128, q: v128, v: v128, c1: v128, c2: v128): v128 { return f32x4.add(f32x4.add(c2, f32x4.mul(s, c1)), f32x4.mul(q, v)); }
@unmanaged class Equaliser {
  beat: v128 = f32x4.splat(0);
  isSet: v128 = f32x4.splat(0);
  /** Of each band the lanes that work on mid and side. */
  crossed0: v128 = f32x4.splat(0); crossed1: v128 = f32x4.splat(0); crossed2: v128 = f32x4.splat(0);
  crossed3: v128 = f32x4.splat(0); crossed4: v128 = f32x4.splat(0); crossed5: v128 = f32x4.splat(0);
}
@inline function crossedOf(eq: usize, band: i32): usize { return eq + offsetof<Equaliser>("crossed0") + (<usize>band << 4); }
@inline function seenOf(eq: usize): usize { return eq + offsetof<Equaliser>(); }
@inline function outputOf(eq: usize): usize { return seenOf(eq) + <usize>BANDS * BAND_PARAMS; }
@inline function sectionOf(eq: usize, n: i32): usize { return outputOf(eq) + offsetof<Ramp>() + <usize>n * offsetof<Section>(); }

export function stateBytes(sampleRate: f32): i32 { return <i32>(P.STATE + sectionOf(0, SECTIONS) + 16); }
export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  v128.store(rateOf(state + P.STATE), f32x4.splat(sampleRate));
}
@inline function rateOf(eq: usize): usize { return sectionOf(eq, SECTIONS); }

/** Lanes in which a section does nothing. */
@inline function isFlat(m0: v128, m1: v128, m2: v128): v128 {
  return v128.and(f32x4.eq(m0, f32x4.splat(1)), v128.and(f32x4.eq(m1, f32x4.splat(0)), f32x4.eq(m2, f32x4.splat(0))));
}

/** Lanes of a band in which any of its sections does something or is about to, in either lane of a pair. */
function works(eq: usize, band: i32): v128 {
  let flat = i32x4.splat(-1);
  for (let n = 0; n < PARTS; n++) {
    const s = changetype<Section>(sectionOf(eq, PARTS * band + n));
    flat = v128.and(flat, v128.and(isFlat(s.m0, s.m1, s.m2), isFlat(s.toM0, s.toM1, s.toM2)));
  }
  return v128.not(v128.and(flat, swapPairs(flat)));
}
/** Lanes that a band leaves alone: it works on left or mid, the first lane of each two, or on right or side, the second. */
@inline function isElsewhere(where: v128): v128 {
  const first = v128.or(f32x4.eq(where, f32x4.splat(1)), f32x4.eq(where, f32x4.splat(3)));
  const second = v128.or(f32x4.eq(where, f32x4.splat(2)), f32x4.eq(where, f32x4.splat(4)));
  return v128.or(v128.and(first, i32x4(0, -1, 0, -1)), v128.and(second, i32x4(-1, 0, -1, 0)));
}
/** What part `n` of a band is; kinds as in types.ts. */
function partType(kind: i32, n: i32): f32 {
  if (kind == 10 || kind == 11) return n == 0 ? HIGH_PASS_1 : kind == 11 && n == 1 ? HIGH_PASS : FLAT;
  if (kind == 14 || kind == 15) return n == 0 ? LOW_PASS_1 : kind == 15 && n == 1 ? LOW_PASS : FLAT;
  const parts = kind == 4 || kind == 6 ? 2 : kind == 12 || kind == 16 ? 3 : kind == 13 || kind == 17 ? 4 : 1;
  if (n >= parts) return FLAT;
  if (kind == 1) return LOW_SHELF;
  if (kind == 2) return HIGH_SHELF;
  if (kind == 3 || kind == 4 || kind == 12 || kind == 13) return HIGH_PASS;
  if (kind == 5 || kind == 6 || kind == 16 || kind == 17) return LOW_PASS;
  if (kind == 7) return NOTCH;
  if (kind == 8) return TILT;
  return kind == 9 ? BAND_PASS : BELL;
}
/** Its Q: Butterworth's, of the last one by as much more as the band's is above 0.7071. */
function partQ(kind: i32, n: i32, q: f32): f32 {
  if (kind == 4 || kind == 6) return n == 0 ? 0.5411961 : 1.84775907 * q;
  if (kind == 11 || kind == 15) return 1.41421356 * q;
  if (kind == 12 || kind == 16) return n == 0 ? 0.51763809 : n == 1 ? 0.70710678 : 2.73205081 * q;
  if (kind == 13 || kind == 17) return n == 0 ? 0.50979558 : n == 1 ? 0.60134489 : n == 2 ? 0.89997622 : 3.6245098 * q;
  return q;
}
/** Designs a section anew from its parameters; `at` points to toG. */
function design(s: usize, type: v128, hz: v128, q: v128, db: v128, rate: f32): void {
  matchedDesign(s + offsetof<Section>("toG"), type, hz, q, db, rate);
}
/** Compares parameters with what was seen and designs what changed; sets each section's steps. Returns the sections that move as bits. */
function begin(eq: usize, params: usize, frames: i32): i32 {
  const e = changetype<Equaliser>(eq);
  const fresh = v128.not(e.isSet);
  const isFresh = any(fresh);
  const rate = load<f32>(rateOf(eq));
  let moving = 0;
  for (let b = 0; b < BANDS; b++) {
    const p = params + <usize>b * BAND_PARAMS;
    const seen = seenOf(eq) + <usize>b * BAND_PARAMS;
    let differs = fresh;
    for (let i: usize = 0; i < BAND_PARAMS; i += 16) {
      const x = v128.load(p + i);
      differs = v128.or(differs, f32x4.ne(x, v128.load(seen + i)));
      v128.store(seen + i, x);
    }
    if (!any(differs)) continue;
    // What changes between the sides and mid and side fades out first: it begins there afresh with the next call.
    const where = f32x4.nearest(v128.load(p + WHERE));
    const wanted = f32x4.ge(where, f32x4.splat(3));
    const crossed = v128.load(crossedOf(eq, b));
    const changes = v128.andnot(v128.and(v128.xor(wanted, crossed), works(eq, b)), fresh);
    v128.store(crossedOf(eq, b), v128.or(v128.and(crossed, changes), v128.andnot(wanted, changes)));
    v128.store(seen + WHERE, v128.or(v128.load(seen + WHERE), changes));
    const isOff = v128.or(v128.not(isOn(v128.load(p))), v128.or(changes, isElsewhere(where)));
    const hz = v128.load(p + 32), q = v128.load(p + 64), kind = f32x4.nearest(v128.load(p + 16));
    for (let n = 0; n < PARTS; n++) {
      const at = sectionOf(eq, PARTS * b + n);
      const s = changetype<Section>(at);
      for (let l = 0; l < 4; l++) {
        setLane(at + offsetof<Section>("type"), l, partType(<i32>lane(kind, l), n));
        setLane(at + offsetof<Section>("width"), l, partQ(<i32>lane(kind, l), n, lane(q, l)));
      }
      s.type = select(isOff, f32x4.splat(FLAT), s.type);
      const gains = v128.or(f32x4.le(s.type, f32x4.splat(HIGH_SHELF)), f32x4.eq(s.type, f32x4.splat(TILT)));
      design(at, s.type, hz, s.width, v128.and(v128.load(p + 48), gains), rate);
    }
    for (let i = PARTS * b; i < PARTS * b + PARTS; i++) {
      const s = changetype<Section>(sectionOf(eq, i));
      // A section that was flat begins silent and at its goal's frequency; one that becomes flat keeps its frequency while it fades.
      const wasFlat = v128.or(fresh, isFlat(s.m0, s.m1, s.m2));
      s.c1 = v128.andnot(s.c1, wasFlat);
      s.c2 = v128.andnot(s.c2, wasFlat);
      const willBeFlat = v128.andnot(isFlat(s.toM0, s.toM1, s.toM2), wasFlat);
      s.toG = select(willBeFlat, s.g, s.toG);
      s.toK = select(willBeFlat, s.k, s.toK);
      s.toA1 = select(willBeFlat, s.a1, s.toA1);
      s.toA2 = select(willBeFlat, s.a2, s.toA2);
      s.toA3 = select(willBeFlat, s.a3, s.toA3);
      s.g = select(wasFlat, s.toG, s.g);
      s.k = select(wasFlat, s.toK, s.k);
      if (isFresh) {
        s.m0 = select(fresh, s.toM0, s.m0);
        s.m1 = select(fresh, s.toM1, s.m1);
        s.m2 = select(fresh, s.toM2, s.m2);
      }
      const part = f32x4.splat(<f32>1 / <f32>frames);
      s.stepG = f32x4.mul(f32x4.sub(s.toG, s.g), part);
      s.stepK = f32x4.mul(f32x4.sub(s.toK, s.k), part);
      s.stepM0 = f32x4.mul(f32x4.sub(s.toM0, s.m0), part);
      s.stepM1 = f32x4.mul(f32x4.sub(s.toM1, s.m1), part);
      s.stepM2 = f32x4.mul(f32x4.sub(s.toM2, s.m2), part);
      const still = v128.or(v128.or(s.stepG, s.stepK), v128.or(s.stepM0, v128.or(s.stepM1, s.stepM2)));
      if (any(still)) moving |= 1 << i;
      else arrive(sectionOf(eq, i));
    }
  }
  e.isSet = i32x4.splat(-1);
  rampTo(outputOf(eq), gainOfDb(v128.load(params + P.output)), frames);
  return moving;
}
/** The section is where it shall be, exactly. */
function arrive(at: usize): void {
  const s = changetype<Section>(at);
  memory.copy(at, at + offsetof<Section>("toG"), 8 << 4);
  const flat = isFlat(s.m0, s.m1, s.m2);
  s.c1 = v128.andnot(s.c1, flat);
  s.c2 = v128.andnot(s.c2, flat);
  s.solve(s.a1, s.a2, s.a3, flat);
}
/** The sections that do anything in any lane, as bits. */
function working(eq: usize): i32 {
  let bits = 0;
  for (let n = 0; n < SECTIONS; n++) {
    const s = changetype<Section>(sectionOf(eq, n));
    if (any(v128.or(f32x4.ne(s.m0, f32x4.splat(1)), v128.or(s.m1, s.m2)))) bits |= 1 << n;
  }
  return bits;
}

// Coefficients are locals: a compiler puts loads of a struct in the order of the loop's stores, all of them ahead of what needs them.
function run(at: usize, io: usize, frames: i32): void {
  const a = changetype<Section>(at);
  const ar = a.r, aS = a.s, aq = a.q, aV = a.yV, a1 = a.y1, a2 = a.y2;
  let c1 = a.c1, c2 = a.c2;
  for (const end = io + (<usize>frames << 4); io < end; io += 16) {
    const v = f32x4.sub(v128.load(io), c2);
    v128.store(io, yOf(aV, a1, a2, v, c1, c2));
    c2 = next2(aS, aq, v, c1, c2);
    c1 = next1(ar, aS, v, c1);
  }
  a.c1 = c1;
  a.c2 = c2;
}
// Up to four sections in one loop: what one of them waits for hides behind the others. Same arithmetic as `run`.
/** Two sections of one group, one behind the other. */
function run2(at: usize, next: usize, io: usize, frames: i32): void {
  const a = changetype<Section>(at), b = changetype<Section>(next);
  const ar = a.r, aS = a.s, aq = a.q, aV = a.yV, a1 = a.y1, a2 = a.y2;
  const br = b.r, bs = b.s, bq = b.q, bV = b.yV, b1 = b.y1, b2 = b.y2;
  let c1 = a.c1, c2 = a.c2, d1 = b.c1, d2 = b.c2;
  for (const end = io + (<usize>frames << 4); io < end; io += 16) {
    const v = f32x4.sub(v128.load(io), c2), w = f32x4.sub(yOf(aV, a1, a2, v, c1, c2), d2);
    v128.store(io, yOf(bV, b1, b2, w, d1, d2));
    c2 = next2(aS, aq, v, c1, c2);
    c1 = next1(ar, aS, v, c1);
    d2 = next2(bs, bq, w, d1, d2);
    d1 = next1(br, bs, w, d1);
  }
  a.c1 = c1;
  a.c2 = c2;
  b.c1 = d1;
  b.c2 = d2;
}
/** One section of each of two groups. */
function runPair(atA: usize, ioA: usize, atB: usize, ioB: usize, frames: i32): void {
  const a = changetype<Section>(atA), b = changetype<Section>(atB);
  const ar = a.r, aS = a.s, aq = a.q, aV = a.yV, a1 = a.y1, a2 = a.y2;
  const br = b.r, bs = b.s, bq = b.q, bV = b.yV, b1 = b.y1, b2 = b.y2;
  let c1 = a.c1, c2 = a.c2, d1 = b.c1, d2 = b.c2;
  for (const end = ioA + (<usize>frames << 4); ioA < end; ioA += 16, ioB += 16) {
    const v = f32x4.sub(v128.load(ioA), c2), w = f32x4.sub(v128.load(ioB), d2);
    v128.store(ioA, yOf(aV, a1, a2, v, c1, c2));
    v128.store(ioB, yOf(bV, b1, b2, w, d1, d2));
    c2 = next2(aS, aq, v, c1, c2);
    c1 = next1(ar, aS, v, c1);
    d2 = next2(bs, bq, w, d1, d2);
    d1 = next1(br, bs, w, d1);
  }
  a.c1 = c1;
  a.c2 = c2;
  b.c1 = d1;
  b.c2 = d2;
}
/** Two sections of each of two groups. */
function runPair2(atA: usize, nextA: usize, ioA: usize, atB: usize, nextB: usize, ioB: usize, frames: i32): void {
  const a = changetype<Section>(atA), b = changetype<Section>(nextA), h = changetype<Section>(atB), k = changetype<Section>(nextB);
  const ar = a.r, aS = a.s, aq = a.q, aV = a.yV, a1 = a.y1, a2 = a.y2;
  const br = b.r, bs = b.s, bq = b.q, bV = b.yV, b1 = b.y1, b2 = b.y2;
  const hr = h.r, hs = h.s, hq = h.q, hV = h.yV, h1 = h.y1, h2 = h.y2;
  const kr = k.r, ks = k.s, kq = k.q, kV = k.yV, k1 = k.y1, k2 = k.y2;
  let c1 = a.c1, c2 = a.c2, d1 = b.c1, d2 = b.c2, e1 = h.c1, e2 = h.c2, f1 = k.c1, f2 = k.c2;
  for (const end = ioA + (<usize>frames << 4); ioA < end; ioA += 16, ioB += 16) {
    const v = f32x4.sub(v128.load(ioA), c2), w = f32x4.sub(yOf(aV, a1, a2, v, c1, c2), d2);
    v128.store(ioA, yOf(bV, b1, b2, w, d1, d2));
    c2 = next2(aS, aq, v, c1, c2);
    c1 = next1(ar, aS, v, c1);
    d2 = next2(bs, bq, w, d1, d2);
    d1 = next1(br, bs, w, d1);
    const x = f32x4.sub(v128.load(ioB), e2), z = f32x4.sub(yOf(hV, h1, h2, x, e1, e2), f2);
    v128.store(ioB, yOf(kV, k1, k2, z, f1, f2));
    e2 = next2(hs, hq, x, e1, e2);
    e1 = next1(hr, hs, x, e1);
    f2 = next2(ks, kq, z, f1, f2);
    f1 = next1(kr, ks, z, f1);
  }
  a.c1 = c1;
  a.c2 = c2;
  b.c1 = d1;
  b.c2 = d2;
  h.c1 = e1;
  h.c2 = e2;
  k.c1 = f1;
  k.c2 = f2;
}
/** As `run` while the section is on its way. */
function runMoving(at: usize, io: usize, frames: i32): void {
  const s = changetype<Section>(at);
  const flat = v128.and(isFlat(s.m0, s.m1, s.m2), isFlat(s.toM0, s.toM1, s.toM2));
  // A lane that rests uses the coefficients it has: solving them again could change a bit.
  const rests = v128.and(f32x4.eq(s.stepG, f32x4.splat(0)), f32x4.eq(s.stepK, f32x4.splat(0)));
  for (const end = io + (<usize>frames << 4); io < end; io += 16) {
    s.g = f32x4.add(s.g, s.stepG);
    s.k = f32x4.add(s.k, s.stepK);
    s.m0 = f32x4.add(s.m0, s.stepM0);
    s.m1 = f32x4.add(s.m1, s.stepM1);
    s.m2 = f32x4.add(s.m2, s.stepM2);
    const a1 = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(s.g, f32x4.add(s.g, s.k))));
    const a2 = f32x4.mul(s.g, a1);
    s.solve(select(rests, s.toA1, a1), select(rests, s.toA2, a2), select(rests, s.toA3, f32x4.mul(s.g, a2)), flat);
    const v = f32x4.sub(v128.load(io), s.c2);
    v128.store(io, yOf(s.yV, s.y1, s.y2, v, s.c1, s.c2));
    s.c2 = next2(s.s, s.q, v, s.c1, s.c2);
    s.c1 = next1(s.r, s.s, v, s.c1);
  }
}
/** All sections of one group, n frames: `active` and of them `moving`, as bits. */
function runAll(eq: usize, active: i32, moving: i32, io: usize, n: i32): void {
  while (active) {
    const first = ctz(active), bit = 1 << first;
    active &= ~bit;
    const next = ctz(active);
    if (moving & bit) runMoving(sectionOf(eq, first), io, n);
    else if (active && !((moving >> next) & 1)) {
      active &= ~(1 << next);
      run2(sectionOf(eq, first), sectionOf(eq, next), io, n);
    } else run(sectionOf(eq, first), io, n);
  }
}
/** Likewise where some band works on mid and side: band by band, in their order. */
function runCrossed(eq: usize, active: i32, moving: i32, io: usize, n: i32): void {
  for (let b = 0; b < BANDS; b++) {
    const own = active & (15 << (PARTS * b));
    if (!own) continue;
    // A band that does nothing changes no bit.
    const crossed = v128.and(v128.load(crossedOf(eq, b)), works(eq, b));
    const crosses = any(crossed);
    if (crosses) cross(io, n, f32x4.splat(0.5), crossed);
    runAll(eq, own, moving, io, n);
    if (crosses) cross(io, n, f32x4.splat(1), crossed);
  }
}
/** (a + b) and (a − b) of the two lanes of each pair, times `scale`, in the lanes of a mask. */
function cross(io: usize, frames: i32, scale: v128, lanes: v128): void {
  for (const end = io + (<usize>frames << 4); io < end; io += 16) {
    const x = v128.load(io);
    const other = swapPairs(x);
    const sum = f32x4.add(x, other), difference = f32x4.sub(other, x);
    v128.store(io, v128.bitselect(f32x4.mul(v128.shuffle<f32>(sum, difference, 0, 5, 2, 7), scale), x, lanes));
  }
}
/** Whether some band works on mid and side. */
function isCrossed(eq: usize): bool {
  let lanes = v128.load(crossedOf(eq, 0));
  for (let b = 1; b < BANDS; b++) lanes = v128.or(lanes, v128.load(crossedOf(eq, b)));
  return any(lanes);
}
/** Likewise of two groups that rest. */
function runAllPair(a: usize, b: usize, active: i32, ioA: usize, ioB: usize, n: i32): void {
  while (active) {
    const first = ctz(active);
    active &= active - 1;
    if (active) {
      const next = ctz(active);
      active &= active - 1;
      runPair2(sectionOf(a, first), sectionOf(a, next), ioA, sectionOf(b, first), sectionOf(b, next), ioB, n);
    } else runPair(sectionOf(a, first), ioA, sectionOf(b, first), ioB, n);
  }
}
/** Drops tiny memories of the lanes whose beat it is: both slots together, so that a ringing filter is not cut at a zero crossing. */
function flush(eq: usize, active: i32, due: v128): void {
  if (!any(due)) return;
  for (; active; active &= active - 1) {
    const s = changetype<Section>(sectionOf(eq, ctz(active)));
    const keep = v128.or(v128.not(due), f32x4.gt(f32x4.add(f32x4.abs(s.c1), f32x4.abs(s.c2)), f32x4.splat(SILENT)));
    s.c1 = v128.and(s.c1, keep);
    s.c2 = v128.and(s.c2, keep);
  }
}
function output(eq: usize, io: usize, frames: i32): void {
  const ramp = outputOf(eq);
  if (!rampMoves(ramp) && all(f32x4.eq(rampValue(ramp), f32x4.splat(1)))) return;
  for (let i = 0; i < frames; i++) {
    const p = io + (<usize>i << 4);
    v128.store(p, f32x4.mul(v128.load(p), rampNext(ramp)));
  }
}
function end(eq: usize, moving: i32): void {
  for (let n = 0; n < SECTIONS; n++) if ((moving >> n) & 1) arrive(sectionOf(eq, n));
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const eq = state + P.STATE;
  const moving = begin(eq, params, frames), active = moving | working(eq), crossed = isCrossed(eq);
  const whole = frames;
  let p = io;
  while (frames > 0) {
    const n = beatFrames(eq, frames);
    if (crossed) runCrossed(eq, active, moving, p, n);
    else runAll(eq, active, moving, p, n);
    flush(eq, active, beatAdvance(eq, n));
    frames -= n;
    p += <usize>n << 4;
  }
  end(eq, moving);
  output(eq, io, whole);
}
export function processPair(stateA: usize, paramsA: usize, ioA: usize, stateB: usize, paramsB: usize, ioB: usize, frames: i32): void {
  const a = stateA + P.STATE, b = stateB + P.STATE;
  const movingA = begin(a, paramsA, frames), movingB = begin(b, paramsB, frames);
  const activeA = movingA | working(a), activeB = movingB | working(b), crossed = isCrossed(a) || isCrossed(b);
  const whole = frames;
  let p = ioA, q = ioB;
  while (frames > 0) {
    const n = beatFrames(b, beatFrames(a, frames));
    if (crossed) {
      runCrossed(a, activeA, movingA, p, n);
      runCrossed(b, activeB, movingB, q, n);
    } else if (movingA | movingB) {
      runAll(a, activeA, movingA, p, n);
      runAll(b, activeB, movingB, q, n);
    } else runAllPair(a, b, activeA | activeB, p, q, n);
    flush(a, activeA, beatAdvance(a, n));
    flush(b, activeB, beatAdvance(b, n));
    frames -= n;
    p += <usize>n << 4;
    q += <usize>n << 4;
  }
  end(a, movingA);
  end(b, movingB);
  output(a, ioA, whole);
  output(b, ioB, whole);
}
