// What can be automated on a track, how its values lie between the bottom and the top of a lane, and which lanes are open.
import { devices as catalog } from '@tonmeister/devices'
import {
  type DeviceRecord,
  type Document,
  db as dbParam,
  devicesOf,
  fromNormal,
  laneValue,
  type Param,
  type PointRecord,
  pan as panParam,
  percent,
  type Rec,
  type SendRecord,
  type StripRecord,
  sendsOf,
  type TrackRecord,
  toggle,
  toNormal,
} from '@tonmeister/project'
import { dbOfTravel, named, t, travelOfDb, typedValue, valueText, word } from '@tonmeister/ui'
import { arrangementOf, LANE, type OpenLane } from './arrangement.ts'
import type { Session } from './session.ts'

export interface Automatable {
  /** Strip, send or device. */
  readonly target: string
  readonly param: string
  readonly name: string
  /** The device's name, or the strip's part. */
  readonly group: string
  readonly unit: Param
  /** Is its travel that of a fader? */
  readonly isLevel: boolean
}
const VOLUME = dbParam({ name: word('Volume'), min: -60, max: 10, default: 0 })
const PAN = panParam({ name: word('Pan'), min: -100, max: 100, default: 0 })
const LEFT = panParam({ name: word('Left side'), min: -100, max: 100, default: -100 })
const RIGHT = panParam({ name: word('Right side'), min: -100, max: 100, default: 100 })
const MUTE = toggle({ name: word('Mute'), default: false })
const TRIM = dbParam({ name: word('Trim'), min: -60, max: 60, default: 0 })
const WIDTH = percent({ name: word('Width'), min: 0, max: 200, default: 100 })
type Documented = Pick<Session, 'document'>

/** All that can be automated on the strip of a track, in the order of the signal. */
export function automatable(s: Documented, strip: string): Automatable[] {
  const record = s.document.get(strip)
  if (record?.type === 'vca') return [ofVca(strip)]
  const out = ofStrip(record as StripRecord | undefined, strip)
  for (const send of sendsOf(s.document, strip)) out.push(...ofSend(s, send))
  for (const device of devicesOf(s.document, strip)) {
    const params = catalog[device.device]?.params ?? {}
    for (const [id, param] of Object.entries(params)) if (!param.hidden) out.push(ofDevice(device, id, param))
  }
  return out
}
const ofVca = (target: string): Automatable => ({ target, param: 'gain', name: t('Volume'), group: t('VCA'), unit: VOLUME, isLevel: true })
function ofStrip(record: StripRecord | undefined, target: string): Automatable[] {
  const group = t('Strip')
  const isDual = record?.panMode === 'dual' && record.mono !== true
  const of = (param: string, name: string, unit: Param): Automatable => ({ target, param, name, group, unit, isLevel: false })
  return [
    { ...of('gain', t('Volume'), VOLUME), isLevel: true },
    of('pan', t('Pan'), PAN),
    of('mute', t('Mute'), MUTE),
    of('trim', t('Trim'), TRIM),
    of('width', t('Width'), WIDTH),
    ...(isDual ? [of('panLeft', t('Left side'), LEFT), of('panRight', t('Right side'), RIGHT)] : []),
  ]
}
function ofSend(s: Documented, send: Rec): Automatable[] {
  const bus = String(s.document.get(String((send as SendRecord).target))?.name ?? '')
  const of = (param: string, name: string, unit: Param): Automatable => ({
    target: send.id,
    param,
    name,
    group: t('Sends'),
    unit,
    isLevel: false,
  })
  return [
    { ...of('gain', t('Send to {name}', { name: bus }), VOLUME), isLevel: true },
    of('pan', t('Send to {name}: pan', { name: bus }), PAN),
    of('mute', t('Send to {name}: mute', { name: bus }), MUTE),
  ]
}
function ofDevice(device: Rec, id: string, param: Param): Automatable {
  const group = named(catalog[(device as DeviceRecord).device]?.name ?? String(device.device))
  return { target: device.id, param: id, name: `${group}: ${named(param.name)}`, group, unit: param, isLevel: false }
}
/** What a lane is of; undefined when it is gone. */
export function laneParam(s: Documented, target: string, param: string): Automatable | undefined {
  const record = s.document.get(target)
  if (record?.type === 'strip') return ofStrip(record as StripRecord, target).find((a) => a.param === param)
  if (record?.type === 'send') return ofSend(s, record).find((a) => a.param === param)
  if (record?.type === 'vca') return param === 'gain' ? ofVca(target) : undefined
  const known = record?.type === 'device' ? catalog[record.device as string]?.params[param] : undefined
  return record && known ? ofDevice(record, param, known) : undefined
}
/** 0 at the bottom of a lane, 1 at its top. */
export const normalOf = (a: Automatable, value: number): number => {
  const n = a.isLevel ? travelOfDb(value) : toNormal(a.unit, value)
  return Math.min(1, Math.max(0, n))
}
/** The value at a height, 0 to 1, in the parameter's unit; always a number. */
export function valueAt(a: Automatable, normal: number): number {
  const n = Math.min(1, Math.max(0, normal))
  if (!a.isLevel) return fromNormal(a.unit, n)
  const value = dbOfTravel(n)
  return value === -Infinity ? a.unit.min : Math.round(value * 10) / 10
}
export const within = (a: Automatable, value: number): number => Math.min(a.unit.max, Math.max(a.unit.min, value))
export const textOf = (a: Automatable, value: number): string => valueText(a.unit, value)
export const read = (a: Automatable, text: string, current: number): number | undefined => {
  const value = typedValue(a.unit, text, current)
  return value === undefined || !Number.isFinite(value) ? undefined : within(a, value)
}
/** What the parameter stands at where nothing automates it. */
export function standing(s: Session, a: Automatable): number {
  const record = s.document.get(a.target)
  const field = record?.type === 'device' ? `p.${a.param}` : a.param
  const value = record?.[field]
  if (typeof value === 'number') return within(a, value)
  if (typeof value === 'boolean') return Number(value)
  return value === null ? a.unit.min : a.unit.default
}
/** The value that is heard at a place. */
export function laneValueText(s: Session, target: string, param: string, ticks: number): string {
  const a = laneParam(s, target, param)
  if (!a) return ''
  return textOf(a, laneValue(pointsOf(s, target, param), ticks) ?? standing(s, a))
}

