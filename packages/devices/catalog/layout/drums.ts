// Written by scripts/catalog.ts: edit the folders it lists instead.
export const kickTune: usize = 0;
export const kickDecay: usize = 16;
export const kickPunch: usize = 32;
export const kickLevel: usize = 48;
export const snareTune: usize = 64;
export const snareSnap: usize = 80;
export const snareDecay: usize = 96;
export const snareLevel: usize = 112;
export const hatTone: usize = 128;
export const hatDecay: usize = 144;
export const hatLevel: usize = 160;
export const tomTune: usize = 176;
export const tomDecay: usize = 192;
export const tomLevel: usize = 208;
export const clapLevel: usize = 224;
export const cymbalDecay: usize = 240;
export const cymbalLevel: usize = 256;
export const percussionLevel: usize = 272;
export const drive: usize = 288;
export const width: usize = 304;
export const velocity: usize = 320;
export const level: usize = 336;
// The kernel's own state begins behind its readings.
export const STATE: usize = 0;
