import { expect, test } from 'vitest'
import format from './format.ts'

const context = { name: 'song', instrumentFor: () => ({ device: 'synth', version: 1 }) }
const bytes = (text: string) => new TextEncoder().encode(text)

test('a note keeps its tick, length, key and velocity', () => {
  const { records, losses } = format.read(bytes('template-name 1\nnote 26880 6720 60 100\n'), context)
  expect(records.filter((r) => r.type === 'note')).toMatchObject([{ at: 26_880, length: 6720, key: 60, velocity: 100 }])
  expect(losses).toEqual([])
})
test('a line that is no note is reported, not dropped in silence', () => {
  expect(format.read(bytes('template-name 1\nnoise'), context).losses).toMatchObject([{ at: 'line 2' }])
})
test('another file is refused in words', () => {
  expect(() => format.read(bytes('RIFF'), context)).toThrow(/does not begin/)
})
