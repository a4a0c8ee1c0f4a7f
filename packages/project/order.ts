// Fractional order: keys that sort as strings, so that two people can insert between the same neighbours without renumbering.

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LOWEST = '0'
const HIGHEST = 'z'
const digit = (c: string) => DIGITS.indexOf(c)

/** Whether a text is a key as `between` makes them: digits of a fraction, not ending in the lowest one. */
export const isOrder = (value: unknown): boolean => typeof value === 'string' && /^[0-9A-Za-z]*[1-9A-Za-z]$/.test(value)
/** A key near where a foreign text sorts; keys stay as they are. */
export function toOrder(text: string): string {
  if (isOrder(text)) return text
  const digits = Array.from(text, (c) => (digit(c) >= 0 ? c : (Array.from(DIGITS).find((d) => d > c) ?? HIGHEST))).join('')
  // Below a key that ends in the lowest digit there might be no room.
  return `${digits.slice(0, 200)}V`
}

/**
 * A key strictly between two others. '' or undefined: no neighbour on that side; a `high` that is not above `low` counts as none.
 * Keys are digits of a fraction and never end in the lowest one, so that there is always room below.
 * At either end keys are counted on, so that they grow with the logarithm of how many were added there; in between by one digit in six.
 */
export function between(low: string | undefined, high: string | undefined): string {
  const a = low ? toOrder(low) : ''
  const b = high && high > (low ?? '') ? toOrder(high) : ''
  if (!a && !b) return 'V'
  if (!b || b <= a) return after(a)
  return a ? middle(a, b) : before(b)
}
/** The leading run of one digit, then a block one digit longer than it: what is counted at the open ends. */
function split(key: string, end: string): { readonly run: string; readonly block: string } {
  let run = 0
  while (key[run] === end) run++
  return { run: end.repeat(run), block: key.slice(run, 2 * run + 1).padEnd(run + 1, LOWEST) }
}
function after(a: string): string {
  const { run, block } = split(a, HIGHEST)
  return run + trim(count(block, 1))
}
function before(b: string): string {
  const { run, block } = split(b, LOWEST)
  // '1' is the only block with nothing below: one level further down.
  if (!run && block === '1') return LOWEST + HIGHEST.repeat(2)
  return run + trim(count(block, -1))
}
/** The next or previous number of as many digits. */
function count(block: string, by: 1 | -1): string {
  const turn = by > 0 ? HIGHEST : LOWEST
  let at = block.length - 1
  while (block[at] === turn) at--
  return block.slice(0, at) + DIGITS[digit(block[at]!) + by]! + (by > 0 ? LOWEST : HIGHEST).repeat(block.length - 1 - at)
}
const trim = (key: string): string => key.replace(/0+$/, '')
function middle(a: string, b: string | undefined): string {
  if (b) {
    let same = 0
    while (same < b.length && (a[same] ?? LOWEST) === b[same]) same++
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
  const x = typeof a.order === 'string' ? a.order : String(a.order ?? '')
  const y = typeof b.order === 'string' ? b.order : String(b.order ?? '')
  return x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
