// Values are shown in the person's language, and what is shown can be typed back.
import { type Param, pan } from '@tonmeister/project'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { typedValue, valueText } from './value.ts'
import { ENGLISH, setLanguage } from './words.ts'

const PAN = pan({ name: 'Pan', min: -100, max: 100, default: 0 })
const WAVE = { ...PAN, unit: 'choice', choices: ['Saw', 'Sine'], min: 0, max: 1 } as Param
beforeAll(() => {
  const messages = { left: 'links', right: 'rechts', centre: 'Mitte', On: 'An', Off: 'Aus', Saw: 'Sägezahn', Sine: 'Sinus' }
  setLanguage({ id: 'de', name: 'Deutsch', messages })
})
afterAll(() => setLanguage(ENGLISH))

test('a pan is 30 % links, and can be typed so or in English', () => {
  expect(valueText(PAN, -30)).toBe('30 % links')
  expect(valueText(PAN, 0)).toBe('Mitte')
  for (const value of [-100, -30, 0, 7, 100]) expect(typedValue(PAN, valueText(PAN, value))).toBe(value)
  expect(typedValue(PAN, '30 left')).toBe(-30)
  expect(typedValue(PAN, 'R20')).toBe(20)
  expect(typedValue(PAN, 'nonsense')).toBeUndefined()
})
test('choices are found by their own names and by the English ones', () => {
  expect(valueText(WAVE, 1)).toBe('Sinus')
  expect(typedValue(WAVE, 'sinus')).toBe(1)
  expect(typedValue(WAVE, 'Saw')).toBe(0)
})
