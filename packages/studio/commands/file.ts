// What is done with projects and files.
import { openFromFolder, writesFolders } from '../app/disk.ts'
import { choose } from '../app/files.ts'
import type { Commands } from '../app/kinds.ts'
import type { Session } from '../app/session.ts'

export default [
  { id: 'new', title: 'New project…', group: 'File', keys: ['Ctrl+Alt+N'], run: (s) => s.show('start') },
  { id: 'recent', title: 'Recent projects…', group: 'File', run: recent },
  {
    id: 'open-file',
    title: 'Open project file…',
    group: 'File',
    keys: ['Ctrl+O'],
    run: (s) => choose('.zip,.tonmeister,.json', false, (files) => void s.openFiles(files)),
  },
  {
    id: 'open-folder',
    title: 'Open project folder…',
    group: 'File',
    run: (s) => (writesFolders() ? void openFromFolder(s) : choose('', true, (files) => void s.openFiles(files))),
  },
  null,
  {
    id: 'import',
    title: 'Import audio or MIDI…',
    group: 'File',
    keys: ['Ctrl+I'],
    run: (s) => choose('.wav,.rf64,.bwf,.mid,.midi', false, (files) => void s.take(files, s.host.positionTicks())),
  },
  null,
  { id: 'export', title: 'Export WAV…', group: 'File', keys: ['Ctrl+Shift+E'], run: (s) => s.show('export') },
] satisfies Commands

/** Frames in which the list of what is stored should have come. */
const FRAMES = 90
/** The start panel, with the focus on what was worked on last. */
function recent(s: Session): void {
  s.show('start')
  let left = FRAMES
  const look = () => {
    const first = document.querySelector<HTMLElement>('.recent .choice-card')
    if (first) first.focus()
    else if (left-- && s.dialog === 'start') requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
