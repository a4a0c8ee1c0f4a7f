// Clip editor of the selected audio clip.
import type { Panel } from '../app/kinds.ts'
import { ClipEditor } from '../views/clip/clip.tsx'

export default { id: 'clip', title: 'Clip', place: 'dock', order: 4, view: ClipEditor } satisfies Panel
