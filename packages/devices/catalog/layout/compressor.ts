// Written by scripts/catalog.ts: edit the folders it lists instead.
export const threshold: usize = 0;
export const ratio: usize = 16;
export const knee: usize = 32;
export const attack: usize = 48;
export const release: usize = 64;
export const makeup: usize = 80;
export const mix: usize = 96;
export const detector: usize = 112;
export const lowcut: usize = 128;
export const topology: usize = 144;
export const autorelease: usize = 160;
export const automakeup: usize = 176;
export const lookahead: usize = 192;
export const reading_reduction: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
