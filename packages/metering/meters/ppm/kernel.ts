// Quasi-peak programme meter of IEC 60268-10: two storages that charge while the signal is above them and discharge by themselves, summed.
// Slot 0: what the needle shows, its greatest since the slot was cleared. The constants of type I and II are in kinds/ppm-*.ts.
// Source: the model of F. Adriaensen's jmeters; measured here against the standard's tone bursts and return times (kinds/bursts.test.ts).
// Cost: 0.3 µs per 128 frames.

@unmanaged class Ppm {
  most: v128 = f32x4.splat(0);
  z1: v128 = f32x4.splat(0); z2: v128 = f32x4.splat(0);
  rise1: v128 = f32x4.splat(0); rise2: v128 = f32x4.splat(0); keep: v128 = f32x4.splat(0); gain: v128 = f32x4.splat(0);
}
const FLOOR: f32 = 1e-12;

export function stateBytes(sampleRate: f32): i32 { return <i32>offsetof<Ppm>(); }
/** @param rise1  share of the way up that the slow storage goes with each frame @param rise2  the quick one @param keep  what both keep of themselves @param gain  makes a steady sine read its amplitude */
export function init(state: usize, rise1: f32, rise2: f32, keep: f32, gain: f32): void {
  memory.fill(state, 0, offsetof<Ppm>());
  const s = changetype<Ppm>(state);
  s.rise1 = f32x4.splat(rise1); s.rise2 = f32x4.splat(rise2); s.keep = f32x4.splat(keep); s.gain = f32x4.splat(gain);
}
export function process(state: usize, buffer: usize, frames: i32): void {
  const s = changetype<Ppm>(state);
  const rise1 = s.rise1, rise2 = s.rise2, keep = s.keep, gain = s.gain, zero = f32x4.splat(0), floor = f32x4.splat(FLOOR);
  let z1 = s.z1, z2 = s.z2, most = s.most;
  for (let i = 0; i < frames; i++) {
    const x = f32x4.max(f32x4.abs(v128.load(buffer + (<usize>i << 4))), floor);
    z1 = f32x4.mul(z1, keep);
    z2 = f32x4.mul(z2, keep);
    z1 = f32x4.add(z1, f32x4.mul(rise1, f32x4.max(zero, f32x4.sub(x, z1))));
    z2 = f32x4.add(z2, f32x4.mul(rise2, f32x4.max(zero, f32x4.sub(x, z2))));
    most = f32x4.max(most, f32x4.mul(gain, f32x4.add(z1, z2)));
  }
  s.z1 = z1; s.z2 = z2; s.most = most;
}
