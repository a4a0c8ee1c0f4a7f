// Dragging strips of the mixer by their names: a line shows where they would stand, Escape takes it back. All chosen ones go along.
import { moveStrips, type StripRecord } from '@tonmeister/project'
import { followPointer, t } from '@tonmeister/ui'
import { chosenWith } from '../app/console.ts'
import type { Session } from '../app/session.ts'
import { swallowClick } from './device-drag.ts'

/** Pixels before a press becomes a drag. */
const SLOP = 5
/** Pixels at the sides of the mixer within which it scrolls. */
const EDGE = 30

export function dragStrips(event: React.PointerEvent, s: Session, strip: StripRecord): void {
  const box = (event.currentTarget as HTMLElement).closest<HTMLElement>('.strips')
  if (event.button !== 0 || strip.kind === 'main' || !box) return
  const view = box.ownerDocument.defaultView!
  const from = event.clientX
  const mark = box.ownerDocument.createElement('div')
  mark.className = 'strip-mark'
  let before: string | undefined
  let isMoving = false
  const move = (e: PointerEvent) => {
    if (!isMoving && Math.abs(e.clientX - from) < SLOP) return
    isMoving = true
    const here = box.getBoundingClientRect()
    if (e.clientX < here.left + EDGE) box.scrollLeft -= EDGE / 2
    else if (e.clientX > here.right - EDGE) box.scrollLeft += EDGE / 2
    const row = [...box.querySelectorAll<HTMLElement>(`.strip.${strip.kind}`)]
    const next = row.find((x) => {
      const { left, width } = x.getBoundingClientRect()
      return e.clientX < left + width / 2
    })
    before = next?.dataset.strip
    const at = next ? next.getBoundingClientRect().left : row.at(-1)!.getBoundingClientRect().right
    mark.style.left = `${at - here.left + box.scrollLeft - 1}px`
    box.append(mark)
  }
  const finish = (drops: boolean) => {
    mark.remove()
    if (!isMoving) return
    swallowClick(view)
    const chosen = chosenWith(s, strip.id)
    if (drops) s.edit(t('Move strips'), () => moveStrips(s.document, chosen.length ? chosen : [strip.id], before))
  }
  followPointer(view, move, finish)
}
