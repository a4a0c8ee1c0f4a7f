// What the clip editor shows: which clip, which stretch of it, and the samples of that stretch where peaks are too coarse.
import {
  type AssetRecord,
  type AudioClipRecord,
  cyclesOf,
  FLICKS_PER_SECOND,
  flicksOfFrames,
  loopOf,
  setClipGain,
  setFade,
  slipClips,
  trimClip,
} from '@tonmeister/project'
import { Viewport } from '@tonmeister/ui'
import type { Session } from './session.ts'

/** dB that the gain of a clip can be set to here. */
export const GAIN_MIN = -36
export const GAIN_MAX = 12
/** Frames of a pixel below which the samples are read; peaks are made of 256. */
const COARSE = 256

/** A stretch of the song that plays one stretch of the asset; flicks. */
export interface Stretch {
  readonly from: number
  readonly to: number
  /** Asset time heard at `from`. */
  readonly content: number
  /** 1, or −1 where it is played backwards. */
  readonly way: 1 | -1
}
interface Piece {
  readonly asset: string
  readonly from: number
  readonly frames: number
  readonly data: readonly Float32Array[]
}

export class Wave {
  private clip: string | null = null
  private shown: string | null = null
  snaps = true
  version = 0
  /** Flicks of the song. */
  readonly view: Viewport
  private piece: Piece | null = null
  private asked = ''

  constructor(private readonly s: Session) {
    this.view = new Viewport({
      perPixelMin: FLICKS_PER_SECOND / 192_000 / 32,
      perPixelMax: FLICKS_PER_SECOND * 4,
      length: () => (this.span()?.to ?? 0) + 10 * FLICKS_PER_SECOND,
      rows: () => 0,
    })
  }
  changed(): void {
    this.version++
    this.s.changed()
  }
  /** The first selected audio clip, else the one that was. */
  get record(): AudioClipRecord | undefined {
    const { document } = this.s
    const audio = (id: string | null) => {
      const clip = id === null ? undefined : (document.get(id) as AudioClipRecord | undefined)
      return clip?.type === 'clip' && clip.kind === 'audio' ? clip : undefined
    }
    let found: AudioClipRecord | undefined
    for (const id of this.s.selectedClips) found ??= audio(id)
    found ??= audio(this.clip)
    this.clip = found?.id ?? null
    return found
  }
  get asset(): AssetRecord | undefined {
    const clip = this.record
    const asset = clip && (this.s.document.get(clip.asset) as AssetRecord | undefined)
    return asset?.type === 'asset' ? asset : undefined
  }
  /** Start and end of the clip in the song, flicks. */
  span(): { readonly from: number; readonly to: number } | undefined {
    const clip = this.record
    if (!clip) return undefined
    const at = (place: number) => (clip.anchor === 'flicks' ? place : this.s.tempo.flicks(place))
    return { from: at(clip.at), to: at(clip.at + clip.length) }
  }
  /** What is played where; the cycles of a looped clip one after the other. */
  stretches(): Stretch[] {
    const clip = this.record
    const span = this.span()
    if (!clip || !span) return []
    const { from, to } = span
    const start = Number(clip.from ?? 0)
    const looped = loopOf(clip)
    const at = (place: number) => (clip.anchor === 'flicks' ? clip.at + place : this.s.tempo.flicks(clip.at + place))
    const one = (a: number, b: number, begin: number, end: number): Stretch =>
      clip.reverse === true
        ? { from: a, to: b, content: start + (end - begin) - (a - begin), way: -1 }
        : { from: a, to: b, content: start + (a - begin), way: 1 }
    if (!looped) return [one(from, to, from, to)]
    const out: Stretch[] = []
    for (const cycle of cyclesOf(clip)) {
      const [begin, end] = [at(cycle), at(cycle + looped.loop)]
      const [a, b] = [Math.max(from, begin), Math.min(to, end)]
      if (b > a) out.push(one(a, b, begin, end))
    }
    return out
  }
  get isLooped(): boolean {
    const clip = this.record
    return clip !== undefined && loopOf(clip) !== undefined
  }
  fit(): void {
    const span = this.span()
    if (!span) return
    const room = (span.to - span.from) * 0.03
    this.view.fit(Math.max(0, span.from - room), span.to + room)
    this.changed()
  }
  arrive(): void {
    const clip = this.record?.id ?? null
    if (clip === this.shown || this.view.width <= 1) return
    this.shown = clip
    if (clip) this.fit()
  }
  /** Onto a line of the song's grid that can be seen, when it is near; flicks. */
  snap(flicks: number, off: boolean): number {
    if (off || !this.snaps) return Math.round(flicks)
    const { tempo, signatures } = this.s
    const ticks = Math.max(0, tempo.ticks(flicks))
    const { barStart, barTicks, beatTicks } = signatures.at(ticks)
    let grid = barTicks
    for (const g of [beatTicks, beatTicks / 2, beatTicks / 4, beatTicks / 8])
      if ((tempo.flicks(barStart + g) - tempo.flicks(barStart)) / this.view.perPixel >= 16) grid = g
    const line = tempo.flicks(barStart + Math.round((ticks - barStart) / grid) * grid)
    return Math.round(Math.abs(line - flicks) / this.view.perPixel < 10 ? line : flicks)
  }
  /** Samples of frames [from, to) when a pixel holds too few of them for peaks; undefined while they are fetched, or where peaks will do. */
  samples(asset: AssetRecord, from: number, to: number): Piece | undefined {
    const per = this.view.perPixel / flicksOfFrames(1, asset.sampleRate)
    if (per >= COARSE) return undefined
    const have = this.piece
    const [a, b] = [Math.max(0, Math.floor(from) - 2), Math.min(asset.frames, Math.ceil(to) + 2)]
    if (have?.asset === asset.id && have.from <= a && have.from + have.frames >= b) return have
    // Half a window more on each side: scrolling goes on without waiting.
    const more = Math.ceil((b - a) / 2)
    const begin = Math.max(0, a - more)
    const frames = Math.min(1 << 20, Math.min(asset.frames, b + more) - begin)
    const key = `${this.s.key} ${asset.id} ${begin} ${frames}`
    if (key !== this.asked && frames > 0) {
      this.asked = key
      void this.s.media.samples(this.s.key, asset.file, begin, frames).then(
        (data) => {
          if (!data || this.asked !== key) return
          this.piece = { asset: asset.id, from: begin, frames: data[0]?.length ?? 0, data }
          this.changed()
        },
        () => {},
      )
    }
    return undefined
  }

