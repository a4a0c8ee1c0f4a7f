// What lanes of a strip do and what hands do to them: a button that says it, and the menu that changes it.
import { AUTOMATION_MODES, type AutomationMode, setAutomation } from '@tonmeister/project'
import { onFrame, t } from '@tonmeister/ui'
import { useEffect, useRef } from 'react'
import { arrangementOf } from '../app/arrangement.ts'
import { modeOf } from '../app/passes.ts'
import type { MenuItem, Session } from '../app/session.ts'

/** One sign for each, where there is no room for the word; an R would be taken for recording. */
const SIGNS: { readonly [mode in AutomationMode]: string } = {
  off: 'off',
  read: 'rd',
  touch: 'to',
  latch: 'la',
  write: 'wr',
  trim: 'tr',
}

export const modeName = (mode: AutomationMode): string =>
  t('{mode, select, off {Off} read {Read} touch {Touch} latch {Latch} write {Write} other {Trim}}', { mode })
export function chooseMode(s: Session, strips: readonly string[], mode: AutomationMode): void {
  s.edit(t('Automation: {mode}', { mode: modeName(mode) }), () => setAutomation(s.document, strips, mode))
}
/** For a strip, and for those that are chosen with it. */
function modeItems(s: Session, strip: string): MenuItem[] {
  const chosen = arrangementOf(s).strips()
  const strips = chosen.includes(strip) ? chosen : [strip]
  return AUTOMATION_MODES.map((mode) => ({
    title: modeName(mode),
    on: modeOf(s, strip) === mode,
    run: () => chooseMode(s, strips, mode),
  }))
}
export function ModeButton({
  s,
  strip,
  mode,
  name,
  tab,
  isShort = false,
}: {
  readonly s: Session
  /** Strip or VCA. */
  readonly strip: string
  readonly mode: AutomationMode
  readonly name: string
  readonly tab: 0 | -1
  readonly isShort?: boolean
}) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(
    () =>
      onFrame(() => {
        const writes = String(s.passes.writes(strip))
        if (button.current && button.current.dataset.writes !== writes) button.current.dataset.writes = writes
      }),
    [s, strip],
  )
  const label = t('Automation of {name}: {mode}', { name, mode: modeName(mode) })
  return (
    <button
      ref={button}
      type="button"
      className={isShort ? 'tog mode' : 'mode'}
      data-mode={mode}
      data-sign={isShort ? SIGNS[mode] : undefined}
      tabIndex={tab}
      aria-haspopup="menu"
      aria-label={label}
      title={label}
      onClick={(e) => {
        e.stopPropagation()
        s.openMenu(e, label, modeItems(s, strip))
      }}
    >
      {isShort ? null : modeName(mode)}
    </button>
  )
}
