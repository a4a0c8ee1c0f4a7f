// Hands: what a person holds while the project plays. A held parameter does what the hand says; its curve rests, or is moved as a whole.
import { type Curve, INPUT_CURVES, type Plan, type PlanNode, STRIP_CURVES } from './plan.ts'

/** What a hand does with a parameter, in its unit. */
export interface Held {
  readonly value: number
  /** The value is added to the curve, which plays on; otherwise it takes its place. */
  readonly trims?: boolean
  /** What a curve that is moved stays within. */
  readonly min: number
  readonly max: number
}
interface Hand {
  held: Held
  /** Plays instead of the curve; its values move with the hand. */
  curve: Curve
  written: Curve | null
}

export class Hands {
  private readonly hands = new Map<string, Hand>()

  /** @returns false when it is a new hand: the next plan obeys it */
  hold(id: string, name: string, held: Held): boolean {
    const key = `${id} ${name}`
    const hand = this.hands.get(key)
    if (!hand || hand.held.trims !== held.trims) {
      this.hands.set(key, { held, curve: standing(held.value), written: null })
      return false
    }
    hand.held = held
    move(hand)
    return true
  }
  /** @returns false when nobody holds it */
  release(id: string, name: string): boolean {
    return this.hands.delete(`${id} ${name}`)
  }
  /** A plan with what is held instead of what is written. */
  obey(plan: Plan): Plan {
    if (!this.hands.size) return plan
    const curves = (id: string, names: readonly string[], written: readonly (Curve | null)[]) =>
      names.map((name, i) => this.curveOf(`${id} ${name}`, written[i] ?? null))
    const node = (n: PlanNode): PlanNode => ({ ...n, curves: curves(n.id, n.names, n.curves) })
    return {
      ...plan,
      strips: plan.strips.map((strip) => ({
        ...strip,
        curves: curves(strip.id, STRIP_CURVES, strip.curves),
        vcas: strip.vcas.map((vca) => ({ ...vca, curve: this.curveOf(`${vca.id} gain`, vca.curve) })),
        inputs: strip.inputs.map((input) => ({ ...input, curves: curves(input.id, INPUT_CURVES, input.curves) })),
        chain: strip.chain.map(node),
        instrument: strip.instrument && node(strip.instrument),
      })),
    }
  }
  private curveOf(key: string, written: Curve | null): Curve | null {
    const hand = this.hands.get(key)
    if (!hand) return written
    // What is not written does what the document says, and that is what the hand writes.
    if (!written) return null
    hand.written = written
    hand.curve = hand.held.trims ? { ...written, value: written.value.slice() } : standing(hand.held.value)
    move(hand)
    return hand.curve
  }
}
const standing = (value: number): Curve => ({
  at: Float64Array.of(0),
  value: Float64Array.of(value),
  linear: new Uint8Array(1),
  bend: new Float64Array(1),
})
function move({ held, curve, written }: Hand): void {
  const { value } = curve
  if (!held.trims) value[0] = held.value
  else if (written) for (let i = 0; i < value.length; i++) value[i] = Math.min(held.max, Math.max(held.min, written.value[i]! + held.value))
}
