// judge: a report against a specification, one finding per limit, in words.
import type { Report } from './measure.ts'
import type { Spec, Target } from './spec.ts'

/** One limit, judged. */
export interface Finding {
  readonly check: 'integrated' | 'true-peak' | 'short-term' | 'range' | 'sample-rate'
  readonly pass: boolean
  /** null = no value (silence). */
  readonly value: number | null
  /** The limit in words, with its unit. */
  readonly limit: string
  readonly unit: string
  /** Seconds from the start: where the peak stands, or the loudest 3 s begin. */
  readonly at?: number
  /** One sentence with value and limit; where it fails, another that says what to do. */
  readonly message: string
}
const MINUS = '−'
const say = (x: number, digits = 1): string => {
  const t = Math.abs(x).toFixed(digits)
  return x < 0 && Number(t) !== 0 ? MINUS + t : t
}
/** Measured values are compared as they would be shown: to a tenth (Tech 3341 allows no more digits). */
const shown = (x: number): number => Math.round(x * 10) / 10

function limitText(t: Target): string {
  if (t.target !== undefined) return `${say(t.target)} ±${say(t.tolerance ?? 0)} ${t.unit}`
  if (t.min !== undefined && t.max !== undefined) return `${say(t.min)} to ${say(t.max)} ${t.unit}`
  return t.max !== undefined ? `at most ${say(t.max)} ${t.unit}` : `at least ${say(t.min ?? 0)} ${t.unit}`
}
/** How far beyond its limits a value lies: 0 inside, positive above, negative below. */
function beyond(value: number, t: Target): number {
  const low = t.target !== undefined ? t.target - (t.tolerance ?? 0) : (t.min ?? -Infinity)
  const high = t.target !== undefined ? t.target + (t.tolerance ?? 0) : (t.max ?? Infinity)
  const v = shown(value)
  const over = Math.round((v - high) * 10) / 10
  const under = Math.round((v - low) * 10) / 10
  return over > 0 ? over : Math.min(under, 0)
}

/** The verdict is `findings.every((f) => f.pass)`. Advice never fails. */
export function judge(report: Report, spec: Spec): Finding[] {
  const findings: Finding[] = []
  const silent = report.integratedLufs === -Infinity
  const isShort = report.seconds < 0.4 && report.samplePeakDbfs > -Infinity
  const note = spec.note ? ` ${spec.note}` : ''
  const add = (check: Finding['check'], label: string, value: number, t: Target, hint: (off: number) => string, at?: number) => {
    const limit = limitText(t)
    if (!Number.isFinite(value)) {
      const fails = check === 'integrated' && !t.advice
      findings.push({
        check,
        pass: !fails,
        value: null,
        limit,
        unit: t.unit,
        message: isShort
          ? `${label}: ${report.seconds.toFixed(2)} s are too short to be measured; loudness needs 0.4 s.${fails ? ' Is this the whole programme?' : ''}`
          : `${label}: nothing is loud enough to be measured; the limit is ${limit}.${fails ? ' Is the programme silent?' : ''}`,
      })
      return
    }
    const off = beyond(value, t)
    const pass = off === 0 || t.advice === true
    const where = off === 0 ? 'within' : off > 0 ? `${say(off)} above` : `${say(-off)} below`
    const unit = t.unit === 'LUFS' ? 'LU' : t.unit === 'dBTP' ? 'dB' : t.unit
    const message =
      off === 0
        ? `${label} is ${say(value)} ${t.unit}, within the limit of ${limit}.`
        : `${label} is ${say(value)} ${t.unit}, ${where.replace(/^([\d.]+)/, `$1 ${unit}`)} the limit of ${limit}.${t.advice ? ' This is advice, not a fault.' : ''} ${hint(off)}`
    findings.push({ check, pass, value: shown(value), limit, unit: t.unit, ...(at !== undefined ? { at } : {}), message: message.trim() })
  }
  const target = report.channels === 1 && spec.integratedMono ? spec.integratedMono : spec.integrated
  if (target)
    add('integrated', 'Integrated loudness', report.integratedLufs, target, (off) => {
      const wanted = target.target ?? (off > 0 ? (target.max ?? 0) : (target.min ?? 0))
      const by = shown(wanted - report.integratedLufs)
      return by < 0
        ? `Lower the main fader by ${say(-by)} dB.${note}`
        : `Raise the main fader by ${say(by)} dB, with a limiter behind it.${note}`
    })
  const louder = spec.truePeakWhenLouder && target?.target !== undefined && shown(report.integratedLufs) > target.target
  const peak = louder ? spec.truePeakWhenLouder : spec.truePeak
  if (peak)
    add(
      'true-peak',
      'True peak',
      report.truePeakDbtp,
      peak,
      () => `Set the ceiling of the main limiter to ${say(peak.max ?? -1)} dBTP or lower.`,
      report.at.truePeak,
    )
  if (spec.shortTerm)
    add(
      'short-term',
      'Greatest short-term loudness',
      report.maxShortTermLufs,
      spec.shortTerm,
      () => 'Lower that passage.',
      report.at.shortTerm,
    )
  if (spec.range && !silent)
    add('range', 'Loudness range', report.loudnessRangeLu, spec.range, (off) =>
      off > 0 ? 'Bring quiet and loud passages closer together.' : 'Let quiet and loud passages differ more.',
    )
  if (spec.sampleRates) {
    const pass = spec.sampleRates.includes(report.sampleRate)
    const limit = spec.sampleRates.map((r) => `${r} Hz`).join(' or ')
    findings.push({
      check: 'sample-rate',
      pass,
      value: report.sampleRate,
      limit,
      unit: 'Hz',
      message: pass
        ? `The sample rate is ${report.sampleRate} Hz, as wanted.`
        : `The sample rate is ${report.sampleRate} Hz; wanted is ${limit}. Render with --rate ${spec.sampleRates[0]}.`,
    })
  }
  return findings
}
