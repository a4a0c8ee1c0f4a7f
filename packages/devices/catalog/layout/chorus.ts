// Written by scripts/catalog.ts: edit the folders it lists instead.
export const voices: usize = 0;
export const rate: usize = 16;
export const sync: usize = 32;
export const depth: usize = 48;
export const delay: usize = 64;
export const lowcut: usize = 80;
export const width: usize = 96;
export const mix: usize = 112;
export const turn: usize = 128;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
