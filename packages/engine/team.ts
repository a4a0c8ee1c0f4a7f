// Threads that render one plan together: they share the kernels' memory, take turns at nothing, and meet after every stage.
import type { Team } from './renderer.ts'

// TEAM v1, i32 words: 0 arrivals so far | 1 the leader has laid out the memory | 2 stop
export const TEAM_BYTES = 64
/** Looks at the counter this often before sleeping: stages are short. */
const SPINS = 4000

export class Stopped extends Error {
  constructor() {
    super('rendering was stopped')
  }
}

/** One thread's side. Index 0 leads: its memory must be laid out before the others begin. */
export function joinTeam(shared: SharedArrayBuffer, index: number, size: number): Team & { stop(): void } {
  const words = new Int32Array(shared)
  let meetings = 0
  const waitUntil = (word: number, value: number) => {
    for (let spin = 0; Atomics.load(words, word) < value; spin++) {
      if (Atomics.load(words, 2)) throw new Stopped()
      if (spin > SPINS) {
        const now = Atomics.load(words, word)
        if (now < value) Atomics.wait(words, word, now, 20)
      }
    }
  }
  return {
    index,
    size,
    begin() {
      if (index > 0) waitUntil(1, 1)
    },
    ready() {
      if (index === 0) {
        Atomics.store(words, 1, 1)
        Atomics.notify(words, 1)
      }
      this.meet()
    },
    meet() {
      meetings++
      Atomics.add(words, 0, 1)
      Atomics.notify(words, 0)
      waitUntil(0, meetings * size)
    },
    stop() {
      Atomics.store(words, 2, 1)
      Atomics.notify(words, 0)
      Atomics.notify(words, 1)
    },
  }
}
