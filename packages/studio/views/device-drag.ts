// Dragging a device by its title or its slot: to another place of a chain, onto or within a strip of the mixer, or onto a head of the arrangement.
// Ctrl copies, Escape ends it.
import { followPointer } from '@tonmeister/ui'
import { goTo, moveTo } from '../app/chain.ts'
import type { Session } from '../app/session.ts'

/** Pixels before a press becomes a drag. */
const SLOP = 5
/** Milliseconds on a tab until it comes to the front: so a device gets from the chain into the mixer. */
const DWELL = 450

/** The device of a row of cards that a place of the pointer is before; undefined = behind the last. */
export const placeAt = (row: Element, x: number): string | undefined =>
  [...row.querySelectorAll<HTMLElement>('[data-card]')].find((card) => {
    const box = card.getBoundingClientRect()
    return x < box.left + box.width / 2
  })?.dataset.card
/** Marks one element at a time as the place where something would fall. */
export function markerOf(): (element: Element | null) => void {
  let over: Element | null = null
  return (element) => {
    if (over === element) return
    over?.classList.remove('device-drop')
    over = element
    over?.classList.add('device-drop')
  }
}

/** The click that the browser makes of the end of a drag is none. */
export function swallowClick(view: Window): void {
  const swallow = (e: Event) => e.stopPropagation()
  view.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => view.removeEventListener('click', swallow, true))
}

export function dragDevice(event: React.PointerEvent, s: Session, id: string, name: string): void {
  const control = (event.target as HTMLElement).closest('button, input, select')
  const isSlot = control === event.currentTarget
  if (event.button !== 0 || (control && !isSlot)) return
  const from = { x: event.clientX, y: event.clientY }
  // The panel may stand in the second window.
  const { ownerDocument: page } = event.currentTarget as HTMLElement
  const view = page.defaultView!
  let ghost: HTMLElement | null = null
  let target: { readonly strip: string; readonly before: string | undefined } | null = null
  let tab: Element | null = null
  let dwell: ReturnType<typeof setTimeout> | undefined
  const mark = markerOf()
  /** Where it would go if it were let go here. */
  const look = (x: number, y: number) => {
    const under = page.elementFromPoint(x, y)
    const at = under?.closest('[role=tab]') ?? null
    if (at !== tab) {
      clearTimeout(dwell)
      tab = at
      if (at) dwell = setTimeout(() => (at as HTMLElement).click(), DWELL)
    }
    const row = under?.closest('.devices')
    const strip = under?.closest<HTMLElement>('[data-strip]')
    if (row && s.selectedStrip) {
      const before = placeAt(row, x)
      target = { strip: s.selectedStrip, before }
      mark(row.querySelector(`[data-slot="${CSS.escape(before ?? '')}"]`))
    } else if (strip) {
      const before = [...strip.querySelectorAll<HTMLElement>('[data-insert]')].find((slot) => {
        const box = slot.getBoundingClientRect()
        return y < box.top + box.height / 2
      })
      target = { strip: strip.dataset.strip!, before: before?.dataset.insert }
      mark(before ?? strip)
    } else {
      target = null
      mark(null)
    }
  }
  const move = (e: PointerEvent) => {
    if (!ghost) {
      if (Math.hypot(e.clientX - from.x, e.clientY - from.y) < SLOP) return
      ghost = page.createElement('div')
      ghost.className = 'device-ghost'
      page.body.append(ghost)
    }
    ghost.textContent = e.ctrlKey || e.metaKey ? `+ ${name}` : name
    ghost.style.transform = `translate(${e.clientX + 12}px, ${e.clientY + 10}px)`
    look(e.clientX, e.clientY)
  }
  const finish = (drops: boolean, copies: boolean) => {
    clearTimeout(dwell)
    mark(null)
    const was = ghost
    ghost?.remove()
    if (!was) {
      // Only a press: the card becomes the current one.
      if (drops && !isSlot) goTo(s, id)
      return
    }
    swallowClick(view)
    if (drops && target && target.before !== id) moveTo(s, id, target.strip, target.before, copies)
  }
  followPointer(view, move, (drops, e) => finish(drops, e.ctrlKey || e.metaKey))
}
