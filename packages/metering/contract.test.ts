// What every delivery specification must satisfy. A new file in specs/ is tested here without being named here.
import { audioFromArrays } from '@tonmeister/dsp/audio.ts'
import { Kernels } from '@tonmeister/dsp/kernels.ts'
import { gainOfDb } from '@tonmeister/dsp/math.ts'
import { kernelsModule } from '@tonmeister/dsp/node.ts'
import { describe, expect, test } from 'vitest'
import { specs } from './catalog/specs.ts'
import { type Finding, judge } from './judge.ts'
import { measure, type Report } from './measure.ts'
import { type Stretch, tones } from './signals.ts'
import type { Spec, Target } from './spec.ts'

const all = Object.entries(specs as unknown as Record<string, Spec>)
/** A partial build may have other kernels only; the numbers are the same without. */
const found = new Kernels(kernelsModule())
const options = found.find('meter_loudness_process') && found.find('meter_truePeak_process') ? { kernels: found } : {}

/** Bounds of a limit as it is meant, without rounding. */
const low = (t: Target) => (t.target !== undefined ? t.target - t.tolerance! : (t.min ?? -Infinity))
const high = (t: Target) => (t.target !== undefined ? t.target + t.tolerance! : (t.max ?? Infinity))
const middle = (t: Target) => t.target ?? (t.min! + t.max!) / 2

interface Wanted {
  readonly integrated: number
  readonly channels?: number
  readonly sampleRate?: number
  /** dBFS of a single sample among the rest. */
  readonly click?: number
  /** dB by which 3 of the seconds are louder. */
  readonly loudPassage?: number
}
interface Made {
  readonly sampleRate: number
  readonly data: readonly Float32Array[]
  readonly integrated: number
}
const made = new Map<string, Made>()
/** A tone in a loud and a quiet half, or with a loud passage, and how loud it is: made once for all specifications that need it. */
function shaped(sampleRate: number, channels: number, loudPassage: number | undefined): Made {
  const key = [sampleRate, channels, loudPassage].join()
  const known = made.get(key)
  if (known) return known
  const halves: Stretch[] = [
    [3.2, -30],
    [3.2, -37],
  ]
  const passage: Stretch[] = [
    [15, -40],
    [3, -40 + (loudPassage ?? 0)],
    [15, -40],
  ]
  const { data } = tones(sampleRate, channels, loudPassage === undefined ? halves : passage)
  const programme = { sampleRate, data, integrated: measure(audioFromArrays(sampleRate, data), options).integratedLufs }
  made.set(key, programme)
  return programme
}
/** A programme with this integrated loudness: a known one, turned up or down. */
function measured({ integrated, channels = 2, sampleRate = 48_000, click, loudPassage }: Wanted): Report {
  const programme = shaped(sampleRate, channels, loudPassage)
  const gain = gainOfDb(integrated - programme.integrated)
  const turned = programme.data.map((x) => x.map((v) => v * gain))
  if (click !== undefined) turned[0]![2 * sampleRate] = gainOfDb(click)
  return measure(audioFromArrays(sampleRate, turned), options)
}
const failed = (findings: readonly Finding[]) => findings.filter((f) => !f.pass).map((f) => f.check)
const find = (findings: readonly Finding[], check: string) => findings.find((f) => f.check === check)!
/** Digits of a value as sentences have them. */
const said = (x: number) => Math.abs(x).toFixed(1)

