// Source: Avid Pro Tools shortcuts guide 2019, with Commands Keyboard Focus on.
import type { Keymap } from '../app/keymap.ts'

export default {
  id: 'pro-tools',
  name: 'Pro Tools',
  keys: {
    'mute-clips': ['Ctrl+M'],
    'lock-clips': ['Ctrl+L'],
    'group-clips': ['Ctrl+Alt+G'],
    'select-after': [],
    start: ['Enter', 'Home'],
    loop: ['Ctrl+Shift+L'],
    split: ['B', 'Ctrl+E'],
    mute: ['Shift+M'],
    solo: ['Shift+S'],
    mixer: ['Ctrl+='],
    'zoom-in': ['T', 'Ctrl+]'],
    'zoom-out': ['R', 'Ctrl+['],
    'zoom-fit': ['Alt+A'],
    'zoom-selection': ['Alt+F'],
    'tap-tempo': [],
    import: ['Ctrl+Shift+I'],
    export: ['Ctrl+Alt+B'],
    'add-track': ['Ctrl+Shift+N', 'Shift+T'],
    'notes-quantise': ['Alt+0'],
    'group-tracks': ['Ctrl+G'],
  },
} satisfies Keymap