/** Points by target and parameter, kept until one of the target's points changes: lanes are painted with every scroll. */
type Kept = Map<string, Map<string, PointRecord[]>>
const kept = new WeakMap<Document, Kept>()
function lanesOf(document: Document, target: string): Map<string, PointRecord[]> {
  let all = kept.get(document)
  if (!all) {
    const fresh: Kept = new Map()
    kept.set(document, (all = fresh))
    document.onChange((diff) => {
      for (const [id, fields] of diff) {
        const record = document.get(id)
        if ((record?.type ?? fields.get('type')?.[0]) !== 'point') continue
        for (const end of [record?.target, ...(fields.get('target') ?? [])]) if (typeof end === 'string') fresh.delete(end)
      }
    })
  }
  let lanes = all.get(target)
  if (!lanes) {
    all.set(target, (lanes = new Map()))
    for (const p of document.children<PointRecord>('target', target, 'point')) {
      const points = lanes.get(p.param)
      if (points) points.push(p)
      else lanes.set(p.param, [p])
    }
    for (const points of lanes.values()) points.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  }
  return lanes
}
const NONE: readonly PointRecord[] = []
/** In order of time; the same list until one of them changes. Not inside a transaction: there, ask the document. */
export const pointsOf = (s: Session, target: string, param: string): readonly PointRecord[] =>
  lanesOf(s.document, target).get(param) ?? NONE
/** Parameters of a strip, send or device that have points, as 'gain pan'. */
export const automatedParams = (s: Session, target: string): string => [...lanesOf(s.document, target).keys()].sort().join(' ')
/** Lanes of a track that have points. */
export const automatedOn = (s: Session, track: TrackRecord): Automatable[] =>
  automatable(s, track.strip).filter((a) => automatedParams(s, a.target).split(' ').includes(a.param))

/** Where a control with a lane stands from moment to moment. @param automated  as `automatedParams` gives it */
export const driven = (s: Session, target: string, param: string, automated: string): (() => number | undefined) | undefined =>
  automated.split(' ').includes(param) ? () => s.passes.valueNow(target, param, pointsOf(s, target, param)) : undefined

/** Opens a lane under a track; one that is open stays. */
export function openLane(s: Session, track: string, lane: { readonly target: string; readonly param: string }): void {
  const own = arrangementOf(s)
  const open = own.openLanes(track)
  own.lane = { target: lane.target, param: lane.param }
  if (!open.some((x) => x.target === lane.target && x.param === lane.param))
    own.setLanes(track, [...open, { target: lane.target, param: lane.param, height: LANE }])
}
/** Opens lanes for what is automated on a track, or for its volume. */
export function showLanes(s: Session, track: TrackRecord): void {
  const found = automatedOn(s, track)
  const lanes = found.length ? found : [{ target: track.strip, param: 'gain' }]
  arrangementOf(s).setLanes(
    track.id,
    lanes.map(({ target, param }): OpenLane => ({ target, param, height: LANE })),
  )
}
