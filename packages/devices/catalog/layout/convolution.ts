// Written by scripts/catalog.ts: edit the folders it lists instead.
export const response: usize = 0;
export const predelay: usize = 16;
export const decay: usize = 32;
export const size: usize = 48;
export const reverse: usize = 64;
export const match: usize = 80;
export const lowcut: usize = 96;
export const highcut: usize = 112;
export const width: usize = 128;
export const level: usize = 144;
export const mix: usize = 160;
export const reading_length: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
