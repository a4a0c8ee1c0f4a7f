// What is shown, and how large.
import type { ClipRecord } from '@tonmeister/project'
import { t, word } from '@tonmeister/ui'
import { arrangementOf, FOLLOWS } from '../app/arrangement.ts'
import type { Command, Commands } from '../app/kinds.ts'
import { panelsAt } from '../app/panels.ts'
import { selectedClips as clips } from '../app/selection.ts'
import { BAR, type Session } from '../app/session.ts'
import { setSettings } from '../app/settings.ts'
import { openSecond } from '../views/second.tsx'

export default [
  { id: 'browser', title: 'Show the browser', group: 'View', keys: ['Shift+B'], run: (s) => s.layout.toggleFront('browser') },
  { id: 'mixer', title: 'Show the mixer', group: 'View', keys: ['X'], run: (s) => s.layout.toggleFront('mixer') },
  { id: 'devices', title: 'Show the devices', group: 'View', keys: ['D'], run: (s) => s.layout.toggleFront('devices') },
  { id: 'inspector', title: 'Show the inspector', group: 'View', keys: ['I'], run: (s) => s.layout.toggleFront('inspector') },
  { id: 'monitor', title: 'Show the monitor', group: 'View', run: (s) => s.layout.toggleFront('monitor') },
  null,
  ...(['side', 'dock', 'right'] as const).map((place) => ({
    id: `toggle-${place}`,
    title: { side: word('Left side'), dock: word('Dock'), right: word('Right panel') }[place],
    group: 'View' as const,
    on: (s: Session) => !s.layout.isHidden(place),
    run: (s: Session) => s.layout.toggle(place),
  })),
  null,
  {
    id: 'second-window',
    title: 'Dock panel in a second window',
    group: 'View',
    on: (s) => s.second !== null,
    run: (s) => {
      const front = s.layout.front(panelsAt('dock'))
      if (s.second) s.second.window.close()
      else if (front) openSecond(s, front.id)
    },
  },
  null,
  { id: 'workspace-1', title: 'Workspace Compose', group: 'View', keys: ['Alt+1'], run: (s) => s.layout.go('compose') },
  { id: 'workspace-2', title: 'Workspace Edit', group: 'View', keys: ['Alt+2'], run: (s) => s.layout.go('edit') },
  { id: 'workspace-3', title: 'Workspace Mix', group: 'View', keys: ['Alt+3'], run: (s) => s.layout.go('mix') },
  { id: 'workspace-keep', title: 'Keep this workspace as…', group: 'View', run: (s) => s.show('workspace') },
  { id: 'workspace-reset', title: 'Workspace as it was at first', group: 'View', run: (s) => s.layout.reset(s.layout.workspace) },
  null,
  { id: 'zoom-in', title: 'Zoom in', group: 'View', keys: ['+', '='], run: (s) => zoom(s, 0.7) },
  { id: 'zoom-out', title: 'Zoom out', group: 'View', keys: ['-'], run: (s) => zoom(s, 1 / 0.7) },
  { id: 'zoom-fit', title: 'Zoom to everything', group: 'View', keys: ['Shift+Z'], run: (s) => fit(s, 0, s.length + BAR) },
  {
    id: 'zoom-selection',
    title: 'Zoom to the selection',
    group: 'View',
    keys: ['Z'],
    run: zoomSelection,
  },
  null,
  {
    id: 'follow',
    title: 'Follow the play head: next way',
    group: 'View',
    keys: ['F'],
    run: (s) => {
      const own = arrangementOf(s)
      const mode = FOLLOWS[(FOLLOWS.indexOf(own.follow) + 1) % FOLLOWS.length]!
      own.setFollow(mode)
      s.notify({ page: t('Follows by pages.'), continuous: t('Follows without a stop.'), off: t('Does not follow.') }[mode])
    },
  },
  ...FOLLOWS.map(
    (mode): Command => ({
      id: `follow-${mode}`,
      title: { page: word('Follow by pages'), continuous: word('Follow without a stop'), off: word('Do not follow') }[mode],
      group: 'View',
      on: (s) => arrangementOf(s).follow === mode,
      run: (s) => arrangementOf(s).setFollow(mode),
    }),
  ),
  null,
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
] satisfies Commands

function zoom(s: Session, factor: number): void {
  s.viewport.zoom(factor, Math.min(s.viewport.width / 2, Math.max(0, s.viewport.x(s.host.positionTicks()))))
  s.changed()
}
/** To the selected clips, or the loop where none is selected; the second time back to where it was. */
function zoomSelection(s: Session): void {
  const own = arrangementOf(s)
  const v = s.viewport
  if (own.before) {
    const { from, perPixel, top } = own.before
    own.before = null
    v.fit(from, from + perPixel * v.width)
    v.scroll(0, top - v.top)
    s.changed()
    return
  }
  const before = { from: v.from, perPixel: v.perPixel, top: v.top }
  const spans = clips(s).map((id) => s.clipTicks(s.document.get(id) as ClipRecord))
  if (spans.length) fit(s, Math.min(...spans.map((x) => x[0])), Math.max(...spans.map((x) => x[1])))
  else if (s.loopEnd > s.loopStart && s.looping) fit(s, s.loopStart, s.loopEnd)
  else fit(s, 0, s.length + BAR)
  own.before = before
}
function fit(s: Session, from: number, to: number): void {
  s.viewport.fit(from, to)
  s.changed()
}
