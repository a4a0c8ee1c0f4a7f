// Gated statistics of loudness blocks in bounded memory: integrated loudness (BS.1770-5) and loudness range (EBU Tech 3342).
// Blocks above the absolute gate fall into bins of 0.01 LU that keep their count and exact power sum, so that a day takes as much memory
// as a minute. What is lost is the order inside a bin: below 0.001 LU for the mean, below 0.01 LU for the range.
import { exp2, log2, log10 } from '@tonmeister/dsp/math.ts'

/** Power of the weighted channels as LUFS; -Infinity at 0. */
export const lufsOfPower = (power: number): number => (power > 0 ? -0.691 + 10 * log10(power) : -Infinity)

const ABSOLUTE_GATE_LUFS = -70
const ABSOLUTE_GATE_POWER = exp2(((ABSOLUTE_GATE_LUFS + 0.691) / 10) * log2(10))
const BINS_PER_LU = 100
/** Louder blocks share the last bin; its mean stays exact. */
const LOUDEST_LUFS = 40
const BINS = (LOUDEST_LUFS - ABSOLUTE_GATE_LUFS) * BINS_PER_LU

/** Blocks of one kind (400 ms or 3 s), collected above −70 LUFS. Never allocates after construction. */
export class GatedBlocks {
  private readonly counts = new Float64Array(BINS)
  private readonly powers = new Float64Array(BINS)
  private lowest = BINS
  private highest = -1

  /** Takes the weighted mean power of one block. */
  add(power: number): void {
    if (!(power > ABSOLUTE_GATE_POWER)) return
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((lufsOfPower(power) - ABSOLUTE_GATE_LUFS) * BINS_PER_LU)))
    this.counts[bin]! += 1
    this.powers[bin]! += power
    if (bin < this.lowest) this.lowest = bin
    if (bin > this.highest) this.highest = bin
  }

  /** Loudness of the mean power of the blocks above −70 LUFS and above the relative gate 10 LU below their own mean. */
  integrated(): number {
    const gate = this.meanAbove(0) * 0.1
    return lufsOfPower(this.meanAbove(gate))
  }

  /** Distance in LU of the 10th and 95th percentile of the blocks above −70 LUFS and above 20 LU below their mean; 0 when there are none. */
  range(): number {
    const gate = this.meanAbove(0) * 0.01
    let blocks = 0
    for (let i = this.lowest; i <= this.highest; i++) if (this.isAbove(i, gate)) blocks += this.counts[i]!
    if (blocks === 0) return 0
    return this.percentile(gate, Math.round((blocks - 1) * 0.95)) - this.percentile(gate, Math.round((blocks - 1) * 0.1))
  }

  clear(): void {
    this.counts.fill(0)
    this.powers.fill(0)
    this.lowest = BINS
    this.highest = -1
  }

  private isAbove(bin: number, gate: number): boolean {
    return this.counts[bin]! > 0 && this.powers[bin]! / this.counts[bin]! > gate
  }

  private meanAbove(gate: number): number {
    let blocks = 0
    let power = 0
    for (let i = this.lowest; i <= this.highest; i++)
      if (this.isAbove(i, gate)) {
        blocks += this.counts[i]!
        power += this.powers[i]!
      }
    return blocks > 0 ? power / blocks : 0
  }

  /** Loudness of the block at `index` (from 0) in rising order among those above `gate`. */
  private percentile(gate: number, index: number): number {
    let seen = 0
    for (let i = this.lowest; i <= this.highest; i++) {
      if (!this.isAbove(i, gate)) continue
      seen += this.counts[i]!
      if (seen > index) return lufsOfPower(this.powers[i]! / this.counts[i]!)
    }
    return -Infinity
  }
}
