// What a new project begins with. A list; the files in templates/ say the rest. Apart from index.ts, so that only who makes projects carries the songs.
import { templates as list } from './catalog/templates.ts'
import type { Rec } from './records.ts'

export interface Template {
  /** File name. */
  readonly id: string
  /** Where it is shown among the others, from 1. */
  readonly order: number
  readonly name: string
  /** One sentence. */
  readonly summary: string
  /** Playing goes round the loop from the start. */
  readonly loops?: boolean
  /** All records of a new project, the same each time. */
  records(): Rec[]
}
/** By id; templatesInOrder for people. */
export const templates: Readonly<Record<string, Template>> = list
/** As people are offered them. */
export const templatesInOrder = (): Template[] => Object.values(templates).sort((a, b) => a.order - b.order)
