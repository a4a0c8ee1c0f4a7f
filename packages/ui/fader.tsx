// Fader: −60 to +10 dB, 0 dB at 78 % of the travel; drag the cap, keys, double-click for 0 dB; Enter asks for a number.
import { formatDb } from '@tonmeister/project'
import { memo, useEffect, useRef, useState } from 'react'
import { dragValue, sliderKey } from './drag.ts'
import { onFrame } from './frame.ts'
import { t } from './words.ts'

/** dB at travel 0…1, by straight pieces; below −60 is off. */
const LAW: readonly (readonly [travel: number, db: number])[] = [
  [0, -60],
  [0.12, -48],
  [0.28, -30],
  [0.46, -18],
  [0.62, -9],
  [0.78, 0],
  [1, 10],
]
export function dbOfTravel(travel: number): number {
  if (travel <= 0.002) return -Infinity
  for (let i = 1; i < LAW.length; i++) {
    const [t0, d0] = LAW[i - 1]!
    const [t1, d1] = LAW[i]!
    if (travel <= t1) return d0 + ((travel - t0) / (t1 - t0)) * (d1 - d0)
  }
  return 10
}
export function travelOfDb(db: number): number {
  if (!(db > -60)) return 0
  for (let i = 1; i < LAW.length; i++) {
    const [t0, d0] = LAW[i - 1]!
    const [t1, d1] = LAW[i]!
    if (db <= d1) return t0 + ((db - d0) / (d1 - d0)) * (t1 - t0)
  }
  return 1
}
const CAP = 30
const bottom = (travel: number) => `calc((100% - ${CAP}px) * ${travel.toFixed(4)})`
const heightAt = (travel: number) => `calc(${CAP / 2}px + (100% - ${CAP}px) * ${travel.toFixed(4)})`
/** Beside the travel; the same in every strip. Where there is little room those that are fine are left out. */
const TICKS = [10, 5, 0, -5, -10, -20, -30, -40, -60].map((db) => (
  <i key={db} className={db % 10 || db === -40 ? 'fine' : undefined} style={{ bottom: heightAt(travelOfDb(db)) }}>
    {db === -60 ? '∞' : Math.abs(db)}
  </i>
))
/** Milliseconds between two values that are said of a fader that moves by itself. */
const SAY = 500
const tenth = (db: number) => (db === -Infinity ? db : Math.round(db * 10) / 10)

export const Fader = memo(function Fader({
  label,
  db: standing,
  isAutomated,
  driven,
  tab = 0,
  hasScale,
  onBegin,
  onChange,
  onType,
}: {
  readonly label: string
  readonly db: number
  /** Points move it: its edge is blue until it is held. */
  readonly isAutomated?: boolean
  /** Where points, or a hand that writes them, have it now; undefined = where `db` says. */
  readonly driven?: (() => number | undefined) | undefined
  /** -1 where arrows come to it, not Tab. */
  readonly tab?: 0 | -1
  /** Its dB are written beside it. */
  readonly hasScale?: boolean
  readonly onBegin: () => (cancel?: boolean) => void
  readonly onChange: (db: number) => void
  /** A number is to be typed. */
  readonly onType?: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  /** Where a hand has it. */
  const [hand, setHand] = useState<number | null>(null)
  const cap = useRef<HTMLElement>(null)
  const held = hand !== null
  const db = hand ?? driven?.() ?? standing
  const travel = travelOfDb(db)
  useEffect(() => {
    if (!driven || held) return
    let last = Number.NaN
    let saidAt = 0
    return onFrame((now) => {
      const value = driven()
      if (value === undefined || value === last) return
      last = value
      if (cap.current) cap.current.style.bottom = bottom(travelOfDb(value))
      // Nobody listens to every frame of a value.
      if (now - saidAt < SAY || !box.current) return
      saidAt = now
      box.current.setAttribute('aria-valuenow', String(Math.max(-60, tenth(value))))
      box.current.setAttribute('aria-valuetext', formatDb(value))
    })
  }, [driven, held])
  const once = (value: number) => {
    const end = onBegin()
    onChange(value)
    end()
  }
  return (
    <div
      ref={box}
      className={held ? 'fader held' : isAutomated ? 'fader driven' : 'fader'}
      role="slider"
      tabIndex={tab}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuemin={-60}
      aria-valuemax={10}
      aria-valuenow={Number.isFinite(db) ? db : -60}
      aria-valuetext={db === -Infinity ? t('minus infinity dB') : formatDb(db)}
      onPointerDown={(e) => {
        if (e.ctrlKey || e.altKey) return once(0)
        let end: (cancel?: boolean) => void = () => {}
        dragValue(
          e,
          {
            start: () => {
              end = onBegin()
              const at = driven?.() ?? standing
              setHand(at)
              return travelOfDb(at)
            },
            move: (t) => {
              const next = tenth(Math.abs(t - 0.78) < 0.006 ? 0 : dbOfTravel(t))
              setHand(next)
              onChange(next)
            },
            end: (cancelled) => {
              end(cancelled)
              setHand(null)
            },
          },
          Math.max(60, (box.current?.clientHeight ?? 160) - CAP),
        )
      }}
      onDoubleClick={() => once(0)}
      onWheel={(e) =>
        once(
          tenth(
            dbOfTravel(Math.min(1, Math.max(0, travelOfDb(driven?.() ?? standing) - Math.sign(e.deltaY) * (e.shiftKey ? 0.002 : 0.012)))),
          ),
        )
      }
      onKeyDown={(e) => {
        if (e.key === 'Enter' && onType) {
          e.preventDefault()
          return onType()
        }
        // Arrows are half a decibel where it matters.
        const db = driven?.() ?? standing
        let next: number | undefined
        if (e.key === 'ArrowUp' || e.key === 'ArrowDown')
          next = Math.min(10, Math.max(-60, (Number.isFinite(db) ? db : -60) + (e.key === 'ArrowUp' ? 1 : -1) * (e.shiftKey ? 0.1 : 0.5)))
        else {
          const t = sliderKey(e, travelOfDb(db), 0.02, 0.78)
          if (t !== undefined) next = t === 0.78 ? 0 : dbOfTravel(t)
        }
        if (next === undefined) return
        e.preventDefault()
        e.stopPropagation()
        once(next <= -60 ? -Infinity : tenth(next))
      }}
    >
      {hasScale && (
        <span className="ticks" aria-hidden="true">
          {TICKS}
        </span>
      )}
      <i className="zero" style={{ bottom: heightAt(0.78) }} />
      <i ref={cap} className="cap" style={{ bottom: bottom(travel) }} />
    </div>
  )
})
