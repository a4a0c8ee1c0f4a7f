// Written by scripts/catalog.ts: edit the folders it lists instead.
export const manual: usize = 0;
export const depth: usize = 16;
export const rate: usize = 32;
export const sync: usize = 48;
export const feedback: usize = 64;
export const zero: usize = 80;
export const invert: usize = 96;
export const spread: usize = 112;
export const mix: usize = 128;
export const turn: usize = 144;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
