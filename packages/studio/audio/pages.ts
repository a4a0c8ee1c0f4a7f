// Pages: media streamed into a SharedArrayBuffer by a worker, read by the audio thread without waiting.
// One asset: a table (page → slot, −1 = not there), a stamp per page (when it was last read) and the slots themselves, planar left and right.
import type { AudioReader } from '@tonmeister/dsp'

export const PAGE_FRAMES = 16_384
/** Slots per asset: about 14 s at 48 kHz. Shorter assets are held whole. */
const SLOTS_MAX = 40
/** Pages read ahead of the play head: 4 s. */
const AHEAD = 12

/** What both threads need to know of one streamed asset; can be posted. */
export interface PageFile {
  readonly sampleRate: number
  readonly frames: number
  /** 1 or 2; of a whole asset up to 4. */
  readonly channels: number
  readonly slots: number
  /** i32 per page: slot or −1. Then i32 per page: stamp. Then one i32: the clock of stamps. */
  readonly table: SharedArrayBuffer
  readonly data: SharedArrayBuffer
}

/** @param whole  hold the whole asset, for rendering faster than real time */
export function createPageFile(format: { sampleRate: number; frames: number; channels: number }, whole = false): PageFile {
  const pages = Math.max(1, Math.ceil(format.frames / PAGE_FRAMES))
  const slots = whole ? pages : Math.min(pages, SLOTS_MAX)
  // Of a response of a room all four sides are wanted.
  const channels = Math.min(whole ? 4 : 2, format.channels)
  const table = new SharedArrayBuffer((pages * 2 + 1) * 4)
  new Int32Array(table).fill(-1, 0, pages)
  return {
    sampleRate: format.sampleRate,
    frames: format.frames,
    channels,
    slots,
    table,
    data: new SharedArrayBuffer(slots * PAGE_FRAMES * channels * 4),
  }
}

/** The audio thread's side. A page that is not there yet reads as an end: the caller plays silence and counts it. */
export function pageReader(file: PageFile): AudioReader {
  const pages = Math.max(1, Math.ceil(file.frames / PAGE_FRAMES))
  const table = new Int32Array(file.table)
  const data = new Float32Array(file.data)
  const plane = file.slots * PAGE_FRAMES
  return {
    sampleRate: file.sampleRate,
    channels: file.channels,
    frames: file.frames,
    close() {},
    read(at, out, frames = out[0]!.length) {
      const end = Math.min(file.frames, at + frames)
      const stamp = Atomics.add(table, pages * 2, 1) + 1
      let done = 0
      let position = at
      while (position < end) {
        const page = Math.floor(position / PAGE_FRAMES)
        Atomics.store(table, pages + page, stamp)
        const slot = Atomics.load(table, page)
        if (slot < 0) return done
        const offset = position - page * PAGE_FRAMES
        const n = Math.min(PAGE_FRAMES - offset, end - position)
        const from = slot * PAGE_FRAMES + offset
        for (let c = 0; c < out.length && c < file.channels; c++) {
          const target = out[c]!
          const base = c * plane + from
          for (let i = 0; i < n; i++) target[done + i] = data[base + i]!
        }
        done += n
        position += n
      }
      return done
    },
  }
}

/** The worker's side: keeps the pages that were read lately, and those that follow them. */
export class PageFiller {
  private readonly pages: number
  private readonly table: Int32Array
  private readonly planes: Float32Array[]
  private readonly owner: Int32Array
  private seen = 0
  private readonly wanted = new Set<number>()

  constructor(
    readonly file: PageFile,
    private readonly source: AudioReader,
  ) {
    this.pages = Math.max(1, Math.ceil(file.frames / PAGE_FRAMES))
    this.table = new Int32Array(file.table)
    const plane = file.slots * PAGE_FRAMES
    this.planes = Array.from({ length: file.channels }, (_, c) => new Float32Array(file.data, c * plane * 4, plane))
    this.owner = new Int32Array(file.slots).fill(-1)
  }
  /** Makes sure that `seconds` from `frame` on are there. */
  prepare(frame: number, seconds = 1): void {
    const first = Math.max(0, Math.floor(frame / PAGE_FRAMES))
    const last = Math.min(this.pages - 1, Math.floor((frame + seconds * this.file.sampleRate) / PAGE_FRAMES))
    for (let page = first; page <= last; page++) this.load(page)
  }
  /** Loads everything that fits. */
  fill(): void {
    for (let page = 0; page < Math.min(this.pages, this.file.slots); page++) this.load(page)
  }
  /** Loads at most `limit` pages that are about to be read; returns how many it loaded. */
  step(limit: number): number {
    const clock = Atomics.load(this.table, this.pages * 2)
    if (clock !== this.seen) {
      this.wanted.clear()
      for (let page = 0; page < this.pages; page++)
        if (Atomics.load(this.table, this.pages + page) > this.seen)
          for (let ahead = 0; ahead <= AHEAD && page + ahead < this.pages; ahead++) this.wanted.add(page + ahead)
      this.seen = clock
    }
    let loaded = 0
    for (const page of this.wanted) {
      if (loaded >= limit) break
      if (Atomics.load(this.table, page) < 0) {
        this.load(page)
        loaded++
      }
    }
    return loaded
  }
  private load(page: number): void {
    if (Atomics.load(this.table, page) >= 0) return
    const slot = this.slotFor()
    const before = this.owner[slot]!
    if (before >= 0) Atomics.store(this.table, before, -1)
    this.owner[slot] = page
    const at = page * PAGE_FRAMES
    const n = Math.min(PAGE_FRAMES, this.file.frames - at)
    const views = this.planes.map((p) => p.subarray(slot * PAGE_FRAMES, slot * PAGE_FRAMES + n))
    const got = n > 0 ? this.source.read(at, views, n) : 0
    for (const view of views) view.fill(0, got)
    Atomics.store(this.table, page, slot)
  }
  /** A free slot, or the one that was read longest ago. */
  private slotFor(): number {
    let best = 0
    let oldest = Infinity
    for (let slot = 0; slot < this.owner.length; slot++) {
      const page = this.owner[slot]!
      if (page < 0) return slot
      const stamp = Atomics.load(this.table, this.pages + page)
      if (!this.wanted.has(page) && stamp < oldest) {
        oldest = stamp
        best = slot
      }
    }
    return best
  }
  close(): void {
    this.source.close()
  }
}
