// What is said to people who listen to the window: one polite message at a time, and at once only what must not wait.
import { settings } from './settings.ts'

/** Milliseconds: at most one message in each; what comes meanwhile replaces what waits. */
const EVERY = 500
let polite: HTMLElement | null = null
let urgent: HTMLElement | null = null
let waiting = ''
let timer: ReturnType<typeof setTimeout> | undefined
let last = 0

function region(live: 'polite' | 'assertive'): HTMLElement {
  const node = document.createElement('div')
  node.className = 'sr'
  node.setAttribute('aria-live', live)
  document.body.append(node)
  return node
}
function put(node: HTMLElement, text: string): void {
  // The same words twice are two messages.
  node.textContent = node.textContent === text ? `${text}\u00a0` : text
}
function say(): void {
  timer = undefined
  last = performance.now()
  put((polite ??= region('polite')), waiting)
}
/** Says what was done, after what is being said. Quiet when this person wants only what they ask for. */
export function announce(text: string): void {
  if (settings().quiet === true) return
  waiting = text
  if (timer === undefined) timer = setTimeout(say, Math.max(0, last + EVERY - performance.now()))
}
/** Says at once what must not wait. */
export function warn(text: string): void {
  put((urgent ??= region('assertive')), text)
}
