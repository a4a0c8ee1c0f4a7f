// What is selected, as commands need it.
import type { Session } from './session.ts'

/** Ids of the selected clips that are there. */
export const selectedClips = (s: Session): string[] => [...s.selectedClips].filter((id) => s.document.get(id)?.type === 'clip')
