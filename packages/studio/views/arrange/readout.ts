// The small text beside the pointer while something is dragged.
let box: HTMLElement | null = null
/** Shows a text beside a place of the window; null takes it away. */
export function readout(text: string | null, x = 0, y = 0): void {
  if (text === null) {
    box?.remove()
    box = null
    return
  }
  if (!box) {
    box = document.createElement('div')
    box.className = 'readout num'
    box.setAttribute('aria-hidden', 'true')
    document.body.append(box)
  }
  if (box.textContent !== text) box.textContent = text
  const left = Math.min(innerWidth - box.offsetWidth - 4, x + 14)
  box.style.transform = `translate(${left}px, ${Math.max(4, y - 30)}px)`
}
