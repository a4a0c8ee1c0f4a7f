// Lane grouping: two stereo strips share a group of four lanes, and their like devices one kernel call.
import type { Plan, PlanNode, PlanStrip } from './plan.ts'

/** One kernel call of a group: the device of half 0 and of half 1; null where that strip has none here. */
export type Slot = readonly [PlanNode | null, PlanNode | null]
export interface Group {
  /** Indices of strips; −1 = that half is empty. */
  readonly strips: readonly [number, number]
  readonly slots: readonly Slot[]
}

/** Longest common subsequence of two chains by device: like devices in the same order share a slot. */
export function alignChains(a: readonly PlanNode[], b: readonly PlanNode[]): Slot[] {
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i]![j] = a[i]!.device === b[j]!.device ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!)
  const slots: Slot[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i]!.device === b[j]!.device) slots.push([a[i++]!, b[j++]!])
    else if (best[i + 1]![j]! >= best[i]![j + 1]!) slots.push([a[i++]!, null])
    else slots.push([null, b[j++]!])
  }
  while (i < a.length) slots.push([a[i++]!, null])
  while (j < b.length) slots.push([null, b[j++]!])
  return slots
}

/** Groups of each stage. The same plan gives the same groups, whatever the number of threads. */
export function groupsOf(plan: Plan): Group[][] {
  const result: Group[][] = []
  const byStage = new Map<number, number[]>()
  plan.strips.forEach((strip, i) => {
    const list = byStage.get(strip.stage)
    if (list) list.push(i)
    else byStage.set(strip.stage, [i])
  })
  const signature = (strip: PlanStrip) => strip.chain.map((n) => n.device).join(' ')
  for (const stage of [...byStage.keys()].sort((a, b) => a - b)) {
    const strips = byStage.get(stage)!.map((i) => ({ i, signature: signature(plan.strips[i]!) }))
    strips.sort((a, b) => (a.signature < b.signature ? -1 : a.signature > b.signature ? 1 : a.i - b.i))
    const groups: Group[] = []
    for (let k = 0; k < strips.length; k += 2) {
      const a = strips[k]!.i
      const b = strips[k + 1]?.i ?? -1
      groups.push({ strips: [a, b], slots: alignChains(plan.strips[a]!.chain, b < 0 ? [] : plan.strips[b]!.chain) })
    }
    result.push(groups)
  }
  return result
}
/** Groups with the same signature can be run as pairs of groups. */
export const groupSignature = (group: Group): string => group.slots.map((s) => `${s[0]?.device ?? ''}/${s[1]?.device ?? ''}`).join(' ')
