// Written by scripts/catalog.ts: edit the folders it lists instead.
export const rate: usize = 0;
export const sync: usize = 16;
export const depth: usize = 32;
export const shape: usize = 48;
export const spread: usize = 64;
export const turn: usize = 80;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
