// The gate's static curve, for drawing: the gain computer of kernel.ts in decibels.

/** dB of reduction at a key level in dB that lasts; `isOpen` = it came from above, so that the hysteresis counts. */
export function reductionAt(value: (name: string) => number, level: number, isOpen = false): number {
  const over = level - value('threshold')
  const open = over >= (isOpen ? -value('hysteresis') : 0)
  if (value('mode') >= 0.5) return open ? value('range') : 0
  if (open) return 0
  return value('ratio') > 99.5 ? value('range') : Math.min(value('range'), (value('ratio') - 1) * -over)
}
