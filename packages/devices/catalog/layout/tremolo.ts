// Written by scripts/catalog.ts: edit the folders it lists instead.
export const rate: usize = 0;
export const depth: usize = 16;
export const shape: usize = 32;
export const spread: usize = 48;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
