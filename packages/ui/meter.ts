// Stereo meter on canvas: sample peak with fall, held peak line, over mark. Levels come from shared memory once per frame.

import { travelOfDb } from './fader.tsx'
import { fitCanvas, sizeOf } from './frame.ts'

/** dB per second: 20 dB in 1.7 s. */
const FALL = 20 / 1.7
const HOLD_MS = 2000
/** Meters stay dark in both themes. */
const WELL = '#0b0b0d'

export class MeterState {
  readonly level = new Float32Array([-90, -90])
  readonly peak = new Float32Array([-90, -90])
  private readonly heldUntil = new Float64Array(2)
  over = false
  private last = 0
  private gradient: CanvasGradient | null = null
  private gradientHeight = 0
  /** The greatest peak since reset, dBFS. */
  most = -Infinity

  /** @param peaks  linear peaks of left and right */
  update(left: number, right: number, now: number): void {
    const dt = Math.min(0.1, (now - this.last) / 1000)
    this.last = now
    for (let c = 0; c < 2; c++) {
      const x = c ? right : left
      const db = x > 0 ? Math.max(-90, 20 * Math.log10(x)) : -90
      this.level[c] = Math.max(db, this.level[c]! - FALL * dt)
      if (db >= this.peak[c]!) {
        this.peak[c] = db
        this.heldUntil[c] = now + HOLD_MS
      } else if (now > this.heldUntil[c]!) this.peak[c] = Math.max(-90, this.peak[c]! - FALL * 2 * dt)
      if (db > this.most) this.most = db
      if (x >= 1) this.over = true
    }
  }
  private painted = ''
  /** Whether anything is to be seen at a height, in pixels, that was not there when this was asked last. */
  isNew(height: number): boolean {
    const place = (db: number) => Math.round(travelOfDb(db) * height * 2)
    const state = `${place(this.level[0]!)} ${place(this.level[1]!)} ${place(this.peak[0]!)} ${place(this.peak[1]!)} ${this.over}`
    if (state === this.painted) return false
    this.painted = state
    return true
  }
  /** Sizes the canvas to its box and draws, when anything is to be seen that was not there before. */
  paint(canvas: HTMLCanvasElement): void {
    const resized = fitCanvas(canvas)
    const { width, height } = sizeOf(canvas)
    const isNew = this.isNew(height)
    if (!isNew && !resized) return
    const g = canvas.getContext('2d')
    if (g) this.draw(g, width, height)
  }
  /** Draws two bars side by side into the canvas' CSS pixels. */
  draw(g: CanvasRenderingContext2D, width: number, height: number): void {
    g.clearRect(0, 0, width, height)
    const bar = Math.floor((width - 3) / 2)
    const top = 6
    const scale = height - top
    if (!this.gradient || this.gradientHeight !== height) {
      this.gradient = g.createLinearGradient(0, height, 0, top)
      const stop = (db: number, token: string) => this.gradient!.addColorStop(Math.min(1, travelOfDb(db)), token)
      this.gradient.addColorStop(0, '#2f8f66')
      stop(-18, '#3fa478')
      stop(-10, '#4fb286')
      stop(-3, '#e6b450')
      stop(0, '#e5484d')
      this.gradient.addColorStop(1, '#e5484d')
      this.gradientHeight = height
    }
    for (let c = 0; c < 2; c++) {
      const x = c * (bar + 3)
      g.fillStyle = WELL
      g.fillRect(x, top, bar, scale)
      const h = travelOfDb(this.level[c]!) * scale
      if (h > 0.5) {
        g.fillStyle = this.gradient
        g.fillRect(x, height - h, bar, h)
      }
      const p = travelOfDb(this.peak[c]!) * scale
      if (p > 2) {
        g.fillStyle = '#e9e7e2'
        g.fillRect(x, height - p, bar, 1.5)
      }
      g.fillStyle = this.over ? '#e5484d' : WELL
      g.fillRect(x, 0, bar, 4)
    }
  }
}
