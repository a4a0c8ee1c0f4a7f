// Levels of a spectrum, gathered over time into columns of the axis of frequency.
import { color } from './frame.ts'
import { hzLeft, LOWEST_HZ, leftHz } from './frequency.ts'

/** dB at which a column counts as silent. */
export const SPECTRUM_SILENT = -120
export interface Gathering {
  /** dB per octave, level at 1 kHz: with 4.5 music lies level, with 3 pink noise. */
  readonly slope: number
  /** Seconds of the exponential mean of the power; 0 = none. */
  readonly average: number
  /** Octaves that are taken together. */
  readonly smooth: number
}
/** Levels of a spectrum by columns. `take` does not allocate while size and rate stay. */
export class SpectrumColumns {
  /** dB. */
  readonly levels: Float32Array
  /** The highest levels since `forgetPeaks`. */
  readonly peaks: Float32Array
  private readonly hz: Float64Array
  private readonly column: Float64Array
  private mean = new Float32Array()
  /** Bin at the lower edge of each column, and at the end of the last. */
  private readonly edges: Float64Array
  private rate = 0

  /** @param from  Hz of the first column; the last is at 20 kHz */
  constructor(
    readonly count: number,
    private readonly from = LOWEST_HZ,
  ) {
    this.levels = new Float32Array(count).fill(SPECTRUM_SILENT)
    this.peaks = new Float32Array(count).fill(SPECTRUM_SILENT)
    this.column = new Float64Array(count)
    this.hz = Float64Array.from({ length: count }, (_, i) => leftHz(i / (count - 1), from))
    this.edges = new Float64Array(count + 1)
  }
  /**
   * @param power  squared amplitudes per bin from 0 Hz to half the rate
   * @param seconds  since the last call
   * @returns whether anything is to be seen
   */
  take(power: Float32Array, sampleRate: number, seconds: number, { slope, average, smooth }: Gathering): boolean {
    const { count, levels, peaks, hz } = this
    this.follow(power.length, sampleRate)
    const { mean } = this
    const step = average > 0 ? 1 - Math.exp(-seconds / average) : 1
    for (let i = 0; i < mean.length; i++) mean[i] = mean[i]! + step * (power[i]! - mean[i]!)
    this.gather()
    const half = Math.round(((count - 1) * (hzLeft(1000 * 2 ** smooth, this.from) - hzLeft(1000, this.from))) / 2)
    let seen = false
    for (let i = 0; i < count; i++) {
      let sum = 0
      for (let k = i - half; k <= i + half; k++) sum += this.column[Math.min(count - 1, Math.max(0, k))]!
      const db = 10 * Math.log10(sum / (2 * half + 1) + 1e-15) + slope * Math.log2(hz[i]! / 1000)
      levels[i] = Math.max(SPECTRUM_SILENT, db)
      peaks[i] = Math.max(peaks[i]!, levels[i]!)
      seen ||= levels[i]! > SPECTRUM_SILENT
    }
    return seen
  }
  /** The loudest bin of each column; where a column holds none, what lies between two. */
  private gather(): void {
    const { count, mean, edges, column } = this
    const last = mean.length - 1
    for (let i = 0; i < count; i++) {
      const from = edges[i]!
      const to = edges[i + 1]!
      let k = Math.ceil(from)
      let most = 0
      if (k < to) for (; k < to && k <= last; k++) most = Math.max(most, mean[k]!)
      else if (k <= last) {
        const part = k - (from + to) / 2
        most = mean[k - 1]! ** part * mean[k]! ** (1 - part)
      }
      column[i] = most
    }
  }
  private follow(bins: number, rate: number): void {
    if (this.mean.length === bins && this.rate === rate) return
    this.mean = new Float32Array(bins)
    this.rate = rate
    for (let i = 0; i <= this.count; i++) this.edges[i] = (leftHz((i - 0.5) / (this.count - 1), this.from) * 2 * (bins - 1)) / rate
  }
  /** dB at a frequency. */
  levelAt(hz: number): number {
    return this.levels[Math.round(hzLeft(hz, this.from) * (this.count - 1))]!
  }
  forgetPeaks(): void {
    this.peaks.fill(SPECTRUM_SILENT)
  }
  /** As if nothing had been heard. */
  forget(): void {
    this.mean.fill(0)
    this.levels.fill(SPECTRUM_SILENT)
    this.forgetPeaks()
  }
}
/** Columns as a line, and what is under it down to `floor` pixels from the top. @param top  pixels from the top of a level in dB */
export function drawColumns(
  g: CanvasRenderingContext2D,
  levels: Float32Array,
  width: number,
  top: (db: number) => number,
  token: string,
  floor?: number,
): void {
  const last = levels.length - 1
  g.beginPath()
  for (let i = 0; i <= last; i++) g.lineTo((i / last) * width, top(levels[i]!))
  g.strokeStyle = color(token)
  g.lineWidth = 1.2
  g.lineJoin = 'round'
  g.stroke()
  if (floor === undefined) return
  const alpha = g.globalAlpha
  g.lineTo(width, floor)
  g.lineTo(0, floor)
  g.fillStyle = color(token)
  g.globalAlpha = alpha * 0.2
  g.fill()
  g.globalAlpha = alpha
}
