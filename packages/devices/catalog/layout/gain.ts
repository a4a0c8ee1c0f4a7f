// Written by scripts/catalog.ts: edit the folders it lists instead.
export const gain: usize = 0;
export const invert: usize = 16;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
