// Each kind of thing on a timeline. A list; the folders say the rest.
import type { ClipKind } from '@tonmeister/project'
import { clips as list } from './catalog/clips.ts'

/** By id. Seen from outside a clip's own fields are any fields. */
export const clips = list as unknown as Readonly<Record<string, ClipKind>>
