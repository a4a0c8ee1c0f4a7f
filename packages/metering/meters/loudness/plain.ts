// K-weighting and power of one channel in plain TypeScript: what kernel.ts does, for where there are no kernels, and its reference in tests.
import type { KWeighting } from './weighting.ts'

/** Filter state of one channel and the power since the last `settle`. */
export class PlainWeighting {
  private s1 = 0
  private s2 = 0
  private t1 = 0
  private t2 = 0
  /** Sum of squares of the weighted samples. */
  power = 0
  private readonly k: KWeighting

  constructor(k: KWeighting) {
    this.k = k
  }

  /** Adds the frames `from` to `to` of a channel. */
  process(x: Float32Array, from: number, to: number): void {
    const { b0, b1, b2, a1, a2, c1, c2 } = this.k
    let { s1, s2, t1, t2, power } = this
    for (let i = from; i < to; i++) {
      const v = x[i]!
      const y = b0 * v + s1
      s1 = b1 * v + s2 - a1 * y
      s2 = b2 * v - a2 * y
      const z = y + t1
      t1 = t2 - (y + y) - c1 * z
      t2 = y - c2 * z
      power += z * z
    }
    this.s1 = s1
    this.s2 = s2
    this.t1 = t1
    this.t2 = t2
    this.power = power
  }

  settle(): void {
    this.s1 = keep(this.s1)
    this.s2 = keep(this.s2)
    this.t1 = keep(this.t1)
    this.t2 = keep(this.t2)
    this.power = 0
  }

  reset(): void {
    this.s1 = this.s2 = this.t1 = this.t2 = this.power = 0
  }
}
const keep = (v: number): number => (Math.abs(v) >= 1e-100 && Math.abs(v) <= 1e100 ? v : 0)
