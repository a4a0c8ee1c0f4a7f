// A new track: with any instrument and any of its presets, an empty one for sound, or a folder. Found by typing.
import { devices as catalog } from '@tonmeister/devices'
import { named, t } from '@tonmeister/ui'
import { useMemo } from 'react'
import { command } from '../app/commands.ts'
import { insertDevice } from '../app/insert.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { type Entry, SearchList } from '../views/search-list.tsx'

export default { id: 'track', view: NewTrack } satisfies DialogKind

function NewTrack({ s }: DialogProps) {
  const all = useMemo<readonly Entry[]>(() => {
    const entry = (name: string, group: string, run: () => void): Entry => ({
      key: `${group} ${name}`,
      name,
      group,
      run: () => {
        s.show(null)
        setTimeout(run)
      },
    })
    const instruments = Object.values(catalog).filter((d) => d.kind === 'instrument')
    return [
      entry(t('Audio track'), t('Empty'), () => command('add-audio').run(s)),
      entry(t('Folder'), t('Empty'), () => command('add-folder').run(s)),
      ...instruments.map((d) => entry(named(d.name), t('Instrument'), () => insertDevice(s, d))),
      ...instruments.flatMap((d) => d.presets.map((p) => entry(named(p.name), named(d.name), () => insertDevice(s, d, p)))),
    ]
  }, [s])
  return (
    <SearchList
      id="track"
      title={t('New track')}
      placeholder={t('New track: instrument, preset, audio, folder')}
      label={t('Tracks to add')}
      none={(search) => t('No track is called “{search}”.', { search })}
      entries={all}
    />
  )
}
