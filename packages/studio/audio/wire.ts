// Plans on their way to the audio thread: what a strip plays is told once, and spans travel as one array of numbers. Thousands of small
// objects would take longer to read there than a block lasts.
import type { Plan, PlanStrip, Span } from '@tonmeister/engine'

export interface Packed {
  /** SPAN_FIELDS numbers for each span. */
  readonly spans: Float64Array
  /** What the numbers of shapes mean. */
  readonly shapes: readonly string[]
  readonly notes: PlanStrip['notes']
  readonly events: PlanStrip['events']
}
const SPAN_FIELDS = 18

export function pack(strip: PlanStrip): Packed {
  const { spans, notes, events } = strip
  const shapes: string[] = []
  const shape = (name: string) => {
    const at = shapes.indexOf(name)
    return at < 0 ? shapes.push(name) - 1 : at
  }
  const out = new Float64Array(spans.length * SPAN_FIELDS)
  let i = 0
  for (const s of spans) {
    out[i++] = s.asset
    out[i++] = s.start
    out[i++] = s.end
    out[i++] = s.origin
    out[i++] = s.reverse ? 1 : 0
    out[i++] = s.gain
    out[i++] = s.clipStart
    out[i++] = s.clipEnd
    out[i++] = s.fadeIn
    out[i++] = s.fadeOut
    out[i++] = shape(s.fadeInShape)
    out[i++] = shape(s.fadeOutShape)
    out[i++] = s.cutIn
    out[i++] = s.cutOut
    // A cycle that lasts nothing is none.
    out[i++] = s.cycle?.start ?? 0
    out[i++] = s.cycle?.end ?? 0
    out[i++] = s.cycle?.seamIn ?? 0
    out[i++] = s.cycle?.seamOut ?? 0
  }
  return { spans: out, shapes, notes, events }
}
type Material = Pick<PlanStrip, 'spans' | 'notes' | 'events'>
export function unpack({ spans: packed, shapes, notes, events }: Packed): Material {
  const spans: Span[] = []
  for (let i = 0; i < packed.length; i += SPAN_FIELDS)
    spans.push({
      asset: packed[i]!,
      start: packed[i + 1]!,
      end: packed[i + 2]!,
      origin: packed[i + 3]!,
      reverse: packed[i + 4] === 1,
      gain: packed[i + 5]!,
      clipStart: packed[i + 6]!,
      clipEnd: packed[i + 7]!,
      fadeIn: packed[i + 8]!,
      fadeOut: packed[i + 9]!,
      fadeInShape: shapes[packed[i + 10]!]!,
      fadeOutShape: shapes[packed[i + 11]!]!,
      cutIn: packed[i + 12]!,
      cutOut: packed[i + 13]!,
      ...(packed[i + 15]! > packed[i + 14]!
        ? { cycle: { start: packed[i + 14]!, end: packed[i + 15]!, seamIn: packed[i + 16]!, seamOut: packed[i + 17]! } }
        : {}),
    })
  return { spans, notes, events }
}
const NOTHING: Material = {
  spans: [],
  notes: { on: new Float64Array(), off: new Float64Array(), key: new Float32Array(), velocity: new Float32Array() },
  events: { at: new Float64Array(), kind: new Uint8Array(), number: new Uint8Array(), value: new Float32Array() },
}
/** A plan without what its strips play. */
export const bare = (plan: Plan): Plan => ({ ...plan, strips: plan.strips.map((s) => ({ ...s, ...NOTHING })) })
/** The plan that it was, from what was told of its strips. */
export const whole = (plan: Plan, told: ReadonlyMap<string, Material>): Plan => ({
  ...plan,
  strips: plan.strips.map((s) => ({ ...s, ...told.get(s.id) })),
})
