// Stereo meter on canvas: bars on a scale, held line, over mark. Levels come from shared memory once per frame.

import { fitCanvas, sizeOf } from './frame.ts'

/** dB per second: 20 dB in 1.7 s. */
const FALL = 20 / 1.7
const HOLD_MS = 2000
/** Levels below this are none. */
const SILENT = -90
/** Pixels above the bars, for the over mark. */
const TOP = 6
/** Meters stay dark in both themes. */
const WELL = '#0b0b0d'

/** What a meter looks like. Levels are dB relative to full scale. */
export interface MeterFace {
  /** Level and share of the height, both rising. */
  readonly scale: readonly (readonly [level: number, travel: number])[]
  /** From here on the bar warns, and from here on it is red. */
  readonly warn: number
  readonly hot: number
  /** The bar is a needle that moves by itself; otherwise it shows the peaks and falls. */
  readonly hasNeedle: boolean
  /** The held line is that of the sample peaks, whatever the bar is. */
  readonly peakLine?: boolean
  /** Both sides are one figure; a level from the linear readings of both. */
  readonly joined?: (left: number, right: number) => number
}
/** Share of the height at a level. */
export function travelOn(scale: MeterFace['scale'], level: number): number {
  if (!(level > scale[0]![0])) return 0
  for (let i = 1; i < scale.length; i++) {
    const [l0, t0] = scale[i - 1]!
    const [l1, t1] = scale[i]!
    if (level <= l1) return t0 + ((level - l0) / (l1 - l0)) * (t1 - t0)
  }
  return 1
}
const levelOf = (x: number): number => (x > 0 ? Math.max(SILENT, 20 * Math.log10(x)) : SILENT)

export class MeterState {
  readonly level = new Float32Array([SILENT, SILENT])
  readonly held = new Float32Array([SILENT, SILENT])
  private readonly heldUntil = new Float64Array(2)
  over = false
  private last = 0
  private gradient: CanvasGradient | null = null
  private gradientHeight = 0
  private painted = ''
  /** The greatest level since it was cleared. */
  most = -Infinity

  constructor(private face: MeterFace) {}

  /** Another face: what it showed is none of the new one's. */
  wear(face: MeterFace): void {
    if (this.face === face) return
    this.face = face
    this.level.fill(SILENT)
    this.held.fill(SILENT)
    this.gradient = null
    this.painted = ''
    this.most = -Infinity
  }
  clear(): void {
    this.over = false
    this.most = -Infinity
  }
  /** @param readings  linear, of a strip: peaks of left and right, two others, needles of left and right */
  update(readings: Float32Array, now: number): void {
    const { face } = this
    const dt = Math.min(0.1, (now - this.last) / 1000)
    this.last = now
    const joined = face.joined?.(readings[4]!, readings[5]!)
    for (let c = 0; c < 2; c++) {
      const peak = levelOf(readings[c]!)
      const shown = joined ?? (face.hasNeedle ? levelOf(readings[4 + c]!) : peak)
      this.level[c] = face.hasNeedle ? Math.max(SILENT, shown) : Math.max(shown, this.level[c]! - FALL * dt)
      const line = face.peakLine ? peak : shown
      if (line >= this.held[c]!) {
        this.held[c] = line
        this.heldUntil[c] = now + HOLD_MS
      } else if (now > this.heldUntil[c]!) this.held[c] = Math.max(SILENT, this.held[c]! - FALL * 2 * dt)
      if (shown > this.most) this.most = shown
      if (readings[c]! >= 1) this.over = true
    }
  }
  /** The louder of both sides as it is shown now. */
  get now(): number {
    return Math.max(this.level[0]!, this.level[1]!)
  }
  private travel(level: number): number {
    return travelOn(this.face.scale, level)
  }
  /** Whether anything is to be seen at a height, in pixels, that was not there when this was asked last. */
  isNew(height: number): boolean {
    const place = (db: number) => Math.round(this.travel(db) * height * 2)
    const state = `${place(this.level[0]!)} ${place(this.level[1]!)} ${place(this.held[0]!)} ${place(this.held[1]!)} ${this.over}`
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
  private colors(g: CanvasRenderingContext2D, height: number): CanvasGradient {
    if (this.gradient && this.gradientHeight === height) return this.gradient
    const { warn, hot } = this.face
    const gradient = g.createLinearGradient(0, height, 0, TOP)
    for (const [at, token] of [
      [0, '#2f8f66'],
      [this.travel(warn) * 0.75, '#3fa478'],
      [this.travel(warn), '#4fb286'],
      [this.travel((warn + 2 * hot) / 3), '#e6b450'],
      [this.travel(hot), '#e5484d'],
      [1, '#e5484d'],
    ] as const)
      gradient.addColorStop(at, token)
    this.gradient = gradient
    this.gradientHeight = height
    return gradient
  }
  /** Draws two bars side by side, or one of what is joined, into the canvas' CSS pixels. */
  draw(g: CanvasRenderingContext2D, width: number, height: number): void {
    g.clearRect(0, 0, width, height)
    const bars = this.face.joined ? 1 : 2
    const bar = bars === 1 ? width : Math.floor((width - 3) / 2)
    const scale = height - TOP
    const colors = this.colors(g, height)
    for (let c = 0; c < bars; c++) {
      const x = c * (bar + 3)
      g.fillStyle = WELL
      g.fillRect(x, TOP, bar, scale)
      const h = this.travel(this.level[c]!) * scale
      if (h > 0.5) {
        g.fillStyle = colors
        g.fillRect(x, height - h, bar, h)
      }
      const p = this.travel(this.held[c]!) * scale
      if (p > 2) {
        g.fillStyle = '#e9e7e2'
        g.fillRect(x, height - p, bar, 1.5)
      }
      g.fillStyle = this.over ? '#e5484d' : WELL
      g.fillRect(x, 0, bar, 4)
    }
  }
}
