// What a device folder must say. Document, engine, studio, command line and exporters all read only this.
import type { Param } from './param.ts'

export type Values<P> = { readonly [K in keyof P]: number }
export interface Reading {
  readonly name: string
  readonly unit: Param['unit']
  readonly min: number
  readonly max: number
  /** For the device's picture only, not beside its name. */
  readonly hidden?: boolean
}
export interface Preset<P> {
  readonly name: string
  readonly tags?: readonly string[]
  readonly params: { readonly [K in keyof P]?: number }
}

export interface Device<P extends Record<string, Param> = Record<string, Param>> {
  /** Folder name. Saved in projects; never changes. */
  readonly id: string
  readonly version: number
  readonly name: string
  /** effect: stereo in place. instrument: notes in, four voices to a lane group. */
  readonly kind: 'effect' | 'instrument'
  readonly category:
    | 'utility'
    | 'analysis'
    | 'eq'
    | 'dynamics'
    | 'delay'
    | 'reverb'
    | 'modulation'
    | 'distortion'
    | 'synth'
    | 'sampler'
    | 'drums'
  /** The effect sounds without input: silence in need not be silence out, and its tail is Infinity. */
  readonly sounds?: boolean
  /** The kernel takes a second stereo input, the key. */
  readonly sidechain?: boolean
  /** Voices that may sound at once; instruments only. */
  readonly voices?: number
  /** Groups of keys of which only one may sound (closed and open hi-hat); instruments only. */
  readonly choke?: readonly (readonly number[])[]
  /** The device plays assets named by `zone` records; an effect the first one. */
  readonly zones?: boolean
  readonly params: P
  /** Numbers that the kernel publishes, in the order of its first state slots. */
  readonly readings?: Record<string, Reading>
  /** Frames of delay from input to output. */
  readonly latency?: (values: Values<P>, sampleRate: number) => number
  /** Seconds until the output has decayed to exact zero after the input (or last note) ended; Infinity is allowed. `fileSeconds`: of an effect's file. */
  readonly tail: (values: Values<P>, fileSeconds?: number) => number
  /** Rows of parameter names, from which panels are drawn. */
  readonly panel: readonly (readonly (keyof P & string)[])[]
  readonly presets: readonly Preset<P>[]
  readonly migrations?: readonly {
    readonly to: number
    up(values: Record<string, number>): Record<string, number>
    down(values: Record<string, number>): Record<string, number>
  }[]
}

export const defineDevice = <const P extends Record<string, Param>>(device: Device<P>): Device<P> => device
