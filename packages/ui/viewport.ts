// Viewport: which stretch of time and which rows a timeline shows.

/** Ticks from the left edge, ticks per pixel, pixels from the top. */
export class Viewport {
  from = 0
  perPixel = 1
  top = 0
  width = 1
  height = 1
  version = 0
  private readonly rest: [number, number] = [0, 0]
  private waiting: readonly [number, number] | null = null
  constructor(
    private readonly limits: { readonly perPixelMin: number; readonly perPixelMax: number; length: () => number; rows: () => number },
  ) {}
  x(ticks: number): number {
    return (ticks - this.from) / this.perPixel
  }
  ticks(x: number): number {
    return this.from + x * this.perPixel
  }
  /** Zooms by a factor; what lies under pixel `x` stays there. */
  zoom(factor: number, x: number): void {
    const at = this.ticks(x)
    this.perPixel = Math.min(this.limits.perPixelMax, Math.max(this.limits.perPixelMin, this.perPixel * factor))
    this.from = at - x * this.perPixel
    this.clamp()
  }
  /** Moves by pixels: by whole ones of the screen, so that what is painted can be moved along; the rest waits for the next time. */
  scroll(dx: number, dy: number): void {
    const ratio = globalThis.devicePixelRatio || 1
    const whole = (axis: 0 | 1, by: number) => {
      const all = this.rest[axis] + by * ratio
      const now = Math.round(all)
      this.rest[axis] = all - now
      return now / ratio
    }
    this.from += whole(0, dx) * this.perPixel
    this.top += whole(1, dy)
    this.clamp()
  }
  /** Shows a stretch; before the first `resize`, as soon as the width is known. */
  fit(from: number, to: number): void {
    if (this.width <= 1) {
      this.waiting = [from, to]
      return
    }
    this.perPixel = Math.min(this.limits.perPixelMax, Math.max(this.limits.perPixelMin, (to - from) / Math.max(1, this.width)))
    this.from = from
    this.clamp()
  }
  /** Brings a place into view: by pages, as the play head moves. */
  follow(ticks: number): void {
    const x = this.x(ticks)
    if (x > this.width - 24 || x < 0) {
      this.from = ticks - 24 * this.perPixel
      this.clamp()
    }
  }
  /** Keeps a place in the middle. */
  centre(ticks: number): void {
    const from = Math.max(0, ticks - (this.width / 2) * this.perPixel)
    // By whole pixels; less is not worth painting anew.
    const pixels = Math.trunc((from - this.from) / this.perPixel)
    if (!pixels) return
    this.from += pixels * this.perPixel
    this.clamp()
  }
  /** Brings rows from `top` to `bottom`, in pixels, into view. */
  reveal(top: number, bottom: number): void {
    if (top < this.top) this.top = top
    else if (bottom > this.top + this.height) this.top = bottom - this.height
    else return
    this.clamp()
  }
  resize(width: number, height: number): void {
    if (width === this.width && height === this.height) return
    this.width = width
    this.height = height
    if (this.waiting && width > 1) {
      const [from, to] = this.waiting
      this.waiting = null
      this.fit(from, to)
    }
    this.clamp()
  }
  private clamp(): void {
    const end = this.limits.length()
    this.from = Math.max(0, Math.min(this.from, Math.max(0, end - this.width * this.perPixel * 0.5)))
    this.top = Math.max(0, Math.min(this.top, Math.max(0, this.limits.rows() - this.height)))
    this.version++
  }
}
