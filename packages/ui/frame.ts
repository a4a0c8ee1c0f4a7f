// One animation frame for everything that moves: painters are called together, once per frame, and never through React.

type Painter = (now: number) => void
const painters = new Set<Painter>()
let running = false

/** Painters that have thrown: said once, tried again with every frame. */
const faulty = new WeakSet<Painter>()

function tick(now: number): void {
  for (const paint of painters)
    try {
      paint(now)
    } catch (error) {
      // One that cannot paint must not stop the others.
      if (faulty.has(paint)) continue
      faulty.add(paint)
      reportError(error)
    }
  if (painters.size) requestAnimationFrame(tick)
  else running = false
}
/** @returns a function that ends the painting */
export function onFrame(paint: Painter): () => void {
  painters.add(paint)
  if (!running) {
    running = true
    requestAnimationFrame(tick)
  }
  return () => painters.delete(paint)
}
/** Sizes as they were last laid out: asking an element makes the browser lay the page out anew, a hundred meters a hundred times a frame. */
const sizes = new WeakMap<Element, { readonly width: number; readonly height: number }>()
const observer =
  typeof ResizeObserver === 'undefined'
    ? undefined
    : new ResizeObserver((entries) => {
        for (const { target, contentRect } of entries) sizes.set(target, contentRect)
      })
/** Width and height of an element's box, CSS pixels, as they were last laid out. */
export function sizeOf(canvas: Element): { readonly width: number; readonly height: number } {
  const known = sizes.get(canvas)
  if (known) return known
  const size = { width: canvas.clientWidth, height: canvas.clientHeight }
  if (observer && size.width) {
    sizes.set(canvas, size)
    observer.observe(canvas)
  }
  return size
}
/** Sizes a canvas to its box in device pixels; true when it changed. Draw in CSS pixels afterwards. */
export function fitCanvas(canvas: HTMLCanvasElement): boolean {
  const ratio = devicePixelRatio || 1
  const size = sizeOf(canvas)
  const width = Math.max(1, Math.round(size.width * ratio))
  const height = Math.max(1, Math.round(size.height * ratio))
  if (canvas.width === width && canvas.height === height) return false
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return true
}
const colors = new Map<string, string>()
/** A token of the theme, resolved; kept until `forgetColors`. */
export function color(token: string): string {
  let found = colors.get(token)
  if (found === undefined) {
    found = getComputedStyle(document.documentElement).getPropertyValue(token).trim()
    colors.set(token, found)
  }
  return found
}
let themes = 0
/** After a change of theme. */
export function forgetColors(): void {
  themes++
  colors.clear()
}
/** Rises with every change of theme: what was drawn before is drawn again. */
export const themeVersion = (): number => themes
/** Puts a text into an element that holds nothing else, in its node that is there: the browser lays out less than for another node. */
export function putText(element: Element | null | undefined, text: string): void {
  if (!element || element.textContent === text) return
  const node = element.firstChild
  if (node instanceof Text && element.childNodes.length === 1) node.data = text
  else element.textContent = text
}
