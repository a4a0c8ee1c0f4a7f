// Correlation of left and right at zero delay: +1 the same, 0 unrelated, −1 opposite.

/** Of the first `frames` frames (all of them by default); 0 where one side is silent. A frame with a NaN or an infinity does not count. */
export function correlation(left: Float32Array, right: Float32Array, frames: number = left.length): number {
  let lr = 0
  let ll = 0
  let rr = 0
  for (let i = 0; i < frames; i++) {
    const l = left[i]!
    const r = right[i]!
    if (!(Math.abs(l) < Infinity && Math.abs(r) < Infinity)) continue
    lr += l * r
    ll += l * l
    rr += r * r
  }
  return ll > 1e-12 && rr > 1e-12 ? lr / Math.sqrt(ll * rr) : 0
}
