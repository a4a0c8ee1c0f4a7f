// Small files of this format, for the tests that every format passes.
import { meta, midi, noteOff, noteOn, track } from './bytes.ts'

const conductor = track(
  meta(0, 0x51, [7, 161, 32]),
  meta(0, 0x58, [3, 2, 24, 8]),
  meta(0, 0x59, [0xfe, 1]),
  meta(960, 0x51, [6, 26, 128]),
  meta(0, 6, [65]),
)
const bend = [0, 0xe0, 0, 80]
const parameter = [
  [0, 0xb0, 101, 0],
  [0, 0xb0, 100, 0],
  [0, 0xb0, 6, 12],
]
const melody = track(
  meta(0, 3, [72, 105]),
  [0, 0xc0, 12],
  ...parameter,
  noteOn(0, 60),
  bend,
  noteOn(120, 64),
  noteOff(360, 60),
  noteOff(0, 64),
)

export const examples: readonly Uint8Array[] = [
  midi(0, 96, melody),
  midi(1, 480, conductor, melody, track(noteOn(5, 36, 9), noteOff(20, 36, 9))),
  midi(2, 1024, melody, melody),
  midi(0, 0xe728, melody),
]
