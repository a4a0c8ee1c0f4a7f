// Every word a person reads passes through here: English is the key, a catalogue gives the other language.
// Messages are ICU MessageFormat: t('{n, plural, one {# clip} other {# clips}} deleted.', { n }).
import { IntlMessageFormat } from 'intl-messageformat'

export type Values = Readonly<Record<string, string | number>>
/** A language: its messages by the English ones. */
export interface Language {
  /** BCP 47. */
  readonly id: string
  /** In the language itself. */
  readonly name: string
  readonly messages: Readonly<Record<string, string>>
  /** Makes a message of this language from the English one where `messages` has none: for languages that only try the window. */
  readonly make?: (message: string) => string
}
export const ENGLISH: Language = { id: 'en', name: 'English', messages: {} }

let language: Language = ENGLISH
const formats = new Map<string, IntlMessageFormat>()
/** From now on everything is said in this language; views must be drawn anew. @param patterns  what `sentence` knows: English, with {values} */
export function setLanguage(next: Language, patterns: readonly string[] = []): void {
  language = next
  formats.clear()
  known = patterns
  fitting = undefined
}
export const currentLanguage = (): Language => language

const own = (message: string): string =>
  Object.hasOwn(language.messages, message) ? language.messages[message]! : language.make ? language.make(message) : message

/**
 * A message in the person's language. The message must stand in the call itself, so that the catalogue can be checked for it.
 * @param values  what stands in its braces
 */
export function t(message: string, values?: Values): string {
  const text = own(message)
  if (!values) return text
  let format = formats.get(text)
  if (!format) formats.set(text, (format = new IntlMessageFormat(text, language.id)))
  return String(format.format(values as Record<string, string | number>))
}
/** A name that comes from a list (a device, a parameter, a command, a template) in the person's language. */
export const named = (name: string): string => own(name)
/** Marks a name in a list that `named` says later, so that the catalogue can be checked for it. */
export const word = (name: string): string => name

/** A sentence with gaps, as one that is looked for. */
interface Pattern {
  readonly english: string
  readonly fits: RegExp
  readonly values: readonly string[]
}
let known: readonly string[] = []
let fitting: readonly Pattern[] | undefined
/** The pattern as a search; each gap is as short as can be. */
function patternOf(english: string): Pattern {
  const values: string[] = []
  const source = english
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!/^\{\w+\}$/.test(part)) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      values.push(part.slice(1, -1))
      return '(.+?)'
    })
    .join('')
  return { english, fits: new RegExp(`^${source}$`, 's'), values }
}
const fixed = (p: Pattern): number => p.english.replace(/\{\w+\}/g, '').length
/**
 * A sentence that was made elsewhere in English, in the person's language: libraries, workers and the engine know of no languages. The pattern
 * that says most of it is taken; what stands in its gaps may be sentences again. What no pattern fits stays English.
 */
export function sentence(text: string): string {
  if (!text || language === ENGLISH) return text
  // What says most comes first.
  fitting ??= known.map(patternOf).sort((a, b) => fixed(b) - fixed(a))
  for (const { english, fits, values } of fitting) {
    const found = fits.exec(text)
    if (!found) continue
    const of = new Map(values.map((name, i) => [name, sentence(found[i + 1]!)]))
    return own(english).replace(/\{(\w+)\}/g, (gap, name: string) => of.get(name) ?? gap)
  }
  return text
}
