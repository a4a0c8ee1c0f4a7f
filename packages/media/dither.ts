// TPDF dither: the sum of two even distributions of one step, independent in each channel, seeded.
// Source: Lipshitz, Wannamaker, Vanderkooy, "Quantization and Dither: A Theoretical Survey", JAES 40(5), 1992.

export class Dither {
  private readonly state: Uint32Array
  constructor(channels: number) {
    this.state = Uint32Array.from({ length: channels }, (_, c) => 0x9e3779b9 * (c + 1))
  }
  /** −1 to 1 steps, triangular, mean 0. */
  next(channel: number): number {
    return this.even(channel) + this.even(channel) - 1
  }
  /** 0 to 1 (xorshift32). */
  private even(channel: number): number {
    let s = this.state[channel]!
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    this.state[channel] = s
    return (s >>> 0) / 4294967296
  }
}
