// Pixels that are written in memory and go to the canvas together: a rectangle or path for each would cost ten times as much.
/** A rectangle of the screen, from `left` and `top` in pixels of the screen. */
export class Pixels {
  private readonly image: ImageData
  private readonly memory: Uint32Array
  /** Of the same size: what is drawn from is copied whole by the browser. */
  private readonly easel = document.createElement('canvas')
  private left = 0
  private top = 0
  private isEmpty = true
  constructor(width: number, height: number) {
    this.image = new ImageData(width, height)
    this.memory = new Uint32Array(this.image.data.buffer)
    this.easel.width = width
    this.easel.height = height
  }
  begin(left: number, top: number): this {
    if (!this.isEmpty) this.memory.fill(0)
    this.isEmpty = true
    this.left = left
    this.top = top
    return this
  }
  /** [from, to) of row y. */
  row(y: number, from: number, to: number, pixel: number): void {
    const { width } = this.image
    const zero = (y - this.top) * width
    const [a, b] = [Math.max(0, from - this.left), Math.min(width, to - this.left)]
    if (a >= b) return
    this.memory.fill(pixel, zero + a, zero + b)
    this.isEmpty = false
  }
  /** [from, to) of column x. */
  column(x: number, from: number, to: number, pixel: number): void {
    const { width, height } = this.image
    const at = x - this.left
    if (at < 0 || at >= width) return
    const end = Math.min(height, to - this.top) * width + at
    for (let i = Math.max(0, from - this.top) * width + at; i < end; i += width) this.memory[i] = pixel
    this.isEmpty = false
  }
  /** @param bands  rows that are drawn out: each to a height, one under the other; in pixels of the page, like x, y and width */
  draw(g: CanvasRenderingContext2D, x: number, y: number, width: number, bands: readonly number[] | number): void {
    if (this.isEmpty) return
    const { image, easel } = this
    easel.getContext('2d')!.putImageData(image, 0, 0)
    g.globalAlpha = 1
    g.imageSmoothingEnabled = false
    if (typeof bands === 'number') g.drawImage(easel, 0, 0, image.width, image.height, x, y, width, bands)
    else
      bands.forEach((height, i) => {
        if (height > 0) g.drawImage(easel, 0, i, image.width, 1, x, y, width, height)
        y += height
      })
    g.imageSmoothingEnabled = true
  }
}
/** Those of the sizes that are used. */
const KEPT = 8
const kept = new Map<string, Pixels>()
/** Empty pixels of a size, from the same memory as before. */
export function pixelsOf(left: number, top: number, width: number, height: number): Pixels {
  const key = `${width} ${height}`
  let found = kept.get(key)
  if (!found) {
    if (kept.size >= KEPT) kept.clear()
    kept.set(key, (found = new Pixels(Math.max(1, width), Math.max(1, height))))
  }
  return found.begin(left, top)
}
