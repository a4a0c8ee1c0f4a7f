// Toolbar: controls that are one stop of Tab. Left and Right go from one to the next, Home and End to the ends.
import { useLayoutEffect, useRef } from 'react'

const STOPS = 'button:not(:disabled), select:not(:disabled), input:not(:disabled), [role=slider]'
/** Fields in which Left, Right, Home and End move the caret. */
const TYPED = 'input:not([type=checkbox], [type=radio], [type=range], [type=button])'

export interface ToolbarProps {
  readonly label: string
  readonly className?: string
  readonly children: React.ReactNode
}
export function Toolbar({ label, className, children }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null)
  const current = useRef<HTMLElement | null>(null)
  const stops = () => [...bar.current!.querySelectorAll<HTMLElement>(STOPS)]
  const put = () => {
    const all = stops()
    if (!current.current || !all.includes(current.current)) current.current = all[0] ?? null
    for (const stop of all) {
      const index = stop === current.current ? 0 : -1
      if (stop.tabIndex !== index) stop.tabIndex = index
    }
  }
  // What stands in the bar may be another thing after every drawing.
  useLayoutEffect(put)
  return (
    <div
      ref={bar}
      className={className}
      role="toolbar"
      aria-label={label}
      onFocus={(e) => {
        if (!e.target.matches(STOPS)) return
        current.current = e.target
        put()
      }}
      onKeyDown={(e) => {
        const target = e.target as HTMLElement
        if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || target.matches(TYPED)) return
        const all = stops()
        const at = all.indexOf(target)
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[e.key]
        if (at < 0 || to === undefined) return
        e.preventDefault()
        e.stopPropagation()
        all[(to + all.length) % all.length]!.focus()
      }}
    >
      {children}
    </div>
  )
}
