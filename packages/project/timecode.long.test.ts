// Every frame of 24 hours at every rate.
import { expect, test } from 'vitest'
import { framesOfTimecode, framesPerDay, TIMECODE_RATES, timecodeFramesOfFlicks, timecodeOfFrames } from './timecode.ts'

test.each(Object.values(TIMECODE_RATES).map((r) => [r.id, r] as const))(
  '%s: every frame of 24 hours has a label of its own and comes back',
  (_, r) => {
    let bad = -1
    let before = -1
    for (let n = 0; n < framesPerDay(r) && bad < 0; n++) {
      const tc = timecodeOfFrames(n, r)
      const rank = ((tc.hours * 60 + tc.minutes) * 60 + tc.seconds) * r.nominal + tc.frames
      if (framesOfTimecode(tc, r) !== n || rank <= before || timecodeFramesOfFlicks(n * r.frameFlicks, r) !== n) bad = n
      before = rank
    }
    expect(bad).toBe(-1)
    expect(before).toBe(24 * 3600 * r.nominal - 1)
  },
)
