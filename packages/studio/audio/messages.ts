// What the page tells the audio thread, and what comes back. Everything that moves goes through Readings instead.
import type { Held, Laws, Listening, MonitorSettings, Plan, ProbePlace } from '@tonmeister/engine'
import type { PageFile } from './pages.ts'
import type { Packed } from './wire.ts'

/** Options of the processor: everything it needs to sound at its first block. */
export interface ProcessorSetup {
  readonly kernels: ArrayBuffer
  readonly plan: Plan
  readonly pages: { readonly [assetId: string]: PageFile }
  readonly readings: SharedArrayBuffer
  /** Rendered without a listener: begins by itself at 0, nothing is smoothed at jumps. */
  readonly offline?: boolean
}
export type ToAudio =
  | { readonly type: 'plan'; readonly plan: Plan; readonly pages: { readonly [assetId: string]: PageFile } }
  /** What a strip plays from the next plan on that is `told`. */
  | { readonly type: 'material'; readonly strip: string; readonly packed: Packed }
  /** A plan whose strips play what was told of each last. */
  | { readonly type: 'told'; readonly plan: Plan; readonly pages: { readonly [assetId: string]: PageFile } }
  | { readonly type: 'play' }
  | { readonly type: 'stop' }
  | { readonly type: 'locate'; readonly frame: number }
  | { readonly type: 'loop'; readonly on: boolean; readonly start: number; readonly end: number }
  | { readonly type: 'set'; readonly id: string; readonly name: string; readonly value: number }
  | { readonly type: 'touch'; readonly id: string; readonly name: string; readonly held: Held }
  | { readonly type: 'release'; readonly id: string; readonly name: string }
  | { readonly type: 'listen'; readonly listening: Listening }
  | { readonly type: 'monitor'; readonly settings: MonitorSettings }
  | { readonly type: 'laws'; readonly laws: Laws }
  | { readonly type: 'probe'; readonly index: number; readonly place: ProbePlace | null }
  | { readonly type: 'note'; readonly strip: string; readonly key: number; readonly velocity: number }
  /** For tests only: the audio thread throws, or hangs for a while. */
  | { readonly type: 'break'; readonly how: 'throw' | 'hang' }
export type FromAudio =
  | { readonly type: 'fault'; readonly id: string; readonly what: string }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly what: string }

/** To and from the worker that streams media. */
export type ToStream =
  | { readonly type: 'open'; readonly id: string; readonly blob: Blob; readonly sampleRate: number; readonly whole: boolean }
  | { readonly type: 'prepare'; readonly request: number; readonly places: readonly { readonly id: string; readonly frame: number }[] }
  | { readonly type: 'close'; readonly id: string }
export type FromStream =
  | { readonly type: 'opened'; readonly id: string; readonly pages: PageFile }
  | { readonly type: 'failed'; readonly id: string; readonly what: string }
  | { readonly type: 'prepared'; readonly request: number }
