// Written by scripts/catalog.ts: edit the folders it lists instead.
export const shift: usize = 0;
export const mix: usize = 16;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
