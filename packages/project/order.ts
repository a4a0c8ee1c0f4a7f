// Fractional order: keys that sort as strings, so that two people can insert between the same neighbours without renumbering.

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const digit = (c: string) => Math.max(0, DIGITS.indexOf(c))

/**
 * A key strictly between two others. '' or undefined: no neighbour on that side.
 * Keys are digits of a fraction and never end in the lowest one, so that there is always room below.
 */
export function between(low: string | undefined, high: string | undefined): string {
  const a = low ?? ''
  return middle(a, high && high > a ? high : undefined)
}
function middle(a: string, b: string | undefined): string {
  if (b) {
    let same = 0
    while (same < b.length && (a[same] ?? '0') === b[same]) same++
    if (same > 0) return b.slice(0, same) + middle(a.slice(same), b.slice(same) || undefined)
  }
  const low = a ? digit(a[0]!) : 0
  const high = b ? digit(b[0]!) : DIGITS.length
  if (high - low > 1) return DIGITS[(low + high) >> 1]!
  if (b && b.length > 1) return b[0]!
  return DIGITS[low]! + middle(a.slice(1), undefined)
}
/** `count` keys in order after `low`. */
export function many(count: number, low?: string): string[] {
  const out: string[] = []
  const width = Math.max(2, Math.ceil(Math.log2(count + 2) / 5))
  for (let i = 0; i < count; i++) {
    let n = i + 1
    let key = ''
    for (let d = 0; d < width; d++) {
      key = DIGITS[n % DIGITS.length]! + key
      n = Math.floor(n / DIGITS.length)
    }
    out.push(`${low ?? ''}V${key}V`)
  }
  return out
}
/** Sorts by order, ties by id. */
export const byOrder = (
  a: { readonly id: string; readonly order?: unknown },
  b: { readonly id: string; readonly order?: unknown },
): number => {
  const x = String(a.order ?? '')
  const y = String(b.order ?? '')
  return x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
