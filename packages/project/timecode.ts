// SMPTE timecode (ST 12-1): frames ↔ labels ↔ flicks, in whole numbers.
// Drop frame leaves out labels, not frames: ;00 and ;01 (30-family), ;00 to ;03 (60-family) of every minute that ten does not divide.
import { ProjectError } from './error.ts'
import { FLICKS_PER_SECOND, type Flicks } from './time.ts'

export interface TimecodeRate {
  readonly id: string
  /** Frames that a label second counts. */
  readonly nominal: number
  /** Flicks of one frame, exact. */
  readonly frameFlicks: number
  readonly dropFrame: boolean
}
const rate = (id: string, nominal: number, frameFlicks: number, dropFrame = false): TimecodeRate => ({
  id,
  nominal,
  frameFlicks,
  dropFrame,
})
const whole = (n: number) => FLICKS_PER_SECOND / n
/** A frame of a rate slowed by 1000/1001. */
const slow = (n: number) => (FLICKS_PER_SECOND / n / 1000) * 1001

export const TIMECODE_RATES: { readonly [id: string]: TimecodeRate } = {
  '23.976': rate('23.976', 24, slow(24)),
  '24': rate('24', 24, whole(24)),
  '25': rate('25', 25, whole(25)),
  '29.97': rate('29.97', 30, slow(30)),
  '29.97df': rate('29.97df', 30, slow(30), true),
  '30': rate('30', 30, whole(30)),
  '30df': rate('30df', 30, whole(30), true),
  '47.95': rate('47.95', 48, slow(48)),
  '48': rate('48', 48, whole(48)),
  '50': rate('50', 50, whole(50)),
  '59.94': rate('59.94', 60, slow(60)),
  '59.94df': rate('59.94df', 60, slow(60), true),
  '60': rate('60', 60, whole(60)),
}
const ALIASES: { readonly [id: string]: string } = {
  '23.98': '23.976',
  '29.97d': '29.97df',
  '29.97ndf': '29.97',
  '47.952': '47.95',
  '47.96': '47.95',
  '59.94d': '59.94df',
  '59.94ndf': '59.94',
}

/** @throws ProjectError 'position' for a rate that is not in the list */
export function timecodeRate(id: string): TimecodeRate {
  const key = id
    .trim()
    .toLowerCase()
    .replace(/\s|fps/g, '')
  const name = Object.hasOwn(ALIASES, key) ? ALIASES[key]! : key
  const found = Object.hasOwn(TIMECODE_RATES, name) ? TIMECODE_RATES[name] : undefined
  if (!found)
    throw new ProjectError('position', `'${id}' is no timecode rate.`, { hint: `Choose one of ${Object.keys(TIMECODE_RATES).join(', ')}.` })
  return found
}

/** Frames whose labels drop frame leaves out per minute. */
const dropped = (r: TimecodeRate) => (r.dropFrame ? r.nominal / 15 : 0)
/** Frames of 24 hours of labels. */
export const framesPerDay = (r: TimecodeRate): number => 24 * 3600 * r.nominal - dropped(r) * (24 * 60 - 24 * 6)

/** A frame count as a clock shows it: after 23:59:59 comes 00:00:00, before it 23:59:59. */
export const wrapAtMidnight = (frames: number, r: TimecodeRate): number => {
  const day = framesPerDay(r)
  return ((frames % day) + day) % day
}

export interface Timecode {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly frames: number
  readonly negative: boolean
}
/** Label of a frame count; counts beyond 24 h go on with higher hours. */
export function timecodeOfFrames(frames: number, r: TimecodeRate): Timecode {
  const negative = frames < 0
  let n = Math.abs(Math.round(frames))
  const drop = dropped(r)
  if (drop) {
    const perMinute = 60 * r.nominal - drop
    const perTen = 10 * 60 * r.nominal - 9 * drop
    const tens = Math.floor(n / perTen)
    const rest = n % perTen
    n += 9 * drop * tens + (rest < drop ? 0 : drop * Math.floor((rest - drop) / perMinute))
  }
  const frame = n % r.nominal
  const seconds = Math.floor(n / r.nominal)
  return { hours: Math.floor(seconds / 3600), minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60, frames: frame, negative }
}
/** @throws ProjectError 'position' when drop frame has no such label */
export function framesOfTimecode(tc: Timecode, r: TimecodeRate): number {
  const drop = dropped(r)
  if (drop && tc.frames < drop && tc.seconds === 0 && tc.minutes % 10 !== 0)
    throw new ProjectError('position', `Drop frame has no label ${formatTimecode(tc, r)}.`, {
      hint: `The next one is ${formatTimecode({ ...tc, frames: drop }, r)}.`,
    })
  const minutes = tc.hours * 60 + tc.minutes
  const frames = (minutes * 60 + tc.seconds) * r.nominal + tc.frames - drop * (minutes - Math.floor(minutes / 10))
  return tc.negative ? -frames : frames
}
const two = (n: number) => String(n).padStart(2, '0')
/** '01:00:00:00'; drop frame with ';' before the frames. */
export const formatTimecode = (tc: Timecode, r: TimecodeRate): string =>
  `${tc.negative ? '−' : ''}${two(tc.hours)}:${two(tc.minutes)}:${two(tc.seconds)}${r.dropFrame ? ';' : ':'}${two(tc.frames)}`
/** @throws ProjectError 'position' */
export function parseTimecode(text: string, r: TimecodeRate): Timecode {
  const match = /^\s*([-−])?(\d{1,3})[:;.](\d{1,2})[:;.](\d{1,2})[:;.](\d{1,3})\s*$/.exec(text)
  const fail = (why: string) =>
    new ProjectError('position', `'${text}' is no timecode at ${r.id} frames per second${why}.`, {
      hint: 'Write HH:MM:SS:FF, for example 01:00:10:00.',
    })
  if (!match) throw fail('')
  const tc: Timecode = {
    negative: match[1] !== undefined,
    hours: Number(match[2]),
    minutes: Number(match[3]),
    seconds: Number(match[4]),
    frames: Number(match[5]),
  }
  if (tc.minutes > 59) throw fail(': minutes go to 59')
  if (tc.seconds > 59) throw fail(': seconds go to 59')
  if (tc.frames >= r.nominal) throw fail(`: frames go to ${r.nominal - 1}`)
  framesOfTimecode(tc, r)
  return tc
}
/** Exact. */
export const flicksOfTimecodeFrames = (frames: number, r: TimecodeRate): Flicks => frames * r.frameFlicks
/** The frame that contains a moment. */
export const timecodeFramesOfFlicks = (flicks: Flicks, r: TimecodeRate): number => Math.floor(flicks / r.frameFlicks)
