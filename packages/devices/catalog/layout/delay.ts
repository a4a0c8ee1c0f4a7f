// Written by scripts/catalog.ts: edit the folders it lists instead.
export const time: usize = 0;
export const feedback: usize = 16;
export const pingpong: usize = 32;
export const offset: usize = 48;
export const change: usize = 64;
export const lowcut: usize = 80;
export const highcut: usize = 96;
export const drive: usize = 112;
export const wow: usize = 128;
export const wowrate: usize = 144;
export const width: usize = 160;
export const duck: usize = 176;
export const mix: usize = 192;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
