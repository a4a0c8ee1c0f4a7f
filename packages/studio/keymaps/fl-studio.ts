// Source: FL Studio 21 online manual, "Keyboard and mouse shortcuts".
import type { Keymap } from '../app/keymap.ts'

export default {
  id: 'fl-studio',
  name: 'FL Studio',
  keys: {
    snap: ['Alt+Backspace'],
    start: ['Ctrl+Space', 'Home'],
    duplicate: ['Ctrl+B', 'Ctrl+D'],
    browser: ['Alt+F8'],
    mixer: ['F9'],
    'open-clip': ['F7'],
    'notes-quantise': ['Ctrl+Q'],
    'add-marker': ['Alt+T'],
    export: ['Ctrl+R'],
    'zoom-in': ['PageUp', '+'],
    'zoom-out': ['PageDown', '-'],
    'select-none': ['Ctrl+Alt+D', 'Escape'],
    palette: ['F8', 'Ctrl+Shift+P'],
    settings: ['F10', 'Ctrl+,'],
  },
} satisfies Keymap
