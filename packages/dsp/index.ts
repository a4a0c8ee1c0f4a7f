// What a sample is, and how four channels are computed at once.
export * from './audio.ts'
export * from './kernels.ts'
export * from './math.ts'
