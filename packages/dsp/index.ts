// What a sample is, and how four channels are computed at once.
export * from './audio.ts'
export * from './fft.ts'
export * from './kernels.ts'
export * from './math.ts'
export * from './spectrum.ts'
