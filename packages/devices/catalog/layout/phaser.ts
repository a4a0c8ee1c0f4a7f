// Written by scripts/catalog.ts: edit the folders it lists instead.
export const stages: usize = 0;
export const center: usize = 16;
export const depth: usize = 32;
export const rate: usize = 48;
export const sync: usize = 64;
export const feedback: usize = 80;
export const spread: usize = 96;
export const mix: usize = 112;
export const turn: usize = 128;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
