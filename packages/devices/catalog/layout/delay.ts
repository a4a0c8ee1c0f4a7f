// Written by scripts/catalog.ts: edit the folders it lists instead.
export const time: usize = 0;
export const sync: usize = 16;
export const feedback: usize = 32;
export const pingpong: usize = 48;
export const offset: usize = 64;
export const change: usize = 80;
export const lowcut: usize = 96;
export const highcut: usize = 112;
export const drive: usize = 128;
export const wow: usize = 144;
export const wowrate: usize = 160;
export const width: usize = 176;
export const duck: usize = 192;
export const mix: usize = 208;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
