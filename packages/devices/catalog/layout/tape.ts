// Written by scripts/catalog.ts: edit the folders it lists instead.
export const speed: usize = 0;
export const drive: usize = 16;
export const bias: usize = 32;
export const bump: usize = 48;
export const loss: usize = 64;
export const wow: usize = 80;
export const flutter: usize = 96;
export const level: usize = 112;
export const output: usize = 128;
export const mix: usize = 144;
export const reading_input: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
