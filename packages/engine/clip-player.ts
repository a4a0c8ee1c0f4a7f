// Plays audio clips: reads their media, applies gains and fades, and smooths the edges of jumps that nobody wrote.
import type { AudioReader, Kernels } from '@tonmeister/dsp'
import { fadeGain, fadeTable } from './fade.ts'
import type { Span } from './plan.ts'
import type { LeavingClips, StripRun } from './program.ts'
import { DECLICK, type Transport } from './transport.ts'

export class ClipPlayer {
  /** Readers by asset, of the program that plays. */
  sources: readonly (AudioReader | undefined)[] = []
  /** Reads that came up short inside a file: its media was late. */
  late = 0
  // Planar scratch that sources read into, and a gain per frame.
  private readonly scratchLeft: number
  private readonly scratchRight: number
  private readonly scratchGains: number
  private readonly readInto: Float32Array[]
  private readonly gainView: Float32Array
  private readonly addPlanar: (...args: number[]) => number
  /** Fade-out of clips that a jump cut off. */
  private tailFrom = -1
  private tailDone = 0
  /** Frames since the last jump, and where it led. */
  private sinceJump = DECLICK
  private jumpedTo = 0

  /**
   * @param scratch  memory that no other thread uses
   * @param declick  fade at jumps (live); offline the first frame sounds as written
   */
  constructor(
    kernels: Kernels,
    scratch: (bytes: number) => number,
    private readonly transport: Transport,
    chunk: number,
    private readonly declick: boolean,
  ) {
    const plane = () => scratch(chunk * 4)
    this.scratchLeft = plane()
    this.scratchRight = plane()
    this.scratchGains = plane()
    const view = (at: number) => new Float32Array(kernels.memory.buffer, at, chunk)
    this.readInto = [view(this.scratchLeft), view(this.scratchRight)]
    this.gainView = view(this.scratchGains)
    this.addPlanar = kernels.get('mixer_addPlanar')
  }

  /** A jump's fade is under way. */
  get isFading(): boolean {
    return this.declick && this.sinceJump < DECLICK
  }

