// What the canvases of the arrangement share: colours mixed, text cut, fonts.
import { color } from '@tonmeister/ui'

export const NUM = "11px 'JetBrains Mono Variable', 'JetBrains Mono', monospace"
export const WORD = "600 11px 'Inter Variable', Inter, sans-serif"
export const PLAIN = "500 11px 'Inter Variable', Inter, sans-serif"

/** Resolved for the canvas, for which names of colours are slow to read; till the theme is another. */
const percents = new Map<string, number>()
const mixes = new Map<string, Map<number, string>>()
addEventListener('themechange', () => {
  percents.clear()
  mixes.clear()
})
/** A token of the theme that is a share. */
export function percent(token: string): number {
  let found = percents.get(token)
  if (found === undefined) percents.set(token, (found = Number.parseFloat(color(token))))
  return found
}
/** A colour of the theme in the colour of clips' ground, '#rrggbb'. @param percent  of the colour */
export function mix(token: string, percent: number): string {
  let of = mixes.get(token)
  if (!of) mixes.set(token, (of = new Map()))
  let found = of.get(percent)
  if (!found) {
    const pixel = pixelOf(`color-mix(in oklab, ${color(token)} ${percent}%, ${color('--clip-base')})`)
    const hex = (shift: number) => ((pixel >>> shift) & 255).toString(16).padStart(2, '0')
    of.set(percent, (found = `#${hex(0)}${hex(8)}${hex(16)}`))
  }
  return found
}
const pixels = new Map<string, number>()
/** A colour as the memory of a canvas has it. */
export function pixelOf(css: string, alpha = 1): number {
  const key = `${css} ${alpha}`
  let found = pixels.get(key)
  if (found === undefined) {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    const g = canvas.getContext('2d')!
    g.globalAlpha = alpha
    g.fillStyle = css
    g.fillRect(0, 0, 1, 1)
    pixels.set(key, (found = new Uint32Array(g.getImageData(0, 0, 1, 1).data.buffer)[0]!))
  }
  return found
}
export function round(g: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, r: number): void {
  g.beginPath()
  g.roundRect(x, y, Math.max(1, w), h, Math.min(r, w / 2))
}
export function line(g: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  g.beginPath()
  g.moveTo(x1, y1)
  g.lineTo(x2, y2)
  g.stroke()
}
let loaded = 0
document.fonts.addEventListener('loadingdone', () => {
  loaded++
})
/** Rises when fonts have come: text drawn before is drawn again. */
export const fontsLoaded = (): number => loaded
const widths = new Map<string, number>()
document.fonts.addEventListener('loadingdone', () => widths.clear())
/** Pixels of a text. */
export function width(text: string, font: string, g = measuring): number {
  const key = `${font}${text}`
  let w = widths.get(key)
  if (w === undefined) {
    g.font = font
    widths.set(key, (w = g.measureText(text).width))
  }
  return w
}
const measuring = document.createElement('canvas').getContext('2d')!
/** Text cut with an ellipsis where it would not fit. */
export function label(g: CanvasRenderingContext2D, text: string, x: number, y: number, room: number, fill: string, font: string): void {
  if (room < 14 || !text) return
  g.font = font
  g.fillStyle = fill
  const measure = (t: string) => {
    const key = `${font}${t}`
    let w = widths.get(key)
    if (w === undefined) widths.set(key, (w = g.measureText(t).width))
    return w
  }
  let shown = text
  if (measure(shown) > room) {
    let n = Math.max(1, Math.floor((text.length * room) / measure(text)) - 1)
    while (n > 1 && measure(`${text.slice(0, n)}…`) > room) n--
    shown = n > 1 ? `${text.slice(0, n)}…` : ''
  }
  g.fillText(shown, x, y)
}
