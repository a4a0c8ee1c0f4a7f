// What the canvases of the arrangement share: colours mixed, text cut, fonts.
import { color } from '@tonmeister/ui'

export const NUM = "11px 'JetBrains Mono Variable', 'JetBrains Mono', monospace"
export const WORD = "600 11px 'Inter Variable', Inter, sans-serif"
export const PLAIN = "500 11px 'Inter Variable', Inter, sans-serif"

export const percent = (token: string): number => Number.parseFloat(color(token))
const mixes = new Map<string, string>()
export function mix(token: string, percent: number): string {
  const key = `${token} ${percent} ${document.documentElement.dataset.theme}`
  let found = mixes.get(key)
  if (!found) mixes.set(key, (found = `color-mix(in oklab, ${color(token)} ${percent}%, ${color('--clip-base')})`))
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
