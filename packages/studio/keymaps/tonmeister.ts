// The keys that the commands themselves name.
import type { Keymap } from '../app/keymap.ts'

export default { id: 'tonmeister', name: 'Tonmeister', keys: {} } satisfies Keymap
