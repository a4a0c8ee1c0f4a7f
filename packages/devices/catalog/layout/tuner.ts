// Written by scripts/catalog.ts: edit the folders it lists instead.
export const reference: usize = 0;
export const tuning: usize = 16;
export const mute: usize = 32;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
