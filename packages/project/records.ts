// Every record type of a project. A document is a flat set of these; unknown types and fields are kept as they are.
import type { Flicks, Ticks } from './time.ts'

export type Id = string
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
/** The base of every record. */
export interface Rec {
  readonly id: Id
  readonly type: string
  readonly [field: string]: Json | undefined
}

/** Exactly one, id 'project'. */
export type ProjectRecord = Rec & {
  readonly type: 'project'
  readonly name: string
  /** Hz; the rate of the engine and of the media folder. */
  readonly sampleRate: number
  /** '25', '29.97df' … see timecode.ts. */
  readonly timecodeRate: string
  /** Timecode of bar 1, absolute time. */
  readonly timecodeStart: Flicks
  /** Shown only: 'A min'. */
  readonly key?: string
  /** Delivery specification by which it is judged while it is made. */
  readonly spec?: string
  readonly loopStart?: Ticks
  readonly loopEnd?: Ticks
  /** dB that each side has in the middle of a mono pan; missing = −3. */
  readonly panLaw?: 0 | -3 | -4.5 | -6
}
/** Beats per minute from `at` on; `ramp` moves linearly (in ticks) to the next point. */
export type TempoRecord = Rec & { readonly type: 'tempo'; readonly at: Ticks; readonly bpm: number; readonly curve: 'jump' | 'ramp' }
/** Meter from `at` on; `at` lies on a bar line of the meter before. */
export type SignatureRecord = Rec & {
  readonly type: 'signature'
  readonly at: Ticks
  readonly numerator: number
  readonly denominator: number
}
export type MarkerRecord = Rec & { readonly type: 'marker'; readonly at: Ticks; readonly name: string }
export type SectionRecord = Rec & {
  readonly type: 'section'
  readonly at: Ticks
  readonly length: Ticks
  readonly name: string
  readonly color: number
}

/** A row of the arrangement. Its sound goes through its strip. */
export type TrackRecord = Rec & {
  readonly type: 'track'
  readonly order: string
  readonly name: string
  readonly note?: string
  readonly color: number
  readonly strip: Id
  /** It holds other tracks, those whose `parent` it is; its strip is the bus that they feed. */
  readonly folder?: boolean
  /** The folder track it is in; missing or null = none. */
  readonly parent?: Id | null
  /** Of a folder: its tracks are not shown. */
  readonly folded?: boolean
  /** Pixels of its row, 24 to 400; missing = as the view likes. */
  readonly height?: number
  /** Its height stays when the others' change. */
  readonly heightLocked?: boolean
}
/** A channel of the mixer. `main` is the one without output. */
export type StripRecord = Rec & {
  readonly type: 'strip'
  readonly kind: 'track' | 'bus' | 'main'
  readonly order: string
  readonly name: string
  /** 1 to 8, see DESIGN. */
  readonly color: number
  /** dB, -Infinity is written as null. */
  readonly gain: number | null
  /** -100 left … 100 right, %. Stereo: a balance by the project's law, raised to 0 dB in the middle. Mono: the law itself. */
  readonly pan: number
  readonly mute: boolean
  readonly solo: boolean
  /** The strip it feeds; null or missing = main. */
  readonly output: Id | null
  /** Gain of the input, dB; missing = 0. */
  readonly trim?: number
  /** Which sides of the input are turned over; missing = 'normal'. */
  readonly polarity?: Polarity
  /** The input is summed to mono, (left + right) / 2, and the panner places what leaves the devices as one source. */
  readonly mono?: boolean
  /** 'dual': left and right have places of their own, `panLeft` and `panRight`. Missing = 'balance'. */
  readonly panMode?: 'balance' | 'dual'
  /** −100 to 100; missing = −100 and 100. */
  readonly panLeft?: number
  readonly panRight?: number
  /** %, 0 = mono, 100 = as it is, 200 = side only; missing = 100. */
  readonly width?: number
  /** It sounds whatever else is soloed. */
  readonly soloSafe?: boolean
  /** The VCA it is under; null or missing = none. */
  readonly vca?: Id | null
  /** The group it moves with; null or missing = none. */
  readonly mixGroup?: Id | null
  /** What its lanes do, and what a hand on it does to them while playing; missing = 'read'. */
  readonly automation?: AutomationMode
}
/** A fader whose level is added to that of what is under it. Muted or soloed, all that is. */
export type VcaRecord = Rec & {
  readonly type: 'vca'
  readonly order: string
  readonly name: string
  readonly color: number
  /** dB; null is −∞. */
  readonly gain: number | null
  readonly mute: boolean
  readonly solo: boolean
  /** The VCA it is under itself. */
  readonly vca?: Id | null
  /** As of a strip. */
  readonly automation?: AutomationMode
}
/** Strips that are moved together by whoever moves one of them; what sounds is in the strips alone. */
export type MixGroupRecord = Rec & {
  readonly type: 'mixgroup'
  readonly order: string
  readonly name: string
  readonly active: boolean
  readonly linkGain: boolean
  readonly linkMute: boolean
  readonly linkSolo: boolean
}
/**
 * off: lanes count for nothing. read: lanes play. While playing, hands write: touch – as long as they hold; latch – from the first touch to the stop;
 * write – all lanes of the strip, from start to stop; trim – what a hand adds to a lane while it holds.
 */
