// Written by scripts/catalog.ts: edit the folders it lists instead.
export const view: usize = 0;
export const channel: usize = 16;
export const hold: usize = 32;
export const size: usize = 48;
export const window: usize = 64;
export const average: usize = 80;
export const slope: usize = 96;
export const smooth: usize = 112;
export const range: usize = 128;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
