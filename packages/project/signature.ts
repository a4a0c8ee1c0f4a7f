// Meter map: ticks ↔ bars | beats.
import { ProjectError } from './error.ts'
import type { SignatureRecord } from './records.ts'
import { TICKS_PER_QUARTER, type Ticks } from './time.ts'

/** Bars and beats count from 1; ticks from 0 within the beat. */
export interface BarPosition {
  readonly bar: number
  readonly beat: number
  readonly ticks: number
}
interface Stretch {
  readonly at: number
  /** Bar number at `at`, from 0. */
  readonly bar: number
  readonly barTicks: number
  readonly beatTicks: number
  readonly numerator: number
  readonly denominator: number
}
export interface SignatureMap {
  position(ticks: Ticks): BarPosition
  ticks(position: { readonly bar: number; readonly beat?: number; readonly ticks?: number }): Ticks
  /** Meter at a place, and where its bar begins. */
  at(ticks: Ticks): {
    readonly numerator: number
    readonly denominator: number
    readonly barStart: Ticks
    readonly barTicks: Ticks
    readonly beatTicks: Ticks
  }
}

/** @param records  signature records in any order; none = 4/4. A change inside a bar takes effect at the next bar line. */
export function signatureMap(records: readonly SignatureRecord[]): SignatureMap {
  const stretches: Stretch[] = [stretch(0, 0, 4, 4)]
  for (const r of [...records].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    if (!(r.numerator >= 1 && r.denominator >= 1 && Number.isFinite(r.at))) continue
    const last = stretches[stretches.length - 1]!
    const bars = Math.max(0, Math.ceil((r.at - last.at) / last.barTicks))
    const next = stretch(last.at + bars * last.barTicks, last.bar + bars, r.numerator, r.denominator)
    if (bars === 0) stretches.pop()
    stretches.push(next)
  }
  const find = (value: number, field: 'at' | 'bar') => {
    let low = 0
    let high = stretches.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (stretches[middle]![field] <= value) low = middle
      else high = middle - 1
    }
    return stretches[low]!
  }
  return {
    position(ticks) {
      const s = find(ticks, 'at')
      const bars = Math.floor((ticks - s.at) / s.barTicks)
      const inBar = ticks - s.at - bars * s.barTicks
      const beat = Math.floor(inBar / s.beatTicks)
      return { bar: s.bar + bars + 1, beat: beat + 1, ticks: inBar - beat * s.beatTicks }
    },
    ticks({ bar, beat = 1, ticks = 0 }) {
      const s = find(bar - 1, 'bar')
      return s.at + (bar - 1 - s.bar) * s.barTicks + (beat - 1) * s.beatTicks + ticks
    },
    at(ticks) {
      const s = find(ticks, 'at')
      const bars = Math.floor((ticks - s.at) / s.barTicks)
      return {
        numerator: s.numerator,
        denominator: s.denominator,
        barStart: s.at + bars * s.barTicks,
        barTicks: s.barTicks,
        beatTicks: s.beatTicks,
      }
    },
  }
}
function stretch(at: number, bar: number, numerator: number, denominator: number): Stretch {
  const beatTicks = Math.round((TICKS_PER_QUARTER * 4) / denominator)
  return { at, bar, numerator, denominator, beatTicks, barTicks: beatTicks * numerator }
}
/** '17|1', '17|3|120'. */
export const formatBars = (p: BarPosition): string => (p.ticks ? `${p.bar}|${p.beat}|${p.ticks}` : `${p.bar}|${p.beat}`)
/** @throws ProjectError 'position' */
export function parseBars(text: string): BarPosition {
  const match = /^\s*(-?\d{1,6})\|(\d{1,4})(?:\|(\d{1,6}))?\s*$/.exec(text)
  if (!match || Number(match[2]) < 1)
    throw new ProjectError('position', `'${text}' is no place in bars.`, { hint: 'Write BAR|BEAT or BAR|BEAT|TICKS, for example 17|1.' })
  return { bar: Number(match[1]), beat: Number(match[2]), ticks: Number(match[3] ?? 0) }
}
