// Written by scripts/catalog.ts: edit the folders it lists instead.
export const input: usize = 0;
export const ceiling: usize = 16;
export const release: usize = 32;
export const detector: usize = 48;
export const reading_reduction: usize = 0;
// The kernel's own state begins behind its readings.
export const STATE: usize = 16;