  // ── Edits, live: within a gesture or one by one ───────────────────────────

  gain(db: number): void {
    const clip = this.record
    if (clip) setClipGain(this.s.document, clip.id, Math.round(Math.min(GAIN_MAX, Math.max(GAIN_MIN, db)) * 10) / 10)
  }
  /** @param length  flicks */
  fade(edge: 'in' | 'out', length: number): void {
    const clip = this.record
    if (clip) setFade(this.s.document, clip.id, edge, Math.round(Math.max(0, length)))
  }
  /** @param by  flicks, later is positive */
  slip(by: number): void {
    const clip = this.record
    const span = this.span()
    if (!clip || !span) return
    const ticks = Math.round(this.s.tempo.ticks(span.from + by) - this.s.tempo.ticks(span.from))
    slipClips(this.s.document, [clip.id], { ticks, flicks: Math.round(by) })
  }
  /** @param at  flicks of the song */
  trim(edge: 'start' | 'end', at: number): void {
    const clip = this.record
    if (clip) trimClip(this.s.document, clip.id, edge, clip.anchor === 'flicks' ? Math.round(at) : this.s.tempo.ticks(at), this.s.tempo)
  }
}
const waves = new WeakMap<Session, Wave>()
/** The clip editor's state of a session. */
export function waveOf(s: Session): Wave {
  let wave = waves.get(s)
  if (!wave) waves.set(s, (wave = new Wave(s)))
  return wave
}
