// Where the project is kept: versions, a folder, a zip, this browser's storage.
import { saveToFolder } from '../app/disk.ts'
import type { Commands } from '../app/kinds.ts'

export default [
  { id: 'save-version', title: 'Save a version…', group: 'File', keys: ['Ctrl+S'], run: (s) => s.show('versions') },
  { id: 'save-folder', title: 'Save to a folder…', group: 'File', keys: ['Ctrl+Shift+S'], run: (s) => void saveToFolder(s) },
  { id: 'save-folder-other', title: 'Save to another folder…', group: 'File', run: (s) => void saveToFolder(s, true) },
  { id: 'save-zip', title: 'Save a copy as zip', group: 'File', run: (s) => void s.saveZip() },
  { id: 'storage', title: 'Storage in this browser…', group: 'File', run: (s) => s.show('storage') },
] satisfies Commands
