// Written by scripts/catalog.ts: edit the folders it lists instead.
export const pedal: usize = 0;
export const drive: usize = 16;
export const tight: usize = 32;
export const tone: usize = 48;
export const level: usize = 64;
export const output: usize = 80;
export const mix: usize = 96;
export const reading_input: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