export type AutomationMode = (typeof AUTOMATION_MODES)[number]
export const AUTOMATION_MODES = ['off', 'read', 'touch', 'latch', 'write', 'trim'] as const
export type Polarity = 'normal' | 'both' | 'left' | 'right'
export type SendRecord = Rec & {
  readonly type: 'send'
  readonly strip: Id
  readonly target: Id
  readonly order: string
  readonly gain: number | null
  readonly pre: boolean
  /** −100 to 100, by the project's law as a balance; missing = 0. */
  readonly pan?: number
  readonly mute?: boolean
}
/** A device in a strip. Parameters are fields `p.NAME`, so that two people may turn two knobs. A missing one has its default. */
export type DeviceRecord = Rec & {
  readonly type: 'device'
  readonly strip: Id
  readonly order: string
  readonly device: string
  readonly version: number
  readonly enabled: boolean
  readonly preset?: string
  /** Strip whose output is the key; null = the device's own input. */
  readonly sidechain?: Id | null
  /** The key is taken before that strip's fader. */
  readonly sidechainPre?: boolean
  /** Share of the device's sound, %, the rest being what went in, as late; missing = 100. */
  readonly mix?: number
  /** The settings that do not sound, to compare with; missing = none yet. */
  readonly other?: DeviceSettings | null
  /** Which of the two sound; missing = 'a'. */
  readonly state?: 'a' | 'b'
}
/** Settings of a device as one value. A missing parameter has its default. */
export type DeviceSettings = { readonly params: { readonly [name: string]: number }; readonly preset: string }
/** A sample of a sampler: which asset sounds for which keys and velocities. */
export type ZoneRecord = Rec & {
  readonly type: 'zone'
  readonly device: Id
  readonly asset: Id
  readonly keyLow: number
  readonly keyHigh: number
  readonly velocityLow: number
  readonly velocityHigh: number
  /** Key at which the sample sounds at its own pitch. */
  readonly root: number
  /** Cents. */
  readonly tune: number
  /** dB. */
  readonly gain: number
  readonly loop: 'off' | 'forward'
  /** Frames of the asset; the end is exclusive. */
  readonly loopStart: number
  readonly loopEnd: number
}
/**
 * A thing on a track. `at` and `length` are ticks or flicks as `anchor` says; `kind` names a folder of packages/clips, which adds fields.
 * Of overlapping clips the one with the later order plays (topmost), with a crossfade.
 */
export type ClipRecord = Rec & {
  readonly type: 'clip'
  readonly kind: string
  readonly track: Id
  readonly order: string
  readonly anchor: 'ticks' | 'flicks'
  readonly at: number
  readonly length: number
  readonly name: string
  readonly color?: number
  readonly muted?: boolean
  /** Edits that would move, cut or remove it pass over it. */
  readonly locked?: boolean
  /** Clips with the same one are selected together. */
  readonly group?: Id
  /** Length of a cycle in the anchor's unit: the content from `from` on begins again after each. See LOOP_MIN. */
  readonly loop?: number
  /** Of a looped clip: how far into its cycles it begins, same unit; cycles that are over before it begins count too. Missing = 0. */
  readonly phase?: number
}
/** kind 'audio'. */
export type AudioClipRecord = ClipRecord & {
  readonly asset: Id
  /** Where in the asset the clip begins. */
  readonly from: Flicks
  /** dB. */
  readonly gain: number
  /** Flicks, from the edges inwards. */
  readonly fadeIn: Flicks
  readonly fadeOut: Flicks
  readonly fadeInShape: FadeShape
  readonly fadeOutShape: FadeShape
  readonly reverse: boolean
}
export type FadeShape = 'linear' | 'equal-power' | 's-curve' | 'fast' | 'slow'
/** kind 'notes': its notes are records of their own; `from` slips them. */
export type NoteClipRecord = ClipRecord & { readonly from: Ticks }
/** Merged whole. `at` counts from the clip's content start (before `from` is taken off). */
export type NoteRecord = Rec & {
  readonly type: 'note'
  readonly clip: Id
  readonly at: Ticks
  readonly length: Ticks
  /** 0 to 127, 60 = middle C. */
  readonly key: number
  /** 1 to 127. */
  readonly velocity: number
}
/** Controllers and everything else of a MIDI channel, kept whole. */
export type EventRecord = Rec & {
  readonly type: 'event'
  readonly clip: Id
  readonly at: Ticks
  /** controller: number 0–127, value 0–127 · bend: value -8192…8191 · pressure: value · program: value · other kinds are kept, not played. */
  readonly kind: string
  readonly number?: number
  readonly value?: number
}
/** A point of automation. Merged whole. `target` is a strip, send or device; `param` its field without 'p.'. */
export type PointRecord = Rec & {
  readonly type: 'point'
  readonly target: Id
  readonly param: string
  readonly at: Ticks
  readonly value: number
  /** Towards the next point. */
  readonly curve: 'hold' | 'linear'
  /** How a line bows on its way there, −0.98 to 0.98: above 0 it moves early, below late. Missing = straight. */
  readonly bend?: number
}
export type AssetRecord = Rec & {
  readonly type: 'asset'
  readonly name: string
  /** Path inside the project folder: media/…  */
  readonly file: string
  /** sha-256 of the file's bytes, hex. */
  readonly hash: string
  readonly sampleRate: number
  readonly channels: number
  readonly frames: number
}
