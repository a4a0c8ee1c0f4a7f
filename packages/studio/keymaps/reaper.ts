// Source: REAPER's default main section key map.
import type { Keymap } from '../app/keymap.ts'

export default {
  id: 'reaper',
  name: 'REAPER',
  keys: {
    snap: ['Alt+S'],
    ripple: ['Alt+P'],
    'mute-clips': ['Alt+M'],
    markers: [],
    'group-clips': ['G'],
    'ungroup-clips': ['U'],
    start: ['W', 'Home'],
    loop: ['R'],
    split: ['S'],
    mixer: ['Ctrl+M'],
    mute: ['F5'],
    solo: ['F6'],
    'add-marker': ['M'],
    'add-track': ['Ctrl+T', 'Shift+T'],
    import: ['Insert'],
    export: ['Ctrl+Alt+R'],
    'notes-quantise': ['Q'],
    automation: ['V'],
    settings: ['Ctrl+P', 'Ctrl+,'],
  },
} satisfies Keymap
