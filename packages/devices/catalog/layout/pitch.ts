// Written by scripts/catalog.ts: edit the folders it lists instead.
export const semitones: usize = 0;
export const cents: usize = 16;
export const formants: usize = 32;
export const window: usize = 48;
export const mix: usize = 64;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
