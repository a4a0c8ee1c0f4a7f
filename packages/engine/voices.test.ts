// Which lane a note gets, and what becomes of the one it takes it from.
import { expect, test } from 'vitest'
import { Voices } from './voices.ts'

/** A kernel of lanes that fade for ever, and tells what was asked of it. */
function kernel(polyphony: number) {
  const fading = new Set<number>()
  const restarted: number[] = []
  const lane = (state: number, of: number) => state * 4 + of
  const voices = new Voices(
    {
      start: (state, _params, of) => {
        if (fading.has(lane(state!, of!))) restarted.push(lane(state!, of!))
        fading.delete(lane(state!, of!))
        return 0
      },
      release: () => 0,
      choke: (state, of) => {
        fading.add(lane(state!, of!))
        return 0
      },
      sounding: () => 15,
    },
    Array.from({ length: Voices.groupsFor(polyphony) }, (_, g) => g),
    polyphony,
    [],
  )
  return { voices, fading, restarted }
}
test.each([6, 16, 32])('a chord of eight on %i held voices steals the oldest, and no lane begins again while it fades', (polyphony) => {
  const { voices, fading, restarted } = kernel(polyphony)
  for (let n = 0; n < polyphony; n++) voices.on(0, 40 + n, 1, Number.POSITIVE_INFINITY)
  expect([fading.size, restarted.length]).toEqual([0, 0])
  for (let n = 0; n < Math.min(8, polyphony); n++) voices.on(0, 80 + n, 1, Number.POSITIVE_INFINITY)
  expect([...fading].sort((a, b) => a - b)).toEqual(Array.from({ length: Math.min(8, polyphony) }, (_, i) => i))
  expect(restarted).toEqual([])
})
