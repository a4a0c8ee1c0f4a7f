// Written by scripts/catalog.ts: edit the folders it lists instead.
export const speed: usize = 0;
export const slow: usize = 16;
export const fast: usize = 32;
export const horntime: usize = 48;
export const drumtime: usize = 64;
export const balance: usize = 80;
export const distance: usize = 96;
export const angle: usize = 112;
export const mix: usize = 128;
export const reading_horn: usize = 0;
export const reading_drum: usize = 16;
// The kernel's own state begins behind its readings.
export const STATE: usize = 32;
