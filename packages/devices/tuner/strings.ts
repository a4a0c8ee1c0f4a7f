// Open strings by the tuner's choices, as MIDI keys from the lowest; none = every note.
export const STRINGS: readonly (readonly number[])[] = [
  [],
  [40, 45, 50, 55, 59, 64],
  [38, 45, 50, 55, 59, 64],
  [28, 33, 38, 43],
  [23, 28, 33, 38, 43],
  [67, 60, 64, 69],
  [55, 62, 69, 76],
  [48, 55, 62, 69],
  [36, 43, 50, 57],
]
