// Written by scripts/catalog.ts: edit the folders it lists instead.
export const transpose: usize = 0;
export const fine: usize = 16;
export const start: usize = 32;
export const attack: usize = 48;
export const decay: usize = 64;
export const sustain: usize = 80;
export const release: usize = 96;
export const cutoff: usize = 112;
export const resonance: usize = 128;
export const keyTrack: usize = 144;
export const velocityFilter: usize = 160;
export const velocity: usize = 176;
export const level: usize = 192;
export const bend: usize = 208;
export const modulation: usize = 224;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
