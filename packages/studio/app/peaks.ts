// Peaks for people who listen instead of looking: held until they are asked for, and watched when that is wanted.
import { formatNumber } from '@tonmeister/project'
import { onFrame, t } from '@tonmeister/ui'
import { announce } from './announce.ts'
import type { Session } from './session.ts'

/** dBFS from which a watched strip is told. */
const LIMIT = -1
/** Milliseconds until the same strip is told again. */
const AGAIN = 5000
export const decibels = (x: number): string => (x > 0.00001 ? t('{x} dB', { x: formatNumber(20 * Math.log10(x), 1) }) : t('silence'))

export class Peaks {
  isWatching = false
  private readonly most = new Map<string, number>()
  private readonly told = new Map<string, number>()
  private readonly out = new Float32Array(4)

  constructor(private readonly s: Session) {
    onFrame((now) => s.host.playing && this.look(now))
  }
  private look(now: number): void {
    const { s, out } = this
    const strips = this.isWatching ? s.strips().map((x) => x.id) : [s.selectedStrip, s.mainStrip]
    for (const id of strips) {
      if (!id) continue
      s.host.meter(id, out)
      const peak = Math.max(out[0]!, out[1]!)
      if (peak > (this.most.get(id) ?? 0)) this.most.set(id, peak)
      if (!this.isWatching || peak < 10 ** (LIMIT / 20) || now - (this.told.get(id) ?? -AGAIN) < AGAIN) continue
      this.told.set(id, now)
      announce(t('{strip} reaches {level}', { strip: String(s.document.get(id)?.name ?? ''), level: decibels(peak) }))
    }
  }
  /** The highest peak of a strip since it was last asked for; linear. */
  take(strip: string): number {
    const peak = this.most.get(strip) ?? 0
    this.most.delete(strip)
    return peak
  }
}