  /** Adds what the strip's clips play in this chunk to its buffer. */
  play(strip: StripRun, n: number): void {
    const { transport, declick } = this
    if (declick && this.tailFrom >= 0) this.playTail(strip, this.tailFrom, this.tailDone, 0, Math.min(n, DECLICK - this.tailDone))
    let since = declick ? this.sinceJump : DECLICK
    let jumpedTo = this.jumpedTo
    const leaving = strip.leavingClips
    if (leaving) {
      // The plan changed what is under the play head: the same as a jump, of this strip alone.
      this.playStretch(
        strip,
        leaving,
        strip.leftAt + strip.leftSince,
        0,
        Math.min(n, DECLICK - strip.leftSince),
        strip.leftSince,
        strip.leftAt,
        true,
      )
      since = strip.leftSince
      jumpedTo = strip.leftAt
      strip.leftSince += n
      if (strip.leftSince >= DECLICK) strip.leavingClips = null
    }
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      if (segment.jumped && declick) {
        since = 0
        jumpedTo = segment.position
        if (segment.left >= 0) this.playTail(strip, segment.left, 0, segment.offset, Math.min(n - segment.offset, DECLICK))
      }
      if (segment.playing) this.playStretch(strip, null, segment.position, segment.offset, segment.length, since, jumpedTo, false)
      since += segment.length
    }
  }
  private playTail(strip: StripRun, from: number, done: number, offset: number, length: number): void {
    if (length > 0) this.playStretch(strip, null, from + done, offset, length, done, from, true)
  }
  /**
   * Adds the clips that sound at [position, position + length) to the strip from frame `offset` of the chunk on.
   * @param clips  the strip's own when null
   * @param since  frames since the jump; below DECLICK, clips that began before `jumped` fade in (or, for a tail, clips that sound at `jumped` fade out)
   */
  private playStretch(
    strip: StripRun,
    clips: LeavingClips | null,
    position: number,
    offset: number,
    length: number,
    since: number,
    jumped: number,
    tail: boolean,
  ): void {
    const spans = clips ? clips.spans : strip.plan.spans
    const maxEnd = clips ? clips.maxEnd : strip.maxEnd
    const sources = clips ? clips.sources : this.sources
    const end = position + length
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (maxEnd[middle]! <= position) low = middle + 1
      else high = middle
    }
    for (let i = low; i < spans.length; i++) {
      const span = spans[i]!
      if (span.start >= end) break
      if (span.end <= position) continue
      if (tail && span.start >= jumped) continue
      const from = Math.max(position, span.start)
      const to = Math.min(end, span.end)
      const source = sources[span.asset]
      if (!source || to <= from) continue
      const count = to - from
      if (!this.readSpan(span, source, from, count)) continue
      const faded = span.start < jumped && since < DECLICK
      const gains = this.spanGains(span, from, count, faded ? since + (from - position) : -1, tail)
      this.addPlanar(strip.group.buffer + (offset + from - position) * 16, strip.half, this.scratchLeft, this.scratchRight, gains, count)
    }
  }
  /** Reads `count` frames of a span from timeline frame `from` into the scratch planes; false when there is nothing there. */
  private readSpan(span: Span, source: AudioReader, from: number, count: number): boolean {
    const left = this.readInto[0]!
    const right = this.readInto[1]!
    let at = span.reverse ? span.origin - (from + count - 1) : from - span.origin
    let skip = 0
    let n = count
    if (at < 0) {
      skip = Math.min(count, -at)
      at = 0
      n -= skip
    }
    n = Math.max(0, Math.min(n, source.frames - at))
    if (n <= 0) return false
    const got = source.read(at, this.readInto, n)
    if (got < n) this.late++
    if (skip) {
      left.copyWithin(skip, 0, got)
      right.copyWithin(skip, 0, got)
      left.fill(0, 0, skip)
      right.fill(0, 0, skip)
    }
    if (skip + got < count) {
      left.fill(0, skip + got, count)
      right.fill(0, skip + got, count)
    }
    if (span.reverse)
      for (let i = 0, j = count - 1; i < j; i++, j--) {
        const l = left[i]!
        left[i] = left[j]!
        left[j] = l
        const r = right[i]!
        right[i] = right[j]!
        right[j] = r
      }
    return true
  }
  /** Fills the scratch gains of a span and returns their address, or 0 when all are exactly 1. */
  private spanGains(span: Span, from: number, count: number, since: number, tail: boolean): number {
    const to = from + count
    const inEnd = span.clipStart + span.fadeIn
    const outStart = span.clipEnd - span.fadeOut
    const cutInEnd = span.start + span.cutIn
    const cutOutStart = span.end - span.cutOut
    const fadesIn = span.fadeIn > 0 && from < inEnd
    const fadesOut = span.fadeOut > 0 && to > outStart
    const cutsIn = span.cutIn > 0 && from < cutInEnd
    const cutsOut = span.cutOut > 0 && to > cutOutStart
    const { cycle } = span
    const seamsIn = cycle !== undefined && cycle.seamIn > 0 && from < cycle.start + cycle.seamIn
    const seamsOut = cycle !== undefined && cycle.seamOut > 0 && to > cycle.end
    if (span.gain === 1 && !fadesIn && !fadesOut && !cutsIn && !cutsOut && !seamsIn && !seamsOut && since < 0) return 0
    const gains = this.gainView
    gains.fill(span.gain, 0, count)
    if (fadesIn) {
      const table = fadeTable(span.fadeInShape)
      for (let i = 0; i < count && from + i < inEnd; i++) gains[i] = gains[i]! * fadeGain(table, (from + i - span.clipStart) / span.fadeIn)
    }
    if (fadesOut) {
      const table = fadeTable(span.fadeOutShape)
      for (let i = Math.max(0, outStart - from); i < count; i++)
        gains[i] = gains[i]! * fadeGain(table, (span.clipEnd - from - i) / span.fadeOut)
    }
    const table = fadeTable('equal-power')
    if (cutsIn)
      for (let i = 0; i < count && from + i < cutInEnd; i++) gains[i] = gains[i]! * fadeGain(table, (from + i - span.start) / span.cutIn)
    if (cutsOut)
      for (let i = Math.max(0, cutOutStart - from); i < count; i++)
        gains[i] = gains[i]! * fadeGain(table, (span.end - from - i) / span.cutOut)
    if (seamsIn)
      for (let i = 0; i < count && from + i < cycle.start + cycle.seamIn; i++)
        gains[i] = gains[i]! * fadeGain(table, (from + i - cycle.start) / cycle.seamIn)
    if (seamsOut)
      for (let i = Math.max(0, cycle.end - from); i < count; i++)
        gains[i] = gains[i]! * fadeGain(table, (cycle.end + cycle.seamOut - from - i) / cycle.seamOut)
    if (since >= 0)
      for (let i = 0; i < count && (tail || since + i < DECLICK); i++) {
        const x = (since + i) / DECLICK
        gains[i] = gains[i]! * (tail ? Math.max(0, 1 - x) : x)
      }
    return this.scratchGains
  }

  /** Bookkeeping of the declick after a chunk; the fades themselves are made where clips are read. */
  advance(n: number): void {
    const { transport } = this
    this.sinceJump += n
    if (this.tailFrom >= 0) {
      this.tailDone += n
      if (this.tailDone >= DECLICK) this.tailFrom = -1
    }
    for (let s = 0; s < transport.count; s++) {
      const segment = transport.segments[s]!
      if (!segment.jumped) continue
      this.jumpedTo = segment.position
      this.sinceJump = n - segment.offset
      if (segment.left >= 0) {
        this.tailFrom = segment.left
        this.tailDone = n - segment.offset
        if (this.tailDone >= DECLICK) this.tailFrom = -1
      }
    }
  }
}
