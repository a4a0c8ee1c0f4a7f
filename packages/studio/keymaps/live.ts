// Source: Ableton Live 12 reference manual, "Live Keyboard Shortcuts".
import type { Keymap } from '../app/keymap.ts'

export default {
  id: 'live',
  name: 'Ableton Live',
  keys: {
    snap: ['Ctrl+4'],
    'mute-clips': [],
    loop: ['Ctrl+L'],
    split: ['Ctrl+E'],
    mute: ['0'],
    solo: ['S'],
    browser: ['Ctrl+Alt+B'],
    mixer: ['Ctrl+Alt+M'],
    devices: ['Ctrl+Alt+L'],
    'open-clip': ['Shift+Tab'],
    'notes-quantise': ['Ctrl+U'],
    'add-instrument': ['Ctrl+Shift+T', 'Shift+T'],
    'group-tracks': ['Ctrl+G'],
    'rename-track': ['Ctrl+R', 'F2'],
    export: ['Ctrl+Shift+R'],
    follow: ['Ctrl+Shift+F'],
    'second-window': ['Ctrl+Shift+W'],
  },
} satisfies Keymap
