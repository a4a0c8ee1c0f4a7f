// Playing by hand.
import type { Commands } from '../app/kinds.ts'
import { typingOf } from '../app/typing.ts'

export default [
  {
    id: 'typing-keyboard',
    title: 'Play on the computer keyboard',
    group: 'Play',
    keys: ['Ctrl+K'],
    on: (s) => typingOf(s).on,
    run: (s) => typingOf(s).toggle(),
  },
  {
    id: 'midi-keyboard',
    title: 'Play on a MIDI keyboard',
    group: 'Play',
    on: (s) => typingOf(s).midi !== null,
    run: (s) => void typingOf(s).toggleMidi(),
  },
] satisfies Commands
