// Tapping a tempo: the mean of the last taps, from the second on.
import { setTempo, type TempoRecord } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import type { Session } from './session.ts'

/** Milliseconds after which a tap begins anew. */
const REST = 2500
const TAPS = 8
let taps: number[] = []

/** The tempo that holds at the play head, or undefined where the project has none. */
export function tempoHere(s: Session): TempoRecord | undefined {
  const at = s.host.positionTicks()
  return s.document.byType<TempoRecord>('tempo').reduce<TempoRecord | undefined>((best, r) => {
    if (!best) return r
    if (best.at > at) return r.at < best.at ? r : best
    return r.at <= at && r.at >= best.at ? r : best
  }, undefined)
}
/** Changes the tempo that holds at the play head. @param bpm  5 to 999 */
export function putTempo(s: Session, bpm: number): void {
  const there = tempoHere(s)
  setTempo(s.document, s.newId, there?.at ?? 0, bpm, there?.curve ?? 'jump')
}
/** Beats per minute of taps at these milliseconds; undefined for fewer than two. */
export function bpmOfTaps(times: readonly number[]): number | undefined {
  if (times.length < 2) return undefined
  const beat = (times.at(-1)! - times[0]!) / (times.length - 1)
  return beat > 0 ? Math.round(600_000 / beat) / 10 : undefined
}
export function tap(s: Session, now = performance.now()): void {
  if (now - (taps.at(-1) ?? Number.NEGATIVE_INFINITY) > REST) taps = []
  taps = [...taps.slice(1 - TAPS), now]
  const bpm = bpmOfTaps(taps)
  if (bpm === undefined) s.notify(t('Tap on in time: the tempo follows from the second tap on.'))
  else s.edit(t('Tap tempo'), () => putTempo(s, Math.min(300, Math.max(30, bpm))))
}
