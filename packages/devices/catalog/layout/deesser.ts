// Written by scripts/catalog.ts: edit the folders it lists instead.
export const mode: usize = 0;
export const shape: usize = 16;
export const frequency: usize = 32;
export const q: usize = 48;
export const detection: usize = 64;
export const threshold: usize = 80;
export const ratio: usize = 96;
export const range: usize = 112;
export const attack: usize = 128;
export const release: usize = 144;
export const lookahead: usize = 160;
export const listen: usize = 176;
export const reading_reduction: usize = 0;
export const reading_level: usize = 16;
// The kernel's own state begins behind its readings.
export const STATE: usize = 32;
