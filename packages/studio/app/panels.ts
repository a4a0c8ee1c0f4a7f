// The panels of the window. A list; the files in panels/ say the rest.
import { panels as files } from '../catalog/panels.ts'
import type { Panel, Place } from './kinds.ts'

export const PANELS: readonly Panel[] = Object.values(files as Readonly<Record<string, Panel>>).sort(
  (a, b) => a.order - b.order || (a.id < b.id ? -1 : 1),
)
export const panelsAt = (place: Place): readonly Panel[] => PANELS.filter((p) => p.place === place)
