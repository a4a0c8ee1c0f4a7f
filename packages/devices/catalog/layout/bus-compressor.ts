// Written by scripts/catalog.ts: edit the folders it lists instead.
export const threshold: usize = 0;
export const ratio: usize = 16;
export const knee: usize = 32;
export const attack: usize = 48;
export const release: usize = 64;
export const makeup: usize = 80;
export const mix: usize = 96;
export const lowcut: usize = 112;
export const reading_reduction: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
