// Source: Logic Pro user guide 10.6, "Default key commands". Command is Ctrl where there is none.
import type { Keymap } from '../app/keymap.ts'

export default {
  id: 'logic',
  name: 'Logic Pro',
  keys: {
    snap: ['N'],
    'mute-clips': ['Ctrl+M'],
    repeat: ['Ctrl+R'],
    start: ['Enter', 'Home'],
    loop: ['C'],
    split: ['Ctrl+T'],
    mute: ['M'],
    solo: ['S'],
    browser: ['Y'],
    mixer: ['X'],
    'open-clip': ['E'],
    inspector: ['I'],
    'notes-quantise': ['Q'],
    'add-track': ['Ctrl+Alt+N', 'Shift+T'],
    'group-tracks': ['Ctrl+Shift+D'],
    export: ['Ctrl+B'],
    automation: ['A'],
    'add-marker': ["Alt+'"],
    'zoom-selection': ['Z'],
  },
} satisfies Keymap
