// Which loudspeaker a channel is, and how much it counts: BS.1770-5, annex 3, table 4, and WAV's channel masks.
import { describe, expect, test } from 'vitest'
import { layoutOf, layoutOfMask, type Speaker, weightOf } from './channels.ts'

test('loudspeakers at 60° to 120° and less than 30° up or down count 1.41, LFE 0, all others 1', () => {
  const counts = (weight: number, names: string) =>
    names.split(' ').map((name) => expect([name, weightOf(name as Speaker)]).toEqual([name, weight]))
  counts(1.41, 'Ls Rs Lss Rss Lw Rw')
  counts(0, 'LFE LFE2')
  counts(1, 'M L R C Lrs Rrs Cs Lc Rc Ltf Rtf Ltm Rtm Ltr Rtr Ctf T Ctr Cb Lb Rb X')
})
test('every number of channels has a layout of that length, an unknown one of nothing but X', () => {
  for (let channels = 1; channels <= 128; channels++) expect(layoutOf(channels)).toHaveLength(channels)
  expect(new Set(layoutOf(32))).toEqual(new Set(['X']))
})
describe('the channel mask of a WAV file', () => {
  test.each([
    ['mono', 0x4, 'C'],
    ['stereo', 0x3, 'L R'],
    ['LCRS', 0x107, 'L R C Cs'],
    ['quadro', 0x33, 'L R Ls Rs'],
    ['5.1 with back loudspeakers', 0x3f, 'L R C LFE Ls Rs'],
    ['5.1 with side loudspeakers', 0x60f, 'L R C LFE Lss Rss'],
    ['6.1', 0x70f, 'L R C LFE Cs Lss Rss'],
    ['7.1', 0x63f, 'L R C LFE Lrs Rrs Lss Rss'],
    ['7.1 wide', 0xff, 'L R C LFE Ls Rs Lc Rc'],
    ['7.1.4', 0x2d63f, 'L R C LFE Lrs Rrs Lss Rss Ltf Rtf Ltr Rtr'],
  ])('%s', (_, mask, layout) => {
    const speakers = layout.split(' ')
    expect(layoutOfMask(mask, speakers.length)).toEqual(speakers)
    if (layout !== 'C' && layout !== 'L R C Cs' && !layout.includes('Lc')) {
      const weights = (all: readonly Speaker[]) => all.map(weightOf)
      expect(weights(layoutOf(speakers.length)), 'the same weights as without a mask').toEqual(
        weights(layoutOfMask(mask, speakers.length)!),
      )
    }
  })
  test('is no use when it names another number of channels, none, or bits without meaning', () => {
    expect(layoutOfMask(0x3f, 8)).toBeUndefined()
    expect(layoutOfMask(0, 2)).toBeUndefined()
    expect(layoutOfMask(0x80000003 | 0, 3)).toBeUndefined()
  })
})
