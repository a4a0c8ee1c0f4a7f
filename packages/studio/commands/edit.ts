// Undo, redo and selecting.
import { editing, setEditing } from '../app/editing.ts'
import type { Commands } from '../app/kinds.ts'

export default [
  { id: 'undo', title: 'Undo', group: 'Edit', keys: ['Ctrl+Z'], when: (s) => s.history.canUndo, run: (s) => void s.history.undo() },
  {
    id: 'redo',
    title: 'Redo',
    group: 'Edit',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    when: (s) => s.history.canRedo,
    run: (s) => void s.history.redo(),
  },
  null,
  {
    id: 'select-all',
    title: 'Select all clips',
    group: 'Edit',
    keys: ['Ctrl+A'],
    run: (s) => {
      s.selectClips(s.document.byType('clip').map((c) => c.id))
    },
  },
  {
    id: 'select-none',
    title: 'Clear the selection',
    group: 'Edit',
    keys: ['Escape'],
    run: (s) => {
      s.selectClips([])
      if (editing.range) setEditing(s, { range: null })
    },
  },
] satisfies Commands
