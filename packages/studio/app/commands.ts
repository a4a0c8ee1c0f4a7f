// Every command: title, keys, when it may run, what it does. Menus, buttons, shortcuts, the palette and the cheat sheet come from this table.

import { devices } from '@tonmeister/devices'
import { addDevice, addTrack, type ClipRecord, duplicateClips, removeClips, splitClip, toggleMute, toggleSolo } from '@tonmeister/project'
import { choose } from './files.ts'
import { BAR, download, type Session } from './session.ts'
import { setSettings } from './settings.ts'

export interface Command {
  readonly id: string
  readonly title: string
  readonly group: 'File' | 'Edit' | 'Play' | 'Mixer' | 'View' | 'Help'
  /** 'Ctrl+Shift+Z', 'Space', 'KeyL' … by what is written on the key. */
  readonly keys?: readonly string[]
  readonly when?: (s: Session) => boolean
  readonly run: (s: Session) => void
}

const clips = (s: Session) => [...s.selectedClips].filter((id) => s.document.get(id)?.type === 'clip')

export const COMMANDS: readonly Command[] = [
  { id: 'new', title: 'New project…', group: 'File', run: (s) => s.show('new') },
  {
    id: 'open-file',
    title: 'Open project file…',
    group: 'File',
    keys: ['Ctrl+O'],
    run: (s) => choose('.zip,.tonmeister,.json', false, (files) => void s.openFiles(files)),
  },
  { id: 'open-folder', title: 'Open project folder…', group: 'File', run: (s) => choose('', true, (files) => void s.openFiles(files)) },
  {
    id: 'import',
    title: 'Import audio or MIDI…',
    group: 'File',
    keys: ['Ctrl+I'],
    run: (s) => choose('.wav,.rf64,.bwf,.mid,.midi', false, (files) => void s.take(files, s.host.positionTicks())),
  },
  {
    id: 'save-zip',
    title: 'Save a copy as zip',
    group: 'File',
    keys: ['Ctrl+S'],
    run: (s) =>
      void s.pack().then(
        (blob) => download(blob, `${s.project.name}.tonmeister.zip`),
        (e: Error) => s.notify(e.message, true),
      ),
  },
  { id: 'export', title: 'Export WAV…', group: 'File', keys: ['Ctrl+Shift+E'], run: (s) => s.show('export') },
  { id: 'undo', title: 'Undo', group: 'Edit', keys: ['Ctrl+Z'], when: (s) => s.history.canUndo, run: (s) => void s.history.undo() },
  {
    id: 'redo',
    title: 'Redo',
    group: 'Edit',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    when: (s) => s.history.canRedo,
    run: (s) => void s.history.redo(),
  },
  {
    id: 'delete',
    title: 'Delete clips',
    group: 'Edit',
    keys: ['Delete', 'Backspace'],
    when: (s) => clips(s).length > 0,
    run: (s) => {
      const ids = clips(s)
      s.edit(ids.length === 1 ? 'Delete clip' : `Delete ${ids.length} clips`, () => removeClips(s.document, ids))
      s.selectClips([])
      s.notify(ids.length === 1 ? 'Clip deleted.' : `${ids.length} clips deleted.`, false, true)
    },
  },
  {
    id: 'split',
    title: 'Split clips at the play head',
    group: 'Edit',
    keys: ['S', 'Ctrl+E'],
    when: (s) => clips(s).length > 0,
    run: (s) => {
      const at = s.host.positionTicks()
      s.edit('Split clip', () =>
        s.document.transact(() => {
          for (const id of clips(s)) {
            const clip = s.document.get(id) as ClipRecord
            splitClip(s.document, s.newId, id, clip.anchor === 'ticks' ? at : s.tempo.flicks(at), s.tempo)
          }
        }),
      )
    },
  },
  {
    id: 'duplicate',
    title: 'Duplicate clips',
    group: 'Edit',
    keys: ['Ctrl+D'],
    when: (s) => clips(s).length > 0,
    run: (s) => {
      s.selectClips(s.edit('Duplicate clips', () => duplicateClips(s.document, s.newId, clips(s))))
    },
  },
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
    },
  },
  {
    id: 'add-instrument',
    title: 'Add instrument track',
    group: 'Edit',
    keys: ['Shift+T'],
    run: (s) =>
      s.edit('Add instrument track', () =>
        s.document.transact(() => {
          const { strip } = addTrack(s.document, s.newId, { name: 'Analog poly', note: 'Instrument' })
          addDevice(s.document, s.newId, strip, devices.synth!)
          s.select(strip)
        }),
      ),
  },
  { id: 'play', title: 'Play or stop', group: 'Play', keys: ['Space'], run: (s) => s.togglePlay() },
  { id: 'start', title: 'To the start', group: 'Play', keys: ['Home', 'Enter'], run: (s) => s.locate(0) },
  { id: 'loop', title: 'Loop', group: 'Play', keys: ['L'], run: (s) => s.toggleLoop() },
  {
    id: 'loop-selection',
    title: 'Loop the selected clips',
    group: 'Play',
    keys: ['Shift+L'],
    when: (s) => clips(s).length > 0,
    run: (s) => {
      const spans = clips(s).map((id) => s.clipTicks(s.document.get(id) as ClipRecord))
      s.setLoop(true, Math.min(...spans.map((x) => x[0])), Math.max(...spans.map((x) => x[1])))
    },
  },
  {
    id: 'back',
    title: 'One bar back',
    group: 'Play',
    keys: ['ArrowLeft'],
    run: (s) => s.locate((Math.ceil(s.host.positionTicks() / BAR) - 1) * BAR),
  },
  {
    id: 'forward',
    title: 'One bar forward',
    group: 'Play',
    keys: ['ArrowRight'],
    run: (s) => s.locate((Math.floor(s.host.positionTicks() / BAR) + 1) * BAR),
  },
  {
    id: 'mute',
    title: 'Mute the selected strip',
    group: 'Mixer',
    keys: ['M'],
    when: (s) => s.selectedStrip !== null,
    run: (s) => s.edit('Mute', () => toggleMute(s.document, s.selectedStrip!)),
  },
  {
    id: 'solo',
    title: 'Solo the selected strip',
    group: 'Mixer',
    keys: ['Shift+S'],
    when: (s) => s.selectedStrip !== null,
    run: (s) => s.edit('Solo', () => toggleSolo(s.document, s.selectedStrip!)),
  },
  { id: 'next-strip', title: 'Next strip', group: 'Mixer', keys: ['ArrowDown'], run: (s) => step(s, 1) },
  { id: 'previous-strip', title: 'Previous strip', group: 'Mixer', keys: ['ArrowUp'], run: (s) => step(s, -1) },
  { id: 'reset-loudness', title: 'Reset the loudness measurement', group: 'Mixer', run: (s) => s.host.resetLoudness() },
  { id: 'mixer', title: 'Show the mixer', group: 'View', keys: ['X'], run: (s) => dock(s, 'mixer') },
  { id: 'devices', title: 'Show the devices', group: 'View', keys: ['D'], run: (s) => dock(s, 'devices') },
  { id: 'zoom-in', title: 'Zoom in', group: 'View', keys: ['+', '='], run: (s) => zoom(s, 0.7) },
  { id: 'zoom-out', title: 'Zoom out', group: 'View', keys: ['-'], run: (s) => zoom(s, 1 / 0.7) },
  { id: 'zoom-fit', title: 'Zoom to everything', group: 'View', keys: ['Shift+Z'], run: (s) => fit(s, 0, s.length + BAR) },
  {
    id: 'zoom-selection',
    title: 'Zoom to the selection',
    group: 'View',
    keys: ['Z'],
    run: (s) => {
      const spans = clips(s).map((id) => s.clipTicks(s.document.get(id) as ClipRecord))
      if (spans.length) fit(s, Math.min(...spans.map((x) => x[0])), Math.max(...spans.map((x) => x[1])))
      else fit(s, 0, s.length + BAR)
    },
  },
  {
    id: 'follow',
    title: 'Follow the play head',
    group: 'View',
    keys: ['F'],
    run: (s) => {
      s.follow = !s.follow
      s.changed()
    },
  },
  {
    id: 'theme',
    title: 'Light or dark',
    group: 'View',
    run: (s) => {
      setSettings({ theme: document.documentElement.dataset.theme === 'light' ? 'dark' : 'light' })
      dispatchEvent(new Event('themechoice'))
      s.changed()
    },
  },
  { id: 'palette', title: 'Find a command…', group: 'Help', keys: ['Ctrl+Shift+P', 'Ctrl+/'], run: (s) => s.show('palette') },
  { id: 'keys', title: 'All shortcuts', group: 'Help', keys: ['?'], run: (s) => s.show('keys') },
]
function step(s: Session, by: number): void {
  const strips = s.strips()
  const at = strips.findIndex((x) => x.id === s.selectedStrip)
  s.select(strips[Math.min(strips.length - 1, Math.max(0, at + by))]?.id ?? null)
}
function dock(s: Session, which: 'mixer' | 'devices'): void {
  s.dock = which
  s.changed()
}
function zoom(s: Session, factor: number): void {
  s.viewport.zoom(factor, Math.min(s.viewport.width / 2, Math.max(0, s.viewport.x(s.host.positionTicks()))))
  s.changed()
}
function fit(s: Session, from: number, to: number): void {
  s.viewport.fit(from, to)
  s.changed()
}
export const command = (id: string): Command => COMMANDS.find((c) => c.id === id)!
/** How keys are shown. */
export const keyText = (keys: readonly string[] | undefined): string =>
  (keys?.[0] ?? '')
    .replace('Ctrl', /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl')
    .replace('Arrow', '')
    .replaceAll('+', ' ')
    .trim() ||
  (keys?.[0] ?? '')
export const allowed = (c: Command, s: Session): boolean => c.when?.(s) ?? true

/** The shortcut for a key event, as written in the table. */
function written(e: KeyboardEvent): string {
  const key = e.key === ' ' ? 'Space' : e.key.length === 1 ? e.key.toUpperCase() : e.key
  const symbol = e.key.length === 1 && !/[a-z0-9 ]/i.test(e.key)
  return `${e.ctrlKey || e.metaKey ? 'Ctrl+' : ''}${e.shiftKey && !symbol ? 'Shift+' : ''}${key}`
}
/** Runs the command of a key, if it has one. Fields keep their keys; Space always plays. */
export function onKey(e: KeyboardEvent, s: Session): void {
  const target = e.target as HTMLElement
  if (e.isComposing || target.closest('input:not([type=range]), textarea, select, [contenteditable]')) return
  if (target.closest('[role=dialog], [role=menu]')) return
  const key = written(e)
  if (key === 'Enter' && target.closest('button, [role=button], [role=option], [role=slider]')) return
  const found = COMMANDS.find((c) => c.keys?.includes(key))
  if (!found) return
  e.preventDefault()
  if (allowed(found, s)) found.run(s)
}
