// Written by scripts/catalog.ts: edit the folders it lists instead.
export const attack: usize = 0;
export const sustain: usize = 16;
export const attacktime: usize = 32;
export const sustaintime: usize = 48;
export const output: usize = 64;
export const guard: usize = 80;
export const reading_boost: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
