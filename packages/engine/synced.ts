// What follows the tempo, as curves: a parameter that a note value sets, and the place in the note.
import {
  clamp,
  FLICKS_PER_SECOND,
  type Flicks,
  lengthAt,
  NOTE_VALUES,
  type Param,
  type TempoMap,
  TICKS_PER_QUARTER,
} from '@tonmeister/project'
import { pointBefore, valueAt, valueTowards } from './curve.ts'
import type { Curve } from './plan.ts'

/** A ramp of the tempo is cut so that a straight line misses it by a millionth. */
const RAMP_PART = 0.003
/** Frames at which the last tempo ends: weeks. */
const END = 2 ** 36

class Points {
  private readonly at: number[] = []
  private readonly value: number[] = []
  private readonly linear: number[] = []
  private readonly bend: number[] = []
  add(at: number, value: number, isLinear: boolean, bend = 0): void {
    this.at.push(at)
    this.value.push(value)
    this.linear.push(isLinear ? 1 : 0)
    this.bend.push(bend)
  }
  curve(wraps: boolean): Curve {
    const { at, value, linear, bend } = this
    return {
      at: Float64Array.from(at),
      value: Float64Array.from(value),
      linear: Uint8Array.from(linear),
      bend: Float64Array.from(bend),
      ...(wraps ? { wraps } : {}),
    }
  }
}

/**
 * @param note  the note value's place in the list, or the curve of its automation, which steps
 * @param param  what it sets
 * @param own  value or automation of that parameter where the note is off
 * @returns null when the note is always off; `value` is that at the tempo of each moment, kept in range; `turn` counts notes from the beginning of the
 * song and stands still where the note is off or out of range
 */
export function syncedCurves(
  note: number | Curve,
  param: Param,
  own: number | Curve,
  tempo: TempoMap,
  sampleRate: number,
): { readonly value: Curve; readonly turn: Curve } | null {
  const pieces =
    typeof note === 'number' ? [{ at: 0, index: note }] : Array.from(note.at, (at, i) => ({ at: i ? at : 0, index: note.value[i]! }))
  const quartersOf = (index: number) => NOTE_VALUES[Math.round(index)]?.[1] ?? 0
  if (pieces.every((piece) => !quartersOf(piece.index))) return null
  const frameOf = (flicks: number) => Math.round((flicks * sampleRate) / FLICKS_PER_SECOND)
  const value = new Points()
  const turn = new Points()
  pieces.forEach(({ at: from, index }, i) => {
    const to = pieces[i + 1]?.at ?? END
    const quarters = quartersOf(index)
    if (to <= from) return
    if (!quarters) {
      copy(own, from, to, value)
      turn.add(from, 0, false)
      return
    }
    tempo.stretches.forEach((stretch, s) => {
      const next = tempo.stretches[s + 1]
      const start = Math.max(from, frameOf(stretch.flicks))
      const end = Math.min(to, next ? frameOf(next.flicks) : END)
      if (end <= start) return
      // Within the stretch, whose edges lie between frames.
      const ticksAt = (frame: number) =>
        Math.min(next?.ticks ?? Infinity, Math.max(stretch.ticks, tempo.ticks(((frame * FLICKS_PER_SECOND) / sampleRate) as Flicks)))
      const bpmAt = (frame: number) => stretch.bpm + stretch.slope * (ticksAt(frame) - stretch.ticks)
      const [first, last] = [bpmAt(start), bpmAt(end)]
      const parts = stretch.slope ? Math.ceil((Math.max(first, last) / Math.min(first, last) - 1) / RAMP_PART) || 1 : 1
      const turnAt = (frame: number) => ticksAt(frame) / (quarters * TICKS_PER_QUARTER)
      for (let p = 0; p < parts; p++) {
        const [a, b] = [p, p + 1].map((n) => Math.round(start + ((end - start) * n) / parts)) as [number, number]
        const [wanted, then] = [a, b].map((frame) => lengthAt(param, quarters, bpmAt(frame))) as [number, number]
        const isIn = [wanted, then].every((v) => v === clamp(param, v))
        value.add(a, clamp(param, wanted), stretch.slope !== 0)
        turn.add(a, turnAt(a), isIn)
        if (p + 1 < parts) continue
        value.add(b, clamp(param, then), false)
        turn.add(b, isIn ? turnAt(b) : turnAt(a), false)
      }
    })
  })
  return { value: value.curve(false), turn: turn.curve(true) }
}
/** The part of a curve from one frame to another; where it is cut a bow becomes a line. */
function copy(own: number | Curve, from: number, to: number, out: Points): void {
  if (typeof own === 'number') {
    out.add(from, own, false)
    return
  }
  const before = pointBefore(own, from)
  out.add(from, valueAt(own, from), before >= 0 && own.linear[before] === 1)
  for (let i = before + 1; i < own.at.length && own.at[i]! < to; i++) out.add(own.at[i]!, own.value[i]!, own.linear[i] === 1, own.bend[i]!)
  out.add(to, valueTowards(own, to), false)
}
