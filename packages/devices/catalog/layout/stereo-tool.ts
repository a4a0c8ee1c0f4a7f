// Written by scripts/catalog.ts: edit the folders it lists instead.
export const mid: usize = 0;
export const side: usize = 16;
export const width: usize = 32;
export const split: usize = 48;
export const frequency: usize = 64;
export const low: usize = 80;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
