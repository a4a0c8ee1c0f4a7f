// Written by scripts/catalog.ts: edit the folders it lists instead.
export const curve: usize = 0;
export const drive: usize = 16;
export const asymmetry: usize = 32;
export const colour: usize = 48;
export const tone: usize = 64;
export const level: usize = 80;
export const output: usize = 96;
export const mix: usize = 112;
export const reading_input: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
