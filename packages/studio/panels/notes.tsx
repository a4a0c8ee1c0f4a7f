// Piano roll of the selected note clip.
import type { Panel } from '../app/kinds.ts'
import { PianoRoll } from '../views/roll/roll.tsx'

export default { id: 'notes', title: 'Piano roll', place: 'dock', order: 3, view: PianoRoll } satisfies Panel
