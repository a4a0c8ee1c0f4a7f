// Written by scripts/catalog.ts: edit the folders it lists instead.
export const time: usize = 0;
export const zoom: usize = 16;
export const show: usize = 32;
export const trigger: usize = 48;
export const level: usize = 64;
export const wait: usize = 80;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
