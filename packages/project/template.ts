// What a new project begins with. A list; the files in templates/ say the rest. Apart from index.ts, so that only who makes projects carries the songs.
import { templates as list } from './catalog/templates.ts'
import type { Rec } from './records.ts'

export interface Template {
  /** File name. */
  readonly id: string
  readonly name: string
  /** One sentence. */
  readonly summary: string
  /** All records of a new project, the same each time. */
  records(): Rec[]
}
/** By id. */
export const templates: Readonly<Record<string, Template>> = list
