// Probes of the page: which of the engine's few are where, and how far each of them has been read.
import { PROBES, type ProbePlace, type ProbeRing } from '@tonmeister/engine'
import type { Probe } from '@tonmeister/ui'

interface Placed {
  readonly place: ProbePlace
  users: number
}
export class Probing {
  private readonly placed: (Placed | null)[] = new Array<Placed | null>(PROBES).fill(null)
  private rings: readonly ProbeRing[] = []

  constructor(private readonly tell: (index: number, place: ProbePlace | null) => void) {}

  /** Another engine runs, with readings of its own. */
  follow(rings: readonly ProbeRing[]): void {
    this.rings = rings
    this.placed.forEach((p, index) => {
      if (p) this.tell(index, p.place)
    })
  }
  /** Whoever looks at the same place shares a probe. When all are in use, this one stays empty until another is closed. */
  open(place: ProbePlace): Probe {
    let index = -1
    let ring: ProbeRing | undefined
    let seen = 0
    let isOpen = true
    return {
      read: (left, right) => {
        if (isOpen && index < 0) index = this.take(place)
        const now = this.rings[index]
        if (!isOpen || !now) return 0
        const written = now.latest(left, right)
        // The first look only says that somebody looks: what lies there is older, or of another place.
        const fresh = now === ring ? (written - seen) | 0 : 0
        ring = now
        seen = written
        return fresh
      },
      close: () => {
        if (isOpen && index >= 0) this.give(index)
        isOpen = false
      },
    }
  }
  private take(place: ProbePlace): number {
    let index = this.placed.findIndex((p) => p?.place.id === place.id && p.place.side === place.side)
    if (index < 0) {
      index = this.placed.indexOf(null)
      if (index < 0) return -1
      this.placed[index] = { place, users: 0 }
      this.tell(index, place)
    }
    this.placed[index]!.users++
    return index
  }
  private give(index: number): void {
    const placed = this.placed[index]
    if (!placed || --placed.users > 0) return
    this.placed[index] = null
    this.tell(index, null)
  }
}
