// Written by scripts/catalog.ts: edit the folders it lists instead.
export const input: usize = 0;
export const bits: usize = 16;
export const rounding: usize = 32;
export const rate: usize = 48;
export const filter: usize = 64;
export const output: usize = 80;
export const mix: usize = 96;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
