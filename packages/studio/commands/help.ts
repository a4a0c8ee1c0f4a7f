// Finding one's way.
import type { Commands } from '../app/kinds.ts'

export default [
  { id: 'palette', title: 'Find a command…', group: 'Help', keys: ['Ctrl+Shift+P', 'Ctrl+/'], run: (s) => s.show('palette') },
  { id: 'keys', title: 'All shortcuts', group: 'Help', keys: ['?'], run: (s) => s.show('keys') },
] satisfies Commands
