// Written by scripts/catalog.ts: edit the folders it lists instead.
export const gain: usize = 0;
export const width: usize = 16;
export const channels: usize = 32;
export const invert: usize = 48;
export const invertright: usize = 64;
export const dc: usize = 80;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
