// What is special about judging; what every specification must satisfy is in contract.test.ts.
import { expect, test } from 'vitest'
import { specs } from './catalog/specs.ts'
import { judge } from './judge.ts'
import type { Report } from './measure.ts'
import { defineSpec, lu, lufs } from './spec.ts'

const report = (values: Partial<Report> = {}): Report => ({
  integratedLufs: -23,
  loudnessRangeLu: 8,
  maxMomentaryLufs: -18,
  maxShortTermLufs: -20,
  truePeakDbtp: -3,
  samplePeakDbfs: -3.2,
  channels: 2,
  sampleRate: 48_000,
  seconds: 60,
  at: { momentary: 1, shortTerm: 2, truePeak: 3.25 },
  ...values,
})
const bare = defineSpec({ id: 'bare', name: 'Bare', source: 'https://example.org', edition: '1', checked: '2026-11-24' })

test('R 128 says how far off a programme is and which fader step mends it', () => {
  expect(judge(report({ integratedLufs: -19.8, truePeakDbtp: -0.2 }), specs['ebu-r128'])).toEqual([
    {
      check: 'integrated',
      pass: false,
      value: -19.8,
      limit: '−23.0 ±0.2 LUFS',
      unit: 'LUFS',
      message: 'Integrated loudness is −19.8 LUFS, 3.0 LU above the limit of −23.0 ±0.2 LUFS. Lower the main fader by 3.2 dB.',
    },
    {
      check: 'true-peak',
      pass: false,
      value: -0.2,
      limit: 'at most −1.0 dBTP',
      unit: 'dBTP',
      at: 3.25,
      message:
        'True peak is −0.2 dBTP, 0.8 dB above the limit of at most −1.0 dBTP. Set the ceiling of the main limiter to −1.0 dBTP or lower.',
    },
  ])
})
test('R 128 takes ±0.2 LU of finished programmes and ±1.0 LU of live ones', () => {
  const passes = (integratedLufs: number, id: 'ebu-r128' | 'ebu-r128-live') => judge(report({ integratedLufs }), specs[id])[0]!.pass
  for (const [value, finished, live] of [
    [-23.2, true, true],
    [-22.8, true, true],
    [-22.7, false, true],
    [-24, false, true],
    [-24.1, false, false],
  ] as const)
    expect([passes(value, 'ebu-r128'), passes(value, 'ebu-r128-live')], `${value}`).toEqual([finished, live])
})
test('Spotify wants 1 dB more room for peaks from masters that are louder than its target', () => {
  const peak = (integratedLufs: number) => judge(report({ integratedLufs, truePeakDbtp: -1.5 }), specs.spotify)[1]!
  expect(peak(-14)).toMatchObject({ pass: true, limit: 'at most −1.0 dBTP' })
  expect(peak(-13.5)).toMatchObject({ pass: false, limit: 'at most −2.0 dBTP' })
})
test('a mono podcast is wanted 3 LU softer, since it plays from two loudspeakers', () => {
  const pass = (channels: number, integratedLufs: number) => judge(report({ channels, integratedLufs }), specs.podcast)[0]!.pass
  expect([pass(1, -19), pass(1, -16), pass(2, -16), pass(2, -19)]).toEqual([true, false, true, false])
})
test('advice never fails, and says that it is advice', () => {
  const finding = judge(report({ integratedLufs: -27, loudnessRangeLu: 20 }), specs.netflix).find((f) => f.check === 'range')!
  expect(finding.pass).toBe(true)
  expect(finding.message).toMatch(
    /^Loudness range is 20\.0 LU, 2\.0 LU above the limit of 4\.0 to 18\.0 LU\. This is advice, not a fault\. /,
  )
})
test('what the measurement cannot cover is said where loudness fails', () => {
  expect(judge(report({ integratedLufs: -20 }), specs['atsc-a85'])[0]!.message).toContain('measured at their dialogue')
})
test('a programme of less than 0.4 s is called too short, not silent', () => {
  const [finding] = judge(report({ integratedLufs: -Infinity, seconds: 0.25 }), specs['ebu-r128'])
  expect(finding).toMatchObject({ pass: false, value: null })
  expect(finding!.message).toContain('0.25 s are too short')
})
test('silence has no loudness range to judge', () => {
  const silent = report({ integratedLufs: -Infinity, truePeakDbtp: -Infinity, samplePeakDbfs: -Infinity, loudnessRangeLu: 0 })
  expect(judge(silent, specs.netflix).map((f) => f.check)).toEqual(['integrated', 'true-peak', 'sample-rate'])
})
test('bounds of one side are at least or at most', () => {
  const limit = (spec: Parameters<typeof judge>[1]) => judge(report(), spec)[0]!.limit
  expect(limit({ ...bare, integrated: lufs({ min: -30 }) })).toBe('at least −30.0 LUFS')
  expect(limit({ ...bare, integrated: lufs({ max: 0 }) })).toBe('at most 0.0 LUFS')
  expect(limit({ ...bare, range: lu({ min: 4, max: 18 }) })).toBe('4.0 to 18.0 LU')
  expect(judge(report(), bare)).toEqual([])
})
test('values are rounded once: -23.249 is -23.2 and passes, -23.251 is -23.3 and fails by 0.1', () => {
  const [inside, outside] = [-23.249, -23.251].map((integratedLufs) => judge(report({ integratedLufs }), specs['ebu-r128'])[0]!)
  expect(inside).toMatchObject({ pass: true, value: -23.2 })
  expect(outside).toMatchObject({ pass: false, value: -23.3, message: expect.stringContaining('0.1 LU below') })
})
test('each place is that of its own value', () => {
  const findings = judge(report({ maxShortTermLufs: -10, truePeakDbtp: 0 }), specs['ebu-r128-s1'])
  expect(findings.map((f) => f.at)).toEqual([undefined, 3.25, 2])
})
