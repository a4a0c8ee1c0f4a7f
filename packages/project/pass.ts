// A pass: what a hand does to a lane while the project plays, and the lane that comes of it. Pure functions of musical time.
import { cutBend, type LanePoint, laneValue, thin } from './automation.ts'
import type { Ticks } from './time.ts'

export interface Pass<P extends LanePoint = LanePoint> {
  /** The lane as it was, in order of time. */
  readonly before: readonly P[]
  /** What the parameter stood at where nothing automated it. */
  readonly standing: number
  /** The first place that is overwritten. */
  readonly from: Ticks
  /** What the hand said, in order of time, the first at `from`; when it trims, what is added to the lane. */
  readonly samples: readonly LanePoint[]
  readonly trims: boolean
  /** The parameter knows no values between: what the hand says holds. */
  readonly steps: boolean
  readonly min: number
  readonly max: number
  /** By how much thinning may change what was written, in the parameter's unit, at a value. */
  readonly tolerance: (value: number) => number
}

/**
 * The lane after a pass up to `to`; behind it, within `glide` (at least a tick), it is as it was.
 * @param stays  where there was no lane there is nothing to go back to: the last value stays
 * @returns points of the old lane as they are, and new ones; all outside [from − 1, to + glide] are old, though one may bow otherwise
 */
export function overwritten<P extends LanePoint>(pass: Pass<P>, to: Ticks, glide: Ticks, stays: boolean): (P | LanePoint)[] {
  const { before, standing, from, steps } = pass
  const old = (at: Ticks) => laneValue(before, at) ?? standing
  const cut = from - 1
  const last = pass.samples.at(-1)?.at ?? cut
  // Switches do not glide.
  const end = steps ? Math.max(to, last + 1) : to + Math.max(1, Math.round(glide))
  const head: (P | LanePoint)[] = before.filter((p) => p.at <= cut)
  const tail = before.filter((p) => p.at > end)
  const a = before[head.length - 1]
  const b = before[head.length]
  // The old lane reaches up to where the hand came, and not further.
  if (cut >= 0 && a?.curve !== 'hold' && a?.at !== cut) {
    if (a && b) {
      const [bend] = cutBend(a, b, cut)
      if (bend !== (a.bend ?? 0)) head[head.length - 1] = { ...a, bend }
    }
    head.push({ at: cut, value: old(cut), curve: steps ? 'hold' : 'linear' })
  }
  const written = steps ? changes(pass.samples) : thin(pass.trims ? trimmed(pass, to) : upTo(pass.samples, to), pass.tolerance)
  if (stays && !before.length) return [...head, ...written]
  const governs = before[before.length - tail.length - 1]
  const bend = governs && tail[0] ? cutBend(governs, tail[0], end)[1] : 0
  return [
    ...head,
    ...written,
    { at: end, value: old(end), curve: governs?.curve ?? (steps ? 'hold' : 'linear'), ...(bend && { bend }) },
    ...tail,
  ]
}
/** Samples with the last value once more at the end. */
function upTo(samples: readonly LanePoint[], to: Ticks): LanePoint[] {
  const last = samples.at(-1)
  return last && to > last.at ? [...samples, { ...last, at: to }] : [...samples]
}
/** Only where the value changes, held. */
const changes = (samples: readonly LanePoint[]): LanePoint[] =>
  samples.flatMap((p, i) => (i && samples[i - 1]!.value === p.value ? [] : [{ at: p.at, value: p.value, curve: 'hold' }]))
/** The old lane with what the hand added. */
function trimmed({ before, standing, samples, from, min, max }: Pass, to: Ticks): LanePoint[] {
  const added = upTo(samples, to)
  const places = new Set(added.map((p) => p.at))
  before.forEach((p, i) => {
    // A jump is two points a tick apart.
    if (before[i - 1]?.curve === 'hold' || before[i - 1]?.at === p.at) places.add(p.at - 1)
    places.add(p.at)
    const next = before[i + 1]
    if (p.bend && next) for (let k = 1; k < BOW_PIECES; k++) places.add(Math.round(p.at + ((next.at - p.at) * k) / BOW_PIECES))
  })
  return [...places]
    .filter((at) => at >= from && at <= to)
    .sort((x, y) => x - y)
    .map((at) => ({
      at,
      value: Math.min(max, Math.max(min, (laneValue(before, at) ?? standing) + (laneValue(added, at) ?? 0))),
      curve: 'linear',
    }))
}
/** A bow that is trimmed becomes so many straight pieces, before thinning. */
const BOW_PIECES = 16
