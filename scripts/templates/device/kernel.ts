// Template Name: a 6 dB per octave low-pass, to be replaced by what the device does.
// Source: Zavalishin, "The Art of VA Filter Design", chapter 3. Differs: nothing. Cost: name it when measured.
import * as P from "../catalog/layout/template-name";
import { any } from "@tonmeister/dsp/assembly/lanes";
import { onePoleG, onePoleLow } from "@tonmeister/dsp/assembly/onepole";
import { beatAdvance, beatFrames, flushAt, Ramp, rampNext, rampReset, rampTo } from "@tonmeister/dsp/assembly/smooth";

/** Everything is made of v128 slots, so that a lane can move to another group. Behind it lies the ramp of the coefficient. */
@unmanaged class State {
  low: v128 = f32x4.splat(0);
  beat: v128 = f32x4.splat(0);
  rate: v128 = f32x4.splat(0);
}
const RAMP: usize = P.STATE + offsetof<State>();

export function stateBytes(sampleRate: f32): i32 { return <i32>(RAMP + offsetof<Ramp>()); }

export function init(state: usize, sampleRate: f32): void {
  memory.fill(state, 0, <usize>stateBytes(sampleRate));
  rampReset(state + RAMP);
  changetype<State>(state + P.STATE).rate = f32x4.splat(sampleRate);
}

export function process(state: usize, params: usize, io: usize, frames: i32): void {
  const s = state + P.STATE;
  const sampleRate = f32x4.extract_lane(changetype<State>(s).rate, 0);
  const low = s + offsetof<State>("low"), beat = s + offsetof<State>("beat"), g = state + RAMP;
  // What is audible moves within the block, never in steps.
  rampTo(g, onePoleG(v128.load(params + P.cutoff), sampleRate), frames);
  let at = io;
  while (frames > 0) {
    const n = beatFrames(beat, frames);
    for (let i = 0; i < n; i++, at += 16) v128.store(at, onePoleLow(low, v128.load(at), rampNext(g)));
    // A filter forgets what nobody can hear, at the same frames however processing is split.
    const due = beatAdvance(beat, n);
    if (any(due)) flushAt(low, due);
    frames -= n;
  }
}
