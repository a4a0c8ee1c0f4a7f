// Written by scripts/catalog.ts: edit the folders it lists instead.
export const draw: usize = 0;
export const fade: usize = 16;
export const auto: usize = 32;
export const zoom: usize = 48;
export const average: usize = 64;
export const low: usize = 80;
export const high: usize = 96;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
