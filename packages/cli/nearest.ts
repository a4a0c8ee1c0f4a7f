// The name that somebody meant who wrote another.

/** The choice with the fewest letters to change, or the shortest that contains the word; undefined when nothing is near. */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  let best: string | undefined
  let least = Math.max(2, Math.floor(word.length / 2))
  for (const choice of choices) {
    const d = distance(lower, choice)
    if (d < least) {
      least = d
      best = choice
    }
  }
  if (best || word.length < 3) return best
  return choices.filter((choice) => choice.includes(lower)).sort((a, b) => a.length - b.length)[0]
}
/** Levenshtein: letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
