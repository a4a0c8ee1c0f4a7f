// Fader: −60 to +10 dB, 0 dB at 78 % of the travel; drag the cap, keys, double-click for 0 dB; Enter asks for a number.
import { formatDb } from '@tonmeister/project'
import { memo, useRef, useState } from 'react'
import { dragValue, sliderKey } from './drag.ts'
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
const heightAt = (travel: number) => `calc(${CAP / 2}px + (100% - ${CAP}px) * ${travel.toFixed(4)})`
/** Beside the travel; the same in every strip. Where there is little room those that are fine are left out. */
const TICKS = [10, 5, 0, -5, -10, -20, -30, -40, -60].map((db) => (
  <i key={db} className={db % 10 || db === -40 ? 'fine' : undefined} style={{ bottom: heightAt(travelOfDb(db)) }}>
    {db === -60 ? '∞' : Math.abs(db)}
  </i>
))
const tenth = (db: number) => (db === -Infinity ? db : Math.round(db * 10) / 10)

export const Fader = memo(function Fader({
  label,
  db,
  isAutomated,
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
  const [held, setHeld] = useState(false)
  const travel = travelOfDb(db)
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
              setHeld(true)
              return travel
            },
            move: (t) => onChange(tenth(Math.abs(t - 0.78) < 0.006 ? 0 : dbOfTravel(t))),
            end: (cancelled) => {
              end(cancelled)
              setHeld(false)
            },
          },
          Math.max(60, (box.current?.clientHeight ?? 160) - CAP),
        )
      }}
      onDoubleClick={() => once(0)}
      onWheel={(e) => once(tenth(dbOfTravel(Math.min(1, Math.max(0, travel - Math.sign(e.deltaY) * (e.shiftKey ? 0.002 : 0.012))))))}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && onType) {
          e.preventDefault()
          return onType()
        }
        // Arrows are half a decibel where it matters.
        let next: number | undefined
        if (e.key === 'ArrowUp' || e.key === 'ArrowDown')
          next = Math.min(10, Math.max(-60, (Number.isFinite(db) ? db : -60) + (e.key === 'ArrowUp' ? 1 : -1) * (e.shiftKey ? 0.1 : 0.5)))
        else {
          const t = sliderKey(e, travel, 0.02, 0.78)
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
      <i className="cap" style={{ bottom: `calc((100% - ${CAP}px) * ${travel.toFixed(4)})` }} />
    </div>
  )
})
