// Written by scripts/catalog.ts: edit the folders it lists instead.
export const manual: usize = 0;
export const depth: usize = 16;
export const rate: usize = 32;
export const feedback: usize = 48;
export const zero: usize = 64;
export const invert: usize = 80;
export const spread: usize = 96;
export const mix: usize = 112;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
