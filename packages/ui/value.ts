// Values as a person reads and types them, in their language; numbers and units are the same in all.
import { format, type Param, parseValue } from '@tonmeister/project'
import { named, t } from './words.ts'

/** A value as it is shown: '−6.0 dB', '30 % links'. */
export function valueText(param: Param, value: number): string {
  const text = format(param, value)
  if (param.unit === 'choice' || param.unit === 'toggle') return named(text)
  if (param.unit !== 'pan') return text
  const { left, right, centre } = sides()
  return text.replace('left', left).replace('right', right).replace('centre', centre)
}
/** What somebody typed, in their language or in English. @returns undefined when it cannot be understood */
export function typedValue(param: Param, text: string, current?: number): number | undefined {
  const typed = text.trim().toLowerCase()
  const english = (list: readonly string[]) => list.find((word) => named(word).toLowerCase() === typed)
  if (param.unit === 'choice') return parseValue(param, english(param.choices ?? []) ?? text, current)
  if (param.unit === 'toggle') return parseValue(param, english(['On', 'Off']) ?? text, current)
  if (param.unit !== 'pan') return parseValue(param, text, current)
  let plain = typed
  for (const [word, own] of Object.entries(sides())) plain = plain.replace(own.toLowerCase(), word)
  return parseValue(param, plain, current)
}
const sides = () => ({ left: t('left'), right: t('right'), centre: t('centre') })
