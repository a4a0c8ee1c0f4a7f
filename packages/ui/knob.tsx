// Knob: drag up and down, keys, wheel, double-click for the default; Enter types a value.
import { fromNormal, type Param, toNormal } from '@tonmeister/project'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { dragValue, sliderKey } from './drag.ts'
import { onFrame } from './frame.ts'
import { typedValue, valueText } from './value.ts'
import { named } from './words.ts'

export interface KnobProps {
  readonly param: Param
  readonly value: number
  readonly size?: number
  readonly label?: string
  /** -1 where arrows come to it, not Tab. */
  readonly tab?: 0 | -1
  /** Driven by automation: the arc is blue until it is touched. */
  readonly isAutomated?: boolean
  /** Where points, or a hand that writes them, have it now; undefined = where `value` says. */
  readonly driven?: (() => number | undefined) | undefined
  /** Begins a gesture; the returned function ends it (true = take it back). */
  readonly onBegin: () => (cancel?: boolean) => void
  readonly onChange: (value: number) => void
}
const START = -135
const arc = (r: number, from: number, to: number) => {
  const point = (deg: number) => [18 + r * Math.sin((deg * Math.PI) / 180), 18 - r * Math.cos((deg * Math.PI) / 180)]
  const [x1, y1] = point(from)
  const [x2, y2] = point(to)
  return `M${x1!.toFixed(2)} ${y1!.toFixed(2)}A${r} ${r} 0 ${to - from > 180 ? 1 : 0} 1 ${x2!.toFixed(2)} ${y2!.toFixed(2)}`
}

export const Knob = memo(function Knob({
  param,
  value: standing,
  size = 26,
  label,
  tab = 0,
  isAutomated,
  driven,
  onBegin,
  onChange,
}: KnobProps) {
  const [typing, setTyping] = useState(false)
  /** Where a hand has it. */
  const [hand, setHand] = useState<number | null>(null)
  const held = hand !== null
  const [, setMoved] = useState(0)
  const value = hand ?? driven?.() ?? standing
  const knob = useRef<SVGSVGElement>(null)
  /** A key ended the typing: the focus goes back to the knob. */
  const isBack = useRef(false)
  useLayoutEffect(() => {
    if (!typing && isBack.current) knob.current?.focus()
    isBack.current = false
  }, [typing])
  const isDriven = isAutomated && !held
  const normal = toNormal(param, value)
  const bipolar = param.unit === 'pan' || (param.min < 0 && param.max === -param.min)
  const angle = START + normal * 270
  const middle = bipolar ? 0 : START
  const [from, to] = angle < middle ? [angle, middle] : [middle, angle]
  const step = param.step ? param.step / (param.max - param.min) : 0.01
  useEffect(() => {
    if (!driven || held) return
    let last = Number.NaN
    return onFrame(() => {
      const now = driven()
      // A hair on its scale is what can be seen.
      const seen = now === undefined ? Number.NaN : Math.round(toNormal(param, now) * 500)
      if (!Object.is(seen, last)) setMoved((last = seen))
    })
  }, [driven, held, param])
  const once = (v: number) => {
    const end = onBegin()
    onChange(v)
    end()
  }
  if (typing)
    return (
      <input
        className="num"
        style={{
          width: 64,
          height: size,
          background: 'var(--bg)',
          border: '1px solid var(--accent)',
          borderRadius: 5,
          textAlign: 'center',
        }}
        defaultValue={valueText(param, value)}
        aria-label={label ?? named(param.name)}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
        autoFocus
        onFocus={(e) => e.target.select()}
        onBlur={() => setTyping(false)}
        onKeyDown={(e) => {
          e.stopPropagation()
          if (e.key !== 'Enter' && e.key !== 'Escape') return
          isBack.current = true
          if (e.key === 'Escape') return setTyping(false)
          const typed = typedValue(param, e.currentTarget.value, value)
          if (typed !== undefined) once(typed)
          setTyping(false)
        }}
      />
    )
  return (
    <svg
      ref={knob}
      className="knob"
      width={size}
      height={size}
      viewBox="0 0 36 36"
      role="slider"
      tabIndex={tab}
      aria-label={label ?? named(param.name)}
      aria-valuemin={param.min}
      aria-valuemax={param.max}
      aria-valuenow={value}
      aria-valuetext={valueText(param, value)}
      onPointerDown={(e) => {
        if (e.altKey) return once(param.default)
        let end: (cancel?: boolean) => void = () => {}
        dragValue(e, {
          start: () => {
            end = onBegin()
            const at = driven?.() ?? standing
            setHand(at)
            return toNormal(param, at)
          },
          move: (n) => {
            const next = fromNormal(param, n)
            setHand(next)
            onChange(next)
          },
          end: (cancelled) => {
            setHand(null)
            end(cancelled)
          },
        })
      }}
      onDoubleClick={() => once(param.default)}
      onWheel={(e) =>
        once(fromNormal(param, Math.min(1, Math.max(0, normal - Math.sign(e.deltaY) * Math.max(step, 0.01) * (e.shiftKey ? 0.1 : 1)))))
      }
      onKeyDown={(e) => {
        if (e.key === 'Enter') {
          e.preventDefault()
          return setTyping(true)
        }
        const next = sliderKey(e, normal, step, toNormal(param, param.default))
        if (next === undefined) return
        e.preventDefault()
        e.stopPropagation()
        once(fromNormal(param, next))
      }}
    >
      <title>{`${label ?? named(param.name)}: ${valueText(param, value)}`}</title>
      <path d={arc(15, START, 135)} fill="none" stroke="var(--line)" strokeWidth="3.5" strokeLinecap="round" />
      {to - from > 0.5 && (
        <path
          d={arc(15, from, to)}
          fill="none"
          stroke={isDriven ? 'var(--blue)' : 'var(--accent)'}
          strokeWidth="3.5"
          strokeLinecap="round"
        />
      )}
      <circle cx="18" cy="18" r="10.5" fill="var(--raised2)" />
      <path d="M18 8.5v6" stroke="var(--text)" strokeWidth="2.2" strokeLinecap="round" transform={`rotate(${angle} 18 18)`} />
    </svg>
  )
})
