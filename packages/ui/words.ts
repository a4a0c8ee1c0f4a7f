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
/** From now on everything is said in this language; views must be drawn anew. */
export function setLanguage(next: Language): void {
  language = next
  formats.clear()
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
