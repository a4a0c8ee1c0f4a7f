// Which parameter of the chosen track is automated: everything that can be, found by typing, by device.
import type { TrackRecord } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { useMemo } from 'react'
import { arrangementOf } from '../app/arrangement.ts'
import { automatable, automatedParams, openLane } from '../app/automate.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { SearchList } from '../views/search-list.tsx'

export default { id: 'automate', view: Automate } satisfies DialogKind

function Automate({ s }: DialogProps) {
  const track = s.document.get(arrangementOf(s).chosen().at(-1) ?? '') as TrackRecord | undefined
  const all = useMemo(() => (track ? automatable(s, track.strip) : []), [s, track])
  return (
    <SearchList
      id="automate"
      title={t('Automate a parameter of {name}', { name: track?.name ?? '' })}
      label={t('Parameters')}
      none={(search) => t('No parameter is called “{search}”.', { search })}
      entries={all.map((a) => ({
        key: `${a.target} ${a.param}`,
        name: a.name.startsWith(`${a.group}: `) ? a.name.slice(a.group.length + 2) : a.name,
        group: a.group,
        mark: automatedParams(s, a.target).split(' ').includes(a.param) ? t('automated') : '',
        run: () => {
          s.show(null)
          if (track) openLane(s, track.id, a)
        },
      }))}
    />
  )
}
