// The kinds of time. Musical: Ticks. Absolute: Flicks. Engine: Frames at a stated rate. Seconds for display and DSP only.

declare const unit: unique symbol
type Branded<U extends string> = number & { readonly [unit]?: U }

/** Integer musical time: 26 880 to the quarter note, so that septuplets and 96, 480, 960 and 3840 PPQ are exact. */
export type Ticks = Branded<'ticks'>
/** Integer absolute time: 1/705 600 000 s, exact for every usual sample rate and frame rate including the /1.001 ones. */
export type Flicks = Branded<'flicks'>
/** A count of samples at a sample rate that is stated beside it. */
export type Frames = Branded<'frames'>
export type Seconds = Branded<'seconds'>

export const TICKS_PER_QUARTER = 26_880
export const FLICKS_PER_SECOND = 705_600_000

/** Exact when `sampleRate` divides 705 600 000; otherwise the nearest frame. */
export const framesOfFlicks = (flicks: Flicks, sampleRate: number): Frames => Math.round((flicks * sampleRate) / FLICKS_PER_SECOND)
/** Exact when `sampleRate` divides 705 600 000; otherwise the nearest flick. */
export const flicksOfFrames = (frames: Frames, sampleRate: number): Flicks => Math.round((frames * FLICKS_PER_SECOND) / sampleRate)
export const secondsOfFlicks = (flicks: Flicks): Seconds => flicks / FLICKS_PER_SECOND
export const flicksOfSeconds = (seconds: Seconds): Flicks => Math.round(seconds * FLICKS_PER_SECOND)
