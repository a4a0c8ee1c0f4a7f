// Transport.
import type { ClipRecord } from '@tonmeister/project'
import type { Commands } from '../app/kinds.ts'
import { selectedClips as clips } from '../app/selection.ts'
import { BAR } from '../app/session.ts'

export default [
  { id: 'play', title: 'Play or stop', group: 'Play', keys: ['Space'], run: (s) => s.togglePlay() },
  { id: 'start', title: 'To the start', group: 'Play', keys: ['Home', 'Enter'], run: (s) => s.locate(0) },
  null,
  { id: 'loop', title: 'Loop', group: 'Play', keys: ['L'], on: (s) => s.looping, run: (s) => s.toggleLoop() },
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
  null,
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
] satisfies Commands
