// What is done to the selected clips.
import { type ClipRecord, duplicateClips, removeClips, splitClip } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import type { Commands } from '../app/kinds.ts'
import { selectedClips as clips } from '../app/selection.ts'

export default [
  {
    id: 'split',
    title: 'Split clips at the play head',
    group: 'Clip',
    keys: ['S', 'Ctrl+E'],
    when: (s) => clips(s).length > 0,
    run: (s) => {
      const at = s.host.positionTicks()
      s.edit(t('Split clip'), () =>
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
    group: 'Clip',
    keys: ['Ctrl+D'],
    when: (s) => clips(s).length > 0,
    run: (s) => {
      s.selectClips(s.edit(t('Duplicate clips'), () => duplicateClips(s.document, s.newId, clips(s))))
    },
  },
  null,
  {
    id: 'delete',
    title: 'Delete clips',
    group: 'Clip',
    keys: ['Delete', 'Backspace'],
    when: (s) => clips(s).length > 0,
    run: (s) => {
      const ids = clips(s)
      s.edit(t('{n, plural, one {Delete clip} other {Delete # clips}}', { n: ids.length }), () => removeClips(s.document, ids))
      s.selectClips([])
      s.notify(t('{n, plural, one {Clip deleted.} other {# clips deleted.}}', { n: ids.length }), false, true)
    },
  },
] satisfies Commands