describe.each(all)('%s', (key, spec) => {
  const integrated = spec.integrated!
  const rate = spec.sampleRates?.[0] ?? 48_000
  const target = middle(integrated)
  const good = () => measured({ integrated: target, sampleRate: rate })

  test('says what it is, from which edition of which document, and when the limits were compared', () => {
    expect(spec.id).toBe(key)
    expect(spec.name.length).toBeGreaterThan(2)
    expect(spec.source).toMatch(/^https:\/\/\S+$/)
    expect(spec.edition.length).toBeGreaterThan(3)
    expect(spec.checked).toMatch(/^20\d\d-[01]\d-[0-3]\d$/)
  })
  test('limits integrated loudness and true peak, every limit in its unit, as target with tolerance or as bounds', () => {
    const units = {
      integrated: 'LUFS',
      integratedMono: 'LUFS',
      shortTerm: 'LUFS',
      range: 'LU',
      truePeak: 'dBTP',
      truePeakWhenLouder: 'dBTP',
    } as const
    for (const [field, unit] of Object.entries(units)) {
      const limit = spec[field as keyof typeof units]
      if (!limit) continue
      expect(limit.unit, field).toBe(unit)
      if (limit.target !== undefined) {
        expect(limit.tolerance, field).toBeGreaterThan(0)
        expect([limit.min, limit.max], field).toEqual([undefined, undefined])
      } else {
        expect(limit.tolerance, field).toBeUndefined()
        expect(Math.min(limit.min ?? Infinity, limit.max ?? Infinity), field).toBeLessThan(Infinity)
        expect(low(limit), field).toBeLessThan(high(limit))
      }
    }
    expect(spec.integrated).toBeDefined()
    expect(spec.truePeak?.max).toBeLessThanOrEqual(0)
    if (spec.truePeakWhenLouder) expect(spec.truePeakWhenLouder.max).toBeLessThan(spec.truePeak!.max!)
  })
  test('a programme at the target passes, each limit in a sentence with value and limit', () => {
    const findings = judge(good(), spec)
    expect(failed(findings)).toEqual([])
    expect(findings.map((f) => f.check)).toEqual([
      'integrated',
      'true-peak',
      ...(spec.shortTerm ? ['short-term'] : []),
      ...(spec.range ? ['range'] : []),
      ...(spec.sampleRates ? ['sample-rate'] : []),
    ])
    for (const f of findings) {
      expect(Object.keys(f).filter((k) => k !== 'at')).toEqual(['check', 'pass', 'value', 'limit', 'unit', 'message'])
      expect(f.limit).toContain(f.unit)
      expect(f.message).toMatch(/^[A-Z].*\.$/)
      if (f.check === 'sample-rate') continue
      expect(f.message).toContain(said(f.value!))
      expect(f.message).toContain(f.limit)
    }
    expect(find(findings, 'integrated').value).toBeCloseTo(target, 1)
  })
  test('loudness is compared as it is shown: 0.04 LU beyond a bound passes, 0.3 LU fails, and is told what to do', () => {
    for (const [bound, side] of [
      [high(integrated), 1],
      [low(integrated), -1],
    ] as const) {
      const at = (lufs: number) => judge({ ...measured({ integrated: bound, sampleRate: rate }), integratedLufs: lufs }, spec)
      expect(failed(at(bound + side * 0.04)).includes('integrated'), `${bound}`).toBe(false)
      const beyond = judge(measured({ integrated: bound + side * 0.3, sampleRate: rate }), spec)
      const finding = find(beyond, 'integrated')
      expect(finding.pass).toBe(integrated.advice === true)
      expect(failed(beyond)).toEqual(integrated.advice ? [] : ['integrated'])
      expect(finding.message).toContain(said(bound + side * 0.3))
      expect(finding.message).toContain(`0.3 LU ${side > 0 ? 'above' : 'below'} the limit of ${finding.limit}`)
      const wanted = integrated.target ?? bound
      expect(finding.message).toContain(`${side > 0 ? 'Lower' : 'Raise'} the main fader by ${said(wanted - bound - side * 0.3)} dB`)
      if (integrated.advice) expect(finding.message).toContain('advice')
    }
  })
  test('one sample 0.4 dB above the greatest true peak fails, is told where it stands and which ceiling to set', () => {
    const { max } = spec.truePeak!
    const findings = judge(measured({ integrated: target, sampleRate: rate, click: max! + 0.4 }), spec)
    expect(failed(findings)).toEqual(['true-peak'])
    const finding = find(findings, 'true-peak')
    expect(finding.value).toBeCloseTo(max! + 0.4, 1)
    expect(finding.at).toBeCloseTo(2, 3)
    expect(finding.message).toMatch(/0\.4 dB above the limit of at most/)
    expect(finding.message).toMatch(new RegExp(`ceiling .* to .?${said(max!)} dBTP`))
    expect(failed(judge(measured({ integrated: target, sampleRate: rate, click: max! - 0.1 }), spec))).toEqual([])
  })
  if (spec.shortTerm)
    test('a loud passage fails though the whole is at the target', () => {
      const findings = judge(measured({ integrated: target, sampleRate: rate, loudPassage: 9 }), spec)
      expect(failed(findings)).toEqual(['short-term'])
      const finding = find(findings, 'short-term')
      expect(finding.at).toBeCloseTo(15, 1)
      expect(finding.message).toContain(finding.limit)
      expect(finding.message).toContain('Lower that passage')
    })
  if (spec.range)
    test('a loudness range outside is said, with what to do', () => {
      for (const range of [high(spec.range!) + 1.2, Math.max(0, low(spec.range!) - 1.2)]) {
        if (!Number.isFinite(range)) continue
        const findings = judge({ ...good(), loudnessRangeLu: range }, spec)
        const finding = find(findings, 'range')
        expect(failed(findings)).toEqual(spec.range!.advice ? [] : ['range'])
        expect(finding.message).toContain(said(range))
        expect(finding.message).toMatch(/Bring quiet and loud passages closer|Let quiet and loud passages differ/)
      }
    })
  if (spec.sampleRates)
    test('another sample rate fails, with the option that renders the right one', () => {
      const findings = judge(measured({ integrated: target, sampleRate: 44_100 }), spec)
      expect(failed(findings)).toEqual(['sample-rate'])
      expect(find(findings, 'sample-rate').message).toMatch(/44100 Hz; wanted is 48000 Hz.*--rate 48000/)
    })
  if (spec.integratedMono)
    test('a mono file is judged by the limit for mono', () => {
      const mono = middle(spec.integratedMono!)
      expect(failed(judge(measured({ integrated: mono, channels: 1 }), spec))).toEqual([])
      expect(failed(judge(measured({ integrated: high(spec.integratedMono!) + 0.3, channels: 1 }), spec))).toEqual(['integrated'])
    })
  test('silence fails where a loudness is required, in words', () => {
    const findings = judge(measure(audioFromArrays(rate, tones(rate, 2, [[1, -Infinity]]).data), options), spec)
    expect(failed(findings)).toEqual(integrated.advice ? [] : ['integrated'])
    expect(find(findings, 'integrated')).toMatchObject({ value: null, message: expect.stringContaining('nothing is loud enough') })
    expect(find(findings, 'true-peak')).toMatchObject({ value: null, pass: true })
  })
})
