// Dragging a value: relative, fine with Shift, Escape takes it back.

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
  const move = (e: PointerEvent) => {
    at += ((y - e.clientY) / range) * (e.shiftKey ? 0.1 : 1)
    y = e.clientY
    value.move(Math.min(1, Math.max(0, at)))
  }
  const finish = (cancelled: boolean) => {
    element.removeEventListener('pointermove', move)
    element.removeEventListener('pointerup', up)
    element.removeEventListener('pointercancel', cancel)
    removeEventListener('keydown', onEscape, true)
    value.end(cancelled)
  }
  const up = () => finish(false)
  const cancel = () => finish(true)
  const onEscape = (e: KeyboardEvent) => {
    if (e.key === 'Escape') {
      e.stopPropagation()
      finish(true)
    }
  }
  element.addEventListener('pointermove', move)
  element.addEventListener('pointerup', up)
  element.addEventListener('pointercancel', cancel)
  addEventListener('keydown', onEscape, true)
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
