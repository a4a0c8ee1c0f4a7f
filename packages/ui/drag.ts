// Following a pointer that is pressed, and dragging a value by it: relative, fine with Shift, Escape takes it back.

/** Tells of every movement until the pointer is let go (`drops`), or is lost or Escape is pressed; then nothing is listened to any more. */
export function followPointer(
  on: HTMLElement | Window,
  move: (e: PointerEvent) => void,
  end: (drops: boolean, e: PointerEvent | KeyboardEvent) => void,
): void {
  // Of the window it is in, which may be the second one: its classes are others.
  const view = 'ownerDocument' in on ? on.ownerDocument.defaultView! : on
  const target: EventTarget = on
  const moved = (e: Event) => move(e as PointerEvent)
  const finish = (drops: boolean, e: PointerEvent | KeyboardEvent) => {
    target.removeEventListener('pointermove', moved)
    target.removeEventListener('pointerup', up)
    target.removeEventListener('pointercancel', lost)
    view.removeEventListener('keydown', onEscape, true)
    end(drops, e)
  }
  const up = (e: Event) => finish(true, e as PointerEvent)
  const lost = (e: Event) => finish(false, e as PointerEvent)
  const onEscape = (e: KeyboardEvent) => {
    if (e.key !== 'Escape') return
    e.preventDefault()
    e.stopPropagation()
    finish(false, e)
  }
  target.addEventListener('pointermove', moved)
  target.addEventListener('pointerup', up)
  target.addEventListener('pointercancel', lost)
  view.addEventListener('keydown', onEscape, true)
}

export interface DragValue {
  /** 0…1 when the drag begins. */
  start(): number
  move(normal: number): void
  end(cancelled: boolean): void
}
/** Pixels of the full range. */
const RANGE = 150

export function dragValue(event: React.PointerEvent, value: DragValue, range: number = RANGE): void {
  if (event.button !== 0) return
  const element = event.currentTarget as HTMLElement
  element.setPointerCapture(event.pointerId)
  let at = value.start()
  let y = event.clientY
  followPointer(
    element,
    (e) => {
      at += ((y - e.clientY) / range) * (e.shiftKey ? 0.1 : 1)
      y = e.clientY
      value.move(Math.min(1, Math.max(0, at)))
    },
    (drops) => value.end(!drops),
  )
}
/** Keys of a slider: arrows a step, Page keys ten, Home and End the ends, Delete the default. Returns the new travel, or undefined. */
export function sliderKey(event: React.KeyboardEvent, normal: number, step: number, reset: number): number | undefined {
  const fine = event.shiftKey ? 0.1 : 1
  switch (event.key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return Math.min(1, normal + step * fine)
    case 'ArrowDown':
    case 'ArrowLeft':
      return Math.max(0, normal - step * fine)
    case 'PageUp':
      return Math.min(1, normal + step * 10)
    case 'PageDown':
      return Math.max(0, normal - step * 10)
    case 'Home':
      return 0
    case 'End':
      return 1
    case 'Delete':
    case 'Backspace':
      return reset
  }
  return undefined
}
