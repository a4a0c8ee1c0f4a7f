// Offline rendering: the whole plan (or a stretch of it) as fast as it goes, block by block to whoever takes it.
import type { Kernels } from '@tonmeister/dsp'
import type { Plan } from './plan.ts'
import { Renderer, type Team } from './renderer.ts'
import type { OpenSource } from './source.ts'

/** Frames rendered at a time: long enough that threads seldom meet, short enough for the processor's caches. */
export const OFFLINE_CHUNK = 1024

export interface OfflineOptions {
  readonly kernels: Kernels
  readonly openSource: OpenSource
  /** Timeline frames [from, to). Missing: the whole project with its tail. Rendering always begins at 0, so that a stretch is a slice of the whole. */
  readonly from?: number
  readonly to?: number
  /** Frames handed out at a time; changes no bit. */
  readonly block?: number
  readonly stems?: boolean
  readonly team?: Team
  readonly now?: () => number
}
export interface OfflineBlock {
  /** Left and right of main, then of each stem. Valid until the next block is asked for. */
  readonly audio: readonly Float32Array[]
  readonly frames: number
  /** Frames delivered so far, this block included, and in all. */
  readonly done: number
  readonly total: number
}

/** Frames that `renderOffline` will deliver, at most where silence at the end is left out. */
export function offlineLength(plan: Plan, options: { readonly from?: number; readonly to?: number }): number {
  const from = options.from ?? 0
  return Math.max(0, (options.to ?? plan.length + plan.tail) - from)
}

/**
 * Renders a plan. Output frame 0 is timeline frame `from`: the plan's latency is taken off.
 * Without `to` it ends with the last frame of the tail that is not silent, in whichever output; what lies between the clips stays.
 */
export function* renderOffline(plan: Plan, options: OfflineOptions): Generator<OfflineBlock, Renderer> {
  const block = options.block ?? OFFLINE_CHUNK
  options.team?.begin()
  const renderer = new Renderer(plan, {
    kernels: options.kernels,
    openSource: options.openSource,
    chunk: OFFLINE_CHUNK,
    ...(options.stems ? { stems: true } : {}),
    ...(options.team ? { team: options.team } : {}),
    ...(options.now ? { now: options.now } : {}),
  })
  try {
    options.team?.ready()
    renderer.play()
    const from = options.from ?? 0
    const total = offlineLength(plan, options)
    const audio = Array.from({ length: 2 + renderer.stems.length * 2 }, () => new Float32Array(block))
    // Stems leave before main's own devices: they are early by what those delay.
    const main = plan.strips[plan.strips.length - 1]
    const lag = plan.latency - (main?.ownDelay ?? 0)
    const held = lag > 0 && renderer.stems.length ? Array.from({ length: renderer.stems.length * 2 }, () => new Float32Array(lag)) : []
    let at = -plan.latency
    let done = 0
    // Up to the first frame that is wanted: rendered and thrown away.
    while (at < from) {
      const n = Math.min(block, from - at)
      renderer.render(audio, n)
      holdBack(audio, held, n, lag)
      at += n
    }
    const trims = options.to === undefined
    /** Silent frames after the last clip that are held back: they count only when something comes after them. */
    let silent = 0
    const silence = trims ? audio.map(() => new Float32Array(block)) : []
    for (let rendered = 0; rendered < total; ) {
      const n = Math.min(block, total - rendered)
      renderer.render(audio, n)
      holdBack(audio, held, n, lag)
      rendered += n
      const behind = from + rendered - plan.length
      const sounding = trims && behind > 0 ? Math.max(n - behind, soundingUntil(audio, n)) : n
      if (sounding <= 0) {
        silent += n
        continue
      }
      while (silent > 0) {
        const quiet = Math.min(block, silent)
        silent -= quiet
        done += quiet
        yield { audio: silence, frames: quiet, done, total }
      }
      done += sounding
      silent = n - sounding
      yield { audio, frames: sounding, done, total }
    }
  } finally {
    renderer.close()
  }
  return renderer
}

/** Behind the last frame that is not exactly zero in every channel; 0 when all are. */
function soundingUntil(audio: readonly Float32Array[], frames: number): number {
  let end = 0
  for (const channel of audio) {
    let at = frames
    while (at > end && channel[at - 1] === 0) at--
    end = Math.max(end, at)
  }
  return end
}
/** Delays the stems by `lag` frames, so that they lie under the main output. */
function holdBack(audio: readonly Float32Array[], held: readonly Float32Array[], n: number, lag: number): void {
  for (let c = 0; c < held.length; c++) {
    const line = held[c]!
    const data = audio[c + 2]!
    if (n >= lag) {
      const late = data.slice(n - lag, n)
      data.copyWithin(lag, 0, n - lag)
      data.set(line)
      line.set(late)
    } else {
      const late = data.slice(0, n)
      data.set(line.subarray(0, n))
      line.copyWithin(0, n)
      line.set(late, lag - n)
    }
  }
}
