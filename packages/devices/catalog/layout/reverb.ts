// Written by scripts/catalog.ts: edit the folders it lists instead.
export const decay: usize = 0;
export const size: usize = 16;
export const predelay: usize = 32;
export const early: usize = 48;
export const diffusion: usize = 64;
export const highdecay: usize = 80;
export const highfreq: usize = 96;
export const lowdecay: usize = 112;
export const lowfreq: usize = 128;
export const moddepth: usize = 144;
export const modrate: usize = 160;
export const lowcut: usize = 176;
export const highcut: usize = 192;
export const width: usize = 208;
export const mix: usize = 224;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
