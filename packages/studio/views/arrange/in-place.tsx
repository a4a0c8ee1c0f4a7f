// A field that stands for a moment where something is named or valued: Enter and leaving take over, Escape does not.
import { useEffect, useRef } from 'react'

export function InPlace({
  label,
  value,
  number,
  style,
  onTake,
  onEnd,
}: {
  readonly label: string
  readonly value: string
  readonly number?: boolean
  readonly style?: React.CSSProperties
  readonly onTake: (text: string) => void
  readonly onEnd: () => void
}) {
  const field = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  const from = useRef<Element | null>(null)
  useEffect(() => {
    from.current = document.activeElement
    field.current?.focus({ preventScroll: true })
    field.current?.select()
  }, [])
  const end = (take: boolean, back: boolean) => {
    if (done.current) return
    done.current = true
    const text = field.current?.value ?? value
    if (take && text !== value) onTake(text)
    onEnd()
    const row = field.current?.closest<HTMLElement>('[role=row]')
    if (back) ((from.current as HTMLElement | null) ?? row)?.focus({ preventScroll: true })
  }
  return (
    <input
      ref={field}
      className={number ? 'in-place num' : 'in-place'}
      style={style}
      aria-label={label}
      defaultValue={value}
      onBlur={() => end(true, false)}
      onPointerDown={(e) => e.stopPropagation()}
      onDoubleClick={(e) => e.stopPropagation()}
      onKeyDown={(e) => {
        e.stopPropagation()
        if (e.nativeEvent.isComposing) return
        if (e.key === 'Enter') end(true, true)
        else if (e.key === 'Escape') end(false, true)
      }}
    />
  )
}
