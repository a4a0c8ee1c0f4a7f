// Finding one's way.
import type { Commands } from '../app/kinds.ts'

export default [
  { id: 'palette', title: 'Find a command…', group: 'Help', keys: ['Ctrl+Shift+P', 'Ctrl+/'], run: (s) => s.show('palette') },
  { id: 'keys', title: 'All shortcuts', group: 'Help', keys: ['?'], run: (s) => s.show('keys') },
  { id: 'shortcuts', title: 'Change shortcuts…', group: 'Help', run: (s) => s.show('shortcuts') },
  null,
  { id: 'settings', title: 'Settings…', group: 'Help', keys: ['Ctrl+,'], run: (s) => s.show('settings') },
  {
    id: 'first-steps',
    title: 'First steps',
    group: 'Help',
    on: (s) => !s.firstSteps.state.gone,
    run: (s) => {
      s.firstSteps.put(s.firstSteps.state.gone ? { gone: false, folded: false } : { gone: true })
      if (!s.firstSteps.state.gone && s.layout.isHidden('side')) s.layout.toggle('side')
    },
  },
] satisfies Commands
