// In which language the window speaks: this person's choice, else the browser's, else English.
import { ENGLISH, type Language, setLanguage } from '@tonmeister/ui'
import { languages as files } from '../catalog/languages.ts'
import { SENTENCES } from './sentences.ts'
import { setSettings, settings } from './settings.ts'

export const LANGUAGES: readonly Language[] = Object.values(files)

const LONGER = 0.4
const ACCENTS: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú' }
/**
 * A language that nobody speaks, to see which words were forgotten and which room is too small: accents, brackets, 40 % longer.
 * Chosen by `?language=pseudo`.
 */
export const PSEUDO: Language = {
  id: 'en-XA',
  name: 'Pseudo',
  messages: {},
  make: (message) => {
    // What stands in braces belongs to the program, except the words of plurals.
    let depth = 0
    const text = message.replace(/[{}]|[^{}]/g, (c) => {
      if (c === '{') depth++
      else if (c === '}') depth--
      else if (depth === 0 || depth === 2) return ACCENTS[c] ?? c
      return c
    })
    const plain = message.replace(/\{[^{}]*\}/g, '').length
    return `[${text}${'·'.repeat(Math.ceil(Math.min(plain, 60) * LONGER))}]`
  },
}
const asked = new URLSearchParams(location.search).get('language')

function wanted(): Language {
  if (asked === 'pseudo') return PSEUDO
  const ids = [asked, settings().language, ...navigator.languages].filter((id) => id)
  for (const id of ids) {
    const found = LANGUAGES.find((l) => l.id === id || l.id === id!.split('-')[0])
    if (found) return found
  }
  return ENGLISH
}
/** Speaks the language that is wanted now. */
export function applyLanguage(): void {
  const language = wanted()
  setLanguage(language, SENTENCES)
  document.documentElement.lang = language.id
}
/** @param id  '' = the browser's */
export function chooseLanguage(id: string): void {
  setSettings({ language: id })
  applyLanguage()
  dispatchEvent(new Event('languagechange'))
}
