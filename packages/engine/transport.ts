// Transport: turns frames of the renderer's clock into stretches of the timeline. Sample-accurate; nothing here allocates while it runs.

/** The least length of a loop in frames, so that a chunk has few stretches. */
export const LOOP_MIN = 480
/** Frames in which clips fade at a jump that nobody wrote: stop, locate, loop. */
export const DECLICK = 128
const SEGMENTS_MAX = 16

/** One stretch of a chunk. */
export interface Segment {
  /** First frame within the chunk. */
  offset: number
  length: number
  /** Timeline frame of its first frame; stands still when not playing. */
  position: number
  playing: boolean
  /** The timeline jumped at its first frame. */
  jumped: boolean
  /** Where the play head was before the jump (for fading out), −1 when it stood still. */
  left: number
}

export class Transport {
  playing = false
  /** Timeline frame of the next frame to be rendered. */
  position = 0
  loop = false
  loopStart = 0
  loopEnd = 0
  count = 0
  readonly segments: readonly Segment[] = Array.from({ length: SEGMENTS_MAX }, () => ({
    offset: 0,
    length: 0,
    position: 0,
    playing: false,
    jumped: false,
    left: -1,
  }))
  private jumped = false
  private left = -1

  play(): void {
    if (this.playing) return
    this.playing = true
    this.jumped = true
    this.left = -1
  }
  stop(): void {
    if (!this.playing) return
    this.playing = false
    this.jumped = true
    this.left = this.position
  }
  locate(frame: number): void {
    if (!this.jumped) this.left = this.playing ? this.position : -1
    this.jumped = true
    this.position = Math.max(0, Math.round(frame)) || 0
  }
  setLoop(on: boolean, start: number, end: number): void {
    this.loopStart = Math.max(0, Math.round(start)) || 0
    this.loopEnd = Math.max(0, Math.round(end)) || 0
    this.loop = on && this.loopEnd - this.loopStart >= LOOP_MIN
  }
  /** Frames until the timeline jumps by itself or was told to; Infinity when nothing is to be expected. */
  get untilJump(): number {
    if (this.jumped) return 0
    return this.playing && this.loop && this.position < this.loopEnd ? this.loopEnd - this.position : Infinity
  }
  /** Fills `segments` for the next `frames` frames and moves on. */
  advance(frames: number): void {
    this.count = 0
    let offset = 0
    while (offset < frames) {
      const loops = this.playing && this.loop && this.position < this.loopEnd
      let length = frames - offset
      if (loops && this.count < SEGMENTS_MAX - 1) length = Math.min(length, this.loopEnd - this.position)
      const s = this.segments[this.count++]!
      s.offset = offset
      s.length = length
      s.position = this.position
      s.playing = this.playing
      s.jumped = this.jumped
      s.left = this.left
      this.jumped = false
      this.left = -1
      offset += length
      if (this.playing) this.position += length
      if (loops && this.position >= this.loopEnd) {
        this.left = this.position
        this.position = this.loopStart
        this.jumped = true
      }
    }
  }
}
