// Who feeds whom: order of strips, cycles, solo, and the delays that make all paths arrive together.

/** One connection between strips, by index. */
export interface Edge {
  readonly from: number
  readonly to: number
}

/**
 * Stages of a graph: 0 for nodes without inputs, otherwise one more than the latest input.
 * Edges that would close a cycle are reported (as the path of nodes, first = last) and must be left out by the caller.
 */
export function stages(count: number, edges: readonly Edge[]): { stage: number[]; cycles: number[][]; cut: Set<Edge> } {
  const outgoing: Edge[][] = Array.from({ length: count }, () => [])
  for (const edge of edges) outgoing[edge.from]!.push(edge)
  const cut = new Set<Edge>()
  const cycles: number[][] = []
  const state = new Uint8Array(count) // 0 new, 1 on the path, 2 done
  const order: number[] = []
  for (let root = 0; root < count; root++) {
    if (state[root]) continue
    // Depth first without recursion: projects may hold thousands of strips.
    const path: { node: number; next: number }[] = [{ node: root, next: 0 }]
    state[root] = 1
    while (path.length) {
      const top = path[path.length - 1]!
      const edge = outgoing[top.node]![top.next++]
      if (!edge) {
        state[top.node] = 2
        order.push(top.node)
        path.pop()
      } else if (state[edge.to] === 1) {
        cut.add(edge)
        const nodes = path.map((p) => p.node)
        cycles.push([...nodes.slice(nodes.indexOf(edge.to)), edge.to])
      } else if (state[edge.to] === 0) {
        state[edge.to] = 1
        path.push({ node: edge.to, next: 0 })
      }
    }
  }
  const stage = new Array<number>(count).fill(0)
  for (const node of order.reverse())
    for (const edge of outgoing[node]!) if (!cut.has(edge)) stage[edge.to] = Math.max(stage[edge.to]!, stage[node]! + 1)
  return { stage, cycles, cut }
}

/** What sounds while some strips are soloed. */
export interface Solo {
  /** Strips that are not silenced. */
  readonly heard: readonly boolean[]
  /** True when what flows through the connection is to be heard. */
  isOpen(edge: Edge): boolean
}
/**
 * Soloed strips are heard with all they flow into, and so is what feeds them: through outputs with its own sends, as part of a soloed group;
 * through sends only by way of the send. What is safe sounds with all it flows into, but does not open what feeds it. Soloing a reverb's return lets one hear the reverb alone; soloing a track, the track with its reverb.
 */
export function soloOf(
  count: number,
  soloed: readonly number[],
  outputs: readonly Edge[],
  sends: readonly Edge[],
  safe: readonly number[] = [],
): Solo {
  const all = [...outputs, ...sends]
  const reach = (start: Iterable<number>, edges: readonly Edge[], forward: boolean): Set<number> => {
    const next: number[][] = Array.from({ length: count }, () => [])
    for (const e of edges) forward ? next[e.from]!.push(e.to) : next[e.to]!.push(e.from)
    const seen = new Set<number>(start)
    for (const node of seen) for (const n of next[node]!) seen.add(n)
    return seen
  }
  const members = reach(soloed, outputs, false)
  const below = reach([...members, ...safe], all, true)
  const above = reach(members, all, false)
  const isOpen = (edge: Edge) => below.has(edge.from) || above.has(edge.to)
  const heard = Array.from({ length: count }, (_, i) => below.has(i) || above.has(i))
  return { heard, isOpen }
}
