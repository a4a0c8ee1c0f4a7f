// Plan: what a renderer plays. Flat plain data, structured-clonable, made by `compile`; the renderer never sees the document.

/** A value over time: points at timeline frames (rising), held or moving to the next. Before the first point its value holds. */
export interface Curve {
  readonly at: Float64Array
  readonly value: Float64Array
  /** 1 = on to the next point, 0 = hold. */
  readonly linear: Uint8Array
  /** How the line to the next point bows, see `bowed` in project/automation.ts; 0 = straight. */
  readonly bend: Float64Array
  /** The value counts turns: what is asked for is its fraction. */
  readonly wraps?: boolean
}
/** What of a strip, and of what flows into one, can move by a curve: the order of `curves`. Mute is on from 0.5. */
export const STRIP_CURVES = ['gain', 'pan', 'mute', 'width', 'panLeft', 'panRight', 'trim'] as const
export const INPUT_CURVES = ['gain', 'pan', 'mute'] as const
/** A stretch of one asset on the timeline. All lengths in frames at the plan's rate. */
export interface Span {
  readonly asset: number
  /** Timeline frames [start, end) in which it sounds. */
  readonly start: number
  readonly end: number
  /** Forward: asset frame = timeline frame − origin. Reversed: asset frame = origin − timeline frame. */
  readonly origin: number
  readonly reverse: boolean
  /** Linear. */
  readonly gain: number
  /** The clip's own fades, measured from the clip's edges, which may lie outside [start, end). */
  readonly clipStart: number
  readonly clipEnd: number
  readonly fadeIn: number
  readonly fadeOut: number
  readonly fadeInShape: string
  readonly fadeOutShape: string
  /** Crossfades with the clip above at [start, start + cutIn) and [end − cutOut, end). */
  readonly cutIn: number
  readonly cutOut: number
  /** A cycle of a looped clip: fades with the one before at [cycleStart, cycleStart + seamIn) and the next at [cycleEnd, cycleEnd + seamOut). */
  readonly cycle?: { readonly start: number; readonly end: number; readonly seamIn: number; readonly seamOut: number }
}
/** Notes of a track in order of `on`; parallel arrays. */
export interface NoteList {
  readonly on: Float64Array
  readonly off: Float64Array
  readonly key: Float32Array
  /** 0 to 1. */
  readonly velocity: Float32Array
}
/** Controllers of a track in order of `at`. kind: 0 controller, 1 bend (−1…1), 2 channel pressure. */
export interface EventList {
  readonly at: Float64Array
  readonly kind: Uint8Array
  readonly number: Uint8Array
  readonly value: Float32Array
}
export interface PlanZone {
  /** −1: the file is missing (effects only). */
  readonly asset: number
  readonly keyLow: number
  readonly keyHigh: number
  readonly velocityLow: number
  readonly velocityHigh: number
  readonly root: number
  readonly tune: number
  /** Linear. */
  readonly gain: number
  readonly loop: boolean
  readonly loopStart: number
  readonly loopEnd: number
}
export interface PlanNode {
  readonly id: string
  /** Device folder and the kernel's prefix. */
  readonly device: string
  readonly kernel: string
  readonly instrument: boolean
  /** Values in the order of the device's parameters. */
  readonly values: readonly number[]
  readonly names: readonly string[]
  readonly readings: readonly string[]
  /** Automation by parameter index. */
  readonly curves: readonly (Curve | null)[]
  /** Frames. */
  readonly latency: number
  /** Seconds. */
  readonly tail: number
  /** Share of its sound, 0 to 1; the rest is what went in, as late. */
  readonly mix: number
  /** Index of the strip whose output is the key; −1 = none. */
  readonly key: number
  /** The key is taken before that strip's fader. */
  readonly keyPre: boolean
  /** Frames by which the key is delayed to meet the node's input. */
  readonly keyDelay: number
  /** Frames by which the node's input is delayed to meet the key. */
  readonly inputDelay: number
  readonly zones: readonly PlanZone[]
  readonly voices: number
  readonly choke: readonly (readonly number[])[]
  /** Index of parameters that the engine writes, −1 = none. */
  readonly bend: number
  readonly modulation: number
}
/** Sound of strip `source` that flows into this strip. */
export interface PlanInput {
  readonly source: number
  /** Identifies the connection for its delay line: 'source>target' or the send's id. */
  readonly id: string
  readonly pre: boolean
  /** dB; for outputs exactly 0. */
  readonly gain: number
  /** By INPUT_CURVES; empty when nothing moves. */
  readonly curves: readonly (Curve | null)[]
  /** Frames. */
  readonly delay: number
  /** −100 to 100. */
  readonly pan: number
  /** False where a mute or somebody's solo closes the connection. */
  readonly open: boolean
}
export interface PlanVca {
  readonly id: string
  /** dB. */
  readonly gain: number
  readonly curve: Curve | null
}
export interface PlanStrip {
  readonly id: string
  readonly name: string
  readonly kind: 'track' | 'bus' | 'main'
  /** Strips of one stage do not depend on each other; stages run in order. */
  readonly stage: number
  readonly spans: readonly Span[]
  readonly notes: NoteList
  readonly events: EventList
  readonly instrument: PlanNode | null
  readonly chain: readonly PlanNode[]
  readonly inputs: readonly PlanInput[]
  /** Frames by which the strip's own clips and instrument are delayed to meet its inputs. */
  readonly ownDelay: number
  /** Frames of delay at the strip's output. */
  readonly latency: number
  /** dB. */
  readonly gain: number
  /** By STRIP_CURVES; empty when nothing moves. */
  readonly curves: readonly (Curve | null)[]
  /** −100 to 100. */
  readonly pan: number
  /** Faders whose dB are added to the strip's. */
  readonly vcas: readonly PlanVca[]
  /** Gain of the input, dB. */
  readonly trim: number
  readonly polarity: 'normal' | 'both' | 'left' | 'right'
  /** The input is summed, and what leaves the devices is placed as one source. */
  readonly mono: boolean
  /** The panner is a matrix; otherwise a balance that is part of the fader. */
  readonly placed: boolean
  readonly panMode: 'balance' | 'dual'
  readonly panLeft: number
  readonly panRight: number
  /** %. */
  readonly width: number
  /** False when muted or silenced by somebody's solo. */
  readonly audible: boolean
  /** Some send of this strip, or a key, is taken before the fader. */
  readonly tappedPre: boolean
}
export interface PlanAsset {
  readonly id: string
  readonly name: string
  readonly file: string
  readonly channels: number
  /** At the plan's rate. */
  readonly frames: number
  /** Rate of the stored file; a source must deliver the plan's rate. */
  readonly sampleRate: number
}
/** Something that keeps part of a project from sounding as written. Never thrown. */
export interface Problem {
  readonly code: 'cycle' | 'missing-device' | 'missing-asset' | 'missing-clip-kind'
  readonly message: string
  readonly hint: string
  readonly id?: string
}
export interface Plan {
  readonly sampleRate: number
  /** dB that each side has in the middle: 0, −3, −4.5 or −6. */
  readonly panLaw: number
  /** In order of stages. The last one is main. */
  readonly strips: readonly PlanStrip[]
  readonly assets: readonly PlanAsset[]
  /** Timeline frame at which the last clip ends. */
  readonly length: number
  /** Frames after the last clip in which something may still sound (tails), at most 60 s. */
  readonly tail: number
  /** Frames of delay from the timeline to the main output. */
  readonly latency: number
  readonly problems: readonly Problem[]
}
