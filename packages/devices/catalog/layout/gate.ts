// Written by scripts/catalog.ts: edit the folders it lists instead.
export const mode: usize = 0;
export const threshold: usize = 16;
export const hysteresis: usize = 32;
export const ratio: usize = 48;
export const range: usize = 64;
export const attack: usize = 80;
export const hold: usize = 96;
export const release: usize = 112;
export const lookahead: usize = 128;
export const lowcut: usize = 144;
export const highcut: usize = 160;
export const listen: usize = 176;
export const reading_reduction: usize = 0;
export const reading_level: usize = 16;
// The kernel's own state begins behind its readings.
export const STATE: usize = 32;
