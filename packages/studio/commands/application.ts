// The studio as an application of its own: installing it, and its versions.
import { t } from '@tonmeister/ui'
import type { Commands } from '../app/kinds.ts'
import { offline } from '../app/offline.ts'

export default [
  { id: 'install', title: 'Install Tonmeister…', group: 'Help', when: () => offline.canInstall, run: () => void offline.install() },
  {
    id: 'look-for-update',
    title: 'Look for a new version',
    group: 'Help',
    when: () => !offline.hasUpdate,
    run: (s) =>
      void offline.look().then((seen) => {
        if (!seen)
          s.notify(t('The server could not be asked for a new version. This one works on; try again when there is a network.'), true)
        else if (!offline.hasUpdate) s.notify(t('This is the newest version.'))
      }),
  },
  {
    id: 'update',
    title: 'Update to the new version',
    group: 'Help',
    when: () => offline.hasUpdate,
    run: () => void offline.update(),
  },
] satisfies Commands
